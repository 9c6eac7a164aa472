//! The walk over boxes, for all formats that are made of them: ISO/IEC 14496-12 section 4.2.

use std::ops::Range;

use crate::formats::{hidden, jxl};
use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::types::Nature;

/// How deep boxes of notes stand in each other at most.
const DEPTH: u32 = 8;
/// The longest compressed note that is unpacked, in bytes.
const NOTE: u64 = 4 << 20;
/// The most boxes that are looked at; real films have some thousands that are not pixels.
const MOST: u32 = 200_000;

/// One box: its name, where its content begins, where it ends (beyond the file when it is cut off).
struct Box {
    kind: [u8; 4],
    start: usize,
    end: usize,
}

/// The box that begins at `at` in a parent that ends at `limit`; `None` where none begins.
fn read(bytes: &[u8], at: usize, limit: usize) -> Option<Box> {
    let header = bytes.get(at..at.checked_add(8)?)?;
    let size = u32::from_be_bytes(header[..4].try_into().ok()?);
    let kind: [u8; 4] = header[4..].try_into().ok()?;
    // QuickTime begins the names of its notes with a copyright sign.
    if !kind.iter().all(|b| (0x20..0x7F).contains(b) || *b == 0xA9) {
        return None;
    }
    let (start, end) = match size {
        0 => (at + 8, limit),
        1 => {
            let wide = u64::from_be_bytes(bytes.get(at + 8..at + 16)?.try_into().ok()?);
            let end = at.saturating_add(usize::try_from(wide).unwrap_or(usize::MAX));
            (wide >= 16).then_some((at + 16, end))?
        }
        size => (size >= 8).then_some((at + 8, at.saturating_add(size as usize)))?,
    };
    Some(Box { kind, start, end })
}

/// More compressed notes than this are not unpacked; honest pictures hold two or three.
const MOST_NOTES: u32 = 64;

/// What is counted and learnt on the way.
#[derive(Default)]
struct Walk {
    boxes: u32,
    notes: u32,
    width: u32,
    height: u32,
}

/// Walks the boxes to the end, and hands over what stands behind them.
pub(in crate::formats) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut walk = Walk::default();
    let mut at = 0;
    while let Some(found) = read(bytes, at, bytes.len()) {
        if found.end > bytes.len() {
            if !is_bulk(&found.kind) {
                let (start, end) = (found.start.min(bytes.len()), bytes.len());
                hidden::file_in(artifact, inspection, "last box", start..end);
                // Text behind the last box reads as the head of a box: it is looked at with its first letters.
                hidden::metadata(artifact, inspection, "last box", at..end, None);
            }
            facts(inspection, &walk);
            let kind = String::from_utf8_lossy(&found.kind).into_owned();
            return Err(Gap::malformed(format!(
                "cut off: the box \"{kind}\" at byte {at} should end at byte {}, the file ends at {}",
                found.end,
                bytes.len()
            )));
        }
        look_at(artifact, inspection, &found, 0, &mut walk)?;
        at = found.end;
    }
    facts(inspection, &walk);
    hidden::after_end(artifact, inspection, at);
    Ok(())
}

fn facts(inspection: &mut Inspection<'_>, walk: &Walk) {
    if walk.width > 0 && walk.height > 0 {
        inspection.fact("dimensions", format!("{} × {}", walk.width, walk.height));
    }
}

