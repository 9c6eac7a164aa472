//! The name and the declared type against the content.

use crate::formats;
use crate::model::artifact::Artifact;
use crate::model::finding::Finding;
use crate::model::name::hex;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

/// The rules of this file.
pub static RULES: &[&Rule] = &[&PROGRAM_IN_DISGUISE];

static PROGRAM_IN_DISGUISE: Rule = Rule {
    id: "claim.program-in-disguise",
    title: "A program that passes as something harmless",
    severity: Severity::High,
    meaning: "This is not {claimed_nature|a picture}. It is {actual|a Windows program} that was renamed.",
    proof: "The name says {claimed|a JPEG picture}, but the file begins {bytes|4D 5A (\"MZ\")}, the mark of \
            {actual|a Windows program}. {honest|A JPEG picture begins FF D8 FF.}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.008"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

/// Judges the claim of an artifact against its content; `content_type` is `None` where its content could not be read.
pub fn judge(artifact: &Artifact, content_type: Option<&'static TypeInfo>) -> Vec<Finding> {
    let Some(name) = &artifact.claim.name else { return Vec::new() };
    let extension = name.text().rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let claimed = formats::types().find(|t| t.extensions.contains(&extension.as_str()));
    let (Some(claimed), Some(actual)) = (claimed, content_type) else { return Vec::new() };
    if actual.nature != Nature::Program || claimed.nature.runs() {
        return Vec::new();
    }
    let bytes = artifact.bytes();
    let shown = &bytes[..bytes.len().min(2)];
    let mut finding = Finding::new(&PROGRAM_IN_DISGUISE, artifact.id);
    finding
        .at(0u64, shown.len() as u64)
        .with("claimed_nature", claimed.nature.phrase())
        .with("claimed", claimed.phrase())
        .with("actual", actual.phrase())
        .with("bytes", hex(shown));
    if !claimed.begins.is_empty() {
        let phrase = claimed.phrase();
        let capital = phrase[..1].to_uppercase() + &phrase[1..];
        finding.with("honest", format!("{capital} begins {}.", claimed.begins));
    }
    vec![finding]
}
