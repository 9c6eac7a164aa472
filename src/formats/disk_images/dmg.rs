//! Disk images of macOS (UDIF, as Apple's hdiutil makes them): a list of packed blocks, in a property list that a footer
//! points to. The disk behind them is looked at without unpacking it first.
//!
//! No crate: isomage reads the list and unpacks nothing, and dmgwiz panics on damaged lists.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;

use crate::model::artifact::{Content, Origin, ReadAt};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::disk::{Disk, big};
use super::files::{End, Files};
use super::packed::{self, Method};

/// Bytes of the property list that are read.
const LIST: u64 = 16 << 20;
/// Blocks of one image.
const BLOCKS: usize = 400_000;
/// The largest block; hdiutil makes them of 256 KiB or 1 MiB.
const BLOCK: u64 = 8 << 20;

/// A block of the disk.
#[derive(Clone, Copy)]
struct Block {
    /// Bytes of the disk.
    from: u64,
    length: u64,
    /// How it is packed: zeros, when in no way.
    method: Option<Method>,
    /// Bytes of the image.
    at: u64,
    packed: u64,
}

/// The disk behind the blocks.
struct Unpacked {
    content: Content,
    blocks: Vec<Block>,
    last: Mutex<Option<(u64, Vec<u8>)>>,
}

/// Opens an image.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let first = disk.some(0, 8);
    if first == b"encrcdsa" || first == b"cdsaencr" {
        return Err(Gap::encrypted("the disk image is locked with a password").into());
    }
    let footer = disk.exact(disk.size().saturating_sub(512), 512, "the footer of the disk image")?;
    let (fork, from, length) = (big(&footer, 24, 8), big(&footer, 216, 8), big(&footer, 224, 8));
    if length == 0 {
        return Err(Gap::unsupported("the disk image is of an old kind that was not opened").into());
    }
    if length > LIST {
        return Err(Gap::limit(LimitKind::Entries, "the list of blocks of the disk image is too long").into());
    }
    let list = disk.exact(from, length as usize, "the list of blocks")?;
    let list = String::from_utf8_lossy(&list);
    let blocks =
        list.split_once("<key>blkx</key>").and_then(|(_, rest)| rest.split_once("</array>")).map(|(list, _)| list);
    let mut all = Vec::new();
    let mut unknown = false;
    for part in blocks.unwrap_or_default().split("<data>").skip(1) {
        let text: String = part.split("</data>").next().unwrap_or_default().split_ascii_whitespace().collect();
        let table = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
        if !table.starts_with(b"mish") {
            inspection.gap(Gap::malformed("a part of the list of blocks is damaged"));
            continue;
        }
        unknown |= read(&table, fork, &mut all)?;
    }
    if all.is_empty() {
        return Err(Gap::malformed("the disk image has no list of its blocks").into());
    }
    if unknown {
        inspection
            .gap(Gap::unsupported("a part of the disk image is packed in a way that was not opened (LZFSE or ADC)"));
    }
    all.sort_by_key(|block| block.from);
    let size = all.last().map_or(0, |block| block.from.saturating_add(block.length));
    inspection.fact("disk_size", size);
    let disk = Unpacked { content: files.artifact.content.clone(), blocks: all, last: Mutex::new(None) };
    inspection.view(Origin::Decoded, Claim::none(), Arc::new(disk), size).map(|_| ()).ok_or(End::Refused)
}

/// Reads one table of blocks; whether some of them are packed in a way that nothing here knows.
fn read(table: &[u8], fork: u64, all: &mut Vec<Block>) -> Result<bool, Gap> {
    let (first, base) = (big(table, 8, 8), fork.saturating_add(big(table, 24, 8)));
    let mut unknown = false;
    for chunk in table.get(204..).unwrap_or_default().as_chunks::<40>().0 {
        let sectors = |at: usize| big(chunk, at, 8).saturating_mul(512);
        let method = match big(chunk, 0, 4) {
            0 | 2 => None,
            1 => Some(Method::Stored),
            0x8000_0005 => Some(Method::Zlib),
            0x8000_0006 => Some(Method::Bzip2),
            0x8000_0008 => Some(Method::Xz),
            0x8000_0004 | 0x8000_0007 => {
                unknown = true;
                continue;
            }
            0xFFFF_FFFF => break,
            _ => continue,
        };
        if all.len() >= BLOCKS {
            return Err(Gap::limit(LimitKind::Entries, "the disk image has too many blocks"));
        }
        let from = first.saturating_mul(512).saturating_add(sectors(8));
        let at = base.saturating_add(big(chunk, 24, 8));
        all.push(Block { from, length: sectors(16), method, at, packed: big(chunk, 32, 8) });
    }
    Ok(unknown)
}

impl ReadAt for Unpacked {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let index = self.blocks.partition_point(|block| block.from <= offset).checked_sub(1);
        let block = index.and_then(|index| self.blocks.get(index)).copied();
        let next = index.map_or(0, |index| index + 1);
        let inside = block.filter(|block| offset - block.from < block.length);
        let end = match (inside, self.blocks.get(next)) {
            (Some(block), _) => block.from.saturating_add(block.length),
            // Between the blocks there is nothing.
            (None, Some(next)) => next.from,
            (None, None) => return Ok(0),
        };
        let most = buffer.len().min(usize::try_from(end - offset).unwrap_or(usize::MAX));
        let buffer = &mut buffer[..most];
        let Some((block, method)) = inside.and_then(|block| Some((block, block.method?))) else {
            buffer.fill(0);
            return Ok(most);
        };
        let within = offset - block.from;
        if method == Method::Stored {
            return match ReadAt::read_at(&self.content, block.at.saturating_add(within), buffer)? {
                0 => Err(io::Error::other("a block of the disk image lies outside of it")),
                read => Ok(read),
            };
        }
        if block.length > BLOCK || block.packed > 2 * BLOCK {
            return Err(io::Error::other("a block of the disk image is too large"));
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_none_or(|(from, _)| *from != block.from) {
            let mut packed = vec![0; block.packed as usize];
            let mut have = 0;
            while have < packed.len() {
                match ReadAt::read_at(&self.content, block.at.saturating_add(have as u64), &mut packed[have..])? {
                    0 => break,
                    read => have += read,
                }
            }
            *last = Some((block.from, packed::unpack(&packed[..have], method, block.length as usize)?));
        }
        let bytes = last.as_ref().and_then(|(_, bytes)| bytes.get(within as usize..)).unwrap_or_default();
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        buffer[count..].fill(0);
        Ok(most)
    }
}
