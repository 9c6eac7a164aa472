//! Programs in the middle of pictures, media and documents that no inspection came upon: found by bytes that every
//! such program holds, and checked against its header.

use crate::formats;
use crate::model::artifact::{Artifact, Origin};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, UNKNOWN};

use super::search::Hits;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&PROGRAM_INSIDE, &PROGRAM_IN_DATA];

static PROGRAM_INSIDE: Rule = Rule {
    id: "embedded.program-inside",
    title: "A program is hidden in the file",
    severity: Severity::High,
    meaning: "Hidden in {outer|a picture} there is {what|a program}. Honest files of this kind never hold one.",
    proof: "At byte {offset|…} {what|a program} begins ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.009", "T1027.003"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

static PROGRAM_IN_DATA: Rule = Rule {
    id: "embedded.program-in-data",
    title: "A program inside a file of unknown type",
    severity: Severity::Medium,
    meaning: "Nobody can say what kind of file this is, but {what|a program} stands in the middle of it. Hidden programs \
              are brought in like this; so are updates of devices and memory dumps.",
    proof: "At byte {offset|…} {what|a program} begins ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_ASK,
    attack: &["T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

/// More programs than this in one artifact say nothing new. What only begins as one does not count, or a few of those
/// would shield the real one.
const MOST: usize = 8;

/// Looks through the bytes that lie outside of the parts that were carved already (start and end, in bytes). What a program
/// carries along is no place to hide (`inside_program`): makers of self-extracting archives hold the beginnings of them.
///
/// # Errors
/// The gap, where time or the number of places that are looked at ends the search.
pub fn inspect(
    artifact: &Artifact,
    hits: &Hits,
    carved: &[(u64, u64)],
    inside_program: bool,
    inspection: &mut Inspection<'_>,
) -> Result<(), Gap> {
    if !concerns(artifact) {
        return Ok(());
    }
    let bytes = artifact.bytes();
    let outside = |start: &usize| !carved.iter().any(|(from, to)| (*from..*to).contains(&(*start as u64)));
    let mut found = 0;
    for start in hits.programs.iter().copied().filter(outside) {
        if found == MOST {
            return Ok(());
        }
        inspection.check_time()?;
        let Some(child) = inspection.carve(start..bytes.len()) else { continue };
        if child.content_type.nature != Nature::Program {
            continue;
        }
        found += 1;
        let cut_out = is_cut_out(artifact) && !inside_program;
        let shown = artifact.content_type.nature != Nature::Data || cut_out || passes_as_shown(artifact);
        inspection
            .found(if shown { &PROGRAM_INSIDE } else { &PROGRAM_IN_DATA })
            .at(start, 4usize)
            .with("outer", artifact.content_type.phrase())
            .with("what", child.content_type.phrase())
            .with("bytes", hex(&bytes[start..bytes.len().min(start + 4)]));
    }
    if hits.more {
        let words = "so many places in it begin like programs that not all of them were examined";
        return Err(Gap::limit(LimitKind::Entries, words));
    }
    Ok(())
}

/// Whether a program inside would be hidden: in an archive or a program it is a part like others.
pub fn concerns(artifact: &Artifact) -> bool {
    let nature = artifact.content_type.nature;
    let holds_members = artifact.content_type.lineage().any(|t| t.nature == Nature::Container);
    // A part without a type of its own that was cut out of such a file is looked through as the file is.
    let part = is_cut_out(artifact) && matches!(nature, Nature::Data | Nature::Text);
    let unknown = std::ptr::eq(artifact.content_type, &UNKNOWN);
    (part || unknown || matches!(nature, Nature::Picture | Nature::Media | Nature::Document)) && !holds_members
}

/// Whether an inspection cut or unpacked it from something else, so that it is no file of its own.
fn is_cut_out(artifact: &Artifact) -> bool {
    matches!(artifact.origin, Origin::Carved { .. } | Origin::Decoded)
}

/// Whether bytes of no known kind bear the name of something that is looked at: junk in front of a program, or a
/// program behind a drawing, makes the whole unknown.
fn passes_as_shown(artifact: &Artifact) -> bool {
    let extension = artifact.claim.name.as_ref().map(|n| n.file_name().text().to_ascii_lowercase());
    let extension = extension.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    artifact.content_type.id == UNKNOWN.id
        && extension.is_some_and(|e| {
            formats::types().any(|t| {
                matches!(t.nature, Nature::Picture | Nature::Media | Nature::Document) && t.extensions.contains(&e)
            })
        })
}
