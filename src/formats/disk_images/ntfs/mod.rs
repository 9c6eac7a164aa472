//! NTFS, as Windows makes it on virtual disks: the table of files is read in order, paths are put together from the parents
//! that it names. Resident, plain and compressed streams, named streams, lists of attributes, links.
//!
//! No crate: ntfs 0.4 reads by folder index, which an attacker can leave empty while chkdsk would find the files, and
//! isomage loses all but the first piece of a file.

mod lznt1;
mod record;
mod streams;

use std::collections::HashMap;

use crate::formats::member::Kind;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::disk::{Disk, Runs, u16_at, u64_at};
use super::files::{End, Entry, Files, join};

use record::Record;
use streams::{Stream, collect, pieces};

/// Records that are read: more files than will be examined.
const RECORDS: u64 = 400_000;
/// Bytes of names of folders that are remembered.
const NAMES: usize = 32 << 20;
/// The record of the first folder, and those of the system before and after it.
const ROOT: u64 = 5;
const SYSTEM: u64 = 16;
/// The folder of the system's own later additions.
const EXTEND: u64 = 11;
/// Folders in folders.
const DEEPEST: usize = 64;
/// Names of one file: hard links.
const LINKS: usize = 16;

/// What the first sector says.
pub(super) struct Volume {
    pub(super) cluster: u64,
    /// Bytes of a record.
    pub(super) record: usize,
    /// The table of files.
    pub(super) table: Runs,
}

/// A folder, to put paths together.
struct Node {
    parent: u64,
    name: Vec<u8>,
    hidden: bool,
}

/// Opens a volume.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let sector = disk.exact(0, 512, "the first sector")?;
    let bytes = u64::from(u16_at(&sector, 11));
    let power = |value: u8, unit: u64| match value {
        0..=0x80 => u64::from(value) * unit,
        // Larger sizes are given as a power of two, negative.
        _ => 1 << (256 - u32::from(value)).min(31),
    };
    let cluster = power(sector[13], bytes);
    let size = power(sector[64], cluster);
    if !matches!(bytes, 256..=4096) || !(512..=2 << 20).contains(&cluster) || !matches!(size, 512 | 1024 | 2048 | 4096)
    {
        return Err(Gap::malformed("the first sector does not describe an NTFS disk").into());
    }
    if u64_at(&sector, 40).saturating_mul(bytes) > disk.size() {
        inspection.gap(Gap::malformed("the disk is larger than the image, which may be cut off"));
    }
    let mut volume = Volume { cluster, record: size as usize, table: Runs::default() };
    let at = u64_at(&sector, 48).saturating_mul(cluster);
    let first = record::read(&disk.some(at, volume.record));
    let first = first.ok_or_else(|| Gap::malformed("the table of files of the NTFS disk is damaged or missing"))?;
    let data = first.attributes().find(|a| a.kind == record::DATA && a.name.is_empty());
    volume.table = data.map_or_else(|| Ok(Runs::one(at, size)), |data| data.runs(&volume))?;
    // A table in many pieces names the later ones in records of its own first piece.
    let list = first.attributes().find(|a| a.kind == record::LIST);
    if let Some(list) = list {
        let whole = pieces(disk, &volume, &first, &list)?;
        if let Some(runs) = whole.get(&Vec::new()).and_then(Stream::plain) {
            volume.table = runs.clone();
        }
    }
    walk(disk, inspection, files, &volume)
}

/// Reads the table twice: first the folders, then the files in them.
fn walk(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    volume: &Volume,
) -> Result<(), End> {
    let count = volume.table.size / volume.record as u64;
    if count > RECORDS {
        let words = format!("the disk has room for {count} files; the first {RECORDS} were examined");
        inspection.gap(Gap::limit(LimitKind::Entries, words));
    }
    let (mut folders, mut remembered, mut broken) = (HashMap::new(), 0, 0u64);
    for number in 0..count.min(RECORDS) {
        inspection.check_time()?;
        let record = match volume.read(disk, number) {
            Read::Record(record) => record,
            Read::Broken => {
                broken += 1;
                continue;
            }
            Read::Free => continue,
        };
        if !record.is_folder() || record.is_extension() {
            continue;
        }
        if let Some(name) = names(&record).pop() {
            remembered += name.1.len();
            folders.insert(number, Node { parent: name.0, name: name.1, hidden: record.is_hidden() });
        }
        if remembered > NAMES {
            return Err(Gap::limit(LimitKind::Entries, "the names of the folders are too long in all").into());
        }
    }
    for number in SYSTEM..count.min(RECORDS) {
        inspection.check_time()?;
        let Read::Record(record) = volume.read(disk, number) else { continue };
        if record.is_extension() {
            continue;
        }
        let at = volume.table.place(number * volume.record as u64).unwrap_or(0);
        for (parent, name) in names(&record) {
            let Some((folder, hidden)) = path(&folders, parent) else { continue };
            let entry = Entry { path: join(&folder, &name), at, hidden: hidden || record.is_hidden() };
            files.entry(inspection)?;
            if record.is_link() {
                files.special(inspection, &entry, Kind::Link(""));
                continue;
            }
            if record.is_folder() {
                files.folder(inspection, &entry);
            }
            streams(disk, inspection, files, volume, &record, &entry)?;
        }
    }
    match broken {
        0 => Ok(()),
        _ => Err(Gap::malformed(format!("{broken} entries in the table of files are damaged")).into()),
    }
}

