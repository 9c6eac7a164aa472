//! Shell items: the list that names a place as Windows Explorer sees it. Only what shortcuts hold is read; the kinds are
//! described by libfwsi, <https://github.com/libyal/libfwsi/blob/main/documentation/Windows%20Shell%20Item%20format.asciidoc>.

use super::{MOST, narrow, u16_at, wide};

/// Texts of items of other kinds that are kept.
const WORDS: usize = 32;
/// The control panel, in its three views.
const PANELS: &[&str] = &[
    "21EC2020-3AEA-1069-A2DD-08002B30309D",
    "26EE0668-A00A-44D7-9371-BEB064C98683",
    "5399E694-6CE5-4D6C-8FCE-1D8870FDCBA0",
];
/// Folders that have a class instead of a path.
const FOLDERS: &[(&str, &str)] = &[
    ("450D8FBA-AD25-11D0-98A8-0800361B1103", "Documents"),
    ("208D2C60-3AEA-1069-A2D7-08002B30309D", "Network"),
    ("645FF040-5081-101B-9F08-00AA002F954E", "Recycle Bin"),
    ("59031A47-3F72-44A7-89C5-5595FE6B30EE", "the user's folder"),
    ("4234D49B-0245-4DF3-B780-3893943456E1", "Applications"),
    ("871C5380-42A0-1069-A2EA-08002B30309D", "Internet Explorer"),
    ("031E4825-7B94-4DC3-B131-E946B44C8DD5", "Libraries"),
    ("679F85CB-0220-4080-B29B-5540CC05AAB6", "Quick access"),
    ("9343812E-1C37-4A49-A12E-4B2D810D956B", "Search"),
    ("2227A280-3AEA-1069-A2DE-08002B30309D", "Printers"),
];
/// This computer: paths begin below it.
const COMPUTER: &str = "20D04FE0-3AEA-1069-A2D8-08002B30309D";

/// What a list of shell items says.
#[derive(Debug, Default)]
pub struct Items {
    /// The path that files, drives and shares spell.
    pub path: String,
    /// The folders of Windows that it goes through.
    pub folders: Vec<&'static str>,
    /// Libraries that the control panel loads to show the item's icon.
    pub libraries: Vec<String>,
    /// Web addresses.
    pub addresses: Vec<String>,
    /// A name that no file can have: with a separator in it, or a dot or blank at its end.
    pub odd: Option<String>,
    /// Texts in items of other kinds: names of apps, searches.
    pub words: Vec<String>,
}

/// Reads a list.
pub(super) fn read(mut rest: &[u8]) -> Items {
    let mut items = Items::default();
    let mut parts: Vec<String> = Vec::new();
    let mut panel = false;
    while let Some(size) = u16_at(rest, 0).map(usize::from).filter(|s| *s >= 3) {
        let Some(item) = rest.get(..size) else { break };
        rest = &rest[size..];
        let part = match item[2] {
            0x1F | 0x2E if item.len() >= 20 => {
                let class = class(&item[4..20]);
                panel |= PANELS.contains(&class.as_str());
                let known = FOLDERS.iter().find(|(id, _)| *id == class).map(|(_, name)| *name);
                items.folders.extend(known);
                if class != COMPUTER && known.is_none() {
                    keep(&mut items.words, class);
                }
                continue;
            }
            // A drive: `C:\`
            0x23 | 0x25 | 0x29 | 0x2A | 0x2E | 0x2F => narrow(&item[3..]),
            0x30..=0x3F => file(item, &mut items),
            // What stands for a file in the folders of a user.
            0x74 | 0xB1 => long_name(item).unwrap_or_default(),
            // A place in the network: whole names, the longer one behind the shorter.
            0x41..=0x4F | 0xC1..=0xCF => narrow(item.get(5..).unwrap_or_default()),
            kind => {
                other(item, kind, panel, &mut items);
                continue;
            }
        };
        let part = part.trim_end_matches('\\').to_owned();
        if part.starts_with("\\\\") {
            parts.clear();
        }
        if !part.is_empty() && part.chars().all(|c| !c.is_control()) {
            parts.push(part);
        }
        if parts.len() >= MOST {
            break;
        }
    }
    items.path = parts.join("\\");
    if panel {
        items.folders.push("Control Panel");
    }
    items
}

