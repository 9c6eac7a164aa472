//! What could not be examined, and why. A gap never reads as clean.

use super::artifact::ArtifactId;
use super::name::escape_short;

/// Which limit ended the examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitKind {
    /// Containers in containers.
    Depth,
    /// Things found inside one file.
    Artifacts,
    /// Bytes of one thing.
    ArtifactBytes,
    /// Bytes of everything unpacked from one file.
    TotalBytes,
    /// Entries of a table that a parser reads.
    Entries,
    /// Passwords tried.
    Passwords,
    /// Memory that a parser asks for, or that all open things take together.
    Memory,
}

impl LimitKind {
    /// The words in reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::Depth => "nested too deep",
            Self::Artifacts => "too many things inside",
            Self::ArtifactBytes => "too large",
            Self::TotalBytes => "unpacks to too many bytes in all",
            Self::Entries => "a table has too many entries",
            Self::Passwords => "too many passwords to try",
            Self::Memory => "asks for too much memory",
        }
    }
}

/// Why something could not be examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GapReason {
    /// Damaged, truncated or not as its format says.
    Malformed,
    /// Locked with a password or key.
    Encrypted,
    /// Nothing here can open it.
    Unsupported,
    /// A limit of ours ended it.
    Limit(LimitKind),
    /// A parser failed; that is a fault of sheepdip.
    Crashed,
    /// It took too long.
    TimedOut,
    /// The bytes could not be read from where they are.
    Unreadable,
    /// Stopped by the user.
    Interrupted,
    /// Only its hash was asked about, and nobody knows what it is.
    Unknown,
    /// An engine that was to be asked for a second opinion could not be asked, or did not answer.
    Engine,
}

impl GapReason {
    /// The word in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Encrypted => "encrypted",
            Self::Unsupported => "unsupported",
            Self::Limit(_) => "limit",
            Self::Crashed => "crashed",
            Self::TimedOut => "timed-out",
            Self::Unreadable => "unreadable",
            Self::Interrupted => "interrupted",
            Self::Unknown => "unknown",
            Self::Engine => "engine",
        }
    }
}

/// A gap as an inspection reports it: the reason, and what was left unread, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Why.
    pub reason: GapReason,
    /// What and where, escaped and short.
    pub detail: String,
}

impl Gap {
    /// A gap with its words; a stranger's text in them is escaped here.
    pub fn new(reason: GapReason, detail: impl AsRef<str>) -> Self {
        Self { reason, detail: escape_short(detail.as_ref(), 300) }
    }

    /// Damaged or not as its format says.
    pub fn malformed(detail: impl AsRef<str>) -> Self {
        Self::new(GapReason::Malformed, detail)
    }

    /// Locked.
    pub fn encrypted(detail: impl AsRef<str>) -> Self {
        Self::new(GapReason::Encrypted, detail)
    }

    /// Nothing here opens it.
    pub fn unsupported(detail: impl AsRef<str>) -> Self {
        Self::new(GapReason::Unsupported, detail)
    }

    /// A limit ended it.
    pub fn limit(kind: LimitKind, detail: impl AsRef<str>) -> Self {
        Self::new(GapReason::Limit(kind), detail)
    }
}

/// A gap with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedGap {
    /// In which artifact; `None` when not even the file could be read.
    pub artifact: Option<ArtifactId>,
    /// What and why.
    pub gap: Gap,
}
