//! The exit status: the only place with its numbers, but for those of mail systems. They follow clamscan, which mail
//! hooks know.

use std::process::ExitCode;

use crate::model::report::{FileReport, Verdict};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing at or above the threshold, and everything was examined.
    Nothing,
    /// 1: something was found.
    Found,
    /// 2: something could not be examined, or the usage was wrong, or the report could not be written.
    Trouble,
    /// What a mail system expects, from its [`crate::hooks::mail::Profile`].
    Mail(u8),
}

impl Exit {
    /// The number.
    pub const fn number(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Found => 1,
            Self::Trouble => 2,
            Self::Mail(status) => status,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// What the files of a run mean for its exit status. A find beats trouble.
#[derive(Debug)]
pub(super) struct Outcome {
    threshold: Verdict,
    found: bool,
    trouble: bool,
}

impl Outcome {
    /// Nothing yet; lookup from `threshold` on count as found.
    pub(super) fn new(threshold: Verdict) -> Self {
        Self { threshold, found: false, trouble: false }
    }

    /// Counts a file.
    pub(super) fn add(&mut self, report: &FileReport) {
        self.found |= report.judgement.verdict >= self.threshold;
        self.trouble |= !report.judgement.complete;
    }

    /// Something was not examined that has no report.
    pub(super) fn trouble(&mut self) {
        self.trouble = true;
    }

    /// The exit status.
    pub(super) fn exit(&self) -> Exit {
        match (self.found, self.trouble) {
            (true, _) => Exit::Found,
            (false, true) => Exit::Trouble,
            (false, false) => Exit::Nothing,
        }
    }
}
