//! JPEG pictures: ITU-T T.81, <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>; JFIF; EXIF; MPF (CIPA DC-007).
//!
//! Read by us, marker by marker: decoders skip segments that they do not know and stop at the end mark, which is
//! exactly where things hide.

mod app;
pub(crate) mod segments;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

use super::{dimensions, hidden};
use segments::{SOS, Segment, Step};

static JPEG: TypeInfo = TypeInfo::new("jpeg", "JPEG picture", Nature::Picture, |p| p.starts(b"\xFF\xD8\xFF"))
    .mimes(&["image/jpeg", "image/jpg", "image/pjpeg", "image/mpo"])
    .extensions(&["jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "pjpeg", "pjp", "mpo", "jps", "thm"])
    .begins("FF D8 FF");

/// The registry row.
pub static FORMAT: Format = Format { name: "jpeg", types: &[&JPEG], rules: &[], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    // `FF D8 FF E0 2F 2A`: a first segment whose length reads `/*`.
    hidden::script_behind_comment(artifact, inspection, 4);
    let mut pieces = app::Pieces::default();
    let (mut at, mut steps, mut frames, mut scans) = (2, 0u32, 0u32, 0u32);
    let result = loop {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(4096) {
            inspection.check_time()?;
        }
        match segments::step(bytes, at) {
            Step::Segment(segment) => {
                at = segment.next;
                hidden::part(artifact, inspection, segment.stray.clone(), "between the parts");
                frames += u32::from(is_frame(segment.marker));
                scans += u32::from(segment.marker == SOS);
                one(artifact, inspection, &segment, frames, &mut pieces);
            }
            Step::End { at, stray } => {
                hidden::part(artifact, inspection, stray, "between the parts");
                hidden::after_end(artifact, inspection, at);
                break Ok(());
            }
            Step::Cut { from, why } => {
                // Whatever stands in place of the rest is looked at; a plain cut leaves nothing to see.
                hidden::part(artifact, inspection, from..bytes.len(), "in place of a segment");
                break Err(Gap::malformed(why));
            }
        }
    };
    pieces.inspect(artifact, inspection);
    match result {
        Ok(()) if frames == 0 || scans == 0 => Err(Gap::malformed("the JPEG holds no picture data")),
        result => result,
    }
}

fn one(artifact: &Artifact, inspection: &mut Inspection<'_>, segment: &Segment, frames: u32, pieces: &mut app::Pieces) {
    let data = segment.data.clone();
    match segment.marker {
        marker if is_frame(marker) => {
            if frames == 1 {
                frame(artifact, inspection, segment);
            }
        }
        0xE0..=0xEF => app::inspect(artifact, inspection, segment, pieces),
        0xFE => hidden::metadata(artifact, inspection, "comment", data, None),
        SOS => hidden::code_in_pixels(artifact, inspection, segment.scan.clone()),
        _ => hidden::metadata(artifact, inspection, "table", data, None),
    }
}

/// Frame headers (SOF): all of C0 to CF but the tables DHT and DAC and the reserved JPG.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

fn frame(artifact: &Artifact, inspection: &mut Inspection<'_>, segment: &Segment) {
    let start = segment.data.start;
    let Some(&[precision, a, b, c, d, components, ..]) = artifact.bytes().get(segment.data.clone()) else { return };
    let (height, width) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    let bits = u64::from(precision).div_ceil(8) * 8 * u64::from(components);
    dimensions::claimed(artifact, inspection, start + 1..start + 5, (width.into(), height.into()), bits);
}
