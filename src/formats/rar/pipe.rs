//! What the crate takes along: a reader over the archive, and a writer that keeps what a member unpacks to.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use crate::model::artifact::{Artifact, Content};
use crate::model::limits::Deadline;

/// Blocks of about so many bytes are kept.
const BLOCK: usize = 256 * 1024;

/// The bytes of an archive up to an end of our choice, as long as there is time.
#[derive(Debug)]
pub(super) struct Source {
    content: Content,
    end: u64,
    position: u64,
    deadline: Deadline,
}

impl Source {
    pub(super) fn new(artifact: &Artifact, end: u64, deadline: Deadline) -> Self {
        Self { content: artifact.content.clone(), end: end.min(artifact.size()), position: 0, deadline }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.deadline.check()?;
        let left = usize::try_from(self.end.saturating_sub(self.position)).unwrap_or(usize::MAX);
        let most = left.min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.content.read_at(self.position, &mut buffer[..most])?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

/// What a member unpacked to, up to a limit. Reading takes the bytes out, so that they are in memory once.
#[derive(Debug, Default)]
struct Kept {
    blocks: VecDeque<Vec<u8>>,
    /// How much of the first block was read.
    read: usize,
    count: u64,
    /// Whether more came than is kept.
    full: bool,
}

impl Kept {
    /// Adds bytes to the last block or, when that is full, in a new one.
    fn push(&mut self, bytes: &[u8]) {
        match self.blocks.back_mut() {
            Some(last) if last.len() < BLOCK => last.extend_from_slice(bytes),
            _ if bytes.is_empty() => {}
            _ => self.blocks.push_back(bytes.to_vec()),
        }
    }
}

/// The crate's end of a [`Pipe`], and ours.
#[derive(Debug, Clone)]
pub(super) struct Pipe {
    kept: Rc<RefCell<Kept>>,
    most: u64,
    deadline: Deadline,
}

impl Pipe {
    /// Keeps so many bytes, and refuses more.
    pub(super) fn new(most: u64, deadline: Deadline) -> Self {
        Self { kept: Rc::default(), most, deadline }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.deadline.check()?;
        let Ok(mut kept) = self.kept.try_borrow_mut() else { return Err(io::Error::other("in use")) };
        let room = usize::try_from(self.most.saturating_sub(kept.count)).unwrap_or(usize::MAX);
        if room < bytes.len() {
            kept.push(&bytes[..room]);
            kept.count = self.most;
            kept.full = true;
            return Err(io::Error::other("too large"));
        }
        kept.push(bytes);
        kept.count = kept.count.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ok(mut kept) = self.kept.try_borrow_mut() else { return Err(io::Error::other("in use")) };
        let from = kept.read;
        let Some(block) = kept.blocks.front() else {
            return match kept.full {
                true => Err(io::Error::other(format!("more than {} bytes come out of it", self.most))),
                false => Ok(0),
            };
        };
        let count = buffer.len().min(block.len() - from);
        buffer[..count].copy_from_slice(&block[from..from + count]);
        if from + count == block.len() {
            kept.blocks.pop_front();
            kept.read = 0;
        } else {
            kept.read += count;
        }
        Ok(count)
    }
}
