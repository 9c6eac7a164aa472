//! `sheepdip scan`, which is what `sheepdip PATH` does: examine, report, and end with a status that says it all.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::batch::{self, Event};
use crate::model::name::Name;
use crate::model::report::FileReport;
use crate::output::{self, Output, Style, Summary};
use crate::pipeline::Plan;
use crate::sources::{Item, PathList, Reader, Walked};

use super::args::{ReportArgs, ScanArgs};
use super::destination::Destination;
use super::exit::{Exit, Outcome};
use super::progress::Progress;
use super::waiting::Waiting;
use super::{lookup_args, notice, style};

/// How long the files that a stopped run did not reach are counted.
const COUNTING: Duration = Duration::from_millis(300);

/// Examines what the arguments name.
pub(super) fn run(args: ScanArgs) -> Exit {
    let stdin = Path::new("-");
    let asked = args.paths.iter().filter(|p| *p == stdin).count()
        + usize::from(args.files_from.as_deref() == Some(stdin))
        + usize::from(args.passwords.reads_stdin());
    if asked > 1 {
        notice::error(
            "the standard input can be read once only: name - once, in PATH, --files-from or --passwords-file",
        );
        return Exit::Trouble;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let waiting = Arc::new(Waiting::new(!args.report.quiet && !args.no_progress));
    let plan = match args.plan(&lookup_args::Run { stop: &stop, waiting: &waiting }) {
        Ok(plan) => plan,
        Err(why) => {
            notice::error(&why);
            return Exit::Trouble;
        }
    };
    let one = args.files_from.is_none() && args.paths.len() == 1 && (args.paths[0] == stdin || !args.paths[0].is_dir());
    let run = Run::open(&args.report, !one);
    let Some(run) = run else { return Exit::Trouble };
    // The main thread of a Windows program has too small a stack for the walk; a worker's is large enough.
    let exit = if one && !cfg!(windows) {
        run.single(args, &plan, &stop, &waiting)
    } else {
        run.many(args, &plan, &stop, &waiting)
    };
    // The process ends now, and the system takes back at once what engines hold. Freeing thousands of rules one by one
    // would take a tenth of the time that one small file takes with them.
    std::mem::forget(plan);
    exit
}

/// A run, from its first file to its status.
pub(super) struct Run {
    output: Box<dyn Output>,
    destination: Destination,
    summary: Summary,
    outcome: Outcome,
    began: Instant,
}

impl Run {
    /// Opens where the report goes; nothing where it cannot be written, which is told.
    pub(super) fn open(args: &ReportArgs, many: bool) -> Option<Self> {
        let destination = match Destination::open(args.output.as_deref()) {
            Ok(destination) => destination,
            Err(error) => {
                let name = args.output.as_deref().map(|p| Name::from_os(p.as_os_str()).to_string()).unwrap_or_default();
                notice::error(&format!("the report cannot be written to {name}: {}", crate::sources::plain(&error)));
                return None;
            }
        };
        let format = output::format(if args.json { "json" } else { &args.format })?;
        let style =
            Style { verbose: args.verbose, quiet: args.quiet, many, ..style::of(args.color, args.output.is_none()) };
        Some(Self {
            output: (format.make)(style),
            destination,
            summary: Summary::default(),
            outcome: Outcome::new(args.fail_on.threshold()),
            began: Instant::now(),
        })
    }

    /// One file: no thread, no signal handler, no progress.
    fn single(mut self, mut args: ScanArgs, plan: &Plan, stop: &Arc<AtomicBool>, waiting: &Waiting) -> Exit {
        if !plan.oracles.is_empty() {
            // Services may take long, and what we know ourselves is told whatever happens.
            listen(stop);
        }
        let plan = &Plan { alone: true, ..plan.clone() };
        let reader = Reader::new(plan, args.stdin_name.as_deref().map(Name::from_os), stop);
        let path = args.paths.pop().unwrap_or_default();
        let report = reader.examine(if path == Path::new("-") { Item::Stdin } else { Item::Named(path) });
        waiting.clear();
        let written = self.begin().and_then(|()| self.report(&report));
        self.end(written)
    }

    /// Reports that come one after another, until the user stops the run.
    pub(super) fn all(mut self, reports: impl Iterator<Item = FileReport>, stop: &AtomicBool) -> Exit {
        let mut reports = reports;
        let written = self.begin().and_then(|()| {
            while !stop.load(Ordering::Relaxed)
                && let Some(report) = reports.next()
            {
                self.report(&report)?;
                self.destination.writer().flush()?;
            }
            Ok(())
        });
        if stop.load(Ordering::Relaxed) {
            self.summary.stopped = true;
            self.outcome.trouble();
        }
        self.end(written)
    }

    /// Folders, lists, several files.
    fn many(mut self, args: ScanArgs, plan: &Plan, stop: &Arc<AtomicBool>, waiting: &Waiting) -> Exit {
        listen(stop);
        let links = Arc::new(AtomicU64::new(0));
        let reader = Reader::new(plan, args.stdin_name.as_deref().map(Name::from_os), stop);
        let progress = Progress::new(!args.report.quiet && !args.no_progress);
        if let Some(bar) = progress.bar() {
            waiting.share(bar);
        }
        let threads = match args.threads {
            0 => thread::available_parallelism().map_or(1, usize::from),
            threads => threads.into(),
        };
        let countable = args.files_from.as_deref() != Some(Path::new("-"));
        let items = self.items(args, &links);
        let flush_each = progress.shares_the_terminal();
        let written = self.begin().and_then(|()| {
            let take = |event| match event {
                Event::Done(report) => {
                    let written = progress.aside(|| {
                        self.report(&report)?;
                        if flush_each { self.destination.writer().flush() } else { Ok(()) }
                    });
                    progress.at(&self.summary);
                    written
                }
                Event::Idle => self.destination.writer().flush(),
            };
            batch::run(items, threads, stop, |item| reader.examine(item), take)
        });
        progress.end();
        let written = written.map(|mut rest| {
            if stop.load(Ordering::Relaxed) {
                self.summary.stopped = true;
                self.outcome.trouble();
                let began = Instant::now();
                while countable && began.elapsed() < COUNTING && rest.next().is_some() {
                    self.summary.not_reached += 1;
                }
            }
        });
        self.summary.links = links.load(Ordering::Relaxed);
        self.end(written)
    }

    /// Everything that the arguments name, in their order, found while it is asked for.
    fn items(&self, args: ScanArgs, links: &Arc<AtomicU64>) -> Box<dyn Iterator<Item = Item> + Send> {
        let (own, links) = (self.destination.own.clone(), Arc::clone(links));
        let below = move |path: PathBuf| Walked::new(path, own.clone(), Arc::clone(&links));
        let listed = args.files_from.map(|path| {
            let list = PathList::open(&path, args.null);
            (Name::from_os(path.as_os_str()), list)
        });
        let listed: Box<dyn Iterator<Item = Result<PathBuf, Item>> + Send> = match listed {
            None => Box::new(std::iter::empty()),
            Some((_, Ok(list))) => Box::new(list),
            Some((name, Err(error))) => Box::new(std::iter::once(Err(Item::list_unread(name, &error)))),
        };
        let named = args.paths.into_iter().map(Ok);
        Box::new(named.chain(listed).flat_map(move |path| -> Box<dyn Iterator<Item = Item> + Send> {
            match path {
                Ok(path) if path == Path::new("-") => Box::new(std::iter::once(Item::Stdin)),
                Ok(path) => Box::new(below(path)),
                Err(refused) => Box::new(std::iter::once(refused)),
            }
        }))
    }

    fn begin(&mut self) -> io::Result<()> {
        self.output.begin(self.destination.writer())
    }

    fn report(&mut self, report: &FileReport) -> io::Result<()> {
        self.summary.add(report);
        self.outcome.add(report);
        self.output.file(report, self.destination.writer())
    }

    /// The end of the report. What could not be written is trouble, whatever was found.
    fn end(mut self, written: io::Result<()>) -> Exit {
        self.summary.elapsed = self.began.elapsed();
        let name = self.destination.name.clone();
        let written = written
            .and_then(|()| self.output.finish(&self.summary, self.destination.writer()))
            .and_then(|()| self.destination.finish());
        match written {
            Ok(()) => self.outcome.exit(),
            Err(error) => {
                notice::unwritten(&name, &error);
                Exit::Trouble
            }
        }
    }
}

/// The first Ctrl-C stops the run and what is known is told; the second ends the process.
pub(super) fn listen(stop: &Arc<AtomicBool>) {
    for signal in [SIGINT, SIGTERM] {
        let again = i32::from(Exit::Trouble.number());
        // Without a handler the first Ctrl-C ends the process, which is no harm.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, again, Arc::clone(stop));
        let _ = signal_hook::flag::register(signal, Arc::clone(stop));
    }
}
