//! Second opinions: what an engine from outside gets to see of a file, and what it says. The engines themselves are in
//! `engines`. There are two kinds: an [`Engine`] is shown each artifact with its bytes during the walk, because nothing
//! keeps those afterwards; an
//! [`Oracle`](super::oracle::Oracle) knows files by their hash, is asked after the walk, and gets to see nothing else.

use std::path::Path;

use super::artifact::Artifact;
use super::finding::Finding;
use super::gap::Gap;
use super::oracle::Answer;

/// Somebody else who is asked about files.
pub trait Engine: std::fmt::Debug + Send + Sync {
    /// Short and stable, as in the JSON and in the ids of its rules: `clamd`.
    fn name(&self) -> &'static str;

    /// Begins with one file: at this path, where it is one on disk, for engines that can only look there.
    fn begin(&self, file: Option<&Path>) -> Box<dyn Session>;
}

/// An engine at work on one file. Parts of it may be shown by several threads at a time.
pub trait Session: Send + Sync {
    /// Shows it an artifact with its bytes, after our own inspections of it.
    fn look(&self, artifact: &Artifact) -> Opinion;

    /// What it says for itself when it was shown everything.
    fn end(&self) -> Consultation;
}

/// What an engine says about one artifact. Nothing found is not the same as clean: see [`Consultation::failure`].
#[derive(Debug, Default)]
pub struct Opinion {
    /// What it knows, as findings of rules of ours; names from outside are evidence.
    pub findings: Vec<Finding>,
    /// What it could not look at.
    pub gap: Option<Gap>,
}

/// How asking an engine about one file went.
#[derive(Debug, Clone, Default)]
pub struct Consultation {
    /// Which engine.
    pub name: &'static str,
    /// Its name for people, where that is another one.
    pub title: Option<&'static str>,
    /// What it says it is: `ClamAV 1.4.3`. Escaped and short.
    pub version: Option<String>,
    /// The age of what it knows, in days.
    pub age_days: Option<u64>,
    /// How many artifacts it was asked about and answered.
    pub answered: u64,
    /// In how many of them it found something.
    pub found: u64,
    /// Why it could not be asked, or not about everything; such a file is not fully examined, and never clean.
    pub failure: Option<String>,
    /// What its user should know: old signatures.
    pub warning: Option<String>,
    /// What an oracle knows of each part that it was asked about; engines that see bytes have no such list.
    pub answers: Vec<Answer>,
    /// What is left of its quota: `3 of 4 a minute`.
    pub quota_left: Option<String>,
}

impl Consultation {
    /// Its name for people.
    pub fn title(&self) -> &'static str {
        self.title.unwrap_or(self.name)
    }
}
