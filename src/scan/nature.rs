//! A program, script or shortcut that does not even hide what it is: a stranger has no reason to send one.

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::MACRO_MIME;
use crate::model::finding::Finding;
use crate::model::name::hex;
use crate::model::rule::{ADVICE_ASK, Rule, Severity};
use crate::model::types::Nature;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&PROGRAM, &SCRIPT, &SHORTCUT];

static PROGRAM: Rule = Rule {
    id: "nature.program",
    title: "A program",
    severity: Severity::Medium,
    meaning: "This is a program ({what|a Windows program}). Opening it hands your computer to whoever made it.",
    proof: "It begins {bytes|4D 5A (\"MZ\")}, as {what|a Windows program} does.",
    advice: "Do not open it unless you expected exactly this program from somebody you know. Nobody needs to send a \
             program to show a picture or a document.",
    attack: &["T1204.002"],
    references: &[],
};

static SCRIPT: Rule = Rule {
    id: "nature.script",
    title: "A script",
    severity: Severity::Medium,
    meaning: "This is {what|a script}: text that a computer carries out as orders when it is opened.",
    proof: "It reads as {what|a script} from its first lines: {line|…}",
    advice: ADVICE_ASK,
    attack: &["T1204.002", "T1059"],
    references: &[],
};

static SHORTCUT: Rule = Rule {
    id: "nature.shortcut",
    title: "A shortcut or settings file",
    severity: Severity::Medium,
    meaning: "This is {what|a shortcut}: a small file that starts, connects or changes something when it is opened.",
    proof: "It begins {bytes|4C 00 00 00}, as {what|a shortcut} does.",
    advice: ADVICE_ASK,
    attack: &["T1204.002"],
    references: &[],
};

/// What an artifact's nature says by itself. A part of a program (a class in a JAR) is not told again.
pub fn judge(artifact: &Artifact, inside_program: bool) -> Option<Finding> {
    let rule = match artifact.content_type.nature {
        Nature::Program if !inside_program => &PROGRAM,
        Nature::Script if !inside_program && !is_macro(artifact) => &SCRIPT,
        Nature::Shortcut if !inside_program => &SHORTCUT,
        _ => return None,
    };
    let bytes = artifact.bytes();
    let shown = bytes.len().min(4);
    let mut finding = Finding::new(rule, artifact.id);
    finding.at(0u64, shown as u64).with("what", artifact.content_type.phrase()).with("bytes", hex(&bytes[..shown]));
    if artifact.content_type.nature == Nature::Script {
        finding.with("line", first_line(bytes));
    }
    Some(finding)
}

/// Whether it is a macro that a document's inspection took out of it; a stranger's claim to be one comes with a member.
fn is_macro(artifact: &Artifact) -> bool {
    artifact.origin == Origin::Decoded && artifact.claim.mime.as_deref() == Some(MACRO_MIME)
}

/// The first line of a text that says something, cut short.
pub fn first_line(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(4096)];
    let text = crate::model::text::decode_all(head, head.len()).map(|(_, text)| text).unwrap_or_default();
    text.lines().map(str::trim).find(|l| l.len() > 3).unwrap_or("…").chars().take(100).collect()
}
