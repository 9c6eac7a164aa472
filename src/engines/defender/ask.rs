//! One run of the program: its words bounded in length, its life in time, and not too many of them at once.

use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// More than this is not read.
const MOST_SAID: u64 = 64 << 10;
/// So many are at work at once.
const AT_ONCE: usize = 5;
/// How often is looked whether it has ended, and how long it may take to die.
const BETWEEN: Duration = Duration::from_millis(10);
const DYING: Duration = Duration::from_secs(2);

/// What it said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) words: String,
    /// `None` where it was ended from outside.
    pub(super) status: Option<i32>,
    /// Whether it said more than is read; it was stopped then.
    pub(super) cut: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Unanswered {
    NotStarted(io::Error),
    Lost(io::Error),
    Late,
}

/// Has it look at a file and leave it as it is.
pub(super) fn ask(program: &Path, file: &Path, patience: Duration) -> Result<Said, Unanswered> {
    let (said, says) = io::pipe().map_err(Unanswered::NotStarted)?;
    let also_says = says.try_clone().map_err(Unanswered::NotStarted)?;
    let mut command = Command::new(program);
    // The path is absolute, so it cannot be taken for an option.
    command.args(["-Scan", "-ScanType", "3", "-File"]).arg(file).arg("-DisableRemediation");
    command.stdin(Stdio::null()).stdout(says).stderr(also_says);
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        /// No window of its own, which would flash up for every file.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    let deadline = Instant::now() + patience;
    let mut child = command.spawn().map_err(Unanswered::NotStarted)?;
    // It holds our ends for writing; as long as they are open, the answer has no end.
    drop(command);
    let answer = hear(said, deadline);
    let (bytes, cut) = match answer {
        Ok(bytes) if bytes.len() as u64 > MOST_SAID => (bytes, true),
        Ok(bytes) => (bytes, false),
        Err(why) => {
            stop(&mut child);
            return Err(why);
        }
    };
    let status = if cut { Ok(None) } else { ended(&mut child, deadline) };
    if !matches!(status, Ok(Some(_))) {
        stop(&mut child);
    }
    let status = status.map_err(Unanswered::Lost)?;
    if status.is_none() && !cut {
        return Err(Unanswered::Late);
    }
    let words = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Said { words, status: status.and_then(|status| status.code()), cut })
}

/// Reads to the end or to the limit, on a thread of its own: reading has no time limit, and something that it started
/// may hold the other end open after it.
fn hear(said: io::PipeReader, deadline: Instant) -> Result<Vec<u8>, Unanswered> {
    let (send, receive) = mpsc::channel();
    let listen = move || {
        let mut bytes = Vec::new();
        let read = said.take(MOST_SAID + 1).read_to_end(&mut bytes);
        // Nobody may be waiting any more.
        let _ = send.send(read.map(|_| bytes));
    };
    thread::Builder::new().name("defender".to_owned()).spawn(listen).map_err(Unanswered::Lost)?;
    match receive.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(read) => read.map_err(Unanswered::Lost),
        Err(RecvTimeoutError::Timeout) => Err(Unanswered::Late),
        Err(RecvTimeoutError::Disconnected) => {
            Err(Unanswered::Lost(io::Error::other("the thread that reads it ended")))
        }
    }
}

/// Its status when it ends before the time is up.
fn ended(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        let status = child.try_wait()?;
        if status.is_some() || Instant::now() >= deadline {
            return Ok(status);
        }
        thread::sleep(BETWEEN);
    }
}

/// Ends it. What cannot be ended is left to itself: waiting for it would be waiting for ever.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = ended(child, Instant::now() + DYING);
}

/// Who waits for a turn: its service answers everybody more slowly when many ask at once.
#[derive(Debug, Default)]
pub(super) struct Turns {
    taken: Mutex<usize>,
    free: Condvar,
}

impl Turns {
    /// Waits for a turn, which is given back when it is dropped. Each is short, so everybody gets one.
    pub(super) fn take(&self) -> Turn<'_> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self.free.wait_while(taken, |taken| *taken >= AT_ONCE).unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Turn(self)
    }
}

/// A turn.
pub(super) struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(1);
        self.0.free.notify_one();
    }
}
