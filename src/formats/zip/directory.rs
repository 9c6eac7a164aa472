//! The table of contents of a ZIP archive: the end record, the central directory and the local headers, as APPNOTE.TXT
//! 6.3.10 has them (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>).
//!
//! Read by us, in one pass and without judging: libraries show one of the two directories only, and the lies are in the
//! difference between them. The members' data is unpacked by the `zip` crate.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{Read, Seek, SeekFrom};

use crate::model::artifact::ContentReader;

pub use super::member::{Member, local};
use super::member::{central, u16_at, u32_at, u64_at};

/// Entries that are read of one directory; the limit on artifacts is below it.
pub const MOST_ENTRIES: usize = 20_000;
/// The longest end record: 22 bytes and a comment.
const END_SEARCH: usize = 22 + 0xFFFF;
/// How far back from the end an end record is sought when something was appended to the archive.
const FAR_SEARCH: usize = 1 << 20;
/// How many end records are tried before the archive counts as damaged.
const END_TRIES: usize = 32;
/// The longest central directory that is read of a file of which only the ends are in memory.
const LONGEST_DIRECTORY: u64 = 32 << 20;

/// Bytes that are reached by offset: from memory where they are there, else by seeking.
#[derive(Debug)]
pub struct Source<'a> {
    head: &'a [u8],
    tail: &'a [u8],
    /// The whole size in bytes.
    pub size: u64,
    reader: Option<RefCell<ContentReader<'a>>>,
}

impl<'a> Source<'a> {
    /// A source over the ends of something and, if there is one, a reader of all of it.
    pub fn new(head: &'a [u8], tail: &'a [u8], size: u64, reader: Option<ContentReader<'a>>) -> Self {
        Self { head, tail, size, reader: reader.map(RefCell::new) }
    }

    /// Exactly these bytes; `None` where they are not there or cannot be reached.
    pub fn get(&self, at: u64, length: usize) -> Option<Cow<'a, [u8]>> {
        let end = at.checked_add(length as u64)?;
        if end > self.size {
            return None;
        }
        let tail_start = self.size.saturating_sub(self.tail.len() as u64);
        if end <= self.head.len() as u64 {
            let start = usize::try_from(at).ok()?;
            return self.head.get(start..start + length).map(Cow::Borrowed);
        }
        if at >= tail_start {
            let start = usize::try_from(at - tail_start).ok()?;
            return self.tail.get(start..start + length).map(Cow::Borrowed);
        }
        let mut reader = self.reader.as_ref()?.borrow_mut();
        reader.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = Vec::new();
        reader.by_ref().take(length as u64).read_to_end(&mut bytes).ok()?;
        (bytes.len() == length).then_some(Cow::Owned(bytes))
    }
}

/// What the end of the archive says.
#[derive(Debug)]
pub struct Directory {
    /// The members in the order of the central directory.
    pub members: Vec<Member>,
    /// Bytes before the archive: what has to be added to every offset in it. Below 0 where the offsets count from the
    /// start of something from which the archive was carved.
    pub base: i64,
    /// The central directory, from and to, in bytes from the start of the file.
    pub table: (u64, u64),
    /// The end record with its comment.
    pub end: (u64, u64),
    /// How many entries the end record promises.
    pub promised: u64,
    /// The number of this part of an archive in several parts; 0 where it is whole.
    pub part: u32,
    /// Why the table could not be read to its end.
    pub damage: Option<&'static str>,
}

/// Reads the directory that readers find: the last end record whose table is really there.
pub fn read(source: &Source<'_>) -> Option<Directory> {
    near_end(source, END_SEARCH).or_else(|| near_end(source, FAR_SEARCH))
}

/// The directory of an archive that ends exactly where the bytes end, as readers of appended archives demand.
pub fn read_at_end(source: &Source<'_>) -> Option<Directory> {
    near_end(source, END_SEARCH)
}

fn near_end(source: &Source<'_>, window: usize) -> Option<Directory> {
    let length = usize::try_from(source.size).unwrap_or(usize::MAX).min(window);
    let start = source.size - length as u64;
    let bytes = source.get(start, length)?;
    // Forwards: only that direction is fast, and nearly every file has no end record at all.
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, b"PK\x05\x06").collect();
    places.iter().rev().take(END_TRIES).find_map(|at| end_record(source, start + *at as u64))
}

