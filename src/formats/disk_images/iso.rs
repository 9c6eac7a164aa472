//! ISO 9660 (ECMA-119) with Joliet, the enhanced tree of ISO 9660:1999, Rock Ridge (IEEE P1282) and El Torito.
//!
//! No crate: isomage reads one tree of a disc only, loses symbolic links and all but the first extent of a file, follows
//! folders that hold themselves until the stack ends (which aborts the program), and allocates what a record declares.

use std::collections::{HashSet, VecDeque};

use crate::formats::member::Kind;
use crate::formats::stray;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::disk::{Disk, Runs, big, u16_at, u32_at, utf16};
use super::files::{End, Entry, Files, Folder, join};
use super::{eltorito, susp, tables, udf};

/// Descriptors and folders stand in sectors of this size.
const SECTOR: u64 = 2048;
/// The first descriptor.
const FIRST: u64 = 16;
/// Discs have up to five descriptors.
const DESCRIPTORS: u64 = 64;
/// Bytes of one folder that are read: some ten thousand files.
const FOLDER: usize = 8 << 20;

/// One of the trees in which a disc names its files.
struct Tree {
    /// Names are 16-bit characters.
    wide: bool,
    /// Bytes of a block.
    block: u64,
    root: Vec<u8>,
    /// Blocks of the volume.
    blocks: u64,
}

/// A folder of a tree.
struct Extent {
    at: u64,
    length: u64,
}

/// A record of a folder.
struct Record<'r> {
    bytes: &'r [u8],
    flags: u8,
    name: &'r [u8],
    at: u64,
    length: u64,
}

/// Opens a disc, with all trees that it has.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let (mut trees, mut catalog, mut other) = (Vec::<Tree>::new(), None, false);
    for sector in FIRST..FIRST + DESCRIPTORS {
        let descriptor = disk.some(sector * SECTOR, SECTOR as usize);
        match (descriptor.first(), descriptor.get(1..6)) {
            (_, Some(b"BEA01" | b"NSR02" | b"NSR03" | b"TEA01" | b"BOOT2")) => other = true,
            (_, mark) if mark != Some(b"CD001") || descriptor.len() < SECTOR as usize => break,
            (Some(0), _) if descriptor[7..].starts_with(b"EL TORITO SPECIFICATION") => {
                catalog = Some(u64::from(u32_at(&descriptor, 71)) * SECTOR);
            }
            (Some(1 | 2), _) => trees.push(tree(&descriptor)),
            _ => {}
        }
    }
    if trees.is_empty() && !other {
        return Err(Gap::malformed("the disc has no description of its files").into());
    }
    // What Windows shows comes first; the plain tree has the names that nobody reads any more.
    trees.sort_by_key(|tree| !tree.wide);
    trees.dedup_by(|a, b| a.root == b.root && a.wide == b.wide);
    let mut broken: Option<Gap> = None;
    if other {
        match udf::open(disk, inspection, files) {
            Err(End::Gap(gap)) => broken = Some(gap),
            other => other?,
        }
        files.next_tree();
    }
    for tree in &trees {
        match walk(disk, inspection, files, tree) {
            Err(End::Gap(gap)) => broken = broken.or(Some(gap)),
            other => other?,
        }
        files.next_tree();
    }
    if let Some(catalog) = catalog {
        eltorito::open(disk, inspection, files, catalog)?;
    }
    // A Mac shows a third kind of tree, where a disc has it.
    for part in tables::apm(disk) {
        let mark = disk.some(part.start.saturating_add(1024), 2);
        if mark == b"H+" || mark == b"HX" {
            files.nameless(inspection, part.start, part.end)?;
        }
    }
    let end = trees.iter().map(|tree| tree.blocks * tree.block).max().unwrap_or(0);
    if broken.is_none() && !other && end > 0 {
        let end = end.max(tables::end(disk)).max(files.end().next_multiple_of(SECTOR));
        stray::part(files.artifact, inspection, end, disk.size(), "behind the end");
    }
    broken.map_or(Ok(()), |gap| Err(gap.into()))
}

/// What a descriptor says of its tree.
fn tree(descriptor: &[u8]) -> Tree {
    let wide = descriptor[0] == 2 && matches!(&descriptor[88..91], b"%/@" | b"%/C" | b"%/E");
    let block = match u16_at(descriptor, 128) {
        size @ (512 | 1024 | 2048) => u64::from(size),
        _ => SECTOR,
    };
    Tree { wide, block, root: descriptor[156..190].to_vec(), blocks: u64::from(u32_at(descriptor, 80)) }
}

