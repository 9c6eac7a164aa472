//! Everything that is known of a file, for those who asked for it (`-v`).

use std::io::{self, Write};

use crate::model::artifact::{Hashes, hex_digest};
use crate::model::finding::Finding;
use crate::model::report::{ArtifactRecord, FileReport};

use super::Style;
use super::layout::{labelled, size, time};
use super::terminal::{asked, place, sentence};

/// All findings, gaps and parts of a file.
pub(super) fn file(report: &FileReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut first = true;
    for found in report.worst_first() {
        if !std::mem::replace(&mut first, false) {
            out.write_all(b"\n")?;
        }
        finding(report, found, style, out)?;
    }
    if !report.gaps.is_empty() {
        section("Not examined", style, out, &mut first)?;
        for placed in &report.gaps {
            let place = place(report, placed.artifact).map(|p| format!(" (in {p})")).unwrap_or_default();
            let text = format!("{}: {}{place}", placed.gap.reason.word(), sentence(&placed.gap.detail));
            labelled(out, style, "", &text)?;
        }
    }
    if !report.artifacts.is_empty() {
        section("Parts", style, out, &mut first)?;
        for record in &report.artifacts {
            part(report, record, style, out)?;
        }
    }
    asked(report, style, out)?;
    labelled(out, style, "Time", &time(report.elapsed))
}

fn section(title: &str, style: Style, out: &mut dyn Write, first: &mut bool) -> io::Result<()> {
    if !std::mem::replace(first, false) {
        out.write_all(b"\n")?;
    }
    writeln!(out, "  {}", style.label(title))
}

fn finding(report: &FileReport, finding: &Finding, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let rule = finding.rule;
    labelled(out, style, "", &finding.meaning())?;
    if let Some(place) = place(report, Some(finding.artifact)) {
        labelled(out, style, "In", &place)?;
    }
    labelled(out, style, "Proof", &finding.proof())?;
    labelled(out, style, "Do now", &finding.advice())?;
    labelled(out, style, "Rule", &format!("{} ({}: {})", rule.id, rule.severity.word(), rule.title))?;
    if !rule.attack.is_empty() {
        labelled(out, style, "ATT&CK", &rule.attack.join(", "))?;
    }
    if let Some(span) = finding.span {
        labelled(out, style, "Bytes", &format!("{} from byte {}", span.length, span.offset))?;
    }
    if !finding.evidence.is_empty() {
        let parts: Vec<_> = finding.evidence.iter().map(|(key, value)| format!("{key}={value}")).collect();
        labelled(out, style, "Evidence", &parts.join("; "))?;
    }
    for reference in rule.references {
        labelled(out, style, "More", reference)?;
    }
    Ok(())
}

/// One artifact, indented below what holds it.
fn part(report: &FileReport, record: &ArtifactRecord, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut depth = 0;
    let mut above = record.parent;
    while let Some(parent) = above.and_then(|id| report.artifact(id)) {
        depth += 1;
        above = parent.parent;
    }
    let indent = " ".repeat(4 + 2 * depth.min(16));
    let name = report.trail(record.id).pop().map(|n| n.to_string()).unwrap_or_default();
    let info = record.content_type;
    writeln!(out, "{indent}{name}  {} ({}), {}, {}", info.label, info.id, size(record.size), record.origin.word())?;
    if let Some(Hashes { sha256, md5, sha1 }) = &record.hashes {
        writeln!(out, "{indent}  {}  {}", style.label("SHA-256"), hex_digest(sha256))?;
        if let Some(sha1) = sha1 {
            writeln!(out, "{indent}  {}    {}", style.label("SHA-1"), hex_digest(sha1))?;
        }
        if let Some(md5) = md5 {
            writeln!(out, "{indent}  {}      {}", style.label("MD5"), hex_digest(md5))?;
        }
    }
    for (key, value) in &record.facts {
        writeln!(out, "{indent}  {}: {value}", style.label(key))?;
    }
    Ok(())
}
