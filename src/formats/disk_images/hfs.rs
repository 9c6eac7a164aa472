//! HFS+ and HFSX (Apple's Technical Note TN1150): the disks of macOS before APFS, and what most of its disk images hold.
//!
//! No crate: isomage gives no bytes of files in several pieces, and hfsplus is not maintained.

use std::collections::{HashMap, HashSet};

use crate::formats::member::Kind;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::disk::{Disk, Runs, big, utf16};
use super::files::{End, Entry, Files, join};

/// Bytes of the catalog that are read.
const CATALOG: u64 = 64 << 20;
/// The number of the first folder's parent.
const ABOVE_ROOT: u32 = 1;
/// Folders in folders.
const DEEPEST: usize = 64;

/// A folder, to put paths together.
struct Node {
    parent: u32,
    name: Vec<u8>,
    hidden: bool,
}

/// A record of a leaf of the catalog.
struct Leaf<'n> {
    parent: u32,
    name: Vec<u8>,
    data: &'n [u8],
    at: u64,
}

/// Opens a volume.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let header = disk.exact(1024, 512, "the first block")?;
    let block = big(&header, 40, 4);
    if !(512..=1 << 20).contains(&block) {
        return Err(Gap::malformed("the blocks of the disk have an absurd size").into());
    }
    if big(&header, 44, 4) * block > disk.size() {
        inspection.gap(Gap::malformed("the disk is larger than the image, which may be cut off"));
    }
    let catalog = fork(&header[272..352], block)?;
    if catalog.held() < catalog.size || catalog.size > CATALOG {
        inspection.gap(Gap::limit(LimitKind::Entries, "the catalog of the disk was not read to its end"));
    }
    let first = catalog.place(0).map(|at| disk.some(at, 512)).unwrap_or_default();
    let (size, leaf) = (big(&first, 32, 2) as usize, big(&first, 24, 4));
    if !(512..=32768).contains(&size) {
        return Err(Gap::malformed("the catalog of the disk is damaged").into());
    }
    let mut folders = HashMap::from([(ABOVE_ROOT, Node { parent: 0, name: Vec::new(), hidden: false })]);
    let mut damaged = leaves(disk, inspection, &catalog, size, leaf, &mut |_, _, leaf| {
        if big(leaf.data, 0, 2) == 1 {
            let hidden = big(leaf.data, 56, 2) & 0x4000 != 0;
            folders.insert(big(leaf.data, 8, 4) as u32, Node { parent: leaf.parent, name: leaf.name, hidden });
        }
        Ok(())
    })?;
    damaged |= leaves(disk, inspection, &catalog, size, leaf, &mut |disk, inspection, leaf| {
        if big(leaf.data, 0, 2) != 2 {
            return Ok(());
        }
        files.entry(inspection)?;
        let (folder, mut hidden) = path(&folders, leaf.parent);
        hidden |= big(leaf.data, 56, 2) & 0x4000 != 0;
        let entry = Entry { path: join(&folder, &leaf.name), at: leaf.at, hidden };
        if big(leaf.data, 42, 2) & 0xF000 == 0xA000 {
            files.special(inspection, &entry, Kind::Link(""));
            return Ok(());
        }
        for (from, suffix) in [(88, &b""[..]), (168, b":resources")] {
            let part = leaf.data.get(from..from + 80).unwrap_or_default();
            // What the system itself has compressed is in an attribute or in the resources.
            let packed = from == 88 && big(leaf.data, 41, 1) & 0x20 != 0;
            if packed {
                inspection.gap(Gap::unsupported("files that macOS has compressed were not unpacked"));
            }
            if big(part, 0, 8) == 0 && (from != 88 || packed) {
                continue;
            }
            let entry = Entry { path: [&entry.path, suffix].concat(), ..entry };
            match fork(part, block) {
                Ok(runs) if runs.size == 0 => files.file(inspection, disk, &entry, &Runs::inline(Vec::new()))?,
                Ok(runs) => files.file(inspection, disk, &entry, &runs)?,
                Err(gap) => files.closed(inspection, &entry, &gap)?,
            }
        }
        Ok(())
    })?;
    match damaged {
        true => Err(Gap::malformed("the catalog of the disk is damaged").into()),
        false => Ok(()),
    }
}

/// Goes through all leaves of the catalog in order; whether something was damaged.
fn leaves<'a>(
    disk: &mut Disk<'a>,
    inspection: &mut Inspection<'_>,
    catalog: &Runs,
    size: usize,
    mut leaf: u64,
    each: &mut dyn FnMut(&mut Disk<'a>, &mut Inspection<'_>, Leaf<'_>) -> Result<(), End>,
) -> Result<bool, End> {
    let mut visited = HashSet::new();
    while leaf != 0 {
        inspection.check_time()?;
        if !visited.insert(leaf) || visited.len() as u64 * size as u64 > CATALOG {
            return Ok(true);
        }
        let Some(from) = leaf.checked_mul(size as u64) else { return Ok(true) };
        let (node, at) = (disk.part(catalog, from, size), catalog.place(from).unwrap_or(0));
        if node.len() < size || node[8] != 0xFF {
            return Ok(true);
        }
        for index in 0..(big(&node, 10, 2) as usize).min(size / 4) {
            let from = big(&node, size - 2 * (index + 1), 2) as usize;
            let length = big(&node, from, 2) as usize;
            let name = big(&node, from + 6, 2) as usize * 2;
            let (Some(name), Some(data)) = (node.get(from + 8..from + 8 + name), node.get(from + 2 + length..)) else {
                return Ok(true);
            };
            // A slash in a name is written as a colon everywhere else.
            let name = utf16(name, true).into_iter().map(|b| if b == b'/' { b':' } else { b }).collect();
            let parent = big(&node, from + 2, 4) as u32;
            each(disk, inspection, Leaf { parent, name, data, at: at + from as u64 })?;
        }
        leaf = big(&node, 0, 4);
    }
    Ok(false)
}

/// The places of a fork. Those beyond the eighth stand in another tree, which is not read.
fn fork(fork: &[u8], block: u64) -> Result<Runs, Gap> {
    let mut runs = Runs::of_size(big(fork, 0, 8));
    for extent in fork.get(16..).unwrap_or_default().as_chunks::<8>().0 {
        let (start, count) = (big(extent, 0, 4), big(extent, 4, 4));
        if count > 0 {
            runs.push(Some(start * block), count * block)?;
        }
    }
    match runs.held() < runs.size && big(fork, 12, 4) * block >= runs.size {
        true => Err(Gap::unsupported("it is in more than eight pieces")),
        false => Ok(runs),
    }
}

/// The path of a folder, and whether it is hidden. The first folder bears the name of the disk, which is left out.
fn path(folders: &HashMap<u32, Node>, mut number: u32) -> (Vec<u8>, bool) {
    let (mut parts, mut hidden) = (Vec::new(), false);
    while let Some(folder) = folders.get(&number).filter(|f| f.parent > ABOVE_ROOT && parts.len() < DEEPEST) {
        parts.push(folder.name.as_slice());
        hidden |= folder.hidden;
        number = folder.parent;
    }
    parts.reverse();
    (parts.join(&b'/'), hidden)
}
