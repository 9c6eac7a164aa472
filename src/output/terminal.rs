//! For people: the verdict's word, in everyday words what the file is, the proof, what to do now. Nothing more, unless
//! more was asked for. A file with nothing found takes one line, so that alarms stand out.

use std::io::{self, Write};

use crate::model::artifact::ArtifactId;
use crate::model::finding::Finding;
use crate::model::gap::{GapReason, PlacedGap};
use crate::model::report::{FileReport, Verdict};
use crate::model::types::{EMPTY, Examined, UNKNOWN};

use super::layout::{colour_of, count, labelled, size, time, verdict_words};
use super::{Output, Style, Summary, opinions, verbose};

/// So many findings or gaps of one file are shown; the others are counted.
const SHOWN: usize = 5;

/// The output: it knows how the last file was shown, to set blocks apart.
#[derive(Debug)]
pub struct Terminal {
    style: Style,
    last: Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Line,
    Block,
}

impl Terminal {
    /// An output of this style.
    pub fn new(style: Style) -> Self {
        Self { style, last: Last::Nothing }
    }

    /// Sets a block apart from what stands before it, and a line from a block.
    fn apart(&mut self, now: Last, out: &mut dyn Write) -> io::Result<()> {
        let before = std::mem::replace(&mut self.last, now);
        if before != Last::Nothing && (before == Last::Block || now == Last::Block) {
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

impl Output for Terminal {
    fn file(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let (style, verdict) = (self.style, report.judgement.verdict);
        if verdict == Verdict::Clean {
            if style.quiet {
                return Ok(());
            }
            self.apart(if style.verbose { Last::Block } else { Last::Line }, out)?;
            writeln!(out, "{}  {}  {}", style.verdict(verdict), report.path, what(report))?;
        } else {
            self.apart(Last::Block, out)?;
            writeln!(out, "{}  {}", style.verdict(verdict), report.path)?;
        }
        if style.verbose {
            return verbose::file(report, style, out);
        }
        match verdict {
            Verdict::Clean => return Ok(()),
            Verdict::Unexamined => gaps(report, style, out)?,
            Verdict::Suspicious | Verdict::Dangerous => alarms(report, style, out)?,
        }
        asked(report, style, out)?;
        if let Some(hashes) = report.artifacts.first().and_then(|r| r.hashes.as_ref()) {
            labelled(out, style, "SHA-256", &crate::model::artifact::hex_digest(&hashes.sha256))?;
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let style = self.style;
        if summary.stopped {
            self.apart(Last::Block, out)?;
            let more =
                if summary.not_reached == 0 { "further files".to_owned() } else { count(summary.not_reached, "file") };
            writeln!(out, "Stopped by the user: {more} not examined.")?;
        }
        if !style.many || style.quiet {
            return Ok(());
        }
        self.apart(Last::Block, out)?;
        let mut parts = Vec::new();
        for verdict in [Verdict::Dangerous, Verdict::Suspicious, Verdict::Unexamined, Verdict::Clean] {
            let number = summary.count(verdict);
            if number > 0 {
                let words = format!("{number} {}", verdict_words(verdict).to_lowercase());
                parts.push(style.paint(colour_of(verdict), &words));
            }
        }
        let counts = if parts.is_empty() { "nothing to examine".to_owned() } else { parts.join(", ") };
        write!(out, "{counts}: {}, {}", count(summary.files(), "file"), size(summary.bytes))?;
        if summary.links > 0 {
            write!(out, ", {} not followed", count(summary.links, "link"))?;
        }
        writeln!(out, ", {}", time(summary.elapsed))
    }
}

/// What the engines said, and what it comes to.
pub(super) fn asked(report: &FileReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for engine in &report.engines {
        labelled(out, style, "Asked", &opinions::line(engine))?;
        for vote in if style.verbose { opinions::votes(engine) } else { Vec::new() } {
            labelled(out, style, "", &vote)?;
        }
    }
    if let Some((part, words)) = opinions::sum(&report.engines) {
        let place = place(report, Some(part)).map(|place| format!(" (in {place})")).unwrap_or_default();
        labelled(out, style, "In all", &format!("{words}{place}"))?;
    }
    Ok(())
}

/// What a file is, and how far it was read, in a line.
pub(super) fn what(report: &FileReport) -> String {
    let Some(root) = report.artifacts.first() else { return "unread".to_owned() };
    let mut words = vec![root.content_type.label.to_owned()];
    if let Some((_, dimensions)) = root.facts.iter().find(|(key, _)| *key == "dimensions") {
        words.push(dimensions.to_string());
    }
    let inside = report.artifacts.len() - 1;
    if inside > 0 {
        words.push(format!("{} inside", count(inside as u64, "part")));
    }
    let is = |other: &crate::model::types::TypeInfo| root.content_type.id == other.id;
    match root.content_type.examined {
        _ if is(&EMPTY) => {}
        _ if is(&UNKNOWN) => words.push("searched for hidden programs".to_owned()),
        Examined::Inside if report.judgement.complete => words.push("fully read".to_owned()),
        Examined::ByMark if report.judgement.complete => {
            let by = if root.content_type.begins.is_empty() { "content" } else { "mark" };
            words.push(format!("recognised by its {by}"));
        }
        _ => {}
    }
    let notes = report.findings.iter().filter(|f| !f.rule.severity.alarms()).count();
    let notes = if notes > 0 { format!("; {} (-v shows more)", count(notes as u64, "note")) } else { String::new() };
    let asked: String = report.engines.iter().map(|engine| format!("; {}", opinions::short(engine))).collect();
    words.join(", ") + &notes + &asked
}

/// The names from the file down to a part of it; nothing for the file itself.
pub(super) fn place(report: &FileReport, id: Option<ArtifactId>) -> Option<String> {
    let id = id.filter(|id| id.0 > 0)?;
    let names: Vec<_> = report.trail(id).iter().map(ToString::to_string).collect();
    Some(names.join(" → "))
}

/// The findings that alarm, worst first; what says the same of several parts is said once. Beside what is dangerous,
/// the milder is only counted: "it is a program" adds nothing to "a program is hidden here", and its milder advice
/// would only confuse.
fn alarms(report: &FileReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut groups: Vec<(&Finding, String, u64)> = Vec::new();
    let mut milder = 0;
    for finding in report.worst_first().into_iter().filter(|f| f.rule.severity.alarms()) {
        if let Some((worse, ..)) = groups.first().filter(|(f, ..)| f.rule.severity > finding.rule.severity) {
            // Of the same part nothing is lost at all.
            milder += usize::from(worse.artifact != finding.artifact && !finding.rule.id.starts_with("nature."));
            continue;
        }
        let meaning = finding.meaning();
        match groups.iter_mut().find(|(first, words, _)| first.rule.id == finding.rule.id && *words == meaning) {
            Some(group) => group.2 += 1,
            None => groups.push((finding, meaning, 0)),
        }
    }
    let mut advised: Vec<String> = Vec::new();
    for (number, (finding, meaning, more)) in groups.iter().take(SHOWN).enumerate() {
        labelled(out, style, if number == 0 { "" } else { "Also" }, meaning)?;
        if let Some(mut place) = place(report, Some(finding.artifact)) {
            // The first byte of a part is where everybody looks first.
            if let Some(span) = finding.span.filter(|span| span.offset > 0) {
                place = format!("{place}, at byte {}", span.offset);
            }
            if *more > 0 {
                place = format!("{place}, and {}", count(*more, "other place"));
            }
            labelled(out, style, "In", &place)?;
        }
        labelled(out, style, "Proof", &finding.proof())?;
        let advice = finding.advice();
        if !advised.contains(&advice) {
            labelled(out, style, "Do now", &advice)?;
            advised.push(advice);
        }
    }
    let unsaid = groups.len().saturating_sub(SHOWN) + milder;
    if unsaid > 0 {
        labelled(out, style, "", &format!("And {unsaid} more (-v shows all)."))?;
    }
    if let Some(first) = report.gaps.first() {
        let more = report.gaps.len() - 1;
        let more = if more > 0 { format!(" And {more} more (-v shows all).") } else { String::new() };
        let inside = place(report, first.artifact).map(|place| format!(" (in {place})")).unwrap_or_default();
        let detail = sentence(&first.gap.detail);
        labelled(out, style, "Unread", &format!("Not everything could be examined: {detail}{inside}{more}"))?;
    }
    Ok(())
}

/// What could not be examined, and what to do about it, by reason.
fn gaps(report: &FileReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut reasons: Vec<GapReason> = Vec::new();
    for placed in &report.gaps {
        if !reasons.contains(&placed.gap.reason) {
            reasons.push(placed.gap.reason);
        }
    }
    for (number, reason) in reasons.iter().enumerate().take(SHOWN) {
        let (meaning, advice) = reason_words(*reason);
        labelled(out, style, if number == 0 { "" } else { "Also" }, meaning)?;
        let same: Vec<&PlacedGap> = report.gaps.iter().filter(|g| g.gap.reason == *reason).collect();
        for placed in same.iter().take(2) {
            if let Some(place) = place(report, placed.artifact) {
                labelled(out, style, "In", &place)?;
            }
            labelled(out, style, "Reason", &sentence(&placed.gap.detail))?;
        }
        if same.len() > 2 {
            labelled(out, style, "", &format!("And {} more like this (-v shows all).", same.len() - 2))?;
        }
        labelled(out, style, "Do now", advice)?;
    }
    Ok(())
}

/// With a capital letter and a full stop.
pub(super) fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let mut out: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if !out.ends_with(['.', '!', '?', '…']) {
        out.push('.');
    }
    out
}

/// What a gap means to somebody who was sent the file, and what to do.
fn reason_words(reason: GapReason) -> (&'static str, &'static str) {
    match reason {
        GapReason::Malformed => (
            "It is damaged or incomplete, so not all of it could be examined. Some files are damaged on purpose.",
            "Ask the sender to send it again. If it is damaged again, do not open it.",
        ),
        GapReason::Encrypted => (
            "It is locked with a password, so what is inside could not be examined.",
            "Do not open it on trust. Ask the sender for the content without a password, or have your IT team unpack \
             and check it.",
        ),
        GapReason::Unsupported => (
            "sheepdip cannot look inside this kind of file.",
            "Ask the sender for an ordinary format (PNG, JPEG, PDF, plain text), or have your IT team look at it.",
        ),
        GapReason::Limit(_) => (
            "It is larger or more deeply nested than sheepdip goes, so not all of it was examined.",
            "Ask the sender for a smaller file, or raise the limit (sheepdip scan --help, \"Limits\").",
        ),
        GapReason::Crashed => (
            "sheepdip itself failed on a part of it, so not all of it was examined.",
            "Do not open it before your IT team has looked at it, and report the fault to the makers of sheepdip.",
        ),
        GapReason::TimedOut => (
            "Examining it took too long, so not all of it was examined. Some files are built to do that.",
            "Allow more time (--max-time 5m), or have your IT team look at it.",
        ),
        GapReason::Unreadable => (
            "It could not be read, so nothing can be said about it.",
            "Put right what the reason names, and check it again.",
        ),
        GapReason::Unknown => (
            "Only its hash was asked about, and nobody who was asked has examined such a file.",
            "Check the file itself: sheepdip FILE.",
        ),
        GapReason::Interrupted => ("The examination was stopped before its end.", "Check it again."),
        GapReason::Engine => (
            "A second opinion was asked for and could not be had, so the check is not complete.",
            "Put right what the reason names, and check it again.",
        ),
    }
}
