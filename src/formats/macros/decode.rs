//! Strings that are written in another alphabet: hexadecimal digits, Base64, backwards.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// Shorter strings are words.
const LEAST: usize = 8;
/// Of a longer string the beginning is decoded, in bytes.
const MOST: usize = 64 * 1024;

/// Everything readable that a string may stand for.
pub(super) fn readings(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.len() < LEAST || !text.is_ascii() {
        return Vec::new();
    }
    let text = &text[..text.len().min(MOST)];
    let mut out = vec![text.chars().rev().collect()];
    if text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        let bytes: Vec<u8> = text
            .as_bytes()
            .chunks_exact(2)
            .filter_map(|p| u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok())
            .collect();
        out.extend(readable(&bytes));
    }
    let letters = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    if letters && text.len() >= 12 {
        // A part of a longer text may end within a group of four.
        let whole = text.trim_end_matches('=');
        let whole = &whole[..whole.len() - usize::from(whole.len() % 4 == 1)];
        out.extend(ENGINE.decode(whole).ok().and_then(|bytes| readable(&bytes)));
    }
    out
}

/// Bytes as text, one or two to a letter, if they are text.
fn readable(bytes: &[u8]) -> Option<String> {
    let narrow: Vec<u8> = match bytes {
        [_, 0, _, 0, ..] => bytes.iter().copied().step_by(2).collect(),
        _ => bytes.to_vec(),
    };
    let text = String::from_utf8(narrow).ok()?;
    (text.len() >= 4 && text.chars().all(|c| !c.is_control() || c.is_whitespace())).then_some(text)
}
