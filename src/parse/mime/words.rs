//! Text in headers: encoded words (RFC 2047) and raw 8-bit letters.

use mail_parser::decoders::charsets::map::charset_decoder;

use super::transfer;

/// Longer texts are cut before they are decoded, in bytes.
const LONGEST: usize = 16 * 1024;

/// The characters of bytes in a character set; unknown sets are read as UTF-8, or else as Windows does in the West.
pub fn characters(charset: &str, bytes: &[u8]) -> String {
    let named = charset.trim().trim_matches('"');
    let utf8 = named.is_empty() || named.eq_ignore_ascii_case("utf-8") || named.eq_ignore_ascii_case("us-ascii");
    if utf8 && let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let decoder = charset_decoder(&named.as_bytes()[..named.len().min(40)]).filter(|_| !named.is_empty());
    match (decoder, std::str::from_utf8(bytes)) {
        (Some(decoder), _) => decoder(bytes),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => match charset_decoder(b"windows-1252") {
            Some(decoder) => decoder(bytes),
            None => String::from_utf8_lossy(bytes).into_owned(),
        },
    }
}

/// Decodes the text of a header.
pub fn decode(raw: &[u8]) -> String {
    let raw = &raw[..raw.len().min(LONGEST)];
    let (mut out, mut rest, mut behind_word) = (String::with_capacity(raw.len()), raw, false);
    // Letters may be cut in the middle between two words of the same set, so bytes are gathered first.
    let mut pending: Option<(String, Vec<u8>)> = None;
    while let Some(at) = memchr::memmem::find(rest, b"=?") {
        let (before, word) = rest.split_at(at);
        match encoded_word(word) {
            Some((charset, bytes, length)) => {
                if !(behind_word && before.trim_ascii().is_empty()) {
                    flush(&mut out, &mut pending);
                    out.push_str(&characters("", before));
                }
                match &mut pending {
                    Some((known, gathered)) if known.eq_ignore_ascii_case(&charset) => gathered.extend(bytes),
                    _ => {
                        flush(&mut out, &mut pending);
                        pending = Some((charset, bytes));
                    }
                }
                behind_word = true;
                rest = &word[length..];
            }
            None => {
                flush(&mut out, &mut pending);
                out.push_str(&characters("", &rest[..at + 2]));
                behind_word = false;
                rest = &rest[at + 2..];
            }
        }
    }
    flush(&mut out, &mut pending);
    out.push_str(&characters("", rest));
    out
}

fn flush(out: &mut String, pending: &mut Option<(String, Vec<u8>)>) {
    if let Some((charset, bytes)) = pending.take() {
        out.push_str(&characters(&charset, &bytes));
    }
}

/// The character set and bytes of a word that begins with `=?`, and its length.
fn encoded_word(word: &[u8]) -> Option<(String, Vec<u8>, usize)> {
    let question = |from: usize| word.get(from..)?.iter().position(|b| *b == b'?').map(|p| from + p);
    let first = question(2)?;
    let second = question(first + 1)?;
    let close = second + 1 + memchr::memmem::find(word.get(second + 1..)?, b"?=")?;
    let charset = std::str::from_utf8(&word[2..first]).ok()?;
    let charset = charset.split('*').next().unwrap_or(charset);
    if charset.is_empty() || charset.len() > 40 || !charset.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let text = &word[second + 1..close];
    let bytes = match &word[first + 1..second] {
        b"B" | b"b" => transfer::base64(text).into_iter().next().unwrap_or_default(),
        b"Q" | b"q" => {
            let spaced: Vec<u8> = text.iter().map(|b| if *b == b'_' { b' ' } else { *b }).collect();
            transfer::hex_escapes(&spaced, b'=')
        }
        _ => return None,
    };
    Some((charset.to_owned(), bytes, close + 2))
}
