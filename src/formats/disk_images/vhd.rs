//! Virtual disks whose blocks a table puts in order: VHD (Microsoft's specification of 2006), VHDX (MS-VHDX), VDI
//! (VirtualBox), VMDK (VMware's "Virtual Disk Format 5.0") and QCOW2 (QEMU's docs/interop/qcow2.txt). Each is looked at
//! through its table, without unpacking it.
//!
//! No crate: isomage hands out files through these tables only where they are not fragmented, and reads no VHDX and no
//! packed blocks.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::artifact::{Artifact, Content, Origin, ReadAt};
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::disk::{Disk, big, u32_at, u64_at};
use super::files::{End, Files};
use super::packed;

/// The largest disk of any of these formats: 64 TiB.
const LARGEST: u64 = 64 << 40;

/// Where a block of a virtual disk is.
pub(super) enum Block {
    /// From this byte of the image on.
    At(u64),
    /// It was never written.
    Zeros,
    /// Packed: from this byte on, at most so many bytes.
    Packed(u64, usize, packed::Method),
}

/// Where the blocks of a virtual disk are found.
pub(super) enum Table {
    /// One table of entries of four bytes, big-endian sectors; in front of each block stands a map of so many bytes.
    Vhd { table: u64, entries: u64, map: u64 },
    /// One table of entries of eight bytes; behind each so many of them stands one that counts differently.
    Vhdx { table: u64, entries: u64, chunk: u64 },
    /// One table of entries of four bytes, numbers of blocks behind this byte.
    Vdi { table: u64, entries: u64, data: u64 },
    /// A table of tables of sectors, so many in each.
    Vmdk { folder: u64, entries: u64, each: u64, packed: bool },
    /// A table of tables of bytes.
    Qcow { folder: u64, entries: u64, bits: u32 },
}

/// A virtual disk.
pub(super) struct Virtual {
    content: Content,
    pub(super) table: Table,
    /// Bytes of a block.
    pub(super) block: u64,
    pub(super) size: u64,
    /// The block that was unpacked last.
    last: Mutex<Option<(u64, Vec<u8>)>>,
}

impl Virtual {
    pub(super) fn new(artifact: &Artifact, table: Table, block: u64, size: u64) -> Result<Self, Gap> {
        if !(512..=256 << 20).contains(&block) || size > LARGEST {
            return Err(Gap::malformed("the virtual disk declares an absurd size"));
        }
        Ok(Self { content: artifact.content.clone(), table, block, size, last: Mutex::new(None) })
    }

    /// A little-endian number of the image.
    fn number(&self, at: Option<u64>, length: usize) -> io::Result<u64> {
        let mut field = [0; 8];
        let at = at.ok_or_else(|| io::Error::other("the table of the virtual disk lies outside of it"))?;
        let mut have = 0;
        while have < length {
            match ReadAt::read_at(&self.content, at.saturating_add(have as u64), &mut field[have..length])? {
                0 => return Err(io::Error::other("the table of the virtual disk lies outside of the image")),
                read => have += read,
            }
        }
        Ok(u64::from_le_bytes(field))
    }

    fn locate(&self, index: u64) -> io::Result<Block> {
        let entry = |table: u64, index: u64, each: u64| table.checked_add(index.saturating_mul(each));
        let sector = |number: u64| number.saturating_mul(512);
        Ok(match self.table {
            Table::Vhd { entries, .. } | Table::Vhdx { entries, .. } | Table::Vdi { entries, .. }
                if index >= entries =>
            {
                Block::Zeros
            }
            Table::Vhd { table, map, .. } => match (self.number(entry(table, index, 4), 4)? as u32).swap_bytes() {
                u32::MAX => Block::Zeros,
                start => Block::At(sector(u64::from(start)).saturating_add(map)),
            },
            Table::Vhdx { table, chunk, .. } => {
                let number = self.number(entry(table, index + index / chunk, 8), 8)?;
                match number & 7 {
                    6 | 7 => Block::At(number & !0xF_FFFF),
                    _ => Block::Zeros,
                }
            }
            Table::Vdi { table, data, .. } => match self.number(entry(table, index, 4), 4)? {
                0xFFFF_FFFE | 0xFFFF_FFFF => Block::Zeros,
                number => Block::At(data.saturating_add(number.saturating_mul(self.block))),
            },
            Table::Vmdk { folder, entries, each, packed } => {
                let (outer, inner) = (index / each, index % each);
                let table = if outer < entries { self.number(entry(folder, outer, 4), 4)? } else { 0 };
                let grain = if table == 0 { 0 } else { self.number(entry(sector(table), inner, 4), 4)? };
                match grain {
                    0 | 1 => Block::Zeros,
                    _ if packed => Block::Packed(
                        sector(grain).saturating_add(12),
                        self.number(sector(grain).checked_add(8), 4)? as usize,
                        packed::Method::Zlib,
                    ),
                    _ => Block::At(sector(grain)),
                }
            }
            Table::Qcow { folder, entries, bits } => {
                let each = 1u64 << (bits - 3);
                let (outer, inner) = (index / each, index % each);
                let table = if outer < entries { self.number(entry(folder, outer, 8), 8)?.swap_bytes() } else { 0 };
                let table = table & 0x00FF_FFFF_FFFF_FE00;
                let found = if table == 0 { 0 } else { self.number(entry(table, inner, 8), 8)?.swap_bytes() };
                if found & 1 << 62 != 0 {
                    let width = 62 - (bits - 8);
                    let at = found & ((1 << width) - 1);
                    let sectors = (found & !(3 << 62)) >> width;
                    let length = (sectors + 1) * 512 - at % 512;
                    Block::Packed(at, length as usize, packed::Method::Deflate)
                } else if found & 0x00FF_FFFF_FFFF_FE00 == 0 || found & 1 != 0 {
                    Block::Zeros
                } else {
                    Block::At(found & 0x00FF_FFFF_FFFF_FE00)
                }
            }
        })
    }

