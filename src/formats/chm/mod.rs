//! Compiled help of Windows (CHM): pages that may start programs. <https://www.nongnu.org/chmspec/latest/>
//!
//! No crate reads it. The directory is read here, all of its chunks in a row; `lzxd` unpacks the pages, which are one stream
//! that begins anew every few frames.

mod directory;
mod pages;

use std::io::Read;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::member::{Members, Place};
use super::shortcuts::orders::Order;
use directory::Entry;

static CHM: TypeInfo = TypeInfo::new("chm", "compiled Windows help file", Nature::Document, |p| {
    // Version and the length of the header follow the mark.
    p.starts(b"ITSF") && matches!(p.window(4, 8), [2..=4, 0, 0, 0, 0x40..=0x80, 0, 0, 0])
})
.mimes(&["application/vnd.ms-htmlhelp", "application/x-chm"])
.extensions(&["chm", "chw"])
.begins("49 54 53 46 (\"ITSF\")");

static COMPILED_HELP: Rule = Rule {
    id: "chm.compiled-help",
    title: "A help file that can start programs",
    severity: Severity::Medium,
    meaning: "This is a help file of Windows. It looks like a document, but its pages can start programs as soon as it \
              is opened; nobody needs such a file to show you something.",
    proof: "It begins {bytes|49 54 53 46 (\"ITSF\")}, as compiled help files do.",
    advice: ADVICE_ASK,
    attack: &["T1218.001"],
    references: &["https://attack.mitre.org/techniques/T1218/001/"],
};

static STARTS_PROGRAM: Rule = Rule {
    id: "chm.starts-program",
    title: "A help page that starts a program by itself",
    severity: Severity::High,
    meaning: "This help file starts \"{command|cmd.exe}\" on the computer as soon as one of its pages is shown. Help for a \
              program has no need of that; attackers have used it for many years.",
    proof: "The page \"{page|/a.htm}\" holds a shortcut of the help program with the command \"{command|…}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1218.001"],
    references: &["https://attack.mitre.org/techniques/T1218/001/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "chm",
    types: &[&CHM],
    rules: &[&COMPILED_HELP, &STARTS_PROGRAM],
    inspect: Some(inspect),
    seeks: true,
};

/// Of a page that is searched for shortcuts this much is kept, in bytes.
const PAGE: u64 = 4 << 20;
/// Shortcut objects of a page that are looked at, and how long one is, in bytes.
const OBJECTS: usize = 256;
const OBJECT: usize = 4096;
/// Words in a command of help that help never needs, beside the programs that carry out orders.
const STARTERS: &[&str] = &["hh.exe", "decompile", "explorer", "http:", "https:"];

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mark = artifact.bytes().get(..4).unwrap_or_default();
    inspection.found(&COMPILED_HELP).at(0usize, mark.len()).with("bytes", crate::model::name::hex(mark));
    let directory = directory::read(artifact, inspection)?;
    inspection.fact("pages", directory.entries.len());
    let mut members = Members::rooted();
    // What is not packed has its own bytes; what is packed follows in one stream.
    let (plain, mut packed): (Vec<&Entry>, Vec<&Entry>) = directory.entries.iter().partition(|e| e.section == 0);
    for entry in plain {
        let end = directory.content.saturating_add(entry.offset).saturating_add(entry.size);
        if end > artifact.size() {
            inspection.gap(Gap::malformed(format!("\"{}\" lies behind the end of the help file", entry.name)));
        }
        let mut reader = directory::at(artifact, &directory, entry);
        if !entry.internal() && !hand_over(inspection, &mut members, entry, &mut reader)? {
            return Ok(());
        }
    }
    packed.sort_by_key(|e| (e.offset, e.size));
    if packed.is_empty() {
        return Ok(());
    }
    let mut pages = match pages::Pages::open(artifact, &directory) {
        Ok(pages) => pages,
        Err(why) => {
            inspection.gap(Gap::malformed(format!("the packed pages of the help file could not be reached: {why}")));
            for entry in packed {
                if members.locked(inspection, entry.name.clone(), Place::Byte(entry.place)).is_none() {
                    return Ok(());
                }
            }
            return Ok(());
        }
    };
    for entry in packed {
        inspection.check_time()?;
        if let Err(why) = pages.go_to(inspection, entry.offset)? {
            inspection.gap(Gap::malformed(format!("\"{}\" could not be unpacked: {why}", entry.name)));
            if members.locked(inspection, entry.name.clone(), Place::Byte(entry.place)).is_none() {
                return Ok(());
            }
            continue;
        }
        if !hand_over(inspection, &mut members, entry, &mut (&mut pages).take(entry.size))? {
            return Ok(());
        }
    }
    Ok(())
}

