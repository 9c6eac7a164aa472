//! SquashFS 4.0 (Linux' Documentation/filesystems/squashfs.rst): snaps, firmware and live systems.
//!
//! No crate: backhand loads all of an image's tables at the sizes that they declare, and isomage unpacks nothing.

mod tables;

use std::collections::{HashSet, VecDeque};
use std::io::{self, Read};

use crate::formats::member::Kind;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::disk::{Disk, u16_at, u32_at, u64_at};
use super::files::{End, Entry, Files, Folder, join};
use super::packed::{self, Method};

use tables::{Node, Tables};

/// Blocks of one file: at the usual 128 KiB that is 64 GiB.
const BLOCKS: u64 = 500_000;

/// Opens an image.
pub(super) fn open(disk: &mut Disk<'_>, inspection: &mut Inspection<'_>, files: &mut Files<'_>) -> Result<(), End> {
    let block = disk.exact(0, 96, "the first block")?;
    if !block.starts_with(b"hsqs") || u16_at(&block, 28) != 4 {
        return Err(Gap::unsupported("the image is of an old version, or made for another kind of computer").into());
    }
    let method = match u16_at(&block, 20) {
        1 => Method::Zlib,
        2 => Method::Lzma,
        4 => Method::Xz,
        5 => Method::Lz4,
        6 => Method::Zstd,
        _ => return Err(Gap::unsupported("the image is packed in a way that was not opened").into()),
    };
    let size = u32_at(&block, 12);
    if !(4096..=1 << 20).contains(&size) {
        return Err(Gap::malformed("the blocks of the image have an absurd size").into());
    }
    if u64_at(&block, 40) > disk.size() {
        inspection.gap(Gap::malformed("the image is cut off"));
    }
    let mut tables = Tables::new(method, &block);
    let root = u64_at(&block, 32);
    let mut visited = HashSet::from([root]);
    let mut folders = VecDeque::from([Folder { place: root, path: Vec::new(), hidden: false }]);
    let mut broken = None;
    while let Some(folder) = folders.pop_front() {
        inspection.check_time()?;
        let listed = match tables.node(disk, folder.place) {
            Ok(Node::Folder { block, offset, size }) => tables.folder(disk, block, offset, size),
            Ok(_) => Err(Gap::malformed("a folder of the image is none")),
            Err(gap) => Err(gap),
        };
        let listed = match listed {
            Ok(listed) => listed,
            Err(gap) => {
                broken.get_or_insert(gap);
                continue;
            }
        };
        for (name, place) in listed {
            files.entry(inspection)?;
            let entry = Entry { path: join(&folder.path, &name), at: tables.byte(place), hidden: false };
            match tables.node(disk, place) {
                Err(gap) => files.closed(inspection, &entry, &gap)?,
                Ok(Node::Folder { .. }) => {
                    if files.folder(inspection, &entry) && visited.insert(place) {
                        folders.push_back(Folder { place, path: entry.path, hidden: false });
                    }
                }
                // Links and devices are at home on the disk of a system: nothing is unpacked through them.
                Ok(Node::Other) => files.special(inspection, &entry, Kind::Link("")),
                Ok(Node::File(file)) if file.sizes as u64 > BLOCKS => {
                    let words =
                        format!("\"{}\" has too many blocks; it was not read", Name::from_bytes(&entry.path).text());
                    files.closed(inspection, &entry, &Gap::limit(LimitKind::Entries, words))?;
                }
                Ok(Node::File(file)) => match Content::of(disk, &mut tables, &file, u64::from(size)) {
                    Ok(mut content) => files.stream(inspection, &entry, &mut content)?,
                    Err(gap) => files.closed(inspection, &entry, &gap)?,
                },
            }
        }
    }
    broken.map_or(Ok(()), |gap| Err(gap.into()))
}

/// Reads a file block by block.
struct Content<'d, 'a> {
    disk: &'d mut Disk<'a>,
    method: Method,
    block: u64,
    at: u64,
    sizes: std::vec::IntoIter<u32>,
    tail: Vec<u8>,
    left: u64,
    ready: Vec<u8>,
    given: usize,
}

impl<'d, 'a> Content<'d, 'a> {
    fn of(disk: &'d mut Disk<'a>, tables: &mut Tables, file: &tables::File, block: u64) -> Result<Self, Gap> {
        let list = tables.bytes(disk, file.list, file.sizes * 4)?;
        let sizes: Vec<u32> = list.as_chunks::<4>().0.iter().map(|size| u32::from_le_bytes(*size)).collect();
        let method = tables.method;
        let mut tail = Vec::new();
        if file.fragment != u32::MAX {
            // The ends of small files share a block.
            let (at, size) = tables.fragment(disk, file.fragment)?;
            let shared = unpack(disk, at, size, method, block).map_err(|e| Gap::malformed(e.to_string()))?;
            let length = (file.size % block) as usize;
            tail = shared.get(file.offset as usize..).unwrap_or_default().iter().take(length).copied().collect();
        }
        let (at, left) = (file.start, file.size);
        Ok(Self { disk, method, block, at, sizes: sizes.into_iter(), tail, left, ready: Vec::new(), given: 0 })
    }
}

impl Read for Content<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        if self.given == self.ready.len() {
            self.given = 0;
            self.ready = match self.sizes.next() {
                Some(0) => vec![0; self.left.min(self.block) as usize],
                Some(size) => {
                    let bytes = unpack(self.disk, self.at, size, self.method, self.block)?;
                    self.at = self.at.saturating_add(u64::from(size & 0xFF_FFFF));
                    bytes
                }
                None => std::mem::take(&mut self.tail),
            };
            if self.ready.is_empty() {
                return Err(io::Error::other("the image names fewer blocks than the file is long"));
            }
        }
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = most.min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        self.left -= count as u64;
        Ok(count)
    }
}

/// Unpacks a block of the image: the highest bit but seven says that it is stored.
fn unpack(disk: &mut Disk<'_>, at: u64, size: u32, method: Method, most: u64) -> io::Result<Vec<u8>> {
    let packed = disk.some(at, (size & 0xFF_FFFF) as usize);
    if packed.is_empty() {
        return Err(io::Error::other("it lies outside of the image"));
    }
    let method = if size & 0x100_0000 == 0 { method } else { Method::Stored };
    packed::unpack(&packed, method, most as usize)
}
