//! What an inspection may do: report findings, facts and gaps, and hand over children.

use std::io::{Read, Seek as _, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::artifact::{Artifact, Content, Origin, ReadAt, Sample};
use super::claim::Claim;
use super::finding::{Evidence, Finding};
use super::gap::{Gap, LimitKind};
use super::limits::{Budget, Deadline};
use super::name::escape_short;
use super::password::Password;
use super::rule::{Rule, Severity};
use super::types::TypeInfo;

/// How much is read from a child's reader at a time.
const BLOCK: usize = 64 * 1024;
/// How much room a child gets at first, in bytes.
const FIRST: usize = 4096;
/// How much of the beginning of a [`Inspection::view`] is kept: the marks of all file systems stand there.
const VIEW_HEAD: usize = 1 << 20;
/// How much of its end is kept.
const VIEW_TAIL: usize = 64 * 1024;
/// How much of a child's name stands in the words of a gap, in characters, so that they end with the reason.
const NAME_CHARS: usize = 120;

/// Where an inspection's words go: the walk.
pub trait Sink {
    /// Keeps a finding.
    fn finding(&mut self, artifact: &Artifact, finding: Finding) -> &mut Finding;
    /// Keeps a fact ("1280 × 720").
    fn fact(&mut self, artifact: &Artifact, key: &'static str, value: Evidence);
    /// Keeps a gap.
    fn gap(&mut self, artifact: &Artifact, gap: Gap);
    /// Examines a child at once, to the bottom.
    fn child(&mut self, parent: &Artifact, sample: Sample, extent: Extent) -> Option<Child>;
    /// Examines a child to the bottom, now or later, but before the inspection of its parent ends. The memory that its
    /// bytes hold is released then. `None` where the limits refuse more.
    fn later(&mut self, parent: &Artifact, sample: Sample, extent: Extent) -> Option<()> {
        let held = sample.content.size();
        let child = self.child(parent, sample, extent);
        self.budget().release(held);
        child.map(|_| ())
    }
    /// What may still be spent on this file.
    fn budget(&mut self) -> &mut Budget;
    /// The passwords that may be tried here.
    fn passwords(&self) -> Vec<Password>;
    /// Remembers a password that fitted: it is tried first from now on.
    fn password_fits(&mut self, password: &Password);
    /// Words that stand beside everything below the artifact at hand.
    fn offer_passwords(&mut self, words: Vec<String>);
}

/// How much of a child its bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What came until its reader failed: it is examined, but there is no hash of it, which would be a false one.
    Cut,
    /// Only its head, or nothing at all: it is typed and its name judged, nothing more.
    Head,
}

/// A child that was read, and waits to be handed over: with [`Inspection::fetch`] and [`Inspection::give`] what unpacked it
/// can be dropped before it is examined.
#[derive(Debug)]
#[must_use]
pub struct Fetched {
    bytes: Vec<u8>,
    extent: Extent,
    came: u64,
}

impl Fetched {
    /// How many bytes came out of the reader.
    pub fn came(&self) -> u64 {
        self.came
    }

    /// Whether more than its head is examined.
    pub fn is_whole(&self) -> bool {
        self.extent != Extent::Head
    }
}

/// What the walk found out about a child, for the inspection that handed it over.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    /// What it is.
    pub content_type: &'static TypeInfo,
    /// The worst finding in it and below it.
    pub worst: Option<Severity>,
    /// Its size in bytes: of one that the limits cut, what came out of it until then.
    pub size: u64,
    /// Whether all of it was examined: false where the limits cut it, or only its name was known.
    pub whole: bool,
}

/// The hands of an inspection on one artifact.
pub struct Inspection<'w> {
    artifact: &'w Artifact,
    sink: &'w mut dyn Sink,
}

impl<'w> Inspection<'w> {
    /// Made by the walk, one for each inspection of each artifact.
    pub fn new(artifact: &'w Artifact, sink: &'w mut dyn Sink) -> Self {
        Self { artifact, sink }
    }

    /// Reports that a rule fires; the evidence is added to what comes back.
    pub fn found(&mut self, rule: &'static Rule) -> &mut Finding {
        self.sink.finding(self.artifact, Finding::new(rule, self.artifact.id))
    }

    /// Says something worth knowing about the artifact: `dimensions`, `signer`. Shown with its type.
    pub fn fact(&mut self, key: &'static str, value: impl Into<Evidence>) {
        self.sink.fact(self.artifact, key, value.into());
    }

    /// Says that something could not be examined, and goes on.
    pub fn gap(&mut self, gap: Gap) {
        self.sink.gap(self.artifact, gap);
    }

