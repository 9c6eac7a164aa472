//! What all files of a run came to.

use std::time::Duration;

use crate::model::report::{FileReport, Verdict};

/// Counts over a run.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Files with nothing found.
    pub clean: u64,
    /// Files of which something could not be examined, and nothing was found in the rest.
    pub unexamined: u64,
    /// Files that are suspicious.
    pub suspicious: u64,
    /// Files that are dangerous.
    pub dangerous: u64,
    /// Files with at least one gap, whatever their verdict.
    pub incomplete: u64,
    /// Bytes of all files whose size is known.
    pub bytes: u64,
    /// Links in folders; they are not followed.
    pub links: u64,
    /// Files that were not reached because the user stopped the run, as far as they were counted.
    pub not_reached: u64,
    /// Whether the user stopped the run.
    pub stopped: bool,
    /// The whole time.
    pub elapsed: Duration,
}

impl Summary {
    /// Counts a file.
    pub fn add(&mut self, report: &FileReport) {
        match report.judgement.verdict {
            Verdict::Clean => self.clean += 1,
            Verdict::Unexamined => self.unexamined += 1,
            Verdict::Suspicious => self.suspicious += 1,
            Verdict::Dangerous => self.dangerous += 1,
        }
        self.incomplete += u64::from(!report.judgement.complete);
        self.bytes = self.bytes.saturating_add(report.size.unwrap_or(0));
    }

    /// How many files were reported.
    pub fn files(&self) -> u64 {
        self.clean + self.unexamined + self.suspicious + self.dangerous
    }

    /// How many files came to a verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Clean => self.clean,
            Verdict::Unexamined => self.unexamined,
            Verdict::Suspicious => self.suspicious,
            Verdict::Dangerous => self.dangerous,
        }
    }
}
