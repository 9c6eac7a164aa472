//! Heavy work takes turns. What one file may hold in memory is limited; several files at once could each hold that much.
//!
//! So a file that holds little goes on at any time, and one that needs more waits until it is the only one, in the order
//! of asking, and goes on alone until it holds little again. The one whose turn it is waits for nobody, so nobody waits
//! for ever; parts of one file, archives in archives too, share its turn.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// What all files of a run that wait, or need not wait, may hold together, in bytes.
const OTHERS: u64 = 64 << 20;
/// So much is little however many files are examined at once, or those of a machine with many processors would only wait.
const LEAST: u64 = 8 << 20;

static LITTLE: AtomicU64 = AtomicU64::new(OTHERS);
static TURNS: Turns = Turns { counts: Mutex::new(Counts { asked: 0, served: 0 }), over: Condvar::new() };

struct Turns {
    counts: Mutex<Counts>,
    over: Condvar,
}

struct Counts {
    /// How many turns were asked for.
    asked: u64,
    /// How many are over: the number of the one whose turn it is.
    served: u64,
}

/// Says how many files are examined at once from now on.
pub fn share_among(threads: usize) {
    let others = u64::try_from(threads).unwrap_or(u64::MAX).saturating_sub(1).max(1);
    LITTLE.store((OTHERS / others).max(LEAST), Ordering::Relaxed);
}

/// How much a file may hold without waiting for its turn, in bytes.
pub(super) fn little() -> u64 {
    LITTLE.load(Ordering::Relaxed)
}

/// Somebody's turn; over when this is dropped.
#[derive(Debug)]
pub(super) struct Turn(());

impl Turn {
    /// Waits for a turn.
    pub(super) fn wait() -> Self {
        let mut counts = TURNS.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = counts.asked;
        counts.asked = counts.asked.wrapping_add(1);
        while counts.served != mine {
            counts = TURNS.over.wait(counts).unwrap_or_else(PoisonError::into_inner);
        }
        Self(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut counts = TURNS.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.served = counts.served.wrapping_add(1);
        drop(counts);
        TURNS.over.notify_all();
    }
}
