//! The members of a 7z archive, block by block: each block is unpacked once, whatever number of members it holds.

use std::io::{self, Read};

use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use crate::formats::locked::{self, Attempt};
use crate::formats::member::{self, Kind, Members, Place};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::methods;
use super::overlay::Overlay;

/// What is unpacked only to come to the next member of a block, in bytes.
const SKIPPED: u64 = 1 << 30;
/// How much of a block is unpacked to see whether a password fits, in bytes.
const TRIED: u64 = 16 << 20;
/// The longest link target that is looked at.
const LINK: u64 = 4096;

/// Hands over all members. `known` is the password that opened the list of members.
pub(super) fn unpack(
    inspection: &mut Inspection<'_>,
    archive: &Archive,
    overlay: &mut Overlay<'_>,
    packed: u64,
    known: Option<String>,
) -> Result<(), Gap> {
    inspection.fact("members", archive.files.len());
    let largest = archive.files.iter().enumerate().max_by_key(|(_, entry)| entry.size);
    let largest = largest.map(|(i, entry)| (entry.name.as_str(), Place::Number(i as u64 + 1)));
    let size = archive.files.iter().fold(0, |sum: u64, entry| sum.saturating_add(entry.size));
    member::bomb(inspection, largest, packed, size);
    let mut state = State { members: Members::new(), known, skipped: 0 };
    for block in 0..archive.blocks.len() {
        inspection.check_time()?;
        if !state.block(inspection, archive, overlay, block)? {
            return Ok(());
        }
    }
    // Folders and empty files are in no block.
    for (index, entry) in archive.files.iter().enumerate() {
        if archive.stream_map.file_block_index.get(index).is_some_and(Option::is_none)
            && !state.one(inspection, entry, index, &mut io::empty())?
        {
            break;
        }
    }
    Ok(())
}

/// A block whose methods are known.
struct Block<'a> {
    number: usize,
    /// The number of its first member.
    first: usize,
    entries: &'a [ArchiveEntry],
    /// It, in words.
    what: String,
    locked: bool,
}

struct State {
    members: Members,
    known: Option<String>,
    skipped: u64,
}

impl State {
    /// One block; false when the limits refuse more.
    fn block(
        &mut self,
        inspection: &mut Inspection<'_>,
        archive: &Archive,
        overlay: &mut Overlay<'_>,
        block: usize,
    ) -> Result<bool, Gap> {
        let first = archive.stream_map.block_first_file_index.get(block).copied().unwrap_or(0);
        let count = BlockDecoder::new(1, block, archive, &Password::empty(), overlay).entry_count();
        let entries = archive.files.get(first..first.saturating_add(count)).unwrap_or_default();
        let Some(some) = entries.iter().find(|e| e.has_stream) else { return Ok(true) };
        let what = match entries.len() {
            1 => format!("\"{}\"", some.name),
            n => format!("\"{}\" and {} more", some.name, n - 1),
        };
        let coders = archive.blocks.get(block).map_or(&[][..], |b| &b.coders);
        let needs = methods::check(coders.iter().map(|c| (c.encoder_method_id(), c.properties())));
        // It is in use as long as members of the block are examined, and what they hold asks for more.
        let needs = needs.and_then(|needs| inspection.hold(needs.memory).map(|()| needs));
        let needs = match needs {
            Ok(needs) => needs,
            Err(gap) => {
                inspection.gap(Gap::new(gap.reason, format!("{what}: {}", gap.detail)));
                return Ok(self.names(inspection, entries, first));
            }
        };
        let these = Block { number: block, first, entries, what, locked: needs.password };
        let done = self.known(inspection, archive, overlay, &these);
        inspection.release(needs.memory);
        done
    }

    /// One block whose methods are known.
    fn known(
        &mut self,
        inspection: &mut Inspection<'_>,
        archive: &Archive,
        overlay: &mut Overlay<'_>,
        block: &Block<'_>,
    ) -> Result<bool, Gap> {
        let Block { number: block, first, entries, ref what, locked } = *block;
        if locked && self.known.is_none() {
            let opened =
                locked::open(inspection, "the archive", |password| match tries(archive, overlay, block, password) {
                    true => Attempt::Opened(()),
                    false => Attempt::Wrong,
                });
            self.known = opened.map(|(password, ())| password.text);
            if self.known.is_none() {
                let gap = locked::gap(inspection, what);
                inspection.gap(gap);
                return Ok(self.names(inspection, entries, first));
            }
        }
        let password = self.known.as_deref().filter(|_| locked).map_or_else(Password::empty, Password::from);
        let (mut done, mut more, mut ended) = (0, true, None);
        let result = BlockDecoder::new(1, block, archive, &password, overlay).for_each_entries(&mut |entry, reader| {
            let index = first + done;
            done += 1;
            match self.one(inspection, entry, index, reader) {
                Ok(goes_on) => more = goes_on,
                Err(gap) => ended = Some(gap),
            }
            Ok(more && ended.is_none())
        });
        if !more {
            return Ok(false);
        }
        if let Some(gap) = ended {
            inspection.gap(gap);
        } else if let Err(error) = result {
            let lock = if locked { ", or locked with another password" } else { "" };
            inspection.gap(Gap::malformed(format!("the block of {what} is damaged{lock}: {}", words(&error))));
        }
        Ok(self.names(inspection, entries.get(done..).unwrap_or_default(), first + done))
    }

