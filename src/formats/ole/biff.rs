//! An Excel workbook stream (MS-XLS): whether it is locked, its list of sheets, its links to programs, and its macro sheets.

use crate::formats::macros::Sheets;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::parse::xlm::Dialect;

use super::{rules, unlock};

/// Records that are looked at in the workbook's first part and in each macro sheet.
const MOST: usize = 200_000;
/// Macro sheets that are looked at.
const SHEETS: usize = 1000;
/// Programs that a workbook has no honest reason to ask for data.
const RUNS: &[&str] = &[
    "cmd",
    "powershell",
    "mshta",
    "rundll32",
    "regsvr32",
    "wscript",
    "cscript",
    "msiexec",
    "certutil",
    "msexcel\\",
    "explorer",
];

/// One record: kind, body, and where it begins.
struct Records<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8], usize);

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.bytes.get(self.at..self.at.checked_add(4)?)?;
        let (kind, length) =
            (u16::from_le_bytes([head[0], head[1]]), usize::from(u16::from_le_bytes([head[2], head[3]])));
        let from = self.at + 4;
        let body = self.bytes.get(from..self.bytes.len().min(from + length))?;
        let place = std::mem::replace(&mut self.at, from + length);
        Some((kind, body, place))
    }
}

/// Reads the records of the workbook's first part up to its end, then the macro sheets.
pub(super) fn inspect(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    records(bytes, false, inspection)
}

fn records(bytes: &[u8], opened: bool, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut dialect = Dialect::Biff8;
    let (mut sheets, mut places) = (Sheets::default(), Vec::new());
    for (kind, body, at) in (Records { bytes, at: 0 }).take(MOST) {
        match kind {
            // BOF: its version
            0x0809 if body.get(..2) == Some(&[0, 5]) => dialect = Dialect::Biff5,
            // EOF of the workbook's globals
            0x000A => break,
            // FilePass: the rest is encrypted.
            0x002F if !opened => {
                let open = unlock::workbook(body, bytes, inspection)?;
                return records(&open, true, inspection);
            }
            // BoundSheet8: place, visibility, kind (1 is a macro sheet), name
            0x0085 if body.get(5) == Some(&1) => {
                let hidden = body.get(4).is_some_and(|v| v & 3 != 0);
                let words = if hidden { "a hidden macro sheet" } else { "a macro sheet" };
                sheets.hidden |= hidden;
                inspection.found(&rules::MACRO_SHEET).at(0u64, 8u64).with("what", words).with("record", at);
                if let Some(place) = body.get(..4) {
                    places.push(u32::from_le_bytes([place[0], place[1], place[2], place[3]]) as usize);
                }
            }
            // Lbl: flags, key, length of the name …, the name
            0x0018 => sheets.name(&name(body, dialect)),
            0x01AE => {
                if let Some(link) = dde(body) {
                    inspection.found(&rules::DDE).at(0u64, 8u64).with("code", link);
                }
            }
            _ => {}
        }
    }
    if places.is_empty() {
        return Ok(());
    }
    for place in places.iter().take(SHEETS) {
        inspection.check_time()?;
        macro_sheet(bytes, *place, dialect, &mut sheets);
    }
    sheets.judge(inspection);
    if sheets.broken || sheets.formulas == 0 {
        inspection.gap(Gap::malformed("not all formulas of the workbook's macro sheets could be read"));
    }
    Ok(())
}

/// The formulas of one sheet.
fn macro_sheet(bytes: &[u8], at: usize, dialect: Dialect, sheets: &mut Sheets) {
    for (kind, body, _) in (Records { bytes, at }).take(MOST) {
        match kind {
            0x000A => break,
            // Formula: cell, format, value, flags, chain, length, tokens
            0x0006 | 0x0206 | 0x0406 => {
                let length = body.get(20..22).map_or(0, |l| usize::from(u16::from_le_bytes([l[0], l[1]])));
                let tokens = body.get(22..).unwrap_or_default();
                sheets.tokens(&tokens[..length.min(tokens.len())], dialect);
            }
            _ => {}
        }
    }
}

/// The name that a record defines; of the built-in ones a number stands for it.
fn name(body: &[u8], dialect: Dialect) -> String {
    let (flags, length) = (body.first().copied().unwrap_or(0), body.get(3).map_or(0, |l| usize::from(*l)));
    let text = body.get(14..).unwrap_or_default();
    let text = match (dialect, text) {
        (Dialect::Biff8, [1, rest @ ..]) => {
            let units: Vec<u16> = rest.chunks_exact(2).take(length).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        (Dialect::Biff8, [_, rest @ ..]) | (_, rest) => rest.iter().take(length).map(|b| char::from(*b)).collect(),
    };
    match (flags & 0x20 != 0, text.chars().next()) {
        (true, Some('\u{1}')) => "auto_open".to_owned(),
        (true, Some('\u{2}')) => "auto_close".to_owned(),
        (true, Some('\u{A}')) => "auto_activate".to_owned(),
        (true, Some('\u{B}')) => "auto_deactivate".to_owned(),
        _ => text,
    }
}

/// A link that asks a program for data, where no honest workbook asks that program: program, 0x03, order.
fn dde(body: &[u8]) -> Option<String> {
    let text: String = match body.get(4)? {
        1 => {
            let units: Vec<u16> = body.get(5..)?.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => body.get(5..)?.iter().map(|b| char::from(*b)).collect(),
    };
    let (program, order) = text.split_once('\u{3}')?;
    let lower = program.to_ascii_lowercase();
    RUNS.iter().any(|run| lower.starts_with(run)).then(|| format!("{program}|{order}"))
}
