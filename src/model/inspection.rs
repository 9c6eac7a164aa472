//! What an inspection may do: report findings, facts and gaps, and hand over children.

use std::io::{Read, Seek as _, SeekFrom};
use std::ops::Range;

use bytes::Bytes;

use super::artifact::{Artifact, Content, Origin, Sample};
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
    /// Examines a child at once, to the bottom. `whole` is false where only its head could be read: it is then typed
    /// and its name judged, nothing more.
    fn child(&mut self, parent: &Artifact, sample: Sample, whole: bool) -> Option<Child>;
    /// What may still be spent on this file.
    fn budget(&mut self) -> &mut Budget;
    /// The passwords that may be tried here.
    fn passwords(&self) -> Vec<Password>;
    /// Remembers a password that fitted: it is tried first from now on.
    fn password_fits(&mut self, password: &Password);
    /// Words that stand beside everything below the artifact at hand.
    fn offer_passwords(&mut self, words: Vec<String>);
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

    /// When the time is over, for readers and writers that a parser takes along.
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
        self.hand_over(origin, claim, part, true)
    }

    /// Carves the artifact's bytes from `offset` to the end of the range: [`Self::slice`] with its usual words.
    pub fn carve(&mut self, range: Range<usize>) -> Option<Child> {
        self.slice(Origin::Carved { offset: range.start as u64 }, Claim::none(), range)
    }

    /// Hands over what a reader gives (a member, an attachment, decompressed bytes). Only as much is read as the
    /// limits allow: of a larger child the head is typed and its name judged, and the rest is a gap. A reader that
    /// fails midway is a gap too, and what it gave until then is examined.
    pub fn child(&mut self, origin: Origin, claim: Claim, reader: &mut dyn Read) -> Option<Child> {
        let what = claim
            .name
            .as_ref()
            .map_or_else(|| "a part inside".to_owned(), |n| format!("\"{}\"", escape_short(n.text(), NAME_CHARS)));
        let limits = self.sink.budget().limits();
        let (most, head) = (limits.artifact_bytes, usize::try_from(limits.head_bytes).unwrap_or(usize::MAX));
        let mut bytes = Vec::new();
        let mut whole = true;
        loop {
            if let Err(gap) = self.sink.budget().check_time() {
                self.gap(gap);
                whole = false;
                break;
            }
            let before = bytes.len();
            // `Take` bounds each step, so that a bomb is stopped within one block of the limit.
            match reader.take(BLOCK as u64).read_to_end(&mut bytes) {
                Ok(0) => break,
                Ok(read) => {
                    if let Err(gap) = self.sink.budget().take_bytes(read as u64) {
                        self.gap(gap);
                        whole = false;
                        break;
                    }
                }
                Err(error) => {
                    let read = (bytes.len() - before) as u64;
                    // The budget is charged for what came; that it is empty now changes nothing here.
                    let _ = self.sink.budget().take_bytes(read);
                    self.gap(Gap::malformed(format!("{what} could not be unpacked to its end: {error}")));
                    break;
                }
            }
            if bytes.len() as u64 > most {
                self.gap(Gap::limit(
                    LimitKind::ArtifactBytes,
                    format!("{what} unpacks to more than {most} bytes; only its beginning was examined"),
                ));
                whole = false;
                break;
            }
        }
        let came = bytes.len() as u64;
        if !whole {
            bytes.truncate(head);
            bytes.shrink_to_fit();
        }
        let child = self.hand_over(origin, claim, bytes.into(), whole)?;
        Some(Child { size: came, ..child })
    }

    /// Judges a member that cannot be unpacked (encrypted, unknown method) by its name alone.
    pub fn locked_child(&mut self, origin: Origin, claim: Claim) -> Option<Child> {
        self.hand_over(origin, claim, Bytes::new(), false)
    }

    fn hand_over(&mut self, origin: Origin, claim: Claim, bytes: Bytes, whole: bool) -> Option<Child> {
        let sample = Sample { origin, claim, content: Content::Whole(bytes), hashes: None };
        self.sink.child(self.artifact, sample, whole)
    }
}
