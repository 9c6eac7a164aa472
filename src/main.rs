//! The command: hushes the panic hook, runs the command line, returns its exit status.

use std::process::ExitCode;

use sheepdip::cli;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(cli::fault::note));
    cli::main().into()
}
