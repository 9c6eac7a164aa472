//! OneNote notebooks: MS-ONESTORE, <https://learn.microsoft.com/openspecs/office_file_formats/ms-onestore/>.
//!
//! Read by us: the files that are attached to a page, wherever they stand; the page's text is not needed for that.

use std::ops::Range;

use memchr::memmem;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

static ONE: TypeInfo = TypeInfo::new("one", "OneNote section", Nature::Document, |p| p.starts(SECTION))
    .mimes(&["application/onenote", "application/msonenote"])
    .extensions(&["one"])
    .begins("E4 52 5C 7B");

static ONETOC: TypeInfo =
    TypeInfo::new("onetoc2", "OneNote table of contents", Nature::Document, |p| p.starts(CONTENTS))
        .extensions(&["onetoc2", "onetoc"])
        .begins("A1 2F FF 43");

static PROGRAM_INSIDE: Rule = Rule {
    id: "onenote.program-inside",
    title: "The notebook holds something that runs",
    severity: Severity::High,
    meaning: "Attached to a page of this notebook there is {what|a program}. A double click on the page starts it, often behind \
              a picture of a button.",
    proof: "At byte {offset|…} {what|a program} of {size|…} bytes is attached.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1566.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1566/001/"],
};

static NAMED: Rule = Rule {
    id: "onenote.file-that-runs",
    title: "The notebook holds a file that runs",
    severity: Severity::High,
    meaning: "Attached to a page of this notebook there is a file named \"{name|Open.hta}\". A double click on the page starts \
              it, often behind a picture of a button.",
    proof: "At byte {offset|…} the notebook names an attached file \"{name|Open.hta}\"; files that end in .{ending|hta} run.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1566.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "onenote",
    types: &[&ONE, &ONETOC],
    rules: &[&PROGRAM_INSIDE, &NAMED],
    inspect: Some(inspect),
    seeks: false,
};

/// {7B5C52E4-D88C-4DA7-AEB1-5378D02996D3}
const SECTION: &[u8] = b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3";
/// {43FF2FA1-EFD9-4C76-9EE2-10EA5722765F}
const CONTENTS: &[u8] = b"\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F";
/// FileDataStoreObject, {BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC}: 8 bytes of length, 12 unused ones, the file.
const FILE_DATA: &[u8] = b"\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC";
/// {638DE92F-A6D4-4BC1-9A36-B3FC2511A5B7} at byte 48: the form that online notebooks are exported in (MS-FSSHTTPB).
const ONLINE: &[u8] = b"\x2F\xE9\x8D\x63\xD4\xA6\xC1\x4B\x9A\x36\xB3\xFC\x25\x11\xA5\xB7";
/// The header is 1024 bytes long, and says how long the file is at byte 196.
const HEADER: usize = 1024;

/// EmbeddedFileName (MS-ONE, 2.2.71), as lists of properties name it.
const FILE_NAME: &[u8] = b"\x9C\x1D\x00\x1C";
/// How far behind the list the value is looked for, in bytes.
const VALUES: usize = 4096;
/// The longest name, in bytes.
const LONGEST: usize = 1024;
/// Names and attached files that are looked at.
const MOST: usize = 4096;
/// What a double click starts. What else runs is known by its content.
const RUNNING: &[&str] = &[
    "appref-ms",
    "bat",
    "chm",
    "cmd",
    "com",
    "cpl",
    "dll",
    "exe",
    "hta",
    "img",
    "iso",
    "jar",
    "js",
    "jse",
    "lnk",
    "msc",
    "msi",
    "pif",
    "ps1",
    "reg",
    "scf",
    "scr",
    "url",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "wsf",
    "wsh",
    "xll",
];

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let online = bytes.get(48..64) == Some(ONLINE);
    if online {
        inspection
            .gap(Gap::unsupported("the form of online notebooks was not opened; it was only searched for programs"));
    }
    let declared = bytes.get(196..204).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes);
    // That form says nothing of its length.
    if bytes.len() < HEADER || declared > artifact.size() && !online {
        inspection.gap(Gap::malformed("the notebook is cut off"));
    }
    let names = names(bytes, inspection)?;
    for (at, name) in &names {
        let ending = name.rsplit_once('.').map(|(_, e)| e.trim_end().to_ascii_lowercase()).unwrap_or_default();
        if RUNNING.contains(&ending.as_str()) {
            inspection.found(&NAMED).at(*at, 4usize).with("name", name.as_str()).with("ending", ending);
        }
    }
    let files = files(bytes, inspection)?;
    // Pictures on the page stand among the files, without such names. Which name is whose is told by a tree that is not read
    // here; where there are as many of one as of the other their order is the same.
    let named = files.iter().filter(|f| !is_picture(&bytes[(*f).clone()])).count() == names.len();
    let mut next = names.iter().map(|(_, name)| name);
    for range in files {
        inspection.check_time()?;
        let name = next_name(&mut next, named && !is_picture(&bytes[range.clone()]));
        let claim = name.map_or_else(Claim::none, |name| Claim::named(Name::from_text(name)));
        let origin = Origin::Carved { offset: range.start as u64 };
        let Some(child) = inspection.slice(origin, claim, range.clone()) else { continue };
        if child.content_type.nature.runs() || child.worst >= Some(Severity::High) {
            let found = inspection.found(&PROGRAM_INSIDE).at(range.start, range.len());
            found.with("what", child.content_type.phrase()).with("size", range.len());
        }
    }
    Ok(())
}

