//! What was seen in the modules of a project: each deed with the line that shows it.

use crate::model::gap::{Gap, LimitKind};
use crate::parse::vba::fold::Folder;
use crate::parse::vba::{Statement, Token, statements};

use super::{Module, decode, words};

/// What a macro does, the worst kinds first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Office starts it.
    Start,
    /// It puts code into memory.
    Inject,
    /// It starts programs.
    Execute,
    /// It writes programs.
    Write,
    /// It fetches from the internet.
    Download,
    /// It asks for the objects that start programs, which tell of folders too.
    Shell,
    /// It writes or deletes files.
    Touch,
    /// It works with other programs.
    Ask,
    /// It names a program.
    Program,
    /// It calls the methods of the shell.
    Run,
}

/// One deed and the line that shows it.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    pub(super) kind: Kind,
    pub(super) module: String,
    pub(super) number: usize,
    pub(super) line: String,
}

/// Deeds of one kind that are kept.
const KEPT: usize = 3;
/// How much of a line is shown, in characters.
const SHOWN: usize = 120;

/// Everything that was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    deeds: Vec<Deed>,
    folder: Folder,
    hidden: bool,
    cut: bool,
}

/// Whether a module has any statement that runs.
pub(super) fn has_code(source: &str) -> bool {
    statements(source).0.iter().any(|s| !s.is_idle())
}

impl Seen {
    /// The first deed of a kind.
    pub(super) fn first(&self, kind: Kind) -> Option<&Deed> {
        self.deeds.iter().find(|d| d.kind == kind)
    }

    fn has(&self, kind: Kind) -> bool {
        self.first(kind).is_some()
    }

    /// Whether what it does is what attackers want: something comes onto the computer and is started.
    pub(super) fn is_attack(&self) -> bool {
        let fetched = self.has(Kind::Download) && self.has(Kind::Touch);
        self.has(Kind::Inject) || self.has(Kind::Execute) || self.has(Kind::Write) || fetched || self.hidden
    }

    /// What could not be read.
    pub(super) fn gap(&self) -> Option<Gap> {
        (self.cut || self.folder.is_spent()).then(|| {
            Gap::limit(LimitKind::Entries, "the macros are too long; not all of their strings were put together")
        })
    }

    /// All deeds in words.
    pub(super) fn deeds(&self) -> String {
        const WORDS: &[(Kind, &str)] = &[
            (Kind::Inject, "puts code into the memory"),
            (Kind::Execute, "starts programs"),
            (Kind::Download, "fetches something from the internet"),
            (Kind::Write, "writes a program to the disk"),
            (Kind::Touch, "writes or deletes files"),
            (Kind::Ask, "works with other programs"),
        ];
        let mut all: Vec<&str> = WORDS.iter().filter(|(kind, _)| self.has(*kind)).map(|(_, words)| *words).collect();
        if self.hidden {
            all.push("hides its words from scanners");
        }
        if all.is_empty() { "only works in the document".to_owned() } else { all.join(", ") }
    }

    /// Looks at one module.
    pub(super) fn module(&mut self, module: &Module, starters: &[String]) {
        let (statements, whole) = statements(&module.source);
        self.cut |= !whole;
        for statement in statements.iter().filter(|s| !s.is_idle()) {
            if let Some(name) = statement.procedure()
                && (words::starts(name, module.form) || starters.iter().any(|s| s.eq_ignore_ascii_case(name)))
            {
                self.keep(Kind::Start, &module.name, statement, None);
            }
            self.names(module, statement);
            self.strings(module, statement);
        }
    }

    /// Whether something begins by itself.
    pub(super) fn starts(&self) -> bool {
        self.has(Kind::Start)
    }

    /// Looks at strings of the document that its macros can reach.
    pub(super) fn texts(&mut self, texts: &[String]) {
        for text in texts {
            // A word in a title is no order; an order has words behind it.
            let order = text.trim().contains([' ', '(', '/', '\\']);
            let readings = decode::readings(text);
            let plain = order.then_some(text.as_str());
            for reading in plain.into_iter().chain(readings.iter().map(String::as_str)) {
                let kind = words::text(&reading.to_ascii_lowercase());
                let Some(kind) = kind.filter(|k| matches!(k, Kind::Execute | Kind::Download)) else { continue };
                let statement = Statement { line: 0, text: "", tokens: Vec::new() };
                self.hidden = true;
                self.keep(kind, "a form or property of the document", &statement, Some(reading));
            }
        }
    }

    /// Puts together what only counts together.
    pub(super) fn weigh(&mut self) {
        let promote = |from: Kind, to: Kind, seen: &mut Self| {
            if let Some(deed) = seen.first(from).cloned() {
                seen.deeds.push(Deed { kind: to, ..deed });
            }
        };
        if self.has(Kind::Shell) {
            let runs = self.has(Kind::Run);
            promote(Kind::Shell, if runs { Kind::Execute } else { Kind::Ask }, self);
        }
        if self.has(Kind::Program) && self.has(Kind::Touch) && !self.has(Kind::Write) {
            promote(Kind::Program, Kind::Write, self);
        }
    }

