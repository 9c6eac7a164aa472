//! Windows and OS/2 bitmaps: BITMAPFILEHEADER and the headers behind it,
//! <https://learn.microsoft.com/windows/win32/gdi/bitmap-storage>.
//!
//! A bitmap has no end mark: where it ends follows from its size in pixels. The size in its file header is often wrong.

use std::ops::Range;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

use super::{dimensions, hidden};

static BMP: TypeInfo = TypeInfo::new("bmp", "BMP picture", Nature::Picture, |p| is_bitmap(p.bytes))
    .mimes(&["image/bmp", "image/x-bmp", "image/x-ms-bmp", "image/x-windows-bmp"])
    .extensions(&["bmp", "dib", "rle"])
    .begins("42 4D (\"BM\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "bmp", types: &[&BMP], rules: &[], inspect: Some(inspect), seeks: false };

/// Bytes of the file header, which an icon's bitmap lacks.
const FILE_HEADER: usize = 14;
/// Compressions: run lengths of 8 and 4 bits, masks, JPEG, PNG, masks with alpha.
const RLE8: u32 = 1;
const RLE4: u32 = 2;
const MASKS: u32 = 3;
const JPEG: u32 = 4;
const PNG: u32 = 5;
const ALPHA_MASKS: u32 = 6;

/// "BM" is a weak mark, which words begin with too: the header behind it must be one.
fn is_bitmap(bytes: &[u8]) -> bool {
    let Some(head) = bytes.strip_prefix(b"BM").and_then(|_| bytes.get(..30)) else { return false };
    let (pixels, size) = (u32_at(head, 10), u32_at(head, 14));
    let (planes, depth) =
        if size == 12 { (u16_at(head, 22), u16_at(head, 24)) } else { (u16_at(head, 26), u16_at(head, 28)) };
    // OS/2 2.x headers may be cut at any field from 16 bytes on.
    matches!(size, 12 | 16..=64 | 108 | 124)
        && (pixels == 0 || (pixels >= 14 + size && pixels < 1 << 20))
        && planes <= 1
        && matches!(depth, 0 | 1 | 2 | 4 | 8 | 16 | 24 | 32 | 64)
}

/// A bitmap's information header with what follows from it.
pub(super) struct Dib {
    /// Its own bytes.
    size: usize,
    pub width: u64,
    pub height: u64,
    pub depth: u64,
    compression: u32,
    image_size: u32,
    /// Bytes of header, masks and palette together.
    pub head: usize,
    /// Where the colour profile stands, from the header's start.
    profile: Option<Range<usize>>,
}

impl Dib {
    /// Reads the header at the start of these bytes.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let size = u32_at(bytes, 0) as usize;
        let header = bytes.get(..size).filter(|h| matches!(h.len(), 12 | 16..=64 | 108 | 124))?;
        let old = size == 12;
        let signed = |at| u64::from((u32_at(header, at) as i32).unsigned_abs());
        let (width, height, depth) = if old {
            (u16_at(header, 4).into(), u16_at(header, 6).into(), u16_at(header, 10))
        } else {
            (signed(4), signed(8), u16_at(header, 14))
        };
        let compression = u32_at(header, 16);
        let windows = matches!(size, 40 | 52 | 56 | 108 | 124);
        let masks = match (size, compression) {
            (40, MASKS) => 12,
            (40, ALPHA_MASKS) => 16,
            _ => 0,
        };
        let used = u32_at(header, 32) as usize;
        let colours = match depth {
            1..=8 if used == 0 || used > 256 => 1usize << depth,
            _ => used.min(256),
        };
        let profile = (size == 124 && matches!(header.get(56..60), Some(b"DEBM" | b"KNIL"))).then(|| {
            let start = u32_at(header, 112) as usize;
            start..start.saturating_add(u32_at(header, 116) as usize)
        });
        Some(Self {
            size,
            width,
            height,
            depth: depth.into(),
            compression: if windows || compression <= RLE4 { compression } else { u32::MAX },
            image_size: u32_at(header, 20),
            head: size + masks + colours * if old { 3 } else { 4 },
            profile,
        })
    }

    /// Bytes of the rows, each a multiple of four; `None` where they are packed.
    pub(super) fn rows(&self, depth: u64, height: u64) -> Option<usize> {
        let plain = matches!(self.compression, 0 | MASKS | ALPHA_MASKS);
        let row = self.width.checked_mul(depth)?.div_ceil(32).checked_mul(4)?;
        row.checked_mul(height).and_then(|b| usize::try_from(b).ok()).filter(|_| plain)
    }

    /// Where the pixels that begin at `start` end; beyond the bytes if some are missing.
    fn end_of_pixels(&self, bytes: &[u8], start: usize) -> Option<usize> {
        match self.compression {
            RLE8 | RLE4 => end_of_runs(bytes, start, self.compression == RLE4),
            0 | MASKS | ALPHA_MASKS => self.rows(self.depth, self.height).and_then(|rows| start.checked_add(rows)),
            _ => start.checked_add(self.image_size as usize),
        }
    }
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    hidden::script_behind_comment(artifact, inspection, 2);
    let Some(dib) = bytes.get(FILE_HEADER..).and_then(Dib::read) else {
        return Err(Gap::malformed("the BMP is cut off in its header"));
    };
    let size = (dib.width, dib.height);
    dimensions::claimed(artifact, inspection, FILE_HEADER + 4..FILE_HEADER + 12, size, dib.depth);
    let head = FILE_HEADER + dib.head;
    let start = match u32_at(bytes, 10) as usize {
        0 => head,
        // A palette may be shorter than the depth allows.
        start => start.max(FILE_HEADER + dib.size),
    };
    let end = dib.end_of_pixels(bytes, start).filter(|end| *end <= bytes.len());
    let mut covered = vec![0..head.min(start), start..end.unwrap_or(bytes.len()).max(start)];
    if let Some(profile) = &dib.profile {
        let profile = FILE_HEADER + profile.start..FILE_HEADER + profile.end;
        hidden::metadata(artifact, inspection, "colour profile", profile.clone(), None);
        covered.push(profile);
    }
    if matches!(dib.compression, JPEG | PNG) {
        inspection.carve(start..end.unwrap_or(bytes.len()));
    }
    for part in hidden::uncovered(covered, bytes.len()) {
        let place = if part.end == bytes.len() { "behind the end" } else { "between header and pixels" };
        hidden::part(artifact, inspection, part, place);
    }
    match end {
        Some(_) => Ok(()),
        None => Err(Gap::malformed(format!(
            "the BMP is cut off: {} × {} pixels need more than its {} bytes",
            dib.width,
            dib.height,
            bytes.len()
        ))),
    }
}

/// Where run-length data ends: behind its end mark (0, 1).
fn end_of_runs(bytes: &[u8], mut at: usize, nibbles: bool) -> Option<usize> {
    loop {
        let pair = bytes.get(at..at.checked_add(2)?)?;
        at += 2;
        match (pair[0], usize::from(pair[1])) {
            (0, 1) => return Some(at),
            (0, 2) => at += 2,
            // Pixels as they are, padded to an even count of bytes.
            (0, count @ 3..) => at += if nibbles { count.div_ceil(2) } else { count }.next_multiple_of(2),
            _ => {}
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
