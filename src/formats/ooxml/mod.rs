//! Office documents in ZIP packages: docx, xlsx, pptx and their kin (ECMA-376,
//! <https://ecma-international.org/publications-and-standards/standards/ecma-376/>).
//!
//! The members are examined as those of every ZIP archive; here stands what the document does when it is opened.

mod kinds;
mod markup;
mod rules;
mod sheets;

use memchr::memmem;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::macros::Sheets;
use super::ole::vba;
use super::zip::{self, directory::Member};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "ooxml", types: kinds::ALL, rules: rules::ALL, inspect: Some(inspect), seeks: true };

/// How much of one part is read, in bytes, unpacked.
const PART: u64 = 16 << 20;
/// How much of a macro project is read to see whether it holds anything.
const PROJECT: u64 = 64 << 20;
/// How much of all parts together is read.
const PARTS: u64 = 64 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut left = PARTS;
    let mut macros = None;
    let (mut macro_sheets, mut listed) = (Sheets::default(), false);
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
        let wanted = macro_sheet || workbook || lower.ends_with(".rels") || lower.ends_with(".xml") && is_story(&lower);
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
                sheets::workbook(&text, binary, &mut macro_sheets);
            }
            continue;
        }
        let text = as_utf8(content);
        if lower.ends_with(".rels") {
            relationships(&text, &name, &member, inspection);
        } else {
            fields(&text, &name, &member, inspection);
        }
    }
    if listed {
        macro_sheets.judge(inspection);
        if macro_sheets.broken {
            inspection.gap(Gap::malformed("not all formulas of the workbook's macro sheets could be read"));
        }
    }
    if let Some(member) = macros {
        // What the project does is said of the project itself, which is a member as all others.
        if zip::read(artifact, &member, PROJECT).is_none_or(|project| vba::has_code(&project)) {
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

/// Each relationship that leads out of the document and is followed without a click.
fn relationships(text: &[u8], part: &str, member: &Member, inspection: &mut Inspection<'_>) {
    for element in markup::elements(text).filter(|e| e.name == b"Relationship") {
        let element = String::from_utf8_lossy(element.text);
        let value = |name: &str| markup::attribute(&element, name).map(|v| markup::unescape(&v));
        if value("TargetMode").is_none_or(|m| !m.eq_ignore_ascii_case("External")) {
            continue;
        }
        let (Some(kind), Some(target)) = (value("Type"), value("Target")) else { continue };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let Some(what) = followed(&kind) else { continue };
        let rule = match reach(&target) {
            Reach::Internet => &rules::REMOTE_TEMPLATE,
            Reach::Network => &rules::NETWORK_LINK,
            Reach::Local => continue,
        };
        inspection
            .found(rule)
            .at(member.header, 30u64)
            .with("part", part)
            .with("what", what)
            .with("target", target.as_str());
    }
}

/// Relationships that Office follows when the document is opened, in words. Links and pictures are ordinary.
fn followed(kind: &str) -> Option<&'static str> {
    match kind {
        "attachedtemplate" => Some("a template"),
        "oleobject" => Some("an object"),
        "frame" => Some("a frame"),
        "control" => Some("a control"),
        "subdocument" | "afchunk" => Some("a part of the document"),
        _ => None,
    }
}

/// How far a target lies away.
#[derive(PartialEq, Eq)]
pub(super) enum Reach {
    Internet,
    Network,
    Local,
}

/// Where a target leads: to the internet, to another computer by its short name (a company's own template server), or to
/// this computer.
pub(super) fn reach(target: &str) -> Reach {
    let lower = target.trim().to_ascii_lowercase();
    if ["http://", "https://", "ftp://", "mhtml:", "ms-msdt:", "search-ms:", "script:"]
        .iter()
        .any(|p| lower.starts_with(p))
    {
        return Reach::Internet;
    }
    let path = lower.strip_prefix("file:").unwrap_or(&lower).replace('\\', "/").replace("%5c", "/");
    let slashes = path.bytes().take_while(|b| *b == b'/').count();
    let unc = if path == lower.replace('\\', "/") { slashes == 2 } else { slashes == 2 || slashes >= 4 };
    if !unc {
        return Reach::Local;
    }
    let host = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match host {
        "" | "localhost" => Reach::Local,
        // With a port or a dot it is a WebDAV server or an address.
        host if host.contains(['.', '@']) && !host.ends_with(".local") && !host.contains(':') => Reach::Internet,
        host if host.ends_with(':') => Reach::Local,
        _ => Reach::Network,
    }
}

/// Field codes that start a program (DDE): their pieces stand in many elements and are put together first.
fn fields(text: &[u8], part: &str, member: &Member, inspection: &mut Inspection<'_>) {
    let code = markup::unescape(&markup::field_codes(text));
    let upper = code.to_ascii_uppercase();
    let found = upper.find("DDEAUTO").or_else(|| dde_word(&upper));
    let shown = found.map(|at| code.get(at..).unwrap_or_default().chars().take(120).collect::<String>());
    let service = memmem::find(text, b"ddeService=").map(|at| {
        let rest = &text[at..text.len().min(at + 160)];
        String::from_utf8_lossy(rest).into_owned()
    });
    // Market data comes by DDE honestly; command shells do not.
    let runs = ["\"cmd", "powershell", "mshta", "rundll32", "regsvr32", "wscript", "cscript", "msiexec", "certutil"];
    let service = service.filter(|s| runs.iter().any(|r| s.to_ascii_lowercase().contains(r)));
    if let Some(shown) = shown.or(service) {
        inspection.found(&rules::DDE).at(member.header, 30u64).with("part", part).with("code", shown);
    }
}

/// The field `DDE`, as a word by itself that a program and a topic follow.
fn dde_word(code: &str) -> Option<usize> {
    let at = code.find("DDE ")?;
    let before = code[..at].chars().next_back();
    let follows = code[at + 4..].trim_start().starts_with(['"', 'C', '\\', '&']);
    (before.is_none_or(char::is_whitespace) && follows).then_some(at)
}
