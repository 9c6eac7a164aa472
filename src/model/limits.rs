//! The only home of default limits, and the budget that is spent against them.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::gap::{Gap, GapReason, LimitKind};
use super::turn::{self, Turn};

/// What one file may cost. Every default stands here and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Containers in containers.
    pub depth: u32,
    /// Things found in one file, itself included.
    pub artifacts: u32,
    /// Bytes of one artifact; a larger file is hashed whole and judged from what its format lets us reach.
    pub artifact_bytes: u64,
    /// Bytes of all artifacts of one file together.
    pub total_bytes: u64,
    /// Bytes that are in memory at the same time: the file, what is open of what is in it, and what decoders ask for.
    pub memory: u64,
    /// How long one file may take.
    pub time: Duration,
    /// Of a file above `artifact_bytes`: how much of its head is kept.
    pub head_bytes: u64,
    /// Of a file above `artifact_bytes`: how much of its tail is kept.
    pub tail_bytes: u64,
    /// Passwords tried on everything locked in one file together.
    pub password_tries: u32,
    /// How long passwords are tried in one file: a try on a 7z archive takes a tenth of a second.
    pub password_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 16,
            artifacts: 10_000,
            artifact_bytes: 256 << 20,
            total_bytes: 1 << 30,
            memory: 480 << 20,
            time: Duration::from_secs(60),
            head_bytes: 8 << 20,
            tail_bytes: 1 << 20,
            password_tries: 1000,
            password_time: Duration::from_secs(10),
        }
    }
}

/// When the time of one file is over.
#[derive(Debug, Clone)]
pub struct Deadline {
    end: Option<Instant>,
    /// How long it waited for its turn, which does not count, in nanoseconds.
    waited: Arc<AtomicU64>,
}

impl Deadline {
    /// Whether the time is up.
    pub fn is_over(&self) -> bool {
        let waited = Duration::from_nanos(self.waited.load(Ordering::Relaxed));
        self.end.and_then(|end| end.checked_add(waited)).is_some_and(|end| Instant::now() >= end)
    }

