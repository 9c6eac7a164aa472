//! Archives in archives in archives, until the limit on depth ends it.

use crate::model::finding::Finding;
use crate::model::gap::{GapReason, LimitKind, PlacedGap};
use crate::model::rule::{Rule, Severity};

use super::{Tree, is_archive};

pub(super) static NESTED_ARCHIVES: Rule = Rule {
    id: "relations.nested-archives",
    title: "An archive in an archive, again and again",
    severity: Severity::Medium,
    meaning: "{count|Many} archives are packed into each other here, and more follow. People pack a thing once or twice. \
              This is made so that virus scanners give up before they reach what is inside.",
    proof: "{count|Many} archives stand between the file and the place at which the examination stopped.",
    advice: "Do not unpack it. Ask the sender for the files themselves.",
    attack: &["T1027.015", "T1499.004"],
    references: &["https://attack.mitre.org/techniques/T1027/015/"],
};

/// So many archives in each other are no accident: a packed tar in a package in a disc has five.
const MANY: usize = 10;

/// The first place at which the limit on depth ended a chain of archives.
pub(super) fn judge(tree: &Tree<'_>, gaps: &[PlacedGap]) -> Option<Finding> {
    let ended = gaps.iter().filter(|g| g.gap.reason == GapReason::Limit(LimitKind::Depth));
    ended.filter_map(|gap| tree.get(gap.artifact?)).find_map(|artifact| {
        let count = tree.above(artifact).filter(|a| is_archive(a)).count();
        (count >= MANY).then(|| {
            let mut finding = Finding::new(&NESTED_ARCHIVES, artifact.id);
            finding.with("count", count);
            finding
        })
    })
}