/// Reads all folders of a tree.
fn walk(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>, tree: &Tree) -> Result<(), End> {
    let Some(root) = record(&tree.root, tree) else {
        return Err(Gap::malformed("the disc has no first folder").into());
    };
    // Rock Ridge says in the first record of the first folder that it is there, and what to skip.
    let first = disk.some(root.at, SECTOR as usize);
    let skip = record(&first, tree).and_then(|dot| susp::skip(dot.bytes)).filter(|_| !tree.wide);
    let mut visited = HashSet::new();
    let mut folders = VecDeque::from([Folder {
        place: Extent { at: root.at, length: root.length },
        path: Vec::new(),
        hidden: false,
    }]);
    // Folders that were moved to make room are shown where they belong; only what nobody shows is read where it stands.
    let mut moved: Vec<Folder<Extent>> = Vec::new();
    let mut missing = false;
    while let Some(folder) = folders.pop_front().or_else(|| moved.pop()) {
        inspection.check_time()?;
        if !visited.insert(folder.place.at) {
            continue;
        }
        let length = usize::try_from(folder.place.length).unwrap_or(usize::MAX);
        if length > FOLDER {
            let name = Name::from_bytes(&folder.path);
            let words =
                format!("the folder \"{}\" is said to be {length} bytes long; its beginning was read", name.text());
            inspection.gap(Gap::limit(LimitKind::Entries, words));
        }
        let bytes = disk.some(folder.place.at, length.min(FOLDER));
        missing |= bytes.len() < length.min(FOLDER);
        let mut pieces: Option<(Vec<u8>, Runs)> = None;
        let mut at = 0;
        while at < bytes.len() {
            let size = usize::from(bytes[at]);
            let Some(record) = bytes.get(at..at + size).filter(|_| size > 0).and_then(|r| record(r, tree)) else {
                // A record does not cross a sector: zeros fill the rest.
                missing |= size > 0;
                at = (at / SECTOR as usize + 1) * SECTOR as usize;
                continue;
            };
            let place = folder.place.at + at as u64;
            at += size;
            if record.name.len() <= 1 && record.name.first().is_none_or(|b| *b <= 1) {
                continue;
            }
            files.entry(inspection)?;
            let ridge = skip.map(|skip| susp::read(disk, record.bytes, record.name.len(), skip, tree.block));
            let ridge = ridge.unwrap_or_default();
            let name = ridge.name.clone().unwrap_or_else(|| plain_name(record.name, tree.wide));
            let path = join(&folder.path, &name);
            let hidden = folder.hidden || record.flags & 1 != 0;
            let entry = Entry { path, at: place, hidden };
            if let Some(at) = ridge.child {
                let length = disk.some(at, SECTOR as usize);
                let length = self::record(&length, tree).map_or(SECTOR, |dot| dot.length);
                if files.folder(inspection, &entry) {
                    folders.push_back(Folder { place: Extent { at, length }, path: entry.path, hidden });
                }
            } else if record.flags & 2 != 0 {
                let next =
                    Folder { place: Extent { at: record.at, length: record.length }, path: entry.path.clone(), hidden };
                if files.folder(inspection, &entry) {
                    if ridge.moved { moved.push(next) } else { folders.push_back(next) }
                }
            } else if let Some(target) = &ridge.target {
                files.special(inspection, &entry, Kind::Link(Name::from_bytes(target).text()));
            } else if ridge.device {
                files.special(inspection, &entry, Kind::Device);
            } else {
                // A file above 4 GiB has several records of one name; all but the last say that more follows.
                let (_, mut runs) = pieces.take().filter(|(n, _)| *n == name).unwrap_or_default();
                runs.push(Some(record.at), record.length)?;
                runs.size = runs.size.saturating_add(record.length);
                if record.flags & 0x80 != 0 {
                    pieces = Some((name, runs));
                    continue;
                }
                if record.bytes[26] != 0 || record.bytes[27] != 0 {
                    files.closed(inspection, &entry, &Gap::unsupported("it is interleaved with other files"))?;
                    continue;
                }
                if runs.size == 0 {
                    runs = Runs::inline(Vec::new());
                }
                if ridge.packed {
                    inspection.gap(Gap::unsupported(format!(
                        "\"{}\" is packed (zisofs)",
                        Name::from_bytes(&entry.path).text()
                    )));
                }
                files.file(inspection, disk, &entry, &runs)?;
            }
        }
    }
    match missing {
        true => Err(Gap::malformed("a folder of the disc is damaged or lies outside of the image").into()),
        false => Ok(()),
    }
}

/// A record of a folder, where it holds together.
fn record<'r>(bytes: &'r [u8], tree: &Tree) -> Option<Record<'r>> {
    let size = usize::from(*bytes.first()?);
    let bytes = bytes.get(..size).filter(|b| b.len() >= 34)?;
    let name = bytes.get(33..33 + usize::from(bytes[32]))?;
    // Every number stands there twice, for two kinds of computers.
    let both = |at: usize| match u32_at(bytes, at) {
        0 => big(bytes, at + 4, 4),
        number => u64::from(number),
    };
    let at = (both(2) + u64::from(bytes[1])) * tree.block;
    Some(Record { bytes, flags: bytes[25], name, at, length: both(10) })
}

/// A name without what only this format adds to it: the version, and the dot before an extension that is not there.
fn plain_name(name: &[u8], wide: bool) -> Vec<u8> {
    let mut name = if wide { utf16(name, true) } else { name.to_vec() };
    if let Some(end) = name.iter().rposition(|b| *b == b';') {
        // A second version of a file has a name of its own.
        if matches!(&name[end + 1..], b"1" | b"") {
            name.truncate(end);
        }
    }
    if !wide && name.last() == Some(&b'.') && name.len() > 1 {
        name.pop();
    }
    name
}
