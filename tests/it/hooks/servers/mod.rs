//! Real mail systems, on loopback and in temporary folders, with the very recipes that `docs/mail-hooks.md` shows. Each
//! test says at its end where every message is: none may be lost, none delivered twice.
//!
//! They run as root, as CI does, because mail systems change users. `.ci/run` installs the packages; what is missing is a
//! failing test.

mod amavis;
mod delivery;
mod exim;
mod postfix;

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// The user that nothing belongs to.
const NOBODY: u32 = 65534;
/// How long a mail system may take for one message.
const PATIENCE: Duration = Duration::from_secs(30);

/// A temporary folder that other users may enter, and in it a program that stands where the recipes have
/// `/usr/bin/sheepdip`: it is sheepdip, until it is told to fail.
struct Place {
    folder: tempfile::TempDir,
}

/// How the scanner fails.
#[derive(Clone, Copy)]
enum Failing {
    /// It is killed in the middle, as a crash or the system's memory guard does it.
    Killed,
    /// Who started it is killed.
    CallerKilled,
    /// It is not there.
    Missing,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("sheepdip-mail-").tempdir().unwrap();
        assert_eq!(folder.path().metadata().unwrap().uid(), 0, "the tests with mail systems need root");
        let place = Self { folder };
        set_mode(place.path(), 0o755);
        // Other users may not be allowed to where it was built.
        fs::copy(env!("CARGO_BIN_EXE_sheepdip"), place.at("real")).unwrap();
        set_mode(&place.at("real"), 0o755);
        place.heal();
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// A folder for another user.
    fn folder(&self, name: &str, uid: u32) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(&path).unwrap();
        std::os::unix::fs::chown(&path, Some(uid), Some(uid)).unwrap();
        path
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Puts the real scanner back.
    fn heal(&self) {
        self.scanner(&format!("exec {} \"$@\"", self.at("real").display()));
    }

    fn fail(&self, how: Failing) {
        match how {
            Failing::Killed => self.scanner("head -c 10 >/dev/null; echo half a mail; kill -KILL $$"),
            Failing::CallerKilled => self.scanner("kill -KILL $PPID; sleep 1"),
            Failing::Missing => fs::remove_file(self.at("sheepdip")).unwrap(),
        }
    }

    fn scanner(&self, line: &str) {
        // Renamed, because a program that runs cannot be written.
        let new = self.write("sheepdip.new", &format!("#!/bin/sh\n{line}\n"));
        set_mode(&new, 0o755);
        fs::rename(new, self.at("sheepdip")).unwrap();
    }

    /// A recipe of the documentation, with this place in place of the system's folders.
    fn recipe(&self, name: &str, places: &[(&str, &str)]) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hooks").join(name);
        let mut text = fs::read_to_string(path).unwrap();
        let scanner = self.at("sheepdip").display().to_string();
        let places =
            [places, if text.contains("/usr/bin/sheepdip") { &[("/usr/bin/sheepdip", "")] } else { &[] }].concat();
        for (from, to) in places {
            assert!(text.contains(from), "{name} does not say {from}");
            text = text.replace(from, if from == "/usr/bin/sheepdip" { &scanner } else { to });
        }
        text
    }

    /// The messages in a maildir, in no order.
    fn messages(&self, maildir: &str) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.at(maildir).join("new")) else { return Vec::new() };
        entries.map(|e| String::from_utf8(fs::read(e.unwrap().path()).unwrap()).unwrap()).collect()
    }

    /// The subjects of the messages in a maildir, sorted.
    fn subjects(&self, maildir: &str) -> Vec<String> {
        let mut subjects: Vec<_> =
            self.messages(maildir).iter().map(|m| super::messages::subject(m).to_owned()).collect();
        subjects.sort();
        subjects
    }

    /// The message of a subject in a maildir.
    fn message(&self, maildir: &str, subject: &str) -> String {
        let all = self.messages(maildir);
        let found = all.iter().find(|m| super::messages::subject(m) == subject);
        found.unwrap_or_else(|| panic!("no {subject} in {maildir}: {all:?}")).clone()
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Waits until something holds; `state` says what is there instead.
fn wait(what: &str, holds: impl Fn() -> bool, state: impl Fn() -> String) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}\n{}", state());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Runs to the end, well.
fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?} could not be started: {e}"));
    assert!(output.status.success(), "{command:?}: {output:?}");
    output
}

/// The number of a user, from the system's list.
fn user(name: &str) -> u32 {
    let id = Command::new("id").args(["-u", name]).output().unwrap();
    assert!(id.status.success(), "there is no user {name}: {id:?}");
    String::from_utf8(id.stdout).unwrap().trim().parse().unwrap()
}

/// Hands a message over by SMTP (RFC 5321) and gives the answer to its last byte.
fn send(port: u16, to: &str, message: &[u8]) -> String {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    let mut answer = || {
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            assert!(reader.read_line(&mut line).unwrap() > 0, "the server hung up");
            answer.push_str(&line);
            if line.as_bytes().get(3) != Some(&b'-') {
                return answer;
            }
        }
    };
    let mut ask = |line: &str, expected: char| {
        stream.write_all(line.as_bytes()).unwrap();
        let answer = answer();
        assert!(expected == '?' || answer.starts_with(expected), "{line:.80}: {answer}");
        answer
    };
    ask("", '2');
    ask("EHLO far.example\r\n", '2');
    ask("MAIL FROM:<alice@box.example>\r\n", '2');
    ask(&format!("RCPT TO:<{to}@box.example>\r\n"), '2');
    ask("DATA\r\n", '3');
    let text = String::from_utf8(message.to_vec()).unwrap();
    let stuffed: String =
        text.lines().map(|l| if l.starts_with('.') { format!(".{l}\r\n") } else { format!("{l}\r\n") }).collect();
    let said = ask(&(stuffed + ".\r\n"), '?');
    let _ = stream.shutdown(Shutdown::Write);
    said
}
