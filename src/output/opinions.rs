//! What the engines said, for people: one line an engine, and one that sums up.

use std::collections::BTreeMap;

use crate::model::artifact::ArtifactId;
use crate::model::engine::Consultation;
use crate::model::oracle::{Answer, Standing, VoteKind};

use super::layout::count;

/// `clamd (ClamAV 1.4.3, signatures 27820, 1 day old): nothing found`.
pub(super) fn line(engine: &Consultation) -> String {
    let age = engine.age_days.map(|days| if days == 0 { "of today".to_owned() } else { count(days, "day") + " old" });
    let mut about: Vec<String> = engine.version.clone().into_iter().chain(age).collect();
    if let Some(answer) = foremost(engine) {
        about.extend(answer.age_days.map(|days| match days {
            0 => "examined today".to_owned(),
            days => format!("examined {} ago", count(days, "day")),
        }));
        if answer.kept {
            about.push("kept from an earlier question".to_owned());
        }
    }
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let left = engine.quota_left.as_ref().map(|left| format!("; quota left: {left}")).unwrap_or_default();
    format!("{}{about}: {}{left}", engine.title(), said(engine))
}

/// The same in a few words, for the line of a file with nothing found.
pub(super) fn short(engine: &Consultation) -> String {
    match foremost(engine) {
        Some(answer) if answer.standing == Standing::Unknown && engine.warning.is_none() => {
            format!("{} never saw it", engine.title())
        }
        _ => format!("{}: {}", engine.title(), said(engine)),
    }
}

/// Each engine of a service that has an opinion, for those who want to see it.
pub(super) fn votes(engine: &Consultation) -> Vec<String> {
    let Some(answer) = foremost(engine) else { return Vec::new() };
    let spoken = answer.engines.iter().filter(|vote| vote.kind != VoteKind::None);
    let line = |vote: &crate::model::oracle::Vote| {
        let said = match (&vote.label, vote.kind) {
            (Some(label), _) => label.clone(),
            (None, VoteKind::Malicious) => "malicious".to_owned(),
            (None, VoteKind::Suspicious) => "suspicious".to_owned(),
            (None, _) => "nothing found".to_owned(),
        };
        let of = vote.signatures.as_ref().map(|day| format!(" (signatures of {day})")).unwrap_or_default();
        format!("{}: {said}{of}", vote.engine)
    };
    spoken.map(line).collect()
}

/// What all services that were asked by hash say together, of the part that they say the worst of.
pub(super) fn sum(engines: &[Consultation]) -> Option<(ArtifactId, String)> {
    let answers: Vec<(&'static str, &Answer)> =
        engines.iter().flat_map(|engine| engine.answers.iter().map(|answer| (engine.name, answer))).collect();
    let worst = |a: &Answer| (a.standing, a.votes.map_or(0, |v| v.malicious), std::cmp::Reverse(a.artifact));
    let (_, first) = answers.iter().max_by_key(|(_, answer)| worst(answer))?;
    // One service that has no numbers has said it all in its own line.
    if first.votes.is_none() && answers.iter().all(|(name, _)| *name == answers[0].0) {
        return None;
    }
    let mut engines: BTreeMap<String, bool> = BTreeMap::new();
    let (mut more, mut more_malicious, mut family) = (0, 0, None);
    for (name, answer) in answers.iter().filter(|(_, answer)| answer.artifact == first.artifact) {
        family = family.or(answer.family.as_ref());
        // The same engine may sit in several services.
        for vote in answer.engines.iter().filter(|vote| vote.kind != VoteKind::None) {
            let plain: String =
                vote.engine.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            *engines.entry(plain).or_default() |= vote.kind == VoteKind::Malicious;
        }
        match (answer.votes, answer.standing) {
            (Some(_), _) if !answer.engines.is_empty() => {}
            // It gives numbers, but does not say whose.
            (Some(votes), _) => (more, more_malicious) = (more + votes.asked, more_malicious + votes.malicious),
            (None, Standing::Malicious) => drop(engines.insert((*name).to_owned(), true)),
            (None, Standing::Dubious | Standing::NothingFound) => drop(engines.insert((*name).to_owned(), false)),
            (None, _) => {}
        }
    }
    let all = engines.len() + more as usize;
    let malicious = engines.values().filter(|malicious| **malicious).count() + more_malicious as usize;
    let family = family.map(|family| format!("; family: {family}")).unwrap_or_default();
    let words = match (malicious, all) {
        (0, 0) if first.standing >= Standing::Seen => "they know it, but none has examined it".to_owned(),
        (0, 0) => "nobody who was asked has seen it before, which is no sign that it is harmless".to_owned(),
        (0, 1) => "the one engine that knows it does not hold it for malicious".to_owned(),
        (0, all) => format!("none of {all} engines knows it as malicious"),
        (1, all) => format!("1 of {} knows it as malicious{family}", count(all as u64, "engine")),
        (some, all) => format!("{some} of {all} engines know it as malicious{family}"),
    };
    Some((first.artifact, words))
}

/// The answer that tells the most: the worst, of the outermost part.
fn foremost(engine: &Consultation) -> Option<&Answer> {
    engine
        .answers
        .iter()
        .max_by_key(|a| (a.standing, a.votes.map_or(0, |v| v.malicious), std::cmp::Reverse(a.artifact)))
}

fn said(engine: &Consultation) -> String {
    // Why it failed is told as the reason of the gap.
    let (answered, failed) = (count(engine.answered, "part"), engine.failure.is_some());
    let words = match (engine.found, engine.answered, foremost(engine)) {
        (_, 1.., Some(answer)) => {
            let beside = engine.answered - 1;
            let beside = if beside > 0 { format!(" (asked about {answered})") } else { String::new() };
            let then = if failed { "; more was not to be had" } else { "" };
            format!("{}{beside}{then}", known(answer))
        }
        (0, 0, _) if failed => "it could not be asked".to_owned(),
        (0, 0, _) => "there was nothing to ask".to_owned(),
        (0, ..) if failed => format!("nothing found in {answered}, then it failed"),
        (0, ..) => "nothing found".to_owned(),
        (1, 1, _) => "found something".to_owned(),
        (found, ..) => format!("found something in {found} of {answered}"),
    };
    engine.warning.iter().fold(words, |words, warning| words + "; " + warning)
}

/// What a service knows, in words.
fn known(answer: &Answer) -> String {
    let family = answer.family.as_ref().map(|family| format!(", family {family}")).unwrap_or_default();
    match (answer.standing, answer.votes) {
        (Standing::Unknown, _) => "never saw it, which says nothing".to_owned(),
        (Standing::Seen, _) => "knows it, but has not examined it".to_owned(),
        (Standing::Distributed, _) => "knows it from public software".to_owned(),
        (_, Some(votes)) if votes.malicious > 0 || votes.suspicious == 0 => {
            format!("{} of {} hold it for malicious{family}", votes.malicious, count(votes.asked.into(), "engine"))
        }
        (_, Some(votes)) => {
            format!("{} of {} hold it for suspicious", votes.suspicious, count(votes.asked.into(), "engine"))
        }
        (Standing::NothingFound, None) => "examined it and found nothing".to_owned(),
        (Standing::Dubious, None) => format!("holds it for dubious{family}"),
        (Standing::Malicious, None) => format!("knows it as malware{family}"),
    }
}
