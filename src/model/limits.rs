//! The only home of default limits, and the budget that is spent against them.

use std::time::{Duration, Instant};

use super::gap::{Gap, GapReason, LimitKind};

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

/// What is left of the limits while one file is examined.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    artifacts: u32,
    bytes: u64,
    held: u64,
    tries: u32,
    first_try: Option<Instant>,
    deadline: Option<Instant>,
}

impl Budget {
    /// A full budget; its time runs from now.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            artifacts: limits.artifacts,
            bytes: limits.total_bytes,
            held: 0,
            tries: limits.password_tries,
            first_try: None,
            deadline: Instant::now().checked_add(limits.time),
        }
    }

    /// The limits that it began with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Takes one artifact off.
    ///
    /// # Errors
    /// The limit, when none is left.
    pub fn take_artifact(&mut self) -> Result<(), Gap> {
        match self.artifacts.checked_sub(1) {
            Some(left) => {
                self.artifacts = left;
                Ok(())
            }
            None => Err(Gap::limit(
                LimitKind::Artifacts,
                format!("more than {} things inside; the rest was not examined", self.limits.artifacts),
            )),
        }
    }

    /// Takes bytes off.
    ///
    /// # Errors
    /// The limit, when fewer are left; the budget is then empty.
    pub fn take_bytes(&mut self, count: u64) -> Result<(), Gap> {
        match self.bytes.checked_sub(count) {
            Some(left) => {
                self.bytes = left;
                Ok(())
            }
            None => {
                self.bytes = 0;
                Err(Gap::limit(
                    LimitKind::TotalBytes,
                    format!("it unpacks to more than {} bytes; the rest was not examined", self.limits.total_bytes),
                ))
            }
        }
    }

    /// Takes memory that is in use from now on. It is counted even when it is too much, and to be released.
    ///
    /// # Errors
    /// The limit, when more is in use than may be.
    pub fn hold(&mut self, count: u64) -> Result<(), Gap> {
        self.held = self.held.saturating_add(count);
        if self.held <= self.limits.memory {
            return Ok(());
        }
        Err(Gap::limit(
            LimitKind::Memory,
            format!("it needs more than {} bytes of memory at a time; this part was not examined", self.limits.memory),
        ))
    }

    /// Gives back memory that was held.
    pub fn release(&mut self, count: u64) {
        self.held = self.held.saturating_sub(count);
    }

    /// Takes one try of a password off.
    ///
    /// # Errors
    /// The limit, when none is left or they took too long.
    pub fn take_try(&mut self) -> Result<(), Gap> {
        self.check_time()?;
        let began = *self.first_try.get_or_insert_with(Instant::now);
        let left = self.tries.checked_sub(1).filter(|_| began.elapsed() < self.limits.password_time);
        match left {
            Some(left) => {
                self.tries = left;
                Ok(())
            }
            None => {
                Err(Gap::limit(LimitKind::Passwords, "too many passwords to try on what is locked; it was left locked"))
            }
        }
    }

    /// How many bytes may still be unpacked.
    pub fn bytes_left(&self) -> u64 {
        self.bytes
    }

    /// Whether there is time left.
    ///
    /// # Errors
    /// A gap that says how long it took, when there is none.
    pub fn check_time(&self) -> Result<(), Gap> {
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(Gap::new(
                GapReason::TimedOut,
                format!("it took longer than {} s; the rest was not examined", self.limits.time.as_secs()),
            )),
            _ => Ok(()),
        }
    }
}
