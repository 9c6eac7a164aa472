//! Files that are written as letters into a text: uuencode (POSIX `uuencode`), `begin-base64`, yEnc (yEnc draft 1.3), and
//! bare blocks of Base64.

use std::ops::Range;

use super::{line, transfer};

/// A block of Base64 shorter than this holds no file, in letters.
const LEAST: usize = 200;

/// A file in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The name that it bears; empty for a bare block.
    pub name: Vec<u8>,
    /// How it is written, in words.
    pub how: &'static str,
    /// Its bytes.
    pub data: Vec<u8>,
    /// Whether it ends as it should.
    pub whole: bool,
}

/// Finds the next file at or behind `from`; bare blocks only where `bare` asks for them.
pub fn next(text: &[u8], from: usize, bare: bool) -> Option<Written> {
    let mut at = from;
    let mut block: Option<(usize, usize)> = None;
    while at < text.len() {
        let (stop, after) = line(text, at, text.len());
        let content = &text[at..stop];
        if content.starts_with(b"begin") || content.starts_with(b"=ybegin ") {
            let found = uu(text, at).or_else(|| yenc(text, at));
            if found.is_some() {
                return found;
            }
        }
        if bare {
            let letters = content.trim_ascii();
            match (&mut block, is_letters(letters)) {
                (Some((_, count)), true) => *count += letters.len(),
                (None, true) if letters.len() >= 40 => block = Some((at, letters.len())),
                (Some((start, count)), false) => {
                    if *count >= LEAST {
                        return Some(base64_block(text, *start..at));
                    }
                    block = None;
                }
                _ => {}
            }
        }
        at = after;
    }
    match block {
        Some((start, count)) if count >= LEAST => Some(base64_block(text, start..text.len())),
        _ => None,
    }
}

/// Whether a line is nothing but Base64.
fn is_letters(line: &[u8]) -> bool {
    let body = line.strip_suffix(b"==").or_else(|| line.strip_suffix(b"=")).unwrap_or(line);
    !body.is_empty() && body.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

fn base64_block(text: &[u8], range: Range<usize>) -> Written {
    let data = transfer::base64(&text[range.clone()]).into_iter().next().unwrap_or_default();
    Written { range, name: Vec::new(), how: "Base64", data, whole: true }
}

/// `begin 644 NAME`, lines, `end`; or `begin-base64 644 NAME`, lines, `====`.
fn uu(text: &[u8], at: usize) -> Option<Written> {
    let (stop, mut next) = line(text, at, text.len());
    let head = &text[at..stop];
    let (rest, letters) = match head.strip_prefix(b"begin-base64 ") {
        Some(rest) => (rest, true),
        None => (head.strip_prefix(b"begin ")?, false),
    };
    let mode = rest.iter().take_while(|b| (b'0'..=b'7').contains(*b)).count();
    if !(3..=6).contains(&mode) || rest.get(mode) != Some(&b' ') {
        return None;
    }
    let name = rest[mode..].trim_ascii().to_vec();
    let mut data = Vec::new();
    if letters {
        let end = memchr::memmem::find(&text[next..], b"====").map_or(text.len(), |e| next + e);
        let data = transfer::base64(&text[next..end]).into_iter().next().unwrap_or_default();
        let whole = end < text.len();
        return Some(Written { range: at..(end + 4).min(text.len()), name, how: "Base64", data, whole });
    }
    let (mut lines, mut whole) = (0, false);
    while next < text.len() {
        let (stop, after) = line(text, next, text.len());
        let content = &text[next..stop];
        if content.trim_ascii() == b"end" {
            next = after;
            whole = true;
            break;
        }
        if !content.trim_ascii().is_empty() && !uu_line(content, &mut data) {
            break;
        }
        lines += 1;
        next = after;
    }
    (lines > 0).then_some(Written { range: at..next, name, how: "uuencode", data, whole })
}

/// Decodes one line; false where it is none.
fn uu_line(content: &[u8], data: &mut Vec<u8>) -> bool {
    let value = |b: u8| b.wrapping_sub(b' ') & 0x3F;
    let [count, letters @ ..] = content else { return false };
    let count = usize::from(value(*count));
    // Trailing blanks are lost on the way; a checksum may follow.
    let fits = (b' '..=b'`').contains(&content[0])
        && letters.iter().all(|b| (b' '..=b'`').contains(b))
        && letters.len() <= count.div_ceil(3) * 4 + 2;
    if !fits {
        return false;
    }
    let before = data.len();
    for group in 0..count.div_ceil(3) {
        let sextet = |i: usize| u32::from(value(letters.get(group * 4 + i).copied().unwrap_or(b' ')));
        let word = sextet(0) << 18 | sextet(1) << 12 | sextet(2) << 6 | sextet(3);
        data.extend_from_slice(&word.to_be_bytes()[1..]);
    }
    data.truncate(before + count);
    true
}

/// `=ybegin … name=NAME`, perhaps `=ypart …`, lines, `=yend`.
fn yenc(text: &[u8], at: usize) -> Option<Written> {
    let (stop, mut next) = line(text, at, text.len());
    let head = text[at..stop].strip_prefix(b"=ybegin ")?;
    let name = memchr::memmem::find(head, b"name=").map(|n| head[n + 5..].trim_ascii().to_vec()).unwrap_or_default();
    let (mut data, mut whole) = (Vec::new(), false);
    let parted = memchr::memmem::find(head, b"part=").is_some();
    while next < text.len() {
        // Only LF and CR LF end lines here: other bytes are data.
        let stop = memchr::memchr(b'\n', &text[next..]).map_or(text.len(), |n| next + n);
        let content = text[next..stop].strip_suffix(b"\r").unwrap_or(&text[next..stop]);
        next = (stop + 1).min(text.len());
        if content.starts_with(b"=yend") {
            whole = !parted;
            break;
        }
        if content.starts_with(b"=ypart ") {
            continue;
        }
        let mut escaped = false;
        for byte in content {
            match byte {
                b'=' if !escaped => escaped = true,
                _ => {
                    data.push(byte.wrapping_sub(if escaped { 106 } else { 42 }));
                    escaped = false;
                }
            }
        }
    }
    Some(Written { range: at..next, name, how: "yEnc", data, whole })
}
