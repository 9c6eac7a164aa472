//! Files and texts that are written into a script as letters or numbers: Base64, hexadecimal digits, lists of numbers, also over
//! many lines and strings, and packed.

use std::io::Read as _;

use super::value::{base64, hexadecimal};

/// The shortest piece of a blob, in letters.
const PIECE: usize = 20;
/// The longest text between two pieces of a blob: the end of a line and the words of the next one.
const BETWEEN: usize = 120;
/// How many letters are decoded for a first look.
const LOOK: usize = 64;
/// The fewest numbers that are a blob.
const NUMBERS: usize = 16;
/// What unpacking may give, in bytes.
const UNPACKED: u64 = 16 << 20;
/// Places that are tried as data packed without a mark.
const RAW: u32 = 32;

/// A blob, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Where it begins in the text.
    pub at: usize,
    /// How far it reaches.
    pub length: usize,
    /// How it is written, in words.
    pub how: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What helps to find blobs in a text.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The text turns strings.
    pub turned: bool,
    /// The text unpacks data.
    pub packed: bool,
    /// Numbers with which it may mask bytes.
    pub keys: Vec<u8>,
}

/// How many keys are tried.
const KEYS: usize = 4;

/// The numbers that a script masks bytes with: what stands behind its signs for "either, not both".
pub fn keys(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let marks: [&[u8]; 4] = [b"-bxor", b"xor ", b"Xor ", b"^"];
    for mark in marks {
        for at in memchr::memmem::find_iter(bytes, mark).take(1000) {
            let rest = &bytes[at + mark.len()..bytes.len().min(at + mark.len() + 12)];
            let skipped = rest.iter().take_while(|b| matches!(b, b' ' | b'=' | b'(')).count();
            let key = number(bytes, at + mark.len() + skipped).map(|(key, _)| key);
            if let Some(key) = key.filter(|key| *key != 0 && !out.contains(key)) {
                out.push(key);
            }
            if out.len() == KEYS {
                return out;
            }
        }
    }
    out
}

/// The key under which bytes begin as something.
fn key_of(head: &[u8], keys: &[u8], is: fn(&[u8]) -> bool) -> Option<u8> {
    keys.iter().copied().find(|key| is(&masked(head, *key)))
}

fn masked(bytes: &[u8], key: u8) -> Vec<u8> {
    bytes.iter().map(|b| b ^ key).collect()
}

