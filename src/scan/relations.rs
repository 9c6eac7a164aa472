//! Rules over the whole tree of one file: what its parts mean together.

use crate::model::artifact::Origin;
use crate::model::finding::Finding;
use crate::model::report::ArtifactRecord;
use crate::model::rule::{Rule, Severity};
use crate::model::types::Nature;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&LONE_PROGRAM];

static LONE_PROGRAM: Rule = Rule {
    id: "relations.lone-program",
    title: "An archive with nothing in it but something that runs",
    severity: Severity::Medium,
    meaning: "The only thing in this archive is {what|a program} (\"{name|…}\"). Who sends pictures or documents does not send \
              this; malware comes so very often.",
    proof: "The archive holds one thing, and that is {what|a program}.",
    advice: "Do not unpack it. Ask the sender for a screenshot or a document instead.",
    attack: &["T1566.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1566/001/"],
};

/// What the finished tree says.
pub fn judge(artifacts: &[ArtifactRecord]) -> Vec<Finding> {
    // One pass: the number of children of each artifact, and the last of them.
    let mut children = vec![(0u32, None); artifacts.len()];
    for artifact in artifacts {
        if let Some(slot) = artifact.parent.and_then(|p| children.get_mut(p.0 as usize)) {
            *slot = (slot.0 + 1, Some(artifact));
        }
    }
    artifacts
        .iter()
        .zip(&children)
        .filter(|(archive, _)| archive.content_type.nature == Nature::Container)
        .filter_map(|(archive, (count, child))| {
            let child = child.filter(|c| *count == 1 && c.origin == Origin::Member && c.content_type.nature.runs())?;
            let mut finding = Finding::new(&LONE_PROGRAM, archive.id);
            let name = child.claim.name.as_ref().map_or("no name", |n| n.text());
            finding.with("what", child.content_type.phrase()).with("name", name);
            Some(finding)
        })
        .collect()
}
