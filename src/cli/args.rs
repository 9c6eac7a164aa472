//! The arguments, and the help about them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand};

use crate::model::limits::Limits;
use crate::output;
use crate::pipeline::Plan;

use super::config_args::ConfigArgs;
use super::doctor::DoctorArgs;
use super::engine_args::EngineArgs;
use super::lookup_args::{LookupArgs, Manners, Run, UploadArgs};
use super::mail_args::MailArgs;
use super::passwords::PasswordArgs;
use super::values::{Colour, FailOn, Size, Time};

const EXAMPLES: &str = "\
Examples:
  sheepdip photo.jpg                      what is this file, and is it dangerous?
  sheepdip ~/Downloads                    every file in a folder and below
  sheepdip --json mail.eml                the same for a program
  curl -s URL | sheepdip - --stdin-name photo.jpg
  sheepdip explain claim.program-in-disguise";

const EXAMPLES_LONG: &str = "\
Examples:
  sheepdip photo.jpg
      What is this file, and is it dangerous?
  sheepdip ~/Downloads
      Every file in a folder and below; links are not followed.
  sheepdip -v invoice.zip
      Everything that is known: all findings, what is inside, hashes.
  sheepdip --format plain --fail-on dangerous /var/spool/incoming
      For a mail hook: one line a file, status 1 only for dangerous files.
  find . -name '*.pdf' -print0 | sheepdip --files-from - -0 --format jsonl
      Paths from another program, one JSON object a line.
  curl -s URL | sheepdip - --stdin-name photo.jpg
      The standard input, under the name that the sender gave it.

Exit status:
  0  nothing found at or above --fail-on, and everything was examined
  1  something was found
  2  something could not be (fully) examined, or wrong usage or other trouble
     (a find beats trouble; a failure is never 0)

Privacy:
  sheepdip reads files and nothing else. No packet leaves this machine, unless you name a server of
  your own (--clamd=HOST:PORT), or ask services on the network: --lookup sends SHA-256 hashes and
  nothing else; --upload sends a file, after a yes to this file and this service.

A file whose name is that of a subcommand is given as ./rules or behind --.";

/// Says what a file from a stranger really is, whether it is dangerous, why, and what to do now
#[derive(Debug, Parser)]
#[command(
    name = "sheepdip",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES,
    after_long_help = EXAMPLES_LONG
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub scan: ScanArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Examine files and folders (what sheepdip does when no subcommand is named)
    #[command(arg_required_else_help = true, after_help = EXAMPLES, after_long_help = EXAMPLES_LONG)]
    Scan(ScanArgs),
    /// Examine a message for a mail system, and answer in its way: by exit status, words, headers
    #[command(after_help = super::mail_args::EXAMPLES, after_long_help = super::mail_args::EXAMPLES_LONG)]
    Mail(MailArgs),
    /// Ask services on the network about a file or a hash, and examine nothing
    #[command(arg_required_else_help = true, after_help = LOOK_UP)]
    Lookup(LookUpArgs),
    /// Write and show the settings, and keep the keys of services
    #[command(arg_required_else_help = true, after_help = super::config_args::EXAMPLES)]
    Config(ConfigArgs),
    /// Look whether everything that sheepdip may use is in order, and say what to do
    Doctor(DoctorArgs),
    /// List everything that sheepdip can find
    Rules(RulesArgs),
    /// Explain one rule: what it means, what shows it, what to do
    #[command(arg_required_else_help = true)]
    Explain(ExplainArgs),
    /// Write completions for a shell to the standard output
    #[command(arg_required_else_help = true)]
    Completions(CompletionsArgs),
    /// Write the manual page to the standard output
    Man,
}

/// The words that are subcommands and no paths.
const SUBCOMMANDS: &[&str] = &["scan", "mail", "lookup", "config", "doctor", "rules", "explain", "completions", "man"];

