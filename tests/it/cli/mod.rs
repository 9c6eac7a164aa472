//! The command as its users run it: the real binary, its two streams, its status.

mod bad_input;
mod commands;
mod options;
mod passwords;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::forge::{pe, png};

/// The command, without what the environment says about colours.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sheepdip"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// How a run ended.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("stdout is not UTF-8"),
            err: String::from_utf8(output.stderr).expect("stderr is not UTF-8"),
        }
    }
}

pub fn run<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    command().args(args).stdin(Stdio::null()).output().unwrap().into()
}

/// Runs with bytes on the standard input.
pub fn run_with(args: &[&str], input: &[u8]) -> Ran {
    let mut child =
        command().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // The command may end before it has read all, and that is for the test to judge.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().unwrap().into()
}

/// A folder with an honest picture, a program called jpg and a text.
pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    std::fs::write(path.join("photo.png"), png::plain()).unwrap();
    std::fs::write(path.join("screenshot.jpg"), pe::minimal()).unwrap();
    std::fs::write(path.join("words.txt"), "some words\n").unwrap();
    (folder, path)
}

/// One file in a folder of its own.
pub fn file(name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}
