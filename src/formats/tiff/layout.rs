//! What belongs to a TIFF and what does not: every byte that no directory points at is looked at by itself.

use std::ops::Range;

use crate::formats::{dimensions, exif, hidden};
use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::TIFF;
use super::ifd::{self, Directory, Role, Tree};

/// Unused parts below this many bytes are alignment.
const ALIGNMENT: usize = 16;
/// More unused parts than this are a limit.
const MOST_PARTS: usize = 500;
/// More fields than this are not looked at one by one.
const MOST_FIELDS: usize = 20_000;
/// More strips or tiles than this, in one directory and in all, are a limit.
const MOST_STRIPS: usize = 2_000_000;
/// Fields that list where something stands: their numbers are no notes. Strips, tiles, free space, tables of JPEG.
const TABLES: &[u16] = &[273, 279, 288, 289, 324, 325, 330, 519, 520, 521];

pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let Some(tree) = ifd::read(bytes, usize::MAX) else {
        return Err(Gap::malformed("the TIFF is cut off in its header"));
    };
    sizes(artifact, inspection, bytes, &tree);
    exif::facts(inspection, bytes, &tree);
    let mut missing = tree.damage.clone();
    let header = if tree.layout.big { 16 } else { 8 };
    let mut covered: Vec<_> = std::iter::once(0..header).collect();
    let (mut fields, mut looked) = (0usize, 0usize);
    // Fields of honest pictures do not overlap; a file whose fields all name the same bytes would be read for hours.
    let most = bytes.len().saturating_mul(2);
    for directory in &tree.directories {
        covered.push(directory.range.clone());
        for field in directory.entries.iter().filter(|f| !f.inline) {
            inspection.check_time()?;
            covered.push(field.value.clone());
            fields += 1;
            if TABLES.contains(&field.tag) || !matches!(field.kind, 1 | 2 | 7 | 129) || field.value.len() < 16 {
                continue;
            }
            looked = looked.saturating_add(field.value.end.min(bytes.len()).saturating_sub(field.value.start));
            if fields <= MOST_FIELDS && looked <= most {
                hidden::metadata(artifact, inspection, place(field.tag), field.value.clone(), None);
            }
        }
        if covered.len() > MOST_STRIPS {
            return Err(Gap::limit(LimitKind::Entries, format!("it has more than {MOST_STRIPS} strips of pixels")));
        }
        for range in pixels(&tree, bytes, directory) {
            if range.end > bytes.len() && directory.role != Role::Camera {
                missing.get_or_insert_with(|| format!("pixels should stand up to byte {}", range.end));
            }
            covered.push(range);
        }
    }
    if fields > MOST_FIELDS {
        inspection.gap(Gap::limit(LimitKind::Entries, format!("{fields} fields; the first {MOST_FIELDS} were read")));
    }
    if looked > most {
        inspection.gap(Gap::malformed("its fields overlap; not all of them were read"));
    }
    unused(artifact, inspection, &tree, covered);
    match missing {
        // Makers of raw files keep what they like where they like; that a pointer leads nowhere says nothing there.
        Some(_) if is_raw(artifact) => Ok(()),
        Some(why) => Err(Gap::malformed(format!("the TIFF is damaged or cut off at {} bytes: {why}", bytes.len()))),
        None if tree.directories.is_empty() => Err(Gap::malformed("the TIFF holds no directory")),
        None => Ok(()),
    }
}

fn is_raw(artifact: &Artifact) -> bool {
    artifact.content_type.id != TIFF.id
}

/// Tells and judges the sizes of the pages.
fn sizes(artifact: &Artifact, inspection: &mut Inspection<'_>, bytes: &[u8], tree: &Tree) {
    let pages = tree.directories.iter().filter(|d| d.role != Role::Camera);
    let mut largest = (0, 0);
    for page in pages.clone() {
        let number = |tag| tree.number(bytes, page, tag);
        let (Some(width), Some(height)) = (number(256), number(257)) else { continue };
        if width.saturating_mul(height) > u64::saturating_mul(largest.0, largest.1) {
            largest = (width, height);
        }
        // Maps leave out the tiles in which nothing was measured.
        let sparse = page.entry(34735).is_some() || page.entry(42113).is_some();
        let bits = number(258).unwrap_or(1).saturating_mul(number(277).unwrap_or(1));
        if !sparse {
            dimensions::judge(artifact, inspection, page.range.clone(), (width, height), bits);
        }
    }
    if largest != (0, 0) {
        inspection.fact("dimensions", format!("{} × {}", largest.0, largest.1));
    }
    let count = pages.filter(|d| d.role == Role::Page).count();
    if count > 1 {
        inspection.fact("pages", count);
    }
}

