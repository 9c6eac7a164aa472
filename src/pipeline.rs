//! One file from sample to report: walk, with the engines at its side; ask those who know files by their hash; judge.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::model::artifact::{ArtifactId, Content, Hashes, Origin, Sample};
use crate::model::claim::Claim;
use crate::model::engine::{Consultation, Engine};
use crate::model::finding::Finding;
use crate::model::gap::{Gap, GapReason, PlacedGap};
use crate::model::limits::Limits;
use crate::model::name::Name;
use crate::model::oracle::{Digest, Oracle, Parcel, Question, Standing, Told};
use crate::model::password::Passwords;
use crate::model::report::{ArtifactRecord, FileReport};
use crate::model::types::HASH;
use crate::policy;
use crate::scan::walk;

/// How files are to be examined.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What one file may cost.
    pub limits: Limits,
    /// MD5 and SHA-1 beside SHA-256.
    pub all_hashes: bool,
    /// What is tried on what is locked.
    pub passwords: Passwords,
    /// Whether one file is examined at a time, so that the parts of an archive may go to all processors.
    pub alone: bool,
    /// Who is asked for a second opinion, and is shown the bytes.
    pub engines: Vec<Arc<dyn Engine>>,
    /// Who is asked by hash.
    pub oracles: Vec<Arc<dyn Oracle>>,
    /// How long they may take for one file.
    pub oracles_time: Duration,
    /// About how many parts of a file they are asked at most.
    pub most_questions: usize,
    /// To whom the file itself may be sent, when its owner says so and they do not know it.
    pub recipient: Option<Arc<dyn Oracle>>,
}

/// Examines one sample. `began` is when its reading began, so that the time in the report is the whole time; `gaps`
/// is what its source could not read.
pub fn examine(path: Name, sample: Sample, gaps: Vec<Gap>, plan: &Plan, began: Instant) -> FileReport {
    let size = Some(sample.content.size());
    let file = if sample.origin == Origin::File { path.to_path() } else { None };
    let terms = walk::Terms {
        limits: &plan.limits,
        all_hashes: plan.all_hashes,
        passwords: &plan.passwords,
        alone: plan.alone,
        engines: plan.engines.iter().map(|engine| engine.begin(file.as_deref())).collect(),
    };
    // The bytes are shared, not copied.
    let content = plan.recipient.as_ref().map(|_| sample.content.clone());
    let mut tree = walk::walk(sample, &terms);
    let mut engines: Vec<_> = terms.engines.iter().map(|session| session.end()).collect();
    for told in ask(plan, &path, content.as_ref(), &tree.artifacts, &tree.findings) {
        tree.findings.extend(told.findings);
        engines.push(told.consultation);
    }
    tree.findings.sort_by_key(|finding| finding.artifact);
    let failures = engines.iter().filter_map(|e| Some((e.title(), e.failure.as_ref()?)));
    let failures = failures.map(|(name, why)| Gap::new(GapReason::Engine, format!("{name}: {why}")));
    let root = tree.artifacts.first().map(|a| a.id);
    tree.gaps.extend(gaps.into_iter().chain(failures).map(|gap| PlacedGap { artifact: root, gap }));
    tree.gaps.sort_by_key(|placed| placed.artifact);
    let judgement = policy::judge(&tree.findings, &tree.gaps);
    FileReport {
        path,
        size,
        artifacts: tree.artifacts,
        findings: tree.findings,
        gaps: tree.gaps,
        engines,
        judgement,
        elapsed: began.elapsed(),
    }
}

/// What the oracles say of a file; the one that may get the file itself gets it where it does not know it.
fn ask(
    plan: &Plan,
    path: &Name,
    content: Option<&Content>,
    artifacts: &[ArtifactRecord],
    findings: &[Finding],
) -> Vec<Told> {
    if plan.oracles.is_empty() {
        return Vec::new();
    }
    let mut questions = policy::questions(artifacts, findings);
    let beyond = questions.len().saturating_sub(plan.most_questions);
    questions.truncate(plan.most_questions);
    let mut told = ask_all(&plan.oracles, &questions);
    if beyond > 0 {
        // We have examined them ourselves, so this is no gap; but nobody shall think that they were asked about.
        let parts = if beyond == 1 { "1 further part".to_owned() } else { format!("{beyond} further parts") };
        let words = format!("it was not asked about {parts} ([lookup] parts in the settings)");
        told.iter_mut().for_each(|told| told.consultation.warning = Some(words.clone()));
    }
    let whole = artifacts.first().zip(questions.first()).filter(|(root, question)| root.id == question.artifact);
    if let (Some(recipient), Some(content), Some((root, question))) = (&plan.recipient, content, whole)
        && let Some(told) = told.iter_mut().find(|told| told.consultation.name == recipient.name())
        && told.consultation.answers.iter().any(|a| a.artifact == root.id && a.standing == Standing::Unknown)
    {
        let name = path.to_string();
        let is_mail = policy::is_message(root.content_type);
        let sent = fenced(recipient.as_ref(), |oracle| {
            oracle.send(&Parcel { name: &name, question: *question, content, is_mail })
        });
        merge(told, sent);
    }
    told
}

