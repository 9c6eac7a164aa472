//! EXIF: camera data, which is a TIFF structure inside JPEG, PNG, WebP and HEIC. EXIF 3.0 (CIPA DC-008).

use std::ops::Range;

use crate::model::artifact::Artifact;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::hidden;
use super::tiff::ifd::{self, Directory, Tree};

/// More fields than this are looked at as one block only.
const MOST_FIELDS: usize = 4096;

/// Looks at the camera data at `range`, which begins with its byte order; `place` names it ("camera data (EXIF)").
pub fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>, place: &'static str) {
    // Editors leave dead pointers in camera data; so all of it is looked at as a note, whatever its fields say.
    hidden::metadata(artifact, inspection, place, range.clone(), None);
    let Some(bytes) = artifact.bytes().get(range.clone()) else { return };
    let Some(tree) = ifd::read(bytes, 64) else { return };
    facts(inspection, bytes, &tree);
    let mut wide = 0usize;
    let fields = tree.directories.iter().flat_map(|d| &d.entries).take(MOST_FIELDS);
    for field in fields.filter(|f| !f.inline && f.value.len() >= 16 && f.value.end <= bytes.len()) {
        let value = range.start + field.value.start..range.start + field.value.end;
        // Windows writes its own titles and comments in UTF-16.
        if matches!(field.tag, 0x9C9B..=0x9C9F) {
            wide = wide.saturating_add(field.value.len());
            if wide > bytes.len() {
                inspection.gap(Gap::malformed("the fields of the camera data overlap; not all of them were read"));
                break;
            }
            let narrow: Vec<u8> = bytes[field.value.clone()].iter().copied().filter(|b| *b != 0).collect();
            hidden::joined(artifact, inspection, place, value.clone(), &narrow);
        }
        hidden::file_in(artifact, inspection, place, value.clone());
        // A user comment begins with the name of its character set.
        if field.tag == 0x9286 {
            hidden::file_in(artifact, inspection, place, value.start + 8..value.end);
        }
    }
    for thumbnail in tree.directories.iter().filter_map(|d| thumbnail(&tree, bytes, d)) {
        behind_thumbnail(artifact, inspection, range.start, bytes, thumbnail);
    }
}

/// Tells which camera and which program made the picture.
pub(super) fn facts(inspection: &mut Inspection<'_>, bytes: &[u8], tree: &Tree) {
    let (make, model) = (tree.text(bytes, 271), tree.text(bytes, 272));
    let camera = match (make, model) {
        (Some(make), Some(model)) if !model.to_lowercase().starts_with(&make.to_lowercase()) => {
            Some(format!("{make} {model}"))
        }
        (_, Some(model)) => Some(model),
        (make, None) => make,
    };
    if let Some(camera) = camera {
        inspection.fact("camera", camera);
    }
    if let Some(software) = tree.text(bytes, 305) {
        inspection.fact("software", software);
    }
}

/// The JPEG thumbnail that a directory names.
fn thumbnail(tree: &Tree, bytes: &[u8], directory: &Directory) -> Option<Range<usize>> {
    let start = usize::try_from(tree.number(bytes, directory, 513)?).ok()?;
    let length = usize::try_from(tree.number(bytes, directory, 514)?).ok()?;
    let end = start.checked_add(length).filter(|end| *end <= bytes.len())?;
    bytes[start..end].starts_with(b"\xFF\xD8").then_some(start..end)
}

/// A thumbnail is no artifact of its own: many are cut off, and no viewer minds. What stands behind its end is one.
fn behind_thumbnail(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    base: usize,
    bytes: &[u8],
    thumbnail: Range<usize>,
) {
    let Some(length) = super::jpeg::segments::measure(&bytes[thumbnail.clone()]) else { return };
    let rest = base + thumbnail.start + length..base + thumbnail.end;
    hidden::file_in(artifact, inspection, "thumbnail", rest);
}
