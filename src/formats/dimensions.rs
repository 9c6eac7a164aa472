//! Pictures that lie about their size: a few bytes that claim more pixels than a computer can hold. One rule for all
//! formats.

use std::ops::Range;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::inspection::Inspection;
use crate::model::rule::{Rule, Severity};

/// The registry row: a rule only.
pub static FORMAT: Format = Format { name: "dimensions", types: &[], rules: &[&ABSURD], inspect: None, seeks: false };

static ABSURD: Rule = Rule {
    id: "dimensions.absurd",
    title: "A picture that unpacks to an absurd size",
    severity: Severity::Medium,
    meaning: "This picture of {size|a few} bytes claims to be {width|50000} × {height|50000} pixels. Programs that open \
              it can run out of memory; pictures like this are made for that.",
    proof: "Its header (byte {offset|16}) says {width|50000} × {height|50000}, in a file of {size|a few} bytes.",
    advice: "Do not open it. Ask the sender for an ordinary screenshot.",
    attack: &["T1499.004"],
    references: &["https://www.w3.org/TR/png-3/#11IHDR"],
};

/// Below this many bytes of pixels no size hurts.
const HARMLESS: u64 = 250_000_000;
/// Bytes of pixels for each byte of the file above which a size is a lie: deflate makes at most 1032 bytes of one, JPEG
/// about 1000, GIF 2700, and pictures of one colour only come near to that.
const RATIO: u64 = 1000;

/// Tells the size as a fact and judges it. `at` is where the header says it; `bits` is what one pixel takes unpacked.
pub fn claimed(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    at: Range<usize>,
    (width, height): (u64, u64),
    bits: u64,
) {
    if width > 0 && height > 0 {
        inspection.fact("dimensions", format!("{width} × {height}"));
    }
    judge(artifact, inspection, at, (width, height), bits);
}

/// Judges a size without telling it (a page behind the first, an entry of an icon).
pub fn judge(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    at: Range<usize>,
    (width, height): (u64, u64),
    bits: u64,
) {
    let unpacked = width.saturating_mul(height).saturating_mul(bits.clamp(1, 256)) / 8;
    if unpacked > HARMLESS && unpacked / RATIO > artifact.size() {
        let found = inspection.found(&ABSURD).at(at.start, at.len());
        found.with("width", width).with("height", height).with("size", artifact.size());
    }
}