/// Puts what was said of the file that was sent in the place of "never saw it".
fn merge(told: &mut Told, sent: Told) {
    let (now, before) = (sent.consultation, &mut told.consultation);
    for answer in now.answers {
        if let Some(old) = before.answers.iter_mut().find(|old| old.artifact == answer.artifact) {
            *old = answer;
        }
    }
    before.found += now.found;
    before.failure = before.failure.take().or(now.failure);
    before.quota_left = now.quota_left.or(before.quota_left.take());
    told.findings.extend(sent.findings);
}

/// Asks all of them, side by side, and tells it in their order.
pub fn ask_all(oracles: &[Arc<dyn Oracle>], questions: &[Question]) -> Vec<Told> {
    let one = |oracle: &dyn Oracle| fenced(oracle, |oracle| oracle.ask(questions));
    if let [oracle] = oracles {
        return vec![one(oracle.as_ref())];
    }
    thread::scope(|scope| {
        let begin = |oracle: &Arc<dyn Oracle>| {
            let oracle = Arc::clone(oracle);
            thread::Builder::new().spawn_scoped(scope, move || one(oracle.as_ref()))
        };
        let begun: Vec<_> = oracles.iter().map(|oracle| (oracle, begin(oracle))).collect();
        let ended = begun.into_iter().map(|(oracle, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|_| failed(oracle.as_ref())),
            // Where no thread can be had it is asked here.
            Err(_) => one(oracle.as_ref()),
        });
        ended.collect()
    })
}

/// A client that panics is a failure like others.
fn fenced(oracle: &dyn Oracle, work: impl FnOnce(&dyn Oracle) -> Told) -> Told {
    catch_unwind(AssertUnwindSafe(|| work(oracle))).unwrap_or_else(|_| failed(oracle))
}

fn failed(oracle: &dyn Oracle) -> Told {
    let failure = Some("asking it failed, which is a fault of sheepdip; please report it".to_owned());
    Told {
        findings: Vec::new(),
        consultation: Consultation { name: oracle.name(), failure, ..Consultation::default() },
    }
}

/// The report on something of which only a hash is at hand, or is to be used: nobody here looks into it, so it is examined
/// only where somebody who was asked has examined it.
pub fn look_up(path: Name, size: Option<u64>, digest: Digest, plan: &Plan, began: Instant) -> FileReport {
    let root = ArtifactId(0);
    let hashes = match digest {
        Digest::Sha256(sha256) => Some(Hashes { sha256, md5: None, sha1: None }),
        _ => None,
    };
    let record = ArtifactRecord {
        id: root,
        parent: None,
        origin: Origin::File,
        claim: Claim::default(),
        content_type: &HASH,
        size: size.unwrap_or(0),
        hashes,
        facts: Vec::new(),
    };
    let (mut findings, mut engines, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
    for told in ask_all(&plan.oracles, &[Question { artifact: root, digest }]) {
        findings.extend(told.findings);
        if let Some(why) = &told.consultation.failure {
            let gap = Gap::new(GapReason::Engine, format!("{}: {why}", told.consultation.title()));
            gaps.push(PlacedGap { artifact: Some(root), gap });
        }
        engines.push(told.consultation);
    }
    let mut answers = engines.iter().flat_map(|engine| &engine.answers);
    // That somebody could not be asked says it already.
    if gaps.is_empty() && !answers.any(|answer| answer.standing >= Standing::NothingFound) {
        let gap = Gap::new(GapReason::Unknown, "nobody who was asked has examined a file with this hash");
        gaps.push(PlacedGap { artifact: Some(root), gap });
    }
    let judgement = policy::judge(&findings, &gaps);
    FileReport { path, size, artifacts: vec![record], findings, gaps, engines, judgement, elapsed: began.elapsed() }
}

/// The report on something that could not be read at all.
pub fn unreadable(path: Name, size: Option<u64>, gap: Gap, began: Instant) -> FileReport {
    let gaps = vec![PlacedGap { artifact: None, gap }];
    let judgement = policy::judge(&[], &gaps);
    FileReport {
        path,
        size,
        artifacts: Vec::new(),
        findings: Vec::new(),
        gaps,
        engines: Vec::new(),
        judgement,
        elapsed: began.elapsed(),
    }
}
