//! From findings and gaps to a judgement, and about what others are asked. Pure.

use crate::model::finding::Finding;
use crate::model::gap::PlacedGap;
use crate::model::oracle::{Digest, Question};
use crate::model::report::{ArtifactRecord, Judgement, Verdict};
use crate::model::rule::Severity;
use crate::model::types::{Nature, TypeInfo};

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

/// Whom to ask about: the file itself, then what runs, opens something or holds either, the most alarming first. A hash
/// is asked about once.
///
/// Of a picture or a text inside of something nobody is asked: a service that never saw it says nothing by that.
pub fn questions(artifacts: &[ArtifactRecord], findings: &[Finding]) -> Vec<Question> {
    let worst = |record: &ArtifactRecord| {
        findings.iter().filter(|f| f.artifact == record.id).map(|f| f.rule.severity).max().unwrap_or(Severity::Info)
    };
    let weight = |record: &ArtifactRecord| match record.content_type.nature {
        Nature::Program => 5,
        Nature::Script | Nature::Shortcut => 4,
        Nature::Document => 3,
        Nature::Container => 2,
        _ => 0,
    };
    let inside = artifacts.iter().skip(1).filter(|r| r.size > 0 && (weight(r) > 0 || worst(r).alarms()));
    let mut inside: Vec<_> = inside.collect();
    // Sorting is stable: what stands first in the file is asked about first.
    inside.sort_by_key(|record| std::cmp::Reverse((worst(record), weight(record))));
    let mut questions: Vec<Question> = Vec::new();
    for record in artifacts.first().into_iter().filter(|r| r.size > 0).chain(inside) {
        let Some(hashes) = &record.hashes else { continue };
        let digest = Digest::Sha256(hashes.sha256);
        if questions.iter().all(|known| known.digest != digest) {
            questions.push(Question { artifact: record.id, digest });
        }
    }
    questions
}

/// What people write to each other.
const MESSAGES: &[&str] = &["eml", "eml-raw", "emlx", "mbox", "mhtml", "msg", "tnef"];

/// Whether something is a message, which is not sent to others without being told so twice.
pub fn is_message(content_type: &TypeInfo) -> bool {
    let mut at = Some(content_type);
    while let Some(info) = at {
        if MESSAGES.contains(&info.id) {
            return true;
        }
        at = info.parent;
    }
    false
}
