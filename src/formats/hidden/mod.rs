//! What stands before, behind or inside a picture or film without belonging to it. Shared by the formats that know
//! where their own bytes begin and end.

use std::ops::Range;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::finding::Finding;
use crate::model::format::Format;
use crate::model::inspection::{Child, Inspection};
use crate::model::name::hex;
use crate::model::rule::Severity;
use crate::model::types::Nature;

mod code;
mod encoded;
mod measure;
mod rules;
mod trailers;

pub use measure::{entropy, inflate, uncovered};
use rules::{
    ARCHIVE, CODE_IN_METADATA, COMMAND_IN_METADATA, ENCODED_PROGRAM, OTHER_DATA, RUNS, SCRIPT_IN_HEADER, UNKNOWN_DATA,
};

/// The registry row: rules only.
pub static FORMAT: Format = Format {
    name: "hidden",
    types: &[],
    rules: &[
        &RUNS,
        &ENCODED_PROGRAM,
        &SCRIPT_IN_HEADER,
        &ARCHIVE,
        &UNKNOWN_DATA,
        &OTHER_DATA,
        &CODE_IN_METADATA,
        &COMMAND_IN_METADATA,
    ],
    inspect: None,
    seeks: false,
};

/// Fewer stray bytes than this behind a picture are left-overs of a transfer.
const STRAY: usize = 64;
/// Unknown data of at least this size that looks packed is suspicious.
const PACKED: usize = 4096;
/// Bits per byte above which data counts as packed or encrypted.
const PACKED_ENTROPY: f64 = 7.5;
/// More parts than this behind one picture are handed over as one.
const MOST_PARTS: usize = 64;

/// Examines what stands behind the end marker, `end` bytes from the artifact's start. Padding is silent.
pub fn after_end(artifact: &Artifact, inspection: &mut Inspection<'_>, end: usize) {
    part(artifact, inspection, end..artifact.bytes().len(), "behind the end");
}

/// Examines a range of bytes that does not belong to the picture; `place` completes "hides … of a picture": `behind
/// the end`, `before the start`, `in an unused part`.
pub fn part(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>, place: &'static str) {
    parts(artifact, inspection, range, place, false);
}

/// [`part`] for places where cameras and scientific instruments keep data of their own: packed data does not alarm.
pub fn maker_part(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>, place: &'static str) {
    parts(artifact, inspection, range, place, true);
}

/// Goes from thing to thing: what cameras append says itself how long it is, and behind it something else may hide.
fn parts(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>, place: &'static str, maker: bool) {
    let bytes = artifact.bytes();
    let (mut at, end) = (range.start, range.end.min(bytes.len()));
    for _ in 0..MOST_PARTS {
        let Some(rest) = bytes.get(at..end) else { return };
        // Leading padding hides nothing, but what follows it may.
        at += trailers::padding(rest);
        let rest = &bytes[at..end];
        if rest.is_empty() {
            return;
        }
        let Some(known) = trailers::known(rest) else { break };
        if known.start > 0 {
            one(artifact, inspection, at..at + known.start, place, maker);
        }
        for block in known.parts {
            let block = at + block.start..at + block.end;
            if trailers::begins_like_a_file(&bytes[block.clone()]) {
                one(artifact, inspection, block, place, true);
            } else {
                metadata(artifact, inspection, "phone maker's data", block, None);
            }
        }
        at += known.end;
    }
    if at < end {
        let maker = maker || trailers::of_a_maker(&bytes[at..end]);
        one(artifact, inspection, at..end, place, maker);
    }
}

/// Hands over one part and judges it.
fn one(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>, place: &'static str, maker: bool) {
    let Some(child) = inspection.carve(range.clone()) else { return };
    judge_part(artifact, inspection, place, range, child, maker);
}

/// Examines a metadata block (a comment, a text chunk, a profile) that stands at `range`. `decoded` is its content
/// after decompression; `None` where the bytes at `range` are the content themselves.
pub fn metadata(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: Range<usize>,
    decoded: Option<&[u8]>,
) {
    let Some(mut decoded) = decoded else {
        let content = artifact.bytes().get(range.clone()).unwrap_or_default();
        note(artifact, inspection, place, range.clone(), content);
        return file_in(artifact, inspection, place, range);
    };
    note(artifact, inspection, place, range.clone(), decoded);
    if decoded.len() < 16 {
        return;
    }
    let child = inspection.child(Origin::Decoded, Claim::none(), &mut decoded);
    judge_note(artifact, inspection, place, range, child);
}

/// [`metadata`] for a note that the format cuts into pieces: `content` is what the pieces at `range` give together.
/// Ordinary notes are no artifacts of their own: only what begins like another file is handed over.
pub fn joined(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: Range<usize>,
    content: &[u8],
) {
    note(artifact, inspection, place, range.clone(), content);
    joined_file(artifact, inspection, place, range, content);
}

/// [`file_in`] for bytes that the format cuts into pieces.
pub fn joined_file(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: Range<usize>,
    mut content: &[u8],
) {
    if trailers::runs_or_holds(content) || holds_program(content) {
        let child = inspection.child(Origin::Decoded, Claim::none(), &mut content);
        judge_note(artifact, inspection, place, range, child);
    }
}

