//! One file from sample to report: walk, judge.

use std::time::Instant;

use crate::model::artifact::Sample;
use crate::model::gap::{Gap, PlacedGap};
use crate::model::limits::Limits;
use crate::model::name::Name;
use crate::model::password::Passwords;
use crate::model::report::FileReport;
use crate::policy;
use crate::scan::walk;

/// How files are to be examined.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What one file may cost.
    pub limits: Limits,
    /// MD5 and SHA-1 beside SHA-256.
    pub all_hashes: bool,
    /// What is tried on what is locked.
    pub passwords: Passwords,
    /// Whether one file is examined at a time, so that the parts of an archive may go to all processors.
    pub alone: bool,
}

/// Examines one sample. `began` is when its reading began, so that the time in the report is the whole time; `gaps`
/// is what its source could not read.
pub fn examine(path: Name, sample: Sample, gaps: Vec<Gap>, plan: &Plan, began: Instant) -> FileReport {
    let size = Some(sample.content.size());
    let mut tree = walk::walk(sample, &plan.limits, plan.all_hashes, &plan.passwords, plan.alone);
    tree.gaps.extend(gaps.into_iter().map(|gap| PlacedGap { artifact: tree.artifacts.first().map(|a| a.id), gap }));
    let judgement = policy::judge(&tree.findings, &tree.gaps);
    FileReport {
        path,
        size,
        artifacts: tree.artifacts,
        findings: tree.findings,
        gaps: tree.gaps,
        judgement,
        elapsed: began.elapsed(),
    }
}

/// The report on something that could not be read at all.
pub fn unreadable(path: Name, size: Option<u64>, gap: Gap, began: Instant) -> FileReport {
    let gaps = vec![PlacedGap { artifact: None, gap }];
    let judgement = policy::judge(&[], &gaps);
    FileReport { path, size, artifacts: Vec::new(), findings: Vec::new(), gaps, judgement, elapsed: began.elapsed() }
}
