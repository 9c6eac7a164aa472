//! Macro sheets of Excel 4.0: what their formulas do. Workbooks in every form hand them over here.

use crate::model::inspection::Inspection;
use crate::parse::vba::{Token, fold::Folder, statements};
use crate::parse::xlm::{self, Dialect};

use super::rules;

/// What was seen in the macro sheets of a workbook.
#[derive(Debug, Default)]
pub struct Sheets {
    /// Whether one of them is hidden.
    pub hidden: bool,
    /// Whether a name makes one of them start with the workbook.
    pub starts: bool,
    /// Formulas that were read.
    pub formulas: usize,
    /// Whether some could not be read to their end.
    pub broken: bool,
    /// The first formula that starts or loads something.
    acts: Option<String>,
    /// Formulas that write formulas.
    writes: usize,
    shown: Option<String>,
    /// Letters by number.
    letters: usize,
    folder: Folder,
}

/// Functions that start programs and load libraries.
const ACTS: &[&str] = &["EXEC", "CALL", "REGISTER", "REGISTER.ID"];
/// So many formulas that write others, or letters by number, are no honest macro.
const MANY: usize = 12;
/// How much of a formula is shown, in characters.
const SHOWN: usize = 160;

impl Sheets {
    /// A formula as tokens.
    pub fn tokens(&mut self, bytes: &[u8], dialect: Dialect) {
        let formula = xlm::formula(bytes, dialect);
        self.formulas += 1;
        self.broken |= !formula.whole;
        for number in &formula.functions {
            match xlm::name(*number) {
                Some(name) if ACTS.contains(&name) => self.act(&formula.text),
                Some("FORMULA") => self.write(&formula.text),
                Some("CHAR") => self.letters += 1,
                _ => {}
            }
        }
    }

    /// A formula as text, as xlsm has it.
    pub fn text(&mut self, text: &str) {
        self.formulas += 1;
        let (statements, _) = statements(text);
        for statement in &statements {
            let made = self.folder.statement(statement).join(" ");
            for (at, token) in statement.tokens.iter().enumerate() {
                let Token::Word(word) = token else { continue };
                if statement.tokens.get(at + 1) != Some(&Token::Mark('(')) {
                    continue;
                }
                let shown =
                    || if made.is_empty() { format!("={text}") } else { format!("={text} — with \"{made}\"") };
                if ACTS.iter().any(|act| word.eq_ignore_ascii_case(act)) {
                    let shown = shown();
                    self.act(&shown);
                } else if word.eq_ignore_ascii_case("FORMULA") {
                    let shown = shown();
                    self.write(&shown);
                } else if word.eq_ignore_ascii_case("CHAR") {
                    self.letters += 1;
                }
            }
        }
    }

    /// A name that the workbook gives to a cell: some start it.
    pub fn name(&mut self, name: &str) {
        let lower = name.to_ascii_lowercase();
        let plain = lower.strip_prefix("_xlnm.").unwrap_or(&lower);
        self.starts |=
            ["auto_open", "auto_close", "auto_activate", "auto_deactivate"].iter().any(|n| plain.starts_with(n));
    }

    fn act(&mut self, text: &str) {
        self.acts.get_or_insert_with(|| text.chars().take(SHOWN).collect());
    }

    fn write(&mut self, text: &str) {
        self.writes += 1;
        self.shown.get_or_insert_with(|| text.chars().take(SHOWN).collect());
    }

    /// Says what was seen; the list of sheets is told by the workbook's own rules.
    pub fn judge(&self, inspection: &mut Inspection<'_>) {
        let scrambled = self.writes > 0 && self.letters + self.writes >= MANY;
        let shown = self.acts.as_ref().or(self.shown.as_ref().filter(|_| scrambled));
        if let Some(code) = shown.filter(|_| self.starts || self.hidden) {
            let how = match (self.starts, self.hidden) {
                (true, true) => "begins by itself and is hidden",
                (true, false) => "begins by itself",
                _ => "is hidden",
            };
            inspection.found(&rules::SHEET_ATTACK).with("how", how).with("code", code.as_str());
        }
    }
}
