//! Buffers that are used again: a folder of ten thousand files asks the system for memory a few times, not ten
//! thousand times.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use memmap2::{MmapMut, MmapOptions};

/// A larger buffer goes back to the system, so that one big file does not hold memory for the rest of the run.
const KEEP_BYTES: usize = 32 << 20;
/// How many buffers are kept: a few for each thread.
const KEEP_COUNT: usize = 32;
/// Sizes are rounded up to this, so that a buffer fits the next file too.
const ROUND: usize = 256 << 10;
/// The size of a huge page: one of them is handed over in less time than this many bytes of small ones.
const HUGE: usize = 2 << 20;
const WORTH_HUGE: usize = 768 << 10;

/// Memory to read into. Larger ones are anonymous memory that the system hands over in one go: touching the pages of a
/// fresh vector one by one costs as much as hashing what is read into it. No file is ever mapped.
#[derive(Debug)]
pub(super) enum Buffer {
    Heap(Vec<u8>),
    Mapped(MmapMut),
}

impl Buffer {
    fn new(size: usize) -> Self {
        let round = if size < WORTH_HUGE { ROUND } else { HUGE };
        let size = size.checked_next_multiple_of(round).unwrap_or(size);
        match mapped(size) {
            Ok(mapped) => Self::Mapped(mapped),
            Err(_) => Self::Heap(vec![0; size]),
        }
    }
}

/// Anonymous memory, in huge pages where the system has them: they are cleared and given back several times faster.
#[cfg(target_os = "linux")]
fn mapped(size: usize) -> std::io::Result<MmapMut> {
    if size < HUGE {
        return MmapOptions::new().len(size).populate().map_anon();
    }
    let mapped = MmapOptions::new().len(size).map_anon()?;
    // A kernel that refuses one of them hands the pages over one by one when they are touched.
    let _ = mapped.advise(memmap2::Advice::HugePage).and_then(|()| mapped.advise(memmap2::Advice::PopulateWrite));
    Ok(mapped)
}

#[cfg(not(target_os = "linux"))]
fn mapped(size: usize) -> std::io::Result<MmapMut> {
    MmapOptions::new().len(size).populate().map_anon()
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Heap(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Heap(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
}

/// The buffers that are free.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Buffer>>>);

impl Pool {
    /// A buffer of at least `size` bytes; what stands in it is of no meaning.
    pub(super) fn take(&self, size: usize) -> Buffer {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fitting = free.iter().enumerate().filter(|(_, b)| b.len() >= size).min_by_key(|(_, b)| b.len());
        match fitting.map(|(i, _)| i) {
            Some(i) => free.swap_remove(i),
            None => {
                drop(free);
                Buffer::new(size)
            }
        }
    }

    /// Gives a buffer back.
    pub(super) fn give(&self, buffer: Buffer) {
        if buffer.len() <= KEEP_BYTES {
            let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if free.len() < KEEP_COUNT {
                free.push(buffer);
            }
        }
    }

    /// The first `length` bytes of a buffer, which comes back to the pool when the last user is done with them.
    pub(super) fn lend(&self, buffer: Buffer, length: usize) -> Bytes {
        Bytes::from_owner(Lent { buffer, length, pool: self.clone() })
    }
}

struct Lent {
    buffer: Buffer,
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
        self.pool.give(std::mem::replace(&mut self.buffer, Buffer::Heap(Vec::new())));
    }
}
