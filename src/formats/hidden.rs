//! What stands before, behind or inside a picture or film without belonging to it. Shared by the formats that know
//! where their own bytes begin and end.

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::finding::Finding;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::{Child, Inspection};
use crate::model::name::hex;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::Nature;

/// The registry row: rules only.
pub static FORMAT: Format = Format {
    name: "hidden",
    types: &[],
    rules: &[&RUNS, &ARCHIVE, &UNKNOWN_DATA, &OTHER_DATA, &CODE_IN_METADATA, &COMMAND_IN_METADATA],
    inspect: None,
    seeks: false,
};

static RUNS: Rule = Rule {
    id: "hidden.something-that-runs",
    title: "Something that runs hides in the picture",
    severity: Severity::High,
    meaning: "{what|A program} hides {where|behind the end} of {outer|a picture}. The picture is a cover.",
    proof: "{outer|The picture} ends or is interrupted at byte {offset|…}; {where|there} stands {what|a program} \
            ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.003", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

static ARCHIVE: Rule = Rule {
    id: "hidden.archive",
    title: "An archive or document hides in the picture",
    severity: Severity::Medium,
    meaning: "{what|An archive} hides {where|behind the end} of {outer|a picture}. Viewers show the picture only; who \
              knows of it can take the rest out.",
    proof: "At byte {offset|…}, {where|behind the end}, stands {what|an archive} ({bytes|50 4B 03 04}).",
    advice: "Do not pass it on. Ask the sender for a plain screenshot instead.",
    attack: &["T1027.003", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

static UNKNOWN_DATA: Rule = Rule {
    id: "hidden.unknown-data",
    title: "Unreadable data hides in the picture",
    severity: Severity::Medium,
    meaning: "{size|Some thousand} bytes that no viewer uses stand {where|behind the end} of {outer|a picture}. They \
              look packed or encrypted: pictures are used so to carry hidden things.",
    proof: "At byte {offset|…}, {where|behind the end}, stand {size|…} bytes of unknown kind ({bytes|…}).",
    advice: "Do not pass it on. Ask the sender for a plain screenshot instead.",
    attack: &["T1027.003"],
    references: &["https://attack.mitre.org/techniques/T1027/003/"],
};

static OTHER_DATA: Rule = Rule {
    id: "hidden.other-data",
    title: "Extra data in the picture",
    severity: Severity::Info,
    meaning: "{what|Some data} stands {where|behind the end} of {outer|a picture}. Cameras and programs leave such \
              things; nothing in it alarms.",
    proof: "At byte {offset|…}, {where|behind the end}, stand {size|…} bytes ({bytes|…}).",
    advice: "Go on; nothing needs to be done.",
    attack: &[],
    references: &[],
};

static CODE_IN_METADATA: Rule = Rule {
    id: "hidden.code-in-metadata",
    title: "Program code in the picture's notes",
    severity: Severity::High,
    meaning: "The invisible notes ({where|comment}) of {outer|this picture} hold program code. Such pictures are made \
              to run on web servers or to hand code to a program that is already inside.",
    proof: "In the {where|comment} at byte {offset|…} stands: {line|<?php …}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1505.003", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1505/003/"],
};

static COMMAND_IN_METADATA: Rule = Rule {
    id: "hidden.command-in-metadata",
    title: "A script or command in the picture's notes",
    severity: Severity::Medium,
    meaning: "The invisible notes ({where|comment}) of {outer|this picture} hold a script or command. An honest \
              caption does not.",
    proof: "In the {where|comment} at byte {offset|…} stands: {line|<script …}",
    advice: "Do not upload it to a web site. Ask the sender for a plain screenshot instead.",
    attack: &["T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

/// Fewer stray bytes than this behind a picture are left-overs of a transfer.
const STRAY: usize = 64;
/// Unknown data of at least this size that looks packed is suspicious.
const PACKED: usize = 4096;
/// Bits per byte above which data counts as packed or encrypted.
const PACKED_ENTROPY: f64 = 7.5;

/// Examines what stands behind the end marker, `end` bytes from the artifact's start. Padding is silent.
pub fn after_end(artifact: &Artifact, inspection: &mut Inspection<'_>, end: usize) {
    part(artifact, inspection, end..artifact.bytes().len(), "behind the end");
}

/// Examines a range of bytes that does not belong to the picture; `place` completes "hides … of a picture": `behind
/// the end`, `before the start`, `in an unused part`.
pub fn part(artifact: &Artifact, inspection: &mut Inspection<'_>, range: std::ops::Range<usize>, place: &'static str) {
    let Some(bytes) = artifact.bytes().get(range.clone()) else { return };
    // Leading padding hides nothing, but what follows it may.
    let padding = bytes.iter().take_while(|b| is_padding(**b)).count();
    let trimmed = &bytes[padding..];
    if trimmed.is_empty() {
        return;
    }
    let start = range.start + padding;
    let Some(child) = inspection.carve(start..range.end) else { return };
    judge_part(artifact, inspection, place, start, trimmed, child);
}

/// Examines a metadata block (a comment, a text chunk, a profile) that stands at `offset`. `decoded` is its content
/// after decompression; `None` where the bytes at `range` are the content themselves.
pub fn metadata(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    range: std::ops::Range<usize>,
    decoded: Option<&[u8]>,
) {
    let offset = range.start;
    let content = match decoded {
        Some(decoded) => decoded,
        None => artifact.bytes().get(range.clone()).unwrap_or_default(),
    };
    if let Some((rule, line)) = code(content) {
        let found = inspection.found(rule);
        found.at(offset, range.len());
        found.with("outer", artifact.content_type.phrase()).with("where", place).with("line", line);
    }
    // Ordinary notes are no artifacts of their own: only what begins like another file or was unpacked is handed over.
    let child = match decoded {
        Some(mut decoded) if decoded.len() >= 16 => inspection.child(Origin::Decoded, Claim::none(), &mut decoded),
        None if begins_like_a_file(content) => inspection.carve(range),
        _ => None,
    };
    if let Some(child) = child
        && (child.content_type.nature.runs() || child.content_type.nature == Nature::Container)
    {
        judge_part(artifact, inspection, place, offset, content, child);
    }
}

/// Says what a part is: something that runs, an archive, packed data, or nothing to alarm.
fn judge_part(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    place: &'static str,
    offset: usize,
    bytes: &[u8],
    child: Child,
) {
    let rule = match child.content_type.nature {
        nature if nature.runs() => &RUNS,
        _ if child.worst >= Some(Severity::High) => &RUNS,
        Nature::Container | Nature::Document => &ARCHIVE,
        Nature::Data if bytes.len() >= PACKED && entropy(bytes) >= PACKED_ENTROPY => &UNKNOWN_DATA,
        Nature::Data | Nature::Text if bytes.len() < STRAY => return,
        _ => &OTHER_DATA,
    };
    let finding: &mut Finding = inspection.found(rule);
    finding
        .at(offset, bytes.len())
        .with("outer", artifact.content_type.phrase())
        .with("what", child.content_type.phrase())
        .with("where", place)
        .with("size", bytes.len())
        .with("bytes", hex(&bytes[..bytes.len().min(8)]));
}

/// Whether a byte is what transfers and cameras fill up with.
fn is_padding(byte: u8) -> bool {
    matches!(byte, 0 | 0xFF | b' ' | b'\t' | b'\r' | b'\n' | 0x1A)
}

/// Whether a metadata block begins as a file of another kind does.
fn begins_like_a_file(bytes: &[u8]) -> bool {
    const MARKS: &[&[u8]] = &[
        b"MZ",
        b"\x7FELF",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"Rar!\x1A\x07",
        b"7z\xBC\xAF\x27\x1C",
        b"%PDF-",
        b"#!",
        b"\xCF\xFA\xED\xFE",
        b"\xCE\xFA\xED\xFE",
        b"\xCA\xFE\xBA\xBE",
        b"\x1F\x8B\x08",
        b"\xD0\xCF\x11\xE0",
        b"MSCF\0\0\0\0",
        b"dex\n",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    MARKS.iter().any(|m| bytes.starts_with(m))
}

/// Code in a note: what it is by, and the line that shows it. One word is no code: a caption may speak of PowerShell.
fn code(bytes: &[u8]) -> Option<(&'static Rule, String)> {
    const CODE: &[&str] = &["<?php", "<?= ", "eval(base64_decode", "system($_", "exec($_", "eval($_", "assert($_"];
    const COMMANDS: &[&str] = &[
        "<script",
        "#!/bin/",
        "#!/usr/bin/",
        "javascript:eval",
        "powershell -",
        "powershell.exe -",
        "cmd /c ",
        "cmd.exe /c ",
        "mshta http",
        "mshta.exe http",
        "wscript.shell",
        "invoke-expression",
        "frombase64string(",
        "certutil -",
        "regsvr32 /",
        "<hta:application",
    ];
    // Longer notes are XMP packets with thumbnails; code at their end is found by the same look at the last part.
    const LOOK: usize = 256 * 1024;
    let head = &bytes[..bytes.len().min(LOOK)];
    let lower = head.to_ascii_lowercase();
    let find = |needles: &[&str]| needles.iter().find_map(|n| memchr::memmem::find(&lower, n.as_bytes()));
    let (rule, at) = match find(CODE) {
        Some(at) => (&CODE_IN_METADATA, at),
        None => (&COMMAND_IN_METADATA, find(COMMANDS)?),
    };
    let line = &head[at..head.len().min(at + 80)];
    let line = line.split(|b| *b == b'\n' || *b == 0).next().unwrap_or(line);
    Some((rule, String::from_utf8_lossy(line).into_owned()))
}

/// Looks for server-side code in raw picture data (the filter trick that survives re-encoding).
pub fn code_in_pixels(artifact: &Artifact, inspection: &mut Inspection<'_>, range: std::ops::Range<usize>) {
    let bytes = artifact.bytes().get(range.clone()).unwrap_or_default();
    // Only the long opening tag: shorter ones occur in compressed data by chance.
    let Some(at) = memchr::memmem::find(bytes, b"<?php") else { return };
    let line = String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 60)]).into_owned();
    let found = inspection.found(&CODE_IN_METADATA);
    found.at(range.start + at, 5usize);
    found.with("outer", artifact.content_type.phrase()).with("where", "pixel data").with("line", line);
}

/// Shannon entropy of the first 64 KiB, in bits per byte: 8 is random.
pub fn entropy(bytes: &[u8]) -> f64 {
    let look = &bytes[..bytes.len().min(64 * 1024)];
    let mut counts = [0u32; 256];
    for byte in look {
        counts[usize::from(*byte)] += 1;
    }
    let total = look.len() as f64;
    let of = |count: u32| {
        let share = f64::from(count) / total;
        -share * share.log2()
    };
    counts.iter().filter(|c| **c > 0).map(|c| of(*c)).sum()
}

/// Decompresses a zlib stream up to `limit` bytes, for compressed notes; what came before an error is kept.
pub fn inflate(bytes: &[u8], limit: u64) -> (Vec<u8>, Option<Gap>) {
    use std::io::Read as _;
    let mut out = Vec::new();
    let result = flate2::read::ZlibDecoder::new(bytes).take(limit + 1).read_to_end(&mut out);
    let gap = match result {
        Err(error) => Some(Gap::malformed(format!("a compressed note is damaged: {error}"))),
        Ok(_) if out.len() as u64 > limit => {
            out.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Some(Gap::limit(
                crate::model::gap::LimitKind::ArtifactBytes,
                format!("a compressed note unpacks to more than {limit} bytes"),
            ))
        }
        Ok(_) => None,
    };
    (out, gap)
}
