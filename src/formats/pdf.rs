//! PDF documents: ISO 32000-2.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

static PDF: TypeInfo = TypeInfo::new("pdf", "PDF document", Nature::Document, |p| p.starts(b"%PDF-"))
    .mimes(&["application/pdf", "application/x-pdf"])
    .extensions(&["pdf"])
    .begins("25 50 44 46 (\"%PDF\")")
    .tolerant(in_the_first_kilobyte);

/// The registry row.
pub static FORMAT: Format = Format { name: "pdf", types: &[&PDF], rules: &[], inspect: None, seeks: false };

/// Where the header stands behind other bytes: readers look for it in the first 1024 bytes, and for the end mark in the
/// last. The member of an archive that begins so is examined as a member.
fn in_the_first_kilobyte(probe: &Probe<'_>) -> Option<u64> {
    let at = memchr::memmem::find(probe.window(0, 1024), b"%PDF-")?;
    let end = &probe.tail[probe.tail.len().saturating_sub(1024)..];
    let real =
        memchr::memmem::find(end, b"startxref").is_some() && probe.bytes.get(at + 5).is_some_and(u8::is_ascii_digit);
    (at > 0 && real && !probe.starts(b"PK\x03\x04")).then_some(at as u64)
}
