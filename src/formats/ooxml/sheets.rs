//! Macro sheets of workbooks in packages: as XML (xlsm) and as records (xlsb, MS-XLSB).

use crate::formats::macros::Sheets;
use crate::formats::office::target;
use crate::parse::xlm::Dialect;

use super::markup;

/// Sheets that are kept.
const MOST: usize = 1000;
/// Records that are looked at in one sheet.
const RECORDS: usize = 1_000_000;

/// Whether a member is a macro sheet.
pub(super) fn is_macro_sheet(lower: &str) -> bool {
    (lower.contains("/macrosheets/") || lower.contains("/intlmacrosheets/"))
        && (lower.ends_with(".xml") || lower.ends_with(".bin"))
}

/// Whether a member lists sheets and names.
pub(super) fn is_workbook(lower: &str) -> bool {
    matches!(lower, "xl/workbook.xml" | "xl/workbook.bin")
}

/// The relationships of the sheets that are hidden, and of those that hold macros: their parts may come in any order.
#[derive(Default)]
pub(super) struct Listed {
    hidden: Vec<String>,
    macros: Vec<String>,
}

impl Listed {
    /// Takes note of the sheets that the relationships of the workbook call macro sheets.
    pub(super) fn relationships(&mut self, text: &[u8]) {
        for element in markup::elements(text).filter(|e| e.name == b"Relationship") {
            let element = String::from_utf8_lossy(element.text);
            let kind = markup::attribute(&element, "Type").unwrap_or_default().to_ascii_lowercase();
            if kind.ends_with("macrosheet") && self.macros.len() < MOST {
                self.macros.extend(markup::attribute(&element, "Id"));
            }
        }
    }

    /// Whether a macro sheet is hidden; where they cannot be told apart, any hidden sheet may be one.
    pub(super) fn is_hidden(&self) -> bool {
        !self.hidden.is_empty() && (self.macros.is_empty() || self.hidden.iter().any(|id| self.macros.contains(id)))
    }
}

/// What the workbook says of its sheets and names; `text` is the part.
pub(super) fn workbook(part: &[u8], binary: bool, listed: &mut Listed, sheets: &mut Sheets) {
    if binary {
        for (kind, body) in records(part) {
            match kind {
                // BrtBundleSh: state, number, relationship …
                156 if body.first().is_some_and(|state| matches!(state, 1 | 2)) && listed.hidden.len() < MOST => {
                    listed.hidden.push(wide(body.get(8..).unwrap_or_default()));
                }
                // BrtName: flags, key, sheet, name
                39 => sheets.name(&wide(body.get(9..).unwrap_or_default())),
                _ => {}
            }
        }
        return;
    }
    for element in markup::elements(part) {
        let text = || String::from_utf8_lossy(element.text).into_owned();
        match element.name {
            b"sheet" => {
                let text = text();
                let state = markup::attribute(&text, "state").unwrap_or_default().to_ascii_lowercase();
                if matches!(state.as_str(), "hidden" | "veryhidden") && listed.hidden.len() < MOST {
                    listed.hidden.push(markup::attribute(&text, "r:id").unwrap_or_default());
                }
            }
            b"definedName" => sheets.name(&markup::attribute(&text(), "name").unwrap_or_default()),
            _ => {}
        }
    }
}

/// A binary external link that asks a program to carry out orders (BrtBeginSupBook, MS-XLSB 2.4.218; kind 1 is DDE).
pub(super) fn service(part: &[u8]) -> Option<String> {
    let mut links = records(part).filter(|(kind, body)| *kind == 360 && body.first() == Some(&1));
    links.find_map(|(_, body)| {
        let service = wide(body.get(2..)?);
        let topic = wide(body.get(6 + 2 * service.encode_utf16().count()..)?);
        target::is_shell(&service).then(|| format!("{service}|{topic}"))
    })
}

/// The formulas of a macro sheet.
pub(super) fn formulas(part: &[u8], binary: bool, sheets: &mut Sheets) {
    if !binary {
        for element in markup::elements(part).filter(|e| e.name == b"f") {
            let text = element.text.splitn(2, |b| *b == b'>').nth(1).unwrap_or_default();
            if !text.is_empty() {
                sheets.text(&markup::unescape(&String::from_utf8_lossy(text)));
            }
        }
        return;
    }
    for (kind, body) in records(part) {
        // Column and format, the value, flags, length, tokens
        let value = match kind {
            8 => body.get(8..12).map(|l| 4 + 2 * u32::from_le_bytes([l[0], l[1], l[2], l[3]]) as usize),
            9 => Some(8),
            10 | 11 => Some(1),
            _ => continue,
        };
        let tokens = value.and_then(|value| {
            let at = value.checked_add(10)?;
            let length = body.get(at..at.checked_add(4)?)?;
            let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
            body.get(at + 4..(at + 4).checked_add(length)?)
        });
        match tokens {
            Some(tokens) => sheets.tokens(tokens, Dialect::Biff12),
            None => sheets.broken = true,
        }
    }
}

/// The records of a binary part: kind and length take one to four bytes of seven bits each.
fn records(part: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut at = 0usize;
    let next = move || {
        let mut number = |most: u32| {
            let mut value = 0u32;
            for step in 0..most {
                let byte = *part.get(at)?;
                at += 1;
                value |= u32::from(byte & 0x7F) << (7 * step);
                if byte & 0x80 == 0 {
                    break;
                }
            }
            Some(value)
        };
        // The kind keeps the bit that says that more follows; only its value matters here.
        let (kind, length) = (number(2)?, number(4)? as usize);
        let end = at.checked_add(length)?;
        let body = part.get(at..end)?;
        at = end;
        Some((kind, body))
    };
    std::iter::from_fn(next).take(RECORDS)
}

/// A string with its length before it.
fn wide(bytes: &[u8]) -> String {
    let count = bytes.get(..4).map_or(0, |l| u32::from_le_bytes([l[0], l[1], l[2], l[3]]) as usize);
    let letters = bytes.get(4..).unwrap_or_default().chunks_exact(2).take(count.min(256));
    String::from_utf16_lossy(&letters.map(|p| u16::from_le_bytes([p[0], p[1]])).collect::<Vec<_>>())
}