/// Hands over what a record holds: the file, and its named streams.
fn streams(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    volume: &Volume,
    record: &Record,
    entry: &Entry,
) -> Result<(), End> {
    let list = record.attributes().find(|a| a.kind == record::LIST);
    let all = match list {
        Some(list) => pieces(disk, volume, record, &list),
        None => collect(volume, record.attributes().map(Ok)),
    };
    let all = match all {
        Ok(all) => all,
        Err(gap) => return files.closed(inspection, entry, &gap),
    };
    // Windows keeps the bytes of such a file in another place, or packed for its own use.
    let elsewhere = record.attributes().any(|a| a.kind == record::REPARSE);
    let mut names: Vec<_> = all.keys().cloned().collect();
    names.sort();
    for name in names {
        let Some(stream) = all.get(&name) else { continue };
        let path = match name.is_empty() {
            true => entry.path.clone(),
            false => [&entry.path, &b":"[..], &name].concat(),
        };
        // Nobody is shown a named stream.
        let entry = Entry { path, at: entry.at, hidden: entry.hidden || !name.is_empty() };
        match stream {
            Stream::Locked => {
                files.closed(inspection, &entry, &Gap::encrypted("it is locked for one user of Windows"))?;
            }
            _ if elsewhere && name.is_empty() => {
                files.closed(inspection, &entry, &Gap::unsupported("Windows keeps its bytes in another form"))?;
            }
            Stream::Plain(runs) => files.file(inspection, disk, &entry, runs)?,
            Stream::Packed(runs, unit) => {
                let bytes = lznt1::file(disk, inspection, runs, *unit, volume.cluster);
                match bytes {
                    Ok(bytes) => files.file(inspection, disk, &entry, &Runs::inline(bytes))?,
                    Err(gap) => files.closed(inspection, &entry, &gap)?,
                }
            }
        }
    }
    Ok(())
}

/// A place in the table of files.
enum Read {
    Record(Record),
    Free,
    Broken,
}

impl Volume {
    fn read(&self, disk: &mut Disk<'_>, number: u64) -> Read {
        // A record may begin in one piece of the table and end in the next.
        let at = number.checked_mul(self.record as u64);
        let bytes = at.map(|at| disk.part(&self.table, at, self.record)).unwrap_or_default();
        match record::read(&bytes) {
            Some(mut record) if record.is_used() => {
                record.number = number;
                Read::Record(record)
            }
            Some(_) => Read::Free,
            None if bytes.iter().all(|b| *b == 0) && !bytes.is_empty() => Read::Free,
            None => Read::Broken,
        }
    }
}

/// The names of a file with their folders; short names for old programs only where there is no other.
fn names(record: &Record) -> Vec<(u64, Vec<u8>)> {
    let mut names: Vec<_> = record.attributes().filter_map(|a| a.file_name()).take(LINKS).collect();
    if names.iter().any(|name| !name.short) {
        names.retain(|name| !name.short);
    }
    names.into_iter().map(|name| (name.parent, name.name)).collect()
}

/// The path of a folder, and whether it is hidden; `None` for those of the system itself.
fn path(folders: &HashMap<u64, Node>, mut number: u64) -> Option<(Vec<u8>, bool)> {
    let (mut parts, mut hidden) = (Vec::new(), false);
    while number != ROOT {
        if number == EXTEND {
            return None;
        }
        let Some(folder) = folders.get(&number).filter(|_| parts.len() < DEEPEST) else {
            // A file whose folder is lost is found by the repair of Windows, and is not left out here.
            parts.push(&b"[lost]"[..]);
            break;
        };
        parts.push(folder.name.as_slice());
        hidden |= folder.hidden;
        number = folder.parent;
    }
    parts.reverse();
    Some((parts.join(&b'/'), hidden))
}
