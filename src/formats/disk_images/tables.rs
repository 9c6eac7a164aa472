//! Partition tables: the master boot record with its chains of extended partitions, GPT (UEFI specification, 5) and that
//! of Apple (Inside Macintosh: Devices, 3). Each partition is a part of the disk with a type of its own.
//!
//! No crate: the tables have fixed places, and each check of them is a line.

use std::collections::HashSet;
use std::ops::Range;

use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::disk::{Disk, big, u32_at, u64_at};
use super::files::{End, Files};

/// The sectors in which old tables count, always.
const SECTOR: u64 = 512;
/// Links of a chain of extended partitions, and entries of a GPT.
const ENTRIES: u32 = 256;

/// Hands over the partitions of an old table.
pub(super) fn open_mbr(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let parts = mbr(disk);
    hand_over(disk, inspection, files, parts)
}

/// Hands over the partitions of a GPT.
pub(super) fn open_gpt(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let header = disk.exact(SECTOR, 92, "the partition table")?;
    let (at, count, size) = (u64_at(&header, 72), u32_at(&header, 80), u32_at(&header, 84));
    if !(128..=4096).contains(&size) {
        return Err(Gap::malformed("the entries of the partition table have an absurd size").into());
    }
    if count > ENTRIES {
        inspection.gap(Gap::limit(LimitKind::Entries, format!("{count} partitions are declared; {ENTRIES} were read")));
    }
    let mut parts = Vec::new();
    let at = at.saturating_mul(SECTOR);
    let table = disk.exact(at, count.min(ENTRIES) as usize * size as usize, "the list of partitions")?;
    for entry in table.chunks_exact(size as usize) {
        let (first, last) = (u64_at(entry, 32), u64_at(entry, 40));
        if entry[..16] != [0; 16]
            && let Some(end) = last.checked_add(1).and_then(|end| end.checked_mul(SECTOR))
        {
            parts.push(first.saturating_mul(SECTOR)..end);
        }
    }
    hand_over(disk, inspection, files, parts)
}

/// Hands over the partitions of an Apple table.
pub(super) fn open_apm(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let parts = apm(disk);
    hand_over(disk, inspection, files, parts)
}

/// The partitions of an Apple table that hold file systems.
pub(super) fn apm(disk: &mut Disk<'_>) -> Vec<Range<u64>> {
    let first = disk.some(0, SECTOR as usize);
    let block = match big(&first, 2, 2) {
        size @ (1024 | 2048 | 4096) if first.starts_with(b"ER") => size,
        _ => SECTOR,
    };
    let (mut parts, mut index, mut count) = (Vec::new(), 1, 1);
    while index <= count {
        let entry = disk.some(index * block, SECTOR as usize);
        if !entry.starts_with(b"PM") {
            break;
        }
        count = big(&entry, 4, 4).min(u64::from(ENTRIES));
        let (start, length) = (big(&entry, 8, 4) * block, big(&entry, 12, 4) * block);
        let kind = entry.get(48..80).unwrap_or_default().split(|b| *b == 0).next().unwrap_or_default();
        // The table is a partition of itself, and what is free is one too.
        if !matches!(kind, b"Apple_partition_map" | b"Apple_Free" | b"Apple_Void") && length > 0 {
            parts.push(start..start + length);
        }
        index += 1;
    }
    parts
}

/// Where the last partition of a disc that is also a disk ends; 0 without a table.
pub(super) fn end(disk: &mut Disk<'_>) -> u64 {
    let gpt = disk.some(SECTOR, 8) == b"EFI PART";
    let parts = mbr(disk).iter().map(|part| part.end).max().unwrap_or(0);
    // The copy of a GPT stands at the very end.
    if gpt { disk.size() } else { parts }
}

/// The partitions of an old table.
fn mbr(disk: &mut Disk<'_>) -> Vec<Range<u64>> {
    let mut parts = Vec::new();
    let mut tables = vec![(0u64, 0u64)];
    let mut seen = HashSet::new();
    while let Some((at, extended)) = tables.pop() {
        if !seen.insert(at) || seen.len() > ENTRIES as usize {
            continue;
        }
        let sector = disk.some(at, SECTOR as usize);
        if sector.get(510..512) != Some(b"\x55\xAA") {
            continue;
        }
        for entry in sector[446..510].as_chunks::<16>().0 {
            let (start, length) = (u64::from(u32_at(entry, 8)) * SECTOR, u64::from(u32_at(entry, 12)) * SECTOR);
            match entry[4] {
                0 => {}
                _ if length == 0 => {}
                // Links of the chain count from the first extended partition, everything else from its own table.
                5 | 0x0F | 0x85 => {
                    let base = if extended == 0 { start } else { extended };
                    tables.push((if extended == 0 { start } else { extended + start }, base));
                }
                _ => parts.push(at + start..at + start + length),
            }
        }
    }
    parts
}

/// Hands over each partition once.
fn hand_over(
    disk: &Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    mut parts: Vec<Range<u64>>,
) -> Result<(), End> {
    parts.sort_by_key(|part| (part.start, part.end));
    parts.dedup();
    inspection.fact("partitions", parts.len() as u64);
    for part in parts {
        inspection.check_time()?;
        if part.start == 0 || part.start >= disk.size() || part.end <= part.start {
            inspection.gap(Gap::malformed(format!("a partition at byte {} lies outside of the image", part.start)));
            continue;
        }
        if part.end > disk.size() {
            let words = format!("the partition at byte {} ends behind the image, which may be cut off", part.start);
            inspection.gap(Gap::malformed(words));
        }
        files.nameless(inspection, part.start, part.end)?;
    }
    Ok(())
}
