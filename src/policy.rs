//! From findings and gaps to a judgement. Pure.

use crate::model::finding::Finding;
use crate::model::gap::PlacedGap;
use crate::model::report::{Judgement, Verdict};
use crate::model::rule::Severity;

/// High is dangerous, medium suspicious; low and info do not alarm; a gap is unexamined, never clean.
pub fn judge(findings: &[Finding], gaps: &[PlacedGap]) -> Judgement {
    let complete = gaps.is_empty();
    let of_gaps = if complete { Verdict::Clean } else { Verdict::Unexamined };
    let of_findings = findings.iter().map(|f| verdict_of(f.rule.severity)).max();
    Judgement { verdict: of_findings.unwrap_or(Verdict::Clean).max(of_gaps), complete }
}

/// What one finding of a severity makes of a file.
pub fn verdict_of(severity: Severity) -> Verdict {
    match severity {
        Severity::High => Verdict::Dangerous,
        Severity::Medium => Verdict::Suspicious,
        Severity::Low | Severity::Info => Verdict::Clean,
    }
}
