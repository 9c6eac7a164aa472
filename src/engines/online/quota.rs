//! How often a service may be asked: counted for all processes of this user, in a file with a lock, so that a mail hook that
//! runs ten times at once keeps to the quota of its one key. Where no file can be had, it is counted for this process.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::engines::private::Folder;

use super::clock;
use super::service::Window;

/// A larger file is not one of ours.
const LARGEST: usize = 4 << 20;

/// The quota of one service and key.
#[derive(Debug)]
pub(super) struct Quota {
    windows: Vec<Window>,
    /// Where it is counted.
    file: Option<PathBuf>,
    /// What is counted where there is no file.
    memory: Mutex<Record>,
}

/// What was asked, in milliseconds since 1970.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Record {
    /// When questions were asked, oldest first.
    asked: Vec<u64>,
    /// Until when the service said that it will not answer.
    #[serde(default)]
    refused_until: u64,
}

impl Record {
    /// Forgets what no window sees any more, and what a clock that was set back left in the future.
    fn clean(&mut self, windows: &[Window], now: u64) {
        let longest = windows.iter().map(|w| w.seconds).max().unwrap_or(0).saturating_mul(1_000);
        self.asked.retain(|at| *at <= now && now - *at < longest);
        if self.refused_until > now + 2 * 86_400_000 {
            self.refused_until = 0;
        }
    }

    /// When the next question may be asked.
    fn next(&self, windows: &[Window], now: u64) -> u64 {
        let mut next = self.refused_until.max(now);
        for window in windows {
            let span = window.seconds.saturating_mul(1_000);
            let inside = self.asked.iter().filter(|at| now - **at < span).count() as u64;
            if inside >= window.allowed {
                // The question that must have left the window before there is room for another.
                let leaving = usize::try_from(inside - window.allowed).unwrap_or(0);
                let oldest = self.asked.iter().filter(|at| now - **at < span).nth(leaving);
                next = next.max(oldest.map_or(u64::MAX, |at| at.saturating_add(span)));
            }
        }
        next
    }
}

impl Quota {
    pub(super) fn new(windows: Vec<Window>, file: Option<PathBuf>) -> Self {
        Self { windows, file, memory: Mutex::default() }
    }

    /// Takes one question out of it; or says in what time there is one.
    pub(super) fn take(&self) -> Result<(), Duration> {
        self.with(|record, windows, now| {
            let next = record.next(windows, now);
            if next > now {
                return Err(Duration::from_millis(next - now));
            }
            record.asked.push(now);
            Ok(())
        })
    }

    /// The service said that it will not answer for so long.
    pub(super) fn refused(&self, span: Duration) {
        let span = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        self.with(|record, _, now| record.refused_until = record.refused_until.max(now.saturating_add(span)));
    }

    /// `3 of 4 a minute, 480 of 500 a day`; nothing where it is not counted.
    pub(super) fn left(&self) -> Option<String> {
        let left = self.with(|record, windows, now| {
            let words = windows.iter().map(|window| {
                let span = window.seconds.saturating_mul(1_000);
                let inside = record.asked.iter().filter(|at| now - **at < span).count() as u64;
                format!("{} of {} {}", window.allowed.saturating_sub(inside), window.allowed, window.words())
            });
            words.collect::<Vec<_>>().join(", ")
        });
        (!left.is_empty()).then_some(left)
    }

    /// Reads, changes and writes what is counted, while no other process does.
    fn with<R>(&self, change: impl FnOnce(&mut Record, &[Window], u64) -> R) -> R {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let place = self.file.as_deref().and_then(place);
        let (folder, name) = place.unzip();
        let lock = folder.as_ref().zip(name).and_then(|(folder, name)| folder.lock(&format!("{name}.lock")));
        let shared = folder.as_ref().zip(name).filter(|_| lock.is_some());
        let now = clock::now();
        if let Some((folder, name)) = shared {
            let kept = folder.read(name, LARGEST).and_then(|bytes| serde_json::from_slice(&bytes).ok());
            // What is damaged counts as nothing asked; the service itself keeps count, too.
            *memory = kept.unwrap_or_else(|| memory.clone());
        }
        memory.clean(&self.windows, now);
        let result = change(&mut memory, &self.windows, now);
        if let (Some((folder, name)), Ok(bytes)) = (shared, serde_json::to_vec(&*memory)) {
            // Where it cannot be written, this process counts on for itself.
            folder.write(name, &bytes);
        }
        result
    }
}

/// The folder of a file, made, and the file's name.
fn place(file: &Path) -> Option<(Folder, &str)> {
    Some((Folder::make(file.parent()?)?, file.file_name()?.to_str()?))
}
