//! The names in an object's text, decoded (ISO 32000-2, 7.3.5), and the space between them.

use std::borrow::Cow;

/// A name of an object's text.
#[derive(Debug)]
pub(super) struct Name<'a> {
    /// Decoded, without the slash.
    pub(super) text: Cow<'a, str>,
    /// As it stands there.
    pub(super) raw: &'a [u8],
    /// Whether it was written with `#` escapes.
    pub(super) escaped: bool,
    /// Where it begins in the object's text, and where it ends.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The longest name that is read.
const LONGEST: usize = 128;
/// The longest that matters, decoded.
const TELLING: usize = 16;

/// Without the space and the comments at the beginning.
pub(super) fn skip_space(mut text: &[u8]) -> &[u8] {
    loop {
        let at = text.iter().position(|b| !b.is_ascii_whitespace() && *b != 0).unwrap_or(text.len());
        text = &text[at..];
        if text.first() != Some(&b'%') {
            return text;
        }
        text = &text[memchr::memchr2(b'\r', b'\n', text).unwrap_or(text.len())..];
    }
}

/// Whether a byte ends a name, a number or a word.
pub(super) fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The names of a text that are short and plain: only those matter here.
pub(super) fn names(text: &[u8]) -> impl Iterator<Item = Name<'_>> {
    memchr::memchr_iter(b'/', text).filter_map(|start| {
        let raw = raw_name(&text[start + 1..]);
        let decoded = decode(raw)?;
        let end = start + 1 + raw.len();
        Some(Name { text: decoded, raw, escaped: raw.contains(&b'#'), start, end })
    })
}

/// The name that a text begins with behind its slash.
pub(super) fn raw_name(text: &[u8]) -> &[u8] {
    &text[..text.iter().take(LONGEST).take_while(|b| !ends_word(**b)).count()]
}

/// A name without its escapes, if it is short and plain.
pub(super) fn decode(raw: &[u8]) -> Option<Cow<'_, str>> {
    let plain = |b: &[u8]| b.len() <= TELLING && b.iter().all(u8::is_ascii_alphanumeric);
    if !raw.contains(&b'#') {
        return plain(raw).then(|| std::str::from_utf8(raw).ok().map(Cow::Borrowed))?;
    }
    let decoded = unescape(raw);
    plain(&decoded).then(|| String::from_utf8(decoded).ok().map(Cow::Owned))?
}

fn unescape(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let code = raw.get(at + 1..at + 3).filter(|_| *byte == b'#');
        match code.and_then(|c| std::str::from_utf8(c).ok()).and_then(|c| u8::from_str_radix(c, 16).ok()) {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}
