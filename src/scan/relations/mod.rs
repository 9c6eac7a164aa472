//! Rules over the whole tree of one file: what its parts mean together.

mod deep;
mod locked;
mod lone;
mod neighbours;

use crate::model::artifact::ArtifactId;
use crate::model::finding::Finding;
use crate::model::gap::PlacedGap;
use crate::model::report::ArtifactRecord;
use crate::model::rule::Rule;
use crate::model::types::{Nature, TypeInfo};

use super::extensions;
use super::reading::Reading;

/// The rules of this folder.
pub static RULES: &[&Rule] = &[
    &lone::LONE_PROGRAM,
    &lone::MAILED_LONE_PROGRAM,
    &lone::BARE_ARCHIVE,
    &neighbours::BAIT_BESIDE_PROGRAM,
    &neighbours::SHORTCUT_BESIDE_PROGRAM,
    &neighbours::SYSTEM_LIBRARY,
    &locked::LOCKED_BESIDE_PASSWORD,
    &locked::LOCKED_PASSWORD_ELSEWHERE,
    &deep::NESTED_ARCHIVES,
];

/// What the finished tree says.
pub fn judge(artifacts: &[ArtifactRecord], gaps: &[PlacedGap]) -> Vec<Finding> {
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); artifacts.len()];
    for artifact in artifacts {
        if let Some(slot) = artifact.parent.and_then(|p| children.get_mut(p.0 as usize)) {
            slot.push(artifact.id.0);
        }
    }
    let tree = Tree { artifacts, children };
    let mut findings: Vec<Finding> = artifacts.iter().flat_map(|a| lone::judge(&tree, a)).collect();
    findings.extend(artifacts.iter().flat_map(|a| neighbours::judge(&tree, a)));
    findings.extend(locked::judge(&tree, gaps));
    findings.extend(deep::judge(&tree, gaps));
    findings
}

/// The records of one file, upwards and downwards.
struct Tree<'t> {
    artifacts: &'t [ArtifactRecord],
    children: Vec<Vec<u32>>,
}

impl<'t> Tree<'t> {
    fn get(&self, id: ArtifactId) -> Option<&'t ArtifactRecord> {
        self.artifacts.get(id.0 as usize)
    }

    fn children(&self, of: &ArtifactRecord) -> impl Iterator<Item = &'t ArtifactRecord> {
        let ids = self.children.get(of.id.0 as usize).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.get(ArtifactId(*id)))
    }

    /// How many things stand directly in an artifact.
    fn count(&self, of: &ArtifactRecord) -> usize {
        self.children.get(of.id.0 as usize).map_or(0, Vec::len)
    }

    /// What holds an artifact, the nearest first.
    fn above(&self, artifact: &ArtifactRecord) -> impl Iterator<Item = &'t ArtifactRecord> {
        std::iter::successors(artifact.parent.and_then(|p| self.get(p)), |a| a.parent.and_then(|p| self.get(p)))
    }
}

/// Whether it is a message that somebody sent.
fn is_message(content_type: &'static TypeInfo) -> bool {
    const MESSAGES: &[&str] = &["message/rfc822", "application/vnd.ms-outlook", "application/ms-tnef"];
    content_type.lineage().any(|t| t.mimes.iter().any(|m| MESSAGES.contains(m)))
}

/// Whether it is an archive or a disk: a container that is no message.
fn is_archive(artifact: &ArtifactRecord) -> bool {
    artifact.content_type.nature == Nature::Container && !is_message(artifact.content_type)
}

/// Whether a double click starts it: programs and shortcuts, and of scripts those that a system runs by their ending.
fn starts(artifact: &ArtifactRecord) -> bool {
    match artifact.content_type.nature {
        Nature::Program | Nature::Shortcut => true,
        Nature::Script => {
            let reading = artifact.claim.name.as_ref().map(Reading::of);
            reading.is_some_and(|r| extensions::runs_when_opened(&r.extension))
        }
        _ => false,
    }
}

fn name(artifact: &ArtifactRecord) -> &str {
    artifact.claim.name.as_ref().map_or("no name", |n| n.text())
}