    /// Whether there is time left.
    ///
    /// # Errors
    /// One that ends reading or writing, when there is none.
    pub fn check(&self) -> std::io::Result<()> {
        if self.is_over() { Err(std::io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }
}

/// What is left of the limits while one file is examined. Clones share it: parts of one file may be examined side by side.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Left>);

#[derive(Debug)]
struct Left {
    limits: Limits,
    artifacts: AtomicU32,
    bytes: AtomicU64,
    held: AtomicU64,
    /// What of it are the bytes of the file itself, which were there before it could wait for its turn.
    own: AtomicU64,
    /// Its turn to hold much, and whether it has it: most files never need one.
    turn: Mutex<Option<Turn>>,
    at_turn: AtomicBool,
    tries: AtomicU32,
    /// When passwords began to be tried, and how long it had waited for its turn until then.
    first_try: OnceLock<(Instant, Duration)>,
    deadline: Deadline,
}

impl Budget {
    /// A full budget; its time runs from now.
    pub fn new(limits: &Limits) -> Self {
        Self(Arc::new(Left {
            limits: limits.clone(),
            artifacts: limits.artifacts.into(),
            bytes: limits.total_bytes.into(),
            held: 0.into(),
            own: 0.into(),
            turn: Mutex::default(),
            at_turn: false.into(),
            tries: limits.password_tries.into(),
            first_try: OnceLock::new(),
            deadline: Deadline { end: Instant::now().checked_add(limits.time), waited: Arc::default() },
        }))
    }

    /// The limits that it began with.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Takes one artifact off.
    ///
    /// # Errors
    /// The limit, when none is left.
    pub fn take_artifact(&self) -> Result<(), Gap> {
        let taken = self.0.artifacts.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(|_| ()).map_err(|_| {
            let most = self.0.limits.artifacts;
            Gap::limit(LimitKind::Artifacts, format!("more than {most} things inside; the rest was not examined"))
        })
    }

    /// Takes bytes off.
    ///
    /// # Errors
    /// The limit, when fewer are left; the budget is then empty.
    pub fn take_bytes(&self, count: u64) -> Result<(), Gap> {
        let taken = self.0.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(count));
        taken.map(|_| ()).map_err(|_| {
            self.0.bytes.store(0, Ordering::Relaxed);
            let most = self.0.limits.total_bytes;
            Gap::limit(
                LimitKind::TotalBytes,
                format!("it unpacks to more than {most} bytes; the rest was not examined"),
            )
        })
    }

    /// Counts the bytes of the file itself, which are in memory as long as it is examined.
    pub fn keep(&self, count: u64) {
        self.0.held.fetch_add(count, Ordering::Relaxed);
        self.0.own.fetch_add(count, Ordering::Relaxed);
    }

    /// Takes memory that is in use from now on. It is counted even when it is too much, and to be released. Where it is
    /// much, this waits for the file's turn ([`super::turn`]); that time does not count.
    ///
    /// # Errors
    /// The limit, when more is in use than may be.
    pub fn hold(&self, count: u64) -> Result<(), Gap> {
        let most = self.0.limits.memory;
        if self.0.held.fetch_add(count, Ordering::Relaxed).saturating_add(count) <= most {
            if !self.0.at_turn.load(Ordering::Relaxed) && self.0.holds_much() {
                self.0.wait_for_turn();
            }
            return Ok(());
        }
        Err(Gap::limit(
            LimitKind::Memory,
            format!("it needs more than {most} bytes of memory at a time; this part was not examined"),
        ))
    }

    /// Gives back memory that was held.
    pub fn release(&self, count: u64) {
        self.0.held.fetch_sub(count, Ordering::Relaxed);
        if self.0.at_turn.load(Ordering::Relaxed) && !self.0.holds_much() {
            self.0.end_turn();
        }
    }

    /// Takes one try of a password off.
    ///
    /// # Errors
    /// The limit, when none is left or they took too long.
    pub fn take_try(&self) -> Result<(), Gap> {
        self.check_time()?;
        let waited = self.0.waited();
        let (began, before) = *self.0.first_try.get_or_init(|| (Instant::now(), waited));
        let in_time = began.elapsed() < self.0.limits.password_time.saturating_add(waited.saturating_sub(before));
        let tries = &self.0.tries;
        let taken = tries.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if in_time && taken.is_ok() {
            return Ok(());
        }
        Err(Gap::limit(LimitKind::Passwords, "too many passwords to try on what is locked; it was left locked"))
    }

    /// How many bytes may still be unpacked.
    pub fn bytes_left(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// When the time is up, for readers that work far from the budget.
    pub fn deadline(&self) -> Deadline {
        self.0.deadline.clone()
    }

    /// Whether there is time left.
    ///
    /// # Errors
    /// A gap that says how long it took, when there is none.
    pub fn check_time(&self) -> Result<(), Gap> {
        match self.0.deadline.is_over() {
            true => Err(Gap::new(
                GapReason::TimedOut,
                format!("it took longer than {} s; the rest was not examined", self.0.limits.time.as_secs()),
            )),
            false => Ok(()),
        }
    }
}

impl Left {
    /// Whether it holds more, beside the file itself, than it may without its turn.
    fn holds_much(&self) -> bool {
        let beside = self.held.load(Ordering::Relaxed).saturating_sub(self.own.load(Ordering::Relaxed));
        beside > turn::little()
    }

    fn wait_for_turn(&self) {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.is_none() {
            let began = Instant::now();
            *turn = Some(Turn::wait());
            let waited = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
            self.deadline.waited.fetch_add(waited, Ordering::Relaxed);
            self.at_turn.store(true, Ordering::Relaxed);
        }
    }

    fn end_turn(&self) {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // Another part of the file may have taken more meanwhile.
        if !self.holds_much() {
            self.at_turn.store(false, Ordering::Relaxed);
            *turn = None;
        }
    }

    /// How long it waited for its turn.
    fn waited(&self) -> Duration {
        Duration::from_nanos(self.deadline.waited.load(Ordering::Relaxed))
    }
}
