//! Rock Ridge (IEEE P1282) in the system use area of ISO 9660 records (SUSP, IEEE P1281): Unix names, links, devices and
//! folders that were moved.

use super::disk::{Disk, big, u32_at};

/// A record goes on in another place so often at most: a chain that bites its tail ends here.
const CONTINUED: usize = 32;
/// A longer name is cut: nothing could unpack it.
const LONGEST: usize = 4096;

/// What Rock Ridge says of a file.
#[derive(Debug, Default)]
pub(super) struct Ridge {
    /// Its real name.
    pub(super) name: Option<Vec<u8>>,
    /// Where a symbolic link leads.
    pub(super) target: Option<Vec<u8>>,
    /// It is a device.
    pub(super) device: bool,
    /// Its bytes are packed (zisofs).
    pub(super) packed: bool,
    /// This is a folder that stands elsewhere, here.
    pub(super) child: Option<u64>,
    /// This folder is shown elsewhere.
    pub(super) moved: bool,
}

/// How many bytes stand before the first field in each record; `None` where there is no Rock Ridge.
pub(super) fn skip(dot: &[u8]) -> Option<usize> {
    // Some old discs have the fields without the mark in front.
    let area = dot.get(34..)?;
    match area.get(..2)? {
        b"SP" if area.get(4..6)? == b"\xBE\xEF" => Some(usize::from(*area.get(6)?)),
        b"RR" | b"PX" | b"NM" => Some(0),
        // CD-ROM XA puts 14 bytes of its own in front.
        _ => (area.get(14..16)? == b"SP").then_some(14),
    }
}

/// The fields behind the name of a record.
pub(super) fn read(disk: &mut Disk<'_>, record: &[u8], name: usize, skip: usize, block: u64) -> Ridge {
    let mut ridge = Ridge::default();
    let start = 33 + name + usize::from(name.is_multiple_of(2)) + skip;
    let mut area = record.get(start..).unwrap_or_default().to_vec();
    // A component that goes on in the next field.
    let mut open = false;
    for _ in 0..CONTINUED {
        let mut next = None;
        let mut rest = area.as_slice();
        while let Some(length) = rest.get(2).map(|l| usize::from(*l)).filter(|l| *l >= 4) {
            let Some(field) = rest.get(..length) else { break };
            match &field[..2] {
                b"NM" => {
                    let known = ridge.name.get_or_insert_default();
                    if field.get(4).is_some_and(|flags| flags & 6 == 0) && known.len() < LONGEST {
                        known.extend_from_slice(&field[5..]);
                    }
                }
                b"SL" => link(ridge.target.get_or_insert_default(), &mut open, field.get(5..).unwrap_or_default()),
                b"PX" => ridge.device |= matches!(u32_at(field, 4) & 0o170_000, 0o060_000 | 0o020_000),
                b"ZF" => ridge.packed = true,
                b"CL" => ridge.child = Some(big(field, 8, 4) * block),
                b"RE" => ridge.moved = true,
                b"CE" => next = Some((u32_at(field, 4), u32_at(field, 12), u32_at(field, 20))),
                b"ST" => break,
                _ => {}
            }
            rest = &rest[length..];
        }
        let Some((sector, offset, length)) = next else { break };
        let at = u64::from(sector) * block + u64::from(offset);
        area = disk.some(at, (length as usize).min(LONGEST));
    }
    ridge.name = ridge.name.filter(|name| !name.is_empty());
    ridge
}

/// Adds the components of one field to a link's target.
fn link(target: &mut Vec<u8>, open: &mut bool, mut parts: &[u8]) {
    while let [flags, length, ..] = *parts {
        let Some(text) = parts.get(2..2 + usize::from(length)) else { break };
        if target.len() > LONGEST {
            return;
        }
        if !*open && !target.is_empty() && target.last() != Some(&b'/') {
            target.push(b'/');
        }
        match flags & 0x0E {
            2 => target.push(b'.'),
            4 => target.extend_from_slice(b".."),
            8 => target.push(b'/'),
            _ => target.extend_from_slice(text),
        }
        *open = flags & 1 != 0;
        parts = &parts[2 + usize::from(length)..];
    }
}
