//! Reading from a disk at random places, and the runs of bytes that a file is made of. Everything that a file system
//! says about places and lengths is a claim: what lies outside of the disk is an error or is not there.

use std::collections::HashMap;
use std::io::{self, Read, Seek as _, SeekFrom};

use crate::model::artifact::{Artifact, ContentReader};
use crate::model::gap::{Gap, LimitKind};

/// Small fields are read through pages of this size.
const PAGE: u64 = 4096;
/// So many pages are kept, which bounds the memory.
const PAGES: usize = 512;
/// No structure is larger; a longer read is a fault of ours or of the disk.
const LARGEST: usize = 16 << 20;
/// The pieces of one file that are remembered: a file of 256 MB has fewer, even when each sector stands elsewhere.
const PIECES: usize = 600_000;
/// The places of one file that are looked at, whether they can be joined or not.
const PLACES: u32 = 2_000_000;

/// A disk: the artifact's bytes, wherever they are kept.
pub(super) struct Disk<'a> {
    reader: ContentReader<'a>,
    size: u64,
    pages: HashMap<u64, Vec<u8>>,
}

impl<'a> Disk<'a> {
    pub(super) fn new(artifact: &'a Artifact) -> Self {
        Self { reader: artifact.reader(), size: artifact.size(), pages: HashMap::new() }
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// What is there of these bytes: fewer where the disk ends or cannot be read.
    pub(super) fn some(&mut self, at: u64, length: usize) -> Vec<u8> {
        let left = usize::try_from(self.size.saturating_sub(at)).unwrap_or(usize::MAX);
        let mut out = Vec::new();
        if self.reader.seek(SeekFrom::Start(at)).is_ok() {
            let most = length.min(left).min(LARGEST) as u64;
            // What was read before an error is in the vector.
            let _ = self.reader.by_ref().take(most).read_to_end(&mut out);
        }
        out
    }

    /// Exactly these bytes; `what` names them where they are not there.
    pub(super) fn exact(&mut self, at: u64, length: usize, what: &str) -> Result<Vec<u8>, Gap> {
        let out = self.some(at, length);
        match out.len() == length {
            true => Ok(out),
            false => Err(Gap::malformed(format!("{what} (byte {at}) lies outside of the image"))),
        }
    }

    /// A little-endian field of up to eight bytes, read through the page that holds it.
    pub(super) fn field(&mut self, at: u64, length: usize) -> Option<u64> {
        let mut value = 0u64;
        for index in (0..length.min(8) as u64).rev() {
            value = value << 8 | u64::from(self.byte(at.checked_add(index)?)?);
        }
        Some(value)
    }

    fn byte(&mut self, at: u64) -> Option<u8> {
        let page = at / PAGE;
        if !self.pages.contains_key(&page) {
            if self.pages.len() >= PAGES {
                self.pages.clear();
            }
            let bytes = self.some(page * PAGE, PAGE as usize);
            self.pages.insert(page, bytes);
        }
        self.pages.get(&page)?.get((at % PAGE) as usize).copied()
    }

    /// A reader of the bytes of a file.
    pub(super) fn open<'d>(&'d mut self, runs: &'d Runs) -> RunReader<'d, 'a> {
        RunReader { disk: self, runs, index: 0, within: 0, left: runs.size }
    }

    /// What is there of a part of a file, which may stand in several pieces.
    pub(super) fn part(&mut self, runs: &Runs, from: u64, length: usize) -> Vec<u8> {
        let mut out = Vec::new();
        while out.len() < length {
            let Some((at, left)) = from.checked_add(out.len() as u64).and_then(|from| runs.piece(from)) else { break };
            let most = (length - out.len()).min(usize::try_from(left).unwrap_or(usize::MAX));
            let bytes = match at {
                Some(at) => self.some(at, most),
                None => vec![0; most],
            };
            if bytes.is_empty() {
                break;
            }
            out.extend(bytes);
        }
        out
    }

    /// The first bytes of a file, as far as they are there: at most `most`.
    pub(super) fn content(&mut self, runs: &Runs, most: usize) -> Vec<u8> {
        let mut out = Vec::new();
        // A damaged end leaves what stands before it.
        let _ = self.open(runs).take(most.min(LARGEST) as u64).read_to_end(&mut out);
        out
    }
}

/// One piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Its first byte on the disk; a hole has none and reads as zeros.
    pub(super) at: Option<u64>,
    /// Its length in bytes.
    pub(super) length: u64,
    /// Bytes of the file in front of it.
    from: u64,
}

/// The pieces of a file, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Runs {
    list: Vec<Run>,
    /// What the pieces hold together.
    held: u64,
    /// How many places were named.
    places: u32,
    /// The size of the file; the last piece may be longer.
    pub(super) size: u64,
    /// Bytes that stand in a structure itself, not in pieces.
    inline: Option<Vec<u8>>,
}

impl Runs {
    /// A file in one piece.
    pub(super) fn one(at: u64, size: u64) -> Self {
        Self { list: vec![Run { at: Some(at), length: size, from: 0 }], held: size, places: 1, size, inline: None }
    }

