//! FAT12, FAT16 and FAT32 (Microsoft's specification of 2000, with long names).
//!
//! No crate: isomage gives no bytes of a file that is not in one piece, and fatfs (which is not maintained) reads at the
//! places that a boot sector names without checks.

use std::collections::{HashSet, VecDeque};

use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::disk::{Disk, Runs, u16_at, u32_at, utf16};
use super::files::{End, Entry, Files, Folder, join};

/// Bytes of one folder that are read: the format itself allows 2 MiB.
const FOLDER: usize = 2 << 20;

/// What the boot sector says.
struct Volume {
    /// Bits of an entry of the table: 12, 16 or 32.
    bits: u32,
    /// Where the table begins.
    table: u64,
    /// Where the second cluster would begin, minus two: where clusters begin to count.
    data: u64,
    /// Bytes of a cluster.
    cluster: u64,
    clusters: u32,
}

/// Whether a boot sector could be that of a FAT volume: it has no mark that all programs write.
pub(super) fn is_boot_sector(sector: &[u8]) -> bool {
    sector.len() >= 512
        && (sector[0] == 0xEB || sector[0] == 0xE9)
        && matches!(u16_at(sector, 11), 512 | 1024 | 2048 | 4096)
        && sector[13].is_power_of_two()
        && u16_at(sector, 14) > 0
        && matches!(sector[16], 1 | 2)
        && matches!(sector[21], 0xF0 | 0xF8..=0xFF)
        && (u16_at(sector, 17) > 0 || u32_at(sector, 36) > 0)
        && (u16_at(sector, 19) > 0 || u32_at(sector, 32) > 0)
}

/// Opens a volume.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let sector = disk.exact(0, 512, "the first sector")?;
    if !is_boot_sector(&sector) {
        return Err(Gap::malformed("the first sector does not describe a FAT disk").into());
    }
    let bytes = u64::from(u16_at(&sector, 11));
    let reserved = u64::from(u16_at(&sector, 14)) * bytes;
    let either = |small: usize, large: usize| match u16_at(&sector, small) {
        0 => u64::from(u32_at(&sector, large)),
        number => u64::from(number),
    };
    let (total, table) = (either(19, 32) * bytes, either(22, 36) * bytes);
    let root = reserved + u64::from(sector[16]) * table;
    let root_size = u64::from(u16_at(&sector, 17)) * 32;
    let start = root + root_size.next_multiple_of(bytes);
    let cluster = u64::from(sector[13]) * bytes;
    // The number of clusters alone decides which of the three it is.
    let clusters = u32::try_from(total.saturating_sub(start) / cluster).unwrap_or(u32::MAX);
    let bits = match clusters {
        _ if u16_at(&sector, 22) == 0 => 32,
        ..4085 => 12,
        4085..65_525 => 16,
        _ => 32,
    };
    let volume = Volume { bits, table: reserved, data: start, cluster, clusters };
    if total > disk.size() {
        inspection.gap(Gap::malformed("the disk is larger than the image, which may be cut off"));
    }
    let root = match bits {
        32 => volume.chain(disk, u32_at(&sector, 44), FOLDER as u64)?,
        _ => Runs::one(root, root_size),
    };
    let mut visited = HashSet::new();
    let mut folders = VecDeque::from([Folder { place: root, path: Vec::new(), hidden: false }]);
    while let Some(folder) = folders.pop_front() {
        inspection.check_time()?;
        if !visited.insert(folder.place.first()) {
            continue;
        }
        read(disk, inspection, files, &volume, &folder, &mut folders)?;
    }
    Ok(())
}

