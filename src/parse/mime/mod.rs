//! Messages as mail programs really read them: RFC 5322 headers, RFC 2045 to 2047, RFC 2231, RFC 1740 (uuencode), yEnc.
//!
//! The crate `mail-parser` reads one meaning out of a message, and its nested messages are dropped by recursion, which a
//! forged message turns into an overflow of the stack. Attackers live in the difference between the meanings that
//! programs read out of one broken message, so all of them are needed here. From the crate come the character sets.

pub mod letters;
pub mod params;
pub mod transfer;
pub mod words;

use std::ops::Range;

use memchr::memchr2;

/// A header longer than this is cut, in bytes.
const LONGEST: usize = 1 << 20;
/// More fields than these are not kept.
const MOST: usize = 2000;

/// One field of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Lower case, without blanks and zeros.
    pub name: String,
    /// What stands behind the colon: unfolded, trimmed, in its raw bytes.
    pub value: Vec<u8>,
    /// Where it begins, in bytes.
    pub offset: usize,
}

/// A header, and where the body behind it begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The fields in their order.
    pub fields: Vec<Field>,
    /// Where the body begins, in bytes from the start of what was read.
    pub body: usize,
}

impl Header {
    /// The values of all fields of a name (lower case).
    pub fn all<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h [u8]> {
        self.fields.iter().filter(move |f| f.name == name).map(|f| f.value.as_slice())
    }

    /// The value of the first field of a name (lower case).
    pub fn first(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find(|f| f.name == name).map(|f| f.value.as_slice())
    }

    /// The decoded text of the first field of a name.
    pub fn text(&self, name: &str) -> Option<String> {
        self.first(name).map(words::decode)
    }
}

/// Where the line that begins at `at` ends, and where the next one begins. A lone CR ends a line too, several CRs before
/// an LF belong to one line end.
pub fn line(bytes: &[u8], at: usize, end: usize) -> (usize, usize) {
    let Some(found) = bytes.get(at..end).and_then(|rest| memchr2(b'\r', b'\n', rest)) else { return (end, end) };
    let stop = at + found;
    if bytes[stop] == b'\n' {
        return (stop, stop + 1);
    }
    let crs = bytes[stop..end].iter().take_while(|b| **b == b'\r').count();
    match bytes.get(stop + crs).filter(|_| stop + crs < end) {
        Some(b'\n') => (stop, stop + crs + 1),
        _ => (stop, stop + 1),
    }
}

/// Reads the header at the start of a range. Lines that are no field end it, unless fields about the content follow:
/// programs skip such lines. Blank lines may stand before a whole message (`top`), but in a part the first one ends the
/// header.
pub fn header(bytes: &[u8], range: Range<usize>, top: bool) -> Header {
    let end = range.end.min(bytes.len());
    let most = end.min(range.start.saturating_add(LONGEST));
    let mut header = Header { fields: Vec::new(), body: range.start.min(end) };
    let mut at = header.body;
    if bytes[at..end].starts_with(b"\xEF\xBB\xBF") {
        at += 3;
    }
    while at < most {
        let (stop, next) = line(bytes, at, end);
        let text = &bytes[at..stop];
        if text.is_empty() {
            header.body = next;
            if header.fields.is_empty() && top {
                at = next;
                continue;
            }
            return header;
        }
        if matches!(text[0], b' ' | b'\t') {
            if let Some(field) = header.fields.last_mut() {
                field.value.push(b' ');
                field.value.extend_from_slice(text.trim_ascii());
            }
        } else if let Some((name, value)) = field(text) {
            if header.fields.len() < MOST {
                header.fields.push(Field { name, value: value.trim_ascii().to_vec(), offset: at });
            }
        } else if !skipped(text, header.fields.is_empty())
            && (text.starts_with(b"--") || !content_follows(bytes, next, most))
        {
            header.body = at;
            return header;
        }
        header.body = next;
        at = next;
    }
    header
}

