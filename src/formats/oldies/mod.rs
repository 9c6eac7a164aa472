//! Archives of the days of DOS: ARJ (`TECHNOTE.TXT` of ARJ), ZOO (`zoo.h` of zoo 2.1) and ACE (the format notes of acefile).
//!
//! No kept crate reads them. Their headers are simple and read here; members that are stored, or packed as LHA packs (ARJ and
//! ZOO took its method over), are unpacked, the others are gaps with names.

mod arj;
mod others;

use std::io::{self, Read};

use delharc::decode::{Decoder, DecoderAny, Lh5Decoder, Lh7Decoder, PassthroughDecoder};

use crate::model::artifact::{Artifact, ContentReader};
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::member::{Members, Place};

static ARJ: TypeInfo = TypeInfo::new("arj", "ARJ archive", Nature::Container, |p| arj::is_arj(p.bytes))
    .mimes(&["application/x-arj"])
    .extensions(&["arj"])
    .begins("60 EA");

static ACE: TypeInfo = TypeInfo::new("ace", "ACE archive", Nature::Container, |p| p.has(7, b"**ACE**"))
    .mimes(&["application/x-ace-compressed"])
    .extensions(&["ace"]);

static ZOO: TypeInfo =
    TypeInfo::new("zoo", "ZOO archive", Nature::Container, |p| p.starts(b"ZOO ") && p.has(20, b"\xDC\xA7\xC4\xFD"))
        .mimes(&["application/x-zoo"])
        .extensions(&["zoo"])
        .begins("5A 4F 4F (\"ZOO\")");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "oldies", types: &[&ARJ, &ACE, &ZOO], rules: &[], inspect: Some(inspect), seeks: true };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    match artifact.content_type.id {
        "arj" => arj::inspect(artifact, inspection),
        "ace" => others::ace(artifact, inspection),
        _ => others::zoo(artifact, inspection),
    }
}

/// Members that are looked at.
const MOST: u64 = 100_000;

/// How a member is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Stored,
    /// As LHA packs since 2.0: `-lh5-`.
    Lh5,
    /// With a larger window: `-lh7-`, which reads smaller ones too.
    Lh7,
    /// Another method, in words.
    Unknown(&'static str),
    Locked,
}

/// A member of any of them.
#[derive(Debug)]
struct Member {
    name: Name,
    header: u64,
    data: u64,
    packed: u64,
    size: u64,
    packing: Packing,
    /// CRC-32 of the unpacked bytes.
    crc: Option<u32>,
}

/// Hands over a member; false when the limits refuse more.
fn one(artifact: &Artifact, inspection: &mut Inspection<'_>, members: &mut Members, member: Member) -> bool {
    use std::io::{Seek as _, SeekFrom};
    let Member { name, header, data, packed, size, packing, crc } = member;
    let place = Place::Byte(header);
    let mut reader = artifact.reader();
    let cut = data.saturating_add(packed) > artifact.size() || reader.seek(SeekFrom::Start(data)).is_err();
    if cut {
        inspection.gap(Gap::malformed(format!("\"{name}\" is cut off")));
    }
    let decoder = match packing {
        Packing::Stored => DecoderAny::PassthroughDecoder(PassthroughDecoder::new(reader.take(packed))),
        Packing::Lh5 => DecoderAny::Lh5Decoder(Lh5Decoder::new(reader.take(packed))),
        Packing::Lh7 => DecoderAny::Lh7Decoder(Lh7Decoder::new(reader.take(packed))),
        Packing::Unknown(method) => {
            inspection.gap(Gap::unsupported(format!("\"{name}\" is packed by a method not known here ({method})")));
            return members.locked(inspection, name, place).is_some();
        }
        Packing::Locked => {
            let gap = Gap::encrypted(format!("\"{name}\" is locked with a password"));
            inspection.gap(gap);
            return members.locked(inspection, name, place).is_some();
        }
    };
    let shown = name.to_string();
    let mut unpacked = Unpacked { decoder, left: size, crc: flate2::Crc::new() };
    let child = members.file(inspection, name, place, &mut unpacked);
    if unpacked.left == 0 && crc.is_some_and(|crc| crc != unpacked.crc.sum()) {
        inspection.gap(Gap::malformed(format!("\"{shown}\" does not bear its checksum")));
    }
    child.is_some()
}

/// Reads what a decoder gives.
struct Unpacked<'a> {
    decoder: DecoderAny<io::Take<ContentReader<'a>>>,
    left: u64,
    crc: flate2::Crc,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Of a block in which the data ends nothing is given, so blocks are small.
        let count = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len()).min(512);
        let Some(part) = buffer.get_mut(..count).filter(|p| !p.is_empty()) else { return Ok(0) };
        self.decoder.fill_buffer(part).map_err(|error| io::Error::other(error.to_string()))?;
        self.crc.update(part);
        self.left -= count as u64;
        Ok(count)
    }
}

/// Bytes from a place on; `None` where they are not all there.
fn bytes(artifact: &Artifact, at: u64, count: usize) -> Option<Vec<u8>> {
    use std::io::{Seek as _, SeekFrom};
    let mut out = Vec::new();
    let mut reader = artifact.reader();
    reader.seek(SeekFrom::Start(at)).ok()?;
    reader.take(count as u64).read_to_end(&mut out).ok()?;
    (out.len() == count).then_some(out)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// A text up to its zero.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.split(|b| *b == 0).next().unwrap_or_default()
}
