//! ZOO and ACE.

use crate::formats::member::{Kind, Members, Place};
use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::{MOST, Member, Packing, bytes, one, text, u16_at, u32_at};

/// ZOO: headers in a chain, each naming the place of the next and of its data.
pub(super) fn zoo(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let damaged = || Gap::malformed("the ZOO archive is damaged or cut off");
    let mut at = u64::from(u32_at(artifact.bytes(), 24).ok_or_else(damaged)?);
    let mut members = Members::new();
    loop {
        inspection.check_time()?;
        let head = bytes(artifact, at, 51).filter(|h| h.starts_with(b"\xDC\xA7\xC4\xFD")).ok_or_else(damaged)?;
        let next = u64::from(u32_at(&head, 6).ok_or_else(damaged)?);
        if next == 0 {
            break;
        }
        let (kind, method, deleted) = (head[4], head[5], head[30] == 1);
        let mut name = text(&head[38..51]).to_vec();
        if kind == 2
            && let Some(more) = bytes(artifact, at + 51, 7)
        {
            // Lengths of the long name and of the folder, which follow.
            let (long, folder) = (usize::from(more[5]), usize::from(more[6]));
            let both = bytes(artifact, at + 58, long + folder).unwrap_or_default();
            let (file, path) = both.split_at_checked(long).unwrap_or_default();
            if !text(file).is_empty() {
                name = text(file).to_vec();
            }
            if !text(path).is_empty() {
                name = [text(path), b"/", &name].concat();
            }
        }
        let name = Name::from_bytes(&name);
        let word = |at: usize| u32_at(&head, at).map_or(0, u64::from);
        let packing = match method {
            0 => Packing::Stored,
            2 => Packing::Lh5,
            _ => Packing::Unknown("LZW"),
        };
        let member = Member { name, header: at, data: word(10), packed: word(24), size: word(20), packing, crc: None };
        // What was deleted is still there until the archive is packed anew.
        if deleted {
            inspection.fact("deleted member", member.name.to_string());
        }
        if members.count() >= MOST {
            return Err(Gap::limit(LimitKind::Entries, "the ZOO archive has too many members"));
        }
        if !one(artifact, inspection, &mut members, member) {
            return Ok(());
        }
        if next <= at {
            return Err(Gap::malformed("the list of the ZOO archive leads back"));
        }
        at = next;
    }
    inspection.fact("members", members.count());
    Ok(())
}

/// ACE: the names, and what is stored; nothing safe unpacks the rest.
pub(super) fn ace(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let damaged = || Gap::malformed("the ACE archive is damaged or cut off");
    let (mut at, mut members) = (0u64, Members::new());
    let mut several = false;
    while at < artifact.size() {
        inspection.check_time()?;
        let size = bytes(artifact, at, 4).and_then(|h| u16_at(&h, 2)).ok_or_else(damaged)?;
        let head = bytes(artifact, at + 4, size.into()).filter(|h| h.len() >= 3).ok_or_else(damaged)?;
        let (kind, flags) = (head[0], u16_at(&head, 1).ok_or_else(damaged)?);
        // Sizes have eight bytes in newer kinds of blocks.
        let wide = matches!(kind, 3 | 4);
        let long = |at: usize| {
            let low = u32_at(&head, at).map(u64::from);
            if wide { low.zip(u32_at(&head, at + 4)).map(|(low, high)| low | u64::from(high) << 32) } else { low }
        };
        let packed = if flags & 1 == 0 { 0 } else { long(3).ok_or_else(damaged)? };
        let data = at + 4 + u64::from(size);
        match kind {
            0 => several |= flags & 0x0800 != 0,
            1 | 3 => {
                let sizes = if wide { 8 } else { 4 };
                let fixed = 3 + 2 * sizes;
                let size = long(3 + sizes).ok_or_else(damaged)?;
                let attributes = u32_at(&head, fixed + 4).ok_or_else(damaged)?;
                let method = *head.get(fixed + 12).ok_or_else(damaged)?;
                let length = usize::from(u16_at(&head, fixed + 18).ok_or_else(damaged)?);
                let raw = head.get(fixed + 20..).unwrap_or_default();
                let name = Name::from_bytes(raw.get(..length.min(raw.len())).unwrap_or_default());
                let packing = match method {
                    _ if flags & 0x4000 != 0 => Packing::Locked,
                    _ if flags & 0x3000 != 0 => Packing::Unknown("it goes on in another part of the archive"),
                    0 => Packing::Stored,
                    1 => Packing::Unknown("ACE 1"),
                    _ => Packing::Unknown("ACE 2"),
                };
                if members.count() >= MOST {
                    return Err(Gap::limit(LimitKind::Entries, "the ACE archive has too many members"));
                }
                if attributes & 0x10 != 0 {
                    members.judge(inspection, &name, Place::Byte(at), Kind::Folder);
                } else if !one(
                    artifact,
                    inspection,
                    &mut members,
                    Member { name, header: at, data, packed, size, packing, crc: None },
                ) {
                    return Ok(());
                }
            }
            _ => {}
        }
        at = data.saturating_add(packed);
    }
    inspection.fact("members", members.count());
    // It has no end mark; one without members was cut off behind its first header.
    if at > artifact.size() || members.count() == 0 {
        inspection.gap(damaged());
    }
    if several {
        inspection.gap(Gap::unsupported("it is one of several parts of an archive; the others are missing"));
    }
    Ok(())
}
