//! One file from sample to report: walk, with the engines at its side; judge.

use std::sync::Arc;
use std::time::Instant;

use crate::model::artifact::Sample;
use crate::model::engine::Engine;
use crate::model::gap::{Gap, GapReason, PlacedGap};
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
    /// Who is asked for a second opinion.
    pub engines: Vec<Arc<dyn Engine>>,
}

/// Examines one sample. `began` is when its reading began, so that the time in the report is the whole time; `gaps`
/// is what its source could not read.
pub fn examine(path: Name, sample: Sample, gaps: Vec<Gap>, plan: &Plan, began: Instant) -> FileReport {
    let size = Some(sample.content.size());
    let terms = walk::Terms {
        limits: &plan.limits,
        all_hashes: plan.all_hashes,
        passwords: &plan.passwords,
        alone: plan.alone,
        engines: plan.engines.iter().map(|engine| engine.begin()).collect(),
    };
    let mut tree = walk::walk(sample, &terms);
    let engines: Vec<_> = terms.engines.iter().map(|session| session.end()).collect();
    let failures = engines.iter().filter_map(|e| Some((e.name, e.failure.as_ref()?)));
    let failures = failures.map(|(name, why)| Gap::new(GapReason::Engine, format!("{name}: {why}")));
    let root = tree.artifacts.first().map(|a| a.id);
    tree.gaps.extend(gaps.into_iter().chain(failures).map(|gap| PlacedGap { artifact: root, gap }));
    tree.gaps.sort_by_key(|placed| placed.artifact);
    let judgement = policy::judge(&tree.findings, &tree.gaps);
    FileReport {
        path,
        size,
        artifacts: tree.artifacts,
        findings: tree.findings,
        gaps: tree.gaps,
        engines,
        judgement,
        elapsed: began.elapsed(),
    }
}

/// The report on something that could not be read at all.
pub fn unreadable(path: Name, size: Option<u64>, gap: Gap, began: Instant) -> FileReport {
    let gaps = vec![PlacedGap { artifact: None, gap }];
    let judgement = policy::judge(&[], &gaps);
    FileReport {
        path,
        size,
        artifacts: Vec::new(),
        findings: Vec::new(),
        gaps,
        engines: Vec::new(),
        judgement,
        elapsed: began.elapsed(),
    }
}
