//! A Word document stream (MS-DOC): its fields, and the template that its table of names gives.

use crate::formats::office::field::{self, BEGIN};
use crate::formats::office::target::{self, Reach};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::{File, read, rules};

/// The longest field code that is read, in bytes.
const FIELD: usize = 480;
/// Fields that are looked at.
const MOST: usize = 500_000;
/// How much of the table stream is read.
const TABLE: u64 = 64 << 20;

/// Looks at the fields of the text, then at the name of the template.
pub(super) fn inspect(file: &mut File<'_>, path: &str, bytes: &[u8], inspection: &mut Inspection<'_>) {
    let (mut dde, mut fetch, mut orders) = (None, None, None);
    for (count, code) in fields(bytes).enumerate() {
        if count == MOST {
            inspection.gap(Gap::limit(LimitKind::Entries, "the document has too many fields; not all were looked at"));
            break;
        }
        dde = dde.or_else(|| field::dde(&code));
        fetch = fetch.or_else(|| field::fetches(&code));
        orders = orders.or_else(|| field::orders(&code));
    }
    if let Some(target) = orders {
        inspection.found(&rules::HANDLER_LINK).at(0u64, 8u64).with("target", target).with("stream", path);
    }
    if let Some(code) = dde {
        inspection.found(&rules::DDE).at(0u64, 8u64).with("code", code);
    }
    let honest = |target: &str| target::is_office_store(target) || target::is_workbook(target);
    if let Some(fetch) = fetch.filter(|f| f.reach == Reach::Internet && !f.picture && !honest(&f.target)) {
        inspection.found(&rules::LINK).at(0u64, 8u64).with("target", fetch.target).with("stream", path);
    }
    let name = if bytes.get(0x0B).is_some_and(|flags| flags & 2 != 0) { "1Table" } else { "0Table" };
    let parent = &path[..path.len() - path.rsplit(['/', '\\']).next().unwrap_or_default().len()];
    let table = format!("{parent}{name}");
    if !file.is_stream(&table) {
        return;
    }
    let Some((at, length)) = place(bytes).filter(|(at, length)| *length > 0 && u64::from(*at) < TABLE) else { return };
    let table = read(file, &table, TABLE, inspection);
    let names = table.get(at as usize..(at as usize).saturating_add(length as usize)).unwrap_or_default();
    if let Some(target) = template(names).filter(|t| target::reach(t) == Reach::Internet) {
        inspection.found(&rules::REMOTE_TEMPLATE).at(0u64, 8u64).with("target", target);
    }
}

/// The codes in the text: they begin with the character 0x13, in one or two bytes for each letter.
fn fields(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    memchr::memchr_iter(BEGIN as u8, bytes).filter_map(|at| {
        let field = bytes.get(at + 1..bytes.len().min(at + FIELD)).unwrap_or_default();
        let narrow: Vec<u8> = match field {
            [_, 0, _, 0, ..] => field.iter().copied().step_by(2).collect(),
            [0, _, 0, _, ..] => field.iter().copied().skip(1).step_by(2).collect(),
            _ => field.to_vec(),
        };
        // Behind the code stands what the field shows; other control characters come in tables and pictures only.
        let end = narrow.iter().position(|b| *b < 0x20 && *b != BEGIN as u8).unwrap_or(narrow.len());
        let code = &narrow[..end.min(FIELD / 2)];
        (code.len() > 4).then(|| String::from_utf8_lossy(code).into_owned())
    })
}

/// Where the table of names stands in the table stream (`SttbfAssoc`, MS-DOC 2.5.6).
fn place(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| {
        let field = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes([field[0], field[1], field[2], field[3]]))
    };
    Some((number(0x019A)?, number(0x019E)?))
}

/// The second of the names, which is the template's.
fn template(names: &[u8]) -> Option<String> {
    let unit = |at: usize| names.get(at..at + 2).map(|b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    if unit(0)? != 0xFFFF {
        return None;
    }
    let first = unit(6)?;
    let at = 8 + first * 2;
    let length = unit(at)?;
    let text = names.get(at + 2..at + 2 + length * 2)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}