/// Where a directory's pixels stand.
fn pixels(tree: &Tree, bytes: &[u8], directory: &Directory) -> Vec<Range<usize>> {
    let numbers = |tag| {
        let entry = directory.entry(tag);
        entry.map(|e| {
            tree.numbers(bytes, e)
                .take(MOST_STRIPS)
                .map(|n| usize::try_from(n).unwrap_or(usize::MAX))
                .collect::<Vec<_>>()
        })
    };
    let mut out = Vec::new();
    // Strips, tiles, a JPEG, free space: where and how much.
    for (starts, lengths) in [(273, 279), (324, 325), (513, 514), (288, 289)] {
        let Some(starts) = numbers(starts) else { continue };
        let lengths = numbers(lengths).unwrap_or_default();
        for (i, start) in starts.iter().enumerate().filter(|(_, s)| **s > 0) {
            // Without lengths (old writers, some raw files) a strip goes on to the next or to the end.
            let length = lengths.get(i).copied();
            let next = || starts.get(i + 1).copied().filter(|n| n > start).unwrap_or(bytes.len()).max(*start);
            let end = length.map_or_else(next, |length| start.saturating_add(length));
            out.push(*start..end);
        }
    }
    // The tables of old JPEG-in-TIFF: quantisation 64 bytes, codes up to 272.
    for (tag, length) in [(519, 64), (520, 272), (521, 272)] {
        out.extend(
            numbers(tag)
                .unwrap_or_default()
                .into_iter()
                .map(|start| start..start.saturating_add(length).min(bytes.len())),
        );
    }
    out
}

/// Whether nothing but the first eight bytes of a TIFF stand here: programs append pages as whole files, and point at the
/// directory behind.
fn is_header(part: &[u8]) -> bool {
    // Whole files begin at even places.
    let part = &part[part.iter().take_while(|b| **b == 0).count()..];
    part.len() == 8 && (part.starts_with(b"II*\0") || part.starts_with(b"MM\0*"))
}

/// Looks at what no directory points at.
fn unused(artifact: &Artifact, inspection: &mut Inspection<'_>, tree: &Tree, covered: Vec<Range<usize>>) {
    let bytes = artifact.bytes();
    let parts = hidden::uncovered(covered, bytes.len());
    let parts: Vec<_> = parts.into_iter().filter(|p| p.len() >= ALIGNMENT && !is_header(&bytes[p.clone()])).collect();
    if parts.len() > MOST_PARTS {
        let words = format!("{} unused parts; the first {MOST_PARTS} were examined", parts.len());
        inspection.gap(Gap::limit(LimitKind::Entries, words));
    }
    // Programs for microscopes write one directory for a whole stack of pictures. Editors leave old pixels behind.
    let stack = tree.text(bytes, 270).is_some_and(|text| text.starts_with("ImageJ="))
        || tree
            .directories
            .iter()
            .any(|d| d.entry(33628).or_else(|| d.entry(33629)).or_else(|| d.entry(34412)).is_some());
    for part in parts.into_iter().take(MOST_PARTS) {
        if part.end == bytes.len() && !stack && !is_raw(artifact) {
            hidden::part(artifact, inspection, part, "behind the end");
        } else {
            hidden::maker_part(artifact, inspection, part, "in an unused part");
        }
    }
}

/// What a field is called where something is found in it.
fn place(tag: u16) -> &'static str {
    match tag {
        270 => "description",
        305 => "name of the program that wrote it",
        315 => "artist",
        700 => "editing notes (XMP)",
        33432 => "copyright",
        33723 => "press notes (IPTC)",
        34377 | 37724 => "Photoshop data",
        34675 => "colour profile (ICC)",
        37500 | 50740 => "camera maker's data",
        37510 => "user comment",
        _ => "private field",
    }
}
