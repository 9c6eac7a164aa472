//! The volume of a UDF disc: where it begins, its partitions, its first folder.

use std::collections::HashMap;

use crate::model::gap::Gap;

use super::super::disk::{Disk, Runs, u16_at, u32_at};
use super::entry::{file_entry, is_tag};

/// Blocks of a descriptor sequence that are read: real ones have 16.
const SEQUENCE: u64 = 256;
/// Partition maps that are read: real discs have up to three.
const MAPS: usize = 8;
/// Bytes of a virtual allocation table that are read.
const TABLE: usize = 8 << 20;

/// How block numbers of one partition become bytes.
enum Part {
    /// From this byte on.
    Plain(u64),
    /// Through a table, in the partition that begins at this byte.
    Virtual(u64, Vec<u32>),
    /// From this byte on, but some packets (of so many blocks) stand elsewhere.
    Sparable(u64, u32, HashMap<u32, u32>),
    /// In the pieces of a file.
    Metadata(Runs),
    /// It cannot be read.
    Unknown,
}

/// A volume.
pub(super) struct Volume {
    /// Bytes of a block.
    pub(super) block: u64,
    parts: Vec<Part>,
    /// Where the set of files is described: partition and block.
    set: (u16, u32),
}

impl Volume {
    /// The byte of a block.
    pub(super) fn place(&self, part: u16, block: u32) -> Option<u64> {
        match self.parts.get(usize::from(part))? {
            Part::Plain(start) => start.checked_add(u64::from(block) * self.block),
            Part::Virtual(start, table) => start.checked_add(u64::from(*table.get(block as usize)?) * self.block),
            Part::Sparable(start, packet, moved) => match moved.get(&(block - block % packet)) {
                Some(other) => Some((u64::from(*other) + u64::from(block % packet)) * self.block),
                None => start.checked_add(u64::from(block) * self.block),
            },
            Part::Metadata(runs) => runs.place(u64::from(block) * self.block),
            Part::Unknown => None,
        }
    }

    /// The byte of a block from which on all others follow in order.
    pub(super) fn plain(&self, part: u16, block: u32) -> Option<u64> {
        match self.parts.get(usize::from(part))? {
            Part::Plain(_) => self.place(part, block),
            _ => None,
        }
    }

    /// The partition and the byte at which the first folder is described.
    pub(super) fn root(&self, disk: &mut Disk<'_>) -> Result<(u16, u64), Gap> {
        let at = self.place(self.set.0, self.set.1);
        let set = at.map(|at| disk.some(at, 512)).filter(|set| is_tag(set, 256));
        let set = set.ok_or_else(|| Gap::malformed("the UDF disc does not say where its files are"))?;
        let part = u16_at(&set, 408);
        self.place(part, u32_at(&set, 404))
            .map(|at| (part, at))
            .ok_or_else(|| Gap::malformed("the first folder of the UDF disc lies outside of it"))
    }
}

/// Finds the volume: its anchor stands in block 256 or at the end.
pub(super) fn find(disk: &mut Disk<'_>) -> Result<Volume, Gap> {
    for block in [2048, 512, 4096, 1024] {
        let blocks = disk.size() / block;
        for at in [256, blocks.saturating_sub(257), blocks.saturating_sub(1), 512] {
            let anchor = disk.some(at * block, 512);
            if !is_tag(&anchor, 2) || u64::from(u32_at(&anchor, 12)) != at {
                continue;
            }
            for extent in [16, 24] {
                let (length, start) = (u64::from(u32_at(&anchor, extent)), u64::from(u32_at(&anchor, extent + 4)));
                if let Some(volume) = read(disk, block, start, length / block)? {
                    return Ok(volume);
                }
            }
        }
    }
    Err(Gap::malformed("the UDF disc has no anchor; it may be cut off"))
}

