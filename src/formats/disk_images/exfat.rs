//! exFAT (Microsoft's specification of 2019): what USB sticks have.
//!
//! No crate: isomage gives no bytes of a file that is not in one piece.

use std::collections::{HashSet, VecDeque};

use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::disk::{Disk, Runs, u16_at, u32_at, u64_at, utf16};
use super::files::{End, Entry, Files, Folder, join};

/// Bytes of one folder that are read.
const FOLDER: usize = 8 << 20;

struct Volume {
    table: u64,
    data: u64,
    cluster: u64,
    clusters: u32,
}

/// A file as its set of entries describes it.
#[derive(Default)]
struct Set {
    at: u64,
    attributes: u16,
    /// Entries that still belong to it.
    left: u8,
    /// Where its bytes are: flags, first cluster, size.
    stream: Option<(u8, u32, u64)>,
    characters: usize,
    name: Vec<u8>,
}

/// Opens a volume.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let sector = disk.exact(0, 512, "the first sector")?;
    let (bytes, each) = (u32::from(sector[108]), u32::from(sector[109]));
    if !(9..=12).contains(&bytes) || bytes + each > 25 {
        return Err(Gap::malformed("the first sector does not describe an exFAT disk").into());
    }
    let volume = Volume {
        table: u64::from(u32_at(&sector, 80)) << bytes,
        data: u64::from(u32_at(&sector, 88)) << bytes,
        cluster: 1 << (bytes + each),
        clusters: u32_at(&sector, 92),
    };
    if u64_at(&sector, 72).checked_shl(bytes).unwrap_or(u64::MAX) > disk.size() {
        inspection.gap(Gap::malformed("the disk is larger than the image, which may be cut off"));
    }
    let root = volume.chain(disk, u32_at(&sector, 96), FOLDER as u64)?;
    let mut visited = HashSet::new();
    let mut folders = VecDeque::from([Folder { place: root, path: Vec::new(), hidden: false }]);
    while let Some(folder) = folders.pop_front() {
        inspection.check_time()?;
        if !visited.insert(folder.place.first()) {
            continue;
        }
        let bytes = disk.content(&folder.place, FOLDER);
        if (bytes.len() as u64) < folder.place.size {
            let name = Name::from_bytes(&folder.path);
            inspection.gap(Gap::malformed(format!("the folder \"{}\" lies outside of the image", name.text())));
        }
        let mut set = Set::default();
        for (index, entry) in bytes.as_chunks::<32>().0.iter().enumerate() {
            match entry[0] {
                0 => break,
                0x85 => {
                    let at = folder.place.place(index as u64 * 32).unwrap_or(0);
                    set = Set { at, attributes: u16_at(entry, 4), left: entry[1], ..Set::default() };
                    continue;
                }
                0xC0 if set.left > 0 => {
                    set.characters = usize::from(entry[3]);
                    set.stream = Some((entry[1], u32_at(entry, 20), u64_at(entry, 24)));
                }
                0xC1 if set.left > 0 => set.name.extend_from_slice(&entry[2..]),
                // Deleted entries have the highest bit off.
                1..0x80 => {
                    set = Set::default();
                    continue;
                }
                _ => {}
            }
            set.left = set.left.saturating_sub(1);
            if set.left == 0
                && let Set { stream: Some(stream), .. } = set
            {
                let set = std::mem::take(&mut set);
                files.entry(inspection)?;
                one(disk, inspection, files, &volume, &folder, &set, stream, &mut folders)?;
            }
        }
    }
    Ok(())
}

/// Judges one file or folder.
#[expect(clippy::too_many_arguments, reason = "what a folder is read with, and what it is read into")]
fn one(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    volume: &Volume,
    folder: &Folder<Runs>,
    set: &Set,
    (flags, cluster, size): (u8, u32, u64),
    folders: &mut VecDeque<Folder<Runs>>,
) -> Result<(), End> {
    let name = utf16(set.name.get(..set.characters * 2).unwrap_or(&set.name), false);
    let hidden = folder.hidden || set.attributes & 2 != 0;
    let entry = Entry { path: join(&folder.path, &name), at: set.at, hidden };
    let runs = match () {
        () if size == 0 => Ok(Runs::inline(Vec::new())),
        // The table has no chain for what stands in one piece.
        () if flags & 2 != 0 && cluster >= 2 => {
            Ok(Runs::one(volume.data + u64::from(cluster - 2) * volume.cluster, size))
        }
        () => volume.chain(disk, cluster, size).map(|mut runs| {
            runs.size = size;
            runs
        }),
    };
    match runs {
        Ok(mut place) if set.attributes & 0x10 != 0 => {
            if files.folder(inspection, &entry) {
                place.size = place.size.min(FOLDER as u64);
                folders.push_back(Folder { place, path: entry.path, hidden });
            }
            Ok(())
        }
        Ok(runs) => files.file(inspection, disk, &entry, &runs),
        Err(gap) => files.closed(inspection, &entry, &gap),
    }
}

impl Volume {
    /// Follows a chain of clusters until it holds `most` bytes.
    fn chain(&self, disk: &mut Disk<'_>, mut cluster: u32, most: u64) -> Result<Runs, Gap> {
        let mut runs = Runs::default();
        let mut steps = 0;
        while (2..self.clusters.saturating_add(2)).contains(&cluster) && runs.held() < most {
            steps += 1;
            if steps > self.clusters {
                return Err(Gap::malformed("a chain of clusters bites its own tail"));
            }
            runs.push(Some(self.data + u64::from(cluster - 2) * self.cluster), self.cluster)?;
            cluster = disk.field(self.table + u64::from(cluster) * 4, 4).unwrap_or(0) as u32;
        }
        runs.size = runs.held();
        Ok(runs)
    }
}
