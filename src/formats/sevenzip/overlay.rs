//! An archive with another header: the crate is handed the real packed bytes and a plain header that was checked. So a
//! packed or locked header is unpacked as any block is, bounded by us, and read once.

use std::io::{self, Read, Seek, SeekFrom};

use crate::model::artifact::{Artifact, ContentReader};

use super::header::crc;

/// How much is read at a time: the crate reads some bytes here and there.
const WINDOW: usize = 64 * 1024;
/// The bytes of the start.
const START: u64 = 32;

/// The bytes of an archive, but with a start of our own that leads to a header of our own behind the end.
#[derive(Debug)]
pub(super) struct Overlay<'a> {
    inner: ContentReader<'a>,
    whole: bool,
    size: u64,
    start: Vec<u8>,
    header: Vec<u8>,
    position: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl<'a> Overlay<'a> {
    /// Puts `header` in the place of the archive's own.
    pub(super) fn new(artifact: &'a Artifact, header: Vec<u8>) -> Self {
        let size = artifact.size().max(START);
        let mut place = Vec::new();
        place.extend((size - START).to_le_bytes());
        place.extend((header.len() as u64).to_le_bytes());
        place.extend(crc(&header).to_le_bytes());
        let mut start = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
        start.extend(crc(&place).to_le_bytes());
        start.extend(place);
        let (inner, whole) = (artifact.reader(), artifact.is_whole());
        Self { inner, whole, size, start, header, position: 0, window: Vec::new(), window_at: 0 }
    }
}

impl Read for Overlay<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let at = self.position;
        let (part, from) = if at < START {
            (self.start.as_slice(), at)
        } else if at >= self.size {
            (self.header.as_slice(), at - self.size)
        } else if self.whole || buffer.len() >= WINDOW {
            let most = usize::try_from(self.size - at).unwrap_or(usize::MAX).min(buffer.len());
            self.inner.seek(SeekFrom::Start(at))?;
            let read = self.inner.read(&mut buffer[..most])?;
            self.position += read as u64;
            return Ok(read);
        } else {
            let end = self.window_at + self.window.len() as u64;
            if at < self.window_at || at >= end {
                self.window.clear();
                self.inner.seek(SeekFrom::Start(at))?;
                (&mut self.inner).take((self.size - at).min(WINDOW as u64)).read_to_end(&mut self.window)?;
                self.window_at = at;
            }
            (self.window.as_slice(), at - self.window_at)
        };
        let rest = usize::try_from(from).ok().and_then(|from| part.get(from..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Overlay<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => (self.size + self.header.len() as u64).checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