    /// Whether there is time left; long loops ask now and then.
    ///
    /// # Errors
    /// The gap that ends the inspection.
    pub fn check_time(&mut self) -> Result<(), Gap> {
        self.sink.budget().check_time()
    }

    /// When the time is up: for decoders that may read much before they give anything.
    pub fn deadline(&mut self) -> Deadline {
        self.sink.budget().deadline()
    }

    /// How many bytes of one child are examined.
    pub fn most_bytes(&mut self) -> u64 {
        self.sink.budget().limits().artifact_bytes
    }

    /// The passwords that may be tried on what is locked, the likeliest first: one that already fitted in this file,
    /// those that the user named, words of the message around it, usual ones if the user asked for them.
    pub fn passwords(&self) -> Vec<Password> {
        self.sink.passwords()
    }

    /// Takes one try of a password off the limits; each try is preceded by this.
    ///
    /// # Errors
    /// The gap that ends the tries.
    pub fn take_try(&mut self) -> Result<(), Gap> {
        self.sink.budget().take_try()
    }

    /// Remembers a password that fitted.
    pub fn password_fits(&mut self, password: &Password) {
        self.sink.password_fits(password);
    }

    /// Offers words of this artifact as passwords for everything below it; to be called before those are handed over.
    pub fn offer_passwords(&mut self, words: Vec<String>) {
        self.sink.offer_passwords(words);
    }

    /// Hands over a part of the artifact's bytes; what of it is not in memory is read. Empty and out-of-range parts
    /// are ignored.
    pub fn slice(&mut self, origin: Origin, claim: Claim, range: Range<usize>) -> Option<Child> {
        let artifact = self.artifact;
        let bytes = artifact.content.head();
        if range.end > bytes.len() && !artifact.is_whole() {
            let end = artifact.size().min(range.end as u64);
            let length = end.checked_sub(range.start as u64).filter(|length| *length > 0)?;
            let mut reader = artifact.reader();
            if let Err(error) = reader.seek(SeekFrom::Start(range.start as u64)) {
                self.gap(Gap::malformed(format!("the part at byte {} cannot be reached: {error}", range.start)));
                return None;
            }
            return self.child(origin, claim, &mut reader.take(length));
        }
        let end = range.end.min(bytes.len());
        if range.start >= end {
            return None;
        }
        let part = bytes.slice(range.start..end);
        if let Err(gap) = self.sink.budget().take_bytes(part.len() as u64) {
            self.gap(gap);
            return None;
        }
        self.hand_over(origin, claim, part, Extent::Whole)
    }

    /// Carves the artifact's bytes from `offset` to the end of the range: [`Self::slice`] with its usual words.
    pub fn carve(&mut self, range: Range<usize>) -> Option<Child> {
        self.slice(Origin::Carved { offset: range.start as u64 }, Claim::none(), range)
    }

    /// Hands over what a reader gives (a member, an attachment, decompressed bytes). Only as much is read as the
    /// limits allow: of a larger child the head is typed and its name judged, and the rest is a gap. A reader that
    /// fails midway is a gap too, and what it gave until then is examined.
    pub fn child(&mut self, origin: Origin, claim: Claim, reader: &mut dyn Read) -> Option<Child> {
        let fetched = self.fetch(&claim, reader);
        self.give(origin, claim, fetched)
    }

    /// Reads a child as [`Self::child`] does; [`Self::give`] hands it over.
    pub fn fetch(&mut self, claim: &Claim, reader: &mut dyn Read) -> Fetched {
        let what = || match &claim.name {
            Some(name) => format!("\"{}\"", escape_short(name.text(), NAME_CHARS)),
            None => "a part inside".to_owned(),
        };
        let limits = self.sink.budget().limits();
        let (most, head) = (limits.artifact_bytes, usize::try_from(limits.head_bytes).unwrap_or(usize::MAX));
        let mut bytes = Vec::with_capacity(FIRST);
        let mut extent = Extent::Whole;
        loop {
            // `Take` bounds each step, so that a bomb is stopped within one block of the limit.
            let before = bytes.len();
            let read = reader.take(BLOCK as u64).read_to_end(&mut bytes);
            let count = (bytes.len() - before) as u64;
            let budget = self.sink.budget();
            let charged = budget.hold(count).and(budget.take_bytes(count)).and(budget.check_time());
            match (read, charged) {
                // The budget is charged for what came; that it is empty now changes nothing here.
                (Err(error), _) => {
                    // A reader that knows the deadline gives up for that reason alone.
                    let late = self.sink.budget().check_time().err();
                    self.gap(late.unwrap_or_else(|| {
                        Gap::malformed(format!("{} could not be unpacked to its end: {error}", what()))
                    }));
                    extent = Extent::Cut;
                    break;
                }
                (Ok(_), Err(gap)) => {
                    self.gap(gap);
                    extent = Extent::Head;
                    break;
                }
                (Ok(0), Ok(())) => break,
                (Ok(_), Ok(())) => {}
            }
            if bytes.len() as u64 > most {
                self.gap(Gap::limit(
                    LimitKind::ArtifactBytes,
                    format!("{} unpacks to more than {most} bytes; only its beginning was examined", what()),
                ));
                extent = Extent::Head;
                break;
            }
        }
        let came = bytes.len() as u64;
        if extent == Extent::Head {
            bytes.truncate(head);
            bytes.shrink_to_fit();
            self.sink.budget().release(came - bytes.len() as u64);
        }
        Fetched { bytes, extent, came }
    }

