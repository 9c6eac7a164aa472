//! The arguments about second opinions, for every subcommand that examines.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use clap::Args;

#[cfg(feature = "yara")]
use crate::config::paths::Paths;
use crate::engines::clamd::{Address, Clamd, USUAL};
use crate::engines::defender::{self, Defender};
use crate::model::engine::Engine;

use super::notice;

/// More rules that cannot be used are counted only.
#[cfg(feature = "yara")]
const MOST_TOLD: usize = 10;

/// Who is asked beside sheepdip itself; nobody, unless it is said.
#[derive(Debug, Args, Default)]
pub(super) struct EngineArgs {
    /// Ask ClamAV's daemon about every file and everything in it
    ///
    /// Without an address the usual sockets of this machine are tried. A socket's path or HOST:PORT names another one;
    /// the files are sent there, without their names. If it cannot be asked, the files are not fully examined.
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, require_equals = true, default_missing_value = "", help_heading = "Second opinions")]
    clamd: Option<String>,

    /// Ask Microsoft Defender about every file on disk
    ///
    /// Its newest command line (MpCmdRun.exe) on this machine is started for each file; a path names another one. It
    /// opens archives itself, and leaves the file as it is. If it cannot be asked, the files are not fully examined.
    // Elsewhere there is none; but one may name a program that answers like it.
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "", help_heading = "Second opinions", value_hint = clap::ValueHint::FilePath, hide = !cfg!(windows))]
    defender: Option<OsString>,

    /// Look for YARA rules in every file and everything in it: a file, or a folder of files that end in .yar or .yara;
    /// can be given several times
    ///
    /// How much a match weighs says the rule's own meta: from the score 75 on it is dangerous, below 40 it is only told,
    /// everything else is suspicious. A rule that cannot be used is named, and the others are used.
    #[cfg(feature = "yara")]
    #[arg(long, value_name = "PATH", help_heading = "Second opinions", value_hint = clap::ValueHint::AnyPath)]
    yara: Vec<std::path::PathBuf>,

    /// Refuse YARA rules of which the newest file is older than this many days
    #[cfg(feature = "yara")]
    #[arg(long, value_name = "DAYS", requires = "yara", help_heading = "Second opinions")]
    max_rules_age: Option<u64>,
}

impl EngineArgs {
    /// The engines that were asked for; what was compiled for them is kept where that is wanted.
    ///
    /// # Errors
    /// What to tell the user, where one of them is not there at all.
    #[cfg_attr(not(feature = "yara"), expect(unused_variables, reason = "only rules are compiled"))]
    pub(super) fn engines(&self, keeps: bool) -> Result<Vec<Arc<dyn Engine>>, String> {
        let mut engines: Vec<Arc<dyn Engine>> = Vec::new();
        if let Some(address) = &self.clamd {
            let clamd = match address.as_str() {
                "" => Clamd::local().ok_or_else(|| {
                    format!(
                        "no clamd was found on this machine (looked for {} and others): start it (systemctl start \
                         clamav-daemon), or name its socket (--clamd=PATH or --clamd=HOST:PORT)",
                        USUAL[0]
                    )
                })?,
                address => {
                    let address = Address::of(address);
                    if address.is_remote() {
                        notice::error(&format!("the content of the files is sent to clamd at {address}, unencrypted"));
                    }
                    Clamd::new(address)
                }
            };
            engines.push(Arc::new(clamd));
        }
        if let Some(program) = &self.defender {
            let defender = if program.is_empty() {
                Defender::installed().ok_or_else(|| {
                    format!(
                        "Microsoft Defender was not found on this machine (looked for {} and others): name its MpCmdRun.exe \
                         (--defender=PATH), or do without --defender",
                        defender::USUAL
                    )
                })?
            } else {
                Defender::new(Path::new(program))?
            };
            engines.push(Arc::new(defender));
        }
        #[cfg(feature = "yara")]
        if !self.yara.is_empty() {
            engines.push(Arc::new(self.rules(keeps)?));
        }
        Ok(engines)
    }

    #[cfg(feature = "yara")]
    fn rules(&self, keeps: bool) -> Result<crate::engines::yara::Yara, String> {
        let caches = Paths::of_this_user().cache.filter(|_| keeps);
        let cache = caches.map(|caches| crate::engines::yara::cache_folder(&caches));
        let rules = crate::engines::yara::Yara::of(&self.yara, cache.as_deref())?;
        for (count, unused) in rules.unused().iter().enumerate() {
            if count == MOST_TOLD {
                notice::error(&format!("{} more YARA rules cannot be used", rules.unused().len() - count));
                break;
            }
            notice::error(&format!("a YARA rule cannot be used: {unused}"));
        }
        let age = rules.age_days();
        match self.max_rules_age {
            Some(most) if age.is_none_or(|age| age > most) => {
                let age = age.map_or_else(|| "of unknown age".to_owned(), |age| format!("{age} days old"));
                Err(format!("the YARA rules are {age}, and --max-rules-age allows {most}: update them"))
            }
            _ => Ok(rules),
        }
    }
}
