//! What a Windows program carries: files among its resources, its description, and what follows its end.

use std::ops::Range;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::{Child, Inspection};
use crate::model::name::hex;
use crate::model::types::Nature;

use super::header::{Layout, is_program_at};
use super::resources::{self, Resource};
use super::rules;
use super::signature::Signed;

/// Files among the resources that are examined; installers carry about a dozen.
const MOST_FILES: usize = 64;
/// What follows the end is handed over up to this size even if we do not know its kind, in bytes.
const SMALL: usize = 4 << 20;
/// How far behind the end an archive is looked for: a start script may stand before it.
const LEAD: usize = 8 * 1024;

/// Makers whose programs are signed. Matched with the beginning of the name in the description.
const WELL_KNOWN: &[&str] = &[
    "Microsoft",
    "Adobe",
    "Google",
    "Apple Inc",
    "Mozilla",
    "Intel Corporation",
    "Oracle",
    "Cisco",
    "VMware",
    "Zoom Video",
    "TeamViewer",
    "Dropbox",
    "Opera ",
    "NVIDIA",
    "AnyDesk",
    "Realtek",
    "Hewlett",
    "HP Inc",
    "Dell ",
    "Lenovo",
    "Kaspersky",
    "ESET",
    "Avast",
    "McAfee",
    "Symantec",
    "Telegram FZ",
    "Valve",
];

/// Extensions of things that a person expects to look at, not to run.
const HARMLESS: &[&str] = &[
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "rtf", "txt", "csv", "jpg", "jpeg", "png", "gif", "bmp",
    "tif", "tiff", "webp", "heic", "svg", "mp3", "wav", "mp4", "avi", "mov", "mkv", "html", "htm", "eml", "msg",
];
/// Extensions under which Windows starts a program.
const RUNNABLE: &[&str] = &["exe", "scr", "com", "pif", "cpl", "dll"];

/// The files among the resources, and the description.
pub(super) fn resources(
    layout: &Layout<'_>,
    signed: Signed,
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
) -> Result<(), Gap> {
    let (list, complete) = resources::list(layout);
    if !complete {
        inspection
            .gap(Gap::limit(LimitKind::Entries, "the table of resources is damaged or longer than any honest one"));
    }
    let mut files = 0;
    for resource in &list {
        let bytes = layout.bytes.get(resource.range.clone()).unwrap_or_default();
        if !begins_like_a_file(bytes) {
            continue;
        }
        files += 1;
        if files > MOST_FILES {
            inspection.gap(Gap::limit(LimitKind::Entries, format!("more than {MOST_FILES} files among the resources")));
            break;
        }
        inspection.check_time()?;
        if let Some(child) = carve(resource.range.clone(), inspection) {
            tell(layout, resource.range.start, child, "among its resources", inspection);
        }
    }
    if let Some(version) = list.iter().find(|r| r.kind == 16) {
        description(layout, version, signed, artifact, inspection);
    }
    Ok(())
}

fn carve(range: Range<usize>, inspection: &mut Inspection<'_>) -> Option<Child> {
    inspection.slice(Origin::Carved { offset: range.start as u64 }, Claim::none(), range)
}

/// Says what a part is, if it is something.
fn tell(layout: &Layout<'_>, at: usize, child: Child, place: &'static str, inspection: &mut Inspection<'_>) -> bool {
    let rule = match child.content_type.nature {
        nature if nature.runs() => &rules::PROGRAM_INSIDE,
        Nature::Container | Nature::Document => &rules::ARCHIVE_INSIDE,
        _ => return false,
    };
    let bytes = layout.bytes.get(at..).unwrap_or_default();
    let found = inspection.found(rule).at(at, bytes.len().min(8));
    found
        .with("what", child.content_type.phrase())
        .with("where", place)
        .with("bytes", hex(&bytes[..bytes.len().min(8)]));
    true
}

