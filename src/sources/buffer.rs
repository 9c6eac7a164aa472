//! Buffers that are used again: a folder of ten thousand files asks the system for memory a few times, not ten
//! thousand times.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// A larger buffer goes back to the system, so that one big file does not hold memory for the rest of the run.
const KEEP_BYTES: usize = 32 << 20;
/// How many buffers are kept: a few for each thread.
const KEEP_COUNT: usize = 32;
/// Sizes are rounded up to this, so that a buffer fits the next file too.
const ROUND: usize = 256 << 10;

/// The buffers that are free.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

impl Pool {
    /// A buffer of at least `size` bytes; what stands in it is of no meaning.
    pub(super) fn take(&self, size: usize) -> Vec<u8> {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fitting = free.iter().enumerate().filter(|(_, b)| b.len() >= size).min_by_key(|(_, b)| b.len());
        match fitting.map(|(i, _)| i) {
            Some(i) => free.swap_remove(i),
            None => {
                drop(free);
                // The system gives zeroed pages, so nothing is written here.
                vec![0; size.checked_next_multiple_of(ROUND).unwrap_or(size)]
            }
        }
    }

    /// Gives a buffer back.
    pub(super) fn give(&self, buffer: Vec<u8>) {
        if buffer.len() <= KEEP_BYTES {
            let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if free.len() < KEEP_COUNT {
                free.push(buffer);
            }
        }
    }

    /// The first `length` bytes of a buffer, which comes back to the pool when the last user is done with them.
    pub(super) fn lend(&self, buffer: Vec<u8>, length: usize) -> Bytes {
        Bytes::from_owner(Lent { buffer, length, pool: self.clone() })
    }
}

struct Lent {
    buffer: Vec<u8>,
    length: usize,
    pool: Pool,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.pool.give(std::mem::take(&mut self.buffer));
    }
}
