//! What a person waits for, shown on stderr where a person looks at it: one line that changes, or words above the progress of
//! a folder.

use std::io::{self, IsTerminal as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::name::escape;

/// How often the line moves.
const TICK: Duration = Duration::from_millis(120);

/// The line, once there is something to wait for.
#[derive(Debug)]
pub(super) struct Waiting {
    wanted: bool,
    line: Mutex<Line>,
}

#[derive(Debug, Default)]
enum Line {
    #[default]
    None,
    /// Our own.
    Own(ProgressBar),
    /// That of a folder, above which words are written.
    Shared(ProgressBar),
}

impl Waiting {
    /// Nothing is shown unless it is wanted and somebody looks.
    pub(super) fn new(wanted: bool) -> Self {
        Self { wanted: wanted && io::stderr().is_terminal(), line: Mutex::default() }
    }

    /// Writes above a line that is there already.
    pub(super) fn share(&self, bar: ProgressBar) {
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = Line::Shared(bar);
    }

    /// Shows what is waited for.
    pub(super) fn tell(&self, words: &str) {
        if !self.wanted {
            return;
        }
        let words = escape(words);
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        match &*line {
            Line::Shared(bar) => bar.println(words),
            Line::Own(bar) => bar.set_message(words),
            Line::None => {
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                    bar.set_style(style);
                }
                bar.set_message(words);
                bar.enable_steady_tick(TICK);
                *line = Line::Own(bar);
            }
        }
    }

    /// Takes the line away, so that something can be read or printed.
    pub(super) fn clear(&self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Line::Own(bar) = &*line {
            bar.finish_and_clear();
            *line = Line::None;
        }
    }

    /// Does something while no line is shown.
    pub(super) fn aside<R>(&self, work: impl FnOnce() -> R) -> R {
        self.clear();
        let shared = match &*self.line.lock().unwrap_or_else(PoisonError::into_inner) {
            Line::Shared(bar) => Some(bar.clone()),
            _ => None,
        };
        match shared {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }
}
