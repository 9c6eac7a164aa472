//! `sheepdip completions` and `sheepdip man`: made from the arguments.

use std::io::{self, Write as _};

use super::args::CompletionsArgs;
use super::exit::Exit;
use super::notice;

/// Completions for a shell.
pub(super) fn completions(args: &CompletionsArgs) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "sheepdip", &mut script);
    print(&script)
}

/// The manual page.
pub(super) fn man() -> Exit {
    let mut page = Vec::new();
    let made = clap_mangen::Man::new(super::command()).render(&mut page);
    match made {
        Ok(()) => print(&page),
        Err(_) => notice::done(made),
    }
}

fn print(text: &[u8]) -> Exit {
    let mut out = io::stdout().lock();
    notice::done(out.write_all(text).and_then(|()| out.flush()))
}
