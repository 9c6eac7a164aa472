//! Rules over the whole tree of one file: what its parts mean together.

use crate::model::artifact::{ArtifactId, Origin};
use crate::model::finding::Finding;
use crate::model::gap::{GapReason, PlacedGap};
use crate::model::report::ArtifactRecord;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::extensions;
use super::reading::Reading;

/// The rules of this file.
pub static RULES: &[&Rule] =
    &[&LONE_PROGRAM, &MAILED_LONE_PROGRAM, &BAIT_BESIDE_PROGRAM, &LOCKED_BESIDE_PASSWORD, &LOCKED_PASSWORD_ELSEWHERE];

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

static MAILED_LONE_PROGRAM: Rule = Rule {
    id: "relations.mailed-lone-program",
    title: "A mailed archive with nothing in it but a program",
    severity: Severity::High,
    meaning: "A mail brought this archive, and the only thing in it is {what|a program} (\"{name|…}\"). Mail programs stop \
              programs; who packs one so that it gets through wants it to be started.",
    proof: "The message holds the archive, the archive holds one thing, and that is {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1566.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1566/001/"],
};

static BAIT_BESIDE_PROGRAM: Rule = Rule {
    id: "relations.bait-beside-program",
    title: "A program under the name of the document beside it",
    severity: Severity::Medium,
    meaning: "Beside \"{bait|invoice.pdf}\" lies {what|a program} that is named the same (\"{name|invoice.exe}\"). Who means to open \
              the document easily starts the program.",
    proof: "\"{bait|invoice.pdf}\" and \"{name|invoice.exe}\" came together, and the second is {what|a program}.",
    advice: "Do not open either of them. Ask the sender for the document alone.",
    attack: &["T1036.005", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1036/005/"],
};

static LOCKED_BESIDE_PASSWORD: Rule = Rule {
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

static LOCKED_PASSWORD_ELSEWHERE: Rule = Rule {
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

/// What the finished tree says.
pub fn judge(artifacts: &[ArtifactRecord], gaps: &[PlacedGap]) -> Vec<Finding> {
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); artifacts.len()];
    for artifact in artifacts {
        if let Some(slot) = artifact.parent.and_then(|p| children.get_mut(p.0 as usize)) {
            slot.push(artifact.id.0);
        }
    }
    let tree = Tree { artifacts, children };
    let mut findings: Vec<Finding> = artifacts.iter().filter_map(|a| tree.lone_program(a)).collect();
    findings.extend(artifacts.iter().filter_map(|a| tree.bait(a)));
    findings.extend(tree.locked(gaps));
    findings
}

struct Tree<'t> {
    artifacts: &'t [ArtifactRecord],
    children: Vec<Vec<u32>>,
}

/// Children of one artifact whose names are compared.
const MOST: usize = 1000;

impl<'t> Tree<'t> {
    fn get(&self, id: ArtifactId) -> Option<&'t ArtifactRecord> {
        self.artifacts.get(id.0 as usize)
    }

    fn children(&self, of: &ArtifactRecord) -> impl Iterator<Item = &'t ArtifactRecord> {
        let ids = self.children.get(of.id.0 as usize).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.get(ArtifactId(*id)))
    }

    /// What holds an artifact, the nearest first.
    fn above(&self, artifact: &ArtifactRecord) -> impl Iterator<Item = &'t ArtifactRecord> {
        std::iter::successors(artifact.parent.and_then(|p| self.get(p)), |a| a.parent.and_then(|p| self.get(p)))
    }

    /// An archive of one thing that runs.
    fn lone_program(&self, archive: &ArtifactRecord) -> Option<Finding> {
        let mut inside = self.children(archive);
        let child = inside.next().filter(|c| c.origin == Origin::Member && c.content_type.nature.runs())?;
        if archive.content_type.nature != Nature::Container
            || is_message(archive.content_type)
            || inside.next().is_some()
        {
            return None;
        }
        let mailed = starts(child) && self.above(archive).any(|a| is_message(a.content_type));
        let mut finding = Finding::new(if mailed { &MAILED_LONE_PROGRAM } else { &LONE_PROGRAM }, archive.id);
        finding.with("what", child.content_type.phrase()).with("name", name(child));
        Some(finding)
    }

    /// Something that runs beside a document or picture of the same name.
    fn bait(&self, outer: &ArtifactRecord) -> Option<Finding> {
        if outer.content_type.nature != Nature::Container && !is_message(outer.content_type) {
            return None;
        }
        let programs: Vec<_> = self.children(outer).filter(|c| starts(c)).take(20).collect();
        if programs.is_empty() {
            return None;
        }
        let stem = |a: &ArtifactRecord| {
            let reading = Reading::of(a.claim.name.as_ref()?);
            let stem = reading.stem.split('.').next().unwrap_or_default().trim().to_lowercase();
            (stem.len() >= 3).then_some(stem)
        };
        let shown = |a: &ArtifactRecord| matches!(a.content_type.nature, Nature::Document | Nature::Picture);
        for bait in self.children(outer).filter(|c| shown(c)).take(MOST) {
            let Some(wanted) = stem(bait) else { continue };
            if let Some(program) = programs.iter().find(|p| stem(p).as_ref() == Some(&wanted)) {
                let mut finding = Finding::new(&BAIT_BESIDE_PROGRAM, program.id);
                let what = program.content_type.phrase();
                finding.with("bait", name(bait)).with("name", name(program)).with("what", what);
                return Some(finding);
            }
        }
        None
    }

    /// Locked things in messages that speak of a password.
    fn locked(&self, gaps: &[PlacedGap]) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let locked = gaps.iter().filter(|g| g.gap.reason == GapReason::Encrypted).filter_map(|g| self.get(g.artifact?));
        for artifact in locked {
            let fact = |a: &ArtifactRecord, key: &str| a.facts.iter().find(|(k, _)| *k == key).map(|(_, v)| v.clone());
            if is_message(artifact.content_type) || findings.iter().any(|f| f.artifact == artifact.id) {
                continue;
            }
            let said = self.above(artifact).filter(|a| is_message(a.content_type)).find_map(|message| {
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
}

/// Whether it is a message that somebody sent.
fn is_message(content_type: &'static TypeInfo) -> bool {
    const MESSAGES: &[&str] = &["message/rfc822", "application/vnd.ms-outlook", "application/ms-tnef"];
    content_type.lineage().any(|t| t.mimes.iter().any(|m| MESSAGES.contains(m)))
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
