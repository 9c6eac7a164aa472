//! The arguments of `sheepdip config`.

use std::ffi::OsString;

use clap::{Args, Subcommand};

pub(super) const EXAMPLES: &str = "\
Examples:
  sheepdip config init                    a settings file with every setting and what it means
  sheepdip config set-key virustotal      asks for the key and keeps it for this user only
  pass show virustotal | sheepdip config set-key virustotal
  sheepdip config show                    what is in force, and where each key comes from

Keys are looked for in environment variables first (`sheepdip config show` names them), then in the
keys file beside the settings. SHEEPDIP_CONFIG names another settings file, SHEEPDIP_CACHE and
SHEEPDIP_STATE other folders for answers that are kept and for what is counted.";

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Write a settings file with every setting, its default and what it means
    Init,
    /// Show the settings that are in force, and where each key comes from; never a key
    Show,
    /// Show where settings, keys, kept answers and counters are
    Path,
    /// Keep the key of a service; it is asked for, or read from the standard input
    #[command(override_usage = "sheepdip config set-key [OPTIONS] <SERVICE>", arg_required_else_help = true)]
    SetKey(SetKeyArgs),
    /// Take the key of a service away
    #[command(arg_required_else_help = true)]
    RemoveKey(RemoveKeyArgs),
}

#[derive(Args)]
pub(super) struct SetKeyArgs {
    /// The service
    // Everything that is given is taken, so that no message of the parser repeats a key.
    #[arg(value_name = "SERVICE", allow_hyphen_values = true, num_args = 0..)]
    pub words: Vec<OsString>,

    /// Keep it in the keyring of this system
    #[cfg(feature = "keyring")]
    #[arg(long)]
    pub keyring: bool,
}

/// What was given may hold a key.
impl std::fmt::Debug for SetKeyArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetKeyArgs")
    }
}

impl SetKeyArgs {
    /// Whether it goes to the keyring.
    pub(super) fn in_keyring(&self) -> bool {
        #[cfg(feature = "keyring")]
        return self.keyring;
        #[cfg(not(feature = "keyring"))]
        false
    }
}

#[derive(Debug, Args)]
pub(super) struct RemoveKeyArgs {
    /// The service
    #[arg(value_name = "SERVICE")]
    pub service: String,

    /// Take it out of the keyring of this system
    #[cfg(feature = "keyring")]
    #[arg(long)]
    pub keyring: bool,
}

impl RemoveKeyArgs {
    /// Whether it is taken out of the keyring.
    pub(super) fn in_keyring(&self) -> bool {
        #[cfg(feature = "keyring")]
        return self.keyring;
        #[cfg(not(feature = "keyring"))]
        false
    }
}