/// Name and value of a line that is a field.
fn field(text: &[u8]) -> Option<(String, &[u8])> {
    let colon = memchr::memchr(b':', &text[..text.len().min(200)])?;
    let name = text[..colon].trim_ascii_end();
    let fits = !name.is_empty() && name.iter().all(|b| b.is_ascii_graphic() || *b == 0);
    let name = name.iter().filter(|b| **b != 0).map(|b| char::from(b.to_ascii_lowercase())).collect();
    fits.then(|| (name, &text[colon + 1..]))
}

/// Lines in a header that every program skips.
fn skipped(text: &[u8], first: bool) -> bool {
    first && text.starts_with(b"From ") || text.starts_with(b">From ")
}

/// Whether a field about the content follows before the next blank line.
fn content_follows(bytes: &[u8], from: usize, end: usize) -> bool {
    let mut at = from;
    for _ in 0..20 {
        let (stop, next) = line(bytes, at, end);
        let text = &bytes[at.min(stop)..stop];
        if text.is_empty() || text.starts_with(b"--") {
            return false;
        }
        if text.get(..8).is_some_and(|t| t.eq_ignore_ascii_case(b"content-")) && field(text).is_some() {
            return true;
        }
        at = next;
    }
    false
}

/// Where a boundary delimits parts of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delimiter {
    /// Where its line begins.
    pub start: usize,
    /// Where the next line begins.
    pub end: usize,
    /// Whether it is the one behind the last part.
    pub last: bool,
}

/// The lines that are a boundary in a range, in their order; at most `most`. `exact` asks for nothing but blanks behind it,
/// as the specification does.
pub fn delimiters(bytes: &[u8], range: Range<usize>, boundary: &[u8], exact: bool, most: usize) -> Vec<Delimiter> {
    let mut found = Vec::new();
    let Some(text) = bytes.get(range.clone()) else { return found };
    let needle = [b"--", boundary].concat();
    for at in memchr::memmem::find_iter(text, &needle) {
        if at > 0 && !matches!(text[at - 1], b'\n' | b'\r') {
            continue;
        }
        let start = range.start + at;
        let (stop, next) = line(bytes, start, range.end);
        let behind = bytes.get(start + needle.len()..stop).unwrap_or_default();
        let last = behind.starts_with(b"--");
        let rest = if last { &behind[2..] } else { behind };
        if !exact || rest.trim_ascii().is_empty() {
            found.push(Delimiter { start, end: next, last });
        }
        if found.len() >= most {
            break;
        }
    }
    found
}

/// The boundary that a body uses although no header names it: the first line `--…` behind which a field stands.
pub fn guess_boundary(bytes: &[u8], range: Range<usize>) -> Option<Vec<u8>> {
    let mut at = range.start;
    let end = range.end.min(range.start.saturating_add(LONGEST)).min(bytes.len());
    while at < end {
        let (stop, next) = line(bytes, at, end);
        if let Some(boundary) = bytes[at..stop].strip_prefix(b"--").filter(|b| !b.is_empty() && b.len() <= 200) {
            let (after, _) = line(bytes, next, end);
            let follows = bytes[next..after].to_ascii_lowercase();
            if follows.starts_with(b"content-") && field(&follows).is_some() {
                return Some(boundary.trim_ascii_end().to_vec());
            }
        }
        at = next;
    }
    None
}

/// Where headers of parts begin that stand in bytes which belong to no part: lines `Content-…:` behind a blank line, a line
/// of dashes or the start.
pub fn lost_headers(bytes: &[u8], range: Range<usize>, most: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut at, mut first, mut fields) = (range.start, true, None::<usize>);
    let end = range.end.min(bytes.len());
    while at < end && found.len() < most {
        let (stop, next) = line(bytes, at, end);
        let text = &bytes[at..stop];
        if text.is_empty() || text.starts_with(b"--") {
            (first, fields) = (true, None);
        } else if first {
            fields = Some(at).filter(|_| field(text).is_some());
            first = false;
        }
        let about =
            |names: &[&[u8]]| names.iter().any(|n| text.get(..n.len()).is_some_and(|t| t.eq_ignore_ascii_case(n)));
        if let Some(start) = fields
            && about(&[b"content-transfer-encoding:", b"content-disposition:"])
        {
            found.push(start);
            fields = None;
        }
        at = next;
    }
    found
}
