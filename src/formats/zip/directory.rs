//! The table of contents of a ZIP archive: the end record, the central directory and the local headers, as APPNOTE.TXT
//! 6.3.10 has them (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>).
//!
//! Read by us, in one pass and without judging: libraries show one of the two directories only, and the lies are in the
//! difference between them. The members' data is unpacked by the `zip` crate.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{Read, Seek, SeekFrom};

use crate::model::artifact::ContentReader;

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

/// A member as one of the two directories describes it.
#[derive(Debug, Clone)]
pub struct Member {
    /// The name as it stands there.
    pub raw_name: Vec<u8>,
    /// The name decoded: by its flag, its Info-ZIP Unicode path, or code page 437.
    pub name: String,
    /// General purpose flags.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// CRC-32 of the unpacked bytes.
    pub crc: u32,
    /// Packed size in bytes.
    pub packed: u64,
    /// Declared unpacked size in bytes.
    pub size: u64,
    /// The system and the attributes: Unix modes are in the upper half.
    pub attributes: Option<(u8, u32)>,
    /// Where its local header stands, in bytes from the start of the file.
    pub header: u64,
    /// Where its data begins; of a central entry 0 until the local header is read.
    pub data: u64,
}

impl Member {
    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/') || self.name.ends_with('\\') && self.size == 0
    }

    /// Whether it is a symbolic link (a Unix mode says so).
    pub fn is_link(&self) -> bool {
        self.attributes.is_some_and(|(system, a)| matches!(system, 3 | 19) && (a >> 16) & 0xF000 == 0xA000)
    }

    /// Whether its data is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0 || self.method == 99
    }

    /// Where its packed data ends.
    pub fn end(&self) -> u64 {
        self.data.saturating_add(self.packed)
    }
}

/// What the end of the archive says.
#[derive(Debug)]
pub struct Directory {
    /// The members in the order of the central directory.
    pub members: Vec<Member>,
    /// Bytes before the archive: what has to be added to every offset in it.
    pub base: u64,
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

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

/// Reads the directory that readers find: the last end record whose table is really there.
pub fn read(source: &Source<'_>) -> Option<Directory> {
    let mut tries = 0;
    for window in [END_SEARCH, FAR_SEARCH] {
        let length = usize::try_from(source.size).unwrap_or(usize::MAX).min(window);
        let start = source.size - length as u64;
        let Some(bytes) = source.get(start, length) else { continue };
        let mut upto = bytes.len();
        while let Some(at) = memchr::memmem::rfind(&bytes[..upto], b"PK\x05\x06") {
            if let Some(directory) = end_record(source, start + at as u64) {
                return Some(directory);
            }
            tries += 1;
            if tries > END_TRIES {
                return None;
            }
            upto = at + 3;
        }
    }
    None
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
    let start = if signed(start) && start >= offset {
        start
    } else if signed(offset) && offset <= at {
        // Something stands between the table and the end record.
        offset
    } else {
        return None;
    };
    directory.base = start - offset;
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
    while at < bytes.len() && (directory.members.len() as u64) < directory.promised.max(1) {
        if directory.members.len() >= MOST_ENTRIES {
            directory.damage = Some("the table of contents has too many entries");
            break;
        }
        match central(&bytes, at, directory.base) {
            Some((member, next)) => {
                directory.members.push(member);
                at = next;
            }
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

/// One entry of the central directory, and where the next begins.
fn central(bytes: &[u8], at: usize, base: u64) -> Option<(Member, usize)> {
    let fixed = bytes.get(at..at.checked_add(46)?).filter(|f| f.starts_with(b"PK\x01\x02"))?;
    let name = at + 46;
    let extra = name + usize::from(u16_at(fixed, 28)?);
    let comment = extra + usize::from(u16_at(fixed, 30)?);
    let next = comment + usize::from(u16_at(fixed, 32)?);
    let raw_name = bytes.get(name..extra)?;
    let extra = bytes.get(extra..comment)?;
    bytes.get(comment..next)?;
    let mut member = Member {
        raw_name: raw_name.to_vec(),
        name: String::new(),
        flags: u16_at(fixed, 8)?,
        method: u16_at(fixed, 10)?,
        crc: u32_at(fixed, 16)?,
        packed: u32_at(fixed, 20)?.into(),
        size: u32_at(fixed, 24)?.into(),
        attributes: Some((*fixed.get(5)?, u32_at(fixed, 38)?)),
        header: u32_at(fixed, 42)?.into(),
        data: 0,
    };
    extra_fields(&mut member, extra, true);
    member.header = member.header.saturating_add(base);
    Some((member, next))
}

/// The local header at `at`; sizes that stand behind the data are 0 in it.
pub fn local(source: &Source<'_>, at: u64) -> Option<Member> {
    let fixed = source.get(at, 30).filter(|f| f.starts_with(b"PK\x03\x04"))?;
    let (name, extra) = (usize::from(u16_at(&fixed, 26)?), usize::from(u16_at(&fixed, 28)?));
    let rest = source.get(at + 30, name + extra)?;
    let mut member = Member {
        raw_name: rest.get(..name)?.to_vec(),
        name: String::new(),
        flags: u16_at(&fixed, 6)?,
        method: u16_at(&fixed, 8)?,
        crc: u32_at(&fixed, 14)?,
        packed: u32_at(&fixed, 18)?.into(),
        size: u32_at(&fixed, 22)?.into(),
        attributes: None,
        header: at,
        data: at + 30 + (name + extra) as u64,
    };
    extra_fields(&mut member, rest.get(name..)?, false);
    Some(member)
}

/// ZIP64 sizes, and the name's Unicode form.
fn extra_fields(member: &mut Member, mut extra: &[u8], central: bool) {
    let mut unicode = None;
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { break };
        match id {
            1 => {
                let mut at = 0;
                let mut next = |value: &mut u64| {
                    if *value == 0xFFFF_FFFF
                        && let Some(wide) = u64_at(field, at)
                    {
                        *value = wide;
                        at += 8;
                    }
                };
                next(&mut member.size);
                next(&mut member.packed);
                if central {
                    next(&mut member.header);
                }
            }
            // Info-ZIP Unicode path: version, CRC of the raw name, UTF-8.
            0x7075 if field.first() == Some(&1) => {
                let mut crc = flate2::Crc::new();
                crc.update(&member.raw_name);
                if u32_at(field, 1) == Some(crc.sum()) {
                    unicode = std::str::from_utf8(field.get(5..).unwrap_or_default()).ok();
                }
            }
            _ => {}
        }
        extra = extra.get(4 + usize::from(length)..).unwrap_or_default();
    }
    member.name = match (unicode, std::str::from_utf8(&member.raw_name)) {
        (Some(name), _) => name.to_owned(),
        // Many programs write UTF-8 without saying so.
        (None, Ok(name)) => name.to_owned(),
        (None, Err(_)) if member.flags & 0x800 != 0 => String::from_utf8_lossy(&member.raw_name).into_owned(),
        (None, Err(_)) => member.raw_name.iter().map(|b| cp437(*b)).collect(),
    };
}

/// A byte of code page 437, in which DOS wrote names.
fn cp437(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
    match byte {
        0..=0x7F => char::from(byte),
        _ => UPPER.chars().nth(usize::from(byte) - 0x80).unwrap_or('\u{FFFD}'),
    }
}