/// The path of `sheepdip PATH`, which is what a right click runs: nothing is left for clap to find out, and asking it
/// would take a tenth of the time that a picture takes.
pub(super) fn lone_path(mut args: impl Iterator<Item = OsString>) -> Option<PathBuf> {
    let (_, path, None) = (args.next()?, args.next()?, args.next()) else { return None };
    let bytes = path.as_encoded_bytes();
    let plain = !bytes.is_empty() && !bytes.starts_with(b"-") && !SUBCOMMANDS.iter().any(|s| s.as_bytes() == bytes);
    plain.then(|| path.into())
}

#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Files and folders to examine; - is the standard input
    #[arg(value_name = "PATH", required_unless_present = "files_from", value_hint = clap::ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// The name that the standard input came under
    ///
    /// What a file is called is half of what can be wrong with it: give the name that the sender chose.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub stdin_name: Option<OsString>,

    /// Read paths from a file, one a line; - is the standard input
    #[arg(long, value_name = "FILE", help_heading = "Input", value_hint = clap::ValueHint::FilePath)]
    pub files_from: Option<PathBuf>,

    /// Paths in --files-from end with NUL, as find -print0 writes them
    #[arg(short = '0', long, requires = "files_from", help_heading = "Input")]
    pub null: bool,

    #[command(flatten)]
    pub report: ReportArgs,

    /// Also make MD5 and SHA-1 of every file
    ///
    /// SHA-256 is always made. The older two are only good for searching in lists that have nothing better.
    #[arg(long, help_heading = "Output")]
    pub hashes: bool,

    /// No progress on the terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,

    #[command(flatten)]
    pub passwords: PasswordArgs,

    #[command(flatten)]
    pub engines: EngineArgs,

    #[command(flatten)]
    pub lookup: LookupArgs,

    #[command(flatten)]
    pub upload: UploadArgs,

    /// Files at a time; 0 is one for each processor
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024), help_heading = "Limits", hide_short_help = true)]
    pub threads: u16,

    #[command(flatten)]
    pub limits: LimitArgs,
}

/// How a run reports.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// How to report
    #[arg(long, value_name = "FORMAT", value_parser = formats(), default_value = output::FORMATS[0].name, help_heading = "Output")]
    pub format: String,

    /// Short for --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub json: bool,

    /// Write the report to a file, which appears when it is whole
    #[arg(short, long, value_name = "FILE", help_heading = "Output", value_hint = clap::ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// From which verdict on the exit status is 1
    #[arg(long, value_name = "VERDICT", value_enum, default_value_t = FailOn::Suspicious, help_heading = "Output")]
    pub fail_on: FailOn,

    /// Report only what alarms or could not be examined
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Report everything that is known: all findings, rule ids, evidence, parts, hashes
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto, help_heading = "Output")]
    pub color: Colour,
}

impl Default for ReportArgs {
    fn default() -> Self {
        Self {
            format: output::FORMATS[0].name.to_owned(),
            json: false,
            output: None,
            fail_on: FailOn::Suspicious,
            quiet: false,
            verbose: false,
            color: Colour::Auto,
        }
    }
}

/// What one file may cost.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// Containers in containers
    #[arg(long, value_name = "N", default_value_t = Limits::default().depth, value_parser = clap::value_parser!(u32).range(0..=64), help_heading = "Limits", hide_short_help = true)]
    pub max_depth: u32,

    /// Things found in one file, itself included
    #[arg(long, value_name = "N", default_value_t = Limits::default().artifacts, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Limits", hide_short_help = true)]
    pub max_artifacts: u32,

    /// Bytes of one file or one thing inside; larger ones are hashed, and judged from what their format lets us reach
    #[arg(long, value_name = "SIZE", default_value_t = Size(Limits::default().artifact_bytes), help_heading = "Limits", hide_short_help = true)]
    pub max_size: Size,

    /// Bytes that one file may unpack to in all
    #[arg(long, value_name = "SIZE", default_value_t = Size(Limits::default().total_bytes), help_heading = "Limits", hide_short_help = true)]
    pub max_total: Size,

    /// How long one file may take to read, and to examine
    #[arg(long, value_name = "TIME", default_value_t = Time(Limits::default().time), help_heading = "Limits", hide_short_help = true)]
    pub max_time: Time,
}

