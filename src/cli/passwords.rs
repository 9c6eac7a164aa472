//! The arguments about passwords, for every subcommand that looks into locked things.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::model::name::Name;
use crate::model::password::Passwords;
use crate::sources::{plain, words};

/// Passwords that may be tried. None of them is ever shown.
#[derive(Args, Default)]
pub(super) struct PasswordArgs {
    /// Try this password on what is locked; can be given several times
    ///
    /// Other users of this machine can see it in the list of processes, and the shell may keep it: better use
    /// --passwords-file.
    #[arg(long, value_name = "WORD", help_heading = "Passwords", allow_hyphen_values = true)]
    password: Vec<OsString>,

    /// Try the passwords in a file, one a line; - is the standard input
    #[arg(long, value_name = "FILE", help_heading = "Passwords", value_hint = clap::ValueHint::FilePath)]
    passwords_file: Option<PathBuf>,

    /// Try the passwords that malware is usually locked with, such as "infected"
    #[arg(long, help_heading = "Passwords")]
    try_common_passwords: bool,
}

impl PasswordArgs {
    /// Whether they come from the standard input.
    pub(super) fn reads_stdin(&self) -> bool {
        self.passwords_file.as_deref() == Some(Path::new("-"))
    }

    /// Reads them.
    ///
    /// # Errors
    /// What to tell the user.
    pub(super) fn read(&self) -> Result<Passwords, String> {
        let mut given: Vec<String> = Vec::new();
        let named = self.password.iter().map(|word| words::word(word.as_encoded_bytes()));
        let listed = match &self.passwords_file {
            None => Vec::new(),
            Some(path) => words::read(path).map_err(|error| {
                let name = Name::from_os(path.as_os_str());
                format!("the passwords in {name} cannot be read: {}", plain(&error))
            })?,
        };
        given.extend(named.chain(listed).filter(|word| !word.is_empty()));
        Ok(Passwords { given: given.into(), common: self.try_common_passwords })
    }
}

impl std::fmt::Debug for PasswordArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordArgs")
    }
}
