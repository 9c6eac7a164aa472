//! The head and the directory of a help file.

use std::io::{Read, Seek as _, SeekFrom, Take};

use crate::model::artifact::{Artifact, ContentReader};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

/// Entries that are listed.
const MOST: usize = 100_000;
/// The directory's chunks are this long at most, and so many bytes of them are read.
const CHUNK: u64 = 1 << 16;
const DIRECTORY: u64 = 32 << 20;

/// One file.
#[derive(Debug)]
pub(super) struct Entry {
    pub name: Name,
    /// Where the directory names it.
    pub place: u64,
    /// 0 as it is, 1 packed.
    pub section: u64,
    pub offset: u64,
    pub size: u64,
}

impl Entry {
    /// Whether it belongs to the packing itself.
    pub(super) fn internal(&self) -> bool {
        self.name.text().starts_with("::DataSpace/")
    }
}

/// All files, and where what is not packed begins.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub entries: Vec<Entry>,
    pub content: u64,
}

impl Directory {
    /// The first unpacked file whose name ends so.
    pub(super) fn ending(&self, ending: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.internal() && e.section == 0 && e.name.text().ends_with(ending))
    }
}

/// A reader over a file that is not packed.
pub(super) fn at<'a>(artifact: &'a Artifact, directory: &Directory, entry: &Entry) -> Take<ContentReader<'a>> {
    let mut reader = artifact.reader();
    // Behind the end nothing is read; a place that cannot be is behind it.
    let place = directory.content.saturating_add(entry.offset).min(artifact.size());
    let left = if reader.seek(SeekFrom::Start(place)).is_ok() { entry.size } else { 0 };
    reader.take(left)
}

pub(super) fn bytes(artifact: &Artifact, at: u64, most: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut reader = artifact.reader();
    reader.seek(SeekFrom::Start(at)).ok()?;
    reader.take(most).read_to_end(&mut out).ok()?;
    Some(out)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

/// Reads the directory.
pub(super) fn read(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<Directory, Gap> {
    let damaged = || Gap::malformed("the directory of the help file is damaged or cut off");
    let (start, size, content) = sections(artifact.bytes()).ok_or_else(damaged)?;
    let head = bytes(artifact, start, 0x54).filter(|h| h.starts_with(b"ITSP")).ok_or_else(damaged)?;
    let length = u32_at(&head, 8).map_or(0, u64::from);
    let chunk = u32_at(&head, 16).map_or(0, u64::from);
    if !(64..=CHUNK).contains(&chunk) {
        return Err(damaged());
    }
    let mut out = Directory { entries: Vec::new(), content };
    let end = start.saturating_add(size.min(DIRECTORY)).min(artifact.size());
    let mut at = start.saturating_add(length);
    if size > DIRECTORY {
        inspection.gap(Gap::limit(LimitKind::Entries, "the directory of the help file is too long"));
    }
    let mut whole = start.saturating_add(size) <= artifact.size();
    while at + chunk <= end {
        inspection.check_time()?;
        let page = bytes(artifact, at, chunk).ok_or_else(damaged)?;
        if page.starts_with(b"PMGL") {
            whole &= entries(&page, at, &mut out.entries);
        }
        if out.entries.len() >= MOST {
            inspection.gap(Gap::limit(LimitKind::Entries, format!("more than {MOST} pages in the help file")));
            break;
        }
        at += chunk;
    }
    if !whole || out.entries.is_empty() {
        inspection.gap(damaged());
    }
    Ok(out)
}

/// Where the directory stands, its size, and where the content begins.
fn sections(head: &[u8]) -> Option<(u64, u64, u64)> {
    let version = u32_at(head, 4)?;
    let (start, size) = (u64_at(head, 0x48)?, u64_at(head, 0x50)?);
    let content = if version < 3 { start.checked_add(size)? } else { u64_at(head, 0x58)? };
    Some((start, size, content))
}

/// The entries of one chunk; false where they break off.
fn entries(page: &[u8], place: u64, out: &mut Vec<Entry>) -> bool {
    let free = u32_at(page, 4).map_or(usize::MAX, |f| f as usize);
    let Some(list) = page.len().checked_sub(free).and_then(|end| page.get(20..end)) else { return false };
    let mut at = 0;
    while at < list.len() && out.len() < MOST {
        let begin = at;
        let Some(entry) = entry(list, &mut at) else { return false };
        out.push(Entry { place: place + 20 + begin as u64, ..entry });
    }
    true
}

fn entry(list: &[u8], at: &mut usize) -> Option<Entry> {
    let length = usize::try_from(number(list, at)?).ok()?;
    let name = Name::from_bytes(list.get(*at..at.checked_add(length)?)?);
    *at += length;
    Some(Entry { name, place: 0, section: number(list, at)?, offset: number(list, at)?, size: number(list, at)? })
}

/// A number in groups of seven bits, the highest first.
fn number(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0u64;
    for _ in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value = value << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
