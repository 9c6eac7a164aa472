//! Windows shortcuts, MS-SHLLINK: header, target identifier list, link information, strings, extra blocks.

mod blocks;
mod items;
mod stores;

use std::ops::Range;

pub use items::Items;

/// Size and class of the header: what every shortcut begins with.
pub const HEADER: &[u8] = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F";

/// The longest string that is kept, in characters; Windows itself takes 32 K.
const LONGEST: usize = 64 * 1024;
/// The most parts of a path and the most extra blocks.
const MOST: usize = 64;

/// What a shortcut says. Empty strings where it says nothing.
#[derive(Debug, Default)]
pub struct Link {
    /// The target in the list of shell items, and what else that list holds.
    pub items: Items,
    /// The target in the link information.
    pub informed: String,
    /// The target as seen from the shortcut.
    pub relative: String,
    /// The target with variables: as 8-bit and as wide text.
    pub variables: Option<(String, String)>,
    /// The target, arguments and the like in the property store: what it is, and the value.
    pub properties: Vec<(&'static str, String)>,
    /// The description.
    pub name: String,
    /// The working folder.
    pub folder: String,
    /// What is handed to the target.
    pub arguments: String,
    /// The file that holds the icon.
    pub icon: String,
    /// Which icon of that file, by its number; a resource where it is negative.
    pub icon_number: i32,
    /// How its window is to be shown: 1 as usual, 3 large, 7 as a symbol.
    pub show: u32,
    /// The keys that start it.
    pub hot_key: u16,
    /// When the target was made, as Windows counts: 100 nanoseconds since 1601.
    pub made: u64,
    /// The size of the target, in bytes.
    pub size: u32,
    /// Kind and number of the disk on which the target lay.
    pub disk: Option<(u32, u32)>,
    /// The name of the computer on which the shortcut was made.
    pub machine: String,
    /// The address of its network card.
    pub card: Option<[u8; 6]>,
    /// The product that Windows installs when the shortcut is opened.
    pub product: String,
    /// The compatibility layer that Windows puts over the target.
    pub layer: String,
    /// Width and height of the console window, and where it stands.
    pub console: Option<[i16; 4]>,
    /// Blocks that no specification knows: where they stand.
    pub unknown: Vec<Range<usize>>,
    /// Where the shortcut ends, in bytes from its start; `None` where it is cut off.
    pub end: Option<usize>,
}

impl Link {
    /// What it starts, by each of the ways in which a shortcut can say so, the one that Windows prefers first.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        let variables = self.variables.as_ref().map(|(narrow, wide)| [wide.as_str(), narrow.as_str()]);
        let stored = self.properties.iter().filter(|(key, _)| *key == "stored target").map(|(_, v)| v.as_str());
        let said = [self.informed.as_str(), self.items.path.as_str(), self.relative.as_str()];
        variables.into_iter().flatten().chain(said).chain(stored).filter(|t| !t.is_empty())
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let part = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(part)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let b = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let b = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn offset_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at).and_then(|n| usize::try_from(n).ok())
}

fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).take_while(|u| *u != 0).take(LONGEST);
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect()
}

/// Characters above 127 are a guess.
fn narrow(bytes: &[u8]) -> String {
    bytes.iter().take_while(|b| **b != 0).take(LONGEST).map(|b| *b as char).collect()
}

/// Reads a shortcut as far as it goes; the words say where it is damaged.
pub fn parse(bytes: &[u8]) -> (Link, Option<String>) {
    let mut link = Link::default();
    let mut reader = Reader { bytes, at: 0 };
    let whole = read(&mut reader, &mut link);
    let damage = whole.is_none().then(|| format!("the shortcut is damaged or cut off near byte {}", reader.at));
    (link, damage)
}

fn read(reader: &mut Reader<'_>, link: &mut Link) -> Option<()> {
    let header = reader.take(0x4C)?;
    let flags = u32_at(header, 0x14)?;
    let has = |bit: u32| flags & (1 << bit) != 0;
    link.made = u64::from(u32_at(header, 0x1C)?) | u64::from(u32_at(header, 0x20)?) << 32;
    link.size = u32_at(header, 0x34)?;
    link.icon_number = u32_at(header, 0x38)?.cast_signed();
    link.show = u32_at(header, 0x3C)?;
    link.hot_key = u16_at(header, 0x40)?;
    if has(0) {
        let size = usize::from(u16_at(reader.take(2)?, 0)?);
        link.items = items::read(reader.take(size)?);
    }
    // The flag that says to leave the link information alone (ForceNoLinkInfo) does not take it away.
    if has(1) {
        let size = offset_at(reader.bytes, reader.at)?.max(4);
        information(reader.take(size)?, link);
    }
    for bit in 2..=6 {
        if !has(bit) {
            continue;
        }
        let count = usize::from(u16_at(reader.take(2)?, 0)?);
        let text = if has(7) { wide(reader.take(count.checked_mul(2)?)?) } else { narrow(reader.take(count)?) };
        match bit {
            2 => link.name = text,
            3 => link.relative = text,
            4 => link.folder = text,
            5 => link.arguments = text,
            _ => link.icon = text,
        }
    }
    // What is known so far counts even if an extra block is damaged.
    for _ in 0..MOST {
        let begin = reader.at;
        let size = offset_at(reader.bytes, begin)?;
        if size < 4 {
            reader.at += 4;
            link.end = Some(reader.at);
            return Some(());
        }
        if !blocks::read(reader.take(size)?, link) {
            link.unknown.push(begin..reader.at);
        }
    }
    None
}

/// The path in the link information: local, or a share; and the disk.
fn information(info: &[u8], link: &mut Link) {
    let text = |offset: Option<usize>, unicode: bool| {
        let part = offset.filter(|o| *o > 0).and_then(|o| info.get(o..)).unwrap_or_default();
        if unicode { wide(part) } else { narrow(part) }
    };
    let flags = u32_at(info, 8).unwrap_or(0);
    let unicode = u32_at(info, 4).unwrap_or(0) >= 0x24;
    let suffix = match unicode.then(|| text(offset_at(info, 0x20), true)).filter(|s| !s.is_empty()) {
        Some(suffix) => suffix,
        None => text(offset_at(info, 0x18), false),
    };
    let base = if flags & 1 != 0 {
        let volume = offset_at(info, 0x0C).filter(|o| *o > 0).and_then(|o| info.get(o..)).unwrap_or_default();
        link.disk = u32_at(volume, 4).zip(u32_at(volume, 8));
        match unicode.then(|| text(offset_at(info, 0x1C), true)).filter(|s| !s.is_empty()) {
            Some(base) => base,
            None => text(offset_at(info, 0x10), false),
        }
    } else if flags & 2 != 0 {
        let network = offset_at(info, 0x14).and_then(|o| info.get(o..)).unwrap_or_default();
        let name = offset_at(network, 8).and_then(|o| network.get(o..)).map(narrow).unwrap_or_default();
        if suffix.is_empty() { name } else { name + "\\" }
    } else {
        String::new()
    };
    link.informed = base + &suffix;
}
