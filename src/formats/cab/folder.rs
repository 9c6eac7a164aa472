//! One folder of a cabinet: a row of packed blocks, unpacked as one stream.

use std::io::{self, Read, Seek as _, SeekFrom};

use flate2::{Decompress, FlushDecompress};

use crate::model::artifact::{Artifact, ContentReader};

use super::lzx::Lzx;

/// Deflated blocks refer to so many bytes before them.
const HISTORY: usize = 32 * 1024;

/// How a folder is packed, and the state of unpacking it.
#[derive(Debug)]
pub(super) enum Method {
    Stored,
    /// Deflate, block by block, each knowing what came before it.
    Zip(Decompress, Vec<u8>),
    Lzx(Box<Lzx>),
}

impl Method {
    /// By its number; the name of one that is not known here.
    pub(super) fn of(number: u16) -> Result<Self, String> {
        match number & 15 {
            0 => Ok(Self::Stored),
            1 => Ok(Self::Zip(Decompress::new(false), Vec::new())),
            2 => Err("Quantum".to_owned()),
            3 => Lzx::new(u32::from(number >> 8 & 31))
                .map(|lzx| Self::Lzx(Box::new(lzx)))
                .ok_or_else(|| "LZX with an impossible window".to_owned()),
            n => Err(format!("number {n}")),
        }
    }
}

/// Reads a folder from its start.
#[derive(Debug)]
pub(super) struct Folder<'a> {
    reader: ContentReader<'a>,
    at: u64,
    blocks: u16,
    reserved: u64,
    method: Method,
    out: Vec<u8>,
    read: usize,
    /// Bytes that were read.
    pub(super) position: u64,
    /// Whether a block did not bear its checksum.
    pub(super) wrong: bool,
}

impl<'a> Folder<'a> {
    /// A folder of so many blocks from a place on; `reserved` bytes stand in each block behind its head.
    pub(super) fn new(artifact: &'a Artifact, at: u64, blocks: u16, reserved: u8, method: Method) -> Self {
        let reader = artifact.reader();
        let reserved = reserved.into();
        Self { reader, at, blocks, reserved, method, out: Vec::new(), read: 0, position: 0, wrong: false }
    }

    /// Unpacks the next block; false at the end.
    fn next(&mut self) -> io::Result<bool> {
        let Some(left) = self.blocks.checked_sub(1) else { return Ok(false) };
        self.blocks = left;
        self.reader.seek(SeekFrom::Start(self.at))?;
        let mut head = [0; 8];
        self.reader.read_exact(&mut head)?;
        let sum = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        let (packed, size) = (u16::from_le_bytes([head[4], head[5]]), u16::from_le_bytes([head[6], head[7]]));
        let mut data = Vec::new();
        (&mut self.reader).take(self.reserved + u64::from(packed)).read_to_end(&mut data)?;
        if (data.len() as u64) < self.reserved + u64::from(packed) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += 8 + data.len() as u64;
        self.wrong |= sum != 0 && sum != checksum(&head[4..], &data);
        let data = data.get(usize::try_from(self.reserved).unwrap_or(usize::MAX)..).unwrap_or_default();
        if size == 0 {
            return Err(io::Error::other("it goes on in the next cabinet"));
        }
        self.read = 0;
        self.out = match &mut self.method {
            Method::Stored => data.to_vec(),
            Method::Zip(inflate, history) => inflated(inflate, history, data, size.into())?,
            Method::Lzx(lzx) => lzx.chunk(data, size.into()).map_err(io::Error::other)?,
        };
        Ok(true)
    }
}

impl Read for Folder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read >= self.out.len() {
            if !self.next()? {
                return Ok(0);
            }
        }
        let rest = self.out.get(self.read..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        self.position += count as u64;
        Ok(count)
    }
}

/// One deflated block, which its mark `CK` precedes.
fn inflated(inflate: &mut Decompress, history: &mut Vec<u8>, data: &[u8], size: usize) -> io::Result<Vec<u8>> {
    let packed = data.strip_prefix(b"CK").ok_or_else(|| io::Error::other("a block does not begin with its mark"))?;
    inflate.reset(false);
    if !history.is_empty() {
        inflate.set_dictionary(history)?;
    }
    let mut out = Vec::with_capacity(size);
    inflate.decompress_vec(packed, &mut out, FlushDecompress::Finish)?;
    history.extend_from_slice(&out);
    let old = history.len().saturating_sub(HISTORY);
    history.drain(..old);
    if out.len() < size {
        return Err(io::Error::other("a block gives less than it says"));
    }
    Ok(out)
}

/// The checksum of a block: its words of four bytes in exclusive or, the sizes in its head last.
fn checksum(sizes: &[u8], data: &[u8]) -> u32 {
    let of = |bytes: &[u8]| {
        let words = bytes.chunks_exact(4);
        // What is left over counts from its last byte on.
        let rest = words.remainder().iter().fold(0, |sum: u32, b| sum << 8 | u32::from(*b));
        words.fold(rest, |sum, w| sum ^ u32::from_le_bytes([w[0], w[1], w[2], w[3]]))
    };
    of(data) ^ of(sizes)
}
