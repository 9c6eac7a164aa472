//! What honest cameras, phones and programs append to a picture, and how long it is; so that what hides behind such a
//! thing is seen by itself. Marks from the makers' files as ExifTool's documentation lists them.

use std::ops::Range;

use crate::formats::jpeg::segments;

/// Something whose length is known.
pub(super) struct Known {
    /// Where it begins: before it stands something else.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What is to be looked at by itself.
    pub parts: Vec<Range<usize>>,
}

/// How many bytes of padding stand in front. Some files begin with bytes that padding is made of.
pub(super) fn padding(bytes: &[u8]) -> usize {
    let count = bytes.iter().take_while(|b| is_padding(**b)).count();
    let marked = |at: &usize| {
        let rest = &bytes[*at..];
        rest.starts_with(b"\xFF\xD8\xFF")
            || rest.starts_with(b"\xFF\xFE") && rest.get(3) == Some(&0)
            || rest.starts_with(b"\0asm")
            || rest.starts_with(b"\0\0\x01\0")
            || is_film(rest)
    };
    (count.saturating_sub(5)..count).find(marked).unwrap_or(count)
}

/// Whether a byte is what transfers and cameras fill up with.
fn is_padding(byte: u8) -> bool {
    matches!(byte, 0 | 0xFF | b' ' | b'\t' | b'\r' | b'\n' | 0x1A)
}

fn is_film(bytes: &[u8]) -> bool {
    bytes.get(..12).is_some_and(|head| head[0] == 0 && &head[4..8] == b"ftyp")
}

/// The thing that stands at the start of these bytes, or further on if it says itself where it begins.
pub(super) fn known(bytes: &[u8]) -> Option<Known> {
    let whole = |end: usize| Known { start: 0, end, parts: std::iter::once(0..end).collect() };
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return segments::measure(bytes).map(whole);
    }
    if is_film(bytes) {
        return Some(whole(film(bytes)));
    }
    samsung(bytes)
}

/// How long a film of boxes (ISO 14496-12) is.
fn film(bytes: &[u8]) -> usize {
    let mut at = 0usize;
    while let Some(head) = bytes.get(at..at.saturating_add(8)) {
        let short = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        let length = match short {
            0 => return bytes.len(),
            1 => bytes.get(at + 8..at + 16).map_or(0, |b| b.iter().fold(0u64, |sum, b| sum << 8 | u64::from(*b))),
            short => u64::from(short),
        };
        let named = head[4..8].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | 0xA9));
        let end = usize::try_from(length).ok().and_then(|l| at.checked_add(l)).filter(|_| length >= 8 && named);
        match end {
            Some(end) if end <= bytes.len() => at = end,
            // A box that is cut off, or no box at all: what stands there is no part of the film unless it is the last.
            Some(_) if at > 0 && &head[4..8] == b"mdat" => return bytes.len(),
            _ => break,
        }
    }
    if at == 0 { bytes.len() } else { at }
}

/// Samsung's blocks (SEF): data, then a directory between "SEFH" and "SEFT" that counts backwards.
fn samsung(bytes: &[u8]) -> Option<Known> {
    memchr::memmem::find_iter(bytes, b"SEFT").take(64).find_map(|tail| {
        let length = number(bytes, tail.checked_sub(4)?)?;
        let head = tail.checked_sub(4)?.checked_sub(length)?;
        if bytes.get(head..head + 4)? != b"SEFH" {
            return None;
        }
        let count = number(bytes, head + 8)?;
        if count > 1000 || count.checked_mul(12)?.checked_add(12)? > length {
            return None;
        }
        let mut blocks = Vec::new();
        for entry in (0..count).map(|i| head + 12 + 12 * i) {
            let start = head.checked_sub(number(bytes, entry + 4)?)?;
            let end = start.checked_add(number(bytes, entry + 8)?).filter(|end| *end <= head)?;
            blocks.push(start..end);
        }
        let start = blocks.iter().map(|b| b.start).min().unwrap_or(head);
        // A block is two zero bytes, its kind, the length of its name, its name, its data.
        let data = |block: &Range<usize>| {
            let name = number(bytes, block.start + 4).unwrap_or(0);
            let start = block.start.saturating_add(8).saturating_add(name).min(block.end);
            start..block.end
        };
        let mut parts: Vec<_> = blocks.iter().map(data).filter(|b| !b.is_empty()).collect();
        // What the directory does not name does not belong to it.
        blocks.sort_by_key(|b| b.start);
        let mut at = start;
        for block in &blocks {
            if block.start > at {
                parts.push(at..block.start);
            }
            at = at.max(block.end);
        }
        if at < head {
            parts.push(at..head);
        }
        Some(Known { start, end: tail + 4, parts })
    })
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let b = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes([b[0], b[1], b[2], b[3]])).ok()
}

/// Whether packed data behind a picture bears the mark of somebody who honestly leaves such there.
pub(super) fn of_a_maker(bytes: &[u8]) -> bool {
    const BEGINS: &[&[u8]] = &[
        b"CANON OPTIONAL DATA\0",
        b"AXS!",
        b"AXS*",
        b"~\x10\x04",
        b"~\x18\x04",
        b"vivo{",
        b"streamdata",
        b"QDIOBS",
        b"jxrs",
        b"NIKON APP\0",
        b"EEPPAARRMM",
    ];
    const ENDS: &[&[u8]] = &[
        b"cbipcbbl",
        b"\xA1\xB2\xC3\xD4",
        b"8db42d694ccc418790edff439fe026bf",
        b"QDIOBS",
        b"CANON OPTIONAL DATA\0",
        b"NIKON APP",
    ];
    // Tools for screenshots that write a cropped picture over a larger one leave the end of the old one behind
    // (CVE-2023-21036, CVE-2023-28303).
    if bytes.ends_with(b"\0\0\0\0IEND\xAE\x42\x60\x82") || bytes.ends_with(b"\xFF\xD9") {
        return true;
    }
    let tail = &bytes[bytes.len().saturating_sub(64)..];
    BEGINS.iter().any(|m| bytes.starts_with(m)) || ENDS.iter().any(|m| memchr::memmem::find(tail, m).is_some())
}

/// Whether a block begins as a file of any kind that is worth a look of its own does.
pub(super) fn begins_like_a_file(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xD8\xFF") || bytes.starts_with(b"\x89PNG") || is_film(bytes) || runs_or_holds(bytes)
}

/// Whether a block begins as a program, script or archive does.
pub(super) fn runs_or_holds(bytes: &[u8]) -> bool {
    const MARKS: &[&[u8]] = &[
        b"\x7FELF",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"Rar!\x1A\x07",
        b"7z\xBC\xAF\x27\x1C",
        b"%PDF-",
        b"#!/",
        b"#! /",
        b"\xCF\xFA\xED\xFE",
        b"\xCE\xFA\xED\xFE",
        b"\xFE\xED\xFA\xCE",
        b"\xFE\xED\xFA\xCF",
        b"\xCA\xFE\xBA\xBE",
        b"\x1F\x8B\x08",
        b"\xFD7zXZ\0",
        b"BZh",
        b"\x28\xB5\x2F\xFD",
        b"\xD0\xCF\x11\xE0",
        b"MSCF\0\0\0\0",
        b"ITSF\x03\0\0\0",
        b"!<arch>\n",
        b"dex\n",
        b"\0asm\x01\0\0\0",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    // Two letters are a weak mark: words begin with them too.
    let program = bytes.starts_with(b"MZ") && bytes[..bytes.len().min(64)].iter().any(|b| *b < 9);
    program || MARKS.iter().any(|m| bytes.starts_with(m))
}
