//! The command as its users run it: the real binary, its two streams, its status.

mod bad_input;
mod commands;
mod lookup;
mod options;
mod passwords;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::forge::{pe, png};

/// The command, without what the environment says about colours, and without the settings, keys and answers of whoever
/// runs the tests: none of them may ask a service.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sheepdip"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if ["_KEY", "_APIKEY"].iter().any(|end| name.ends_with(end)) || name.to_ascii_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-home");
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
        command.env(name, &home);
    }
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
