//! Members behind one another as one stream, and the packed bytes that their decoders read.

use std::cell::Cell;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::rc::Rc;

use crate::model::artifact::{Artifact, ContentReader};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::limits::Deadline;

use super::Stream;

/// How much a decoder is asked for at a time, in bytes.
const STEP: usize = 4096;
/// Parts that unpackers skip are looked at up to this count.
const SKIPPED: usize = 64;

/// The packed bytes, from where the decoder stands.
pub(super) type Packed<'a> = BufReader<Timed<'a>>;

/// The bytes of the archive until the time is up: a decoder may read millions of empty blocks before it gives a byte,
/// and nobody asks for the time until it does.
pub(super) struct Timed<'a> {
    inner: ContentReader<'a>,
    deadline: Deadline,
    /// How many bytes were read, for who holds no hand on the decoder.
    read: Rc<Cell<u64>>,
}

impl<'a> Timed<'a> {
    pub(super) fn new(artifact: &'a Artifact, inspection: &mut Inspection<'_>) -> Self {
        Self { inner: artifact.reader(), deadline: inspection.deadline(), read: Rc::default() }
    }

    /// How many bytes were read.
    pub(super) fn count(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.read)
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.deadline.is_over() {
            true => Err(io::Error::other("the time is up")),
            false => {
                let read = self.inner.read(buffer)?;
                self.read.set(self.read.get() + read as u64);
                Ok(read)
            }
        }
    }
}

impl Seek for Timed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// The decoder of one member.
pub(super) trait Member<'a>: Read {
    /// The packed bytes behind the member, once it gave everything; an error if its end is not as it should be.
    fn end(self: Box<Self>) -> io::Result<Packed<'a>>;
}

/// So many bytes of an archive from `from` on, until the time is up, for the decoders of its members.
pub(in crate::formats) fn part<'a>(
    artifact: &'a Artifact,
    inspection: &mut Inspection<'_>,
    from: u64,
    length: u64,
) -> impl Read + use<'a> {
    let mut timed = Timed::new(artifact, inspection);
    // Beyond the end there is nothing to read.
    let _ = timed.seek(SeekFrom::Start(from));
    timed.take(length)
}

/// What stands where a member could begin.
pub(super) enum Next<'a> {
    /// A member.
    Member(Box<dyn Member<'a> + 'a>),
    /// A part of so many bytes that belongs to the archive and holds nothing of the file.
    Skip(Packed<'a>, u64),
    /// Something else, or nothing.
    Nothing(Packed<'a>),
}

/// All members as one stream, as unpackers give them; remembers where the last one ended.
pub(super) struct Joined<'a> {
    stream: &'static Stream,
    member: Option<Box<dyn Member<'a> + 'a>>,
    pub(super) count: u64,
    pub(super) end: Option<u64>,
    pub(super) skipped: Vec<(u64, u64)>,
    /// Why the rest was not opened.
    pub(super) refused: Option<Gap>,
    /// The largest dictionary that is made, in bytes.
    most: u64,
}

impl<'a> Joined<'a> {
    pub(super) fn new(stream: &'static Stream, packed: Packed<'a>, most: u64) -> Self {
        let mut joined = Self { stream, member: None, count: 0, end: None, skipped: Vec::new(), refused: None, most };
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
            match (self.stream.open)(packed, self.most)? {
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
                // A decoder that failed is not asked again: the one of bzip2 ends the process then.
                Err(error) => {
                    self.member = None;
                    return Err(error);
                }
                Ok(read) => read,
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
pub(super) fn refusal(error: &io::Error) -> Gap {
    match error.kind() {
        ErrorKind::OutOfMemory => {
            Gap::limit(LimitKind::ArtifactBytes, format!("its dictionary would take too much memory: {error}"))
        }
        ErrorKind::Unsupported => Gap::unsupported(format!("the archive cannot be opened: {error}")),
        _ => Gap::malformed(format!("the archive is damaged or cut off: {error}")),
    }
}

/// The next bytes, without moving on: fewer at the end.
pub(super) fn peek<const N: usize>(packed: &mut Packed<'_>) -> io::Result<([u8; N], usize)> {
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
pub(super) fn is_next<const N: usize>(packed: &mut Packed<'_>, mark: &[u8; N]) -> io::Result<bool> {
    let (bytes, filled) = peek::<N>(packed)?;
    Ok(filled == N && bytes == *mark)
}
