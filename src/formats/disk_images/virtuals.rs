//! The headers of VHDX, VMDK and QCOW2: where their tables stand. What is behind the tables is read by [`super::vhd`].

use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::disk::{Disk, big, u16_at, u32_at, u64_at};
use super::files::{End, Files};
use super::vhd::{Table, Virtual, hand_over};

/// Where VHDX keeps the list of its regions, and the copy of it.
const REGIONS: [u64; 2] = [192 << 10, 256 << 10];
/// The region of the table of blocks (2DC27766-F623-4200-9D64-115E9BFD4A08), as its bytes stand on disk.
const BLOCKS: [u8; 16] = *b"\x66\x77\xC2\x2D\x23\xF6\x00\x42\x9D\x64\x11\x5E\x9B\xFD\x4A\x08";
/// The region of the metadata (8B7CA206-4790-4B9A-B8FE-575F050F886E).
const METADATA: [u8; 16] = *b"\x06\xA2\x7C\x8B\x90\x47\x9A\x4B\xB8\xFE\x57\x5F\x05\x0F\x88\x6E";
/// Block size and parent (CAA16737-FA36-4D43-B3B6-33F0AA44E76B).
const PARAMETERS: [u8; 16] = *b"\x37\x67\xA1\xCA\x36\xFA\x43\x4D\xB3\xB6\x33\xF0\xAA\x44\xE7\x6B";
/// The size of the disk (2FA54224-CD1B-4876-B211-5DBED83BF4B8).
const DISK_SIZE: [u8; 16] = *b"\x24\x42\xA5\x2F\x1B\xCD\x76\x48\xB2\x11\x5D\xBE\xD8\x3B\xF4\xB8";
/// The size of its sectors (8141BF1D-A96F-4709-BA47-F233A8FAAB5F).
const SECTOR_SIZE: [u8; 16] = *b"\x1D\xBF\x41\x81\x6F\xA9\x09\x47\xBA\x47\xF2\x33\xA8\xFA\xAB\x5F";

/// What a virtual disk without its parent is.
const DIFFERENCES: &str = "the virtual disk holds only what differs from another one, which is not here";

/// Opens a VHDX.
pub(super) fn open_vhdx(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
) -> Result<(), End> {
    let regions = REGIONS.into_iter().map(|at| disk.some(at, 64 << 10)).find(|region| region.starts_with(b"regi"));
    let regions = regions.ok_or_else(|| Gap::malformed("the virtual disk has no list of its parts"))?;
    // The header with the higher number counts; what its log holds was not written to its place yet.
    let headers = [64 << 10, 128 << 10].map(|at| disk.some(at, 128));
    let newest = headers.iter().filter(|header| header.starts_with(b"head")).max_by_key(|header| u64_at(header, 8));
    if newest.is_some_and(|header| header.get(48..64).is_some_and(|log| log != [0; 16])) {
        inspection.gap(Gap::unsupported("the virtual disk was not closed: what is in its log was not examined"));
    }
    let region = |wanted: &[u8; 16]| {
        let entries = regions.get(16..).unwrap_or_default().as_chunks::<32>().0;
        let found = entries.iter().take((u32_at(&regions, 8) as usize).min(2047)).find(|entry| entry[..16] == *wanted);
        found.map(|entry| (u64_at(entry, 16), u64::from(u32_at(entry, 24))))
    };
    let (Some(blocks), Some(metadata)) = (region(&BLOCKS), region(&METADATA)) else {
        return Err(Gap::malformed("the virtual disk does not say where its blocks are").into());
    };
    let table = disk.exact(metadata.0, 64 << 10, "the description of the virtual disk")?;
    let mut item = |wanted: &[u8; 16]| {
        let entries = table.get(32..).unwrap_or_default().as_chunks::<32>().0;
        let entry = entries.iter().take(usize::from(u16_at(&table, 10))).find(|entry| entry[..16] == *wanted)?;
        Some(disk.some(metadata.0.checked_add(u64::from(u32_at(entry, 16)))?, 8))
    };
    let (Some(parameters), Some(size), Some(sector)) = (item(&PARAMETERS), item(&DISK_SIZE), item(&SECTOR_SIZE)) else {
        return Err(Gap::malformed("the virtual disk does not say how large it is").into());
    };
    if u32_at(&parameters, 4) & 2 != 0 {
        return Err(Gap::unsupported(DIFFERENCES).into());
    }
    let block = u64::from(u32_at(&parameters, 0));
    let chunk = ((1u64 << 23) * u64::from(u32_at(&sector, 0))).checked_div(block).unwrap_or(0).max(1);
    let table = Table::Vhdx { table: blocks.0, entries: blocks.1 / 8, chunk };
    hand_over(inspection, Virtual::new(files.artifact, table, block, u64_at(&size, 0))?)
}

/// Opens a VMware disk.
pub(super) fn open_vmdk(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
) -> Result<(), End> {
    let mut header = disk.some(0, 512);
    if !header.starts_with(b"KDMV") {
        return Err(Gap::unsupported("this is the description of a disk; its bytes are in other files").into());
    }
    if u64_at(&header, 56) == u64::MAX {
        // One that was made for sending has the right header at its end.
        header = disk.exact(disk.size().saturating_sub(1024), 512, "the second header of the virtual disk")?;
        if !header.starts_with(b"KDMV") {
            return Err(Gap::malformed("the end of the virtual disk is missing; it may be cut off").into());
        }
    }
    let sectors = |at: usize| u64_at(&header, at).saturating_mul(512);
    let (each, size, block) = (u64::from(u32_at(&header, 44)), sectors(12), sectors(20));
    if each == 0 || block == 0 {
        return Err(Gap::malformed("the virtual disk has no table of its blocks").into());
    }
    let entries = size.div_ceil(block).div_ceil(each);
    let packed = u32_at(&header, 8) & 0x1_0000 != 0;
    if packed && u16_at(&header, 77) != 1 {
        return Err(Gap::unsupported("the virtual disk is packed in an unknown way").into());
    }
    let table = Table::Vmdk { folder: sectors(56), entries, each, packed };
    hand_over(inspection, Virtual::new(files.artifact, table, block, size)?)
}

/// Opens a QEMU disk.
pub(super) fn open_qcow(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    files: &mut Files<'_>,
) -> Result<(), End> {
    let header = disk.exact(0, 104, "the header of the virtual disk")?;
    let (version, bits) = (big(&header, 4, 4), big(&header, 20, 4) as u32);
    let features = if version >= 3 { big(&header, 72, 8) } else { 0 };
    let why = match () {
        () if !matches!(version, 2 | 3) => "the virtual disk is of an old or new version that was not opened",
        () if big(&header, 8, 8) != 0 => DIFFERENCES,
        () if big(&header, 32, 4) != 0 => "the virtual disk is locked with a password",
        // Bytes in another file, another way of packing, tables of another shape.
        () if features & !3 != 0 => "the virtual disk is stored in a way that was not opened",
        () if !(9..=21).contains(&bits) => "the virtual disk declares an absurd size",
        () => "",
    };
    match why {
        "" => {}
        locked if locked.ends_with("password") => return Err(Gap::encrypted(locked).into()),
        other => return Err(Gap::unsupported(other).into()),
    }
    let table = Table::Qcow { folder: big(&header, 40, 8), entries: big(&header, 36, 4), bits };
    hand_over(inspection, Virtual::new(files.artifact, table, 1 << bits, big(&header, 24, 8))?)
}
