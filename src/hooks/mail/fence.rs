//! The last fence of a mail hook: whatever happens to the examination, the mail system gets an answer, in time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// The walk recurses to the depth limit, and a mail system may have lowered the stack of the main thread.
const STACK: usize = 16 << 20;

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It panicked.
    Crashed,
    /// It did not end in time. It still runs; the end of the process ends it.
    TimedOut,
    /// The system gave no thread.
    NotStarted,
}

/// Runs `work` on a thread of its own, and waits no longer than `most`.
///
/// # Errors
/// Why there is no result.
pub fn within<T: Send + 'static>(most: Duration, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let (done, result) = sync_channel(1);
    let body = move || {
        let worked = catch_unwind(AssertUnwindSafe(work));
        // Nobody waits any more: then nobody wants it.
        let _ = done.send(worked);
    };
    thread::Builder::new().stack_size(STACK).spawn(body).map_err(|_| Failure::NotStarted)?;
    match result.recv_timeout(most) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Failure::Crashed),
        Err(RecvTimeoutError::Timeout) => Err(Failure::TimedOut),
    }
}
