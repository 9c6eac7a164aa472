//! Compressed streams: one file each, often of several members that unpackers give as one. Every kind says how its next
//! member is opened; the reading, the naming and what stands behind the end are the same for all.

pub mod bzip2;
pub mod compress;
pub mod gzip;
mod joined;
pub mod lz4;
pub mod lzma;
mod lzo;
pub mod lzop;
pub mod pbzx;
pub mod xz;
pub mod zstd;

use std::io::{self, BufReader, Read};

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::TypeInfo;

use super::{disk_images, member, stray};
use joined::{Joined, Member, Next, Packed, Timed, is_next, peek, refusal};

pub(in crate::formats) use joined::part;

/// The registry row.
pub static FORMAT: Format = Format {
    name: "packed",
    types: &[
        &gzip::GZIP,
        &bzip2::BZIP2,
        &xz::XZ,
        &zstd::ZSTD,
        &lzma::LZIP,
        &lz4::LZ4,
        &lzop::LZOP,
        &pbzx::PBZX,
        &compress::COMPRESS,
        &lzma::LZMA,
    ],
    rules: &[],
    inspect: Some(inspect),
    seeks: true,
};

/// Dictionaries and windows above this are not made: it is what the largest presets of the packers ask for.
const DICTIONARY: u64 = 128 << 20;
/// A member may ask for so much even if the first one asks for less.
const SMALL: u64 = 16 << 20;

/// A dictionary for decoders that count in KiB, with what they take beside it.
pub(super) fn kib(dictionary: u64) -> u32 {
    u32::try_from(dictionary.min(DICTIONARY) >> 10).unwrap_or(0) + (1 << 10) + 64
}

/// How much memory the dictionary may take of what asks for so much at first, in bytes.
pub(super) fn allowed(first: Option<u64>) -> u64 {
    first.unwrap_or(DICTIONARY).clamp(SMALL, DICTIONARY)
}

/// One kind of compressed stream.
struct Stream {
    content_type: &'static TypeInfo,
    /// Opens the member at which the packed bytes stand, with a dictionary of so many bytes at most.
    open: for<'a> fn(Packed<'a>, u64) -> io::Result<Next<'a>>,
    /// The dictionary that the first member asks for, in bytes, where the decoder keeps one that counts; `None` of a
    /// header that cannot be read.
    dictionary: Option<fn(&Artifact) -> Option<u64>>,
    /// Endings of its names, lower case, and what stands in their place on the file inside.
    endings: &'static [(&'static str, &'static str)],
    /// The name that its header gives.
    name: fn(&Artifact) -> Option<Name>,
}

static STREAMS: &[&Stream] = &[
    &gzip::STREAM,
    &bzip2::STREAM,
    &xz::STREAM,
    &zstd::STREAM,
    &lzma::LZIP_STREAM,
    &lz4::STREAM,
    &lzop::STREAM,
    &pbzx::STREAM,
    &compress::STREAM,
    &lzma::STREAM,
];

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let Some(stream) = STREAMS.iter().find(|s| artifact.content_type.is(s.content_type)) else { return Ok(()) };
    let name = (stream.name)(artifact).or_else(|| own_name(artifact, stream.endings));
    let disk = name.as_ref().is_some_and(|name| member::paths::is_disk(name.text()));
    let claim = name.map_or_else(Claim::none, Claim::named);
    let most = stream.dictionary.map_or(0, |first| allowed(first(artifact)));
    if let Err(gap) = inspection.hold(most) {
        inspection.locked_child(Origin::Decoded, claim);
        return Err(gap);
    }
    let timed = Timed::new(artifact, inspection);
    let consumed = timed.count();
    let mut joined = Joined::new(stream, BufReader::new(timed), most);
    // What cannot be opened at all is judged by its name, not taken for an empty file.
    let mut first = [0; 512];
    let read = joined.read(&mut first).unwrap_or_else(|error| {
        joined.refused = Some(refusal(&error));
        0
    });
    if read == 0
        && let Some(gap) = joined.refused
    {
        inspection.release(most);
        inspection.locked_child(Origin::Decoded, claim);
        inspection.check_time()?;
        return Err(gap);
    }
    let fetched = inspection.fetch(&claim, &mut first[..read].chain(joined.by_ref()));
    // What unpacked it is dropped before it is examined: archives in archives would each keep a dictionary.
    let Joined { count, end, skipped, refused, .. } = joined;
    inspection.release(most);
    let Some(child) = inspection.give(Origin::Decoded, claim, fetched) else { return Ok(()) };
    let disk = disk || disk_images::FORMAT.types.iter().any(|t| child.content_type.is(t));
    if !child.whole && !disk {
        // Measured by what was read until the limits ended it: the rest of a bomb only makes it look less dense.
        member::bomb(inspection, None, consumed.get(), child.size);
    }
    if count > 1 {
        inspection.fact("members", count);
    }
    for (from, to) in skipped {
        stray::part(artifact, inspection, from, to.min(artifact.size()), "in a part that unpackers skip");
    }
    if let Some(end) = end {
        stray::part(artifact, inspection, end, artifact.size(), "behind the end");
    }
    refused.map_or(Ok(()), Err)
}

/// The archive's own name without its ending: what unpackers call the file inside.
fn own_name(artifact: &Artifact, endings: &[(&str, &str)]) -> Option<Name> {
    let own = artifact.claim.name.as_ref()?.file_name();
    let (stem, ending) = own.text().rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let (_, instead) = endings.iter().find(|(known, _)| *known == ending)?;
    Some(Name::from_text(&format!("{stem}{instead}")))
}

/// No name in the header.
fn nameless(_: &Artifact) -> Option<Name> {
    None
}

/// A skippable frame, which Zstandard (RFC 8878, 3.1.2) and LZ4 share: the length of what follows its header.
fn skippable(packed: &mut Packed<'_>) -> io::Result<Option<u64>> {
    let (bytes, filled) = peek::<8>(packed)?;
    let [mark, 0x2A, 0x4D, 0x18, a, b, c, d] = bytes else { return Ok(None) };
    if filled < 8 || mark & 0xF0 != 0x50 {
        return Ok(None);
    }
    packed.seek_relative(8)?;
    Ok(Some(u64::from(u32::from_le_bytes([a, b, c, d]))))
}

/// Whether skippable frames stand at the beginning, and these bytes behind them.
fn is_behind_skippable(bytes: &[u8], mark: &[u8]) -> bool {
    let mut rest = bytes;
    // Programs that write such frames write one or two.
    for _ in 0..8 {
        let Some(&[first, 0x2A, 0x4D, 0x18, a, b, c, d]) = rest.get(..8) else { return false };
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        let Some(next) = rest.get(8usize.saturating_add(length)..).filter(|_| first & 0xF0 == 0x50) else {
            return false;
        };
        if next.starts_with(mark) {
            return true;
        }
        rest = next;
    }
    false
}
