//! ext2, ext3 and ext4 (Linux' Documentation/filesystems/ext4).
//!
//! No crate: isomage recurses through folders without bound, and ext4-view checks the checksums of images that attackers
//! need not keep.

use std::collections::{HashSet, VecDeque};

use crate::formats::member::Kind;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::disk::{Disk, Runs, u16_at, u32_at};
use super::files::{End, Entry, Files, Folder, join};

/// Bytes of one folder that are read.
const FOLDER: u64 = 8 << 20;
/// Tables of places of one file that are read: a file of 256 MB in blocks of 1 KiB has a thousand.
const TABLES: u32 = 10_000;
/// The number of the first folder.
const ROOT: u32 = 2;

struct Volume {
    block: u64,
    /// Nodes in each group, and the bytes of one.
    nodes: u32,
    node: u64,
    /// Where the descriptions of the groups stand, and the bytes of one.
    groups: u64,
    group: u64,
    wide: bool,
}

/// What a node says of its file.
struct Node {
    bytes: Vec<u8>,
    mode: u16,
    size: u64,
    flags: u32,
}

/// Opens a volume.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let first = disk.exact(1024, 1024, "the first block")?;
    let (block, features) = (1024u64 << u32_at(&first, 24).min(6), u32_at(&first, 96));
    // Descriptions of groups that are spread over the disk, and journals that are disks of their own.
    if features & 0x18 != 0 {
        return Err(Gap::unsupported("the disk is arranged in a way that was not opened").into());
    }
    let old = u32_at(&first, 76) == 0;
    let wide = features & 0x80 != 0;
    let volume = Volume {
        block,
        nodes: u32_at(&first, 40).max(1),
        node: if old { 128 } else { u64::from(u16_at(&first, 88)).clamp(128, 4096) },
        groups: (u64::from(u32_at(&first, 20)) + 1) * block,
        group: if wide { u64::from(u16_at(&first, 254)).clamp(32, 1024) } else { 32 },
        wide,
    };
    if u64::from(u32_at(&first, 4)) * block > disk.size() {
        inspection.gap(Gap::malformed("the disk is larger than the image, which may be cut off"));
    }
    let mut visited = HashSet::from([ROOT]);
    let mut folders = VecDeque::from([Folder { place: ROOT, path: Vec::new(), hidden: false }]);
    while let Some(folder) = folders.pop_front() {
        inspection.check_time()?;
        let Some(node) = volume.node(disk, folder.place) else {
            let name = Name::from_bytes(&folder.path);
            inspection.gap(Gap::malformed(format!("the folder \"{}\" lies outside of the image", name.text())));
            continue;
        };
        let runs = volume.runs(disk, &node, node.size.min(FOLDER));
        let runs = match runs {
            Ok(runs) => runs,
            Err(gap) => {
                inspection.gap(gap);
                continue;
            }
        };
        let bytes = disk.content(&runs, FOLDER as usize);
        if (bytes.len() as u64) < node.size {
            let name = Name::from_bytes(&folder.path);
            inspection.gap(Gap::malformed(format!("the folder \"{}\" could not be read to its end", name.text())));
        }
        let mut at = 0;
        while at + 8 <= bytes.len() {
            let (number, length, name) = (u32_at(&bytes, at), u16_at(&bytes, at + 4), usize::from(bytes[at + 6]));
            let (here, end) = (at, usize::from(length));
            if end < 8 {
                break;
            }
            at += end;
            let Some(name) = bytes.get(here + 8..here + 8 + name).filter(|n| !matches!(n, [] | [b'.'] | [b'.', b'.']))
            else {
                continue;
            };
            if number == 0 {
                continue;
            }
            files.entry(inspection)?;
            let entry =
                Entry { path: join(&folder.path, name), at: runs.place(here as u64).unwrap_or(0), hidden: false };
            let Some(node) = volume.node(disk, number) else {
                files.closed(inspection, &entry, &Gap::malformed("what describes it lies outside of the image"))?;
                continue;
            };
            match node.mode & 0xF000 {
                0x4000 => {
                    if files.folder(inspection, &entry) && visited.insert(number) {
                        folders.push_back(Folder { place: number, path: entry.path, hidden: false });
                    }
                }
                0x8000 => match volume.runs(disk, &node, node.size) {
                    _ if node.flags & 0x800 != 0 => {
                        files.closed(inspection, &entry, &Gap::encrypted("it is locked"))?;
                    }
                    Ok(runs) => files.file(inspection, disk, &entry, &runs)?,
                    Err(gap) => files.closed(inspection, &entry, &gap)?,
                },
                // Links and devices are at home on the disk of a system: nothing is unpacked through them.
                _ => files.special(inspection, &entry, Kind::Link("")),
            }
        }
    }
    Ok(())
}

