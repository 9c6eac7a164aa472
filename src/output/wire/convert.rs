//! From the model to the public JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::artifact::{ArtifactId, Origin, hex_digest};
use crate::model::engine::Consultation;
use crate::model::finding::Evidence;
use crate::model::gap::GapReason;
use crate::model::name::Name;
use crate::model::oracle;
use crate::model::report::FileReport;
use crate::model::rule;
use crate::model::types::TypeInfo;
use crate::output;

use super::{
    Answer, Artifact, Claim, Engine, Fact, File, Finding, Gap, Rule, SCHEMA, Summary, Type, Value, Verdict, Vote,
};

impl Rule {
    /// The public form of a rule.
    pub fn of(rule: &rule::Rule) -> Self {
        Self {
            id: rule.id,
            severity: rule.severity.word(),
            title: rule.title,
            meaning: rule.general_meaning(),
            proof: rule.general_proof(),
            advice: rule.general_advice(),
            attack: rule.attack,
            references: rule.references,
        }
    }
}

impl File {
    /// The public form of a report.
    pub fn of(report: &FileReport) -> Self {
        let root = report.artifacts.first();
        let (sha256, md5, sha1) = hashes(root.and_then(|r| r.hashes.as_ref()));
        let claimed = root.and_then(|r| r.claim.name.as_ref()).map(Name::file_name);
        let extension = claimed.as_ref().and_then(|n| n.text().rsplit_once('.')).map(|(_, e)| e.to_lowercase());
        Self {
            schema: SCHEMA,
            path: report.path.text().to_owned(),
            path_base64: base64_of(&report.path),
            size: report.size,
            sha256,
            md5,
            sha1,
            verdict: Verdict::of(report.judgement.verdict),
            complete: report.judgement.complete,
            content_type: root.map(|r| Type::of(r.content_type)),
            claim: Claim {
                name: claimed.map(|n| n.text().to_owned()),
                extension,
                mime: root.and_then(|r| r.claim.mime.clone()),
            },
            findings: report.findings.iter().map(|f| Finding::of(report, f)).collect(),
            gaps: report.gaps.iter().map(|g| Gap::of(report, g)).collect(),
            artifacts: report.artifacts.iter().map(Artifact::of).collect(),
            engines: report.engines.iter().map(Engine::of).collect(),
            elapsed_ms: millis(report.elapsed),
        }
    }
}

impl Engine {
    fn of(engine: &Consultation) -> Self {
        let Consultation { name, title: _, version, age_days, answered, found, failure, warning, answers, quota_left } =
            engine.clone();
        let answers = answers.iter().map(Answer::of).collect();
        Self { name, version, age_days, answered, found, failure, warning, answers, quota_left }
    }
}

impl Answer {
    fn of(answer: &oracle::Answer) -> Self {
        let votes = answer.votes;
        Self {
            artifact: answer.artifact.0,
            hash: answer.digest.hex(),
            standing: answer.standing.word(),
            malicious: votes.map(|v| v.malicious),
            suspicious: votes.map(|v| v.suspicious),
            asked: votes.map(|v| v.asked),
            family: answer.family.clone(),
            examined: answer.examined,
            age_days: answer.age_days,
            link: answer.link.clone(),
            kept: answer.kept,
            engines: answer.engines.iter().map(Vote::of).collect(),
        }
    }
}

impl Vote {
    fn of(vote: &oracle::Vote) -> Self {
        let oracle::Vote { engine, kind, label, signatures } = vote.clone();
        Self { engine, opinion: kind.word(), label, signatures }
    }
}

impl Verdict {
    fn of(verdict: crate::model::report::Verdict) -> Self {
        use crate::model::report::Verdict as Judged;
        match verdict {
            Judged::Clean => Self::Clean,
            Judged::Unexamined => Self::Unexamined,
            Judged::Suspicious => Self::Suspicious,
            Judged::Dangerous => Self::Dangerous,
        }
    }
}

