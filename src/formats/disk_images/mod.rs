//! Disk images: discs (ISO 9660, UDF), virtual disks, raw disks with partitions, and the file systems on them. That one
//! came from a stranger is told: what is inside of a disk image loses the mark with which Windows warns of files from the
//! internet. Each file on a disk is a member with its path; partitions and the disks behind virtual ones are parts with a
//! type of their own, reached in place.

mod disk;
mod dmg;
mod eltorito;
mod exfat;
mod ext;
mod fat;
mod files;
mod hfs;
mod iso;
mod ntfs;
mod packed;
mod rules;
mod squashfs;
mod susp;
mod tables;
mod types;
mod udf;
mod vhd;
mod virtuals;

use crate::model::artifact::{Artifact, Origin};
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use disk::Disk;
use files::{End, Files};
use rules::{DISK_IMAGE, HIDDEN_FILE, HIDDEN_PROGRAM, LONE_PROGRAM};
use types::{
    APFS, APM, BTRFS, DMG, EXFAT, EXT, FAT, GPT, HFS, ISO, LUKS, MBR, NTFS, QCOW, SQUASHFS, UDF, VDI, VHD, VHDX, VMDK,
    WIM, XFS,
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "disk_images",
    types: &[
        &DMG, &VHD, &VHDX, &ISO, &UDF, &VMDK, &QCOW, &VDI, &WIM, &SQUASHFS, &NTFS, &EXFAT, &FAT, &EXT, &HFS, &APFS,
        &BTRFS, &XFS, &LUKS, &GPT, &APM, &MBR,
    ],
    rules: &[&DISK_IMAGE, &HIDDEN_PROGRAM, &HIDDEN_FILE, &LONE_PROGRAM],
    inspect: Some(inspect),
    seeks: true,
};

/// The sizes of floppy disks in bytes: nobody opens their images by a double click, and firmware comes in them.
const FLOPPIES: &[u64] = &[163_840, 184_320, 327_680, 368_640, 737_280, 1_228_800, 1_474_560, 1_720_320, 2_949_120];

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    tell(artifact, inspection);
    let mut disk = Disk::new(artifact);
    let mut files = Files::new(artifact);
    let opened = match artifact.content_type.id {
        "iso" => iso::open(&mut disk, inspection, &mut files),
        "udf" => udf::open(&mut disk, inspection, &mut files),
        "vhd" => vhd::open(&mut disk, inspection, &mut files),
        "vdi" => vhd::open_vdi(&mut disk, inspection, &mut files),
        "vhdx" => virtuals::open_vhdx(&mut disk, inspection, &mut files),
        "vmdk" => virtuals::open_vmdk(&mut disk, inspection, &mut files),
        "qcow2" => virtuals::open_qcow(&mut disk, inspection, &mut files),
        "fat" => fat::open(&mut disk, inspection, &mut files),
        "exfat" => exfat::open(&mut disk, inspection, &mut files),
        "ext" => ext::open(&mut disk, inspection, &mut files),
        "ntfs" => ntfs::open(&mut disk, inspection, &mut files),
        "hfs" => hfs::open(&mut disk, inspection, &mut files),
        "squashfs" => squashfs::open(&mut disk, inspection, &mut files),
        "dmg" => dmg::open(&mut disk, inspection, &mut files),
        "apm" => tables::open_apm(&mut disk, inspection, &mut files),
        "gpt" => tables::open_gpt(&mut disk, inspection, &mut files),
        "mbr" => tables::open_mbr(&mut disk, inspection, &mut files),
        _ => Ok(()),
    };
    if files.count() > 0 {
        inspection.fact("members", files.count());
    }
    files.conclude(inspection);
    match opened {
        Ok(()) | Err(End::Refused) => Ok(()),
        Err(End::Gap(gap)) => Err(gap),
    }
}

/// Tells the types that an ordinary computer opens by a double click, and where their marks stand.
fn tell(artifact: &Artifact, inspection: &mut Inspection<'_>) {
    let last = artifact.size().saturating_sub(512);
    // Partitions and the disks behind virtual ones are told by what they are in.
    let inner = matches!(artifact.origin, Origin::Carved { .. } | Origin::Decoded) && artifact.claim.name.is_none();
    let (at, mark): (u64, &str) = match artifact.content_type.id {
        "iso" => (32769, "CD001"),
        "udf" => (32769, "BEA01"),
        "vhd" if artifact.bytes().starts_with(b"conectix") => (0, "conectix"),
        "vhd" => (last, "conectix"),
        "vhdx" => (0, "vhdxfile"),
        "dmg" if artifact.bytes().starts_with(b"encrcdsa") => (0, "encrcdsa"),
        "dmg" => (last, "koly"),
        "ntfs" if !inner => (3, "NTFS"),
        "exfat" if !inner => (3, "EXFAT"),
        "fat" if !inner && !FLOPPIES.contains(&artifact.size()) => (510, "55 AA"),
        "gpt" if !inner => (512, "EFI PART"),
        _ => return,
    };
    let length = if mark == "55 AA" { 2 } else { mark.len() };
    let found = inspection.found(&DISK_IMAGE).at(at, length);
    found.with("what", artifact.content_type.phrase()).with("bytes", format!("\"{mark}\""));
}