/// The name of a file or folder.
fn file(item: &[u8], items: &mut Items) -> String {
    let name = item.get(14..).unwrap_or_default();
    let short = if item[2] & 4 != 0 { wide(name) } else { narrow(name) };
    let long = long_name(item);
    for name in [Some(&short), long.as_ref()].into_iter().flatten() {
        let end = name.chars().next_back();
        let dotted = matches!(end, Some('.' | ' ')) && name.chars().count() > 2 && item[2] & 1 == 0;
        if name.contains(['\\', '/']) || dotted {
            items.odd = Some(name.clone());
        }
    }
    long.unwrap_or(short)
}

/// The long name of a file item, in its extension block; the fields before it depend on the version.
fn long_name(item: &[u8]) -> Option<String> {
    let mark = memchr::memmem::find(item, b"\x04\0\xEF\xBE")?;
    let version = mark.checked_sub(2).and_then(|at| u16_at(item, at))?;
    let skip = match version {
        0..=6 => 12,
        7 => 30,
        8 => 34,
        _ => 38,
    };
    let text = wide(item.get(mark + 4 + skip..)?);
    (!text.is_empty() && text.chars().all(|c| !c.is_control() && c != '\u{FFFD}')).then_some(text)
}

/// An item of another kind: addresses, libraries of the control panel, names of apps.
fn other(item: &[u8], kind: u8, panel: bool, items: &mut Items) {
    for text in texts(&item[3..]) {
        let lower = text.to_ascii_lowercase();
        if lower.contains("://") {
            keep(&mut items.addresses, text);
        } else if panel && (text.get(1..3) == Some(":\\") || text.starts_with("\\\\")) {
            keep(&mut items.libraries, text);
        } else if kind != 0x71 {
            keep(&mut items.words, text);
        }
    }
}

fn keep(list: &mut Vec<String>, text: String) {
    if list.len() < WORDS {
        list.push(text);
    }
}

/// The readable texts in an item, wide and narrow, of four letters or more.
fn texts(bytes: &[u8]) -> Vec<String> {
    const SHORTEST: usize = 4;
    let shown = |b: u8| matches!(b, b' '..=b'~');
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() && out.len() < WORDS {
        let wide: Vec<u16> = bytes[at..]
            .chunks_exact(2)
            .map(|p| u16::from_le_bytes([p[0], p[1]]))
            .take_while(|u| (0x20..0xD800).contains(u) && (*u < 0x7F || *u >= 0xA0))
            .take(super::LONGEST)
            .collect();
        let narrow = bytes[at..].iter().take_while(|b| shown(**b)).count();
        // Narrow text read as wide is Chinese; wide text of this world has plain letters.
        let plain = wide.iter().filter(|u| **u < 0x250).count();
        if wide.len() >= SHORTEST && plain * 2 >= wide.len() {
            out.push(String::from_utf16_lossy(&wide));
            at += wide.len() * 2;
        } else if narrow >= SHORTEST {
            out.push(bytes[at..at + narrow].iter().map(|b| *b as char).collect());
            at += narrow;
        } else {
            at += 1;
        }
    }
    out
}

/// A class as it is written.
pub(super) fn class(bytes: &[u8]) -> String {
    let [a, b, c, d, e, f, g, h, rest @ ..] = bytes else { return String::new() };
    let mut out = format!(
        "{:08X}-{:04X}-{:04X}-",
        u32::from_le_bytes([*a, *b, *c, *d]),
        u16::from_le_bytes([*e, *f]),
        u16::from_le_bytes([*g, *h])
    );
    for (i, byte) in rest.iter().take(8).enumerate() {
        if i == 2 {
            out.push('-');
        }
        out.push_str(&format!("{byte:02X}"));
    }
    out
}
