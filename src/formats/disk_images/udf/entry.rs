//! File entries: what a file is, and where its bytes stand.

use crate::model::gap::Gap;

use super::super::disk::{Disk, Runs, u16_at, u32_at, u64_at};
use super::extent;
use super::volume::Volume;

/// Lists of places go on in other blocks so often at most.
const CONTINUED: usize = 4096;

/// What a file entry says.
pub(super) struct FileEntry {
    pub(super) kind: u8,
    pub(super) runs: Runs,
    /// Where the folder of its named streams is described.
    pub(super) streams: Option<(u16, u32)>,
}

/// Whether bytes begin with a descriptor's tag of this kind that bears its own checksum.
pub(super) fn is_tag(bytes: &[u8], kind: u16) -> bool {
    let Some(tag) = bytes.get(..16) else { return false };
    let sum = tag.iter().enumerate().filter(|(at, _)| *at != 4).fold(0u8, |sum, (_, b)| sum.wrapping_add(*b));
    u16_at(tag, 0) == kind && sum == tag[4]
}

/// Reads the file entry at a byte of the disk, where short places count in this partition; `None` where there is none.
pub(super) fn file_entry(disk: &mut Disk<'_>, volume: &Volume, part: u16, at: u64) -> Result<Option<FileEntry>, Gap> {
    let block = disk.some(at, volume.block as usize);
    let (attributes, places) = match () {
        () if is_tag(&block, 261) => (168, 172),
        () if is_tag(&block, 266) => (208, 212),
        () => return Ok(None),
    };
    let size = u64_at(&block, 56);
    let from = (places + 4usize).saturating_add(u32_at(&block, attributes) as usize);
    let length = u32_at(&block, places) as usize;
    let Some(list) = from.checked_add(length).and_then(|end| block.get(from..end)) else { return Ok(None) };
    let form = block.get(34).copied().unwrap_or(0) & 7;
    let streams = (places == 212 && u32_at(&block, 152) != 0).then(|| (u16_at(&block, 160), u32_at(&block, 156)));
    let kind = block.get(27).copied().unwrap_or(0);
    let runs = match form {
        3 => {
            let mut inline = list.to_vec();
            inline.truncate(usize::try_from(size).unwrap_or(usize::MAX));
            Runs::inline(inline)
        }
        _ => places_of(disk, volume, form, list, part, size)?,
    };
    Ok(Some(FileEntry { kind, runs, streams }))
}

/// Follows the allocation descriptors of a file.
fn places_of(disk: &mut Disk<'_>, volume: &Volume, form: u8, list: &[u8], part: u16, size: u64) -> Result<Runs, Gap> {
    let mut runs = Runs::of_size(size);
    let mut list = list.to_vec();
    let step = match form {
        0 => 8,
        1 => 16,
        2 => 20,
        _ => return Err(Gap::unsupported("a file of the disc is stored in a way that no standard knows")),
    };
    for _ in 0..CONTINUED {
        let mut next = None;
        for place in list.chunks_exact(step) {
            let (kind, length) = (u32_at(place, 0) >> 30, u64::from(u32_at(place, 0) & 0x3FFF_FFFF));
            let (part, block) = match form {
                0 => (part, u32_at(place, 4)),
                1 => (u16_at(place, 8), u32_at(place, 4)),
                _ => (u16_at(place, 16), u32_at(place, 12)),
            };
            match kind {
                _ if length == 0 => break,
                3 => {
                    next = volume.place(part, block);
                    break;
                }
                0 => {
                    let wanted = length.min(size.saturating_sub(runs.held()));
                    extent(volume, &mut runs, part, block, wanted)?;
                }
                // Set aside but never written: zeros.
                _ => runs.push(None, length)?,
            }
            if runs.held() >= size {
                return Ok(runs);
            }
        }
        let Some(at) = next else { return Ok(runs) };
        let block = disk.some(at, volume.block as usize);
        if !is_tag(&block, 258) {
            return Ok(runs);
        }
        list = block.get(24..).unwrap_or_default().to_vec();
        list.truncate(u32_at(&block, 20) as usize);
    }
    Ok(runs)
}
