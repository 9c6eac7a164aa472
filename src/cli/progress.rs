//! Progress on stderr: only where a person looks at it, and only when the work takes long enough to wonder.

use std::io::{self, IsTerminal as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::Summary;

/// Work that is done sooner needs no progress.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often it moves.
const TICK: Duration = Duration::from_millis(120);

/// A line that says how far the run is; or nothing.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// Whether the run is over; the thread that waits to show the line asks it.
    over: Arc<Mutex<bool>>,
    /// Whether stdout is the same terminal, so that the line must go before something is printed.
    shared: bool,
}

impl Progress {
    /// A line that appears when the work takes longer than a moment.
    pub(super) fn new(wanted: bool) -> Self {
        let over = Arc::new(Mutex::new(false));
        let shared = io::stdout().is_terminal();
        if !wanted || !io::stderr().is_terminal() {
            return Self { bar: None, over, shared };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} files examined, {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_message("nothing to report yet");
        let (late, ended) = (bar.clone(), Arc::clone(&over));
        // Where no thread can be had there is no progress, and nothing is lost.
        let _ = thread::Builder::new().spawn(move || {
            thread::sleep(PATIENCE);
            let ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
            if !*ended {
                late.set_draw_target(ProgressDrawTarget::stderr());
                late.enable_steady_tick(TICK);
            }
        });
        Self { bar: Some(bar), over, shared }
    }

    /// The line itself, to write above it.
    pub(super) fn bar(&self) -> Option<ProgressBar> {
        self.bar.clone()
    }

    /// Tells how far the run is.
    pub(super) fn at(&self, summary: &Summary) {
        let Some(bar) = &self.bar else { return };
        let alarms = summary.dangerous + summary.suspicious;
        if bar.position() == summary.files() {
            return;
        }
        bar.set_position(summary.files());
        bar.set_message(format!("{alarms} alarms, {} not examined", summary.unexamined));
    }

    /// Prints without the line in between.
    pub(super) fn aside<R>(&self, print: impl FnOnce() -> R) -> R {
        match &self.bar {
            Some(bar) if self.shared => bar.suspend(print),
            _ => print(),
        }
    }

    /// Whether printing needs [`Self::aside`] and a flush within it.
    pub(super) fn shares_the_terminal(&self) -> bool {
        self.bar.is_some() && self.shared
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
