//! TIFF's directories as plain values: TIFF 6.0, <https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf>, and
//! BigTIFF. EXIF is such a structure too, and so are most cameras' raw files. No rules and no findings here.

use std::collections::HashSet;
use std::ops::Range;

/// More directories than this are counted as damage; documents of thousands of pages exist.
const MOST_DIRECTORIES: usize = 10_000;
/// More entries than this in all directories together are counted as damage.
const MOST_ENTRIES: usize = 400_000;

/// Byte order and width of a structure's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Low byte first ("II").
    pub little: bool,
    /// BigTIFF: offsets and counts of 8 bytes.
    pub big: bool,
}

/// What a directory describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A picture of the main chain.
    Page,
    /// A picture below another (SubIFDs).
    Sub,
    /// Camera data (EXIF, GPS, interoperability).
    Camera,
}

/// One field of a directory.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which field.
    pub tag: u16,
    /// How its values are stored (TIFF 6.0, section 2).
    pub kind: u16,
    /// How many values.
    pub count: u64,
    /// Where the values stand, in bytes from the structure's start; may lie beyond its end.
    pub value: Range<usize>,
    /// Whether the values stand in the entry itself.
    pub inline: bool,
}

/// One directory.
#[derive(Debug)]
pub struct Directory {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it describes.
    pub role: Role,
    /// Its fields.
    pub entries: Vec<Entry>,
}

/// All directories that can be reached.
#[derive(Debug)]
pub struct Tree {
    /// How numbers are stored.
    pub layout: Layout,
    /// In the order in which they are reached.
    pub directories: Vec<Directory>,
    /// What could not be read, in words, if anything.
    pub damage: Option<String>,
}

/// Reads the header: byte order, width, and where the first directory stands.
pub fn header(bytes: &[u8]) -> Option<(Layout, usize)> {
    let little = match bytes.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let layout = Layout { little, big: layout_number(little, bytes.get(2..4)?) == 0x2B };
    let at = if layout.big { bytes.get(8..16)? } else { bytes.get(4..8)? };
    Some((layout, usize::try_from(layout_number(little, at)).ok()?))
}

fn layout_number(little: bool, bytes: &[u8]) -> u64 {
    let fold = |sum: u64, b: &u8| sum << 8 | u64::from(*b);
    if little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) }
}

/// Reads all directories, at most `most` of them.
pub fn read(bytes: &[u8], most: usize) -> Option<Tree> {
    let (layout, first) = header(bytes)?;
    let mut tree = Tree { layout, directories: Vec::new(), damage: None };
    let mut waiting = vec![(first, Role::Page)];
    let mut seen = HashSet::new();
    let mut entries = 0usize;
    // Depth first, so that a page's parts stand beside it.
    while let Some((at, role)) = waiting.pop() {
        if !seen.insert(at) {
            continue;
        }
        if tree.directories.len() >= most.min(MOST_DIRECTORIES) || entries > MOST_ENTRIES {
            tree.damage.get_or_insert_with(|| format!("it has more than {} directories", tree.directories.len()));
            break;
        }
        let Some((directory, next)) = tree.directory(bytes, at, role) else {
            // Camera data is often left behind with dead pointers by editors; its bytes are looked through all the same.
            if role != Role::Camera {
                tree.damage.get_or_insert_with(|| format!("no directory can be read at byte {at}"));
            }
            continue;
        };
        entries += directory.entries.len();
        if next != 0 && role != Role::Camera {
            waiting.push((next, role));
        }
        for entry in &directory.entries {
            let role = match entry.tag {
                330 => Role::Sub,
                34665 | 34853 | 40965 => Role::Camera,
                _ => continue,
            };
            let offsets: Vec<usize> =
                tree.numbers(bytes, entry).take(64).filter_map(|n| usize::try_from(n).ok()).collect();
            waiting.extend(offsets.into_iter().rev().filter(|n| *n != 0).map(|n| (n, role)));
        }
        tree.directories.push(directory);
    }
    Some(tree)
}

impl Tree {
    fn directory(&self, bytes: &[u8], at: usize, role: Role) -> Option<(Directory, usize)> {
        let Layout { little, big } = self.layout;
        let (head, size, pointer) = if big { (8, 20, 8) } else { (2, 12, 4) };
        let count = usize::try_from(layout_number(little, bytes.get(at..at.checked_add(head)?)?)).ok()?;
        let start = at + head;
        let end = start.checked_add(count.checked_mul(size)?)?;
        let table = bytes.get(start..end).filter(|_| count > 0 && count <= 65_535)?;
        let entries = table.chunks_exact(size).enumerate().map(|(i, e)| self.entry(start + i * size, e)).collect();
        // Some writers leave the last pointer out at the end of the file.
        let next = bytes.get(end..end + pointer).map_or(0, |p| layout_number(little, p));
        let range = at..(end + pointer).min(bytes.len());
        Some((Directory { range, role, entries }, usize::try_from(next).unwrap_or(usize::MAX)))
    }

    fn entry(&self, at: usize, entry: &[u8]) -> Entry {
        let Layout { little, big } = self.layout;
        let number = |range: Range<usize>| layout_number(little, entry.get(range).unwrap_or_default());
        let (tag, kind) = (number(0..2) as u16, number(2..4) as u16);
        let (count, slot) = if big { (number(4..12), 12) } else { (number(4..8), 8) };
        let length = count.saturating_mul(size_of_kind(kind));
        let room = entry.len() - slot;
        let inline = length <= room as u64;
        let start = if inline { at + slot } else { usize::try_from(number(slot..entry.len())).unwrap_or(usize::MAX) };
        let end = start.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
        Entry { tag, kind, count, value: start..end, inline }
    }

    /// The whole numbers of an entry, as far as they are there.
    pub fn numbers<'a>(&self, bytes: &'a [u8], entry: &Entry) -> impl Iterator<Item = u64> + use<'a> {
        let whole = matches!(entry.kind, 1 | 3 | 4 | 7 | 13 | 16 | 18);
        let size = size_of_kind(entry.kind) as usize;
        let end = entry.value.end.min(bytes.len());
        let values = bytes.get(entry.value.start..end).filter(|_| whole).unwrap_or_default();
        let little = self.layout.little;
        values.chunks_exact(size.max(1)).map(move |value| layout_number(little, value))
    }

    /// The first whole number of a directory's field.
    pub fn number(&self, bytes: &[u8], directory: &Directory, tag: u16) -> Option<u64> {
        let entry = directory.entry(tag)?;
        self.numbers(bytes, entry).next()
    }

    /// The text of the first field with this tag, trimmed, at most 64 characters.
    pub fn text(&self, bytes: &[u8], tag: u16) -> Option<String> {
        let entry = self.directories.iter().find_map(|d| d.entry(tag))?;
        let value = bytes.get(entry.value.clone()).filter(|_| matches!(entry.kind, 2 | 7 | 129))?;
        let text = value.split(|b| *b == 0).next().unwrap_or_default();
        let text: String = String::from_utf8_lossy(text).trim().chars().take(64).collect();
        (!text.is_empty()).then_some(text)
    }
}

impl Directory {
    /// The field with this tag.
    pub fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|e| e.tag == tag)
    }
}

/// Bytes of one value; 0 for kinds that nobody knows, whose place is then unknown too.
fn size_of_kind(kind: u16) -> u64 {
    match kind {
        1 | 2 | 6 | 7 | 129 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => 0,
    }
}
