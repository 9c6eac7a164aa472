//! Settings and keys, as their users meet them: the real binary with a home of its own.

mod command;
mod doctor;
mod keys;
mod settings;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cli::Ran;
use sheepdip::engines::online::SERVICES;
use sheepdip::engines::online::service::{KeyKind, Service};

/// A key that nothing may show, and the parts of it that nothing may show either.
pub const KEY: &str = "Zq7secretKEYvalue91xW";
const PARTS: &[&str] = &["Zq7secret", "KEYvalue", "91xW"];

/// The home of a user with nothing in it.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the settings belong.
    pub fn settings(&self) -> PathBuf {
        let below = if cfg!(target_os = "macos") { "Library/Preferences" } else { ".config" };
        self.path().join(below).join("sheepdip/config.toml")
    }

    /// Where the keys belong.
    pub fn keys(&self) -> PathBuf {
        self.settings().with_file_name("keys.toml")
    }

    /// With a settings file.
    pub fn with(text: &str) -> Self {
        let home = Self::new();
        home.write(&home.settings(), text, 0o600);
        home
    }

    pub fn write(&self, path: &Path, text: &str, mode: u32) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The command, for this user.
    pub fn command(&self) -> Command {
        let mut command = crate::cli::command();
        let ours = ["SHEEPDIP_CONFIG", "SHEEPDIP_CACHE", "SHEEPDIP_STATE"];
        let xdg = ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"];
        let proxies = [
            "HTTPS_PROXY",
            "https_proxy",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "all_proxy",
            "NO_PROXY",
            "no_proxy",
        ];
        for name in ours.iter().chain(&xdg).chain(&proxies) {
            command.env_remove(name);
        }
        for name in SERVICES.iter().flat_map(|service| variables(service)) {
            command.env_remove(name);
        }
        command.env("HOME", self.path()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_under(&[], args)
    }

    /// Runs with variables of the environment.
    pub fn run_under(&self, environment: &[(&str, &str)], args: &[&str]) -> Ran {
        let ran = self.command().envs(environment.iter().copied()).args(args).output().unwrap().into();
        silent(&ran);
        ran
    }

    /// Runs with words on the standard input.
    pub fn run_with(&self, input: &[u8], args: &[&str]) -> Ran {
        let mut command = self.command();
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The command may end before it has read all, and that is for the test to judge.
        let _ = child.stdin.take().unwrap().write_all(input);
        let ran = child.wait_with_output().unwrap().into();
        silent(&ran);
        ran
    }
}

/// No run of any test here may show the key.
fn silent(ran: &Ran) {
    for part in PARTS {
        assert!(!ran.out.contains(part) && !ran.err.contains(part), "the key is shown: {}{}", ran.out, ran.err);
    }
}

/// A service of the registry.
pub fn service(name: &str) -> &'static Service {
    SERVICES.iter().find(|service| service.name == name).unwrap()
}

pub fn variables(service: &Service) -> &'static [&'static str] {
    match service.key {
        KeyKind::Needed { variables, .. } => variables,
        KeyKind::None => &[],
    }
}

pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// One line on stderr, nothing on stdout, status 2; the line.
pub fn refused(ran: &Ran) -> &str {
    assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (2, "", 1), "{}", ran.err);
    ran.err.trim_end()
}

/// The line of the output that begins so.
pub fn line<'a>(ran: &'a Ran, beginning: &str) -> &'a str {
    let found = ran.out.lines().find(|line| line.starts_with(beginning));
    found.unwrap_or_else(|| panic!("no line begins with {beginning:?}: {}{}", ran.out, ran.err))
}