/// What the program says about itself.
fn description(
    layout: &Layout<'_>,
    version: &Resource,
    signed: Signed,
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
) {
    let bytes = layout.bytes.get(version.range.clone()).unwrap_or_default();
    let value = |key| resources::version_value(bytes, key);
    let (company, product) = (value("CompanyName"), value("ProductName"));
    for (key, text) in [("product", &product), ("maker", &company), ("version", &value("FileVersion"))] {
        if let Some(text) = text {
            inspection.fact(key, text.as_str());
        }
    }
    // Replacements for parts of Windows, made by the Wine project, say so in their first bytes.
    let wine = layout.bytes.get(0x40..0x50).is_some_and(|mark| mark.starts_with(b"Wine "));
    if let Some(company) =
        company.filter(|c| signed == Signed::No && !wine && WELL_KNOWN.iter().any(|w| c.starts_with(w)))
    {
        inspection.found(&rules::BORROWED_NAME).at(version.range.start, version.range.len()).with("company", company);
    }
    let original = value("OriginalFilename");
    if let Some(original) = &original {
        inspection.fact("original name", original.as_str());
        if let Some(name) = &artifact.claim.name {
            let name = name.file_name();
            if stem(name.text()) != stem(original)
                && extension(name.text()).is_some_and(|e| RUNNABLE.contains(&e.as_str()))
            {
                let found = inspection.found(&rules::OTHER_NAME).at(version.range.start, version.range.len());
                found.with("original", original.as_str()).with("name", &name);
            }
        }
    }
    for (field, text) in [("its original name", original), ("its inner name", value("InternalName"))] {
        let Some(text) = text.filter(|t| is_disguised(t)) else { continue };
        let found = inspection.found(&rules::DOCUMENT_NAME).at(version.range.start, version.range.len());
        found.with("original", text).with("field", field);
        break;
    }
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, e)| e.trim().to_ascii_lowercase())
}

/// A name without extension and what browsers and people add to it: `Setup (1).exe`, `setup_v2.3-x64.exe`.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    stem.chars().take_while(|c| c.is_alphabetic()).collect()
}

/// `invoice.pdf.exe`: an extension that runs behind one that is looked at.
fn is_disguised(name: &str) -> bool {
    let Some((before, last)) = name.trim().rsplit_once('.') else { return false };
    let inner = extension(before).unwrap_or_default();
    RUNNABLE.contains(&last.trim().to_ascii_lowercase().as_str()) && HARMLESS.contains(&inner.as_str())
}

/// Where what Windows does not load begins and ends; empty where nothing follows. The signature is no part of it.
pub(super) fn overlay_range(layout: &Layout<'_>) -> Range<usize> {
    let end = layout.end().max(layout.symbols_end());
    let stop = layout.certificates().map_or(layout.bytes.len(), |c| c.start.min(layout.bytes.len()));
    if layout.end() == 0 || end >= stop {
        return stop..stop;
    }
    let padding = layout.bytes[end..stop].iter().take_while(|b| **b == 0).count();
    end + padding..stop
}

/// Examines what follows the end. Installers keep their files there.
pub(super) fn overlay(layout: &Layout<'_>, range: Range<usize>, inspection: &mut Inspection<'_>) {
    let bytes = layout.bytes.get(range.clone()).unwrap_or_default();
    // The signature begins at a multiple of eight.
    if bytes.len() < 8 {
        return;
    }
    inspection.fact("data behind the program", format!("{} bytes at byte {}", bytes.len(), range.start));
    const ARCHIVES: &[&[u8]] = &[b"PK\x03\x04", b"7z\xBC\xAF\x27\x1C", b"Rar!\x1A\x07", b"MSCF\0\0\0\0"];
    let lead = &bytes[..bytes.len().min(LEAD)];
    let archive = ARCHIVES.iter().filter_map(|mark| memchr::memmem::find(lead, mark)).min();
    let told = |at: usize, inspection: &mut Inspection<'_>| {
        let Some(child) = carve(range.start + at..range.end, inspection) else { return };
        tell(layout, range.start + at, child, "behind its end", inspection);
    };
    match archive {
        Some(at) => told(at, inspection),
        None if begins_like_a_file(bytes) || bytes.len() <= SMALL => told(0, inspection),
        None => {}
    }
}

/// Whether a part begins as a file of a kind that matters here does.
fn begins_like_a_file(bytes: &[u8]) -> bool {
    const MARKS: &[&[u8]] = &[
        b"PK\x03\x04",
        b"Rar!\x1A\x07",
        b"7z\xBC\xAF\x27\x1C",
        b"MSCF\0\0\0\0",
        b"%PDF-",
        b"\x7FELF",
        b"\xD0\xCF\x11\xE0",
        b"\x1F\x8B\x08",
        b"#!",
        b"dex\n0",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    is_program_at(bytes, 0) || MARKS.iter().any(|m| bytes.starts_with(m))
}
