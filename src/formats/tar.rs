//! tar archives: POSIX ustar and pax (IEEE 1003.1), GNU tar, and the old form without a mark.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static TAR: TypeInfo = TypeInfo::new("tar", "tar archive", Nature::Container, |p| has_checksum(p.window(0, 512)))
    .mimes(&["application/x-tar"])
    .extensions(&["tar"]);

/// The registry row.
pub static FORMAT: Format = Format { name: "tar", types: &[&TAR], rules: &[], inspect: None, seeks: true };

/// Whether a header block bears its own checksum; the old form has no other mark.
fn has_checksum(block: &[u8]) -> bool {
    let Some(field) = block.get(148..156).filter(|_| block.len() == 512 && block[0] != 0) else { return false };
    let digits = field.trim_ascii().split(|b| matches!(b, 0 | b' ')).next().unwrap_or_default();
    let stored = std::str::from_utf8(digits).ok().and_then(|d| u32::from_str_radix(d, 8).ok());
    let sum: u32 =
        block.iter().enumerate().map(|(i, b)| if (148..156).contains(&i) { 32 } else { u32::from(*b) }).sum();
    // Some old programs summed signed bytes.
    let signed: i64 = block
        .iter()
        .enumerate()
        .map(|(i, b)| if (148..156).contains(&i) { 32 } else { i64::from(b.cast_signed()) })
        .sum();
    stored.is_some_and(|s| s == sum || i64::from(s) == signed)
}
