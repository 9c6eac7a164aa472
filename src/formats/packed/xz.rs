//! xz: the .xz file format, <https://tukaani.org/xz/xz-file-format.txt>.

use std::io;

use lzma_rust2::XzReader;

use crate::model::types::{Nature, TypeInfo};

use super::{DICTIONARY_KIB, Member, Next, Packed, Stream, is_next, nameless};

/// One or more compressed streams in a row, with zeros between them.
pub static XZ: TypeInfo = TypeInfo::new("xz", "XZ archive", Nature::Container, |p| p.starts(MARK))
    .mimes(&["application/x-xz"])
    .extensions(&["xz", "txz"])
    .begins("FD 37 7A 58 5A");

pub(super) static STREAM: Stream =
    Stream { content_type: &XZ, open, endings: &[("xz", ""), ("txz", ".tar")], name: nameless };

/// How a stream begins.
const MARK: &[u8; 6] = b"\xFD7zXZ\0";

fn open(mut packed: Packed<'_>) -> io::Result<Next<'_>> {
    // Padding: zeros, a multiple of four.
    while is_next(&mut packed, &[0; 4])? {
        packed.seek_relative(4)?;
    }
    if !is_next(&mut packed, MARK)? {
        return Ok(Next::Nothing(packed));
    }
    Ok(Next::Member(Box::new(XzReader::new_mem_limit(packed, false, DICTIONARY_KIB))))
}

impl<'a> Member<'a> for XzReader<Packed<'a>> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.into_inner())
    }
}
