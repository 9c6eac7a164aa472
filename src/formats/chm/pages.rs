//! The packed pages: one LZX stream in frames, whose places stand in a table.

use std::io::{self, Read};

use crate::formats::cab::lzx::{CHUNK, Lzx};
use crate::model::artifact::Artifact;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::directory::{self, Directory, u32_at, u64_at};

/// The longest table of frames that is read, in bytes: of two gigabytes of pages.
const TABLE: u64 = 1 << 20;
/// A frame that gives 32 KiB is packed in this much at most.
const FRAME: u64 = 256 * 1024;

/// Reads the pages as one stream.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    artifact: &'a Artifact,
    lzx: Lzx,
    /// Where each frame begins, in bytes from the start of the file; the end is the last.
    frames: Vec<u64>,
    /// After so many frames it begins anew.
    fresh: usize,
    /// Bytes in all.
    size: u64,
    next: usize,
    out: Vec<u8>,
    read: usize,
    position: u64,
}

impl<'a> Pages<'a> {
    /// Reads the tables; what is wrong with them in words.
    pub(super) fn open(artifact: &'a Artifact, directory: &Directory) -> Result<Self, &'static str> {
        let file = |ending: &str, most: u64| {
            let entry = directory.ending(ending)?;
            directory::bytes(artifact, directory.content.checked_add(entry.offset)?, entry.size.min(most))
        };
        let control = file("MSCompressed/ControlData", 256).ok_or("how they are packed is not told")?;
        let table = file("InstanceData/ResetTable", TABLE).ok_or("the table of their places is missing")?;
        let content = directory.ending("MSCompressed/Content").ok_or("they are missing")?;
        let start = directory.content.saturating_add(content.offset);
        let (lzx, fresh) = settings(&control).ok_or("how they are packed is not known")?;
        let (frames, size) = frames(&table, start, content.size).ok_or("the table of their places is damaged")?;
        let (next, read, position) = (0, 0, 0);
        Ok(Self { artifact, lzx, frames, fresh, size, next, out: Vec::new(), read, position })
    }

    /// Goes to a place: back or far ahead to the last place at which the stream begins anew.
    pub(super) fn go_to(&mut self, inspection: &mut Inspection<'_>, to: u64) -> Result<io::Result<()>, Gap> {
        let frame = usize::try_from(to / CHUNK as u64).unwrap_or(usize::MAX);
        let begin = frame - frame % self.fresh;
        if to < self.position || begin > self.next {
            self.next = begin;
            self.out.clear();
            self.read = 0;
            self.position = (begin as u64).saturating_mul(CHUNK as u64);
        }
        let mut block = vec![0; CHUNK];
        while self.position < to {
            inspection.check_time()?;
            let most = usize::try_from(to - self.position).unwrap_or(usize::MAX).min(CHUNK);
            match self.read(&mut block[..most]) {
                Ok(0) => return Ok(Err(io::ErrorKind::UnexpectedEof.into())),
                Ok(_) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(()))
    }

    fn frame(&mut self) -> io::Result<bool> {
        let number = self.next;
        let Some((&from, &to)) = self.frames.get(number).zip(self.frames.get(number + 1)) else { return Ok(false) };
        let left = self.size.saturating_sub(number as u64 * CHUNK as u64);
        let size = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
        if size == 0 {
            return Ok(false);
        }
        let length = to.checked_sub(from).filter(|l| *l <= FRAME).ok_or(io::ErrorKind::InvalidData)?;
        let packed = directory::bytes(self.artifact, from, length).ok_or(io::ErrorKind::UnexpectedEof)?;
        if number.is_multiple_of(self.fresh) {
            self.lzx.reset();
        }
        self.next += 1;
        self.read = 0;
        self.out.clear();
        self.out = self.lzx.chunk(&packed, size).map_err(io::Error::other)?;
        Ok(true)
    }
}

impl Read for Pages<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read >= self.out.len() {
            if !self.frame()? {
                return Ok(0);
            }
        }
        let rest = self.out.get(self.read..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        self.position += count as u64;
        Ok(count)
    }
}

/// The window, and after how many frames the stream begins anew.
fn settings(control: &[u8]) -> Option<(Lzx, usize)> {
    if control.get(4..8)? != b"LZXC" {
        return None;
    }
    // Of version 2 in units of 32 KiB.
    let unit = if u32_at(control, 8)? == 2 { CHUNK as u64 } else { 1 };
    let (interval, window) = (u64::from(u32_at(control, 12)?) * unit, u64::from(u32_at(control, 16)?) * unit);
    let each = u64::from(u32_at(control, 20)?).max(1);
    let lzx = window.is_power_of_two().then(|| Lzx::new(window.trailing_zeros()))??;
    let frames = (interval / (window / 2).max(1)).saturating_mul(each).max(1);
    Some((lzx, usize::try_from(frames).unwrap_or(usize::MAX)))
}

/// Where the frames begin, and how many bytes they give in all.
fn frames(table: &[u8], start: u64, length: u64) -> Option<(Vec<u64>, u64)> {
    let (count, first) = (u32_at(table, 4)? as usize, u32_at(table, 12)? as usize);
    let (size, frame) = (u64_at(table, 16)?, u64_at(table, 32)?);
    if frame != CHUNK as u64 {
        return None;
    }
    let places = table.get(first..)?.chunks_exact(8).take(count);
    let mut frames: Vec<u64> = places.filter_map(|p| u64_at(p, 0)).map(|p| start.saturating_add(p)).collect();
    frames.push(start.saturating_add(length));
    Some((frames, size))
}
