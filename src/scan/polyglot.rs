//! Two types at once: bytes that one reader takes for a picture and another, which skips what it does not know, for
//! an archive, a page or a program. Each type says itself where a tolerant reader would find it.

use std::sync::LazyLock;

use crate::formats;
use crate::model::artifact::Artifact;
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::search::Hits;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&SECOND_TYPE, &RUNS_AS_SECOND_TYPE];

static SECOND_TYPE: Rule = Rule {
    id: "polyglot.second-type",
    title: "The file is two types at once",
    severity: Severity::Medium,
    meaning: "This file is {first|a picture} and {second|an archive} at the same time: what opens depends on the \
              program that reads it. Files do not become so by accident.",
    proof: "It begins as {first|a picture}, and at byte {offset|…} {second|an archive} begins ({bytes|…}).",
    advice: "Do not pass it on or unpack it. Ask the sender for the picture or document again, or a screenshot of it.",
    attack: &["T1036.008", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

static RUNS_AS_SECOND_TYPE: Rule = Rule {
    id: "polyglot.runs-as-second-type",
    title: "The file is also something that runs",
    severity: Severity::High,
    meaning: "This file passes as {first|a picture}, but it is {second|a script} as well, and that part runs or holds \
              something that runs.",
    proof: "It begins as {first|a picture}, and at byte {offset|…} {second|a script} begins ({bytes|…}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.008", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

/// A search for the start of a type in other bytes.
type Tolerant = fn(&Probe<'_>) -> Option<u64>;

/// The types that have one of their own.
static SECOND: LazyLock<Vec<(&'static TypeInfo, Tolerant)>> =
    LazyLock::new(|| formats::types().filter_map(|t| Some((t, t.tolerant?))).collect());

/// Looks for a second type in the artifact, beginning at an offset that no inspection carved already.
pub fn inspect(artifact: &Artifact, probe: &Probe<'_>, hits: &Hits, carved: &[u64], inspection: &mut Inspection<'_>) {
    let end = usize::try_from(artifact.size()).unwrap_or(usize::MAX);
    for (second, find) in SECOND.iter().filter(|(t, _)| hits.allow(t) && !related(artifact.content_type, t)) {
        let Some(offset) = find(probe) else { continue };
        if carved.iter().any(|c| c.abs_diff(offset) < 16) {
            continue;
        }
        let Ok(start) = usize::try_from(offset) else { continue };
        // From offset 0 the child would be the artifact itself.
        let child = if start > 0 { inspection.carve(start..end) } else { None };
        let runs = second.nature.runs()
            || child.is_some_and(|c| c.worst >= Some(Severity::High) || c.content_type.nature.runs());
        let rule = if runs { &RUNS_AS_SECOND_TYPE } else { &SECOND_TYPE };
        let bytes = probe.window(start, 8);
        inspection
            .found(rule)
            .at(offset, bytes.len() as u64)
            .with("first", artifact.content_type.phrase())
            .with("second", second.phrase())
            .with("bytes", hex(bytes));
    }
}

/// Whether such a search makes sense at all: a program may carry anything, and the members of an archive are examined
/// one by one.
pub fn concerns(artifact: &Artifact) -> bool {
    !matches!(artifact.content_type.nature, Nature::Program | Nature::Container)
}

/// Whether finding `second` in an artifact of type `first` is no second life: its own lineage, or a program, which
/// carries archives and pages as resources and is judged as a program anyway.
fn related(first: &'static TypeInfo, second: &'static TypeInfo) -> bool {
    first.is(second) || second.is(first) || first.nature == Nature::Program && second.nature != Nature::Document
}
