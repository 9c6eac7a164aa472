//! One line a file, as clamscan writes it, so that mail hooks which know clamscan know us: `PATH: OK`,
//! `PATH: RULE FOUND`, `PATH: UNEXAMINED reason (words)`. Only a find ends in ` FOUND`.

use std::io::{self, Write};

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
        let worst = report.worst_first().first().map_or("sheepdip", |f| f.rule.id);
        match report.judgement.verdict {
            Verdict::Clean if self.0.quiet => Ok(()),
            Verdict::Clean => writeln!(out, "{}: OK", report.path),
            Verdict::Suspicious | Verdict::Dangerous => writeln!(out, "{}: {worst} FOUND", report.path),
            Verdict::Unexamined => match report.gaps.first() {
                // The bracket at the end keeps a stranger's words from ending the line in FOUND.
                Some(placed) => {
                    let (reason, words) = (placed.gap.reason.word(), &placed.gap.detail);
                    writeln!(out, "{}: UNEXAMINED {reason} ({words})", report.path)
                }
                None => writeln!(out, "{}: UNEXAMINED", report.path),
            },
        }
    }
}
