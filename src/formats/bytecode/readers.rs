//! The structures of Java classes, Android, WebAssembly and Flash programs, as far as needed to know that they are whole
//! and what they carry.

use crate::formats::hidden;
use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::{Gap, GapReason};
use crate::model::inspection::Inspection;

use super::le32;

/// The most that a Flash film is unpacked to, in bytes.
const FILM: u64 = 64 << 20;

/// Bytes that are read from front to back.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|at| *at <= self.bytes.len())?;
        Some(())
    }

    fn number(&mut self, size: usize) -> Option<usize> {
        let start = self.at;
        self.skip(size)?;
        Some(self.bytes[start..self.at].iter().fold(0, |sum, b| sum << 8 | usize::from(*b)))
    }

    /// A number in seven bits per byte, the low ones first, of 32 bits at most.
    fn leb(&mut self) -> Option<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.number(1)?;
            value |= (byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

/// A Java class, to its end: JVM Specification, chapter 4.
pub(super) fn class(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut cursor = Cursor { bytes, at: 6 };
    let version = cursor.number(2).unwrap_or_default();
    inspection.fact("made for", format!("Java {}", version.saturating_sub(44)));
    let mut read = || {
        let constants = cursor.number(2)?;
        let mut i = 1;
        while i < constants {
            i += 1;
            match cursor.number(1)? {
                1 => {
                    let length = cursor.number(2)?;
                    cursor.skip(length)?;
                }
                7 | 8 | 16 | 19 | 20 => cursor.skip(2)?,
                15 => cursor.skip(3)?,
                3 | 4 | 9..=12 | 17 | 18 => cursor.skip(4)?,
                // Long numbers take two places.
                5 | 6 => {
                    i += 1;
                    cursor.skip(8)?;
                }
                _ => return None,
            }
        }
        cursor.skip(6)?;
        let interfaces = cursor.number(2)?;
        cursor.skip(interfaces * 2)?;
        for _ in 0..2 {
            for _ in 0..cursor.number(2)? {
                cursor.skip(6)?;
                attributes(&mut cursor)?;
            }
        }
        attributes(&mut cursor)
    };
    read().ok_or_else(|| Gap::malformed("the Java class is damaged or cut off"))
}

fn attributes(cursor: &mut Cursor<'_>) -> Option<()> {
    for _ in 0..cursor.number(2)? {
        cursor.skip(2)?;
        let length = cursor.number(4)?;
        cursor.skip(length)?;
    }
    Some(())
}

/// An Android program: its header says how long it is.
pub(super) fn dex(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    inspection.fact("version", String::from_utf8_lossy(bytes.get(4..7).unwrap_or_default()).into_owned());
    let size = le32(bytes, 0x20).unwrap_or(u32::MAX);
    if size as usize > bytes.len() {
        return Err(Gap::malformed(format!(
            "the Android program should be {size} bytes long and is cut off at {}",
            bytes.len()
        )));
    }
    Ok(())
}

/// A WebAssembly module: a row of sections, each with its length.
pub(super) fn wasm(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut cursor = Cursor { bytes, at: 8 };
    let mut count = 0usize;
    while cursor.at < bytes.len() {
        let mut section = || {
            cursor.skip(1)?;
            let length = cursor.leb()?;
            cursor.skip(length)
        };
        section().ok_or_else(|| Gap::malformed("the WebAssembly program is damaged or cut off"))?;
        count += 1;
        if count.is_multiple_of(65_536) {
            inspection.check_time()?;
        }
    }
    inspection.fact("sections", count);
    Ok(())
}

/// A Flash film: a frame, then tags. Files that a tag carries are handed over.
pub(super) fn flash(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    inspection.fact("made for", format!("Flash {}", bytes.get(3).copied().unwrap_or_default()));
    let (Some(body), Some(size)) = (bytes.get(8..), le32(bytes, 4)) else { return Ok(()) };
    let (unpacked, gap) = match bytes.first() {
        Some(b'F') => (None, None),
        Some(b'C') => {
            let (out, gap) = hidden::inflate(body, FILM);
            (Some(out), gap)
        }
        _ => return Err(Gap::unsupported("the Flash program is packed with LZMA and was not opened")),
    };
    let film = unpacked.as_deref().unwrap_or(body);
    if let Some(gap) = gap {
        // The detail of a note in a picture does not fit here.
        let what = match gap.reason {
            GapReason::Limit(_) => "the Flash program unpacks to more than we read",
            _ => "the compressed Flash program is damaged or cut off",
        };
        inspection.gap(Gap::new(gap.reason, what));
    } else if film.len().saturating_add(8) < size as usize {
        inspection.gap(Gap::malformed(format!("the Flash program should be {size} bytes long and is cut off")));
    }
    // The frame takes 5 bits and four numbers of that many bits; rate and count of pictures follow.
    let bits = usize::from(film.first().copied().unwrap_or_default() >> 3);
    let mut at = (5 + bits * 4).div_ceil(8) + 4;
    let mut scripts = 0usize;
    let mut tags = 0usize;
    while let Some(head) = film.get(at..at.saturating_add(2)) {
        let head = u16::from_le_bytes([head[0], head[1]]);
        let (kind, mut length) = (head >> 6, usize::from(head & 0x3F));
        at += 2;
        if length == 0x3F {
            let Some(long) = le32(film, at) else { break };
            length = long as usize;
            at += 4;
        }
        let end = at.saturating_add(length).min(film.len());
        match kind {
            0 => break,
            12 | 59 | 72 | 82 => scripts += 1,
            // Data under a number: six bytes stand before it.
            87 => {
                let mut data = film.get(at.saturating_add(6)..end).unwrap_or_default();
                let _ = inspection.child(Origin::Decoded, Claim::none(), &mut data);
            }
            _ => {}
        }
        at = end;
        tags += 1;
        if tags.is_multiple_of(4096) {
            inspection.check_time()?;
        }
    }
    if scripts > 0 {
        inspection.fact("scripts", scripts);
    }
    Ok(())
}
