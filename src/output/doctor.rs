//! What `sheepdip doctor` found: for people a line a thing, for programs JSON.

use std::io::{self, Write};

use anstyle::{AnsiColor, Color};
#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use super::layout::wrapped;
use super::{Style, wire};

/// The schema's name.
pub const SCHEMA: &str = "sheepdip-doctor/1";

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Ok,
    /// Worth knowing; nothing has to be done.
    Note,
    /// Something has to be done.
    Problem,
}

impl State {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Check {
    /// What: `clamd`, `settings`, `key:virustotal`.
    pub subject: String,
    /// How it is.
    pub state: State,
    /// What was seen.
    pub words: String,
    /// What to do, where something is to be done or could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Check {
    /// A thing, without advice.
    pub fn new(subject: impl Into<String>, state: State, words: impl Into<String>) -> Self {
        Self { subject: subject.into(), state, words: words.into(), advice: None }
    }

    /// The same with advice.
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// Everything that was looked at.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "sheepdip-doctor/1"))]
pub struct Examination {
    /// `sheepdip-doctor/1`.
    pub schema: &'static str,
    /// The version of sheepdip.
    pub version: &'static str,
    /// What it was built with.
    pub features: Vec<&'static str>,
    /// How many things have to be done.
    pub problems: u64,
    /// In the order in which they were looked at.
    pub checks: Vec<Check>,
}

impl Examination {
    /// What was looked at, by this version.
    pub fn new(features: Vec<&'static str>, checks: Vec<Check>) -> Self {
        let problems = checks.iter().filter(|check| check.state == State::Problem).count() as u64;
        Self { schema: SCHEMA, version: env!("CARGO_PKG_VERSION"), features, problems, checks }
    }
}

/// A line or two for each thing.
///
/// # Errors
/// Those of the writer, as in the other functions.
pub fn terminal(examination: &Examination, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let widest = examination.checks.iter().map(|check| check.subject.chars().count()).max().unwrap_or(0);
    let indent = widest + 11;
    for check in &examination.checks {
        let word = format!("{:<7}", check.state.word());
        let pad = " ".repeat(widest - check.subject.chars().count());
        let lead = format!("{}  {}{pad}  ", style.paint(colour(check.state), &word), check.subject);
        wrapped(out, style, &lead, indent, indent, &check.words)?;
        if let Some(advice) = &check.advice {
            wrapped(out, style, &" ".repeat(indent), indent, indent, advice)?;
        }
    }
    match examination.problems {
        0 => writeln!(out, "\nNo problems."),
        1 => writeln!(out, "\n1 problem."),
        count => writeln!(out, "\n{count} problems."),
    }
}

fn colour(state: State) -> anstyle::Style {
    let plain = anstyle::Style::new();
    match state {
        State::Ok => plain.fg_color(Some(Color::Ansi(AnsiColor::Green))),
        State::Note => plain.dimmed(),
        State::Problem => plain.fg_color(Some(Color::Ansi(AnsiColor::Red))).bold(),
    }
}

/// One JSON object.
///
/// # Errors
/// Those of the writer.
pub fn json(examination: &Examination, out: &mut dyn Write) -> io::Result<()> {
    wire::write(out, examination)?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`json`] writes.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Examination).into()
}