fn next_name<'n>(names: &mut impl Iterator<Item = &'n String>, wanted: bool) -> Option<&'n String> {
    if wanted { names.next() } else { None }
}

/// The attached files and pictures, in their order.
fn files(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<Vec<Range<usize>>, Gap> {
    let (mut files, mut free) = (Vec::new(), 0);
    for at in memmem::find_iter(bytes, FILE_DATA) {
        inspection.check_time()?;
        // An attached notebook has files of its own: those are found in it.
        if at < free {
            continue;
        }
        let start = at + 36;
        let Some(field) = bytes.get(at + 16..at + 24) else { continue };
        let length = field.try_into().map_or(0, u64::from_le_bytes);
        let end = usize::try_from(length).ok().and_then(|l| start.checked_add(l)).filter(|e| *e <= bytes.len());
        if end.is_none() {
            inspection.gap(Gap::malformed(format!("the attachment at byte {start} is cut off")));
        }
        // One that lies about its length hides no other.
        free = end.unwrap_or(start);
        files.push(start.min(bytes.len())..end.unwrap_or(bytes.len()));
        if files.len() > MOST {
            inspection.gap(Gap::limit(LimitKind::Entries, "the notebook has too many attached files"));
            break;
        }
    }
    Ok(files)
}

/// The names of attached files, each once, and where they stand.
fn names(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<Vec<(usize, String)>, Gap> {
    let (mut names, mut free): (Vec<(usize, String)>, usize) = (Vec::new(), 0);
    for (count, at) in memmem::find_iter(bytes, FILE_NAME).enumerate() {
        inspection.check_time()?;
        if count > MOST {
            inspection.gap(Gap::limit(LimitKind::Entries, "the notebook names too many attached files"));
            break;
        }
        // What was searched for one list is not searched for the next.
        let from = free.max(at + 4).min(bytes.len());
        free = bytes.len().min(at + 4 + VALUES).max(from);
        let values = &bytes[from..free];
        // A value that begins here may end behind.
        let Some((place, name)) = (0..values.len()).find_map(|i| Some((from + i, file_name(&bytes[from + i..])?)))
        else {
            continue;
        };
        free = place + 4;
        if !names.iter().any(|(_, known)| *known == name) {
            names.push((place, name));
        }
    }
    Ok(names)
}

/// A name of a file in wide characters behind its length in bytes.
fn file_name(bytes: &[u8]) -> Option<String> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length =
        usize::try_from(u32::from_le_bytes(*length)).ok().filter(|l| (6..=LONGEST).contains(l) && l % 2 == 0)?;
    let units = rest.get(..length)?.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]]));
    // It ends where its length says, and with a zero at most.
    let text: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    (text.len() + 1 >= length / 2).then_some(())?;
    let text = String::from_utf16(&text).ok()?;
    let (stem, ending) = text.rsplit_once('.')?;
    let plain = !stem.is_empty() && (1..=12).contains(&ending.trim_end().len()) && !text.contains(['\\', '/', '\0']);
    (plain && !text.chars().any(char::is_control)).then_some(text)
}

/// Whether a file is a picture, as those that lie on the page are.
fn is_picture(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 6] = [b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"BM", b"\x01\0\0\0", b"II*\0"];
    marks.iter().any(|mark| bytes.starts_with(mark))
}
