//! Locked attachments of messages that speak of a password. One that a word of the message opened is told by
//! [`crate::formats::locked`].

use crate::model::finding::Finding;
use crate::model::gap::{GapReason, PlacedGap};
use crate::model::report::ArtifactRecord;
use crate::model::rule::{Rule, Severity};

use super::{Tree, is_message, name};

pub(super) static LOCKED_BESIDE_PASSWORD: Rule = Rule {
    id: "relations.locked-beside-password",
    title: "A locked attachment, and its password in the mail",
    severity: Severity::Medium,
    meaning: "\"{name|The attachment}\" is locked, and the message names a password (\"{password|…}\"). A lock whose key hangs beside \
              it keeps nobody out but virus scanners.",
    proof: "The message names \"{password|…}\"; \"{name|…}\" could not be opened with it here.",
    advice: "Do not open it unless you expected it. Ask the sender by another way.",
    attack: &["T1027.013", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1027/013/"],
};

pub(super) static LOCKED_PASSWORD_ELSEWHERE: Rule = Rule {
    id: "relations.locked-password-elsewhere",
    title: "A locked attachment, and a mail that tells how to open it",
    severity: Severity::Low,
    meaning: "\"{name|The attachment}\" is locked, and the message speaks of a password without naming it. Banks and doctors do \
              this, and so do people who want a locked file opened.",
    proof: "The message speaks of a password; \"{name|…}\" is locked.",
    advice: "Ask the sender by another way if you did not expect this.",
    attack: &["T1027.013"],
    references: &[],
};

/// Locked things in messages that speak of a password.
pub(super) fn judge(tree: &Tree<'_>, gaps: &[PlacedGap]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let locked = gaps.iter().filter(|g| g.gap.reason == GapReason::Encrypted).filter_map(|g| tree.get(g.artifact?));
    for artifact in locked {
        let fact = |a: &ArtifactRecord, key: &str| a.facts.iter().find(|(k, _)| *k == key).map(|(_, v)| v.clone());
        if is_message(artifact.content_type) || findings.iter().any(|f| f.artifact == artifact.id) {
            continue;
        }
        let said = tree.above(artifact).filter(|a| is_message(a.content_type)).find_map(|message| {
            let named = fact(message, "password named");
            named.map(Some).or_else(|| fact(message, "password").map(|_| None))
        });
        let Some(said) = said else { continue };
        let rule = if said.is_some() { &LOCKED_BESIDE_PASSWORD } else { &LOCKED_PASSWORD_ELSEWHERE };
        let mut finding = Finding::new(rule, artifact.id);
        finding.with("name", name(artifact));
        if let Some(password) = said {
            finding.with("password", password.to_string());
        }
        findings.push(finding);
    }
    findings
}
