//! DOS and Windows programs (placeholder order; the inspection is in work).

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

/// Anything that begins with the mark of DOS and Windows programs.
pub static MZ: TypeInfo = TypeInfo::new("mz", "DOS program", Nature::Program, |p| p.starts(b"MZ"))
    .mimes(&["application/x-dosexec"])
    .extensions(&["exe", "com"])
    .begins("4D 5A (\"MZ\")")
    .by_mark();

/// A Windows program.
pub static PE: TypeInfo = TypeInfo::new("pe", "Windows program", Nature::Program, |p| pe_offset(p.bytes, 0).is_some())
    .mimes(&["application/vnd.microsoft.portable-executable", "application/x-dosexec", "application/x-msdownload"])
    .extensions(&["exe"])
    .parent(&MZ)
    .begins("4D 5A (\"MZ\")")
    .anchor(b"PE\0\0", |bytes, at| {
        // The header stands within the first page behind MZ in nearly every program.
        (at.saturating_sub(4096)..at).rev().find(|start| pe_offset(bytes, *start) == Some(at))
    })
    .by_mark();

/// The registry row.
pub static FORMAT: Format = Format { name: "pe", types: &[&MZ, &PE], rules: &[], inspect: None, seeks: false };

/// Where the PE header of the program at `start` stands.
fn pe_offset(bytes: &[u8], start: usize) -> Option<usize> {
    let head = bytes.get(start..)?;
    let field = head.starts_with(b"MZ").then(|| head.get(0x3C..0x40))??;
    let at = start + u32::from_le_bytes([field[0], field[1], field[2], field[3]]) as usize;
    (bytes.get(at..at.checked_add(4)?)? == b"PE\0\0").then_some(at)
}