impl LimitArgs {
    /// The limits that they set.
    pub(super) fn limits(&self) -> Limits {
        Limits {
            depth: self.max_depth,
            artifacts: self.max_artifacts,
            artifact_bytes: self.max_size.0,
            total_bytes: self.max_total.0,
            time: self.max_time.0,
            ..Limits::default()
        }
    }
}

impl Default for LimitArgs {
    fn default() -> Self {
        let Limits { depth, artifacts, artifact_bytes, total_bytes, time, .. } = Limits::default();
        Self {
            max_depth: depth,
            max_artifacts: artifacts,
            max_size: Size(artifact_bytes),
            max_total: Size(total_bytes),
            max_time: Time(time),
        }
    }
}

impl ScanArgs {
    /// What clap makes of a [lone path](lone_path).
    pub(super) fn lone(path: PathBuf) -> Self {
        let args = Self {
            paths: vec![path],
            stdin_name: None,
            files_from: None,
            null: false,
            report: ReportArgs::default(),
            hashes: false,
            no_progress: false,
            passwords: PasswordArgs::default(),
            engines: EngineArgs::default(),
            lookup: LookupArgs::default(),
            upload: UploadArgs::default(),
            threads: 0,
            limits: LimitArgs::default(),
        };
        // Every run of the tests asks clap whether this is still so.
        if cfg!(debug_assertions) {
            let parsed = Cli::try_parse_from([OsString::from("sheepdip"), args.paths[0].clone().into()]);
            let same =
                parsed.is_ok_and(|cli| cli.command.is_none() && format!("{:?}", cli.scan) == format!("{args:?}"));
            let command = <Cli as clap::CommandFactory>::command();
            let names = command.get_subcommands().map(clap::Command::get_name);
            debug_assert!(same && names.eq(SUBCOMMANDS.iter().copied()), "clap reads a lone path differently");
        }
        args
    }

    /// How files are to be examined.
    ///
    /// # Errors
    /// What to tell the user, where the passwords cannot be read, or an engine or a service is not there.
    pub(super) fn plan(&self, run: &Run<'_>) -> Result<Plan, String> {
        let mut plan = Plan {
            limits: self.limits.limits(),
            all_hashes: self.hashes,
            passwords: self.passwords.read()?,
            engines: self.engines.engines(self.lookup.keeps())?,
            ..Plan::default()
        };
        self.lookup.join(&self.upload, run, &mut plan)?;
        Ok(plan)
    }
}

const LOOK_UP: &str = "\
Examples:
  sheepdip lookup invoice.pdf.exe
  sheepdip lookup 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f
  sheepdip lookup --services=hashlookup /usr/bin/ls

Only the hash is sent. Exit status:
  0  somebody who was asked has examined such a file, and found nothing
  1  somebody holds it for malicious, or advises against it
  2  nobody knows it, or somebody could not be asked";

#[derive(Debug, Args)]
pub(super) struct LookUpArgs {
    /// Files, and hashes (SHA-256, SHA-1 or MD5 in hexadecimal)
    #[arg(value_name = "FILE|HASH", required = true, value_hint = clap::ValueHint::FilePath)]
    pub what: Vec<OsString>,

    /// Whom to ask: virustotal,hashlookup; without it those of the settings, or all that have a key or need none
    #[arg(long, value_name = "NAMES")]
    pub services: Option<String>,

    #[command(flatten)]
    pub manners: Manners,

    #[command(flatten)]
    pub report: ReportArgs,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// How to list them
    #[arg(long, value_name = "FORMAT", value_parser = ["terminal", "json", "markdown"], default_value = "terminal")]
    pub format: String,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A rule's id, as -v, JSON and `sheepdip rules` show it
    pub rule: String,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// The words behind `--format`, from the registry of outputs.
fn formats() -> PossibleValuesParser {
    output::FORMATS.iter().map(|f| PossibleValue::new(f.name).help(f.about)).collect::<Vec<_>>().into()
}
