//! The arguments of `sheepdip mail`, and the help about them.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};

use crate::hooks::mail::profile::PROFILES;
use crate::hooks::mail::{Fate, Policy};
use crate::model::report::Verdict;

use super::args::LimitArgs;
use super::engine_args::EngineArgs;
use super::lookup_args::LookupArgs;
use super::passwords::PasswordArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  sheepdip mail < message.eml; echo $?
  sheepdip mail --exit-profile postfix --add-headers < message > message.marked
docs/mail-hooks.md has a tested recipe for each mail system.";

pub(super) const EXAMPLES_LONG: &str = "\
Examples:
  sheepdip mail < message.eml; echo $?
      As clamscan answers: 0 nothing found, 1 found, 2 could not be examined.
  sheepdip mail --exit-profile postfix --add-headers < message > message.marked
      For a content filter of Postfix: 0 re-inject message.marked, 69 bounce, 75 try later.
  av_scanner = <; cmdline ; /usr/bin/sheepdip mail --exit-profile exim %s ; FOUND$ ; : (\\S+) FOUND
      For Exim, which reads the line and wants status 0 even when something was found.
  :0 fw
  | sheepdip mail --exit-profile procmail --add-headers --on-encrypted accept
      For procmail: the message comes back with headers; locked attachments pass, and are marked.
docs/mail-hooks.md has a tested recipe for each mail system.

What becomes of a message:
  found         its verdict is at or above --fail-on: the profile's status for \"found\"
  locked        something in it is encrypted: --on-encrypted
  not examined  something is damaged, of an unknown kind or above a limit: --on-unexamined
  trouble       sheepdip failed, took too long or could not read: --on-trouble
  A find beats the others; what is to be tried again beats what is accepted. Trying again opens no
  locked archive: with --on-encrypted tempfail such mail is returned as undeliverable after days.

No mail is lost:
  Nothing is written before the verdict stands and the whole message is at hand. If anything fails,
  wrong usage too, the status is the profile's \"try later\" and no message was written. One above
  --max-size is not kept, so with --add-headers it is always \"try later\".";

#[derive(Debug, Args)]
pub(super) struct MailArgs {
    /// A message, or a folder with one or with its parts; without it, and for -, the standard input
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub path: Option<PathBuf>,

    /// Who asks, and so which exit status and which words are the answer
    #[arg(long, value_name = "NAME", value_parser = profiles(), default_value = PROFILES[0].name, help_heading = "Answer")]
    pub exit_profile: String,

    /// Copy the message to the standard output, with X-Sheepdip-Verdict and X-Sheepdip-Findings at its top
    ///
    /// Every other byte is copied as it is, except that fields called X-Sheepdip-… which the message's header already
    /// had are taken out: nobody outside can write our verdict. The verdict is clean, unexamined, suspicious or
    /// dangerous. Not for amavis, exim and mimedefang, which read something else on the standard output.
    #[arg(long, help_heading = "Answer")]
    pub add_headers: bool,

    /// From which verdict on a message counts as found; never is for trying out with --add-headers
    #[arg(long, value_name = "VERDICT", value_enum, default_value_t = MailFailOn::Suspicious, help_heading = "Policy")]
    pub fail_on: MailFailOn,

    /// What becomes of a message at which sheepdip failed: crashed, timed out, could not read
    #[arg(long, value_name = "FATE", value_enum, default_value_t = OnTrouble::Tempfail, help_heading = "Policy")]
    pub on_trouble: OnTrouble,

    /// What becomes of one with something damaged, unknown or above a limit in it [default: that of --on-trouble]
    #[arg(long, value_name = "FATE", value_enum, help_heading = "Policy")]
    pub on_unexamined: Option<OnGap>,

    /// What becomes of one with something locked (encrypted) in it [default: that of --on-unexamined]
    #[arg(long, value_name = "FATE", value_enum, help_heading = "Policy")]
    pub on_encrypted: Option<OnGap>,

    #[command(flatten)]
    pub passwords: PasswordArgs,

    #[command(flatten)]
    pub engines: EngineArgs,

    #[command(flatten)]
    pub lookup: LookupArgs,

    #[command(flatten)]
    pub limits: LimitArgs,
}

impl MailArgs {
    /// What is to become of messages.
    pub(super) fn policy(&self) -> Policy {
        let trouble = match self.on_trouble {
            OnTrouble::Tempfail => Fate::TryLater,
            OnTrouble::Accept => Fate::Pass,
        };
        let unexamined = self.on_unexamined.map_or(trouble, OnGap::fate);
        let encrypted = self.on_encrypted.map_or(unexamined, OnGap::fate);
        let fail_on = match self.fail_on {
            MailFailOn::Suspicious => Some(Verdict::Suspicious),
            MailFailOn::Dangerous => Some(Verdict::Dangerous),
            MailFailOn::Never => None,
        };
        Policy { fail_on, encrypted, unexamined, trouble }
    }
}

/// From which verdict on a message counts as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MailFailOn {
    /// Suspicious or dangerous messages
    Suspicious,
    /// Dangerous messages only
    Dangerous,
    /// No message
    Never,
}

/// What becomes of a message when we fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OnTrouble {
    /// The mail system keeps it and tries again later
    Tempfail,
    /// It goes on, marked as unexamined if there are headers
    Accept,
}

/// What becomes of a message of which something could not be examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OnGap {
    /// It goes on, marked as unexamined if there are headers
    Accept,
    /// As if something had been found
    Find,
    /// The mail system keeps it and tries again later
    Tempfail,
}

impl OnGap {
    fn fate(self) -> Fate {
        match self {
            Self::Accept => Fate::Pass,
            Self::Find => Fate::Find,
            Self::Tempfail => Fate::TryLater,
        }
    }
}

/// The words behind `--exit-profile`, from the table of profiles.
fn profiles() -> PossibleValuesParser {
    PROFILES.iter().map(|p| PossibleValue::new(p.name).help(p.about)).collect::<Vec<_>>().into()
}
