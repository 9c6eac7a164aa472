//! The words of an answer: lines as clamscan writes them, one reason for a bounce, our header fields. ASCII only, for
//! logs and headers are; and no stranger's word stands where a mail system looks for ours.

use crate::model::artifact::ArtifactId;
use crate::model::finding::Finding;
use crate::model::gap::PlacedGap;
use crate::model::name::escape_short;
use crate::model::report::{FileReport, Verdict};
use crate::policy::verdict_of;

use super::headers::{ascii, field};
use super::{Fate, Policy};

/// The header field with the verdict's word.
const VERDICT: &str = "X-Sheepdip-Verdict";
/// The header field with what was found and what could not be examined.
const FINDINGS: &str = "X-Sheepdip-Findings";
/// More findings than this are counted only.
const MOST: usize = 20;
/// The longest place in a message that is told whole, in characters.
const PLACE: usize = 120;
/// The longest reason, in characters: bounces and logs cut longer ones anywhere.
const REASON: usize = 400;

/// The worst verdict.
pub(super) fn verdict(reports: &[FileReport]) -> Verdict {
    reports.iter().map(|r| r.judgement.verdict).max().unwrap_or(Verdict::Unexamined)
}

/// `PATH: RULE FOUND`, `PATH: UNEXAMINED reason (words)` or `PATH: OK`; only a find ends in ` FOUND`.
pub(super) fn line(report: &FileReport, policy: &Policy) -> String {
    let path = harmless(&ascii(&report.path.to_string()));
    let gap = decisive_gap(report, policy);
    match (policy.fate(report), gap) {
        (Fate::Find, _) if policy.finds(report) => {
            format!("{path}: {} FOUND\n", report.worst_first().first().map_or("sheepdip", |f| f.rule.id))
        }
        (Fate::Find, gap) => {
            format!("{path}: unexamined.{} FOUND\n", gap.map_or("unknown", |g| g.gap.reason.word()))
        }
        (_, Some(placed)) => {
            let words = harmless(&ascii(&placed.gap.detail));
            format!("{path}: UNEXAMINED {} ({words})\n", placed.gap.reason.word())
        }
        _ => format!("{path}: OK\n"),
    }
}

/// A stranger's words in which no caller finds the word that it looks for.
fn harmless(words: &str) -> String {
    words.replace("FOUND", "Found")
}

/// The gap that decides: the first of those with the worst fate.
fn decisive_gap<'r>(report: &'r FileReport, policy: &Policy) -> Option<&'r PlacedGap> {
    let worst = report.gaps.iter().map(|g| policy.fate_of(&g.gap)).max()?;
    report.gaps.iter().find(|g| policy.fate_of(&g.gap) == worst)
}

/// Why a message has its fate, in a line.
pub(super) fn reason(report: &FileReport, policy: &Policy) -> String {
    let words = match (report.worst_first().first(), decisive_gap(report, policy)) {
        (Some(finding), _) if policy.finds(report) => {
            format!("{}{} ({})", of(report, finding.artifact), finding.meaning(), finding.rule.id)
        }
        (_, Some(placed)) => {
            let place = placed.artifact.map(|id| of(report, id)).unwrap_or_default();
            format!("{place}{} ({})", placed.gap.detail, placed.gap.reason.word())
        }
        _ => "nothing found".to_owned(),
    };
    escape_short(&ascii(&words), REASON).replace('…', "...")
}

/// The place of a part and a colon; nothing for the message itself.
fn of(report: &FileReport, id: ArtifactId) -> String {
    place(report, id).map(|place| format!("{place}: ")).unwrap_or_default()
}

/// The quoted way from the message down to a part; `None` for the message itself.
fn place(report: &FileReport, id: ArtifactId) -> Option<String> {
    let trail: Vec<String> = report.trail(id).iter().skip(1).map(ToString::to_string).collect();
    if trail.is_empty() {
        return None;
    }
    // A quote would end the place.
    let mut place = ascii(&trail.join(" > ")).replace('"', "'");
    // The end of the way says more than its beginning. All of it is ASCII.
    if place.len() > PLACE {
        place = format!("...{}", &place[place.len() - PLACE..]);
    }
    Some(format!("\"{place}\""))
}

/// Our header fields: the verdict, and what was found or not examined, worst first.
pub(super) fn fields(reports: &[FileReport]) -> Vec<String> {
    let findings = |report: &FileReport| {
        let alarming = report.worst_first().into_iter().filter(|f| verdict_of(f.rule.severity) > Verdict::Unexamined);
        alarming.map(|f| told(report, f)).collect::<Vec<_>>()
    };
    let gaps = |report: &FileReport| {
        let told = |g: &PlacedGap| entry(&format!("unexamined.{}", g.gap.reason.word()), report, g.artifact);
        report.gaps.iter().map(told).collect::<Vec<_>>()
    };
    let mut items: Vec<String> = Vec::new();
    for item in reports.iter().flat_map(findings).chain(reports.iter().flat_map(gaps)) {
        if !items.contains(&item) {
            items.push(item);
        }
        if items.len() > MOST {
            items.pop();
            items.push("more".to_owned());
            break;
        }
    }
    if items.is_empty() {
        items.push("none".to_owned());
    }
    let last = items.len() - 1;
    for item in &mut items[..last] {
        item.push(',');
    }
    let mut lines = field(VERDICT, &[verdict(reports).word().to_owned()]);
    lines.extend(field(FINDINGS, &items));
    lines
}

fn told(report: &FileReport, finding: &Finding) -> String {
    entry(finding.rule.id, report, Some(finding.artifact))
}

/// `rule.id in "a.zip > b.exe"`.
fn entry(id: &str, report: &FileReport, artifact: Option<ArtifactId>) -> String {
    match artifact.and_then(|artifact| place(report, artifact)) {
        Some(place) => format!("{id} in {place}"),
        None => id.to_owned(),
    }
}
