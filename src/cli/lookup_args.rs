//! The arguments about services that know files by their hash, and about sending files to them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Args;

use crate::config;
use crate::engines::online::{self, SERVICES, Surroundings};
use crate::model::name::escape_short;
use crate::model::oracle::{Digest, Oracle};
use crate::pipeline::Plan;

use super::consent::Asker;
use super::notice;
use super::values::Time;
use super::waiting::Waiting;

/// Whether services are asked.
#[derive(Debug, Args, Default)]
pub(super) struct LookupArgs {
    /// Ask services on the network whether they know the file, and what is in it, by SHA-256; nothing else is sent
    ///
    /// Without names those are asked that the settings name, or that have a key (sheepdip config set-key), and CIRCL
    /// hashlookup, which needs none. NAMES is a list: virustotal,hashlookup. A service that does not know a file says
    /// nothing by that; one that cannot be asked leaves the file not fully examined.
    #[arg(long, value_name = "NAMES", num_args = 0..=1, require_equals = true, default_missing_value = "", help_heading = "Second opinions")]
    lookup: Option<String>,

    #[command(flatten)]
    manners: Manners,
}

/// How services are asked.
#[derive(Debug, Args, Default)]
pub(super) struct Manners {
    /// Ask anew, although an answer was kept
    #[arg(long, help_heading = "Second opinions")]
    refresh: bool,

    /// Keep no answers and no compiled rules, and use none that were kept
    #[arg(long, conflicts_with = "refresh", help_heading = "Second opinions")]
    no_cache: bool,

    /// How long all answers about one file may take; without it as the settings say
    #[arg(long, value_name = "TIME", help_heading = "Second opinions")]
    lookup_time: Option<Time>,
}

/// Whether files are sent away.
#[derive(Debug, Args, Default)]
pub(super) struct UploadArgs {
    /// Send the file itself to a service that does not know it, after asking for a yes
    ///
    /// Before each file is shown what leaves, where it goes, who will see it and what becomes of it. The file is sent under its SHA-256,
    /// without its name.
    #[arg(long, value_name = "SERVICE", require_equals = true, help_heading = "Second opinions")]
    upload: Option<String>,

    /// Say yes beforehand to sending the file with this SHA-256; can be given several times
    #[arg(long, value_name = "SHA256", requires = "upload", require_equals = true, help_heading = "Second opinions")]
    yes_upload: Vec<String>,

    /// Messages may be sent, too; without this they never are
    #[arg(long, requires = "upload", help_heading = "Second opinions")]
    upload_mail: bool,
}

/// What the run brings along.
pub(super) struct Run<'a> {
    /// Set when the user stops it.
    pub stop: &'a Arc<AtomicBool>,
    /// Where waiting is shown.
    pub waiting: &'a Arc<Waiting>,
}

impl LookupArgs {
    /// Whether anything may be kept for the next run.
    pub(super) fn keeps(&self) -> bool {
        !self.manners.no_cache
    }

    /// Puts those who are asked into the plan.
    ///
    /// # Errors
    /// What to tell the user: a name that is none, a service without a key, settings that cannot be used.
    pub(super) fn join(&self, upload: &UploadArgs, run: &Run<'_>, plan: &mut Plan) -> Result<(), String> {
        let mut names = self.lookup.as_deref().map(split);
        if names.is_none() && config::always()? {
            names = Some(Vec::new());
        }
        let recipient = upload.recipient()?;
        if let Some(recipient) = recipient {
            // Who gets the file is asked first whether it needs it.
            match &mut names {
                None => names = Some(vec![recipient.to_owned()]),
                Some(names) if names.is_empty() => {
                    *names = config::chosen(&[])?.iter().map(|service| service.name.to_owned()).collect();
                    names.push(recipient.to_owned());
                }
                Some(names) => names.push(recipient.to_owned()),
            }
        }
        let Some(names) = names else { return Ok(()) };
        ask(&names, &self.manners, upload, run, plan)?;
        plan.recipient = recipient.and_then(|name| plan.oracles.iter().find(|o| o.name() == name).cloned());
        Ok(())
    }
}

/// Puts services into the plan; where no names are given, those of the settings.
///
/// # Errors
/// As above.
pub(super) fn ask(
    names: &[String],
    manners: &Manners,
    upload: &UploadArgs,
    run: &Run<'_>,
    plan: &mut Plan,
) -> Result<(), String> {
    let options = config::Options {
        no_cache: manners.no_cache,
        refresh: manners.refresh,
        time: manners.lookup_time.map(|time| time.0),
    };
    let asking = config::asking(names, &options)?;
    for warning in &asking.warnings {
        notice::error(warning);
    }
    let waiting = Arc::clone(run.waiting);
    let around = Surroundings {
        stop: Arc::clone(run.stop),
        waiting: Arc::new(move |words: &str| waiting.tell(words)),
        consent: match upload.upload {
            Some(_) => Some(Arc::new(Asker::new(upload.agreed()?, upload.upload_mail, Arc::clone(run.waiting)))),
            None => None,
        },
    };
    let chosen: Vec<&str> = asking.services.iter().map(|service| service.name).collect();
    let oracles: Vec<Arc<dyn Oracle>> = online::open(&asking.setup, &chosen, &around);
    plan.oracles = oracles;
    plan.oracles_time = asking.setup.time;
    plan.most_questions = asking.parts;
    Ok(())
}

/// The names of a list.
pub(super) fn split(names: &str) -> Vec<String> {
    names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

impl UploadArgs {
    fn recipient(&self) -> Result<Option<&'static str>, String> {
        let Some(wanted) = &self.upload else { return Ok(None) };
        let taking = || SERVICES.iter().filter(|service| service.upload.is_some());
        match taking().find(|service| service.name == wanted) {
            Some(service) => Ok(Some(service.name)),
            None => {
                let names: Vec<_> = taking().map(|service| service.name).collect();
                let shown = escape_short(wanted, 40);
                Err(format!("--upload: no service {shown} takes files; those that do are {}", names.join(", ")))
            }
        }
    }

    fn agreed(&self) -> Result<Vec<[u8; 32]>, String> {
        let hash = |text: &String| match Digest::of(text) {
            Some(Digest::Sha256(hash)) => Ok(hash),
            _ => Err(format!("--yes-upload: {} is no SHA-256 (64 hexadecimal digits)", escape_short(text, 80))),
        };
        self.yes_upload.iter().map(hash).collect()
    }
}