    /// A file whose pieces are to follow.
    pub(super) fn of_size(size: u64) -> Self {
        Self { size, ..Self::default() }
    }

    /// A file that stands in the structure that describes it.
    pub(super) fn inline(bytes: Vec<u8>) -> Self {
        Self { size: bytes.len() as u64, held: bytes.len() as u64, places: 0, list: Vec::new(), inline: Some(bytes) }
    }

    /// Adds a piece; one that continues the last is joined with it.
    pub(super) fn push(&mut self, at: Option<u64>, length: u64) -> Result<(), Gap> {
        self.places += 1;
        if self.places > PLACES {
            return Err(Gap::limit(LimitKind::Entries, "a file on the disk has too many pieces; it was not read"));
        }
        let from = self.held;
        self.held = self.held.saturating_add(length);
        if let Some(last) = self.list.last_mut() {
            let joined = match (last.at, at) {
                (None, None) => true,
                (Some(before), Some(at)) => before.checked_add(last.length) == Some(at),
                _ => false,
            };
            if joined && let Some(sum) = last.length.checked_add(length) {
                last.length = sum;
                return Ok(());
            }
        }
        if self.list.len() >= PIECES {
            return Err(Gap::limit(LimitKind::Entries, "a file on the disk has too many pieces; it was not read"));
        }
        self.list.push(Run { at, length, from });
        Ok(())
    }

    /// What the pieces hold together.
    pub(super) fn held(&self) -> u64 {
        self.held
    }

    /// Where the first piece begins.
    pub(super) fn first(&self) -> Option<u64> {
        self.list.first().and_then(|run| run.at)
    }

    /// The place on the disk of a byte of the file: `None` in holes and outside.
    pub(super) fn place(&self, at: u64) -> Option<u64> {
        self.piece(at)?.0
    }

    /// The place on the disk of a byte of the file, and how many bytes follow it there; holes have no place.
    fn piece(&self, at: u64) -> Option<(Option<u64>, u64)> {
        let index = self.list.partition_point(|run| run.from <= at).checked_sub(1)?;
        let run = self.list.get(index)?;
        let within = at - run.from;
        let left = run.length.checked_sub(within).filter(|left| *left > 0)?;
        match run.at {
            Some(start) => Some((Some(start.checked_add(within)?), left)),
            None => Some((None, left)),
        }
    }
}

/// Reads a file piece by piece.
pub(super) struct RunReader<'d, 'a> {
    disk: &'d mut Disk<'a>,
    runs: &'d Runs,
    index: usize,
    within: u64,
    left: u64,
}

impl Read for RunReader<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let clip = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        if self.left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        if let Some(bytes) = &self.runs.inline {
            let from = bytes.len().saturating_sub(clip(self.left));
            let count = buffer.len().min(bytes.len() - from);
            buffer[..count].copy_from_slice(&bytes[from..from + count]);
            self.left -= count as u64;
            return Ok(count);
        }
        let run = loop {
            let Some(run) = self.runs.list.get(self.index) else {
                return Err(io::Error::other("the disk names fewer places than the file is long"));
            };
            if self.within < run.length {
                break run;
            }
            self.index += 1;
            self.within = 0;
        };
        let most = buffer.len().min(clip(self.left)).min(clip(run.length - self.within));
        let count = match run.at.map(|at| at.checked_add(self.within)) {
            None => {
                buffer[..most].fill(0);
                most
            }
            Some(at) => {
                let at = at.filter(|at| *at < self.disk.size);
                let at = at.ok_or_else(|| io::Error::other("it lies outside of the image"))?;
                self.disk.reader.seek(SeekFrom::Start(at))?;
                match self.disk.reader.read(&mut buffer[..most])? {
                    0 => return Err(io::Error::other("it lies outside of the image")),
                    count => count,
                }
            }
        };
        self.within += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

/// A little-endian number of two bytes; 0 outside.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    number(bytes, at, 2) as u16
}

/// A little-endian number of four bytes; 0 outside.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    number(bytes, at, 4) as u32
}

/// A little-endian number of eight bytes; 0 outside.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    number(bytes, at, 8)
}

/// A big-endian number of up to eight bytes; 0 outside.
pub(super) fn big(bytes: &[u8], at: usize, length: usize) -> u64 {
    let field = at.checked_add(length).and_then(|end| bytes.get(at..end)).unwrap_or_default();
    field.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    let field = at.checked_add(length).and_then(|end| bytes.get(at..end)).unwrap_or_default();
    field.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// Text of 16-bit characters, as UTF-8.
pub(super) fn utf16(bytes: &[u8], big_endian: bool) -> Vec<u8> {
    let unit = |pair: &[u8]| match big_endian {
        true => u16::from_be_bytes([pair[0], pair[1]]),
        false => u16::from_le_bytes([pair[0], pair[1]]),
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    String::from_utf16_lossy(&units).into_bytes()
}
