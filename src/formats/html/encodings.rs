//! The encodings that scripts undo with a function of the browser.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Lenient about padding: pages are sloppy.
static BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes base64 of both alphabets, with blanks in it; `None` where it holds anything else.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut letters = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'-' => letters.push(b'+'),
            b'_' => letters.push(b'/'),
            b'=' | b' ' | b'\t' | b'\r' | b'\n' => {}
            b if b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/') => letters.push(*b),
            _ => return None,
        }
    }
    // A length of 1 modulo 4 is no base64; the odd character is left out.
    let whole = letters.len() - usize::from(letters.len() % 4 == 1);
    BASE64.decode(letters.get(..whole)?).ok()
}

/// Bytes with `%41` and `%u0041` written out.
pub(super) fn percent(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let hex = |from: usize, length: usize| {
        let digits = bytes.get(from..from + length).filter(|d| d.iter().all(u8::is_ascii_hexdigit))?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%' {
            if let Some(code) = hex(at + 1, 2) {
                out.push(code as u8);
                at += 3;
                continue;
            }
            if matches!(bytes.get(at + 1), Some(b'u' | b'U'))
                && let Some(code) = hex(at + 2, 4).and_then(char::from_u32)
            {
                out.extend(code.encode_utf8(&mut [0; 4]).bytes());
                at += 6;
                continue;
            }
        }
        out.push(*byte);
        at += 1;
    }
    out
}

/// Bytes as a string in which each is one character.
pub(super) fn latin1(bytes: &[u8]) -> String {
    if bytes.is_ascii() {
        String::from_utf8_lossy(bytes).into_owned()
    } else {
        bytes.iter().map(|b| *b as char).collect()
    }
}
