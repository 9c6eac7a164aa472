//! OneNote notebooks: MS-ONESTORE, <https://learn.microsoft.com/openspecs/office_file_formats/ms-onestore/>.
//!
//! Read by us: the files that are attached to a page, wherever they stand; the page's text is not needed for that.

use memchr::memmem;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
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

/// The registry row.
pub static FORMAT: Format = Format {
    name: "onenote",
    types: &[&ONE, &ONETOC],
    rules: &[&PROGRAM_INSIDE],
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

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    if bytes.get(48..64) == Some(ONLINE) {
        inspection
            .gap(Gap::unsupported("the form of online notebooks was not opened; it was only searched for programs"));
    }
    let declared = bytes.get(196..204).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes);
    if bytes.len() < HEADER || declared > artifact.size() {
        inspection.gap(Gap::malformed("the notebook is cut off"));
    }
    for at in memmem::find_iter(bytes, FILE_DATA) {
        inspection.check_time()?;
        let start = at + 36;
        let Some(field) = bytes.get(at + 16..at + 24) else { continue };
        let length = field.try_into().map_or(0, u64::from_le_bytes);
        let end = usize::try_from(length).ok().and_then(|l| start.checked_add(l)).filter(|e| *e <= bytes.len());
        if end.is_none() {
            inspection.gap(Gap::malformed(format!("the attachment at byte {start} is cut off")));
        }
        let end = end.unwrap_or(bytes.len());
        let Some(child) = inspection.carve(start..end) else { continue };
        if child.content_type.nature.runs() || child.worst >= Some(Severity::High) {
            let found = inspection.found(&PROGRAM_INSIDE).at(start, end - start);
            found.with("what", child.content_type.phrase()).with("size", end - start);
        }
    }
    Ok(())
}
