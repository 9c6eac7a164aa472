//! Words on stderr. Data goes to stdout, everything else through here.

use std::io::{self, Write as _};

use clap::error::ContextValue;

use crate::model::name::escape;

use super::exit::Exit;

/// One line on stderr. That stderr is closed is nobody's concern.
pub(super) fn error(message: &str) {
    let _ = writeln!(io::stderr().lock(), "sheepdip: {}", escape(message));
}

/// Clap's words about wrong usage. They quote arguments, and with a glob those are names that strangers chose: a line
/// end in one must not begin a line that looks like ours.
pub(super) fn usage(mut error: clap::Error) {
    let quoted: Vec<_> = error.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in quoted {
        let escaped = match value {
            // Who writes a key behind "set-key" wrongly must not read it again.
            ContextValue::String(text) if text.starts_with("set-key") => ContextValue::String("set-key…".to_owned()),
            ContextValue::String(text) => ContextValue::String(escape(&text)),
            ContextValue::Strings(texts) => ContextValue::Strings(texts.iter().map(|t| escape(t)).collect()),
            // The tips, of a line each.
            ContextValue::StyledStrs(texts) => {
                ContextValue::StyledStrs(texts.iter().map(|t| escape(&t.to_string()).into()).collect())
            }
            _ => continue,
        };
        error.insert(kind, escaped);
    }
    let words = error.render().to_string();
    let shown = words.lines().map(escape).collect::<Vec<_>>().join("\n");
    let _ = writeln!(io::stderr().lock(), "{shown}");
}

/// The exit status of writing something that was asked for; says what went wrong.
pub(super) fn done(written: io::Result<()>) -> Exit {
    match written {
        Ok(()) => Exit::Nothing,
        Err(failure) => {
            unwritten("standard output", &failure);
            Exit::Trouble
        }
    }
}

/// Says that the report could not be written.
pub(super) fn unwritten(to: &str, failure: &io::Error) {
    let why = match failure.kind() {
        io::ErrorKind::BrokenPipe => "whoever read it has closed it".to_owned(),
        _ => crate::sources::plain(failure),
    };
    error(&format!("the report could not be written whole to {to}: {why}"));
}
