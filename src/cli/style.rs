//! How the terminal wants its output: colours and width.

use std::env;
use std::io::{self, IsTerminal as _};

use crate::output::Style;

use super::values::Colour;

/// The style of what goes to the standard output, or to a file.
pub(super) fn of(colour: Colour, to_stdout: bool) -> Style {
    let terminal = to_stdout && io::stdout().is_terminal();
    let style = Style { colour: coloured(colour, terminal), ..Style::default() };
    match width().filter(|_| terminal) {
        Some(width) => Style { width, ..style },
        None => style,
    }
}

/// <https://no-color.org>, <https://bixense.com/clicolors>: a flag beats the environment, NO_COLOR beats the others.
fn coloured(colour: Colour, terminal: bool) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|v| !v.is_empty());
    let nonzero = |name: &str| set(name) && env::var_os(name).is_some_and(|v| v != "0");
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if set("NO_COLOR") => false,
        Colour::Auto if nonzero("CLICOLOR_FORCE") => true,
        Colour::Auto => {
            terminal
                && env::var_os("TERM").is_none_or(|t| t != "dumb")
                && env::var_os("CLICOLOR").is_none_or(|v| v != "0")
        }
    }
}

fn width() -> Option<usize> {
    let said = env::var("COLUMNS").ok().and_then(|c| c.parse::<usize>().ok());
    said.or_else(of_window).filter(|w| *w > 0)
}

#[cfg(unix)]
fn of_window() -> Option<usize> {
    rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| size.ws_col.into())
}

#[cfg(not(unix))]
fn of_window() -> Option<usize> {
    None
}