    /// Names of procedures and methods.
    fn names(&mut self, module: &Module, statement: &Statement<'_>) {
        let tokens = &statement.tokens;
        let opens = tokens.first().is_some_and(|t| t.is("Open")) && tokens.iter().any(|t| t.is("For"));
        if opens && ["Output", "Append", "Binary", "Random"].iter().any(|mode| tokens.iter().any(|t| t.is(mode))) {
            self.keep(Kind::Touch, &module.name, statement, None);
        }
        for (at, token) in tokens.iter().enumerate() {
            let Token::Word(word) = token else { continue };
            let lower = word.to_ascii_lowercase();
            let behind = at.checked_sub(1).and_then(|b| tokens.get(b));
            let object = at.checked_sub(2).and_then(|b| tokens.get(b)).filter(|_| behind == Some(&Token::Mark('.')));
            let member = behind == Some(&Token::Mark('.'));
            let kind = match lower.as_str() {
                "shell" => is_shell(tokens, at, object, member).then_some(Kind::Execute),
                "run" | "exec" | "callbyname" | "namespace" | "open" | "invokeverb" => {
                    let document = ["Application", "Workbooks", "Documents", "Presentations"];
                    let honest = object.is_some_and(|o| document.iter().any(|d| o.is(d)));
                    (lower == "callbyname" || member && !honest).then_some(Kind::Run)
                }
                "declare" => tokens.iter().any(|t| t.is("Lib")).then_some(Kind::Ask),
                // An argument or a variable of that name does nothing.
                _ => words::name(&lower).filter(|_| tokens.get(at + 1) != Some(&Token::Mark('='))),
            };
            if let Some(kind) = kind {
                self.keep(kind, &module.name, statement, None);
            }
        }
    }

    /// Strings as they stand, put together and decoded.
    fn strings(&mut self, module: &Module, statement: &Statement<'_>) {
        let mut plain = Vec::new();
        for token in &statement.tokens {
            let Token::Text(text) = token else { continue };
            let lower = text.to_ascii_lowercase();
            if let Some(kind) = words::text(&lower) {
                self.keep(kind, &module.name, statement, None);
                plain.push(kind);
            } else if words::names_program(&lower) {
                self.keep(Kind::Program, &module.name, statement, None);
            }
            self.decoded(module, statement, text, &plain);
        }
        for text in self.folder.statement(statement) {
            let lower = text.to_ascii_lowercase();
            if let Some(kind) = words::text(&lower).filter(|k| !plain.contains(k)) {
                self.hide(kind, module, statement, &text);
            } else if words::names_program(&lower) {
                self.keep(Kind::Program, &module.name, statement, None);
            }
            self.decoded(module, statement, &text, &plain);
        }
    }

    fn decoded(&mut self, module: &Module, statement: &Statement<'_>, text: &str, plain: &[Kind]) {
        for reading in decode::readings(text) {
            let kind = words::text(&reading.to_ascii_lowercase()).filter(|k| !plain.contains(k));
            if let Some(kind) = kind {
                self.hide(kind, module, statement, &reading);
            }
        }
    }

    /// A word that stands in the code only in disguise.
    fn hide(&mut self, kind: Kind, module: &Module, statement: &Statement<'_>, text: &str) {
        self.hidden |= matches!(kind, Kind::Execute | Kind::Inject | Kind::Download | Kind::Shell);
        self.keep(kind, &module.name, statement, Some(text));
    }

    fn keep(&mut self, kind: Kind, module: &str, statement: &Statement<'_>, made: Option<&str>) {
        if self.deeds.iter().filter(|d| d.kind == kind).count() >= KEPT {
            return;
        }
        let line = match made {
            Some(text) if statement.text.is_empty() => shortened(text),
            Some(text) => format!("{} — which comes to \"{}\"", shortened(statement.text), shortened(text)),
            None => shortened(statement.text),
        };
        self.deeds.push(Deed { kind, module: module.to_owned(), number: statement.line, line });
    }
}

/// The statement or function that starts a program, not a variable of that name.
fn is_shell(tokens: &[Token<'_>], at: usize, object: Option<&Token<'_>>, member: bool) -> bool {
    let library = object.is_some_and(|o| o.is("VBA") || o.is("Interaction"));
    let defined = at
        .checked_sub(1)
        .and_then(|b| tokens.get(b))
        .is_some_and(|t| ["Dim", "As", "Set", "Private", "Public", "Sub", "Function", "New"].iter().any(|w| t.is(w)));
    let used = matches!(tokens.get(at + 1), Some(Token::Mark('(') | Token::Text(_) | Token::Word(_)));
    (!member || library) && !defined && used && !tokens.get(at + 1).is_some_and(|t| t.is("As"))
}

fn shortened(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
