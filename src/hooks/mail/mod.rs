//! The mail hook: a message in, an answer that a mail system understands out.
//!
//! What was found and what could not be examined becomes one [`Fate`] by the administrator's [`Policy`]; the
//! [`Profile`] of the mail system says by which status and which words it is told. Nothing here delivers, moves or
//! deletes a message: the mail system does, and whatever fails here must leave the message with it.

pub mod fence;
pub mod headers;
pub mod profile;
mod words;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use bytes::Bytes;

use crate::model::gap::{Gap, GapReason, PlacedGap};
use crate::model::name::Name;
use crate::model::report::{FileReport, Verdict};
use crate::policy;
use crate::sources::{Item, Own, Reader, Walked};

pub use profile::{Fate, Profile, Told};

/// What the administrator wants to become of messages.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// From which verdict on something counts as found; `None` is never.
    pub fail_on: Option<Verdict>,
    /// What becomes of a message with something locked in it.
    pub encrypted: Fate,
    /// What becomes of one of which something is damaged, of an unknown kind, or above a limit.
    pub unexamined: Fate,
    /// What becomes of one at which we failed: crashed, took too long, could not read.
    pub trouble: Fate,
}

impl Policy {
    /// What becomes of a file with this report. A find beats trouble.
    pub fn fate(&self, report: &FileReport) -> Fate {
        if self.finds(report) {
            return Fate::Find;
        }
        report.gaps.iter().map(|g| self.fate_of(&g.gap)).max().unwrap_or(Fate::Pass)
    }

    fn finds(&self, report: &FileReport) -> bool {
        // A gap alone is decided by its own option.
        let verdict = report.judgement.verdict;
        verdict > Verdict::Unexamined && self.fail_on.is_some_and(|from| verdict >= from)
    }

    fn fate_of(&self, gap: &Gap) -> Fate {
        match gap.reason {
            GapReason::Encrypted => self.encrypted,
            GapReason::Malformed | GapReason::Unsupported | GapReason::Limit(_) => self.unexamined,
            GapReason::Crashed
            | GapReason::TimedOut
            | GapReason::Unreadable
            | GapReason::Interrupted
            | GapReason::Unknown
            | GapReason::Engine => self.trouble,
        }
    }
}

/// What a mail system asked about, examined.
#[derive(Debug)]
pub struct Examined {
    /// Of a message, one; of a folder, one for each file.
    pub reports: Vec<FileReport>,
    /// The message itself, where all of it is at hand.
    pub message: Option<Bytes>,
}

/// The media type of what a mail system hands over.
const MESSAGE: &str = "message/rfc822";

/// Examines the standard input, a message on disk, or the folder in which a mail system laid out a message's parts.
pub fn examine(path: Option<&Path>, reader: &Reader<'_>) -> Examined {
    match path {
        Some(path) if path.is_dir() => folder(path, reader),
        Some(path) => message(Item::Named(path.to_owned()), reader),
        None => message(Item::Stdin, reader),
    }
}

fn message(item: Item, reader: &Reader<'_>) -> Examined {
    let (mut report, message) = reader.examine_as(item, Some(MESSAGE));
    let message = message.filter(|m| !m.is_empty());
    if report.size == Some(0) {
        let words = "the message is empty: whoever was to hand it over gave nothing";
        gap(&mut report, Gap::new(GapReason::Unreadable, words));
    } else if report.artifacts.first().is_some_and(|root| !root.content_type.mimes.contains(&MESSAGE)) {
        gap(&mut report, Gap::unsupported("it does not begin as a message does, so its parts were not opened"));
    }
    Examined { reports: vec![report], message }
}

fn folder(path: &Path, reader: &Reader<'_>) -> Examined {
    // Exim lays out the whole message, under the name of the folder, and writes down beside it what we say.
    let named = |end: &str| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(end);
        path.join(name)
    };
    let (whole, ours) = (named(".eml"), named("_scanner_output"));
    let exim = whole.is_file();
    let items = Walked::new(path.to_owned(), Own::default(), Arc::new(AtomicU64::new(0)));
    let examine = |item| match item {
        Item::Found(file) if exim && file == ours => Vec::new(),
        Item::Found(file) if file == whole => message(Item::Found(file), reader).reports,
        item => vec![reader.examine(item)],
    };
    let mut reports: Vec<FileReport> = items.flat_map(examine).collect();
    if reports.is_empty() {
        let nothing = Gap::new(GapReason::Unreadable, "nothing is in this folder: no message, and no part of one");
        reports.push(reader.examine(Item::Refused(Name::from_os(path.as_os_str()), nothing)));
    }
    Examined { reports, message: None }
}

fn gap(report: &mut FileReport, gap: Gap) {
    let artifact = report.artifacts.first().map(|a| a.id);
    report.gaps.push(PlacedGap { artifact, gap });
    report.judgement = policy::judge(&report.findings, &report.gaps);
}

/// The answer to a mail system.
#[derive(Debug)]
pub struct Answer {
    /// What becomes of the message.
    pub fate: Fate,
    /// What the mail system reads.
    pub told: String,
    /// A line for the log; empty where there is nothing to say.
    pub log: String,
    /// Our header fields, as lines without their ends.
    pub fields: Vec<String>,
}

/// Puts the answer together.
pub fn answer(examined: &Examined, policy: &Policy, profile: &Profile) -> Answer {
    let reports = &examined.reports;
    let fate = reports.iter().map(|r| policy.fate(r)).max().unwrap_or(policy.trouble);
    let decisive = reports.iter().max_by_key(|r| (policy.fate(r), r.judgement.verdict));
    let reason = decisive.map(|report| words::reason(report, policy)).unwrap_or_default();
    let told = match profile.told {
        Told::Lines => reports.iter().map(|report| words::line(report, policy)).collect(),
        Told::Word => format!("{}\n", words::verdict(reports).word()),
        Told::Reason { find, later } => match fate {
            Fate::Pass => String::new(),
            Fate::Find => find.replace("{}", &reason) + "\n",
            Fate::TryLater => later.replace("{}", &reason) + "\n",
        },
    };
    let log = match fate {
        Fate::Pass => String::new(),
        Fate::Find => format!("found: {reason}"),
        Fate::TryLater => format!("not examined, to be tried again: {reason}"),
    };
    Answer { fate, told, log, fields: words::fields(reports) }
}
