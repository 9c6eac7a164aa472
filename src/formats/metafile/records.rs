//! WMF and EMF: records of a size, an order and its parameters.

use crate::formats::hidden;
use crate::model::artifact::Artifact;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::RUNS_CODE;

/// The placeable header before the standard one, in bytes.
const PLACEABLE: usize = 22;
/// The standard header, in bytes.
const HEADER: usize = 18;
/// META_ESCAPE: an order to the printer driver. [MS-WMF] 2.3.6.
const META_ESCAPE: u16 = 0x0626;
/// The escape that hands over a function to call; no drawing program writes it.
const SETABORTPROC: u16 = 9;
/// EMR_EOF, EMR_GDICOMMENT, EMR_DRAWESCAPE, EMR_EXTESCAPE. [MS-EMF] 2.1.1.
const EMR_EOF: u32 = 14;
const EMR_GDICOMMENT: u32 = 70;
const EMR_ESCAPES: [u32; 2] = [105, 106];

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

pub(super) fn wmf(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut at = HEADER + if bytes.starts_with(b"\xD7\xCD\xC6\x9A") { PLACEABLE } else { 0 };
    let mut records = 0u32;
    loop {
        let (Some(size), Some(function)) = (long(bytes, at), word(bytes, at + 4)) else {
            return Err(Gap::malformed(format!("the drawing ends at byte {} without its end record", bytes.len())));
        };
        // The size is in words and counts itself and the order.
        let end = at.saturating_add((size as usize).saturating_mul(2));
        if function == META_ESCAPE && word(bytes, at + 6) == Some(SETABORTPROC) {
            let rest = end.min(bytes.len()).saturating_sub(at + 10);
            inspection.found(&RUNS_CODE).at(at, 10usize).with("size", rest);
        }
        if size < 3 {
            hidden::part(artifact, inspection, at..bytes.len(), "in place of a record");
            return Err(Gap::malformed(format!("the drawing is damaged at byte {at}: no record begins there")));
        }
        if end > bytes.len() {
            return Err(Gap::malformed(format!("cut off: the record at byte {at} should end at byte {end}")));
        }
        if function == 0 {
            hidden::after_end(artifact, inspection, end);
            return Ok(());
        }
        if function == META_ESCAPE {
            hidden::metadata(artifact, inspection, "printer order", (at + 10).min(end)..end, None);
        }
        at = end;
        records += 1;
        if records.is_multiple_of(4096) {
            inspection.check_time()?;
        }
    }
}

/// Where a whole PDF begins in a comment: Office of a Mac puts the drawing there once more, for programs that read it.
fn pdf_in(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let comment = bytes.get(start..end)?;
    let at = memchr::memmem::find(&comment[..comment.len().min(512)], b"%PDF-")?;
    memchr::memmem::find(&comment[at..], b"startxref").map(|_| start + at)
}

pub(super) fn emf(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    if let (Some(left), Some(top), Some(right), Some(bottom)) =
        (long(bytes, 8), long(bytes, 12), long(bytes, 16), long(bytes, 20))
    {
        let side = |from: u32, to: u32| u64::from(to.cast_signed().abs_diff(from.cast_signed())) + 1;
        inspection.fact("dimensions", format!("{} × {}", side(left, right), side(top, bottom)));
    }
    let mut at = 0usize;
    let mut records = 0u32;
    loop {
        let (Some(kind), Some(size)) = (long(bytes, at), long(bytes, at + 4)) else {
            return Err(Gap::malformed(format!("the drawing ends at byte {} without its end record", bytes.len())));
        };
        if size < 8 {
            hidden::part(artifact, inspection, at..bytes.len(), "in place of a record");
            return Err(Gap::malformed(format!("the drawing is damaged at byte {at}: no record begins there")));
        }
        let end = at.saturating_add(size as usize);
        if EMR_ESCAPES.contains(&kind) && long(bytes, at + 8) == Some(SETABORTPROC.into()) {
            let rest = end.min(bytes.len()).saturating_sub(at + 16);
            inspection.found(&RUNS_CODE).at(at, 16usize).with("size", rest);
        }
        if end > bytes.len() {
            return Err(Gap::malformed(format!("cut off: the record at byte {at} should end at byte {end}")));
        }
        match kind {
            EMR_EOF => {
                hidden::after_end(artifact, inspection, end);
                return Ok(());
            }
            // EMF+ orders are drawing orders as well.
            EMR_GDICOMMENT if let Some(start) = pdf_in(bytes, at + 12, end) => {
                inspection.carve(start..end);
            }
            EMR_GDICOMMENT if bytes.get(at + 12..at + 16) != Some(b"EMF+") => {
                hidden::metadata(artifact, inspection, "comment", (at + 12).min(end)..end, None);
            }
            _ => {}
        }
        at = end;
        records += 1;
        if records.is_multiple_of(4096) {
            inspection.check_time()?;
        }
    }
}
