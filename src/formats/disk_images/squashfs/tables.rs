//! The packed tables of an image: nodes, folders and shared ends of files.

use std::collections::HashMap;

use crate::model::gap::Gap;

use super::super::disk::{Disk, u16_at, u32_at, u64_at};
use super::super::packed::{self, Method};

/// Blocks of tables have so many bytes unpacked.
const BLOCK: usize = 8192;
/// So many unpacked blocks are kept.
const KEPT: usize = 256;
/// Bytes of one folder that are read.
const FOLDER: usize = 8 << 20;

/// What a node is.
pub(super) enum Node {
    Folder {
        block: u32,
        offset: u16,
        size: usize,
    },
    File(File),
    /// Links, devices, pipes.
    Other,
}

/// Where the bytes of a file are.
pub(super) struct File {
    pub(super) start: u64,
    pub(super) size: u64,
    pub(super) fragment: u32,
    pub(super) offset: u32,
    /// Where the list of the sizes of its blocks stands, and how many there are.
    pub(super) list: (u64, usize),
    pub(super) sizes: usize,
}

/// The tables of an image.
pub(super) struct Tables {
    pub(super) method: Method,
    block: u64,
    nodes: u64,
    folders: u64,
    fragments: u64,
    count: u32,
    /// Unpacked blocks, and where the next one stands.
    kept: HashMap<u64, (Vec<u8>, u64)>,
}

impl Tables {
    pub(super) fn new(method: Method, first: &[u8]) -> Self {
        Self {
            method,
            block: u64::from(u32_at(first, 12)),
            nodes: u64_at(first, 64),
            folders: u64_at(first, 72),
            fragments: u64_at(first, 80),
            count: u32_at(first, 16),
            kept: HashMap::new(),
        }
    }

    /// The byte of the image at which a node's block stands.
    pub(super) fn byte(&self, node: u64) -> u64 {
        self.nodes.saturating_add(node >> 16)
    }

    /// Reads a node: the block it is in, and its place there.
    pub(super) fn node(&mut self, disk: &mut Disk<'_>, node: u64) -> Result<Node, Gap> {
        let place = (self.byte(node), (node & 0xFFFF) as usize);
        let bytes = self.some(disk, place, 64)?;
        let file = |start, size: u64, fragment, offset, skip| {
            let blocks = if fragment == u32::MAX { size.div_ceil(self.block) } else { size / self.block };
            let sizes = usize::try_from(blocks).unwrap_or(usize::MAX);
            Node::File(File { start, size, fragment, offset, list: (place.0, place.1 + skip), sizes })
        };
        let number = |at: usize| u32_at(&bytes, at);
        Ok(match u16_at(&bytes, 0) {
            1 => Node::Folder { block: number(16), offset: u16_at(&bytes, 26), size: usize::from(u16_at(&bytes, 24)) },
            8 => Node::Folder { block: number(24), offset: u16_at(&bytes, 34), size: number(20) as usize },
            2 => file(u64::from(number(16)), u64::from(number(28)), number(20), number(24), 32),
            9 => file(u64_at(&bytes, 16), u64_at(&bytes, 24), number(44), number(48), 56),
            3..=7 | 10..=14 => Node::Other,
            _ => return Err(Gap::malformed("what describes it is damaged")),
        })
    }

    /// Reads a folder: names, and the nodes that they name.
    pub(super) fn folder(
        &mut self,
        disk: &mut Disk<'_>,
        block: u32,
        offset: u16,
        size: usize,
    ) -> Result<Vec<(Vec<u8>, u64)>, Gap> {
        // The size counts three bytes that are not there.
        let size = size.saturating_sub(3);
        if size > FOLDER {
            return Err(Gap::malformed("a folder of the image declares an absurd size"));
        }
        let place = (self.folders.saturating_add(u64::from(block)), usize::from(offset));
        let bytes = self.bytes(disk, place, size)?;
        let (mut out, mut at) = (Vec::new(), 0);
        while at + 12 <= bytes.len() {
            let (count, block) = (u32_at(&bytes, at), u64::from(u32_at(&bytes, at + 4)));
            at += 12;
            for _ in 0..=count.min(256) {
                let length = usize::from(u16_at(&bytes, at + 6)) + 1;
                let Some(name) = bytes.get(at + 8..at + 8 + length) else {
                    return Err(Gap::malformed("a folder of the image is damaged"));
                };
                out.push((name.to_vec(), block << 16 | u64::from(u16_at(&bytes, at))));
                at += 8 + length;
            }
        }
        Ok(out)
    }

    /// Where a shared block of ends stands, and its size.
    pub(super) fn fragment(&mut self, disk: &mut Disk<'_>, index: u32) -> Result<(u64, u32), Gap> {
        let damaged = || Gap::malformed("the end of it is in a block that is not there");
        if index >= self.count {
            return Err(damaged());
        }
        let list = self.fragments.checked_add(u64::from(index / 512) * 8).and_then(|at| disk.field(at, 8));
        let bytes = self.bytes(disk, (list.ok_or_else(damaged)?, (index % 512) as usize * 16), 16)?;
        Ok((u64_at(&bytes, 0), u32_at(&bytes, 8)))
    }

    /// Exactly these bytes of a table.
    pub(super) fn bytes(&mut self, disk: &mut Disk<'_>, place: (u64, usize), length: usize) -> Result<Vec<u8>, Gap> {
        let bytes = self.some(disk, place, length)?;
        match bytes.len() == length {
            true => Ok(bytes),
            false => Err(Gap::malformed("a table of the image ends too early")),
        }
    }

    /// Up to so many bytes of a table, from a place in a block on.
    fn some(&mut self, disk: &mut Disk<'_>, place: (u64, usize), length: usize) -> Result<Vec<u8>, Gap> {
        let (mut at, mut offset) = place;
        let mut out = Vec::new();
        // A list of sizes may begin behind the end of its block.
        while out.len() < length {
            let Some((block, next)) = self.unpacked(disk, at) else { break };
            let part = block.get(offset..).unwrap_or_default();
            out.extend(part.iter().take(length - out.len()));
            offset = offset.saturating_sub(block.len());
            at = *next;
            // Only the last block of a table is short.
            if block.len() < BLOCK {
                break;
            }
        }
        match out.is_empty() && length > 0 {
            true => Err(Gap::malformed("a table of the image is damaged")),
            false => Ok(out),
        }
    }

    fn unpacked(&mut self, disk: &mut Disk<'_>, at: u64) -> Option<&(Vec<u8>, u64)> {
        if !self.kept.contains_key(&at) {
            let header = disk.field(at, 2)? as u16;
            let packed = disk.some(at.checked_add(2)?, usize::from(header & 0x7FFF));
            let method = if header & 0x8000 == 0 { self.method } else { Method::Stored };
            let bytes = packed::unpack(&packed, method, BLOCK).ok().filter(|bytes| !bytes.is_empty())?;
            if self.kept.len() >= KEPT {
                self.kept.clear();
            }
            self.kept.insert(at, (bytes, at + 2 + u64::from(header & 0x7FFF)));
        }
        self.kept.get(&at)
    }
}