/// Reads one folder.
fn read(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    volume: &Volume,
    folder: &Folder<Runs>,
    folders: &mut VecDeque<Folder<Runs>>,
) -> Result<(), End> {
    let bytes = disk.content(&folder.place, FOLDER);
    if (bytes.len() as u64) < folder.place.size {
        let name = Name::from_bytes(&folder.path);
        inspection.gap(Gap::malformed(format!("the folder \"{}\" lies outside of the image", name.text())));
    }
    // The pieces of a long name stand before the entry that they name, the last piece first.
    let mut long: Vec<(u8, Vec<u8>)> = Vec::new();
    for (index, entry) in bytes.as_chunks::<32>().0.iter().enumerate() {
        let (first, attributes) = (entry[0], entry[11]);
        match (first, attributes & 0x3F) {
            (0, _) => break,
            // Deleted: nobody is shown it.
            (0xE5, _) => {
                long.clear();
                continue;
            }
            (_, 0x0F) => {
                if first & 0x40 != 0 {
                    long.clear();
                }
                if long.len() < 20 {
                    let piece = [&entry[1..11], &entry[14..26], &entry[28..32]].concat();
                    long.push((entry[13], piece));
                }
                continue;
            }
            // The name of the disk.
            _ if attributes & 8 != 0 => {
                long.clear();
                continue;
            }
            _ => {}
        }
        files.entry(inspection)?;
        let name = name(entry, &std::mem::take(&mut long));
        if first == b'.' && matches!(name.as_slice(), b"." | b"..") {
            continue;
        }
        let at = folder.place.place(index as u64 * 32).unwrap_or(0);
        let hidden = folder.hidden || attributes & 2 != 0;
        let found = Entry { path: join(&folder.path, &name), at, hidden };
        let high = if volume.bits == 32 { u32::from(u16_at(entry, 20)) << 16 } else { 0 };
        let cluster = high | u32::from(u16_at(entry, 26));
        if attributes & 0x10 != 0 {
            if files.folder(inspection, &found) {
                match volume.chain(disk, cluster, FOLDER as u64) {
                    Ok(place) => folders.push_back(Folder { place, path: found.path, hidden }),
                    Err(gap) => inspection.gap(gap),
                }
            }
            continue;
        }
        let size = u64::from(u32_at(entry, 28));
        let runs = match size {
            0 => Ok(Runs::inline(Vec::new())),
            _ => volume.chain(disk, cluster, size).map(|mut runs| {
                // A chain that ends early leaves a file that cannot be read to its end.
                runs.size = size;
                runs
            }),
        };
        match runs {
            Ok(runs) => files.file(inspection, disk, &found, &runs)?,
            Err(gap) => files.closed(inspection, &found, &gap)?,
        }
    }
    Ok(())
}

impl Volume {
    /// Follows a chain of clusters until it holds `most` bytes.
    fn chain(&self, disk: &mut Disk<'_>, mut cluster: u32, most: u64) -> Result<Runs, Gap> {
        let mut runs = Runs::default();
        let mut steps = 0;
        while (2..self.clusters.saturating_add(2)).contains(&cluster) {
            steps += 1;
            if steps > self.clusters {
                return Err(Gap::malformed("a chain of clusters bites its own tail"));
            }
            runs.push(Some(self.data + u64::from(cluster - 2) * self.cluster), self.cluster)?;
            if runs.held() >= most {
                break;
            }
            cluster = self.next(disk, cluster);
        }
        runs.size = runs.held();
        Ok(runs)
    }

    /// The cluster behind this one; 0 where nobody knows.
    fn next(&self, disk: &mut Disk<'_>, cluster: u32) -> u32 {
        let cluster = u64::from(cluster);
        let entry = match self.bits {
            12 => disk.field(self.table + cluster + cluster / 2, 2).map(|pair| (pair >> (4 * (cluster & 1))) & 0xFFF),
            16 => disk.field(self.table + cluster * 2, 2),
            _ => disk.field(self.table + cluster * 4, 4).map(|entry| entry & 0x0FFF_FFFF),
        };
        entry.unwrap_or(0) as u32
    }
}

/// The long name of an entry, or the short one where the long one is not its own.
fn name(entry: &[u8; 32], long: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let sum = entry[..11].iter().fold(0u8, |sum, byte| sum.rotate_right(1).wrapping_add(*byte));
    if !long.is_empty() && long.iter().all(|(check, _)| *check == sum) {
        let wide: Vec<u8> = long.iter().rev().flat_map(|(_, piece)| piece).copied().collect();
        let end = wide.chunks_exact(2).position(|unit| unit == [0, 0]).map_or(wide.len(), |at| at * 2);
        return utf16(&wide[..end], false);
    }
    let part = |from: usize, to: usize, lower: bool| -> Vec<u8> {
        let text = entry[from..to].trim_ascii_end();
        if lower { text.to_ascii_lowercase() } else { text.to_vec() }
    };
    let (mut name, extension) = (part(0, 8, entry[12] & 8 != 0), part(8, 11, entry[12] & 16 != 0));
    // The first byte of a deleted entry is a letter in Japanese, which is written like this.
    if name.first() == Some(&5) {
        name[0] = 0xE5;
    }
    if !extension.is_empty() {
        name.push(b'.');
        name.extend(extension);
    }
    name
}
