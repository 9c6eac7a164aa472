//! bzip2: no specification but the program, <https://sourceware.org/bzip2/>. A member takes at most 4 MB of memory.

use std::io;

use bzip2::bufread::BzDecoder;

use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, nameless, peek};

/// One or more compressed streams in a row.
pub static BZIP2: TypeInfo = TypeInfo::new("bzip2", "bzip2 archive", Nature::Container, |p| begins(p.bytes))
    .mimes(&["application/x-bzip2", "application/bzip2"])
    .extensions(&["bz2", "tbz2", "tbz", "bz"])
    .begins("42 5A 68 (\"BZh\")");

pub(super) static STREAM: Stream = Stream {
    content_type: &BZIP2,
    open,
    dictionary: None,
    endings: &[("bz2", ""), ("bz", ""), ("tbz2", ".tar"), ("tbz", ".tar"), ("tb2", ".tar")],
    name: nameless,
};

/// The mark with its block size, then the mark of a block or of the end.
fn begins(bytes: &[u8]) -> bool {
    let Some([b'B', b'Z', b'h', b'1'..=b'9', block @ ..]) = bytes.get(..10) else { return false };
    block == b"1AY&SY" || block == b"\x17rE8P\x90"
}

fn open(mut packed: Packed<'_>, _: u64) -> io::Result<Next<'_>> {
    let (bytes, filled) = peek::<10>(&mut packed)?;
    Ok(match begins(&bytes[..filled]) {
        true => Next::Member(Box::new(BzDecoder::new(packed))),
        false => Next::Nothing(packed),
    })
}

impl<'a> Member<'a> for BzDecoder<Packed<'a>> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.into_inner())
    }
}
