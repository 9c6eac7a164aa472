//! The command line: arguments, one file per subcommand, exit status, words on stderr.

mod args;
mod config;
mod config_args;
mod consent;
mod destination;
mod doctor;
mod engine_args;
mod exit;
mod explain;
pub mod fault;
mod generate;
mod lookup;
mod lookup_args;
mod mail;
mod mail_args;
mod notice;
mod passwords;
mod progress;
mod rules;
mod scan;
mod style;
mod values;
mod waiting;

use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::{CommandFactory as _, Parser as _};

pub use exit::Exit;

use args::{Cli, Command};

/// Runs the command that the arguments ask for.
pub fn main() -> Exit {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        fault::tell();
        mail::misused(std::env::args_os()).unwrap_or(Exit::Trouble)
    })
}

fn run() -> Exit {
    if let Some(path) = args::lone_path(std::env::args_os()) {
        return scan::run(args::ScanArgs::lone(path));
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            notice::usage(error);
            return mail::misused(std::env::args_os()).unwrap_or(Exit::Trouble);
        }
        // Help and version, which were asked for.
        Err(error) => return notice::done(error.print()),
    };
    match cli.command {
        None => scan::run(cli.scan),
        Some(Command::Scan(args)) => scan::run(args),
        Some(Command::Mail(args)) => mail::run(args),
        Some(Command::Lookup(args)) => lookup::run(&args),
        Some(Command::Config(args)) => config::run(&args),
        Some(Command::Doctor(args)) => doctor::run(&args),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Completions(args)) => generate::completions(&args),
        Some(Command::Man) => generate::man(),
    }
}

/// The whole command line, for completions and the manual page.
fn command() -> clap::Command {
    Cli::command()
}
