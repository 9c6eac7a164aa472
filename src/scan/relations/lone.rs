//! Archives that hold nothing but one thing, and messages that bring nothing but one archive.

use crate::model::artifact::Origin;
use crate::model::finding::Finding;
use crate::model::report::ArtifactRecord;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::Nature;

use super::{Tree, is_archive, is_message, name, starts};

pub(super) static LONE_PROGRAM: Rule = Rule {
    id: "relations.lone-program",
    title: "An archive with nothing in it but something that runs",
    severity: Severity::Medium,
    meaning: "The only thing in this archive is {what|a program} (\"{name|…}\"). Who sends pictures or documents does not send \
              this; malware comes so very often.",
    proof: "The archive holds one thing, and that is {what|a program}{chain|}.",
    advice: "Do not unpack it. Ask the sender for a screenshot or a document instead.",
    attack: &["T1566.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1566/001/"],
};

pub(super) static MAILED_LONE_PROGRAM: Rule = Rule {
    id: "relations.mailed-lone-program",
    title: "A mailed archive with nothing in it but a program",
    severity: Severity::High,
    meaning: "A mail brought this archive, and the only thing in it is {what|a program} (\"{name|…}\"). Mail programs stop \
              programs; who packs one so that it gets through wants it to be started.",
    proof: "The message holds the archive, the archive holds one thing, and that is {what|a program}{chain|}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1566.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1566/001/"],
};

pub(super) static BARE_ARCHIVE: Rule = Rule {
    id: "relations.bare-archive",
    title: "A message that is nothing but one archive",
    severity: Severity::Low,
    meaning: "The message brings \"{name|an archive}\" and says next to nothing itself. People write a word to what they send; \
              machines that send malware often do not.",
    proof: "The parts of the message are \"{name|…}\" and at most {letters|0} letters of text.",
    advice: "Ask the sender what it is if you did not expect it.",
    attack: &["T1566.001"],
    references: &[],
};

/// Links of a chain of archives that are followed.
const CHAIN: usize = 64;
/// A body of fewer bytes than this says nothing: a greeting, a signature's dashes.
const SAYS_NOTHING: u64 = 16;

pub(super) fn judge(tree: &Tree<'_>, artifact: &ArtifactRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    if is_message(artifact.content_type) {
        findings.extend(bare(tree, artifact));
    }
    // A chain of archives is told on its outermost.
    let above = artifact.parent.and_then(|p| tree.get(p));
    if is_archive(artifact) && above.is_none_or(|p| only(tree, p).is_none()) {
        findings.extend(lone_program(tree, artifact));
    }
    findings
}

/// The one thing that an archive holds, if it holds one.
fn only<'t>(tree: &Tree<'t>, archive: &ArtifactRecord) -> Option<&'t ArtifactRecord> {
    let child = tree.children(archive).next().filter(|_| tree.count(archive) == 1)?;
    let held = matches!(child.origin, Origin::Member | Origin::Decoded);
    (held && is_archive(archive)).then_some(child)
}

fn lone_program(tree: &Tree<'_>, archive: &ArtifactRecord) -> Option<Finding> {
    let (mut at, mut links) = (archive, Vec::new());
    while let Some(child) = only(tree, at).filter(|_| links.len() < CHAIN) {
        links.push(name(child));
        at = child;
    }
    // What a compressed stream gives is no member: alone, it says nothing that the stream's name does not.
    let alone = links.len() == 1 && at.origin != Origin::Member;
    if !at.content_type.nature.runs() || links.is_empty() || alone {
        return None;
    }
    let chain = if links.len() > 1 {
        format!(", in a chain of {}: {}", links.len(), links.join(" → "))
    } else {
        String::new()
    };
    let mailed = starts(at) && tree.above(archive).any(|a| is_message(a.content_type));
    let mut finding = Finding::new(if mailed { &MAILED_LONE_PROGRAM } else { &LONE_PROGRAM }, archive.id);
    finding.with("what", at.content_type.phrase()).with("name", name(at)).with("chain", chain);
    Some(finding)
}

/// A message with one archive, and texts that say nothing.
fn bare(tree: &Tree<'_>, message: &ArtifactRecord) -> Option<Finding> {
    let texts = |a: &&ArtifactRecord| matches!(a.content_type.nature, Nature::Text) || a.content_type.id == "empty";
    let letters: u64 = tree.children(message).filter(texts).map(|a| a.size).sum();
    let mut others = tree.children(message).filter(|a| !texts(a));
    let archive = others.next().filter(|a| is_archive(a) && a.origin == Origin::Member)?;
    if others.next().is_some() || letters >= SAYS_NOTHING {
        return None;
    }
    let mut finding = Finding::new(&BARE_ARCHIVE, message.id);
    finding.with("name", name(archive)).with("letters", letters);
    Some(finding)
}
