//! Answers that are kept: one small file a service and hash, so that many processes need no lock. What is damaged, too old
//! or from another address counts as not there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::engines::store;
use crate::model::oracle::Digest;

use super::clock;
use super::reputation::{Known, Reputation};
use super::setup::{Access, Keeping};

/// The form of the files; another form is not read.
const FORMAT: u32 = 1;
/// A larger file is not one of ours.
const LARGEST: u64 = 1 << 20;
/// Files that nobody read or wrote for so long are taken away.
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

    fn path(&self, digest: &Digest) -> PathBuf {
        let hex = digest.hex();
        self.folder.join(&hex[..2]).join(format!("{hex}.json"))
    }

    /// An answer that is still good.
    pub(super) fn get(&self, digest: &Digest) -> Option<Reputation> {
        if self.keeping.refresh {
            return None;
        }
        let bytes = store::read(&self.path(digest), LARGEST).ok()?;
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
        if let Ok(bytes) = serde_json::to_vec(&entry) {
            let _ = store::write(&self.path(digest), &bytes);
        }
    }

    /// Takes away what was forgotten, at most once a day.
    pub(super) fn tidy(&self) {
        let marker = self.folder.join("tidied");
        let age = |path: &Path| path.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if age(&marker).is_some_and(|age| age < Duration::from_secs(86_400)) || !self.folder.is_dir() {
            return;
        }
        let _ = store::write(&marker, format!("{:?}", SystemTime::now()).as_bytes());
        for below in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            for file in fs::read_dir(below.path()).into_iter().flatten().flatten() {
                if age(&file.path()).is_some_and(|age| age > FORGOTTEN) {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
    }
}
