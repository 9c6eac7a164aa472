//! ar archives and Debian packages: `ar(5)` (<https://man.freebsd.org/cgi/man.cgi?query=ar&sektion=5>) with the long names
//! of GNU and BSD, `deb(5)` (<https://manpages.debian.org/deb.5>), and Microsoft's libraries, which are ar archives.
//!
//! The crate that reads them (`ar`) knows neither thin archives nor what stands behind a damaged header.

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::super::member::{Members, Place};
use super::super::stray;

static DEB: TypeInfo = TypeInfo::new("deb", "Debian package", Nature::Program, |p| p.starts(b"!<arch>\ndebian-binary"))
    .mimes(&["application/vnd.debian.binary-package"])
    .extensions(&["deb", "udeb"])
    .begins("21 3C 61 72 63 68 3E (\"!<arch>\")");

static AR: TypeInfo =
    TypeInfo::new("ar", "ar archive (program library)", Nature::Data, |p| p.starts(b"!<arch>\n") || p.starts(THIN))
        .mimes(&["application/x-archive"])
        .extensions(&["a", "ar", "lib"])
        .begins("21 3C 61 72 63 68 3E (\"!<arch>\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "ar", types: &[&DEB, &AR], rules: &[], inspect: Some(inspect), seeks: true };

/// An archive that names files that stand elsewhere.
const THIN: &[u8] = b"!<thin>\n";
/// The length of a member's header.
const HEADER: u64 = 60;
/// The longest table of long names that is read, in bytes.
const TABLE: usize = 4 << 20;
/// The longest name of a member.
const NAME: usize = 4096;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let thin = artifact.bytes().starts_with(THIN);
    let mut members = if artifact.content_type.is(&DEB) { Members::new() } else { Members::repeating() };
    let (mut at, mut table) = (8u64, Vec::new());
    // Of a Debian package: the archive of its scripts and that of its files.
    let mut parts = 0;
    while at < artifact.size() {
        inspection.check_time()?;
        let header = artifact.window(at, 60);
        let Some(size) = size(&header) else {
            stray::part(artifact, inspection, at, artifact.size(), "behind the last member");
            inspection.fact("members", members.count());
            // Zeros fill up the end, and a line end is left over by some programs.
            return match header.iter().all(|b| matches!(b, 0 | b'\n')) {
                true => Ok(()),
                false => Err(Gap::malformed(format!("the archive is damaged or cut off at byte {at}"))),
            };
        };
        let field = header[..16].trim_ascii_end();
        let (mut data, place) = (at + HEADER, Place::Byte(at));
        let end = data.saturating_add(size);
        let symbols = matches!(field, b"/" | b"/SYM64/" | b"__.SYMDEF" | b"__.SYMDEF SORTED" | b"/<ECSYMBOLS>/");
        if field == b"//" || field == b"ARFILENAMES/" {
            table = artifact.window(data, TABLE.min(usize::try_from(size).unwrap_or(TABLE)));
        } else if symbols {
            // Names of what programs offer: no file, but bytes like any others.
            let range = usize::try_from(data).ok().zip(usize::try_from(end.min(artifact.size())).ok());
            if let Some((from, to)) = range {
                inspection.slice(Origin::Carved { offset: data }, Claim::none(), from..to);
            }
        } else if thin {
            members.locked(inspection, name(field, &table), place);
            at += HEADER;
            continue;
        } else {
            let mut own = name(field, &table);
            if let Some(length) = number(field.strip_prefix(b"#1/").unwrap_or_default()) {
                // The BSD form: the name stands before the content.
                let length = length.min(size);
                let raw = artifact.window(data, NAME.min(usize::try_from(length).unwrap_or(NAME)));
                own = Name::from_bytes(raw.split(|b| *b == 0).next().unwrap_or_default());
                data += length;
            }
            parts += u32::from(["control.tar", "data.tar"].iter().any(|part| own.text().starts_with(part)));
            let here = data.min(artifact.size())..end.min(artifact.size());
            if members.stored(inspection, own, place, here).is_none() {
                return Ok(());
            }
        }
        if end > artifact.size() {
            inspection.fact("members", members.count());
            return Err(Gap::malformed("the archive is cut off in its last member"));
        }
        // Members begin at even places.
        at = end + end % 2;
    }
    inspection.fact("members", members.count());
    if artifact.content_type.is(&DEB) && parts < 2 {
        return Err(Gap::malformed("the package lacks the archive of its scripts or that of its files"));
    }
    match thin && members.count() > 0 {
        true => Err(Gap::unsupported("the archive only names its files, which stand elsewhere")),
        false => Ok(()),
    }
}

/// The size that a header declares, if it is one.
fn size(header: &[u8]) -> Option<u64> {
    if header.get(58..60)? != b"`\n" {
        return None;
    }
    number(header.get(48..58)?)
}

/// A decimal number and spaces.
fn number(field: &[u8]) -> Option<u64> {
    std::str::from_utf8(field).ok()?.trim().parse().ok()
}

/// The name that a header gives: itself, or a place in the table of long names.
fn name(field: &[u8], table: &[u8]) -> Name {
    let long = field.strip_prefix(b"/").and_then(number).and_then(|at| table.get(usize::try_from(at).ok()?..));
    let raw = match long {
        Some(rest) => {
            let rest = &rest[..rest.len().min(NAME)];
            rest.split(|b| matches!(b, b'\n' | 0)).next().unwrap_or_default()
        }
        None => field,
    };
    // GNU ends names with a slash.
    Name::from_bytes(raw.strip_suffix(b"/").unwrap_or(raw))
}
