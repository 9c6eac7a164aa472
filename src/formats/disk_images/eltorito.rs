//! El Torito: the pictures of disks from which a computer starts a CD. Honest discs have them; what no tree names is
//! examined here.

use crate::model::inspection::Inspection;

use super::disk::{Disk, u16_at, u32_at};
use super::files::{End, Files};

/// The catalog fills sectors of this size.
const SECTOR: u64 = 2048;
/// Entries that are read: a disc has one for each kind of computer.
const ENTRIES: usize = 64;

/// Hands over the boot pictures that are no files of the disc.
pub(super) fn open(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
    catalog: u64,
) -> Result<(), End> {
    let table = disk.some(catalog, SECTOR as usize);
    // The first entry is the catalog's own check.
    let is_catalog = table.get(30..32) == Some(b"\x55\xAA") && table.first() == Some(&1);
    if !is_catalog {
        return Ok(());
    }
    let mut pictures = 0u64;
    for entry in table.as_chunks::<32>().0.iter().skip(1).take(ENTRIES) {
        let at = u64::from(u32_at(entry, 8)) * SECTOR;
        // Headers of sections and their ends have other first bytes.
        if !matches!(entry[0], 0x88 | 0) || at == 0 || at >= disk.size() {
            continue;
        }
        pictures += 1;
        if files.begins_at(at) {
            continue;
        }
        let declared = u64::from(u16_at(entry, 6)) * 512;
        let length = match entry[1] & 15 {
            1 => 1_228_800,
            2 => 1_474_560,
            3 => 2_949_120,
            _ => declared.max(volume(&disk.some(at, 512))).max(SECTOR),
        };
        files.nameless(inspection, at, at.saturating_add(length).min(disk.size()))?;
    }
    inspection.fact("boot_pictures", pictures);
    Ok(())
}

/// The size that a FAT boot sector declares: the catalog counts only what is loaded first.
fn volume(sector: &[u8]) -> u64 {
    if sector.get(510..512) != Some(b"\x55\xAA") || u16_at(sector, 11) != 512 {
        return 0;
    }
    let small = u64::from(u16_at(sector, 19));
    let sectors = if small == 0 { u64::from(u32_at(sector, 32)) } else { small };
    sectors * 512
}
