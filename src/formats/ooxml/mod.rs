//! Office documents in ZIP packages: docx, xlsx, pptx and their kin (ECMA-376,
//! <https://ecma-international.org/publications-and-standards/standards/ecma-376/>).
//!
//! The members are examined as those of every ZIP archive; here stands what the document does when it is opened.

mod kinds;
mod links;
mod markup;
mod rules;
mod sheets;
mod stores;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::macros::Sheets;
use super::ole::vba;
use super::zip;
use links::Place;

/// The registry row.
pub static FORMAT: Format =
    Format { name: "ooxml", types: kinds::ALL, rules: rules::ALL, inspect: Some(inspect), seeks: true };

/// How much of one part is read, in bytes, unpacked.
const PART: u64 = 16 << 20;
/// How much of a macro project is read to see whether it holds anything.
const PROJECT: u64 = 64 << 20;
/// How much of an embedded object is read to see whether it is a program.
const BEGINNING: u64 = 4096;
/// How much of all parts together is read.
const PARTS: u64 = 64 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut left = PARTS;
    let (mut macros, mut clicks, mut slides) = (None, Vec::new(), Vec::new());
    let (mut macro_sheets, mut listed, mut hidden) = (Sheets::default(), false, sheets::Listed::default());
    for member in zip::members(artifact) {
        inspection.check_time()?;
        let name = member.name.replace('\\', "/");
        let lower = name.to_ascii_lowercase();
        if lower.ends_with("vbaproject.bin") {
            macros.get_or_insert(member);
            continue;
        }
        let macro_sheet = sheets::is_macro_sheet(&lower);
        if macro_sheet {
            listed = true;
            inspection.found(&rules::MACRO_SHEET).at(member.header, 30u64).with("member", name.as_str());
        }
        let workbook = sheets::is_workbook(&lower);
        let link = lower.starts_with("xl/externallinks/") && lower.ends_with(".bin");
        let control = lower.contains("/activex/") && lower.ends_with(".xml");
        if lower.contains("/embeddings/") && zip::read(artifact, &member, BEGINNING).is_some_and(|b| is_program(&b)) {
            inspection.found(&rules::PROGRAM_INSIDE).at(member.header, 30u64).with("part", name.as_str());
        }
        let xml = lower.ends_with(".rels") || lower.ends_with(".xml") && is_story(&lower);
        if lower.starts_with("ppt/") && lower.ends_with(".xml") {
            slides.push((lower.clone(), member.clone()));
        }
        let wanted = macro_sheet || workbook || link || control || xml;
        if !wanted {
            continue;
        }
        if left == 0 {
            return Err(Gap::limit(
                crate::model::gap::LimitKind::TotalBytes,
                "not all parts of the document were searched",
            ));
        }
        let Some(content) = zip::read(artifact, &member, PART.min(left)) else { continue };
        left -= (content.len() as u64).min(left);
        if content.len() as u64 == PART {
            inspection.gap(Gap::limit(
                crate::model::gap::LimitKind::ArtifactBytes,
                format!("only the first {PART} bytes of \"{name}\" were searched for links"),
            ));
        }
        if macro_sheet || workbook {
            let binary = lower.ends_with(".bin");
            let text = if binary { content } else { as_utf8(content) };
            if macro_sheet {
                sheets::formulas(&text, binary, &mut macro_sheets);
            } else {
                sheets::workbook(&text, binary, &mut hidden, &mut macro_sheets);
            }
            continue;
        }
        let place = Place { offset: member.header, part: &name };
        if link {
            if let Some(code) = sheets::service(&content) {
                inspection.found(&rules::DDE).at(place.offset, 30u64).with("part", place.part).with("code", code);
            }
            continue;
        }
        let text = as_utf8(content);
        if lower.starts_with("xl/_rels/workbook.") {
            hidden.relationships(&text);
        }
        if lower.ends_with(".rels") {
            links::relationships(&text, place, &mut clicks, inspection);
        } else if control {
            links::control(&text, place, inspection);
        } else {
            links::fields(&text, place, inspection);
        }
    }
    for (lower, member) in slides.iter().filter(|_| !clicks.is_empty()) {
        let own: Vec<_> = clicks.iter().filter(|c| c.slide == *lower).collect();
        if !own.is_empty()
            && let Some(content) = zip::read(artifact, member, PART.min(left))
        {
            inspection.check_time()?;
            left -= (content.len() as u64).min(left);
            links::slide(&as_utf8(content), Place { offset: member.header, part: lower }, &own, inspection);
        }
    }
    if listed {
        macro_sheets.hidden = hidden.is_hidden();
        macro_sheets.judge(inspection);
        if macro_sheets.broken {
            inspection.gap(Gap::malformed("not all formulas of the workbook's macro sheets could be read"));
        }
    }
    if let Some(member) = macros {
        // What the project does is said of the project itself, which is a member as all others.
        let starters = stores::starters(artifact);
        let texts = |wanted| stores::texts(artifact, wanted);
        let project = zip::read(artifact, &member, PROJECT);
        if project.is_none_or(|project| vba::in_document(&project, texts, &starters, inspection)) {
            inspection.found(&rules::MACROS).at(member.header, 30u64).with("member", member.name.as_str());
        }
    }
    Ok(())
}

/// Parts that may hold field codes: Word's text parts, and Excel's external links.
fn is_story(lower: &str) -> bool {
    let word = lower.strip_prefix("word/").is_some_and(|rest| !rest.contains('/'));
    let ignored = ["styles", "settings", "fonttable", "numbering", "websettings"];
    word && !ignored.iter().any(|i| lower.contains(i)) || lower.starts_with("xl/externallinks/")
}

/// A part's text: parts are UTF-8 nearly always, UTF-16 by right.
fn as_utf8(content: Vec<u8>) -> Vec<u8> {
    let unit: fn([u8; 2]) -> u16 = match content.get(..2) {
        Some(b"\xFF\xFE") => u16::from_le_bytes,
        Some(b"\xFE\xFF") => u16::from_be_bytes,
        _ => return content,
    };
    let units: Vec<u16> = content.chunks_exact(2).skip(1).map(|p| unit([p[0], p[1]])).collect();
    String::from_utf16_lossy(&units).into_bytes()
}

/// Whether bytes begin as a Windows program does.
fn is_program(bytes: &[u8]) -> bool {
    let at = bytes.get(0x3C..0x40).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    bytes.starts_with(b"MZ") && bytes.get(at..at.saturating_add(4)) == Some(b"PE\0\0")
}

/// Searches a document that is one XML file for what the parts of a package are searched for.
pub(in crate::formats) fn flat(text: &[u8], inspection: &mut Inspection<'_>) {
    let place = Place { offset: 0, part: "the document" };
    links::relationships(text, place, &mut Vec::new(), inspection);
    links::addresses(text, place, inspection);
    links::fields(text, place, inspection);
}