impl Type {
    fn of(info: &TypeInfo) -> Self {
        Self { id: info.id, label: info.label, mime: info.mimes.first().copied(), nature: info.nature.word() }
    }
}

impl Finding {
    fn of(report: &FileReport, finding: &crate::model::finding::Finding) -> Self {
        Self {
            rule: finding.rule.id,
            severity: finding.rule.severity.word(),
            title: finding.rule.title,
            meaning: finding.meaning(),
            proof: finding.proof(),
            advice: finding.advice(),
            artifact: finding.artifact.0,
            path: trail(report, finding.artifact),
            offset: finding.span.map(|s| s.offset),
            length: finding.span.map(|s| s.length),
            evidence: finding.evidence.iter().map(|(key, value)| (*key, Value::of(value))).collect(),
            attack: finding.rule.attack,
            references: finding.rule.references,
        }
    }
}

impl Value {
    fn of(evidence: &Evidence) -> Self {
        match evidence {
            Evidence::Text(text) => Self::Text(text.clone()),
            Evidence::Number(number) => Self::Number(*number),
        }
    }
}

impl Gap {
    fn of(report: &FileReport, placed: &crate::model::gap::PlacedGap) -> Self {
        Self {
            artifact: placed.artifact.map(|id| id.0),
            path: placed.artifact.map(|id| trail(report, id)).unwrap_or_default(),
            reason: placed.gap.reason.word(),
            limit: match placed.gap.reason {
                GapReason::Limit(kind) => Some(kind.words()),
                _ => None,
            },
            detail: placed.gap.detail.clone(),
        }
    }
}

impl Artifact {
    fn of(record: &crate::model::report::ArtifactRecord) -> Self {
        let (sha256, md5, sha1) = hashes(record.hashes.as_ref());
        // The folders of the file itself are those of the disk, and stand in the file's path.
        let name = record.claim.name.clone().map(|n| if record.parent.is_none() { n.file_name() } else { n });
        Self {
            id: record.id.0,
            parent: record.parent.map(|p| p.0),
            origin: record.origin.word(),
            offset: match record.origin {
                Origin::Carved { offset } => Some(offset),
                _ => None,
            },
            name: name.as_ref().map(|n| n.text().to_owned()),
            name_base64: name.as_ref().and_then(base64_of),
            mime: record.claim.mime.clone(),
            content_type: record.content_type.id,
            label: record.content_type.label,
            size: record.size,
            sha256,
            md5,
            sha1,
            facts: record.facts.iter().map(|(key, value)| Fact { key, value: Value::of(value) }).collect(),
        }
    }
}

impl Summary {
    /// The public form of a summary.
    pub fn of(summary: &output::Summary) -> Self {
        Self {
            files: summary.files(),
            bytes: summary.bytes,
            clean: summary.clean,
            unexamined: summary.unexamined,
            suspicious: summary.suspicious,
            dangerous: summary.dangerous,
            incomplete: summary.incomplete,
            links_not_followed: summary.links,
            stopped: summary.stopped,
            not_reached: summary.not_reached,
            elapsed_ms: millis(summary.elapsed),
        }
    }
}

fn trail(report: &FileReport, id: ArtifactId) -> Vec<String> {
    report.trail(id).iter().map(|n| n.text().to_owned()).collect()
}

fn base64_of(name: &Name) -> Option<String> {
    (!name.is_exact()).then(|| STANDARD.encode(name.raw()))
}

type Digests = (Option<String>, Option<String>, Option<String>);

fn hashes(hashes: Option<&crate::model::artifact::Hashes>) -> Digests {
    let Some(hashes) = hashes else { return (None, None, None) };
    let text = |bytes: Option<&[u8]>| bytes.map(hex_digest);
    (
        text(Some(&hashes.sha256)),
        text(hashes.md5.as_ref().map(<[u8; 16]>::as_slice)),
        text(hashes.sha1.as_ref().map(<[u8; 20]>::as_slice)),
    )
}

fn millis(elapsed: std::time::Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}
