//! One line a file, as clamscan writes it, so that mail hooks which know clamscan know us: `PATH: OK`,
//! `PATH: RULE FOUND`, `PATH: UNEXAMINED reason (words)`. Only a find ends in ` FOUND`. Where it is not the file itself, the
//! part follows the rule in brackets: `mail.eml: nature.program (in a.zip → b.exe, byte 0) FOUND`.

use std::io::{self, Write};

use crate::model::artifact::ArtifactId;
use crate::model::report::{FileReport, Verdict};

use super::{Output, Style};

/// The output; it needs no memory of what it wrote.
#[derive(Debug)]
pub struct Plain(Style);

impl Plain {
    /// An output of this style; only `quiet` matters.
    pub fn new(style: Style) -> Self {
        Self(style)
    }
}

impl Output for Plain {
    fn file(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let worst = || match report.worst_first().first() {
            None => "sheepdip".to_owned(),
            Some(finding) => match below(report, Some(finding.artifact)) {
                None => finding.rule.id.to_owned(),
                Some(place) => {
                    let byte = finding.span.map_or_else(String::new, |span| format!(", byte {}", span.offset));
                    format!("{} (in {place}{byte})", finding.rule.id)
                }
            },
        };
        match report.judgement.verdict {
            Verdict::Clean if self.0.quiet => Ok(()),
            Verdict::Clean => writeln!(out, "{}: OK", report.path),
            Verdict::Suspicious | Verdict::Dangerous => writeln!(out, "{}: {} FOUND", report.path, worst()),
            Verdict::Unexamined => match report.gaps.first() {
                // The bracket at the end keeps a stranger's words from ending the line in FOUND.
                Some(placed) => {
                    let (reason, words) = (placed.gap.reason.word(), &placed.gap.detail);
                    let place =
                        below(report, placed.artifact).map_or_else(String::new, |place| format!("; in {place}"));
                    writeln!(out, "{}: UNEXAMINED {reason} ({words}{place})", report.path)
                }
                None => writeln!(out, "{}: UNEXAMINED", report.path),
            },
        }
    }
}

/// The names from what the file holds down to a part; nothing for the file itself.
fn below(report: &FileReport, id: Option<ArtifactId>) -> Option<String> {
    let id = id.filter(|id| id.0 > 0)?;
    let names: Vec<_> = report.trail(id).iter().skip(1).map(ToString::to_string).collect();
    Some(names.join(" → "))
}