    /// Reads from a block that is packed.
    fn unpack(&self, block: (u64, usize, packed::Method), within: usize, buffer: &mut [u8]) -> io::Result<usize> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_none_or(|(at, _)| *at != block.0) {
            let length = block.1.min(2 * self.block as usize + 65_536).min(8 << 20);
            let mut packed = vec![0; length];
            let mut have = 0;
            while have < length {
                match ReadAt::read_at(&self.content, block.0.saturating_add(have as u64), &mut packed[have..])? {
                    0 => break,
                    read => have += read,
                }
            }
            let bytes = packed::unpack(&packed[..have], block.2, self.block.min(8 << 20) as usize)?;
            *last = Some((block.0, bytes));
        }
        let bytes = last.as_ref().and_then(|(_, bytes)| bytes.get(within..)).unwrap_or_default();
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        // A short block ends in zeros.
        buffer[count..].fill(0);
        Ok(buffer.len())
    }
}

impl ReadAt for Virtual {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.size.saturating_sub(offset);
        let within = offset % self.block;
        let most = buffer.len().min(usize::try_from(left.min(self.block - within)).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        match self.locate(offset / self.block)? {
            Block::Zeros => {
                buffer[..most].fill(0);
                Ok(most)
            }
            Block::At(at) => match ReadAt::read_at(&self.content, at.saturating_add(within), &mut buffer[..most])? {
                0 => Err(io::Error::other("a block of the virtual disk lies outside of the image")),
                read => Ok(read),
            },
            Block::Packed(at, length, method) => {
                self.unpack((at, length, method), within as usize, &mut buffer[..most])
            }
        }
    }
}

/// Hands over the disk behind a table.
pub(super) fn hand_over(inspection: &mut Inspection<'_>, disk: Virtual) -> Result<(), End> {
    let size = disk.size;
    inspection.fact("disk_size", size);
    inspection.view(Origin::Decoded, Claim::none(), Arc::new(disk), size).map(|_| ()).ok_or(End::Refused)
}

/// Opens a VHD: fixed ones are a disk with a footer behind it.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let mut at = disk.size().saturating_sub(512);
    let mut footer = disk.some(at, 512);
    if !footer.starts_with(b"conectix") {
        // A dynamic disk has a copy in front, which is all that is left of one that is cut off.
        at = 0;
        footer = disk.some(0, 512);
        inspection.gap(Gap::malformed("the end of the virtual disk is missing; it may be cut off"));
    }
    if footer.len() < 512 {
        return Err(Gap::malformed("the virtual disk is cut off").into());
    }
    let size = big(&footer, 48, 8);
    match big(&footer, 60, 4) {
        2 => files.nameless(inspection, 0, at.min(size.max(512))),
        3 => {
            let header = disk.exact(big(&footer, 16, 8), 1024, "the header of the virtual disk")?;
            if !header.starts_with(b"cxsparse") {
                return Err(Gap::malformed("the virtual disk has no table of its blocks").into());
            }
            let block = big(&header, 32, 4);
            let map = (block / 512).div_ceil(8).next_multiple_of(512);
            let table = Table::Vhd { table: big(&header, 16, 8), entries: big(&header, 28, 4), map };
            hand_over(inspection, Virtual::new(files.artifact, table, block, size)?)
        }
        4 => {
            Err(Gap::unsupported("the virtual disk holds only what differs from another one, which is not here").into())
        }
        _ => Err(Gap::malformed("the virtual disk is of no known kind").into()),
    }
}

/// Opens a VirtualBox disk.
pub(super) fn open_vdi(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let header = disk.exact(0, 512, "the header of the virtual disk")?;
    let (kind, data) = (u32_at(&header, 0x4C), u64::from(u32_at(&header, 0x158)));
    if !matches!(kind, 1 | 2) {
        return Err(
            Gap::unsupported("the virtual disk holds only what differs from another one, which is not here").into()
        );
    }
    let (table, entries) = (u64::from(u32_at(&header, 0x154)), u64::from(u32_at(&header, 0x180)));
    let table = Table::Vdi { table, entries, data };
    let block = u64::from(u32_at(&header, 0x178));
    hand_over(inspection, Virtual::new(files.artifact, table, block, u64_at(&header, 0x170))?)
}
