//! What sheepdip says about one file.

use std::time::Duration;

use super::artifact::{ArtifactId, Hashes, Origin};
use super::claim::Claim;
use super::engine::Consultation;
use super::finding::{Evidence, Finding};
use super::gap::PlacedGap;
use super::name::Name;
use super::types::TypeInfo;

/// The judgement on a file, mild to severe; a file's verdict is the worst of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing found, and everything was looked at. Shown as "nothing found", never as "safe".
    Clean,
    /// Something could not be looked at.
    Unexamined,
    /// Ask before opening.
    Suspicious,
    /// Do not open.
    Dangerous,
}

impl Verdict {
    /// The word in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Unexamined => "unexamined",
            Self::Suspicious => "suspicious",
            Self::Dangerous => "dangerous",
        }
    }
}

/// What the policy makes of findings and gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Whether everything was examined.
    pub complete: bool,
}

/// What is kept of an artifact after it was examined.
#[derive(Debug, Clone)]
pub struct ArtifactRecord {
    /// Its place in the tree.
    pub id: ArtifactId,
    /// What it was found in.
    pub parent: Option<ArtifactId>,
    /// How it was found.
    pub origin: Origin,
    /// What the world says it is.
    pub claim: Claim,
    /// What it is.
    pub content_type: &'static TypeInfo,
    /// The whole size in bytes, as far as it was read.
    pub size: u64,
    /// The hashes; `None` where not all bytes could be read.
    pub hashes: Option<Hashes>,
    /// Things worth knowing, in the order in which the inspections said them.
    pub facts: Vec<(&'static str, Evidence)>,
}

/// The report on one file.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// The path as the user gave it or as the folder walk found it.
    pub path: Name,
    /// The size in bytes, where it is known.
    pub size: Option<u64>,
    /// Every artifact, parents before children; empty when the file could not be read.
    pub artifacts: Vec<ArtifactRecord>,
    /// Every finding, by artifact and then as they were made.
    pub findings: Vec<Finding>,
    /// Every gap, likewise.
    pub gaps: Vec<PlacedGap>,
    /// The engines that were asked for a second opinion, and how that went.
    pub engines: Vec<Consultation>,
    /// The judgement.
    pub judgement: Judgement,
    /// How long it took.
    pub elapsed: Duration,
}

impl FileReport {
    /// The artifact of an id.
    pub fn artifact(&self, id: ArtifactId) -> Option<&ArtifactRecord> {
        self.artifacts.get(id.0 as usize)
    }

    /// The names from the file down to an artifact (`a.zip`, `b.pdf.exe`); a carved part is named by its place.
    pub fn trail(&self, id: ArtifactId) -> Vec<Name> {
        let mut names = Vec::new();
        let mut at = self.artifact(id);
        while let Some(record) = at {
            names.push(match (&record.claim.name, record.origin) {
                (Some(name), _) if record.parent.is_none() => name.file_name(),
                (Some(name), _) => name.clone(),
                (None, Origin::Carved { offset }) => Name::from_text(&format!("at byte {offset}")),
                (None, Origin::Stdin) => Name::from_text("standard input"),
                (None, _) => Name::from_text(&format!("{} inside", record.content_type.label)),
            });
            at = record.parent.and_then(|p| self.artifact(p));
        }
        names.reverse();
        names
    }

    /// The findings, worst first, in their order within a severity.
    pub fn worst_first(&self) -> Vec<&Finding> {
        let mut findings: Vec<_> = self.findings.iter().collect();
        findings.sort_by_key(|f| std::cmp::Reverse(f.rule.severity));
        findings
    }
}
