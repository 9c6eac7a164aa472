//! What an expression of a script comes to.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The value of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Bytes(Vec<u8>),
    List(Vec<Value>),
}

impl Value {
    /// The value as text: bytes are read as letters.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Bytes(bytes) => Some(letters(bytes)),
            Self::List(_) => None,
        }
    }

    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => {
                let text = text.trim();
                let hex =
                    text.strip_prefix("0x").or_else(|| text.strip_prefix("&H")).or_else(|| text.strip_prefix("&h"));
                match hex {
                    Some(hex) => i64::from_str_radix(hex, 16).ok(),
                    None => text.parse().ok(),
                }
            }
            _ => None,
        }
    }

    /// The value as bytes: of a text its letters, of a list its numbers.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()),
            Self::Bytes(bytes) => Some(bytes.clone()),
            Self::List(list) => list.iter().map(|v| v.number().and_then(|n| u8::try_from(n & 0xFFFF).ok())).collect(),
            Self::Number(_) => None,
        }
    }

    /// The size in bytes, roughly.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Number(_) => 8,
            Self::Bytes(bytes) => bytes.len(),
            Self::List(list) => list.iter().map(|v| v.size().saturating_add(32)).sum(),
        }
    }

    /// The parts of a list, of a text its letters, of bytes their numbers.
    pub(super) fn parts(&self) -> Vec<Value> {
        match self {
            Self::List(list) => list.clone(),
            Self::Text(text) => text.chars().map(|c| Self::Text(c.to_string())).collect(),
            Self::Bytes(bytes) => bytes.iter().map(|b| Self::Number(i64::from(*b))).collect(),
            Self::Number(_) => vec![self.clone()],
        }
    }
}

/// Bytes as letters: UTF-16 where every other byte is zero, UTF-8 where they are, else one letter for each byte.
pub fn letters(bytes: &[u8]) -> String {
    let wide = bytes.len() >= 4 && bytes.len() / 2 <= 2 * bytes.iter().skip(1).step_by(2).filter(|b| **b == 0).count();
    if wide {
        let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).filter(|c| *c != '\u{FEFF}').collect();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// Base64 of either alphabet, what is none of it passed over as decoders do.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut kept: Vec<u8> = Vec::with_capacity(text.len());
    let mut url = false;
    for byte in text {
        match byte {
            b'=' => break,
            b'-' | b'_' => {
                url = true;
                kept.push(*byte);
            }
            b'+' | b'/' => kept.push(*byte),
            _ if byte.is_ascii_alphanumeric() => kept.push(*byte),
            _ => {}
        }
    }
    if kept.len() % 4 == 1 {
        kept.pop();
    }
    if kept.len() < 2 {
        return None;
    }
    if url { URL.decode(&kept).ok() } else { PLAIN.decode(&kept).ok() }
}

/// Hexadecimal digits in pairs; other letters between them are passed over.
pub(super) fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let mut digits = text.iter().filter_map(|b| char::from(*b).to_digit(16)).filter_map(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(text.len() / 2);
    while let Some(high) = digits.next() {
        out.push(high << 4 | digits.next()?);
    }
    (!out.is_empty()).then_some(out)
}

/// `%41`, `%u0041` and `\x41` undone; `+` is a blank in addresses only and stays.
pub(super) fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    let code = |from: usize, count: usize| {
        text.get(from..from + count)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|d| u32::from_str_radix(d, 16).ok())
    };
    let mut wide = String::new();
    while let Some(byte) = bytes.get(at) {
        let (made, used) = match byte {
            b'%' if matches!(bytes.get(at + 1), Some(b'u' | b'U')) => (code(at + 2, 4).and_then(char::from_u32), 6),
            b'%' => match code(at + 1, 2).and_then(|c| u8::try_from(c).ok()) {
                Some(made) => {
                    out.push(made);
                    at += 3;
                    continue;
                }
                None => (None, 1),
            },
            _ => (None, 1),
        };
        match made {
            Some(made) => {
                wide.clear();
                wide.push(made);
                out.extend(wide.bytes());
                at += used;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    letters_of_page(out)
}

fn letters_of_page(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().iter().map(|b| char::from(*b)).collect())
}

/// Each letter moved by thirteen places.
pub(super) fn rot13(text: &str) -> String {
    let moved = |c: char| match c {
        'a'..='m' | 'A'..='M' => char::from_u32(u32::from(c) + 13).unwrap_or(c),
        'n'..='z' | 'N'..='Z' => char::from_u32(u32::from(c) - 13).unwrap_or(c),
        _ => c,
    };
    text.chars().map(moved).collect()
}
