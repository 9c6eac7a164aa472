//! Programs of DOS: a header of 28 bytes, an image, and often more behind it.

use crate::model::artifact::Artifact;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::header::u16_at;

/// A page of the header's size field, in bytes.
const PAGE: usize = 512;

/// Reads the header of a program that has no newer one.
pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let field = |at: usize| u16_at(bytes, at).map(usize::from);
    let (Some(last), Some(pages), Some(paragraphs)) = (field(2), field(4), field(8)) else {
        return Err(Gap::malformed(
            "it begins as a program does and ends within the header: nothing more was examined",
        ));
    };
    let unused = if last == 0 { 0 } else { PAGE.saturating_sub(last) };
    let end = (pages * PAGE).saturating_sub(unused);
    if pages == 0 || paragraphs * 16 > end || paragraphs < 2 {
        return Err(Gap::malformed(
            "it begins as a program does, but its header says nothing that can be: nothing more was examined",
        ));
    }
    if end > bytes.len() {
        return Err(Gap::malformed(format!(
            "the program should be {end} bytes long and is cut off at {}",
            bytes.len()
        )));
    }
    inspection.fact("architecture", "16-bit x86");
    if end < bytes.len() && bytes[end..].iter().any(|b| *b != 0) {
        inspection.fact("data behind the program", format!("{} bytes at byte {end}", bytes.len() - end));
        let _ = inspection.carve(end..bytes.len());
    }
    Ok(())
}
