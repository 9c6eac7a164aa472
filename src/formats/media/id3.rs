//! ID3 notes before (or in a chunk of) sound: ID3v2.2 to 2.4, <https://id3.org/>.

use std::ops::Range;

use crate::formats::hidden;
use crate::model::artifact::Artifact;
use crate::model::inspection::Inspection;

/// The most frames that are looked at; real notes have some dozens.
const MOST_FRAMES: usize = 2000;
/// How far into a picture frame its picture begins at most, in bytes: media type and description stand before it.
const PICTURE_SEARCH: usize = 1024;

/// Where the notes that the bytes begin with end, if they begin with notes.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let &[b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] = bytes else { return None };
    // A footer repeats the ten bytes of the header.
    let footer = if flags & 0x10 != 0 { 10 } else { 0 };
    Some(10 + synchsafe([a, b, c, d]) + footer)
}

/// Looks at every frame: attached files, pictures, private data, texts.
pub(in crate::formats) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>) {
    let bytes = artifact.bytes();
    let (Some(tag), base) = (bytes.get(range.clone()), range.start) else { return };
    let &[b'I', b'D', b'3', version, _, flags, ..] = tag else { return };
    let header = if version == 2 { 6 } else { 10 };
    let mut at = 10;
    if flags & 0x40 != 0 && version > 2 {
        let size = tag.get(10..14).and_then(|s| s.try_into().ok()).unwrap_or_default();
        at += if version == 4 { synchsafe(size) } else { (u32::from_be_bytes(size) as usize).saturating_add(4) };
    }
    for _ in 0..MOST_FRAMES {
        let Some(frame) = tag.get(at..at.saturating_add(header)) else { break };
        let id = &frame[..if version == 2 { 3 } else { 4 }];
        if !id.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b' ') {
            break;
        }
        let size = match (version, frame) {
            (2, &[_, _, _, a, b, c, ..]) => u32::from_be_bytes([0, a, b, c]) as usize,
            (4, &[_, _, _, _, a, b, c, d, ..]) => {
                // Some writers of 2.4 write the size as 2.3 has it.
                let (safe, plain) = (synchsafe([a, b, c, d]), u32::from_be_bytes([a, b, c, d]) as usize);
                let follows = |size: usize| {
                    let next = tag.get(at + 10 + size..).unwrap_or_default();
                    next.is_empty() || next[0] == 0 || next.len() > 3 && next[..4].iter().all(u8::is_ascii_alphanumeric)
                };
                if safe != plain && !follows(safe) && plain < tag.len() && follows(plain) { plain } else { safe }
            }
            (_, &[_, _, _, _, a, b, c, d, ..]) => u32::from_be_bytes([a, b, c, d]) as usize,
            _ => break,
        };
        let (start, end) = (at + header, at.saturating_add(header).saturating_add(size).min(tag.len()));
        look_at(artifact, inspection, id, base + start..base + end);
        at = end;
    }
    // What follows the frames is padding, or should be.
    if at < tag.len() {
        hidden::part(artifact, inspection, base + at..range.end, "in an unused part");
    }
}

fn look_at(artifact: &Artifact, inspection: &mut Inspection<'_>, id: &[u8], range: Range<usize>) {
    let frame = artifact.bytes().get(range.clone()).unwrap_or_default();
    match id {
        b"APIC" | b"PIC" => {
            let look = &frame[..frame.len().min(PICTURE_SEARCH)];
            let marks = [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n", b"GIF8"];
            match marks.iter().filter_map(|m| memchr::memmem::find(look, m)).min() {
                Some(at) => {
                    inspection.carve(range.start + at..range.end);
                }
                None => hidden::metadata(artifact, inspection, "cover picture (ID3)", range, None),
            }
        }
        b"GEOB" | b"GEO" => {
            let start = range.start + attached(frame).unwrap_or(0);
            hidden::metadata(artifact, inspection, "attached file (ID3)", start..range.end, None);
        }
        b"PRIV" => {
            // An owner's name, a zero, then anything.
            let start = frame.iter().position(|b| *b == 0).map_or(0, |i| i + 1);
            hidden::metadata(artifact, inspection, "private data (ID3)", range.start + start..range.end, None);
        }
        _ => hidden::metadata(artifact, inspection, "note (ID3)", range, None),
    }
}

/// Where the attached file begins: behind encoding, media type, file name and description.
fn attached(frame: &[u8]) -> Option<usize> {
    let wide = matches!(frame.first()?, 1 | 2);
    let mut at = 1 + frame.get(1..)?.iter().position(|b| *b == 0)? + 1;
    for _ in 0..2 {
        let rest = frame.get(at..)?;
        at += if wide {
            rest.chunks_exact(2).position(|c| c == [0, 0])? * 2 + 2
        } else {
            rest.iter().position(|b| *b == 0)? + 1
        };
    }
    Some(at)
}

/// A number of four times seven bits.
fn synchsafe(bytes: [u8; 4]) -> usize {
    bytes.iter().fold(0, |sum, b| sum << 7 | usize::from(b & 0x7F))
}