/// Finds the blobs of a text that hold a file or a text; `found` says whether to go on.
pub fn find(text: &str, hints: &Hints, found: &mut dyn FnMut(Blob) -> bool) {
    let bytes = text.as_bytes();
    let (mut at, mut tries) = (0, RAW);
    while let Some((start, end)) = run(bytes, at) {
        at = end;
        let head = &bytes[start..end.min(start + LOOK)];
        let hex = head.iter().all(u8::is_ascii_hexdigit);
        let decode: fn(&[u8]) -> Option<Vec<u8>> = if hex { hexadecimal } else { base64 };
        // Zeros behind a mask are letters, so a text may be a masked file.
        let key = decode(head).and_then(|head| {
            let file = key_of(&head, &hints.keys, is_file);
            file.or_else(|| key_of(&head, &hints.keys, is_something).filter(|_| !is_something(&head)))
        });
        let looks = key.is_none() && decode(head).filter(|head| is_something(head)).is_some();
        let mut how = if hex { "hexadecimal digits" } else { "letters (Base64)" };
        let mut blob = None;
        if looks {
            let (letters, last) = joined(bytes, start, end);
            at = last;
            blob = decode(&letters).map(|made| (made, last));
        } else if hints.turned && end - start >= LOOK {
            let tail: Vec<u8> = bytes[start..end].iter().rev().take(LOOK).copied().collect();
            if base64(&tail).filter(|head| is_something(head)).is_some() {
                how = "letters written backwards (Base64)";
                let turned: Vec<u8> = bytes[start..end].iter().rev().copied().collect();
                blob = base64(&turned).map(|made| (made, end));
            }
        } else if let Some(key) = key {
            how = "letters behind a mask";
            let (letters, last) = joined(bytes, start, end);
            blob = decode(&letters).map(|made| (masked(&made, key), last));
            at = last;
        } else if hints.packed && !hex && end - start >= LOOK && tries > 0 {
            tries -= 1;
            let (letters, last) = joined(bytes, start, end);
            blob = base64(&letters).and_then(|made| unpacked(&made, true)).map(|made| (made, last));
            at = blob.as_ref().map_or(end, |b| b.1);
        }
        let Some((made, last)) = blob else { continue };
        let bytes = match made.first() {
            Some(0x78 | 0x1F) => unpacked(&made, false).unwrap_or(made),
            _ => made,
        };
        if is_something(&bytes) && !found(Blob { at: start, length: last - start, how, bytes }) {
            return;
        }
    }
    numbers(bytes, hints, found);
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// The next run of letters that is long enough, and its end behind what pads it.
fn run(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    while at < bytes.len() {
        // Looking at every twentieth byte first: a run of that length holds one of them.
        let probe = at + PIECE - 1;
        if !is_letter(*bytes.get(probe)?) {
            at = probe + 1;
            continue;
        }
        let start = bytes[at..probe].iter().rposition(|b| !is_letter(*b)).map_or(at, |i| at + i + 1);
        let end = bytes[probe..].iter().position(|b| !is_letter(*b)).map_or(bytes.len(), |i| probe + i);
        if end - start >= PIECE {
            let padding = bytes[end..].iter().take(2).take_while(|b| **b == b'=').count();
            return Some((start, end + padding));
        }
        at = end.max(probe + 1);
    }
    None
}

/// The letters of a blob that goes on over lines and strings: what stands between its pieces is the same each time.
fn joined(bytes: &[u8], start: usize, mut end: usize) -> (Vec<u8>, usize) {
    let mut letters = bytes[start..end].to_vec();
    let mut before: Option<&[u8]> = None;
    while bytes.get(end - 1) != Some(&b'=') {
        let near = &bytes[end..bytes.len().min(end + BETWEEN)];
        // The last piece may be short; after the first gap it is known where it begins.
        let next = match before {
            Some(gap) if near.starts_with(gap) => end + gap.len(),
            Some(_) => break,
            None => match run(&bytes[..bytes.len().min(end + BETWEEN + PIECE)], end) {
                Some((next, _)) => next,
                None => break,
            },
        };
        let gap = &bytes[end..next];
        let quoted = gap.iter().any(|b| matches!(b, b'"' | b'\''));
        let joins = gap.contains(&b'\n') || quoted && gap.iter().any(|b| matches!(b, b'+' | b'&' | b'.' | b','));
        let length = bytes[next..].iter().take_while(|b| is_letter(**b)).count();
        if !joins || gap.len() > BETWEEN || length == 0 {
            break;
        }
        let padding = bytes[next + length..].iter().take(2).take_while(|b| **b == b'=').count();
        letters.extend_from_slice(&bytes[next..next + length + padding]);
        before = Some(gap);
        end = next + length + padding;
    }
    (letters, end)
}

/// Lists of numbers below 256.
fn numbers(bytes: &[u8], hints: &Hints, found: &mut dyn FnMut(Blob) -> bool) {
    let mut at = 0;
    while let Some(comma) = memchr::memchr(b',', &bytes[at..]).map(|n| at + n) {
        // The number before the first comma begins a list.
        let digits = bytes[at..comma].iter().rev().take(5).take_while(|b| b.is_ascii_alphanumeric()).count();
        let start = comma - digits;
        at = comma + 1;
        let (mut made, mut next) = (Vec::new(), start);
        while let Some((number, end)) = number(bytes, next) {
            made.push(number);
            next = end;
            if made.len() == NUMBERS && !is_something(&made) && key_of(&made, &hints.keys, is_something).is_none() {
                break;
            }
        }
        at = next.max(at);
        if made.len() > NUMBERS {
            if !is_something(&made)
                && let Some(key) = key_of(&made[..NUMBERS], &hints.keys, is_something)
            {
                made = masked(&made, key);
            }
            let made = match made.first() {
                Some(0x78 | 0x1F) => unpacked(&made, false).unwrap_or(made),
                _ => made,
            };
            if !found(Blob { at: start, length: next - start, how: "a list of numbers", bytes: made }) {
                return;
            }
        }
    }
}

/// One number of a list and where the next one begins.
fn number(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let rest = &bytes[at..bytes.len().min(at + 8)];
    let marks: [&[u8]; 4] = [b"0x", b"0X", b"&H", b"&h"];
    let skip = if marks.iter().any(|mark| rest.starts_with(mark)) { 2 } else { 0 };
    let radix = if skip > 0 { 16 } else { 10 };
    let count = rest[skip..].iter().take(4).take_while(|b| char::from(**b).is_digit(radix)).count();
    let digits = std::str::from_utf8(&rest[skip..skip + count]).ok()?;
    let number = u8::try_from(u16::from_str_radix(digits, radix).ok()?).ok()?;
    let mut next = at + skip + count;
    let gap = bytes[next..]
        .iter()
        .take(BETWEEN)
        .take_while(|b| matches!(b, b',' | b' ' | b'\t' | b'\r' | b'\n' | b'_'))
        .count();
    next += gap;
    Some((number, next))
}

/// What data unpacks to, as gzip or zlib by their marks, or without one (`raw`). A stream that breaks off gives what came.
pub fn unpacked(bytes: &[u8], raw: bool) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let read = match bytes {
        [0x1F, 0x8B, ..] => flate2::read::GzDecoder::new(bytes).take(UNPACKED).read_to_end(&mut out),
        [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..] => {
            flate2::read::ZlibDecoder::new(bytes).take(UNPACKED).read_to_end(&mut out)
        }
        _ if raw => flate2::read::DeflateDecoder::new(bytes).take(UNPACKED).read_to_end(&mut out),
        _ => return None,
    };
    (read.is_ok() && !out.is_empty() || out.len() > 64).then_some(out)
}

