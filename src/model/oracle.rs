//! Oracles: services that know files by their hash. They are asked after the walk, see nothing but the hash, and get the
//! bytes only where the owner of the file says so. Who they are is in `engines::online`.

use super::artifact::{ArtifactId, Content, hex_digest};
use super::engine::Consultation;
use super::finding::Finding;

/// A service that knows files by their hash.
pub trait Oracle: std::fmt::Debug + Send + Sync {
    /// Short and stable, as in the JSON and on the command line: `virustotal`.
    fn name(&self) -> &'static str;

    /// Asks about parts of one file, in their order, as far as its quota and the time go. It may block.
    fn ask(&self, questions: &[Question]) -> Told;

    /// Sends a file, where it may, that the oracle does not know, and waits for what it says.
    fn send(&self, file: &Parcel<'_>) -> Told;
}

/// What an oracle gets to see of a part of a file: a hash, and no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The part; it is not sent.
    pub artifact: ArtifactId,
    /// Its hash.
    pub digest: Digest,
}

/// A whole file that may be sent away, when its owner says so.
#[derive(Debug)]
pub struct Parcel<'a> {
    /// Its name, to ask the owner; it is not sent.
    pub name: &'a str,
    /// Its hash, which it is sent under.
    pub question: Question,
    /// Its bytes.
    pub content: &'a Content,
    /// Whether it is a message, which is private by its nature.
    pub is_mail: bool,
}

/// A hash that a file is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Digest {
    /// SHA-256, which is asked for wherever it can be.
    Sha256([u8; 32]),
    /// SHA-1.
    Sha1([u8; 20]),
    /// MD5.
    Md5([u8; 16]),
}

impl Digest {
    /// Reads 32, 40 or 64 hexadecimal digits.
    pub fn of(text: &str) -> Option<Self> {
        fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
            let mut out = [0; N];
            for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
                let digit = |d: &u8| char::from(*d).to_digit(16);
                *byte = u8::try_from(digit(pair.first()?)? * 16 + digit(pair.get(1)?)?).ok()?;
            }
            Some(out)
        }
        match text.len() {
            64 => bytes(text).map(Self::Sha256),
            40 => bytes(text).map(Self::Sha1),
            32 => bytes(text).map(Self::Md5),
            _ => None,
        }
    }

    /// In lower-case hexadecimal.
    pub fn hex(&self) -> String {
        match self {
            Self::Sha256(bytes) => hex_digest(bytes),
            Self::Sha1(bytes) => hex_digest(bytes),
            Self::Md5(bytes) => hex_digest(bytes),
        }
    }

    /// `sha256`, `sha1` or `md5`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sha256(_) => "sha256",
            Self::Sha1(_) => "sha1",
            Self::Md5(_) => "md5",
        }
    }
}

/// What an oracle says about the parts of a file that it was asked about.
#[derive(Debug, Default)]
pub struct Told {
    /// What it knows, as findings of rules of ours.
    pub findings: Vec<Finding>,
    /// How asking went.
    pub consultation: Consultation,
}

/// What an oracle knows of one part.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Which part.
    pub artifact: ArtifactId,
    /// By which hash.
    pub digest: Digest,
    /// In one word.
    pub standing: Standing,
    /// How many engines say what, where the oracle asks several.
    pub votes: Option<Votes>,
    /// What each of its engines says, the alarming ones first. Escaped and short.
    pub engines: Vec<Vote>,
    /// The malware's family, as the oracle calls it. Escaped and short.
    pub family: Option<String>,
    /// When the oracle examined it last, in seconds since 1970.
    pub examined: Option<u64>,
    /// How old that was in days when it was asked.
    pub age_days: Option<u64>,
    /// Where a person can read more. Escaped and short.
    pub link: Option<String>,
    /// Whether the answer was kept from an earlier question.
    pub kept: bool,
}

/// What an oracle knows of a file, in one word. None of them says that it is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody ever showed it such a file. That is not "clean".
    Unknown,
    /// It has seen the file, and says nothing more.
    Seen,
    /// It belongs to software that is distributed publicly.
    Distributed,
    /// It examined it and found nothing.
    NothingFound,
    /// It holds it for unwanted or dubious.
    Dubious,
    /// It knows it as malware.
    Malicious,
}

impl Standing {
    /// The word in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Seen => "seen",
            Self::Distributed => "distributed",
            Self::NothingFound => "nothing-found",
            Self::Dubious => "dubious",
            Self::Malicious => "malicious",
        }
    }
}

/// How many engines say what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Votes {
    /// Know it as malicious.
    pub malicious: u32,
    /// Hold it for suspicious.
    pub suspicious: u32,
    /// Gave an opinion; those that failed or do not know such files are not counted.
    pub asked: u32,
}

/// What one engine of an oracle says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// The engine's name.
    pub engine: String,
    /// What kind of opinion.
    pub kind: VoteKind,
    /// What it calls the file.
    pub label: Option<String>,
    /// Of which day its signatures are, as the oracle writes it.
    pub signatures: Option<String>,
}

/// The opinion of one engine, the most alarming first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VoteKind {
    /// Malicious.
    Malicious,
    /// Suspicious.
    Suspicious,
    /// It found nothing.
    Nothing,
    /// It has no opinion: it failed, or does not know such files.
    None,
}

impl VoteKind {
    /// The word in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Malicious => "malicious",
            Self::Suspicious => "suspicious",
            Self::Nothing => "nothing-found",
            Self::None => "no-opinion",
        }
    }
}