impl Volume {
    fn node(&self, disk: &mut Disk<'_>, number: u32) -> Option<Node> {
        let index = number.checked_sub(1)?;
        let (group, index) = (u64::from(index / self.nodes), u64::from(index % self.nodes));
        let description = disk.some(self.groups + group * self.group, 64);
        let high = if self.wide && self.group >= 64 { u64::from(u32_at(&description, 40)) << 32 } else { 0 };
        let table = (high | u64::from(u32_at(&description, 8))).checked_mul(self.block)?;
        let bytes = disk.some(table.checked_add(index * self.node)?, 128);
        if bytes.len() < 128 || table == 0 {
            return None;
        }
        let mode = u16_at(&bytes, 0);
        let high = if mode & 0xF000 == 0x8000 { u64::from(u32_at(&bytes, 108)) << 32 } else { 0 };
        Some(Node { mode, size: high | u64::from(u32_at(&bytes, 4)), flags: u32_at(&bytes, 32), bytes })
    }

    /// Where the bytes of a file stand.
    fn runs(&self, disk: &mut Disk<'_>, node: &Node, size: u64) -> Result<Runs, Gap> {
        let places = node.bytes.get(40..100).unwrap_or_default().to_vec();
        if node.flags & 0x1000_0000 != 0 {
            return match size {
                ..=60 => Ok(Runs::inline(places[..size as usize].to_vec())),
                _ => Err(Gap::unsupported("it is stored in its description, which was not read to its end")),
            };
        }
        let (mut runs, mut left) = (Runs::of_size(size), TABLES);
        if size == 0 {
            return Ok(Runs::inline(Vec::new()));
        }
        if node.flags & 0x8_0000 != 0 {
            self.extents(disk, &places, &mut runs, 5, &mut left)?;
        } else {
            for index in 0..15 {
                let level = (index as u32).saturating_sub(11);
                self.indirect(disk, u32_at(&places, index * 4), level, &mut runs, &mut left)?;
            }
        }
        if runs.held() < size {
            // The end of a file may be a hole.
            runs.push(None, size - runs.held())?;
        }
        Ok(runs)
    }

    /// A tree of extents. A file is described in order, so that what is not named is a hole.
    fn extents(
        &self,
        disk: &mut Disk<'_>,
        node: &[u8],
        runs: &mut Runs,
        depth: u32,
        left: &mut u32,
    ) -> Result<(), Gap> {
        if u16_at(node, 0) != 0xF30A || depth == 0 {
            return Err(Gap::malformed("the list of its places is damaged"));
        }
        let (entries, level) = (usize::from(u16_at(node, 2)), u16_at(node, 6));
        for entry in node.get(12..).unwrap_or_default().as_chunks::<12>().0.iter().take(entries) {
            if runs.held() >= runs.size {
                return Ok(());
            }
            if level > 0 {
                let at = (u64::from(u16_at(entry, 8)) << 32 | u64::from(u32_at(entry, 4))) * self.block;
                let next = self.table(disk, at, left)?;
                self.extents(disk, &next, runs, depth - 1, left)?;
                continue;
            }
            let (first, length) = (u64::from(u32_at(entry, 0)) * self.block, u64::from(u16_at(entry, 4)));
            let at = (u64::from(u16_at(entry, 6)) << 32 | u64::from(u32_at(entry, 8))) * self.block;
            if first > runs.held() {
                runs.push(None, first - runs.held())?;
            }
            // Longer ones were set aside and not written.
            match length {
                ..=32768 => runs.push(Some(at), length * self.block)?,
                _ => runs.push(None, (length - 32768) * self.block)?,
            }
        }
        Ok(())
    }

    /// A block of places, of so many levels; 0 is a block of the file itself.
    fn indirect(
        &self,
        disk: &mut Disk<'_>,
        block: u32,
        level: u32,
        runs: &mut Runs,
        left: &mut u32,
    ) -> Result<(), Gap> {
        if runs.held() >= runs.size {
            return Ok(());
        }
        if block == 0 {
            return runs.push(None, (self.block / 4).pow(level).saturating_mul(self.block));
        }
        let at = u64::from(block) * self.block;
        if level == 0 {
            return runs.push(Some(at), self.block);
        }
        let table = self.table(disk, at, left)?;
        for entry in table.as_chunks::<4>().0 {
            self.indirect(disk, u32::from_le_bytes(*entry), level - 1, runs, left)?;
        }
        Ok(())
    }

    /// A block of places; a table that names itself is read so often as the limit allows.
    fn table(&self, disk: &mut Disk<'_>, at: u64, left: &mut u32) -> Result<Vec<u8>, Gap> {
        *left = left.checked_sub(1).ok_or_else(|| {
            Gap::limit(LimitKind::Entries, "the places of its bytes stand in too many lists; it was not read")
        })?;
        disk.exact(at, self.block as usize, "a list of places")
    }
}
