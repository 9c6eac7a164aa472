//! What shortcuts and settings files do when they are opened: which reader each kind gets, and how they report.

use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::rule::Rule;
use crate::model::text::{Encoding, decode_all};

use super::commands::is_remote_file;
use super::orders::{Order, first, may_run};
use super::rules::{OTHER_COMPUTER, RUNS_COMMAND, STARTS_PROGRAM};
use super::{apple, connect, links, markup, registry, setup, tables, tasks, unix};

/// How much of such a file is read, in bytes; real ones have some KB.
const READ: usize = 4 << 20;
/// Findings of one file that are told; what follows is more of the same.
const MOST: u32 = 40;

pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let kind = artifact.content_type;
    if kind.id == "job" {
        return tasks::job(bytes, inspection);
    }
    let Some((encoding, text)) = decode_all(bytes, READ) else {
        return Err(Gap::malformed("the file holds bytes that are no text; it was not read"));
    };
    // Where the text begins, and how much wider it is in the file.
    let marks = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"];
    let start = marks.iter().find(|m| bytes.starts_with(m)).map_or(0, |m| m.len());
    let wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let mut look = Look { text: &text, what: kind.label, start, wide, told: 0, inspection };
    match kind.id {
        "url" | "scf" | "theme" | "desktop-ini" | "autorun" => links::judge(&mut look),
        "desktop-entry" => unix::desktop_entry(&mut look),
        "reg" => registry::judge(&mut look)?,
        "inf" => setup::judge(&mut look)?,
        "slk" => tables::sheet(&mut look),
        "iqy" => tables::query(&mut look),
        "ovpn" => connect::tunnel(&mut look),
        "rdp" => connect::desktop(&mut look),
        "appref-ms" => connect::reference(&mut look),
        "editor-tasks" => tasks::editor(&mut look),
        "webloc" | "terminal" | "workflow" | "mobileconfig" => apple::judge(&mut look, kind.id),
        _ => markup::judge(&mut look, kind.id),
    }
    if bytes.len() > READ {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {READ} bytes of it were read")));
    }
    Ok(())
}

/// A text under examination.
pub(super) struct Look<'t, 'i, 'w> {
    pub(super) text: &'t str,
    pub(super) what: &'static str,
    pub(super) inspection: &'i mut Inspection<'w>,
    start: usize,
    wide: bool,
    told: u32,
}

impl Look<'_, '_, '_> {
    /// Where a place in the text is in the file.
    fn place(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        self.start + if self.wide { before.encode_utf16().count() * 2 } else { at }
    }

    /// Whether another finding is told.
    fn more(&mut self) -> bool {
        self.told += 1;
        self.told <= MOST
    }

    /// A rule whose proof is a line.
    pub(super) fn fire(&mut self, rule: &'static Rule, at: usize, line: &str) {
        if self.more() {
            let place = self.place(at);
            self.inspection.found(rule).at(place, line.len()).with("what", self.what).with("line", line);
        }
    }

    /// The same with one more word of evidence.
    pub(super) fn fire_with(&mut self, rule: &'static Rule, at: usize, line: &str, key: &'static str, value: &str) {
        if self.more() {
            let place = self.place(at);
            let found = self.inspection.found(rule).at(place, line.len());
            found.with("what", self.what).with("line", line).with(key, value);
        }
    }

    /// A place on another computer.
    pub(super) fn remote(&mut self, at: usize, line: &str, place: &str) {
        self.fire_with(&OTHER_COMPUTER, at, line, "place", place);
    }

    /// Tells it if a value leads to a file on another computer.
    pub(super) fn is_remote(&mut self, at: usize, line: &str, place: &str) -> bool {
        // Texts in libraries are named `@library,-number`.
        let found = is_remote_file(place.trim_start_matches(['@', '-']));
        if found {
            self.remote(at, line, place);
        }
        found
    }

    /// Tells what a command does; where it is no attack, only that it starts something.
    pub(super) fn order(&mut self, at: usize, line: &str, command: &str) {
        if !self.attack(at, line, command) && !command.trim().is_empty() {
            let program = first(command);
            let program = if program.is_empty() { command } else { program };
            self.fire_with(&STARTS_PROGRAM, at, line, "program", program);
        }
    }

    /// Tells a command that no honest file has, or that lies on another computer.
    pub(super) fn attack(&mut self, at: usize, line: &str, command: &str) -> bool {
        self.carries(at, line, command) || self.is_remote(at, line, first(command))
    }

    /// Tells a command that no honest file has.
    pub(super) fn carries(&mut self, at: usize, line: &str, command: &str) -> bool {
        // What is no longer told need not be read.
        if self.told > MOST || !may_run(command) {
            return false;
        }
        let order = Order::read(command);
        if order.is_attack() {
            self.does(at, line, &order.does());
            order.hand_over(self.inspection);
        }
        order.is_attack()
    }

    /// A command whose deeds are known.
    pub(super) fn does(&mut self, at: usize, line: &str, does: &str) {
        self.fire_with(&RUNS_COMMAND, at, line, "does", does);
    }
}
