//! Compressed streams: one file each, often of several members that unpackers give as one. Every kind says how its next
//! member is opened; the reading, the naming and what stands behind the end are the same for all.

pub mod bzip2;
pub mod compress;
pub mod gzip;
pub mod lz4;
pub mod lzma;
pub mod xz;
pub mod zstd;

use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};

use crate::model::artifact::{Artifact, ContentReader, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::limits::Deadline;
use crate::model::name::Name;
use crate::model::types::TypeInfo;

use super::{member, stray};

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
        &compress::COMPRESS,
        &lzma::LZMA,
    ],
    rules: &[],
    inspect: Some(inspect),
    seeks: true,
};

/// Dictionaries and windows above this are not made: it is what the largest presets of the packers ask for.
const DICTIONARY: u64 = 128 << 20;
/// How much a decoder is asked for at a time, in bytes.
const STEP: usize = 4096;
/// Parts that unpackers skip are looked at up to this count.
const SKIPPED: usize = 64;

/// One kind of compressed stream.
struct Stream {
    content_type: &'static TypeInfo,
    /// Opens the member at which the packed bytes stand.
    open: for<'a> fn(Packed<'a>) -> io::Result<Next<'a>>,
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
    &compress::STREAM,
    &lzma::STREAM,
];

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let Some(stream) = STREAMS.iter().find(|s| artifact.content_type.is(s.content_type)) else { return Ok(()) };
    let name = (stream.name)(artifact).or_else(|| own_name(artifact, stream.endings));
    let claim = name.map_or_else(Claim::none, Claim::named);
    let packed = BufReader::new(Timed { inner: artifact.reader(), deadline: inspection.deadline() });
    let mut joined = Joined::new(stream, packed);
    // What cannot be opened at all is judged by its name, not taken for an empty file.
    let mut first = [0; 512];
    let read = joined.read(&mut first).unwrap_or_else(|error| {
        joined.refused = Some(refusal(&error));
        0
    });
    if read == 0
        && let Some(gap) = joined.refused
    {
        inspection.locked_child(Origin::Decoded, claim);
        inspection.check_time()?;
        return Err(gap);
    }
    let child = inspection.child(Origin::Decoded, claim, &mut first[..read].chain(joined.by_ref()));
    if child.is_none() {
        return Ok(());
    }
    member::stream_bomb(artifact, inspection, child);
    if joined.count > 1 {
        inspection.fact("members", joined.count);
    }
    for (from, to) in std::mem::take(&mut joined.skipped) {
        stray::part(artifact, inspection, from, to.min(artifact.size()), "in a part that unpackers skip");
    }
    if let Some(end) = joined.end {
        stray::part(artifact, inspection, end, artifact.size(), "behind the end");
    }
    joined.refused.map_or(Ok(()), Err)
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

/// The packed bytes, from where the decoder stands.
type Packed<'a> = BufReader<Timed<'a>>;

/// The bytes of the archive until the time is up: a decoder may read millions of empty blocks before it gives a byte,
/// and nobody asks for the time until it does.
struct Timed<'a> {
    inner: ContentReader<'a>,
    deadline: Deadline,
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.deadline.is_over() {
            true => Err(io::Error::other("the time is up")),
            false => self.inner.read(buffer),
        }
    }
}

impl Seek for Timed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// The decoder of one member.
trait Member<'a>: Read {
    /// The packed bytes behind the member, once it gave everything; an error if its end is not as it should be.
    fn end(self: Box<Self>) -> io::Result<Packed<'a>>;
}

/// What stands where a member could begin.
enum Next<'a> {
    /// A member.
    Member(Box<dyn Member<'a> + 'a>),
    /// A part of so many bytes that belongs to the archive and holds nothing of the file.
    Skip(Packed<'a>, u64),
    /// Something else, or nothing.
    Nothing(Packed<'a>),
}

/// All members as one stream, as unpackers give them; remembers where the last one ended.
struct Joined<'a> {
    stream: &'static Stream,
    member: Option<Box<dyn Member<'a> + 'a>>,
    count: u64,
    end: Option<u64>,
    skipped: Vec<(u64, u64)>,
    /// Why the rest was not opened.
    refused: Option<Gap>,
}

impl<'a> Joined<'a> {
    fn new(stream: &'static Stream, packed: Packed<'a>) -> Self {
        let mut joined = Self { stream, member: None, count: 0, end: None, skipped: Vec::new(), refused: None };
        if let Err(error) = joined.advance(packed) {
            joined.refused = Some(refusal(&error));
        } else if joined.member.is_none() {
            joined.refused = Some(Gap::malformed("no packed file begins where one should"));
        }
        joined
    }

    /// Goes to the next member.
    fn advance(&mut self, mut packed: Packed<'a>) -> io::Result<()> {
        loop {
            match (self.stream.open)(packed)? {
                Next::Member(member) => {
                    self.count += 1;
                    self.member = Some(member);
                    return Ok(());
                }
                Next::Skip(mut rest, length) => {
                    let from = rest.stream_position()?;
                    let to = from.saturating_add(length);
                    if self.skipped.len() < SKIPPED {
                        self.skipped.push((from, to));
                    }
                    rest.seek_relative(i64::try_from(length).map_err(io::Error::other)?)?;
                    packed = rest;
                }
                Next::Nothing(mut rest) => {
                    self.end = Some(rest.stream_position()?);
                    return Ok(());
                }
            }
        }
    }
}

impl Read for Joined<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Some decoders lose what they gave within a call that ends in an error, so one call asks for little.
        let most = buffer.len().min(STEP);
        let buffer = &mut buffer[..most];
        while let Some(member) = &mut self.member {
            let read = match member.read(buffer) {
                // Too large a dictionary in the middle of a stream is a limit of ours, no damage.
                Err(error) if error.kind() == ErrorKind::OutOfMemory => {
                    self.refused = Some(refusal(&error));
                    self.member = None;
                    return Ok(0);
                }
                read => read?,
            };
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let rest = self.member.take().map(Member::end).transpose()?;
            if let Some(Err(error)) = rest.map(|rest| self.advance(rest)) {
                self.refused = Some(refusal(&error));
            }
        }
        Ok(0)
    }
}

/// The gap of a stream that could not be opened.
fn refusal(error: &io::Error) -> Gap {
    match error.kind() {
        ErrorKind::OutOfMemory => Gap::limit(
            LimitKind::ArtifactBytes,
            format!("its dictionary would take more than {DICTIONARY} bytes of memory: {error}"),
        ),
        ErrorKind::Unsupported => Gap::unsupported(format!("the archive cannot be opened: {error}")),
        _ => Gap::malformed(format!("the archive is damaged or cut off: {error}")),
    }
}

/// The next bytes, without moving on: fewer at the end.
fn peek<const N: usize>(packed: &mut Packed<'_>) -> io::Result<([u8; N], usize)> {
    // They may lie across two fillings of the buffer, so a look at one of them is not enough.
    let mut bytes = [0; N];
    let mut filled = 0;
    while filled < N {
        match packed.read(&mut bytes[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    packed.seek_relative(-i64::try_from(filled).unwrap_or(0))?;
    Ok((bytes, filled))
}

/// Whether the next bytes are these.
fn is_next<const N: usize>(packed: &mut Packed<'_>, mark: &[u8; N]) -> io::Result<bool> {
    let (bytes, filled) = peek::<N>(packed)?;
    Ok(filled == N && bytes == *mark)
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
