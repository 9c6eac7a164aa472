//! JPEG XL: ISO/IEC 18181-1 (codestream) and 18181-2 (container), and the naked JPEG 2000 codestream.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::{bmff, hidden};

/// JPEG XL in boxes.
static JXL: TypeInfo =
    TypeInfo::new("jxl", "JPEG XL picture", Nature::Picture, |p| p.starts(b"\0\0\0\x0CJXL \r\n\x87\n"))
        .mimes(&["image/jxl"])
        .extensions(&["jxl"])
        .begins("00 00 00 0C 4A 58 4C 20 (\"JXL\", at byte 4)");

/// The pixels without a container; they have no end mark.
static CODESTREAM: TypeInfo =
    TypeInfo::new("jxl-codestream", "JPEG XL picture (without container)", Nature::Picture, is_codestream)
        .mimes(&["image/jxl"])
        .extensions(&["jxl"])
        .begins("FF 0A")
        .by_mark();

/// JPEG 2000 without its container.
static J2K: TypeInfo =
    TypeInfo::new("j2k", "JPEG 2000 picture (without container)", Nature::Picture, |p| p.starts(b"\xFF\x4F\xFF\x51\0"))
        .mimes(&["image/j2c", "image/x-jp2-codestream", "image/jp2"])
        .extensions(&["j2k", "j2c", "jpc", "jhc"])
        .begins("FF 4F FF 51");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "jxl", types: &[&JXL, &J2K, &CODESTREAM], rules: &[], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    if artifact.content_type.is(&JXL) {
        return bmff::boxes::inspect(artifact, inspection);
    }
    if artifact.content_type.is(&J2K) {
        let end = jpeg2000(artifact, inspection, 0..bytes.len())?;
        hidden::after_end(artifact, inspection, end);
        return Ok(());
    }
    // The naked codestream has no end mark: only decoding would tell where it ends. What can run behind it is found
    // by the search for hidden programs.
    if let Some((width, height)) = size(bytes) {
        inspection.fact("dimensions", format!("{width} × {height}"));
    }
    Ok(())
}

/// Walks the markers of a JPEG 2000 codestream (ISO/IEC 15444-1 annex A) to its end mark; gives the byte behind it.
pub(super) fn jpeg2000(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    range: std::ops::Range<usize>,
) -> Result<usize, Gap> {
    let bytes = artifact.bytes().get(..range.end).unwrap_or_default();
    let mut at = range.start + 2;
    let mut markers = 0u32;
    loop {
        // In a box, whose end is known, some writers leave the mark out.
        if range.start > 0 && at == range.end {
            return Ok(at);
        }
        let Some([mark, kind, rest @ ..]) = bytes.get(at..).and_then(|b| b.get(..b.len().min(40))) else {
            return Err(Gap::malformed(format!("the JPEG 2000 codestream ends at byte {at} without its end mark")));
        };
        if (*mark, *kind) == (0xFF, 0xD9) {
            return Ok(at + 2);
        }
        let [high, low, field @ ..] = rest else {
            return Err(Gap::malformed(format!("the JPEG 2000 codestream ends at byte {at} without its end mark")));
        };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if *mark != 0xFF || length < 2 {
            hidden::part(artifact, inspection, at..range.end, "in place of a marker");
            return Err(Gap::malformed(format!("the JPEG 2000 codestream is damaged at byte {at}")));
        }
        let next = match (kind, field) {
            // A tile part says how long it is with its data; 0 is up to the end mark.
            (0x90, &[_, _, a, b, c, d, ..]) => match u32::from_be_bytes([a, b, c, d]) as usize {
                0 => bytes.len().saturating_sub(2).max(at + 2),
                length if length >= 12 => at.saturating_add(length),
                _ => at + 2 + usize::from(u16::from_be_bytes([*high, *low])),
            },
            (0x51, &[_, _, a, b, c, d, e, f, g, h, ..]) => {
                let (width, height) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
                if range.start == 0 {
                    inspection.fact("dimensions", format!("{width} × {height}"));
                }
                at + 2 + length
            }
            _ => at + 2 + length,
        };
        if *kind == 0x64 {
            hidden::metadata(artifact, inspection, "comment", at + 4..next.min(range.end), None);
        }
        at = next;
        markers += 1;
        if markers.is_multiple_of(4096) {
            inspection.check_time()?;
        }
    }
}

fn is_codestream(probe: &Probe<'_>) -> bool {
    probe.starts(b"\xFF\x0A") && probe.bytes.len() >= 12 && probe.text().is_none() && size(probe.bytes).is_some()
}

/// The size in the header of a JPEG XL codestream (bits are taken from the low end): width and height in pixels.
fn size(bytes: &[u8]) -> Option<(u64, u64)> {
    let bits = u128::from_le_bytes(bytes.get(2..18).or_else(|| bytes.get(2..10))?.try_into().ok().or_else(|| {
        let mut short = [0; 16];
        short[..8].copy_from_slice(bytes.get(2..10)?);
        Some(short)
    })?);
    let mut at = 0u32;
    let mut take = |count: u32| {
        let value = (bits >> at) as u64 & ((1 << count) - 1);
        at += count;
        value
    };
    let small = take(1) == 1;
    let side = |take: &mut dyn FnMut(u32) -> u64| {
        if small {
            (take(5) + 1) * 8
        } else {
            let count = [9, 13, 18, 30][take(2) as usize & 3];
            take(count) + 1
        }
    };
    let height = side(&mut take);
    let width = match take(3) {
        0 => side(&mut take),
        1 => height,
        2 => height * 12 / 10,
        3 => height * 4 / 3,
        4 => height * 3 / 2,
        5 => height * 16 / 9,
        6 => height * 5 / 4,
        _ => height * 2,
    };
    Some((width, height))
}