/// The directory that the end record at `at` speaks of, if it is there.
fn end_record(source: &Source<'_>, at: u64) -> Option<Directory> {
    let record = source.get(at, 22)?;
    let (mut disk, mut table_disk) = (u32::from(u16_at(&record, 4)?), u32::from(u16_at(&record, 6)?));
    let mut promised = u64::from(u16_at(&record, 10)?);
    let (mut length, mut offset) = (u64::from(u32_at(&record, 12)?), u64::from(u32_at(&record, 16)?));
    let comment = u64::from(u16_at(&record, 20)?);
    let mut table_end = at;
    if promised == 0xFFFF || length == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
        let locator = at.checked_sub(20).and_then(|l| source.get(l, 20)).filter(|l| l.starts_with(b"PK\x06\x07"));
        if let Some(locator) = locator {
            // With bytes before the archive the recorded place is wrong; the record has 56 bytes in practice.
            let places = [u64_at(&locator, 8)?, at.saturating_sub(76)];
            let found = places.into_iter().find_map(|place| {
                let record = source.get(place, 56).filter(|r| r.starts_with(b"PK\x06\x06"))?;
                Some((place, record))
            });
            let (place, record) = found?;
            (disk, table_disk) = (u32_at(&record, 16)?, u32_at(&record, 20)?);
            (promised, length, offset) = (u64_at(&record, 32)?, u64_at(&record, 40)?, u64_at(&record, 48)?);
            table_end = place;
        }
    }
    let mut directory = Directory {
        members: Vec::new(),
        base: 0,
        table: (table_end, table_end),
        end: (at, at.saturating_add(22).saturating_add(comment).min(source.size)),
        promised,
        part: disk,
        damage: None,
    };
    if disk != table_disk {
        // The table begins in another part.
        directory.damage = Some("the table of contents is in another part");
        return Some(directory);
    }
    let start = table_end.checked_sub(length)?;
    let signed = |at: u64| promised == 0 || source.get(at, 4).is_some_and(|s| *s == *b"PK\x01\x02");
    let start = if signed(start) && (start >= offset || !signed(offset)) {
        start
    } else if signed(offset) && offset <= at {
        // Something stands between the table and the end record.
        offset
    } else {
        return None;
    };
    directory.base = start.cast_signed().saturating_sub_unsigned(offset);
    table(source, &mut directory, start, length.min(at - start));
    Some(directory)
}

fn table(source: &Source<'_>, directory: &mut Directory, start: u64, length: u64) {
    let in_memory = source.head.len() as u64 == source.size;
    let length = if in_memory { length } else { length.min(LONGEST_DIRECTORY) };
    let bytes = usize::try_from(length).ok().and_then(|l| source.get(start, l));
    let Some(bytes) = bytes else {
        directory.damage = Some("the table of contents could not be reached");
        return;
    };
    let mut at = 0;
    while at < bytes.len() {
        if directory.members.len() >= MOST_ENTRIES {
            directory.damage = Some("the table of contents has too many entries");
            break;
        }
        match central(&bytes, at, directory.base) {
            Some((member, next)) => {
                directory.members.push(member);
                at = next;
            }
            // Readers that go by the length find more than were promised; what follows may also be a signature.
            None if (directory.members.len() as u64) >= directory.promised.max(1) => break,
            None => {
                directory.damage = Some("the table of contents is damaged");
                break;
            }
        }
    }
    if directory.damage.is_none() && (directory.members.len() as u64) < directory.promised {
        directory.damage = Some("the table of contents has fewer entries than promised");
    }
    directory.table = (start, start + at as u64);
}

/// Members by their local headers from `from` on, where no directory names them. Ends where no header follows.
pub fn scan(source: &Source<'_>, from: u64, to: u64) -> Vec<Member> {
    let mut members = Vec::new();
    let mut at = from;
    // Marks of archives in several parts stand before the first header.
    if source.get(at, 8).is_some_and(|s| *s == *b"PK\x07\x08PK\x03\x04" || *s == *b"PK00PK\x03\x04") {
        at += 4;
    }
    while at < to && members.len() < MOST_ENTRIES {
        let Some(mut member) = local(source, at) else { break };
        let unknown = member.flags & 8 != 0 && member.packed == 0 || member.packed == 0xFFFF_FFFF;
        if unknown || member.end() > to {
            // The size stands behind the data, or lies: the data reaches to the next record.
            member.packed = next_record(source, member.data, to).saturating_sub(member.data);
            member.crc = 0;
        }
        at = member.end();
        // A data descriptor, with or without its mark and with sizes of 4 or 8 bytes.
        let behind = [0, 12, 16, 20, 24].into_iter().find(|d| {
            source.get(at.saturating_add(*d), 4).is_some_and(|s| *s == *b"PK\x03\x04" || *s == *b"PK\x01\x02")
        });
        at = at.saturating_add(behind.unwrap_or(0));
        members.push(member);
    }
    members
}

/// Where the next record begins, or `to`.
fn next_record(source: &Source<'_>, from: u64, to: u64) -> u64 {
    let window = source.head.get(usize::try_from(from).unwrap_or(usize::MAX)..).unwrap_or_default();
    let window = &window[..window.len().min(usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX))];
    let found = memchr::memmem::find_iter(window, b"PK")
        .find(|at| matches!(window.get(*at + 2..*at + 4), Some([3, 4] | [1, 2] | [7, 8] | [5, 6])));
    found.map_or(to, |at| from + at as u64)
}