/// One page or picture; false when the limits refuse more.
fn hand_over(
    inspection: &mut Inspection<'_>,
    members: &mut Members,
    entry: &Entry,
    reader: &mut dyn Read,
) -> Result<bool, Gap> {
    if entry.size == 0 || entry.name.text().ends_with('/') {
        return Ok(true);
    }
    let mut kept = Kept { inner: reader, page: Vec::new(), count: 0 };
    let child = members.file(inspection, entry.name.clone(), Place::Byte(entry.place), &mut kept);
    let count = kept.count;
    if let Some(command) = shortcut(&kept.page) {
        inspection.found(&STARTS_PROGRAM).at(entry.place, 1u64).with("page", &entry.name).with("command", command);
    }
    let Some(child) = child else { return Ok(false) };
    if child.whole && count < entry.size {
        inspection.gap(Gap::malformed(format!("\"{}\" in the help file is cut off", entry.name)));
    }
    Ok(true)
}

/// Keeps the beginning of what is read.
struct Kept<'r> {
    inner: &'r mut dyn Read,
    page: Vec<u8>,
    count: u64,
}

impl Read for Kept<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.count < PAGE {
            self.page.extend_from_slice(&buffer[..read]);
        }
        self.count += read as u64;
        Ok(read)
    }
}

/// The command of a shortcut object of the help program that starts what help never needs.
fn shortcut(page: &[u8]) -> Option<String> {
    let text = characters(page);
    let lower = text.to_ascii_lowercase();
    let find = |from: usize, needle: &[u8]| memchr::memmem::find(lower.get(from..)?, needle).map(|at| from + at);
    // The class of the help control, or its file's name.
    find(0, b"adb880a6-d8ff-11cf-9377-00aa003b7a11").or_else(|| find(0, b"hhctrl"))?;
    let mut from = 0;
    for _ in 0..OBJECTS {
        from = find(from, b"shortcut")? + 8;
        // The command may stand before the word or behind it, in the same object.
        let begin = memchr::memmem::rfind(&lower[from.saturating_sub(OBJECT)..from], b"<object")
            .map_or(from, |at| from.saturating_sub(OBJECT) + at);
        let end = find(from, b"</object").unwrap_or(lower.len()).min(from + OBJECT);
        if let Some(command) = command(&text[begin..end], &lower[begin..end]) {
            return Some(command);
        }
    }
    None
}

/// The first item of an object, if it starts something that help never needs.
fn command(text: &[u8], lower: &[u8]) -> Option<String> {
    let item = memchr::memmem::find(lower, b"item1")?;
    let value = memchr::memmem::find(lower.get(item..)?, b"value").map(|at| item + at + 5)?;
    let shown = text.get(value..)?.trim_ascii_start();
    let shown = shown.strip_prefix(b"=").unwrap_or(shown).trim_ascii_start();
    let quote = shown.first().copied().filter(|b| matches!(b, b'"' | b'\''));
    let shown = if quote.is_some() { &shown[1..] } else { shown };
    let end = shown.iter().position(|b| quote.map_or(*b == b'>', |q| *b == q)).unwrap_or(shown.len());
    // Window, program, what is handed to it.
    let command = String::from_utf8_lossy(&shown[..end]).trim_start_matches(',').to_owned();
    let order = Order::read(&command.replacen(',', " ", 1));
    let small = order.plain.to_ascii_lowercase();
    (order.program.is_some() || order.strong || STARTERS.iter().any(|starter| small.contains(starter)))
        .then_some(command)
}

/// The page with the characters that are written as numbers.
fn characters(page: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    if memchr::memmem::find(page, b"&#").is_none() {
        return page.into();
    }
    let mut out = Vec::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = memchr::memmem::find(rest, b"&#") {
        out.extend_from_slice(&rest[..at]);
        let end = rest[at..].iter().take(10).position(|b| *b == b';');
        let number = end.and_then(|end| std::str::from_utf8(&rest[at + 2..at + end]).ok());
        let code = number.and_then(|n| {
            n.strip_prefix(['x', 'X']).map_or_else(|| n.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())
        });
        match (end, code.and_then(char::from_u32)) {
            (Some(end), Some(c)) => {
                out.extend(c.encode_utf8(&mut [0; 4]).bytes());
                rest = &rest[at + end + 1..];
            }
            _ => {
                out.extend_from_slice(b"&#");
                rest = &rest[at + 2..];
            }
        }
    }
    out.extend_from_slice(rest);
    out.into()
}
