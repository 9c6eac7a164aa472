//! LZ4 frames: <https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md>. The crate reads the frames of today; those
//! of the first version are read here around its block decoder, because the crate knows neither where one of them ends
//! nor blocks that did not become smaller.

use std::io::{self, ErrorKind, Read};

use lz4_flex::block::decompress_into;
use lz4_flex::frame::FrameDecoder;

use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, is_behind_skippable, nameless, peek, skippable};

/// Frames in a row, with parts between them that are skipped.
pub static LZ4: TypeInfo = TypeInfo::new("lz4", "LZ4 archive", Nature::Container, |p| {
    p.starts(MARK) || p.starts(LEGACY) && p.size >= 8 || is_behind_skippable(p.bytes, MARK)
})
.mimes(&["application/x-lz4"])
.extensions(&["lz4", "tlz4"])
.begins("04 22 4D 18");

pub(super) static STREAM: Stream =
    Stream { content_type: &LZ4, open, dictionary: None, endings: &[("lz4", ""), ("tlz4", ".tar")], name: nameless };

/// How a frame begins.
const MARK: &[u8; 4] = b"\x04\x22\x4D\x18";
/// How a frame of the first version begins.
const LEGACY: &[u8; 4] = b"\x02\x21\x4C\x18";
/// The unpacked size of a block of the first version.
const BLOCK: usize = 8 << 20;
/// The packed size of such a block at most.
const PACKED: usize = BLOCK + BLOCK / 255 + 16;

fn open(mut packed: Packed<'_>, _: u64) -> io::Result<Next<'_>> {
    if let Some(length) = skippable(&mut packed)? {
        return Ok(Next::Skip(packed, length));
    }
    let (head, filled) = peek::<5>(&mut packed)?;
    if head.starts_with(MARK) && filled == 5 {
        if head[4] & 1 != 0 {
            return Err(io::Error::new(ErrorKind::Unsupported, "it needs a dictionary that is not part of it"));
        }
        return Ok(Next::Member(Box::new(Frame(FrameDecoder::new(Watched { inner: packed, dry: false })))));
    }
    if head.starts_with(LEGACY) && filled >= 4 {
        packed.seek_relative(4)?;
        return Ok(Next::Member(Box::new(Legacy { packed, block: Vec::new(), given: 0 })));
    }
    Ok(Next::Nothing(packed))
}

/// One frame.
struct Frame<'a>(FrameDecoder<Watched<'a>>);

/// Remembers whether the decoder asked for more than there is: it takes a missing block for the end.
struct Watched<'a> {
    inner: Packed<'a>,
    dry: bool,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.dry |= read == 0 && !buffer.is_empty();
        Ok(read)
    }
}

impl Read for Frame<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<'a> Member<'a> for Frame<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        let watched = self.0.into_inner();
        match watched.dry {
            true => Err(io::Error::new(ErrorKind::UnexpectedEof, "the end mark of a frame is missing")),
            false => Ok(watched.inner),
        }
    }
}

/// A frame of the first version: blocks with their packed sizes, up to the end or to the mark of another frame.
struct Legacy<'a> {
    packed: Packed<'a>,
    block: Vec<u8>,
    given: usize,
}

impl Legacy<'_> {
    /// Unpacks the next block; false at the end.
    fn next(&mut self) -> io::Result<bool> {
        let (size, filled) = peek::<4>(&mut self.packed)?;
        let size = u32::from_le_bytes(size) as usize;
        // The mark of another frame is larger than any block.
        if filled == 0 || size > PACKED {
            return Ok(false);
        }
        if filled < 4 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.packed.seek_relative(4)?;
        let mut source = Vec::new();
        self.packed.by_ref().take(size as u64).read_to_end(&mut source)?;
        if source.len() < size {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.block.resize(BLOCK, 0);
        self.given = 0;
        let unpacked = decompress_into(&source, &mut self.block).map_err(io::Error::other)?;
        self.block.truncate(unpacked);
        Ok(true)
    }
}

impl Read for Legacy<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.block.len() {
            if !self.next()? {
                return Ok(0);
            }
        }
        let count = buffer.len().min(self.block.len() - self.given);
        buffer[..count].copy_from_slice(&self.block[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

impl<'a> Member<'a> for Legacy<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.packed)
    }
}
