//! The names in an object's text, decoded (ISO 32000-2, 7.3.5), and the space between them.

/// A name of an object's text.
#[derive(Debug)]
pub(super) struct Name {
    /// Decoded, without the slash.
    pub(super) text: String,
    /// As it stands there.
    pub(super) raw: String,
    /// Whether it was written with `#` escapes.
    pub(super) escaped: bool,
    /// Where it begins in the object's text, and where it ends.
    pub(super) start: usize,
    pub(super) end: usize,
}

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

/// The names of a text.
pub(super) fn names(text: &[u8]) -> Vec<Name> {
    let mut names = Vec::new();
    for start in memchr::memchr_iter(b'/', text) {
        let ends = |b: &u8| {
            b.is_ascii_whitespace()
                || matches!(b, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
        };
        let raw = text[start + 1..].iter().take(128).take_while(|b| !ends(b)).count();
        let raw = &text[start + 1..start + 1 + raw];
        let escaped = raw.contains(&b'#');
        let decoded = if escaped { unescape(raw) } else { raw.to_vec() };
        // Only short plain names matter here.
        if decoded.len() <= 16 && decoded.iter().all(u8::is_ascii_alphanumeric) {
            let shown = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
            names.push(Name { text: shown(&decoded), raw: shown(raw), escaped, start, end: start + 1 + raw.len() });
        }
    }
    names
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
