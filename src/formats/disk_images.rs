//! Disk images: recognised and named, but not opened yet. That one came from a stranger is told: what is inside of a disk
//! image loses the mark with which Windows warns of files from the internet.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

/// What stays unread.
const CLOSED: &str = "the disk image was not opened by this version";

static DMG: TypeInfo = TypeInfo::new("dmg", "macOS disk image", Nature::Container, |p| {
    p.tail.len() >= 512 && p.tail[p.tail.len() - 512..].starts_with(b"koly")
        || p.starts(b"encrcdsa")
        || p.starts(b"cdsaencr")
})
.mimes(&["application/x-apple-diskimage"])
.extensions(&["dmg", "smi"])
.not_opened(CLOSED);

static VHD: TypeInfo = TypeInfo::new("vhd", "virtual hard disk (VHD)", Nature::Container, |p| {
    p.starts(b"conectix") || p.tail.len() >= 512 && p.tail[p.tail.len() - 512..].starts_with(b"conectix")
})
.mimes(&["application/x-vhd"])
.extensions(&["vhd"])
.not_opened(CLOSED);

static VHDX: TypeInfo = TypeInfo::new("vhdx", "virtual hard disk (VHDX)", Nature::Container, |p| p.starts(b"vhdxfile"))
    .mimes(&["application/x-vhdx"])
    .extensions(&["vhdx"])
    .begins("76 68 64 78 (\"vhdxfile\")")
    .not_opened(CLOSED);

static ISO: TypeInfo = TypeInfo::new("iso", "ISO disk image", Nature::Container, |p| p.has(32769, b"CD001"))
    .mimes(&["application/x-iso9660-image", "application/vnd.efi.iso", "application/x-cd-image"])
    .extensions(&["iso", "img"])
    .tolerant(|p| p.has(32769, b"CD001").then_some(0))
    .not_opened(CLOSED);

static UDF: TypeInfo = TypeInfo::new("udf", "UDF disk image", Nature::Container, |p| {
    p.has(32769, b"BEA01") && (p.has(34817, b"NSR0") || p.has(36865, b"NSR0"))
})
.mimes(&["application/x-udf-image"])
.extensions(&["udf"])
.tolerant(|p| (p.has(32769, b"BEA01") && p.has(34817, b"NSR0")).then_some(0))
.not_opened(CLOSED);

static VMDK: TypeInfo = TypeInfo::new("vmdk", "VMware disk", Nature::Container, |p| {
    p.starts(b"KDMV") || p.starts(b"# Disk DescriptorFile")
})
.mimes(&["application/x-vmdk"])
.extensions(&["vmdk"])
.begins("4B 44 4D 56 (\"KDMV\")")
.not_opened(CLOSED);

static QCOW: TypeInfo = TypeInfo::new("qcow2", "QEMU disk image", Nature::Container, |p| p.starts(b"QFI\xFB"))
    .mimes(&["application/x-qemu-disk"])
    .extensions(&["qcow2", "qcow"])
    .begins("51 46 49 FB")
    .not_opened(CLOSED);

static VDI: TypeInfo = TypeInfo::new("vdi", "VirtualBox disk", Nature::Container, |p| p.has(0x40, b"\x7F\x10\xDA\xBE"))
    .mimes(&["application/x-virtualbox-vdi"])
    .extensions(&["vdi"])
    .not_opened(CLOSED);

static WIM: TypeInfo = TypeInfo::new("wim", "Windows image (WIM)", Nature::Container, |p| {
    p.starts(b"MSWIM\0\0\0") || p.starts(b"WLPWM\0\0\0")
})
.mimes(&["application/x-ms-wim"])
.extensions(&["wim", "esd", "swm"])
.begins("4D 53 57 49 4D (\"MSWIM\")")
.not_opened(CLOSED);

static SQUASHFS: TypeInfo = TypeInfo::new("squashfs", "SquashFS image", Nature::Container, |p| {
    (p.starts(b"hsqs") || p.starts(b"sqsh")) && p.size >= 96
})
.mimes(&["application/vnd.squashfs"])
.extensions(&["squashfs", "sqfs", "snap"])
.begins("68 73 71 73 (\"hsqs\")")
.not_opened(CLOSED);

