//! gzip: RFC 1952, <https://www.rfc-editor.org/rfc/rfc1952>.

use std::io;

use flate2::bufread::GzDecoder;

use crate::model::artifact::Artifact;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, is_next};

/// One or more compressed streams in a row.
pub static GZIP: TypeInfo =
    TypeInfo::new("gzip", "gzip archive", Nature::Container, |p| p.starts(MARK) && p.size >= 18)
        .mimes(&["application/gzip", "application/x-gzip"])
        .extensions(&["gz", "tgz", "gzip"])
        .begins("1F 8B 08");

pub(super) static STREAM: Stream = Stream {
    content_type: &GZIP,
    open,
    dictionary: None,
    endings: &[("gz", ""), ("gzip", ""), ("tgz", ".tar"), ("taz", ".tar"), ("svgz", ".svg")],
    name: name_inside,
};

/// How a member begins.
const MARK: &[u8; 3] = b"\x1F\x8B\x08";
/// The longest name that is read from the header; the RFC knows no limit.
const NAME: usize = 1024;

fn open(mut packed: Packed<'_>, _: u64) -> io::Result<Next<'_>> {
    Ok(match is_next(&mut packed, MARK)? {
        true => Next::Member(Box::new(GzDecoder::new(packed))),
        false => Next::Nothing(packed),
    })
}

impl<'a> Member<'a> for GzDecoder<Packed<'a>> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.into_inner())
    }
}

/// The name in the header.
fn name_inside(artifact: &Artifact) -> Option<Name> {
    let bytes = artifact.bytes();
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(u16::from_le_bytes([*bytes.get(10)?, *bytes.get(11)?]));
    }
    if flags & 8 == 0 {
        return None;
    }
    let field = bytes.get(at..bytes.len().min(at + NAME))?;
    let name = &field[..field.iter().position(|b| *b == 0)?];
    // Latin-1 by the RFC, UTF-8 in practice.
    let text = std::str::from_utf8(name).map_or_else(|_| name.iter().map(|b| *b as char).collect(), str::to_owned);
    (!text.is_empty()).then(|| Name::from_text(&text))
}
