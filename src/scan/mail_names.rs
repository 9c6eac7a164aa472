//! Names as mails encode them: encoded words (RFC 2047), extended parameters (RFC 2231).

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};

/// Names in mails break lines, so their padding is not always right.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// Longer names than this are not decoded, in bytes.
const LONGEST: usize = 16 * 1024;

/// A name without its mail encoding; `None` where it has none.
pub fn decode(name: &str) -> Option<String> {
    if name.len() > LONGEST {
        return None;
    }
    if name.contains("=?") { words(name) } else { extended(name) }
}

/// Encoded words: `=?utf-8?B?…?=`, with plain text between them.
fn words(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    let mut decoded = false;
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        // Blanks between two words belong to neither.
        if !(decoded && before.trim().is_empty()) {
            out.push_str(before);
        }
        match encoded_word(&word[2..]) {
            Some((text, behind)) => {
                out.push_str(&text);
                decoded = true;
                rest = behind;
            }
            None => {
                out.push_str("=?");
                rest = &word[2..];
            }
        }
    }
    out.push_str(rest);
    decoded.then_some(out)
}

/// One word behind its `=?`, and what follows it.
fn encoded_word(word: &str) -> Option<(String, &str)> {
    let (charset, rest) = word.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (text, behind) = rest.split_once("?=")?;
    if charset.is_empty() || charset.len() > 40 || !charset.chars().all(|c| c.is_ascii_graphic()) {
        return None;
    }
    let bytes = match encoding {
        "B" | "b" => BASE64.decode(text.trim()).or_else(|_| general_purpose::URL_SAFE.decode(text.trim())).ok()?,
        "Q" | "q" => hex_escapes(&text.replace('_', " "), b'=')?,
        _ => return None,
    };
    Some((characters(charset, &bytes), behind))
}

/// An extended parameter: `utf-8'en'%e2%82%ac.exe`.
fn extended(name: &str) -> Option<String> {
    let (charset, rest) = name.split_once('\'')?;
    let (language, text) = rest.split_once('\'')?;
    let known = ["utf-8", "us-ascii", "iso-8859-", "windows-12", "gb", "big5", "shift_jis", "euc-", "koi8-"];
    let lower = charset.to_ascii_lowercase();
    let fits = known.iter().any(|k| lower.starts_with(k))
        && charset.len() < 20
        && language.len() < 20
        && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !fits {
        return None;
    }
    Some(characters(charset, &hex_escapes(text, b'%')?))
}

/// The text with `%41` undone; `None` where nothing is to undo.
pub fn unpercent(text: &str) -> Option<String> {
    let bytes = hex_escapes(text, b'%')?;
    let plain = String::from_utf8_lossy(&bytes).into_owned();
    (plain != text).then_some(plain)
}

/// The bytes with escapes (`%41`, `=41`) undone; what is no escape stays.
fn hex_escapes(text: &str, mark: u8) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let digit = |at: usize| more.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (*first == mark, digit(0), digit(1)) {
            (true, Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).ok()?);
                rest = &more[2..];
            }
            _ => {
                out.push(*first);
                rest = more;
            }
        }
    }
    Some(out)
}

/// The characters of a charset. Extensions are ASCII, which all but a few share; other letters are shown as a guess.
fn characters(charset: &str, bytes: &[u8]) -> String {
    let lower = charset.to_ascii_lowercase();
    if lower.starts_with("iso-8859-") || lower.starts_with("windows-125") {
        return bytes.iter().map(|b| char::from(*b)).collect();
    }
    String::from_utf8_lossy(bytes).into_owned()
}