    /// One member; false when the limits refuse more, a gap when the rest of the block cannot be reached.
    fn one(
        &mut self,
        inspection: &mut Inspection<'_>,
        entry: &ArchiveEntry,
        index: usize,
        reader: &mut dyn Read,
    ) -> Result<bool, Gap> {
        let (name, place) = (Name::from_text(&entry.name), Place::Number(index as u64 + 1));
        if entry.is_directory {
            self.members.judge(inspection, &name, place, Kind::Folder);
            return Ok(true);
        }
        let mut reader = Careful { inner: reader, left: entry.size, broken: None };
        // The upper half are the mode bits of Unix, if this bit says so.
        let mode = if entry.windows_attributes & 0x8000 == 0 { 0 } else { entry.windows_attributes >> 16 & 0xF000 };
        match mode {
            0xA000 => {
                let mut target = Vec::new();
                // What came before an error is judged.
                let _ = (&mut reader).take(LINK).read_to_end(&mut target);
                let target = String::from_utf8_lossy(&target);
                self.members.judge(inspection, &name, place, Kind::Link(&target));
            }
            0x2000 | 0x6000 => self.members.judge(inspection, &name, place, Kind::Device),
            _ => match self.members.file_later(inspection, name, place, &mut reader) {
                None => return Ok(false),
                Some(true) => {}
                Some(false) => self.skip(inspection, &mut reader)?,
            },
        }
        match reader.broken {
            Some(error) => Err(Gap::malformed(format!("the block of \"{}\" is damaged: {error}", entry.name))),
            None => Ok(true),
        }
    }

    /// Unpacks the rest of a member that is too large, to come to the next one.
    fn skip(&mut self, inspection: &mut Inspection<'_>, reader: &mut dyn Read) -> Result<(), Gap> {
        let mut block = vec![0; 64 * 1024];
        loop {
            inspection.check_time()?;
            match reader.read(&mut block) {
                Ok(0) | Err(_) => return Ok(()),
                Ok(read) => self.skipped += read as u64,
            }
            if self.skipped > SKIPPED {
                return Err(Gap::limit(
                    LimitKind::TotalBytes,
                    "behind members that are too large others stand, which were not unpacked",
                ));
            }
        }
    }

    /// Members that cannot be unpacked, by their names; false when the limits refuse more.
    fn names(&mut self, inspection: &mut Inspection<'_>, entries: &[ArchiveEntry], first: usize) -> bool {
        entries.iter().enumerate().all(|(i, entry)| {
            let (name, place) = (Name::from_text(&entry.name), Place::Number((first + i) as u64 + 1));
            if entry.is_directory {
                self.members.judge(inspection, &name, place, Kind::Folder);
                return true;
            }
            self.members.locked(inspection, name, place).is_some()
        })
    }
}

/// Whether a password opens a block: its first file comes out with the right checksum.
fn tries(archive: &Archive, overlay: &mut Overlay<'_>, block: usize, password: &str) -> bool {
    let password = Password::from(password);
    let mut fits = false;
    let result = BlockDecoder::new(1, block, archive, &password, overlay).for_each_entries(&mut |entry, reader| {
        if entry.size == 0 {
            return Ok(true);
        }
        let wanted = entry.size.min(TRIED);
        fits = io::copy(&mut reader.take(wanted), &mut io::sink())? == wanted;
        Ok(false)
    });
    fits && result.is_ok()
}

/// Reads the last byte of a member by itself: the crate refuses what comes with a wrong checksum, and so no more than that
/// byte is lost. Programs leave such a file on the disk. After any other error the decoder is not read again: the one of
/// bzip2 would end the process.
struct Careful<'r> {
    inner: &'r mut dyn Read,
    left: u64,
    /// What the decoder failed with.
    broken: Option<String>,
}

impl Read for Careful<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = &self.broken {
            return Err(io::Error::other(error.clone()));
        }
        let most = usize::try_from(self.left.saturating_sub(1).max(1)).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(&mut buffer[..most]).inspect_err(|error| {
            let own = error.get_ref().and_then(|e| e.downcast_ref::<Error>());
            if !matches!(own, Some(Error::ChecksumVerificationFailed)) {
                self.broken = Some(error.to_string());
            }
        })?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

/// What the crate says, in words.
pub(super) fn words(error: &Error) -> String {
    match error {
        Error::ChecksumVerificationFailed | Error::NextHeaderCrcMismatch => "its checksum is wrong".to_owned(),
        Error::Io(error, _) | Error::MaybeBadPassword(error) => error.to_string(),
        Error::Other(text) | Error::Unsupported(text) => text.to_string(),
        other => other.to_string(),
    }
}
