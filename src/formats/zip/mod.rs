//! ZIP archives.

pub mod directory;
mod names;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// A ZIP archive; documents and programs of many kinds are special cases.
pub static ZIP: TypeInfo = TypeInfo::new("zip", "ZIP archive", Nature::Container, is_zip)
    .mimes(&["application/zip", "application/x-zip-compressed", "application/x-zip"])
    .extensions(&["zip", "zipx"])
    .begins("50 4B 03 04 (\"PK\")")
    .marks(names::marks)
    .tolerant(appended);

/// The registry row.
pub static FORMAT: Format = Format { name: "zip", types: &[&ZIP], rules: &[], inspect: None, seeks: true };

fn is_zip(probe: &Probe<'_>) -> bool {
    probe.starts(b"PK\x03\x04")
        || probe.starts(b"PK\x05\x06") && probe.size >= 22
        || probe.starts(b"PK\x07\x08PK\x03\x04")
        || probe.starts(b"PK00PK\x03\x04")
}

/// Where an archive begins whose end record reaches to the end of the file: readers find it from there.
fn appended(probe: &Probe<'_>) -> Option<u64> {
    let source = directory::Source::new(probe.bytes, probe.tail, probe.size, None);
    let found = directory::read(&source)?;
    (found.end.1 == probe.size && found.damage.is_none()).then_some(())?;
    let first = found.members.iter().map(|m| m.header).min().unwrap_or(found.table.0);
    // An empty archive at the end of something is nothing.
    let real = found.members.first().is_some_and(|m| directory::local(&source, m.header).is_some());
    real.then_some(first)
}
