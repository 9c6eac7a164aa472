//! UDF (ECMA-167 as OSTA UDF 1.02 to 2.60 uses it): DVDs, Blu-rays, what Windows burns and what most ISO images of Windows
//! are. Plain, virtual, sparable and metadata partitions.
//!
//! No crate: isomage reads whole folders at the length that they declare and recurses without bound.

mod entry;
mod volume;

use std::collections::{HashSet, VecDeque};

use crate::formats::member::Kind;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::disk::{Disk, Runs, u16_at, u32_at, utf16};
use super::files::{End, Entry, Files, Folder, join};

use entry::{FileEntry, file_entry};
use volume::Volume;

/// Bytes of one folder that are read.
const FOLDER: usize = 8 << 20;
/// The kinds of file entries (ECMA-167 4/14.6.6).
const IS_FOLDER: u8 = 4;
const IS_BLOCK_DEVICE: u8 = 6;
const IS_CHARACTER_DEVICE: u8 = 7;
const IS_LINK: u8 = 12;
const IS_STREAMS: u8 = 13;

/// Opens the tree of a UDF disc.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let volume = volume::find(disk)?;
    let root = volume.root(disk)?;
    walk(disk, inspection, files, &volume, root)
}

/// Reads all folders, beginning with that at `root`, a partition and a byte.
fn walk(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    volume: &Volume,
    root: (u16, u64),
) -> Result<(), End> {
    let mut visited = HashSet::new();
    let mut folders = VecDeque::from([Folder { place: root, path: Vec::new(), hidden: false }]);
    let mut missing = None;
    while let Some(folder) = folders.pop_front() {
        inspection.check_time()?;
        if !visited.insert(folder.place) {
            continue;
        }
        let Some(this) = file_entry(disk, volume, folder.place.0, folder.place.1)? else {
            missing.get_or_insert(folder.place.1);
            continue;
        };
        if this.runs.size > FOLDER as u64 {
            let words =
                format!("the folder \"{}\" is too long; its beginning was read", Name::from_bytes(&folder.path).text());
            inspection.gap(Gap::limit(LimitKind::Entries, words));
        }
        let bytes = disk.content(&this.runs, FOLDER);
        if (bytes.len() as u64) < this.runs.size.min(FOLDER as u64) {
            missing.get_or_insert(folder.place.1);
        }
        let mut at = 0;
        while at + 38 <= bytes.len() {
            files.entry(inspection)?;
            let Some(name) = identifier(&bytes[at..]) else {
                missing.get_or_insert(this.runs.place(at as u64).unwrap_or(folder.place.1));
                break;
            };
            let place = this.runs.place(at as u64).unwrap_or(folder.place.1);
            at += name.length;
            // The folder above, and what was deleted.
            if name.flags & 0x0C != 0 {
                continue;
            }
            let hidden = folder.hidden || name.flags & 1 != 0;
            let entry = Entry { path: join(&folder.path, &name.name), at: place, hidden };
            let found = volume.place(name.part, name.block);
            let found = match found {
                Some(icb) => file_entry(disk, volume, name.part, icb)?.map(|f| ((name.part, icb), f)),
                None => None,
            };
            let Some((icb, file)) = found else {
                files.closed(
                    inspection,
                    &entry,
                    &Gap::malformed("what describes it is damaged or outside of the image"),
                )?;
                continue;
            };
            one(disk, inspection, files, &entry, &file, icb, &mut folders)?;
            if let Some(streams) = file.streams.and_then(|(part, block)| Some((part, volume.place(part, block)?))) {
                // Named streams of a file, as NTFS has them, are shown by no folder.
                let path = [&entry.path[..], b":"].concat();
                folders.push_back(Folder { place: streams, path, hidden });
            }
        }
    }
    match missing {
        Some(at) => Err(Gap::malformed(format!("a folder of the disc is damaged at byte {at}")).into()),
        None => Ok(()),
    }
}

/// Judges one entry of a folder.
fn one(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    entry: &Entry,
    file: &FileEntry,
    icb: (u16, u64),
    folders: &mut VecDeque<Folder<(u16, u64)>>,
) -> Result<(), End> {
    match file.kind {
        IS_FOLDER | IS_STREAMS => {
            if files.folder(inspection, entry) {
                folders.push_back(Folder { place: icb, path: entry.path.clone(), hidden: entry.hidden });
            }
            Ok(())
        }
        IS_LINK => {
            let target = link(&disk.content(&file.runs, 4096));
            files.special(inspection, entry, Kind::Link(Name::from_bytes(&target).text()));
            Ok(())
        }
        IS_BLOCK_DEVICE | IS_CHARACTER_DEVICE => {
            files.special(inspection, entry, Kind::Device);
            Ok(())
        }
        _ => files.file(inspection, disk, entry, &file.runs),
    }
}

/// A name in a folder, and where what it names is described.
struct Identifier {
    flags: u8,
    name: Vec<u8>,
    part: u16,
    block: u32,
    length: usize,
}

/// Reads a file identifier descriptor (4/14.4).
fn identifier(bytes: &[u8]) -> Option<Identifier> {
    if !entry::is_tag(bytes, 257) {
        return None;
    }
    let (used, length) = (usize::from(u16_at(bytes, 36)), usize::from(*bytes.get(19)?));
    let name = bytes.get(38 + used..38 + used + length)?;
    Some(Identifier {
        flags: *bytes.get(18)?,
        name: text(name),
        block: u32_at(bytes, 24),
        part: u16_at(bytes, 28),
        length: (38 + used + length).next_multiple_of(4),
    })
}

/// A name in the compressed Unicode of OSTA: the first byte says how wide the characters are.
fn text(name: &[u8]) -> Vec<u8> {
    match name {
        [8 | 254, narrow @ ..] => narrow.iter().map(|b| char::from(*b)).collect::<String>().into_bytes(),
        [16 | 255, wide @ ..] => utf16(wide, true),
        other => other.to_vec(),
    }
}

/// The target of a symbolic link (4/14.16).
fn link(mut parts: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let [kind, length, _, _, rest @ ..] = parts {
        let Some(name) = rest.get(..usize::from(*length)) else { break };
        if !out.is_empty() && out.last() != Some(&b'/') {
            out.push(b'/');
        }
        match kind {
            1 | 2 => out.push(b'/'),
            3 => out.extend_from_slice(b".."),
            4 => out.push(b'.'),
            _ => out.extend(text(name)),
        }
        parts = &rest[usize::from(*length)..];
    }
    out
}

/// The bytes of an extent, which metadata, virtual and sparable partitions may spread.
fn extent(volume: &Volume, runs: &mut Runs, part: u16, block: u32, length: u64) -> Result<(), Gap> {
    if let Some(at) = volume.plain(part, block) {
        return runs.push(Some(at), length);
    }
    let mut left = length;
    let mut index = 0u32;
    while left > 0 {
        let size = left.min(volume.block);
        let at = block.checked_add(index).and_then(|block| volume.place(part, block));
        let at = at.ok_or_else(|| Gap::malformed("a file of the disc lies outside of its partition"))?;
        runs.push(Some(at), size)?;
        left -= size;
        index += 1;
    }
    Ok(())
}
