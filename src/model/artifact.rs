//! Bytes from outside: a sample nobody has looked at, and an artifact that the walk has hashed and typed.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;

use super::claim::Claim;
use super::types::TypeInfo;

/// The place of an artifact in its file's tree; 0 is the file itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArtifactId(pub u32);

/// How bytes came to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A file on disk.
    File,
    /// The standard input.
    Stdin,
    /// A member of an archive or an attachment of a mail.
    Member,
    /// A part of the parent's bytes, from this offset.
    Carved {
        /// Bytes from the parent's start.
        offset: u64,
    },
    /// What an encoding or a compression of the parent gave.
    Decoded,
}

impl Origin {
    /// The word in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Stdin => "stdin",
            Self::Member => "member",
            Self::Carved { .. } => "carved",
            Self::Decoded => "decoded",
        }
    }
}

/// Random access to bytes that are not kept in memory.
pub trait ReadAt: Send + Sync {
    /// Reads into `buffer` from `offset`, as [`Read::read`] does.
    ///
    /// # Errors
    /// Whatever the source reports.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

/// The bytes of a sample or artifact.
#[derive(Clone)]
pub enum Content {
    /// All of them.
    Whole(Bytes),
    /// A file above the memory limit: its ends, and a way to the rest if there is one.
    Parts {
        /// The first bytes.
        head: Bytes,
        /// The last bytes.
        tail: Bytes,
        /// The whole size.
        size: u64,
        /// Random access to the rest; a pipe has none.
        reach: Option<Arc<dyn ReadAt>>,
    },
}

impl Content {
    /// The whole size in bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::Whole(bytes) => bytes.len() as u64,
            Self::Parts { size, .. } => *size,
        }
    }

    /// The first bytes: all of them when the content is whole.
    pub fn head(&self) -> &Bytes {
        match self {
            Self::Whole(bytes) | Self::Parts { head: bytes, .. } => bytes,
        }
    }

    /// The last bytes: all of them when the content is whole.
    pub fn tail(&self) -> &Bytes {
        match self {
            Self::Whole(bytes) | Self::Parts { tail: bytes, .. } => bytes,
        }
    }

    /// Whether all bytes are in memory.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }

    /// A part of the bytes, which is not copied; `None` where it lies outside.
    pub fn window(&self, from: u64, length: u64) -> Option<Window> {
        let end = from.checked_add(length)?;
        (end <= self.size()).then(|| Window { content: self.clone(), from, length })
    }

    /// Reads into `buffer` from `offset`.
    ///
    /// # Errors
    /// Whatever the source reports, and where the middle of a large input was not kept.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let from = |bytes: &[u8], start: u64, buffer: &mut [u8]| {
            let at = usize::try_from(offset - start).unwrap_or(usize::MAX).min(bytes.len());
            let count = buffer.len().min(bytes.len() - at);
            buffer[..count].copy_from_slice(&bytes[at..at + count]);
            count
        };
        match self {
            Self::Whole(bytes) => Ok(from(bytes, 0, buffer)),
            Self::Parts { head, tail, size, reach } => {
                let tail_start = size.saturating_sub(tail.len() as u64);
                if offset < head.len() as u64 {
                    Ok(from(head, 0, buffer))
                } else if offset >= tail_start {
                    Ok(from(tail, tail_start, buffer))
                } else {
                    match reach {
                        Some(reach) => reach.read_at(offset, buffer),
                        None => Err(io::Error::other("the middle of this large input was not kept")),
                    }
                }
            }
        }
    }
}

impl ReadAt for Content {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if offset >= self.size() { Ok(0) } else { Self::read_at(self, offset, buffer) }
    }
}

/// A part of some content: what a partition of a disk is.
#[derive(Debug, Clone)]
pub struct Window {
    content: Content,
    from: u64,
    length: u64,
}

impl ReadAt for Window {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        match most {
            0 => Ok(0),
            _ => ReadAt::read_at(&self.content, self.from.saturating_add(offset), &mut buffer[..most]),
        }
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({} bytes{})", self.size(), if self.is_whole() { "" } else { ", in parts" })
    }
}

/// Untrusted bytes, and what the world says about them.
#[derive(Debug, Clone)]
pub struct Sample {
    /// How it came.
    pub origin: Origin,
    /// What the world says it is.
    pub claim: Claim,
    /// The bytes.
    pub content: Content,
    /// The hashes, where the source made them while reading.
    pub hashes: Option<Hashes>,
}

/// Cryptographic hashes of all bytes of an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes {
    /// Always made.
    pub sha256: [u8; 32],
    /// Only when asked for.
    pub md5: Option<[u8; 16]>,
    /// Only when asked for.
    pub sha1: Option<[u8; 20]>,
}

/// Lower-case hexadecimal.
pub fn hex_digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// A sample that the walk has hashed and typed; inspections read it.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Its place in the tree.
    pub id: ArtifactId,
    /// What it was found in.
    pub parent: Option<ArtifactId>,
    /// Containers above it.
    pub depth: u32,
    /// How it was found.
    pub origin: Origin,
    /// What the world says it is.
    pub claim: Claim,
    /// What it is.
    pub content_type: &'static TypeInfo,
    /// The bytes.
    pub content: Content,
}

impl Artifact {
    /// The bytes at hand: all of them, or the head of a file above the memory limit.
    pub fn bytes(&self) -> &[u8] {
        self.content.head()
    }

    /// The whole size in bytes.
    pub fn size(&self) -> u64 {
        self.content.size()
    }

    /// Whether all bytes are in memory.
    pub fn is_whole(&self) -> bool {
        self.content.is_whole()
    }

    /// Up to `length` bytes from `offset`, for parsers of headers: fewer at the end, or where a large input's middle was
    /// not kept. `length` is the caller's own, never a stranger's.
    pub fn window(&self, offset: u64, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let reader = ContentReader { content: &self.content, position: offset };
        // What was read before an error is what there is.
        let _ = reader.take(length as u64).read_to_end(&mut bytes);
        bytes
    }

    /// A reader over all bytes, for parsers that seek; where a large input's middle was not kept it gives an error.
    pub fn reader(&self) -> ContentReader<'_> {
        ContentReader { content: &self.content, position: 0 }
    }
}

/// A seeking reader over [`Content`].
#[derive(Debug, Clone)]
pub struct ContentReader<'a> {
    content: &'a Content,
    position: u64,
}

impl Read for ContentReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.content.size() || buffer.is_empty() {
            return Ok(0);
        }
        let count = self.content.read_at(self.position, buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for ContentReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.content.size().checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