static NTFS: TypeInfo =
    TypeInfo::new("ntfs", "NTFS disk image", Nature::Container, |p| p.has(3, b"NTFS    ") && p.has(510, b"\x55\xAA"))
        .mimes(&["application/x-raw-disk-image"])
        .extensions(&["img"])
        .not_opened(CLOSED);

static EXFAT: TypeInfo =
    TypeInfo::new("exfat", "exFAT disk image", Nature::Container, |p| p.has(3, b"EXFAT   ") && p.has(510, b"\x55\xAA"))
        .mimes(&["application/x-raw-disk-image"])
        .extensions(&["img"])
        .not_opened(CLOSED);

static FAT: TypeInfo = TypeInfo::new("fat", "FAT disk image", Nature::Container, |p| {
    (p.has(54, b"FAT12   ") || p.has(54, b"FAT16   ") || p.has(54, b"FAT     ") || p.has(82, b"FAT32   "))
        && p.has(510, b"\x55\xAA")
})
.mimes(&["application/x-raw-disk-image", "application/vnd.efi.img"])
.extensions(&["img", "ima", "flp", "vfd"])
.not_opened(CLOSED);

static EXT: TypeInfo =
    TypeInfo::new("ext", "Linux disk image (ext2, ext3 or ext4)", Nature::Container, |p| is_ext(p.bytes))
        .mimes(&["application/x-raw-disk-image"])
        .extensions(&["img"])
        .not_opened(CLOSED);

static HFS: TypeInfo =
    TypeInfo::new("hfs", "macOS disk image (HFS+)", Nature::Container, |p| is_hfs(p.bytes)).not_opened(CLOSED);

static GPT: TypeInfo = TypeInfo::new("gpt", "disk image with partitions (GPT)", Nature::Container, |p| {
    p.has(512, b"EFI PART") && p.has(510, b"\x55\xAA")
})
.mimes(&["application/x-raw-disk-image"])
.extensions(&["img"])
.not_opened(CLOSED);

static MBR: TypeInfo = TypeInfo::new("mbr", "disk image with partitions (MBR)", Nature::Container, is_mbr)
    .mimes(&["application/x-raw-disk-image"])
    .extensions(&["img"])
    .not_opened(CLOSED);

static DISK_IMAGE: Rule = Rule {
    id: "disk_images.disk-image",
    title: "A disk image",
    severity: Severity::Medium,
    meaning: "This is {what|an ISO disk image}: it opens like a disc or USB stick. Windows does not warn of programs that come \
              in one, and so attackers send them. Nobody needs one to send pictures or documents.",
    proof: "The mark of {what|an ISO disk image} ({bytes|\"CD001\"}) stands at byte {offset|32769}.",
    advice: "Do not open it. Ask the sender for the files themselves.",
    attack: &["T1553.005"],
    references: &["https://attack.mitre.org/techniques/T1553/005/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "disk_images",
    types: &[
        &DMG, &VHD, &VHDX, &ISO, &UDF, &VMDK, &QCOW, &VDI, &WIM, &SQUASHFS, &NTFS, &EXFAT, &FAT, &EXT, &HFS, &GPT, &MBR,
    ],
    rules: &[&DISK_IMAGE],
    inspect: Some(inspect),
    seeks: true,
};

/// The types that an ordinary computer opens by a double click, and where their marks stand.
fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let last = artifact.size().saturating_sub(512);
    let (at, mark): (u64, &str) = match artifact.content_type.id {
        "iso" => (32769, "CD001"),
        "udf" => (32769, "BEA01"),
        "vhd" if artifact.bytes().starts_with(b"conectix") => (0, "conectix"),
        "vhd" => (last, "conectix"),
        "vhdx" => (0, "vhdxfile"),
        "dmg" if artifact.bytes().starts_with(b"encrcdsa") => (0, "encrcdsa"),
        "dmg" => (last, "koly"),
        "ntfs" => (3, "NTFS"),
        "exfat" => (3, "EXFAT"),
        "fat" => (54, "FAT"),
        "gpt" => (512, "EFI PART"),
        _ => return Ok(()),
    };
    let found = inspection.found(&DISK_IMAGE).at(at, mark.len());
    found.with("what", artifact.content_type.phrase()).with("bytes", format!("\"{mark}\""));
    Ok(())
}

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
    if !probe.has(510, b"\x55\xAA") || !probe.size.is_multiple_of(512) || probe.size < 64 * 1024 {
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
