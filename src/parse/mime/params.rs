//! Fields with parameters (`Content-Type`, `Content-Disposition`; RFC 2045 5.1, RFC 2231), in every way in which programs
//! read the broken ones.

use super::{transfer, words};

/// More parameters than these are not kept.
const MOST: usize = 100;

/// A field with parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params {
    /// What stands before the first semicolon: lower case, without comments and blanks.
    pub value: String,
    /// The parameters as they stand there: name in lower case, value without its quotes.
    raw: Vec<(String, Vec<u8>)>,
}

impl Params {
    /// Reads the value of a field.
    pub fn of(field: &[u8]) -> Self {
        let pieces = pieces(field);
        let mut pieces = pieces.iter();
        let value = pieces.next().map_or_else(String::new, |first| {
            let plain = without_comments(first);
            let word = plain.trim_ascii();
            // `Content-Type: application/pdf name=x`: programs take what stands before the blank.
            let word = word.split(u8::is_ascii_whitespace).next().unwrap_or(word);
            let word = word.iter().filter(|b| **b != 0 && **b != b'"').copied().collect::<Vec<u8>>();
            String::from_utf8_lossy(&word).to_ascii_lowercase()
        });
        let mut raw = Vec::new();
        for piece in pieces.take(MOST) {
            let plain = without_comments(piece);
            let Some(equals) = plain.iter().position(|b| *b == b'=') else { continue };
            let name: Vec<u8> = plain[..equals].iter().filter(|b| b.is_ascii_graphic()).copied().collect();
            let name = String::from_utf8_lossy(&name).to_ascii_lowercase();
            // A comment may stand in the name, but brackets in the value belong to it.
            let value = match piece.iter().position(|b| *b == b'=') {
                Some(at) if piece[..at] == plain[..equals] => &piece[at + 1..],
                _ => &plain[equals + 1..],
            };
            for reading in values(value.trim_ascii()) {
                raw.push((name.clone(), reading));
            }
        }
        Self { value, raw }
    }

    /// The raw values of a parameter, each in every way in which it may be read.
    pub fn plain<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p [u8]> {
        self.raw.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_slice())
    }

    /// The decoded texts of a parameter, the one that most programs take first, each once.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let mut add = |text: String| {
            let text = text.trim().to_owned();
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        };
        if let Some(text) = self.extended(name) {
            add(text);
        }
        for value in self.plain(name) {
            add(words::decode(value));
        }
        texts
    }

    /// The boundaries that programs read out of the field, each once.
    pub fn boundaries(&self, field: &[u8]) -> Vec<Vec<u8>> {
        let mut found: Vec<Vec<u8>> = Vec::new();
        let mut add = |boundary: &[u8]| {
            let boundary = boundary.trim_ascii_end();
            if !boundary.is_empty() && boundary.len() <= 500 && !found.iter().any(|b| b == boundary) && found.len() < 6
            {
                found.push(boundary.to_vec());
            }
        };
        self.plain("boundary").for_each(&mut add);
        self.texts("boundary").iter().for_each(|t| add(t.as_bytes()));
        // Without a semicolon before it, or behind a quote that never closes.
        let lower = field.to_ascii_lowercase();
        if let Some(at) = memchr::memmem::find(&lower, b"boundary=") {
            let rest = &field[at + 9..];
            let quoted = rest.strip_prefix(b"\"").and_then(|r| r.split(|b| *b == b'"').next());
            add(quoted.unwrap_or_else(|| rest.split(|b| b.is_ascii_whitespace() || *b == b';').next().unwrap_or(rest)));
        }
        found
    }

    /// The value in the form of RFC 2231: sections in their order, with character set and `%41`.
    fn extended(&self, name: &str) -> Option<String> {
        let mut sections: Vec<(u32, bool, &[u8])> = Vec::new();
        for (key, value) in &self.raw {
            let Some(rest) = key.strip_prefix(name).and_then(|r| r.strip_prefix('*')) else { continue };
            let (number, encoded) = match rest.strip_suffix('*') {
                Some(number) => (number, true),
                None if rest.is_empty() => ("0", true),
                None => (rest, false),
            };
            let Ok(number) = number.parse::<u32>() else { continue };
            if !sections.iter().any(|(n, ..)| *n == number) {
                sections.push((number, encoded, value));
            }
        }
        sections.sort_by_key(|(number, ..)| *number);
        let (mut charset, mut bytes) = (String::new(), Vec::new());
        for (at, (_, encoded, value)) in sections.iter().enumerate() {
            if !encoded {
                bytes.extend_from_slice(value);
                continue;
            }
            let mut rest = *value;
            if at == 0 {
                let mut quotes = value.splitn(3, |b| *b == b'\'');
                if let (Some(set), Some(_), Some(text)) = (quotes.next(), quotes.next(), quotes.next()) {
                    charset = String::from_utf8_lossy(set).into_owned();
                    rest = text;
                }
            }
            bytes.extend(transfer::hex_escapes(rest, b'%'));
        }
        (!sections.is_empty()).then(|| {
            let text = words::characters(&charset, &bytes);
            if text.contains("=?") { words::decode(text.as_bytes()) } else { text }
        })
    }
}

/// The field cut at its semicolons; those in quotes do not count.
fn pieces(field: &[u8]) -> Vec<&[u8]> {
    let (mut pieces, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, byte) in field.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                pieces.push(&field[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    let rest = &field[start..];
    // A quote that never closes: programs differ in whether it swallows the other parameters.
    if quoted && rest.contains(&b';') {
        pieces.extend(rest.split(|b| *b == b';'));
    } else {
        pieces.push(rest);
    }
    pieces
}

/// The text without `(comments)` outside of quotes.
fn without_comments(text: &[u8]) -> Vec<u8> {
    let (mut out, mut depth, mut quoted) = (Vec::with_capacity(text.len()), 0u32, false);
    for byte in text {
        match byte {
            b'"' if depth == 0 => {
                quoted = !quoted;
                out.push(*byte);
            }
            b'(' if !quoted => depth += 1,
            b')' if !quoted && depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(*byte),
            _ => {}
        }
    }
    if depth > 0 { text.to_vec() } else { out }
}

/// The ways in which a value may be read.
fn values(value: &[u8]) -> Vec<Vec<u8>> {
    let clean = |v: &[u8]| v.iter().filter(|b| **b != 0).copied().collect::<Vec<u8>>();
    let Some(inner) = value.strip_prefix(b"\"") else {
        let mut readings = vec![clean(value)];
        // Unquoted, strict programs stop at the first blank or bracket.
        let stop = value.iter().position(|b| b.is_ascii_whitespace() || *b == b'(').unwrap_or(value.len());
        if stop > 0 && stop < value.len() {
            readings.push(clean(&value[..stop]));
        }
        return readings;
    };
    let (mut out, mut escaped, mut close) = (Vec::with_capacity(inner.len()), false, inner.len());
    for (at, byte) in inner.iter().enumerate() {
        match byte {
            b'\\' if !escaped && matches!(inner.get(at + 1), Some(b'"' | b'\\')) => escaped = true,
            b'"' if !escaped => {
                close = at;
                break;
            }
            0 => {}
            _ => {
                out.push(*byte);
                escaped = false;
            }
        }
    }
    let behind = inner.get(close + 1..).unwrap_or_default().trim_ascii();
    let mut readings = vec![out.clone()];
    // `"photo.jpg".exe`: some programs go on behind the quote.
    if !behind.is_empty() && !behind.starts_with(b"(") {
        out.extend(behind.iter().filter(|b| **b != b'"' && **b != 0));
        readings.push(out);
    }
    readings
}
