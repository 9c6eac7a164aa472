//! Windows icons and mouse pointers: <https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)>.

use std::ops::Range;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

use super::bmp::Dib;
use super::{dimensions, hidden};

static ICO: TypeInfo = TypeInfo::new("ico", "icon", Nature::Picture, |p| is_directory(p.bytes, p.size, 1))
    .mimes(&["image/x-icon", "image/vnd.microsoft.icon", "image/ico"])
    .extensions(&["ico"])
    .begins("00 00 01 00");

static CUR: TypeInfo =
    TypeInfo::new("cur", "mouse pointer picture", Nature::Picture, |p| is_directory(p.bytes, p.size, 2))
        .mimes(&["image/x-win-bitmap", "image/x-cursor"])
        .extensions(&["cur"])
        .begins("00 00 02 00");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "ico", types: &[&ICO, &CUR], rules: &[], inspect: Some(inspect), seeks: false };

/// Bytes of the directory's head, and of each of its entries.
const HEAD: usize = 6;
const ENTRY: usize = 16;

/// The mark is weak (three of its four bytes are zero or one): the directory behind it must hold.
fn is_directory(bytes: &[u8], size: u64, kind: u8) -> bool {
    let Some(&[0, 0, found, 0, low, high]) = bytes.get(..HEAD) else { return false };
    let count = usize::from(u16::from_le_bytes([low, high]));
    let entries = bytes.get(HEAD..).unwrap_or_default().chunks_exact(ENTRY);
    let mut seen = 0;
    let sound = entries.take(count.min(16)).all(|e| {
        seen += 1;
        let (length, at) =
            (u32::from_le_bytes([e[8], e[9], e[10], e[11]]), u32::from_le_bytes([e[12], e[13], e[14], e[15]]));
        let depth = u16::from_le_bytes([e[6], e[7]]);
        // A pointer keeps its hot spot where an icon keeps planes and depth.
        let fields = kind == 2 || e[4] <= 1 && e[5] == 0 && matches!(depth, 0 | 1 | 2 | 4 | 8 | 16 | 24 | 32);
        fields && length > 0 && at as usize >= HEAD + ENTRY * count && u64::from(at) < size.max(1 << 16)
    });
    found == kind && (1..=1024).contains(&count) && seen > 0 && sound
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let count = bytes.get(4..HEAD).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let directory = HEAD..HEAD + ENTRY * count;
    let entries = bytes.get(directory.clone()).unwrap_or_default();
    let mut covered: Vec<_> = std::iter::once(0..directory.end).collect();
    // The width or height 0 in the directory means 256.
    let side = |b: u8| if b == 0 { 256u32 } else { b.into() };
    let largest = entries.chunks_exact(ENTRY).map(|e| (side(e[0]), side(e[1]))).max_by_key(|(w, h)| w * h);
    if let Some((width, height)) = largest {
        inspection.fact("dimensions", format!("{width} × {height}"));
    }
    if count > 1 {
        inspection.fact("pictures", count);
    }
    for (number, entry) in entries.chunks_exact(ENTRY).enumerate() {
        let field = |at: usize| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]) as usize;
        let range = field(12)..field(12).saturating_add(field(8));
        covered.push(range.clone());
        if let Err(gap) = picture(artifact, inspection, number + 1, range) {
            inspection.gap(gap);
        }
    }
    for part in hidden::uncovered(covered, bytes.len()) {
        let place = if part.end == bytes.len() { "behind the end" } else { "in an unused part" };
        hidden::part(artifact, inspection, part, place);
    }
    if entries.is_empty() { Err(Gap::malformed("the icon is cut off in its directory")) } else { Ok(()) }
}

/// Looks at one entry: a PNG, or a bitmap without file header whose height counts its mask too.
fn picture(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    number: usize,
    range: Range<usize>,
) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let Some(content) = bytes.get(range.start..range.end.min(bytes.len())).filter(|c| !c.is_empty()) else {
        return Err(Gap::malformed(format!("the icon is cut off: picture {number} is not there")));
    };
    let cut = || Gap::malformed(format!("the icon is cut off in picture {number}"));
    if content.starts_with(b"\x89PNG") {
        inspection.carve(range);
        return Ok(());
    }
    let Some(dib) = Dib::read(content) else {
        hidden::part(artifact, inspection, range, "in place of a picture");
        return Err(Gap::malformed(format!("picture {number} of the icon is neither PNG nor bitmap")));
    };
    let height = dib.height / 2;
    dimensions::judge(artifact, inspection, range.start + 4..range.start + 12, (dib.width, height), dib.depth);
    let pixels = dib.rows(dib.depth, height).and_then(|rows| dib.head.checked_add(rows)).ok_or_else(cut)?;
    let mask = dib.rows(1, height).unwrap_or(0);
    // The mask is left out by some writers where the pixels carry their own transparency.
    let end = pixels.saturating_add(mask).min(content.len());
    if pixels > content.len() {
        return Err(cut());
    }
    hidden::part(artifact, inspection, range.start + end..range.start + content.len(), "in an unused part");
    Ok(())
}
