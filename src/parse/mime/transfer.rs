//! Transfer encodings (RFC 2045 6), decoded as forgivingly as mail programs do, and in more than one way where they differ.

use std::io::{self, Read};

/// How many letters are decoded at a time; whole groups of four.
const PIECE: usize = 64 * 1024;

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    /// As it is.
    Plain,
    /// Base64.
    Base64,
    /// Quoted-printable.
    Quoted,
    /// uuencode.
    Uu,
    /// yEnc.
    Yenc,
    /// A word that nobody knows.
    Unknown,
}

impl Transfer {
    /// What a field `Content-Transfer-Encoding` says, with the slips that programs forgive.
    pub fn of(value: &[u8]) -> Self {
        let text = String::from_utf8_lossy(value).to_ascii_lowercase();
        let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        match letters.as_str() {
            "" | "7bit" | "8bit" | "binary" | "7bits" | "8bits" | "none" => Self::Plain,
            l if l.contains("base64") || l == "b" || l == "64" => Self::Base64,
            l if l.contains("quotedprintable") || l == "qp" => Self::Quoted,
            l if l.contains("uuencode") || l.contains("uue") => Self::Uu,
            l if l.contains("yenc") => Self::Yenc,
            l if l.starts_with("7bit") || l.starts_with("8bit") || l.starts_with("binary") => Self::Plain,
            _ => Self::Unknown,
        }
    }
}

/// The value of a Base64 letter.
pub fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// Decodes Base64; what is no letter of it is skipped. Where letters follow a padding, programs differ, and each way is
/// given once: padding ends a group and more follow; padding ends all; padding is skipped.
pub fn base64(text: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut group, mut bits) = (0u32, 0u32);
    let (mut first_end, mut behind) = (None, 0usize);
    for byte in text {
        if let Some(value) = sextet(*byte) {
            behind += usize::from(first_end.is_some());
            group = group << 6 | u32::from(value);
            bits += 6;
            if bits == 24 {
                all.extend_from_slice(&group.to_be_bytes()[1..]);
                (group, bits) = (0, 0);
            }
        } else if *byte == b'=' && bits >= 12 {
            finish(&mut all, group, bits);
            (group, bits) = (0, 0);
            first_end = first_end.or(Some(all.len()));
        }
    }
    finish(&mut all, group, bits);
    let Some(end) = first_end.filter(|_| behind >= 4) else { return vec![all] };
    let first = all[..end].to_vec();
    let skipped = stream(text);
    let mut readings = vec![all];
    for other in [first, skipped] {
        if !readings.contains(&other) {
            readings.push(other);
        }
    }
    readings
}

/// The bytes of a group that is not full.
fn finish(out: &mut Vec<u8>, group: u32, bits: u32) {
    match bits {
        12 => out.push((group >> 4) as u8),
        18 => out.extend_from_slice(&[(group >> 10) as u8, (group >> 2) as u8]),
        _ => {}
    }
}

/// All letters as one stream of bits.
fn stream(text: &[u8]) -> Vec<u8> {
    let (mut out, mut group, mut bits) = (Vec::with_capacity(text.len() / 4 * 3 + 3), 0u32, 0u32);
    for value in text.iter().filter_map(|b| sextet(*b)) {
        group = group << 6 | u32::from(value);
        bits += 6;
        if bits == 24 {
            out.extend_from_slice(&group.to_be_bytes()[1..]);
            (group, bits) = (0, 0);
        }
    }
    finish(&mut out, group, bits);
    out
}

/// Decodes Base64 piece by piece, in the first of the ways of [`base64()`]: for bodies that should not stand in memory twice.
#[derive(Debug, Clone)]
pub struct Base64Reader<'t> {
    rest: &'t [u8],
    ready: Vec<u8>,
    at: usize,
}

impl<'t> Base64Reader<'t> {
    /// A reader of what the letters give.
    pub fn new(text: &'t [u8]) -> Self {
        Self { rest: text, ready: Vec::new(), at: 0 }
    }
}

impl Read for Base64Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.rest.is_empty() {
            // A piece ends behind whole groups, or the bits of one would be lost.
            let mut letters = 0usize;
            let cut = self.rest.iter().position(|b| {
                letters += usize::from(sextet(*b).is_some());
                *b == b'=' || letters == PIECE
            });
            let (piece, rest) = self.rest.split_at(cut.map_or(self.rest.len(), |c| c + 1));
            (self.rest, self.at) = (rest, 0);
            self.ready = stream(piece);
        }
        let count = buffer.len().min(self.ready.len() - self.at);
        buffer[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Whether bytes are written in nothing but Base64, and enough of it.
pub fn is_base64(text: &[u8]) -> bool {
    let look = &text[..text.len().min(64 * 1024)];
    let (mut letters, mut other, mut blanks) = (0usize, 0usize, 0usize);
    for byte in look {
        match byte {
            b'\r' | b'\n' | b'=' => {}
            b' ' | b'\t' => blanks += 1,
            byte if sextet(*byte).is_some() => letters += 1,
            _ => other += 1,
        }
    }
    letters >= 128 && other * 100 <= letters && blanks * 50 <= letters
}

/// The share of bytes that are no Base64, from 0 to 100.
pub fn junk(text: &[u8]) -> usize {
    let look = &text[..text.len().min(64 * 1024)];
    let junk = look.iter().filter(|b| sextet(**b).is_none() && !b.is_ascii_whitespace() && **b != b'=').count();
    let words = look.iter().filter(|b| **b == b' ').count();
    (junk + words) * 100 / look.len().max(1)
}

/// Decodes quoted-printable; an escape that is none stays as it is.
pub fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|b| *b == b'\n') {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let bare = content.strip_suffix(b"\r").unwrap_or(content);
        let trimmed = bare.trim_ascii_end();
        let (trimmed, soft) = match trimmed.strip_suffix(b"=") {
            Some(front) => (front, true),
            None => (trimmed, false),
        };
        out.extend(hex_escapes(trimmed, b'='));
        if !soft {
            out.extend_from_slice(&line[bare.len()..]);
        }
    }
    out
}

/// The bytes with escapes (`%41`, `=41`) undone; what is no escape stays.
pub fn hex_escapes(text: &[u8], mark: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    while let Some((first, more)) = rest.split_first() {
        match (*first == mark, digit(more.first()), digit(more.get(1))) {
            (true, Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                rest = &more[2..];
            }
            _ => {
                out.push(*first);
                rest = more;
            }
        }
    }
    out
}
