//! Where samples come from: files, folders, lists of paths, the standard input. All reading happens here, and all of
//! it is bounded: what is above the memory limit is hashed as a stream, what is no file is never opened.

mod buffer;
mod file;
mod folder;
mod list;
mod read;
mod stdin;
pub mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use bytes::Bytes;

use crate::model::artifact::Sample;
use crate::model::gap::{Gap, GapReason};
use crate::model::name::Name;
use crate::model::report::FileReport;
use crate::pipeline::{self, Plan};

pub use folder::{Own, Walked};
pub use list::PathList;

/// One thing to examine, as the arguments, a list or a folder gave it.
#[derive(Debug)]
pub enum Item {
    /// A path that the user named; a link there is followed.
    Named(PathBuf),
    /// A regular file that a folder walk found; a link there is not followed.
    Found(PathBuf),
    /// The standard input.
    Stdin,
    /// Something that a folder or a list holds and that cannot be examined.
    Refused(Name, Gap),
}

impl Item {
    /// A list of paths that could not be opened.
    pub fn list_unread(name: Name, error: &std::io::Error) -> Self {
        Self::Refused(name, failed("read", error))
    }

    /// The name under which the report shows it.
    fn name(&self, stdin_name: Option<&Name>) -> Name {
        match self {
            Self::Named(path) | Self::Found(path) => Name::from_os(path.as_os_str()),
            Self::Stdin => stdin_name.cloned().unwrap_or_else(|| Name::from_text("-")),
            Self::Refused(name, _) => name.clone(),
        }
    }
}

/// What a source read: the sample, and what of it could not be read.
#[derive(Debug)]
struct Loaded {
    sample: Sample,
    gaps: Vec<Gap>,
}

/// Something that could not be read at all: its size where that is known, and why.
#[derive(Debug)]
struct Unread {
    size: Option<u64>,
    gap: Gap,
}

/// Reads what the items name and has it examined. One for all threads; it keeps the buffers between files.
#[derive(Debug)]
pub struct Reader<'a> {
    plan: &'a Plan,
    stdin_name: Option<Name>,
    stop: &'a AtomicBool,
    pool: buffer::Pool,
}

impl<'a> Reader<'a> {
    /// A reader under a plan. `stdin_name` is what the standard input is claimed to be called; raising `stop` ends a
    /// long read with a gap.
    pub fn new(plan: &'a Plan, stdin_name: Option<Name>, stop: &'a AtomicBool) -> Self {
        Self { plan, stdin_name, stop, pool: buffer::Pool::default() }
    }

    /// The report on one item; whatever goes wrong is a gap in it.
    pub fn examine(&self, item: Item) -> FileReport {
        self.examine_as(item, None).0
    }

    /// The same of what is known to be of a media type, and its bytes where all of them were kept.
    pub fn examine_as(&self, item: Item, mime: Option<&str>) -> (FileReport, Option<Bytes>) {
        let began = Instant::now();
        let mut kept = None;
        let path = item.name(self.stdin_name.as_ref());
        let reported = catch_unwind(AssertUnwindSafe(|| {
            let loaded = match item {
                Item::Named(path) => self.file(&path, true),
                Item::Found(path) => self.file(&path, false),
                Item::Stdin => self.stdin(),
                Item::Refused(_, gap) => Err(Unread { size: None, gap }),
            };
            match loaded {
                Ok(Loaded { mut sample, gaps }) => {
                    sample.claim.mime = mime.map(str::to_owned);
                    kept = sample.content.is_whole().then(|| sample.content.head().clone());
                    pipeline::examine(path.clone(), sample, gaps, self.plan, began)
                }
                Err(Unread { size, gap }) => pipeline::unreadable(path.clone(), size, gap, began),
            }
        }));
        let report = reported.unwrap_or_else(|_| {
            let gap =
                Gap::new(GapReason::Crashed, "the examination failed; this is a fault in sheepdip, please report it");
            pipeline::unreadable(path, None, gap, began)
        });
        (report, kept)
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The gap of an operating system's error while something was done ("opened").
fn failed(done: &str, error: &std::io::Error) -> Gap {
    use std::io::ErrorKind;
    let what_to_do = match error.kind() {
        ErrorKind::NotFound => "nothing is there under this name: check the name, or whether it was moved meanwhile",
        ErrorKind::PermissionDenied => "it may not be read by this user: ask its owner, or run as a user who may",
        _ => "check the disk or share that it is on, and try again",
    };
    Gap::new(GapReason::Unreadable, format!("it could not be {done} ({}); {what_to_do}", plain(error)))
}

/// An error's words without the number of the operating system.
pub fn plain(error: &std::io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or_default().to_ascii_lowercase()
}
