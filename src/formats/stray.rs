//! Bytes in an archive or document that belong to none of its parts. Shared by the formats that know which bytes are
//! theirs; what hides in pictures is told by [`super::hidden`] in other words.

use std::io::{Read as _, Seek as _, SeekFrom};

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::{Child, Inspection};
use crate::model::name::hex;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::Nature;

/// The registry row: rules only.
pub static FORMAT: Format =
    Format { name: "stray", types: &[], rules: &[&RUNS, &ARCHIVE, &UNKNOWN_DATA], inspect: None, seeks: false };

static RUNS: Rule = Rule {
    id: "stray.something-that-runs",
    title: "Something that runs hides in the file",
    severity: Severity::High,
    meaning: "{what|A program} hides {where|behind the end} of {outer|an archive}. Who opens the file does not see it.",
    proof: "At byte {offset|…}, {where|behind the end} of {outer|an archive}, stands {what|a program} \
            ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

static ARCHIVE: Rule = Rule {
    id: "stray.archive",
    title: "A second archive or document hides in the file",
    severity: Severity::Medium,
    meaning: "{what|An archive} hides {where|behind the end} of {outer|an archive}. Which of the two opens depends on the \
              program that reads the file.",
    proof: "At byte {offset|…}, {where|behind the end} of {outer|an archive}, stands {what|an archive} \
            ({bytes|50 4B 03 04}).",
    advice: "Do not pass it on. Ask the sender for the files themselves.",
    attack: &["T1027.009", "T1036.008"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

static UNKNOWN_DATA: Rule = Rule {
    id: "stray.unknown-data",
    title: "Bytes that belong to nothing",
    severity: Severity::Low,
    meaning: "{size|Some thousand} bytes stand {where|behind the end} of {outer|an archive} without belonging to it. Damaged \
              downloads and some programs leave such things.",
    proof: "At byte {offset|…}, {where|behind the end} of {outer|an archive}, stand {size|…} bytes ({bytes|…}).",
    advice: "Go on, but ask the sender if you did not expect this file.",
    attack: &["T1027"],
    references: &[],
};

/// Fewer stray bytes than this are left-overs: padding, checksums, line ends.
pub const LEFT_OVER: u64 = 64;
/// Stray bytes of unknown kind are told from this many on.
const TOLD: u64 = 1024;

/// Examines bytes from `from` to `to` that belong to nothing; `place` completes "hides … of an archive": `behind the
/// end`, `between the members`. Padding and left-overs are silent.
pub fn part(artifact: &Artifact, inspection: &mut Inspection<'_>, from: u64, to: u64, place: &'static str) {
    let mut reader = artifact.reader();
    let (mut at, mut block) = (from, [0; 4096]);
    // Padding before something hides nothing, but what follows it may.
    let begin = loop {
        let length = usize::try_from(to.saturating_sub(at)).unwrap_or(usize::MAX).min(block.len());
        if length == 0 {
            return;
        }
        if let Err(gap) = inspection.check_time() {
            return inspection.gap(gap);
        }
        let read = match reader.seek(SeekFrom::Start(at)).and_then(|_| reader.read(&mut block[..length])) {
            Ok(0) => return,
            Ok(read) => read,
            Err(error) => {
                return inspection.gap(Gap::malformed(format!("what stands {place} cannot be read: {error}")));
            }
        };
        match block[..read].iter().position(|b| !is_padding(*b)) {
            Some(padding) => break at + padding as u64,
            None => at += read as u64,
        }
    };
    if to - begin < LEFT_OVER {
        return;
    }
    let mut head = [0; 16];
    if reader.seek(SeekFrom::Start(begin)).is_err() {
        return;
    }
    let shown = reader.read(&mut head).unwrap_or(0).min(8);
    let Some(child) = carve(artifact, inspection, begin, to) else { return };
    let rule = match child.content_type.nature {
        nature if nature.runs() => &RUNS,
        _ if child.worst >= Some(Severity::High) => &RUNS,
        Nature::Container | Nature::Document => &ARCHIVE,
        Nature::Text => return,
        _ if to - begin < TOLD => return,
        _ => &UNKNOWN_DATA,
    };
    let found = inspection.found(rule).at(begin, to - begin);
    found
        .with("outer", artifact.content_type.phrase())
        .with("what", child.content_type.phrase())
        .with("where", place)
        .with("size", to - begin)
        .with("bytes", hex(&head[..shown]));
}

/// Hands over a range of an artifact whether it is in memory or has to be read.
fn carve(artifact: &Artifact, inspection: &mut Inspection<'_>, from: u64, to: u64) -> Option<Child> {
    if artifact.is_whole() {
        return inspection.carve(usize::try_from(from).ok()?..usize::try_from(to).ok()?);
    }
    let mut reader = artifact.reader();
    reader.seek(SeekFrom::Start(from)).ok()?;
    inspection.child(Origin::Carved { offset: from }, Claim::none(), &mut reader.take(to - from))
}

/// Whether a byte is what transfers, tapes and programs fill up with.
fn is_padding(byte: u8) -> bool {
    matches!(byte, 0 | 0xFF | b' ' | b'\t' | b'\r' | b'\n' | 0x1A)
}
