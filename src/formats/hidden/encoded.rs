//! Programs that are written as letters, or masked with one repeated byte: loaders fetch a picture and take them out.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use memchr::memmem::Finder;

/// The most letters that are decoded, and that all false starts together may hold, in bytes.
const MOST: usize = 64 << 20;
/// Fewer letters than this hold no program.
const LEAST: usize = 128;

/// A program that was found encoded.
pub(super) struct Encoded {
    /// Where it begins, in bytes from the start of what was looked through.
    pub offset: usize,
    /// How it is written, in words.
    pub how: &'static str,
    /// Its first characters.
    pub line: String,
    /// What decoding gives.
    pub bytes: Vec<u8>,
}

/// "MZ" and a byte below 0xC0 with two zero bytes soon behind: what compilers and packers write.
static FORWARD: LazyLock<[Finder<'static>; 5]> =
    LazyLock::new(|| ["TVqQAA", "TVpQAA", "TVoAAA", "TVpBUl", "TVqAAA"].map(|mark| Finder::new(mark.as_bytes())));
static BACKWARD: LazyLock<[Finder<'static>; 4]> =
    LazyLock::new(|| ["AAQqVT", "AAQpVT", "AAAoVT", "AAAqVT"].map(|mark| Finder::new(mark.as_bytes())));

/// The first program in these bytes that is written as Base64, also backwards, as hexadecimal digits, or masked.
pub(super) fn program(bytes: &[u8]) -> Option<Encoded> {
    if bytes.len() < LEAST {
        return None;
    }
    base64_forward(bytes).or_else(|| base64_backward(bytes)).or_else(|| hexadecimal(bytes)).or_else(|| masked(bytes))
}

fn base64_forward(bytes: &[u8]) -> Option<Encoded> {
    FORWARD.iter().find_map(|mark| {
        let mut budget = MOST;
        mark.find_iter(bytes).find_map(|offset| {
            let letters = letters(bytes[offset..].iter().take(budget));
            budget = budget.saturating_sub(letters.len());
            let decoded = decode(&letters)?;
            Some(Encoded { offset, how: "letters (Base64)", line: text(&letters), bytes: decoded })
        })
    })
}

fn base64_backward(bytes: &[u8]) -> Option<Encoded> {
    BACKWARD.iter().find_map(|mark| {
        let mut budget = MOST;
        mark.find_iter(bytes).find_map(|at| {
            let length = mark.needle().len();
            let letters = letters(bytes[..at + length].iter().rev().take(budget));
            budget = budget.saturating_sub(letters.len());
            let decoded = decode(&letters)?;
            let offset = at + length - letters.len();
            Some(Encoded { offset, how: "letters written backwards (Base64)", line: text(&letters), bytes: decoded })
        })
    })
}

/// The run of Base64 letters, without line ends between them.
fn letters<'a>(bytes: impl Iterator<Item = &'a u8>) -> Vec<u8> {
    bytes
        .take(MOST)
        .filter(|b| !matches!(b, b'\r' | b'\n'))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
        .copied()
        .collect()
}

fn decode(letters: &[u8]) -> Option<Vec<u8>> {
    let whole = letters.len() / 4 * 4;
    let decoded = STANDARD_NO_PAD.decode(letters.get(..whole).filter(|l| l.len() >= LEAST)?).ok()?;
    // False starts must not hide the real one: the header counts, not two letters.
    let header = u32::from_le_bytes(decoded.get(0x3C..0x40)?.try_into().ok()?) as usize;
    let signature = decoded.get(header..header.checked_add(2)?)?;
    (decoded.starts_with(b"MZ") && matches!(signature, b"PE" | b"NE" | b"LE" | b"LX")).then_some(decoded)
}

fn hexadecimal(bytes: &[u8]) -> Option<Encoded> {
    [&b"4D5A90000300"[..], b"4d5a90000300", b"4D5A50000200", b"4d5a50000200"].into_iter().find_map(|mark| {
        let offset = memchr::memmem::find(bytes, mark)?;
        let digits: Vec<u8> =
            bytes[offset..].iter().take(MOST).map_while(|b| (*b as char).to_digit(16).map(|d| d as u8)).collect();
        let decoded = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        Some(Encoded { offset, how: "hexadecimal digits", line: text(&bytes[offset..]), bytes: decoded })
    })
}

/// A program at the very start of which every byte was changed with the same key.
fn masked(bytes: &[u8]) -> Option<Encoded> {
    let key = bytes.first()? ^ b'M';
    let plain = |at: usize| bytes.get(at).map(|b| b ^ key);
    if key == 0 || plain(1)? != b'Z' {
        return None;
    }
    let header = u32::from_le_bytes([plain(0x3C)?, plain(0x3D)?, plain(0x3E)?, plain(0x3F)?]) as usize;
    let signature = header.checked_add(4).and_then(|end| bytes.get(header..end))?;
    if signature.iter().zip(b"PE\0\0").any(|(a, b)| a ^ key != *b) {
        return None;
    }
    let decoded = bytes.iter().take(MOST).map(|b| b ^ key).collect();
    let line = crate::model::name::hex(&bytes[..8]);
    Some(Encoded { offset: 0, how: "bytes masked with one repeated key", line, bytes: decoded })
}

fn text(letters: &[u8]) -> String {
    String::from_utf8_lossy(&letters[..letters.len().min(16)]).into_owned()
}
