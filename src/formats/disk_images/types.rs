//! What a disk image is recognised by.

use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::fat;

/// What stays unread.
const CLOSED: &str = "the disk image was not opened by this version";

pub(super) static DMG: TypeInfo = TypeInfo::new("dmg", "macOS disk image", Nature::Container, |p| {
    p.tail.len() >= 512 && p.tail[p.tail.len() - 512..].starts_with(b"koly")
        || p.starts(b"encrcdsa")
        || p.starts(b"cdsaencr")
})
.mimes(&["application/x-apple-diskimage"])
.extensions(&["dmg", "smi"]);

pub(super) static VHD: TypeInfo = TypeInfo::new("vhd", "virtual hard disk (VHD)", Nature::Container, |p| {
    p.starts(b"conectix") || p.tail.len() >= 512 && p.tail[p.tail.len() - 512..].starts_with(b"conectix")
})
.mimes(&["application/x-vhd"])
.extensions(&["vhd"]);

pub(super) static VHDX: TypeInfo =
    TypeInfo::new("vhdx", "virtual hard disk (VHDX)", Nature::Container, |p| p.starts(b"vhdxfile"))
        .mimes(&["application/x-vhdx"])
        .extensions(&["vhdx"])
        .begins("76 68 64 78 (\"vhdxfile\")");

pub(super) static ISO: TypeInfo = TypeInfo::new("iso", "ISO disk image", Nature::Container, |p| p.has(32769, b"CD001"))
    .mimes(&["application/x-iso9660-image", "application/vnd.efi.iso", "application/x-cd-image"])
    .extensions(&["iso", "img"])
    .tolerant(|p| p.has(32769, b"CD001").then_some(0));

pub(super) static UDF: TypeInfo = TypeInfo::new("udf", "UDF disk image", Nature::Container, |p| {
    p.has(32769, b"BEA01") && (p.has(34817, b"NSR0") || p.has(36865, b"NSR0"))
})
.mimes(&["application/x-udf-image"])
.extensions(&["udf", "iso", "img"])
.tolerant(|p| (p.has(32769, b"BEA01") && p.has(34817, b"NSR0")).then_some(0));

pub(super) static VMDK: TypeInfo = TypeInfo::new("vmdk", "VMware disk", Nature::Container, |p| {
    p.starts(b"KDMV") || p.starts(b"# Disk DescriptorFile")
})
.mimes(&["application/x-vmdk"])
.extensions(&["vmdk"])
.begins("4B 44 4D 56 (\"KDMV\")");

pub(super) static QCOW: TypeInfo =
    TypeInfo::new("qcow2", "QEMU disk image", Nature::Container, |p| p.starts(b"QFI\xFB"))
        .mimes(&["application/x-qemu-disk"])
        .extensions(&["qcow2", "qcow"])
        .begins("51 46 49 FB");

pub(super) static VDI: TypeInfo =
    TypeInfo::new("vdi", "VirtualBox disk", Nature::Container, |p| p.has(0x40, b"\x7F\x10\xDA\xBE"))
        .mimes(&["application/x-virtualbox-vdi"])
        .extensions(&["vdi"]);

pub(super) static WIM: TypeInfo = TypeInfo::new("wim", "Windows image (WIM)", Nature::Container, |p| {
    p.starts(b"MSWIM\0\0\0") || p.starts(b"WLPWM\0\0\0")
})
.mimes(&["application/x-ms-wim"])
.extensions(&["wim", "esd", "swm"])
.begins("4D 53 57 49 4D (\"MSWIM\")")
.not_opened(CLOSED);

pub(super) static SQUASHFS: TypeInfo = TypeInfo::new("squashfs", "SquashFS image", Nature::Container, |p| {
    (p.starts(b"hsqs") || p.starts(b"sqsh")) && p.size >= 96
})
.mimes(&["application/vnd.squashfs"])
.extensions(&["squashfs", "sqfs", "snap"])
.begins("68 73 71 73 (\"hsqs\")");

pub(super) static NTFS: TypeInfo =
    TypeInfo::new("ntfs", "NTFS disk image", Nature::Container, |p| p.has(3, b"NTFS    ") && p.has(510, b"\x55\xAA"))
        .mimes(&["application/x-raw-disk-image"])
        .extensions(&["img"]);

pub(super) static EXFAT: TypeInfo =
    TypeInfo::new("exfat", "exFAT disk image", Nature::Container, |p| p.has(3, b"EXFAT   ") && p.has(510, b"\x55\xAA"))
        .mimes(&["application/x-raw-disk-image"])
        .extensions(&["img"]);

