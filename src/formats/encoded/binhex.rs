//! BinHex files: how the old Mac OS wrote programs and documents into mails.

use std::io::Read as _;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::binhex::{self, Decoder};

use super::super::member::{Members, Place};
use super::super::stray;

static BINHEX: TypeInfo = TypeInfo::new("binhex", "BinHex file", Nature::Container, is_binhex)
    .mimes(&["application/mac-binhex40", "application/mac-binhex", "application/binhex"])
    .extensions(&["hqx"])
    .begins("\"(This file must be converted with BinHex 4.0)\"");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "binhex", types: &[&BINHEX], rules: &[], inspect: Some(inspect), seeks: false };

/// How much is looked at to know such a file, in bytes.
const HEAD: usize = 1024;

/// Nothing but blank lines stands before the mark; in other texts [`in_text`] looks for it.
fn is_binhex(probe: &Probe<'_>) -> bool {
    let head = probe.window(0, HEAD).trim_ascii_start();
    head.starts_with(b"(") && binhex::next(head, 0).is_some_and(|(mark, _)| mark == 0)
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let behind = files(artifact, inspection, true)?;
    stray::part(artifact, inspection, behind as u64, bytes.len() as u64, "behind the end");
    Ok(())
}

/// Opens the encoded files in the middle of a text.
pub(in crate::formats) fn in_text(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    files(artifact, inspection, false).map(|_| ())
}

/// Opens all files; gives where the last one ends. `strict` says that nothing else belongs here.
fn files(artifact: &Artifact, inspection: &mut Inspection<'_>, strict: bool) -> Result<usize, Gap> {
    let bytes = artifact.bytes();
    let (mut members, mut behind) = (Members::new(), 0);
    while let Some((mark, letters)) = binhex::next(bytes, behind) {
        inspection.check_time()?;
        if strict {
            stray::part(artifact, inspection, behind as u64, mark as u64, "between the encoded files");
        }
        let mut decoder = Decoder::new(bytes, letters);
        let Some(header) = decoder.header() else {
            // Texts also quote how such files begin.
            if !strict {
                behind = letters;
                continue;
            }
            return Err(Gap::malformed(format!("the BinHex file at byte {mark} is damaged or cut off")));
        };
        let name = Name::from_bytes(&header.name);
        let cut = || Gap::malformed(format!("\"{}\" is damaged or cut off", name.text()));
        if header.data > 0 {
            let data = &mut decoder.by_ref().take(header.data);
            let Some(child) = members.file(inspection, name.clone(), Place::Byte(mark as u64), data) else {
                return Ok(bytes.len());
            };
            // What the limits left unread is told.
            if !child.whole {
                return Ok(bytes.len());
            }
        }
        if !decoder.is_whole() {
            return Err(cut());
        }
        if header.resources > 0 {
            let fork = inspection.child(Origin::Decoded, Claim::none(), &mut decoder.by_ref().take(header.resources));
            if fork.is_none_or(|fork| !fork.whole) {
                return Ok(bytes.len());
            }
        }
        if !decoder.is_whole() {
            return Err(cut());
        }
        behind = decoder.end();
    }
    if members.count() > 0 {
        inspection.fact("members", members.count());
    }
    Ok(behind)
}