/// Looks at one box, and into it where it holds others.
fn look_at(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    found: &Box,
    depth: u32,
    walk: &mut Walk,
) -> Result<(), Gap> {
    walk.boxes += 1;
    if walk.boxes > MOST {
        return Err(Gap::limit(LimitKind::Entries, format!("more than {MOST} boxes; the rest was not examined")));
    }
    if walk.boxes.is_multiple_of(4096) {
        inspection.check_time()?;
    }
    let bytes = artifact.bytes();
    let (start, end) = (found.start, found.end);
    let content = bytes.get(start..end).unwrap_or_default();
    let at_field = |at: usize| content.get(at..at + 4).and_then(|f| f.try_into().ok()).map_or(0, u32::from_be_bytes);
    match &found.kind {
        b"moov" | b"trak" | b"udta" | b"iprp" | b"ipco" | b"jp2h" | b"ilst" if depth < DEPTH => {
            inside(artifact, inspection, start..end, depth, walk)
        }
        // A full box has version and flags first; QuickTime's has not.
        b"meta" if depth < DEPTH => {
            let skip = if content.get(4..8) == Some(b"hdlr") { 0 } else { 4 };
            inside(artifact, inspection, start + skip..end, depth, walk)
        }
        b"ispe" => {
            // A picture and its thumbnails and tiles each say their size: the largest is the picture's.
            let (width, height) = (at_field(4), at_field(8));
            if u64::from(width) * u64::from(height) > u64::from(walk.width) * u64::from(walk.height) {
                (walk.width, walk.height) = (width, height);
            }
            Ok(())
        }
        b"tkhd" => {
            let at = if content.first() == Some(&1) { 88 } else { 76 };
            // Fixed point, 16.16; sound tracks have no size.
            let (width, height) = (at_field(at) >> 16, at_field(at + 4) >> 16);
            if width > walk.width {
                (walk.width, walk.height) = (width, height);
            }
            Ok(())
        }
        b"ihdr" => {
            (walk.height, walk.width) = (at_field(0), at_field(4));
            Ok(())
        }
        b"jp2c" => {
            let codestream = jxl::jpeg2000(artifact, inspection, start..end)?;
            hidden::part(artifact, inspection, codestream..end, "behind the pixels");
            Ok(())
        }
        b"brob" => {
            inspection.check_time()?;
            walk.notes += 1;
            if walk.notes > MOST_NOTES {
                let said = format!("more than {MOST_NOTES} compressed notes (brob); the rest was not examined");
                return Err(Gap::limit(LimitKind::Entries, said));
            }
            compressed(artifact, inspection, start..end);
            Ok(())
        }
        kind if is_bulk(kind) => {
            // In films, which are long, the few bytes that are looked for would turn up by chance.
            if artifact.content_type.nature == Nature::Picture {
                hidden::code_in_pixels(artifact, inspection, start..end);
            }
            Ok(())
        }
        // A film that plays when the picture is touched.
        b"mpvd" => {
            inspection.carve(start..end);
            Ok(())
        }
        kind => {
            hidden::metadata(artifact, inspection, words(kind), start..end, None);
            Ok(())
        }
    }
}

/// Looks at the boxes inside a box. What is no box is a list of an older kind, and looked at as a note.
fn inside(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    range: Range<usize>,
    depth: u32,
    walk: &mut Walk,
) -> Result<(), Gap> {
    let mut at = range.start;
    while at < range.end {
        match read(artifact.bytes(), at, range.end) {
            Some(found) if found.end <= range.end => {
                look_at(artifact, inspection, &found, depth + 1, walk)?;
                at = found.end;
            }
            _ => {
                hidden::metadata(artifact, inspection, "note", at..range.end, None);
                break;
            }
        }
    }
    Ok(())
}

/// Notes of JPEG XL that are compressed with Brotli (RFC 7932).
fn compressed(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>) {
    use std::io::Read as _;
    // The name of the box that was compressed comes first.
    let packed = artifact.bytes().get(range.start + 4..range.end).unwrap_or_default();
    let mut note = Vec::new();
    let result = brotli_decompressor::Decompressor::new(packed, 4096).take(NOTE + 1).read_to_end(&mut note);
    let too_long = note.len() as u64 > NOTE;
    hidden::metadata(artifact, inspection, "compressed note (brob)", range, Some(&note));
    match result {
        Err(error) => inspection.gap(Gap::malformed(format!("a compressed note (brob) is damaged: {error}"))),
        Ok(_) if too_long => inspection.gap(Gap::limit(
            LimitKind::ArtifactBytes,
            format!("a compressed note (brob) unpacks to more than {NOTE} bytes"),
        )),
        Ok(_) => {}
    }
}

/// Whether a box is pixels, sound or their tables, and no note.
fn is_bulk(kind: &[u8; 4]) -> bool {
    matches!(
        kind,
        b"mdat" | b"idat" | b"imda" | b"mdia" | b"jxlc" | b"jxlp" | b"jbrd" | b"moof" | b"sidx" | b"ftyp" | b"iloc"
    )
}

fn words(kind: &[u8; 4]) -> &'static str {
    match kind {
        b"Exif" => "camera data (Exif)",
        b"xml " | b"XML " | b"XMP_" => "notes (XML)",
        b"uuid" => "private box (uuid)",
        b"free" | b"skip" | b"wide" => "unused box",
        b"colr" => "colour profile",
        _ => "extra box",
    }
}