pub(super) static FAT: TypeInfo = TypeInfo::new("fat", "FAT disk image", Nature::Container, |p| {
    let marked = p.has(54, b"FAT12   ") || p.has(54, b"FAT16   ") || p.has(54, b"FAT     ") || p.has(82, b"FAT32   ");
    p.has(510, b"\x55\xAA") && (marked || fat::is_boot_sector(p.window(0, 512)))
})
.mimes(&["application/x-raw-disk-image", "application/vnd.efi.img"])
.extensions(&["img", "ima", "flp", "vfd"]);

pub(super) static EXT: TypeInfo =
    TypeInfo::new("ext", "Linux disk image (ext2, ext3 or ext4)", Nature::Container, |p| is_ext(p.bytes))
        .mimes(&["application/x-raw-disk-image"])
        .extensions(&["img"]);

pub(super) static HFS: TypeInfo =
    TypeInfo::new("hfs", "macOS disk image (HFS+)", Nature::Container, |p| is_hfs(p.bytes));

pub(super) static GPT: TypeInfo = TypeInfo::new("gpt", "disk image with partitions (GPT)", Nature::Container, |p| {
    p.has(512, b"EFI PART") && p.has(510, b"\x55\xAA")
})
.mimes(&["application/x-raw-disk-image"])
.extensions(&["img"]);

pub(super) static APFS: TypeInfo = TypeInfo::new("apfs", "macOS disk image (APFS)", Nature::Container, |p| {
    p.has(32, b"NXSB") && matches!(p.window(36, 4), [0, 0x10 | 0x20 | 0x40 | 0x80, 0, 0])
})
.not_opened(CLOSED);

pub(super) static BTRFS: TypeInfo =
    TypeInfo::new("btrfs", "Linux disk image (Btrfs)", Nature::Container, |p| p.has(0x1_0040, b"_BHRfS_M"))
        .not_opened(CLOSED);

pub(super) static XFS: TypeInfo = TypeInfo::new("xfs", "Linux disk image (XFS)", Nature::Container, |p| {
    // The size of a block, a power of two, follows the mark.
    p.starts(b"XFSB\0") && matches!(p.window(4, 4), [0, 0, 2 | 4 | 8 | 16 | 32 | 64 | 128, 0] | [0, 1, 0, 0])
})
.not_opened(CLOSED);

pub(super) static LUKS: TypeInfo =
    TypeInfo::new("luks", "locked Linux disk (LUKS)", Nature::Container, |p| p.starts(b"LUKS\xBA\xBE\0"))
        .begins("4C 55 4B 53 BA BE (\"LUKS\")")
        .not_opened("the disk is locked with a password");

pub(super) static APM: TypeInfo = TypeInfo::new("apm", "disk image with partitions (Apple)", Nature::Container, |p| {
    p.starts(b"ER") && p.has(512, b"PM\0\0")
})
.mimes(&["application/x-raw-disk-image"])
.extensions(&["img", "toast"]);

pub(super) static MBR: TypeInfo = TypeInfo::new("mbr", "disk image with partitions (MBR)", Nature::Container, is_mbr)
    .mimes(&["application/x-raw-disk-image"])
    .extensions(&["img"]);

/// The superblock of ext2 to ext4 at byte 1024: its mark has two bytes, so the fields around it are checked.
fn is_ext(bytes: &[u8]) -> bool {
    let Some(block) = bytes.get(1024..1024 + 128) else { return false };
    let number = |at: usize| block.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    block.get(56..58) == Some(b"\x53\xEF")
        && number(0) > 0
        && number(4) > 0
        && number(24) <= 6
        && number(76) <= 1
        && matches!(block.get(58..60), Some([1..=7, 0]))
}

/// The volume header of HFS+ and HFSX at byte 1024.
fn is_hfs(bytes: &[u8]) -> bool {
    matches!(bytes.get(1024..1028), Some([b'H', b'+', 0, 4] | [b'H', b'X', 0, 5]))
}

/// A partition table without any other mark: four entries that can be, at least one of them used.
fn is_mbr(probe: &Probe<'_>) -> bool {
    if !probe.has(510, b"\x55\xAA") || !probe.size.is_multiple_of(512) || probe.size < 2048 {
        return false;
    }
    let mut used = 0;
    for entry in probe.window(446, 64).chunks_exact(16) {
        let field = |at: usize| u64::from(u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]));
        let (flag, kind, start, sectors) = (entry[0], entry[4], field(8), field(12));
        if kind == 0 && sectors == 0 {
            continue;
        }
        if !matches!(flag, 0 | 0x80) || kind == 0 || start == 0 || sectors == 0 || start * 512 >= probe.size {
            return false;
        }
        used += 1;
    }
    used > 0
}
