//! LZMA with the old header of 13 bytes (<https://tukaani.org/xz/> `doc/lzma-file-format.txt`), and lzip, which puts the
//! same into members with checksums (<https://www.nongnu.org/lzip/manual/lzip_manual.html#File-format>).
//!
//! The crate's own lzip reader takes bytes behind the last member for damage and knows no limit for the dictionary, so
//! the header and the trailer of a member are read here.

use std::io::{self, ErrorKind, Read};

use flate2::Crc;
use lzma_rust2::LzmaReader;

use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, nameless, peek};

/// Members in a row.
pub static LZIP: TypeInfo = TypeInfo::new("lzip", "lzip archive", Nature::Container, |p| {
    p.starts(b"LZIP") && matches!(p.bytes.get(4), Some(0 | 1))
})
.mimes(&["application/x-lzip", "application/lzip"])
.extensions(&["lz", "tlz"])
.begins("4C 5A 49 50 (\"LZIP\")");

/// One stream.
pub static LZMA: TypeInfo = TypeInfo::new("lzma", "LZMA archive", Nature::Container, |p| is_lzma(p.bytes))
    .mimes(&["application/x-lzma"])
    .extensions(&["lzma"])
    .begins("5D 00 00");

pub(super) static STREAM: Stream = Stream {
    content_type: &LZMA,
    open,
    dictionary: Some(|artifact| alone(&artifact.window(0, 14))),
    endings: &[("lzma", ""), ("tlz", ".tar")],
    name: nameless,
};

pub(super) static LZIP_STREAM: Stream = Stream {
    content_type: &LZIP,
    open: open_lzip,
    dictionary: Some(|artifact| artifact.window(5, 1).first().map(|size| dictionary(*size))),
    endings: &[("lz", ""), ("lzip", ""), ("tlz", ".tar")],
    name: nameless,
};

/// The old header has no mark: properties, a dictionary size that programs write, an unpacked size that can be. Other
/// properties than the usual ones are taken with a size of "unknown" only, which is a mark of eight bytes.
fn is_lzma(bytes: &[u8]) -> bool {
    let Some(&[properties, a, b, c, d, ref size @ ..]) = bytes.get(..13) else { return false };
    let dictionary = u32::from_le_bytes([a, b, c, d]);
    let power = dictionary >= 4096 && dictionary.is_power_of_two();
    let usual = dictionary == u32::MAX || power || dictionary >= 4096 && dictionary % (3 << 10) == 0;
    let unknown = size.iter().all(|b| *b == 0xFF);
    // Bits of context: those before and those of the place are four at most in what programs write.
    let possible = properties < 225 && properties % 9 + properties / 9 % 5 <= 4;
    let sound = match properties {
        0x5D => usual && (unknown || size[5..] == [0; 3]),
        _ => possible && power && unknown,
    };
    sound && bytes.get(13) == Some(&0)
}

/// The dictionary that a header of the old form asks for, in bytes.
pub(in crate::formats) fn alone(header: &[u8]) -> Option<u64> {
    let declared = u32::from_le_bytes(header.get(1..5)?.try_into().ok()?);
    let size = u64::from_le_bytes(header.get(5..13)?.try_into().ok()?);
    // Some programs declare a dictionary of 4 GiB and use no more than the file is long.
    Some(u64::from(declared).min(size))
}

/// The dictionary of a member of an lzip file, in bytes: a power of two less some sixteenths of it.
fn dictionary(size: u8) -> u64 {
    let base = 1u64 << (size & 0x1F);
    base - base / 16 * u64::from(size >> 5)
}

fn too_large(dictionary: u64) -> io::Error {
    io::Error::new(ErrorKind::OutOfMemory, format!("{dictionary} bytes"))
}

/// A stream of the old form, if one begins here. Only the first bytes can be one: it has no mark, so what stands behind
/// its end is never taken for another.
fn open(mut packed: Packed<'_>, most: u64) -> io::Result<Next<'_>> {
    let (header, filled) = peek::<14>(&mut packed)?;
    let at_start = io::Seek::stream_position(&mut packed)? == 0;
    if !at_start || !is_lzma(&header[..filled]) {
        return Ok(Next::Nothing(packed));
    }
    let [properties, _, _, _, _, size @ ..] = header;
    let size = u64::from_le_bytes(size[..8].try_into().unwrap_or_default());
    let dictionary = alone(&header).unwrap_or(u64::MAX);
    if dictionary > most {
        return Err(too_large(dictionary));
    }
    packed.seek_relative(13)?;
    let dictionary = u32::try_from(dictionary).unwrap_or(0);
    let mut reader = LzmaReader::new_with_props(packed, size, properties, dictionary, None)?;
    reader.set_defer_errors(true);
    Ok(Next::Member(Box::new(Alone(reader))))
}

/// The one stream of the old form.
struct Alone<'a>(LzmaReader<Packed<'a>>);

impl Read for Alone<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<'a> Member<'a> for Alone<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        behind(self.0)
    }
}

/// The packed bytes behind what a decoder used; it reads ahead.
fn behind(reader: LzmaReader<Packed<'_>>) -> io::Result<Packed<'_>> {
    let (mut packed, unused) = reader.into_parts();
    packed.seek_relative(-i64::try_from(unused.len()).unwrap_or(0))?;
    Ok(packed)
}

fn open_lzip(mut packed: Packed<'_>, most: u64) -> io::Result<Next<'_>> {
    let (header, filled) = peek::<6>(&mut packed)?;
    let [b'L', b'Z', b'I', b'P', version, size] = header else { return Ok(Next::Nothing(packed)) };
    if filled < 6 || version > 1 {
        return Ok(Next::Nothing(packed));
    }
    let dictionary = dictionary(size);
    if !(4096..=512 << 20).contains(&dictionary) {
        return Err(io::Error::new(ErrorKind::InvalidData, "the dictionary of a member has an impossible size"));
    }
    if dictionary > most {
        return Err(too_large(dictionary));
    }
    packed.seek_relative(6)?;
    let dictionary = u32::try_from(dictionary).unwrap_or(0);
    let mut reader = LzmaReader::new(packed, u64::MAX, 3, 0, 2, dictionary, None)?;
    reader.set_defer_errors(true);
    Ok(Next::Member(Box::new(Lzip { reader, crc: Crc::new(), size: 0, version })))
}

/// One member of an lzip file.
struct Lzip<'a> {
    reader: LzmaReader<Packed<'a>>,
    crc: Crc,
    size: u64,
    version: u8,
}

impl Read for Lzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.crc.update(&buffer[..read]);
        self.size = self.size.wrapping_add(read as u64);
        Ok(read)
    }
}

impl<'a> Member<'a> for Lzip<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        let mut packed = behind(self.reader)?;
        let mut trailer = [0; 20];
        // The first version has no member size.
        let trailer = &mut trailer[..if self.version == 0 { 12 } else { 20 }];
        packed.read_exact(trailer)?;
        if trailer[..4] != self.crc.sum().to_le_bytes() || trailer[4..12] != self.size.to_le_bytes() {
            return Err(io::Error::new(ErrorKind::InvalidData, "a checksum or size at the end of a member is wrong"));
        }
        Ok(packed)
    }
}