/// Hands a field of the metadata over if it begins as a program, script or archive does.
pub fn file_in(artifact: &Artifact, inspection: &mut Inspection<'_>, place: &'static str, range: Range<usize>) {
    if artifact.bytes().get(range.clone()).is_some_and(trailers::runs_or_holds) {
        let child = inspection.carve(range.clone());
        judge_note(artifact, inspection, place, range, child);
    }
}

/// Whether the header's bytes at `at` open a comment of scripts (`/*`) that is closed further on with script behind
/// it: then the file runs as a script, and the picture's bytes are its comment.
pub fn script_behind_comment(artifact: &Artifact, inspection: &mut Inspection<'_>, at: usize) {
    if let Some(line) = artifact.bytes().get(at..).and_then(code::behind_comment) {
        script_in_header(artifact, inspection, at, line);
    }
}

/// Whether script text stands where the header's fields should.
pub fn script_as_header(artifact: &Artifact, inspection: &mut Inspection<'_>, at: usize) -> bool {
    let line = artifact.bytes().get(at..).and_then(code::text_as_header);
    let found = line.is_some();
    if let Some(line) = line {
        script_in_header(artifact, inspection, at, line);
    }
    found
}

fn script_in_header(artifact: &Artifact, inspection: &mut Inspection<'_>, at: usize, line: String) {
    let shown = &artifact.bytes()[at..artifact.bytes().len().min(at + 2)];
    let found = inspection.found(&SCRIPT_IN_HEADER).at(at, shown.len());
    found.with("outer", artifact.content_type.phrase()).with("bytes", hex(shown)).with("line", line);
}

/// Looks for code, commands and encoded programs in a note or in data of no known type.
pub fn note(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: Range<usize>,
    content: &[u8],
) -> bool {
    if written_program(artifact, inspection, place, range.clone(), content) {
        return true;
    }
    let Some((runs, line)) = code::find(content) else { return false };
    let found = inspection.found(if runs { &CODE_IN_METADATA } else { &COMMAND_IN_METADATA });
    found.at(range.start, range.len());
    found.with("outer", artifact.content_type.phrase()).with("where", place).with("line", line);
    true
}

/// Looks for a program that is written as letters or masked.
pub fn written_program(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: Range<usize>,
    content: &[u8],
) -> bool {
    if let Some(program) = encoded::program(content) {
        let child = inspection.child(Origin::Decoded, Claim::none(), &mut program.bytes.as_slice());
        if let Some(child) = child.filter(|c| c.content_type.nature == Nature::Program) {
            let found = inspection.found(&ENCODED_PROGRAM).at(range.start + program.offset.min(range.len()), 16u64);
            found
                .with("outer", artifact.content_type.phrase())
                .with("what", child.content_type.phrase())
                .with("how", program.how)
                .with("where", place)
                .with("line", program.line);
            return true;
        }
    }
    false
}

/// Whether a Windows program's header stands anywhere in bytes that the search of the walk cannot see.
fn holds_program(content: &[u8]) -> bool {
    content.len() >= 64 && memchr::memmem::find(content, b"PE\0\0").is_some()
}

/// Says what a metadata block was, if it was no ordinary note.
fn judge_note(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: Range<usize>,
    child: Option<Child>,
) {
    let Some(child) = child else { return };
    let nature = child.content_type.nature;
    if nature.runs() || nature == Nature::Container || child.worst >= Some(Severity::High) {
        judge_part(artifact, inspection, place, range, child, true);
    }
}

/// Says what a part is: something that runs, an archive, packed data, or nothing to alarm.
fn judge_part(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: Range<usize>,
    child: Child,
    maker: bool,
) {
    let bytes = artifact.bytes().get(range.clone()).unwrap_or_default();
    let rule = match child.content_type.nature {
        nature if nature.runs() => &RUNS,
        _ if child.worst >= Some(Severity::High) => &RUNS,
        Nature::Container | Nature::Document => &ARCHIVE,
        Nature::Data | Nature::Text if note(artifact, inspection, place, range.clone(), bytes) => return,
        Nature::Data if !maker && bytes.len() >= PACKED && entropy(bytes) >= PACKED_ENTROPY => &UNKNOWN_DATA,
        Nature::Data | Nature::Text if bytes.len() < STRAY => return,
        _ => &OTHER_DATA,
    };
    let finding: &mut Finding = inspection.found(rule);
    finding
        .at(range.start, bytes.len())
        .with("outer", artifact.content_type.phrase())
        .with("what", child.content_type.phrase())
        .with("where", place)
        .with("size", bytes.len())
        .with("bytes", hex(&bytes[..bytes.len().min(8)]));
}

/// Looks for server-side code in raw picture data (the filter trick that survives re-encoding).
pub fn code_in_pixels(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>) {
    let bytes = artifact.bytes().get(range.clone()).unwrap_or_default();
    // Only the long opening tag: shorter ones occur in compressed data by chance.
    let Some(at) = memchr::memmem::find(bytes, b"<?php") else { return };
    let line = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 60)]).into_owned();
    let found = inspection.found(&CODE_IN_METADATA);
    found.at(range.start + at, 5usize);
    found.with("outer", artifact.content_type.phrase()).with("where", "pixel data").with("line", line);
}
