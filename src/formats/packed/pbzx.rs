//! pbzx: chunks of xz, as macOS packs the payload of its installer packages. Not documented by Apple; described by those
//! who unpack it (<https://gist.github.com/pudquick/ff412bcb29c9c1fa4b8d>).

use std::io::{self, Read, Seek as _};

use lzma_rust2::XzReader;

use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, kib, nameless, peek, xz};

/// Chunks in a row.
pub static PBZX: TypeInfo = TypeInfo::new("pbzx", "pbzx archive", Nature::Container, |p| p.starts(MARK) && p.size > 28)
    .begins("70 62 7A 78 (\"pbzx\")");

pub(super) static STREAM: Stream = Stream {
    content_type: &PBZX,
    open,
    dictionary: Some(|artifact| xz::dictionary(&artifact.window(HEAD, xz::HEAD))),
    endings: &[],
    name: nameless,
};

/// How it begins; the unpacked size of a chunk follows in eight bytes.
const MARK: &[u8; 4] = b"pbzx";
/// What stands before the first chunk: the mark, then the sizes.
const HEAD: u64 = 28;
/// No chunk is larger, in bytes.
const CHUNK: u64 = 1 << 30;

fn open(mut packed: Packed<'_>, most: u64) -> io::Result<Next<'_>> {
    if packed.stream_position()? == 0 {
        packed.seek_relative(12)?;
    }
    // The unpacked and the packed size, and what the chunk begins with.
    let (head, filled) = peek::<22>(&mut packed)?;
    let number = |from: usize| head[from..from + 8].iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
    let (unpacked, length) = (number(0), number(8));
    if filled < 17 || unpacked > CHUNK || length == 0 || length > unpacked.max(1) + (1 << 20) {
        return Ok(Next::Nothing(packed));
    }
    packed.seek_relative(16)?;
    Ok(match head[16..].starts_with(b"\xFD7zXZ\0") {
        true => Next::Member(Box::new(XzReader::new_mem_limit(packed, false, kib(most)))),
        false => Next::Member(Box::new(Stored { packed, left: length })),
    })
}

/// A chunk that did not become smaller.
struct Stored<'a> {
    packed: Packed<'a>,
    left: u64,
}

impl Read for Stored<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.packed.read(&mut buffer[..most])?;
        if read == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl<'a> Member<'a> for Stored<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.packed)
    }
}
