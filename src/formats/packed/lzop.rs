//! lzop: <https://www.lzop.org/>, its source `src/lzop.c` and `src/conf.h`. No crate reads it.

use std::io::{self, ErrorKind, Read};

use crate::model::artifact::Artifact;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, is_next, lzo};

/// Members in a row.
pub static LZOP: TypeInfo = TypeInfo::new("lzop", "lzop archive", Nature::Container, |p| p.starts(MARK))
    .mimes(&["application/x-lzop"])
    .extensions(&["lzo", "tzo"])
    .begins("89 4C 5A 4F");

pub(super) static STREAM: Stream =
    Stream { content_type: &LZOP, open, dictionary: None, endings: &[("lzo", ""), ("tzo", ".tar")], name: name_inside };

/// How a member begins.
const MARK: &[u8; 9] = b"\x89LZO\0\r\n\x1A\n";
/// The largest block, unpacked, in bytes.
const BLOCK: usize = 64 << 20;

/// What a header says that matters here.
struct Header {
    flags: u32,
    name: Vec<u8>,
}

/// Reads a header, behind its mark.
fn header(input: &mut impl Read) -> io::Result<Header> {
    let version = u16::from_be_bytes(take(input)?);
    take::<2>(input)?;
    let new = version >= 0x0940;
    if new {
        take::<2>(input)?;
    }
    let [method] = take(input)?;
    if !(1..=3).contains(&method) {
        return Err(io::Error::new(ErrorKind::Unsupported, format!("method {method} is not known")));
    }
    if new {
        take::<1>(input)?;
    }
    let flags = u32::from_be_bytes(take(input)?);
    if flags & 0x800 != 0 {
        return Err(io::Error::new(ErrorKind::Unsupported, "a filter is used"));
    }
    // Mode and time.
    take::<8>(input)?;
    if new {
        take::<4>(input)?;
    }
    let [length] = take(input)?;
    let mut name = Vec::new();
    input.by_ref().take(u64::from(length)).read_to_end(&mut name)?;
    // The checksum of the header.
    take::<4>(input)?;
    if flags & 0x40 != 0 {
        let length = u64::from(u32::from_be_bytes(take(input)?));
        io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        take::<4>(input)?;
    }
    Ok(Header { flags, name })
}

fn take<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn open(mut packed: Packed<'_>, _: u64) -> io::Result<Next<'_>> {
    if !is_next(&mut packed, MARK)? {
        return Ok(Next::Nothing(packed));
    }
    packed.seek_relative(9)?;
    let Header { flags, .. } = header(&mut packed)?;
    Ok(Next::Member(Box::new(Blocks { packed, flags, block: Vec::new(), given: 0, ended: false })))
}

/// The name in the header of the first member.
fn name_inside(artifact: &Artifact) -> Option<Name> {
    let name = header(&mut artifact.bytes().get(MARK.len()..)?).ok()?.name;
    (!name.is_empty()).then(|| Name::from_bytes(&name))
}

/// One member.
struct Blocks<'a> {
    packed: Packed<'a>,
    flags: u32,
    block: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Blocks<'_> {
    /// Unpacks the next block; the last one has no bytes.
    fn next(&mut self) -> io::Result<()> {
        let wrong = |what| io::Error::new(ErrorKind::InvalidData, what);
        let size = u32::from_be_bytes(take(&mut self.packed)?) as usize;
        if size == 0 {
            self.ended = true;
            return Ok(());
        }
        let length = u32::from_be_bytes(take(&mut self.packed)?) as usize;
        if size > BLOCK || length > size {
            return Err(wrong("a block has an impossible size"));
        }
        // Checksums: of the content by Adler and by CRC, then the same of the packed bytes where they differ.
        let mut sum = |flag: u32| -> io::Result<Option<u32>> {
            Ok(match self.flags & flag {
                0 => None,
                _ => Some(u32::from_be_bytes(take(&mut self.packed)?)),
            })
        };
        let (adler, crc) = (sum(0x1)?, sum(0x100)?);
        if length < size {
            sum(0x2)?;
            sum(0x200)?;
        }
        let mut source = Vec::new();
        self.packed.by_ref().take(length as u64).read_to_end(&mut source)?;
        if source.len() < length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.given = 0;
        match length < size {
            true => lzo::unpack(&source, size, &mut self.block)?,
            false => self.block = source,
        }
        let mut own = flate2::Crc::new();
        own.update(&self.block);
        if crc.is_some_and(|crc| crc != own.sum()) || adler.is_some_and(|sum| sum != adler32(&self.block)) {
            return Err(wrong("the checksum of a block is wrong"));
        }
        Ok(())
    }
}

/// RFC 1950, 8.2.
fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1u32, 0u32);
    // So many bytes until the sums could overflow.
    for part in bytes.chunks(5552) {
        for byte in part {
            a += u32::from(*byte);
            b += a;
        }
        a %= 65_521;
        b %= 65_521;
    }
    b << 16 | a
}

impl Read for Blocks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.block.len() && !self.ended {
            self.block.clear();
            self.given = 0;
            self.next()?;
        }
        let count = buffer.len().min(self.block.len() - self.given);
        buffer[..count].copy_from_slice(&self.block[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

impl<'a> Member<'a> for Blocks<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.packed)
    }
}