    /// Hands over what [`Self::fetch`] read.
    pub fn give(&mut self, origin: Origin, claim: Claim, fetched: Fetched) -> Option<Child> {
        let held = fetched.bytes.len() as u64;
        let child = self.hand_over(origin, claim, fetched.bytes.into(), fetched.extent);
        self.sink.budget().release(held);
        Some(Child { size: fetched.came, ..child? })
    }

    /// Hands over what [`Self::fetch`] read, as [`Self::give`] does, for whoever need not know what it was: it may be
    /// examined beside others. `None` where the limits refuse more.
    pub fn give_later(&mut self, origin: Origin, claim: Claim, fetched: Fetched) -> Option<()> {
        let content = Content::Whole(fetched.bytes.into());
        let sample = Sample { origin, claim, content, hashes: None };
        self.sink.later(self.artifact, sample, fetched.extent)
    }

    /// Takes memory that a decoder needs off the limits, as its headers ask for it; to be [released](Self::release).
    ///
    /// # Errors
    /// The limit, when less is left.
    pub fn hold(&mut self, memory: u64) -> Result<(), Gap> {
        self.sink.budget().hold(memory).inspect_err(|_| self.sink.budget().release(memory))
    }

    /// Gives back what was [held](Self::hold).
    pub fn release(&mut self, memory: u64) {
        self.sink.budget().release(memory);
    }

    /// Hands over a part that need not be in memory (a partition, the disk behind a virtual one): its ends are read, and
    /// formats that seek reach the rest where it is. A small one is read whole.
    pub fn view(&mut self, origin: Origin, claim: Claim, reach: Arc<dyn ReadAt>, size: u64) -> Option<Child> {
        let tail = size.min(VIEW_TAIL as u64);
        if size <= (VIEW_HEAD + VIEW_TAIL) as u64 {
            return self.child(origin, claim, &mut Reached { reach: &*reach, at: 0, end: size });
        }
        let (mut first, mut last) = (Vec::new(), Vec::new());
        let mut head = Reached { reach: &*reach, at: 0, end: VIEW_HEAD as u64 };
        let mut end = Reached { reach: &*reach, at: size - tail, end: size };
        let read = head.by_ref().take(VIEW_HEAD as u64).read_to_end(&mut first);
        if let Err(error) = read.and_then(|_| end.by_ref().take(tail).read_to_end(&mut last)) {
            self.gap(Gap::malformed(format!("a part inside cannot be read: {error}")));
        }
        if let Err(gap) = self.sink.budget().take_bytes((first.len() + last.len()) as u64) {
            self.gap(gap);
            return None;
        }
        // A source that has less than it says: what came is looked at as far as it goes.
        let whole = first.len() == VIEW_HEAD && last.len() as u64 == tail;
        let content = match whole {
            true => Content::Parts { head: first.into(), tail: last.into(), size, reach: Some(reach) },
            false => Content::Whole(first.into()),
        };
        let extent = if whole { Extent::Whole } else { Extent::Cut };
        self.sink.child(self.artifact, Sample { origin, claim, content, hashes: None }, extent)
    }

    /// Judges a member that cannot be unpacked (encrypted, unknown method) by its name alone.
    pub fn locked_child(&mut self, origin: Origin, claim: Claim) -> Option<Child> {
        self.hand_over(origin, claim, Bytes::new(), Extent::Head)
    }

    fn hand_over(&mut self, origin: Origin, claim: Claim, bytes: Bytes, extent: Extent) -> Option<Child> {
        let sample = Sample { origin, claim, content: Content::Whole(bytes), hashes: None };
        self.sink.child(self.artifact, sample, extent)
    }
}

/// Reads a range of something that is reached at random.
struct Reached<'r> {
    reach: &'r dyn ReadAt,
    at: u64,
    end: u64,
}

impl Read for Reached<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        if left == 0 {
            return Ok(0);
        }
        let read = self.reach.read_at(self.at, &mut buffer[..left])?;
        self.at += read as u64;
        Ok(read)
    }
}
