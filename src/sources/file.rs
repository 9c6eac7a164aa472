//! Regular files: looked at before they are opened, opened so that nothing can make us wait, read in one pass.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use crate::model::artifact::{Content, Origin, ReadAt, Sample};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, GapReason};
use crate::model::name::Name;

use super::{Loaded, Reader, Unread, failed};

impl Reader<'_> {
    /// Reads a regular file; `follow` says whether a link at this path is followed.
    pub(super) fn file(&self, path: &Path, follow: bool) -> Result<Loaded, Unread> {
        let unread = |gap: Gap| Unread { size: None, gap };
        if follow {
            // Opening a device can do something: a tape rewinds, a pipe waits for ever. So look before.
            let before = path.metadata().map_err(|e| unread(failed("found", &e)))?;
            if let Some(gap) = no_file(&before) {
                return Err(unread(gap));
            }
        }
        let mut file = open(path, follow).map_err(|e| unread(failed("opened", &e)))?;
        let before = file.metadata().map_err(|e| unread(failed("looked at", &e)))?;
        if let Some(gap) = no_file(&before) {
            return Err(unread(gap));
        }
        // The files of /proc say size 0 and are not empty; they are read like a stream.
        let expected = Some(before.len()).filter(|size| *size > 0);
        let pass = match expected {
            Some(size) => {
                // Not further than one byte behind the end: a file that grows faster than we read would never end.
                let mut input = (&mut file).take(size + 1);
                self.pass(&mut input, expected)
            }
            None => self.pass(&mut file, None),
        };
        if pass.size == 0 && (pass.gap.is_some() || expected.is_some()) {
            let gap = pass.gap.unwrap_or_else(|| changed(before.len(), 0));
            return Err(Unread { size: expected, gap });
        }
        let mut gaps: Vec<Gap> = pass.gap.into_iter().collect();
        let after = file.metadata().map_err(|e| unread(failed("looked at again", &e)))?;
        let same = before.len() == after.len() && before.modified().ok() == after.modified().ok();
        if gaps.is_empty() && (!same || expected.is_some_and(|size| size != pass.size)) {
            gaps.push(changed(before.len(), pass.size));
        }
        let content = match pass.tail {
            None if pass.hashes.is_some() => Content::Whole(pass.head),
            tail => {
                let reach: Option<Arc<dyn ReadAt>> = Some(Arc::new(Reach(file)));
                Content::Parts { tail: tail.unwrap_or_default(), head: pass.head, size: pass.size, reach }
            }
        };
        // The folders are those of this disk; only the name itself can be the sender's.
        let claim = Claim::named(Name::from_os(path.file_name().unwrap_or(path.as_os_str())));
        Ok(Loaded { sample: Sample { origin: Origin::File, claim, content, hashes: pass.hashes }, gaps })
    }
}

fn changed(expected: u64, read: u64) -> Gap {
    Gap::new(
        GapReason::Unreadable,
        format!(
            "it changed while it was read ({expected} bytes before, {read} read); wait until it is complete, and check it again"
        ),
    )
}

/// Why something is not a file that can be read, in words.
fn no_file(metadata: &Metadata) -> Option<Gap> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return None;
    }
    #[cfg(unix)]
    let special = {
        use std::os::unix::fs::FileTypeExt as _;
        [
            (kind.is_fifo(), "a pipe"),
            (kind.is_socket(), "a socket"),
            (kind.is_block_device(), "a device"),
            (kind.is_char_device(), "a device"),
        ]
        .into_iter()
        .find_map(|(is, words)| is.then_some(words))
    };
    #[cfg(not(unix))]
    let special = None;
    let words = match special {
        _ if kind.is_dir() => "a folder",
        _ if kind.is_symlink() => "a link",
        Some(words) => words,
        None => "no regular file",
    };
    Some(Gap::new(
        GapReason::Unreadable,
        format!(
            "it is {words}, not a file, and was not opened; save what it gives as a file, or pass it as - (standard input)"
        ),
    ))
}

/// The gap of a thing in a folder that is no regular file, folder or link.
pub(super) fn special(path: &Path) -> Option<Gap> {
    match path.symlink_metadata() {
        Ok(metadata) => no_file(&metadata),
        Err(error) => Some(failed("looked at", &error)),
    }
}

#[cfg(unix)]
fn open(path: &Path, follow: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    // What is exchanged for a pipe or a terminal between the look and the opening must not make us wait or own it.
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if !follow {
        flags |= OFlags::NOFOLLOW;
    }
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path, _follow: bool) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Random access to an open file.
struct Reach(File);

impl ReadAt for Reach {
    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.0, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.0, buffer, offset)
    }

    #[cfg(not(any(unix, windows)))]
    fn read_at(&self, _offset: u64, _buffer: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}