/// How files begin that a script or a page may carry: programs, archives, disks, documents and scripts.
pub const MARKS: &[&[u8]] = &[
    b"MZ",
    b"\x7FELF",
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\xD0\xCF\x11\xE0",
    b"%PDF-",
    b"{\\rt",
    b"MSCF\0\0\0\0",
    b"#!/",
    b"#@~^",
    b"L\0\0\0\x01\x14\x02\0",
    b"\xCF\xFA\xED\xFE",
    b"\xCA\xFE\xBA\xBE",
    b"ITSF\x03\0\0\0",
    b"Cr24",
    b"xar!",
    b"BZh9",
    b"\xFD7zXZ",
    b"\xE4\x52\x5C\x7B\x8C\xD8",
    b"vhdxfile",
    b"conectix",
    b"KDMV\x01\0\0\0",
    b"LZIP",
    b"!<arch>\n",
    b"<hta:",
    b"<job",
    b"\x1F\x8B\x08",
    b"<?php",
    b"@echo off",
    b"@ECHO OFF",
    b"[InternetShortcut]",
    b"Windows Registry Editor",
];

fn is_file(head: &[u8]) -> bool {
    MARKS.iter().any(|mark| head.starts_with(mark))
}

/// Whether bytes begin as a file that is worth a look, as packed data or as text.
pub fn is_something(head: &[u8]) -> bool {
    MARKS.iter().any(|mark| head.starts_with(mark))
        || is_text(head)
        || matches!(head, [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..])
}

/// Whether bytes begin as text of one or two bytes to a letter.
pub fn is_text(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").or(bytes.strip_prefix(b"\xFF\xFE")).unwrap_or(bytes);
    let head = &bytes[..bytes.len().min(256)];
    let plain = |b: &u8| matches!(b, b'\t' | b'\r' | b'\n' | b' '..=b'~');
    let narrow = head.len() >= 12 && head.iter().all(plain);
    let wide = || head.len() >= 12 && head.chunks_exact(2).all(|pair| plain(&pair[0]) && pair[1] == 0);
    narrow || wide()
}

/// Whether a text holds a run of letters that may be a blob itself.
pub fn has_run(bytes: &[u8]) -> bool {
    run(bytes, 0).is_some()
}

/// Whether a text begins as a script or page does.
pub fn is_script(bytes: &[u8]) -> bool {
    let begins: [&[u8]; 6] = [b"#!/", b"#@~^", b"<script", b"<html", b"<job", b"<?php"];
    begins.iter().any(|mark| bytes.starts_with(mark))
}
