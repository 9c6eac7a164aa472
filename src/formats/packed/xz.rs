//! xz: the .xz file format, <https://tukaani.org/xz/xz-file-format.txt>.

use std::io;

use lzma_rust2::XzReader;

use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, is_next, kib, nameless};

/// One or more compressed streams in a row, with zeros between them.
pub static XZ: TypeInfo = TypeInfo::new("xz", "XZ archive", Nature::Container, |p| p.starts(MARK))
    .mimes(&["application/x-xz"])
    .extensions(&["xz", "txz"])
    .begins("FD 37 7A 58 5A");

pub(super) static STREAM: Stream = Stream {
    content_type: &XZ,
    open,
    dictionary: Some(|artifact| dictionary(&artifact.window(0, HEAD))),
    endings: &[("xz", ""), ("txz", ".tar")],
    name: nameless,
};

/// How a stream begins.
const MARK: &[u8; 6] = b"\xFD7zXZ\0";
/// The header of a stream and the longest one of a block, in bytes.
pub(in crate::formats) const HEAD: usize = 12 + 1024;

/// The dictionary that the first block of a stream asks for, in bytes, by the beginning of the stream.
pub(in crate::formats) fn dictionary(stream: &[u8]) -> Option<u64> {
    /// The filter LZMA2.
    const LZMA2: u64 = 0x21;
    let block = stream.get(12..)?;
    let (length, flags) = (4 * (usize::from(*block.first()?) + 1), *block.get(1)?);
    let mut rest = block.get(2..length)?;
    // The packed and the unpacked size, where they are told.
    for told in [0x40, 0x80] {
        if flags & told != 0 {
            number(&mut rest)?;
        }
    }
    for _ in 0..=flags & 3 {
        let (id, length) = (number(&mut rest)?, number(&mut rest)?);
        let (properties, next) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        if id == LZMA2 {
            let bits = u32::from(*properties.first()?).min(40);
            return Some(u64::from(2 | bits & 1) << (bits / 2 + 11));
        }
        rest = next;
    }
    None
}

/// A number of up to nine bytes, seven bits in each.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7F) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn open(mut packed: Packed<'_>, most: u64) -> io::Result<Next<'_>> {
    // Padding: zeros, a multiple of four.
    while is_next(&mut packed, &[0; 4])? {
        packed.seek_relative(4)?;
    }
    if !is_next(&mut packed, MARK)? {
        return Ok(Next::Nothing(packed));
    }
    Ok(Next::Member(Box::new(XzReader::new_mem_limit(packed, false, kib(most)))))
}

impl<'a> Member<'a> for XzReader<Packed<'a>> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.into_inner())
    }
}
