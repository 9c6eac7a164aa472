//! tar archives: POSIX ustar and pax (IEEE 1003.1), GNU tar, and the old form without a mark.

use std::io::Read;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::member::{Kind, Members, Place};
use super::stray;

static TAR: TypeInfo = TypeInfo::new("tar", "tar archive", Nature::Container, |p| has_checksum(p.window(0, 512)))
    .mimes(&["application/x-tar"])
    .extensions(&["tar"]);

/// The registry row.
pub static FORMAT: Format = Format { name: "tar", types: &[&TAR], rules: &[], inspect: Some(inspect), seeks: true };

/// Everything in a tar archive fills whole blocks of so many bytes.
const BLOCK: u64 = 512;
/// A sparse member whose holes are larger than this is not unpacked: nothing but zeros would come out.
const SPARSE: u64 = 256 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut archive = tar::Archive::new(artifact.reader());
    let entries = archive.entries_with_seek().map_err(|e| Gap::malformed(e.to_string()))?;
    let (mut end, mut members) = (0, Members::rooted());
    for entry in entries {
        inspection.check_time()?;
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                resume(artifact, inspection, end)?;
                return Err(Gap::malformed(format!("the tar archive is damaged or cut off: {error}")));
            }
        };
        let name = Name::from_bytes(&entry.path_bytes());
        let header = entry.raw_header_position();
        let kind = entry.header().entry_type();
        let size = entry.header().entry_size().unwrap_or(0);
        end = entry.raw_file_position().saturating_add(if kind.is_gnu_sparse() { size } else { entry.size() });
        let target = entry.link_name_bytes().map(|target| Name::from_bytes(&target));
        let target = target.as_ref().map_or("", Name::text);
        let member = match kind {
            _ if kind.is_symlink() => Kind::Link(target),
            _ if kind.is_hard_link() => Kind::HardLink(target),
            _ if kind.is_character_special() || kind.is_block_special() => Kind::Device,
            _ if kind.is_dir() => Kind::Folder,
            _ => Kind::File,
        };
        members.judge(inspection, &name, Place::Byte(header), member);
        if matches!(member, Kind::Link(_) | Kind::HardLink(_) | Kind::Device) {
            continue;
        }
        if kind.is_gnu_sparse() && entry.size() > SPARSE {
            let what = format!("\"{}\" has holes and unpacks to {} bytes", name.text(), entry.size());
            inspection.gap(Gap::limit(LimitKind::ArtifactBytes, what));
            inspection.locked_child(Origin::Member, Claim::named(name));
        } else if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() || !kind.is_dir() && entry.size() > 0 {
            let expected = entry.size();
            let mut reader = Counted { inner: &mut entry, count: 0 };
            let claim = Claim::named(name.clone());
            let fetched = inspection.fetch(&claim, &mut reader);
            if inspection.give_later(Origin::Member, claim, fetched).is_none() {
                return Ok(());
            }
            if reader.count < expected && end > artifact.size() {
                return Err(Gap::malformed(format!("the tar archive is cut off in \"{}\"", name.text())));
            }
        }
    }
    inspection.fact("members", members.count());
    let end = end.div_ceil(BLOCK).saturating_mul(BLOCK);
    if end + BLOCK > artifact.size() {
        // Without an end block nobody knows what is missing.
        return Err(Gap::malformed("the tar archive has no end mark; it may be cut off"));
    }
    stray::part(artifact, inspection, end, artifact.size(), "behind the end");
    Ok(())
}

/// Behind a damaged header: unpackers go on with the next header that is whole, and so do we.
fn resume(artifact: &Artifact, inspection: &mut Inspection<'_>, from: u64) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut at = usize::try_from(from.div_ceil(BLOCK).saturating_mul(BLOCK)).unwrap_or(usize::MAX);
    while let Some(block) = bytes.get(at..at.saturating_add(512)) {
        inspection.check_time()?;
        if at > 0 && has_checksum(block) && (block[257..262] == *b"ustar" || at as u64 > from + BLOCK) {
            inspection.carve(at..bytes.len());
            return Ok(());
        }
        at += 512;
    }
    Ok(())
}

/// Counts what was read.
struct Counted<'r> {
    inner: &'r mut dyn Read,
    count: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count += read as u64;
        Ok(read)
    }
}

/// Whether a header block bears its own checksum; the old form has no other mark.
fn has_checksum(block: &[u8]) -> bool {
    let Some(field) = block.get(148..156).filter(|_| block.len() == 512 && block[0] != 0) else { return false };
    let digits = field.trim_ascii().split(|b| matches!(b, 0 | b' ')).next().unwrap_or_default();
    let stored = std::str::from_utf8(digits).ok().and_then(|d| u32::from_str_radix(d, 8).ok());
    let Some(stored) = stored else { return false };
    // The field itself counts as blanks.
    let rest = || block[..148].iter().chain(&block[156..]);
    let sum = 8 * 32 + rest().map(|b| u32::from(*b)).sum::<u32>();
    // Some old programs summed signed bytes.
    let signed = 8 * 32 + rest().map(|b| i64::from(b.cast_signed())).sum::<i64>();
    stored == sum || i64::from(stored) == signed
}
