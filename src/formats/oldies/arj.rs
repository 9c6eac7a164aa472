//! ARJ: a main header, then one header for each member, each with a checksum.

use crate::formats::member::{Kind, Members, Place};
use crate::formats::stray;
use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::{MOST, Member, Packing, bytes, one, text, u16_at, u32_at};

/// The mark has two bytes; the checksum of the main header decides.
pub(super) fn is_arj(bytes: &[u8]) -> bool {
    let Some(&[0x60, 0xEA, low, high]) = bytes.get(..4) else { return false };
    let length = usize::from(u16::from_le_bytes([low, high]));
    let (Some(header), Some(stored)) = (bytes.get(4..4 + length), bytes.get(4 + length..8 + length)) else {
        return false;
    };
    let mut crc = flate2::Crc::new();
    crc.update(header);
    (30..=2600).contains(&length) && crc.sum().to_le_bytes() == *stored
}

/// A header without its mark and length, and where what follows it begins; an empty one ends the archive.
fn header(artifact: &Artifact, at: u64) -> Option<(Vec<u8>, u64)> {
    let head = bytes(artifact, at, 4).filter(|h| h.starts_with(b"\x60\xEA"))?;
    let length = u16_at(&head, 2)?;
    if length == 0 {
        return Some((Vec::new(), at + 4));
    }
    let body = bytes(artifact, at + 4, length.into())?;
    // A checksum, then extended headers up to an empty one, each with a checksum of its own.
    let mut next = at + 8 + u64::from(length);
    loop {
        let size = u16_at(&bytes(artifact, next, 2)?, 0)?;
        next += 2;
        if size == 0 {
            return Some((body, next));
        }
        next += u64::from(size) + 4;
    }
}

pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let damaged = || Gap::malformed("the ARJ archive is damaged or cut off");
    let (main, mut at) = header(artifact, 0).ok_or_else(damaged)?;
    let several = main.get(4).is_some_and(|flags| flags & 4 != 0);
    let mut members = Members::new();
    loop {
        inspection.check_time()?;
        let (body, data) = header(artifact, at).ok_or_else(damaged)?;
        if body.is_empty() {
            at = data;
            break;
        }
        let place = at;
        let first = usize::from(*body.first().ok_or_else(damaged)?);
        let (flags, method, kind) = (body.get(4).copied(), body.get(5).copied(), body.get(6).copied());
        let (packed, size) = u32_at(&body, 12).zip(u32_at(&body, 16)).ok_or_else(damaged)?;
        let flags = flags.ok_or_else(damaged)?;
        let crc = u32_at(&body, 20);
        let name = Name::from_bytes(text(body.get(first..).unwrap_or_default()));
        at = data.saturating_add(packed.into());
        if members.count() >= MOST {
            return Err(Gap::limit(LimitKind::Entries, "the ARJ archive has too many members"));
        }
        match kind {
            Some(3) => {
                members.judge(inspection, &name, Place::Byte(place), Kind::Folder);
                continue;
            }
            // The name of a disk, and marks of chapters.
            Some(4 | 5) => continue,
            _ => {}
        }
        let packing = match method {
            _ if flags & 1 != 0 => Packing::Locked,
            // It goes on in the next part, or begins in the one before.
            _ if flags & (4 | 8) != 0 => {
                Packing::Unknown("it goes on in another part of the archive, which is missing")
            }
            Some(0) => Packing::Stored,
            Some(1..=3) => Packing::Lh7,
            _ => Packing::Unknown("the fastest of ARJ"),
        };
        let member = Member { name, header: place, data, packed: packed.into(), size: size.into(), packing, crc };
        if !one(artifact, inspection, &mut members, member) {
            return Ok(());
        }
    }
    inspection.fact("members", members.count());
    if several {
        inspection.gap(Gap::unsupported("it is one of several parts of an archive; the others are missing"));
    }
    stray::part(artifact, inspection, at, artifact.size(), "behind the end");
    Ok(())
}
