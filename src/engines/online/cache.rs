//! Answers that are kept: one small file a service and hash, so that many processes need no lock. What is damaged, too old
//! or from another address counts as not there.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::engines::private::Folder;
use crate::model::oracle::Digest;

use super::clock;
use super::reputation::{Known, Reputation};
use super::setup::{Access, Keeping};

/// The form of the files; another form is not read.
const FORMAT: u32 = 1;
/// A larger file is not one of ours.
const LARGEST: usize = 1 << 20;
/// What the name of a file ends with.
const ENDING: &str = ".json";
/// So many answers of a service are kept: those used last.
const MOST: usize = 50_000;
/// Answers that nobody asked for so long are taken away.
const FORGOTTEN: Duration = Duration::from_secs(30 * 86_400);

/// Where the answers of one service are kept.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    url: String,
    keeping: Keeping,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    format: u32,
    /// Milliseconds since 1970.
    asked: u64,
    /// Who was asked: another address is another service.
    url: String,
    digest: String,
    reputation: Reputation,
}

impl Cache {
    /// The place for a service's answers.
    pub(super) fn new(folder: &Path, access: &Access, keeping: Keeping) -> Self {
        Self { folder: folder.join("answers").join(access.service.name), url: access.url.clone(), keeping }
    }

    fn name(digest: &Digest) -> String {
        digest.hex() + ENDING
    }

    /// An answer that is still good.
    pub(super) fn get(&self, digest: &Digest) -> Option<Reputation> {
        if self.keeping.refresh {
            return None;
        }
        let bytes = Folder::open(&self.folder)?.read(&Self::name(digest), LARGEST)?;
        let entry: Entry = serde_json::from_slice(&bytes).ok()?;
        let good = match entry.reputation.standing {
            Known::Unknown => self.keeping.unknown,
            Known::Malicious => self.keeping.malicious,
            _ if entry.reputation.votes().is_some_and(|votes| votes.malicious > 0) => self.keeping.malicious,
            _ => self.keeping.known,
        };
        let age = Duration::from_millis(clock::now().checked_sub(entry.asked)?);
        let ours = entry.format == FORMAT && entry.url == self.url && entry.digest == digest.hex();
        (ours && age < good).then_some(entry.reputation)
    }

    /// Keeps an answer. Where that fails nothing is lost but a question.
    pub(super) fn put(&self, digest: &Digest, reputation: &Reputation) {
        let entry = Entry {
            format: FORMAT,
            asked: clock::now(),
            url: self.url.clone(),
            digest: digest.hex(),
            reputation: reputation.clone(),
        };
        if let (Ok(bytes), Some(folder)) = (serde_json::to_vec(&entry), Folder::make(&self.folder)) {
            folder.write(&Self::name(digest), &bytes);
        }
    }

    /// Forgets an answer: what was unknown is not any more.
    pub(super) fn forget(&self, digest: &Digest) {
        if let Some(folder) = Folder::open(&self.folder) {
            folder.remove(&Self::name(digest));
        }
    }

    /// Takes away what was forgotten, at most once a day.
    pub(super) fn tidy(&self) {
        const MARKER: &str = "tidied";
        let Some(folder) = Folder::open(&self.folder) else { return };
        let last = folder.read(MARKER, 20).and_then(|bytes| String::from_utf8(bytes).ok()?.parse::<u64>().ok());
        if last.is_some_and(|last| clock::now().saturating_sub(last) < 86_400_000) {
            return;
        }
        folder.write(MARKER, clock::now().to_string().as_bytes());
        folder.tidy(ENDING, MOST, FORGOTTEN);
    }
}