/// Reads a sequence of volume descriptors.
fn read(disk: &mut Disk<'_>, block: u64, start: u64, count: u64) -> Result<Option<Volume>, Gap> {
    let mut starts: HashMap<u16, u64> = HashMap::new();
    let mut logical = None;
    for index in 0..count.min(SEQUENCE) {
        let descriptor = disk.some((start + index) * block, block as usize);
        if is_tag(&descriptor, 5) {
            starts.insert(u16_at(&descriptor, 22), u64::from(u32_at(&descriptor, 188)) * block);
        } else if is_tag(&descriptor, 6) {
            logical = Some(descriptor);
        } else if is_tag(&descriptor, 8) {
            break;
        }
    }
    let Some(logical) = logical else { return Ok(None) };
    if u64::from(u32_at(&logical, 212)) != block {
        return Err(Gap::malformed("the blocks of the UDF disc have two sizes"));
    }
    let mut volume = Volume { block, parts: Vec::new(), set: (u16_at(&logical, 256), u32_at(&logical, 252)) };
    let mut maps = logical.get(440..).unwrap_or_default();
    for _ in 0..u32_at(&logical, 268).min(MAPS as u32) {
        let Some(map) = maps.get(1).and_then(|length| maps.get(..usize::from(*length))).filter(|m| m.len() >= 6) else {
            break;
        };
        let part = part(disk, &volume, &starts, map)?;
        volume.parts.push(part);
        maps = &maps[map.len()..];
    }
    Ok(Some(volume))
}

/// Makes a partition of its map.
fn part(disk: &mut Disk<'_>, volume: &Volume, starts: &HashMap<u16, u64>, map: &[u8]) -> Result<Part, Gap> {
    let start = |number: u16| starts.get(&number).copied();
    if map[0] == 1 {
        return Ok(start(u16_at(map, 4)).map_or(Part::Unknown, Part::Plain));
    }
    let Some(start) = start(u16_at(map, 38)) else { return Ok(Part::Unknown) };
    let name = map.get(5..28).unwrap_or_default();
    if name.starts_with(b"*UDF Virtual Partition") {
        return Ok(Part::Virtual(start, virtual_table(disk, volume)?));
    }
    if name.starts_with(b"*UDF Sparable Partition") {
        let packet = u32::from(u16_at(map, 40)).max(1);
        let table = (0..map.get(42).copied().unwrap_or(0).min(4)).find_map(|index| {
            let at = u64::from(u32_at(map, 48 + 4 * usize::from(index))) * volume.block;
            let table = disk.some(at, (u32_at(map, 44) as usize).min(TABLE));
            table.get(20..).is_some_and(|t| t.starts_with(b"*UDF Sparing Table")).then_some(table)
        });
        let entries = table.as_deref().and_then(|t| t.get(56..)).unwrap_or_default();
        let moved =
            entries.chunks_exact(8).map(|e| (u32_at(e, 0), u32_at(e, 4))).filter(|(from, _)| *from < 0xFFFF_FFF0);
        return Ok(Part::Sparable(start, packet, moved.collect()));
    }
    if name.starts_with(b"*UDF Metadata Partition") {
        // The file of the metadata, or its mirror, counts in the partition below.
        let below = Volume { block: volume.block, parts: vec![Part::Plain(start)], set: (0, 0) };
        for at in [40, 44] {
            let place = below.place(0, u32_at(map, at));
            if let Some(place) = place
                && let Some(file) = file_entry(disk, &below, 0, place)?
            {
                return Ok(Part::Metadata(file.runs));
            }
        }
    }
    Ok(Part::Unknown)
}

/// The table of a virtual partition: the last thing that was written to a disc that grows.
fn virtual_table(disk: &mut Disk<'_>, volume: &Volume) -> Result<Vec<u32>, Gap> {
    let last = disk.size() / volume.block;
    for back in 1..=512u64.min(last) {
        let Some(file) = file_entry(disk, volume, 0, (last - back) * volume.block)? else { continue };
        let bytes = disk.content(&file.runs, TABLE);
        let old = bytes.len().checked_sub(36).filter(|at| bytes[at + 1..].starts_with(b"*UDF Virtual Alloc"));
        let table = match (old, file.kind) {
            (Some(end), _) => bytes.get(..end),
            (None, 248) => bytes.get(usize::from(u16_at(&bytes, 0))..),
            _ => continue,
        };
        return Ok(table.unwrap_or_default().chunks_exact(4).map(|entry| u32_at(entry, 0)).collect());
    }
    Err(Gap::malformed("the table of the disc's files, which stands at its end, is missing"))
}
