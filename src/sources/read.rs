//! One pass over the bytes of an input: hashed while they are read, kept whole up to the memory limit, else by their
//! ends.

use std::io::{self, Read};
use std::time::Instant;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::model::artifact::Hashes;
use crate::model::gap::{Gap, GapReason};

use super::Reader;

/// How much is read and hashed at a time: it stays in the processor's cache between the two.
const BLOCK: usize = 256 << 10;

/// Hashes that grow with the reading.
struct Hashing {
    sha256: Sha256,
    more: Option<(md5::Md5, sha1::Sha1)>,
}

impl Hashing {
    fn new(all: bool) -> Self {
        Self { sha256: Sha256::new(), more: all.then(|| (md5::Md5::new(), sha1::Sha1::new())) }
    }

    fn update(&mut self, block: &[u8]) {
        self.sha256.update(block);
        if let Some((md5, sha1)) = &mut self.more {
            md5.update(block);
            sha1.update(block);
        }
    }

    fn finish(self) -> Hashes {
        let (md5, sha1) = self.more.map(|(m, s)| (m.finalize().into(), s.finalize().into())).unzip();
        Hashes { sha256: self.sha256.finalize().into(), md5, sha1 }
    }
}

/// What one pass gave.
pub(super) struct Pass {
    /// All bytes, or the head of an input above the memory limit.
    pub head: Bytes,
    /// The last bytes of an input above the memory limit.
    pub tail: Option<Bytes>,
    /// How many bytes were read.
    pub size: u64,
    /// Over all bytes that were read; `None` where the reading was ended before the input's end.
    pub hashes: Option<Hashes>,
    /// Why the reading was ended, or what failed.
    pub gap: Option<Gap>,
}

impl Reader<'_> {
    /// Reads an input to its end. `expected` is its size where that is known: a hint only, the end decides.
    pub(super) fn pass(&self, input: &mut dyn Read, expected: Option<u64>) -> Pass {
        let limits = &self.plan.limits;
        let most = usize::try_from(limits.artifact_bytes).unwrap_or(usize::MAX);
        let head = usize::try_from(limits.head_bytes).unwrap_or(usize::MAX).min(most).max(1);
        let mut pass = Passing {
            reader: self,
            input,
            hashing: Hashing::new(self.plan.all_hashes),
            deadline: Instant::now().checked_add(limits.time),
            size: 0,
            gap: None,
        };
        let first = match expected {
            // One byte more, so that the end shows without another buffer.
            Some(size) if size <= limits.artifact_bytes => usize::try_from(size).unwrap_or(usize::MAX) + 1,
            Some(_) => head,
            None => BLOCK,
        };
        let mut buffer = self.pool.take(first);
        let mut filled = 0;
        let streamed = expected.is_some_and(|size| size > limits.artifact_bytes);
        let keep = if streamed { first } else { most.saturating_add(1) };
        loop {
            let room = buffer.len().min(keep);
            filled = pass.fill(&mut buffer, filled, room);
            if filled < room || filled >= keep {
                break;
            }
            let mut larger = self.pool.take(buffer.len().saturating_mul(2).min(keep));
            larger[..filled].copy_from_slice(&buffer[..filled]);
            self.pool.give(std::mem::replace(&mut buffer, larger));
        }
        if filled < keep || pass.gap.is_some() {
            return pass.finish(self.pool.lend(buffer, filled), None);
        }
        let tail = self.tail(&mut pass, &buffer[..filled], expected);
        let head = if filled > head {
            // A stream of unknown size was kept to the limit; its head alone does not need all that memory.
            let head = Bytes::copy_from_slice(&buffer[..head]);
            self.pool.give(buffer);
            head
        } else {
            self.pool.lend(buffer, filled)
        };
        pass.finish(head, Some(tail))
    }

    /// Reads the rest of an input that is not kept, and keeps its last bytes.
    fn tail(&self, pass: &mut Passing<'_, '_>, kept: &[u8], expected: Option<u64>) -> Bytes {
        let most = usize::try_from(self.plan.limits.tail_bytes).unwrap_or(usize::MAX);
        let mut tail = kept[kept.len().saturating_sub(most)..].to_vec();
        let mut block = self.pool.take(BLOCK);
        loop {
            let room = block.len().min(BLOCK);
            let filled = pass.fill(&mut block, 0, room);
            // Of an input whose size is known only its last blocks are worth copying.
            let near = expected.is_none_or(|size| pass.size + (most as u64) >= size);
            if near {
                tail.extend_from_slice(&block[..filled]);
                if tail.len() > most.saturating_mul(2) {
                    tail.drain(..tail.len() - most);
                }
            } else {
                tail.clear();
            }
            if filled < room {
                break;
            }
        }
        self.pool.give(block);
        tail.drain(..tail.len().saturating_sub(most));
        tail.into()
    }
}

struct Passing<'r, 'i> {
    reader: &'r Reader<'r>,
    input: &'i mut dyn Read,
    hashing: Hashing,
    deadline: Option<Instant>,
    size: u64,
    gap: Option<Gap>,
}

impl Passing<'_, '_> {
    /// Fills `buffer[from..room]`, block by block; less only at the input's end or after a failure.
    fn fill(&mut self, buffer: &mut [u8], from: usize, room: usize) -> usize {
        let mut at = from;
        while at < room && self.gap.is_none() {
            let end = room.min(at + BLOCK);
            match self.input.read(&mut buffer[at..end]) {
                Ok(0) => break,
                Ok(count) => {
                    self.hashing.update(&buffer[at..at + count]);
                    self.size += count as u64;
                    at += count;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.gap = Some(super::failed(&format!("read beyond byte {}", self.size), &error));
                    break;
                }
            }
            if self.reader.stopped() {
                self.gap = Some(Gap::new(
                    GapReason::Interrupted,
                    format!("stopped by the user after {} bytes; the rest was not read", self.size),
                ));
            } else if at < room && self.deadline.is_some_and(|d| Instant::now() >= d) {
                let seconds = self.reader.plan.limits.time.as_secs_f32();
                self.gap = Some(Gap::new(
                    GapReason::TimedOut,
                    format!("reading it took longer than {seconds} s; the rest after {} bytes was not read", self.size),
                ));
            }
        }
        at
    }

    fn finish(self, head: Bytes, tail: Option<Bytes>) -> Pass {
        let hashes = self.gap.is_none().then(|| self.hashing.finish());
        Pass { head, tail, size: self.size, hashes, gap: self.gap }
    }
}
