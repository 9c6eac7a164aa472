//! A fault of our own: one line, no backtrace. Panics inside a crash fence are gaps of the file's report and say
//! nothing here.

use std::panic::PanicHookInfo;
use std::sync::{Mutex, PoisonError};

static LAST: Mutex<Option<String>> = Mutex::new(None);

/// The panic hook: remembers where it was, in case nobody catches it.
pub fn note(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|l| format!("{}:{}", l.file(), l.line()));
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = place;
}

/// Tells of the panic that ended the run.
pub(super) fn tell() {
    let place = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
    super::notice::error(&format!(
        "internal fault at {}, please report it with what you asked for; nothing is known about the files that have no report",
        place.as_deref().unwrap_or("an unknown place")
    ));
}
