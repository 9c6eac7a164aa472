//! Programs in the middle of pictures, media and documents that no inspection came upon: found by bytes that every
//! such program holds, and checked against its header.

use std::sync::LazyLock;

use aho_corasick::packed;

use crate::formats;
use crate::model::artifact::{Artifact, Origin};
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Anchor, Nature};

/// The rules of this file.
pub static RULES: &[&Rule] = &[&PROGRAM_INSIDE];

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

/// More than this many in one artifact say nothing new.
const MOST: usize = 8;

/// The anchors of all types, and what looks for all of them in one pass (`None` where the processor lacks the means).
static ANCHORS: LazyLock<(Vec<Anchor>, Option<packed::Searcher>)> = LazyLock::new(|| {
    let anchors: Vec<Anchor> = formats::types().filter_map(|t| t.anchor).collect();
    let searcher = packed::Config::new().builder().extend(anchors.iter().map(|a| a.needle)).build();
    (anchors, searcher)
});

/// Where programs start in the bytes, beyond their first byte.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let (anchors, searcher) = &*ANCHORS;
    let start = |anchor: &Anchor, at: usize| (anchor.start)(bytes, at).filter(|start| *start > 0);
    let mut starts: Vec<usize> = match searcher {
        Some(searcher) if bytes.len() >= searcher.minimum_len() => searcher
            .find_iter(bytes)
            .filter_map(|found| start(anchors.get(found.pattern().as_usize())?, found.start()))
            .take(MOST * anchors.len())
            .collect(),
        _ => anchors
            .iter()
            .flat_map(|a| memchr::memmem::find_iter(bytes, a.needle).filter_map(|at| start(a, at)).take(MOST))
            .collect(),
    };
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Looks through the bytes that lie outside of the parts that were carved already (start and end, in bytes).
pub fn inspect(artifact: &Artifact, carved: &[(u64, u64)], inspection: &mut Inspection<'_>) {
    let nature = artifact.content_type.nature;
    let holds_members = artifact.content_type.lineage().any(|t| t.nature == Nature::Container);
    // A part without a type of its own that was cut out of such a file is looked through as the file is.
    let part = matches!(artifact.origin, Origin::Carved { .. } | Origin::Decoded)
        && matches!(nature, Nature::Data | Nature::Text);
    if !(part || matches!(nature, Nature::Picture | Nature::Media | Nature::Document)) || holds_members {
        return;
    }
    let bytes = artifact.bytes();
    let outside = |start: &usize| !carved.iter().any(|(from, to)| (*from..*to).contains(&(*start as u64)));
    for start in starts(bytes).into_iter().filter(outside).take(MOST) {
        let Some(child) = inspection.carve(start..bytes.len()) else { continue };
        if child.content_type.nature != Nature::Program {
            continue;
        }
        inspection
            .found(&PROGRAM_INSIDE)
            .at(start, 4usize)
            .with("outer", artifact.content_type.phrase())
            .with("what", child.content_type.phrase())
            .with("bytes", hex(&bytes[start..bytes.len().min(start + 4)]));
    }
}
