//! Windows shortcuts, MS-SHLLINK: header, target identifier list, link information, strings, extra blocks.

/// Size and class of the header: what every shortcut begins with.
pub const HEADER: &[u8] = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F";

/// The longest string that is kept, in characters; Windows itself takes 32 K.
const LONGEST: usize = 64 * 1024;
/// The most parts of a path and the most extra blocks.
const MOST: usize = 64;

/// What a shortcut says. Empty strings where it says nothing.
#[derive(Debug, Default)]
pub struct Link {
    /// What it starts, by each of the ways in which a shortcut can say so, the one that Windows prefers first.
    pub targets: Vec<String>,
    /// The description.
    pub name: String,
    /// The working folder.
    pub folder: String,
    /// What is handed to the target.
    pub arguments: String,
    /// The file that holds the icon.
    pub icon: String,
    /// Where the shortcut ends, in bytes from its start; `None` where it is cut off.
    pub end: Option<usize>,
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

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let b = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes([b[0], b[1]])))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let b = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes([b[0], b[1], b[2], b[3]])).ok()
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
    let mut listed = String::new();
    if has(0) {
        let size = u16_at(reader.take(2)?, 0)?;
        listed = id_list(reader.take(size)?);
    }
    let mut informed = String::new();
    if has(1) {
        let size = u32_at(reader.bytes, reader.at)?.max(4);
        informed = link_info(reader.take(size)?);
    }
    let mut relative = String::new();
    for bit in 2..=6 {
        if !has(bit) {
            continue;
        }
        let count = u16_at(reader.take(2)?, 0)?;
        let text = if has(7) { wide(reader.take(count.checked_mul(2)?)?) } else { narrow(reader.take(count)?) };
        match bit {
            2 => link.name = text,
            3 => relative = text,
            4 => link.folder = text,
            5 => link.arguments = text,
            _ => link.icon = text,
        }
    }
    // What is known so far counts even if an extra block is damaged.
    link.targets = vec![informed, listed, relative];
    link.targets.retain(|t| !t.is_empty());
    for _ in 0..MOST {
        let size = u32_at(reader.bytes, reader.at)?;
        if size < 4 {
            reader.at += 4;
            break;
        }
        let block = reader.take(size)?;
        let path = || match wide(block.get(268..).unwrap_or_default()) {
            text if text.is_empty() => narrow(block.get(8..268).unwrap_or_default()),
            text => text,
        };
        match u32_at(block, 4) {
            Some(0xA000_0001) => link.targets.insert(0, path()),
            Some(0xA000_0007) if link.icon.is_empty() => link.icon = path(),
            _ => {}
        }
    }
    link.targets.retain(|t| !t.is_empty());
    link.end = Some(reader.at);
    Some(())
}

/// The path that a list of shell items spells; parts that are no files or drives are left out.
fn id_list(mut rest: &[u8]) -> String {
    let mut parts: Vec<String> = Vec::new();
    while let Some(size) = u16_at(rest, 0).filter(|s| *s >= 3) {
        let Some(item) = rest.get(..size) else { break };
        rest = &rest[size..];
        let part = match item[2] {
            // A drive: `C:\`
            0x23 | 0x25 | 0x29 | 0x2A | 0x2E | 0x2F => narrow(item.get(3..).unwrap_or_default()),
            0x30..=0x3F => long_name(item).unwrap_or_else(|| {
                let name = item.get(14..).unwrap_or_default();
                if item[2] & 4 != 0 { wide(name) } else { narrow(name) }
            }),
            // A place in the network or on the web.
            0x41..=0x4F => narrow(item.get(5..).unwrap_or_default()),
            0x61 => narrow(item.get(8..).unwrap_or_default()),
            _ => continue,
        };
        let part = part.trim_end_matches('\\').to_owned();
        if !part.is_empty() && part.chars().all(|c| !c.is_control()) {
            parts.push(part);
        }
        if parts.len() >= MOST {
            break;
        }
    }
    parts.join("\\")
}

/// The long name of a file item: the last readable wide string of its extension block.
fn long_name(item: &[u8]) -> Option<String> {
    let mark = memchr::memmem::find(item, b"\x04\0\xEF\xBE")?;
    let block = item.get(mark + 4..)?;
    // The fields before the name depend on the version: 14 bytes (XP), 26 (Vista), 38 (8 and later).
    let name = [38, 34, 26, 14].iter().find_map(|skip| {
        let text = wide(block.get(*skip..)?);
        (text.chars().count() >= 3 && text.chars().all(|c| c.is_alphanumeric() || " ._-()~+&',[]{}@#!".contains(c)))
            .then_some(text)
    });
    name.filter(|n| n.is_ascii() || n.chars().any(char::is_alphabetic))
}

/// The path in the link information: local, or a share.
fn link_info(info: &[u8]) -> String {
    let text = |offset: Option<usize>, unicode: bool| {
        let part = offset.filter(|o| *o > 0).and_then(|o| info.get(o..)).unwrap_or_default();
        if unicode { wide(part) } else { narrow(part) }
    };
    let flags = u32_at(info, 8).unwrap_or(0);
    let unicode = u32_at(info, 4).unwrap_or(0) >= 0x24;
    let suffix = match unicode.then(|| text(u32_at(info, 0x20), true)).filter(|s| !s.is_empty()) {
        Some(suffix) => suffix,
        None => text(u32_at(info, 0x18), false),
    };
    let base = if flags & 1 != 0 {
        match unicode.then(|| text(u32_at(info, 0x1C), true)).filter(|s| !s.is_empty()) {
            Some(base) => base,
            None => text(u32_at(info, 0x10), false),
        }
    } else if flags & 2 != 0 {
        let network = u32_at(info, 0x14).and_then(|o| info.get(o..)).unwrap_or_default();
        let name = u32_at(network, 8).and_then(|o| network.get(o..)).map(narrow).unwrap_or_default();
        if suffix.is_empty() { name } else { name + "\\" }
    } else {
        String::new()
    };
    base + &suffix
}
