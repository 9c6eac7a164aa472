//! A stand-in for Microsoft Defender's command line: a small script in a folder of its own that says what a test wants.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sheepdip::engines::defender::Defender;
use sheepdip::model::engine::Engine;

use super::{Case, case};

/// A stand-in, and a file that it can be asked about. Both go with it.
#[derive(Debug)]
pub struct Fake {
    folder: tempfile::TempDir,
    pub program: PathBuf,
}

/// What it says of a file in which it found nothing; FILE stands for the path.
pub const NOTHING: &str = "Scan starting...\r\nScan finished.\r\nScanning FILE found no threats.\r\n";

/// What it says of a file in which it found these.
pub fn found(threats: &[&str]) -> String {
    let mut said = format!(
        "Scan starting...\r\nScan finished.\r\nScanning FILE found {} threats.\r\n\r\n\
         <===========================LIST OF DETECTED THREATS==========================>\r\n",
        threats.len()
    );
    for threat in threats {
        said += &format!(
            "----------------------------- Threat information ------------------------------\r\n\
             Threat                  : {threat}\r\nResources               : 1 total\r\n    file                : FILE\r\n"
        );
    }
    said + "-------------------------------------------------------------------------------\r\n"
}

impl Fake {
    /// Says this of a file that is named so, and ends with this status.
    pub fn saying_of(name: &str, said: &str, status: i32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let said = said.replace("FILE", &folder.path().join(name).display().to_string());
        fs::write(folder.path().join("said"), said).unwrap();
        let script = if cfg!(windows) {
            format!("@type \"%~dp0said\"\r\n@exit /b {status}\r\n")
        } else {
            format!("cat '{}'; exit {status}", folder.path().join("said").display())
        };
        Self::with(folder, &script)
    }

    /// Does this, in the words of the shell.
    pub fn doing(script: &str) -> Self {
        Self::with(tempfile::tempdir().unwrap(), script)
    }

    fn with(folder: tempfile::TempDir, script: &str) -> Self {
        let program = folder.path().join(if cfg!(windows) { "MpCmdRun.cmd" } else { "MpCmdRun.exe" });
        if cfg!(windows) {
            fs::write(&program, script).unwrap();
        } else {
            write_program(&program, &format!("#!/bin/sh\n{script}\n"));
        }
        Self { folder, program }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file beside it, written to disk.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn defender(&self) -> Defender {
        Defender::new(&self.program).unwrap()
    }

    pub fn engine(&self) -> Arc<dyn Engine> {
        Arc::new(self.defender())
    }

    /// A letter about which it is asked.
    pub fn asked(&self, name: &str) -> Case {
        let bytes = b"some words\n";
        let path = self.file(name, bytes);
        case(path.to_str().unwrap(), bytes.as_slice()).asking(self.engine())
    }
}

/// Another process writes it: were it this one, a program that another test starts in the same moment would hold it open for
/// writing, and then it cannot be started.
fn write_program(path: &Path, text: &str) {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "cat > \"$0\" && chmod 700 \"$0\""]).arg(path);
    let mut child = shell.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}
