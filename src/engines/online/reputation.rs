//! What a service said about a hash, in our words: what is kept on disk, and what rules are found in.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::model::artifact::ArtifactId;
use crate::model::name::escape_short;
use crate::model::oracle::{Answer, Digest, Standing, Vote, VoteKind, Votes};

use super::trouble::Trouble;

/// The longest words of a service that are repeated, in characters.
const WORDS: usize = 120;
/// A service with more engines than this is not believed.
const MOST_ENGINES: usize = 500;

/// What a service knows of a hash. Everything that it wrote is escaped and short.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reputation {
    /// In one word.
    pub standing: Known,
    /// What each of its engines says, the alarming ones first; empty where it is one engine itself.
    #[serde(default)]
    pub engines: Vec<Opinion>,
    /// How many of its engines say what, where it gives numbers.
    #[serde(default)]
    pub votes: Option<(u32, u32, u32)>,
    /// The family of the malware.
    #[serde(default)]
    pub family: Option<String>,
    /// When it examined the file last, in seconds since 1970.
    #[serde(default)]
    pub examined: Option<u64>,
    /// Where a person can read more.
    #[serde(default)]
    pub link: Option<String>,
    /// What it said, as a sentence without its full stop, where no numbers say it.
    #[serde(default)]
    pub words: Option<String>,
}

/// [`Standing`], as it is kept; `Voted` is decided by the thresholds when it is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// It never saw it.
    #[default]
    Unknown,
    /// It saw it, and has no opinion.
    Seen,
    /// It belongs to software that is distributed publicly.
    Distributed,
    /// It found nothing.
    NothingFound,
    /// Unwanted or dubious.
    Dubious,
    /// Malware.
    Malicious,
    /// Its engines disagree, or agree: see the votes.
    Voted,
}

/// One engine's word, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    engine: String,
    kind: Kind,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    signatures: Option<String>,
}

/// [`VoteKind`], as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Malicious.
    Malicious,
    /// Suspicious.
    Suspicious,
    /// Nothing found.
    Nothing,
    /// No opinion.
    None,
}

impl Reputation {
    /// What is said where the service never saw the file.
    pub fn unknown() -> Self {
        Self::default()
    }

    /// Only a word.
    pub fn of(standing: Known) -> Self {
        Self { standing, ..Self::default() }
    }

    /// Adds what one engine says.
    pub fn say(&mut self, engine: &str, kind: Kind, label: Option<&str>, signatures: Option<&str>) {
        if self.engines.len() < MOST_ENGINES {
            let label = label.filter(|label| !label.is_empty()).map(short);
            let signatures = signatures.filter(|s| !s.is_empty()).map(|s| escape_short(s, 20));
            self.engines.push(Opinion { engine: escape_short(engine, 40), kind, label, signatures });
        }
    }

    /// The engines in the order in which people read them.
    pub fn sort(&mut self) {
        self.engines.sort_by(|a, b| (a.kind, &a.engine).cmp(&(b.kind, &b.engine)));
    }

    /// The votes: the service's own numbers, or those of its engines.
    pub fn votes(&self) -> Option<Votes> {
        if let Some((malicious, suspicious, asked)) = self.votes {
            return Some(Votes { malicious, suspicious, asked });
        }
        let count = |kind: Kind| u32::try_from(self.engines.iter().filter(|e| e.kind == kind).count()).unwrap_or(0);
        let (malicious, suspicious) = (count(Kind::Malicious), count(Kind::Suspicious));
        let asked = malicious + suspicious + count(Kind::Nothing);
        (asked > 0).then_some(Votes { malicious, suspicious, asked })
    }

    /// As the report has it, for a part.
    pub fn answer(&self, artifact: ArtifactId, digest: Digest, kept: bool) -> Answer {
        let votes = self.votes();
        let standing = match self.standing {
            Known::Unknown => Standing::Unknown,
            Known::Seen => Standing::Seen,
            Known::Distributed => Standing::Distributed,
            Known::NothingFound => Standing::NothingFound,
            Known::Dubious => Standing::Dubious,
            Known::Malicious => Standing::Malicious,
            Known::Voted => match votes {
                None => Standing::Seen,
                Some(votes) if votes.malicious > 0 => Standing::Malicious,
                Some(votes) if votes.suspicious > 0 => Standing::Dubious,
                Some(_) => Standing::NothingFound,
            },
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Answer {
            artifact,
            digest,
            standing,
            votes,
            engines: self.engines.iter().map(Opinion::vote).collect(),
            family: self.family.clone(),
            examined: self.examined,
            age_days: self.examined.map(|then| now.saturating_sub(then) / 86_400),
            link: self.link.clone(),
            kept,
        }
    }
}

impl Opinion {
    fn vote(&self) -> Vote {
        let kind = match self.kind {
            Kind::Malicious => VoteKind::Malicious,
            Kind::Suspicious => VoteKind::Suspicious,
            Kind::Nothing => VoteKind::Nothing,
            Kind::None => VoteKind::None,
        };
        let Self { engine, label, signatures, .. } = self.clone();
        Vote { engine, kind, label, signatures }
    }
}

/// Refuses an answer about another file than the one that was asked about, where it says which one it is about.
///
/// # Errors
/// That it is about another one.
pub fn same_file(digest: &Digest, named: Option<&str>) -> Result<(), Trouble> {
    match named.map(str::trim) {
        Some(hash) if !hash.is_empty() && !hash.eq_ignore_ascii_case(&digest.hex()) => {
            Err(Trouble::Wrong("it answered about another file".to_owned()))
        }
        _ => Ok(()),
    }
}

/// A service's words, safe to show.
pub fn short(text: &str) -> String {
    escape_short(text.trim(), WORDS)
}

/// An address of the service's own pages, if it is one.
pub fn link(text: &str) -> Option<String> {
    (text.starts_with("https://") && text.len() <= 300).then(|| escape_short(text, 300))
}
