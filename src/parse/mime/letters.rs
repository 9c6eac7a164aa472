//! Files that are written as letters into a text: uuencode, yEnc, and bare blocks of Base64.

use std::io::Read as _;
use std::ops::Range;

use super::{line, transfer};
use crate::parse::{uuencode, yenc};

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
        if content.starts_with(b"begin") || content.starts_with(yenc::BEGIN) {
            let found = uuencoded(text, at).or_else(|| yencoded(text, at));
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
fn uuencoded(text: &[u8], at: usize) -> Option<Written> {
    let header = uuencode::header(text, at).filter(|header| uuencode::follows(text, header))?;
    let how = match header.form {
        uuencode::Form::Old => "uuencode",
        uuencode::Form::Base64 => "Base64",
    };
    let mut decoder = uuencode::Decoder::new(text, header.lines, header.form);
    let data = all(&mut decoder, text.len());
    Some(Written { range: at..decoder.end(), name: header.name, how, data, whole: decoder.is_ended() })
}

/// `=ybegin … name=NAME`, perhaps `=ypart …`, lines, `=yend`.
fn yencoded(text: &[u8], at: usize) -> Option<Written> {
    let header = yenc::header(text, at)?;
    let mut decoder = yenc::Decoder::new(text, header.data);
    let data = all(&mut decoder, text.len());
    let trailer = decoder.trailer(&header);
    let whole = trailer.is_some_and(|t| t.holds) && !header.is_part();
    let end = trailer.map_or(text.len(), |t| t.next);
    Some(Written { range: at..end, name: header.name.to_vec(), how: "yEnc", data, whole })
}

/// Everything that a decoder gives, which is less than the text is long.
fn all(decoder: &mut dyn std::io::Read, text: usize) -> Vec<u8> {
    let mut data = Vec::new();
    // Reading from memory does not fail.
    let _ = decoder.take(text as u64).read_to_end(&mut data);
    data
}
