//! Hybrid Analysis, version 2 of its interface (hybrid-analysis.com/docs/api/v2) as it is since 2025: what a sandbox and some
//! scanners said of a file. A question is two: which reports there are, and what they come to. The older answer, a list of
//! summaries, is still given by servers in companies and is read, too.

use std::time::Duration;

use serde_json::Value;

use crate::model::oracle::Digest;

use super::clock;
use super::http::{Body, Request};
use super::reputation::{Kind, Known, Reputation, link, same_file, short};
use super::service::{DAY, HOUR, KeyKind, MINUTE, Service};
use super::talk::{Reply, Talk};
use super::trouble::Trouble;
use super::upload::{Outgoing, Upload, ticket};

/// The row.
pub(super) static HYBRID_ANALYSIS: Service = Service {
    name: "hybrid-analysis",
    title: "Hybrid Analysis",
    about: "what a sandbox saw files do, by hash",
    url: "https://hybrid-analysis.com/api/v2",
    key: KeyKind::Needed {
        header: "api-key",
        variables: &["HYBRID_ANALYSIS_API_KEY", "HA_API_KEY"],
        from: "https://hybrid-analysis.com/my-account",
        terms: "A new free key of Hybrid Analysis is restricted: it may ask, but not send files until your account is vetted. \
                Whether it may be used in a business stands in their terms, so read them first.",
    },
    // Said differently in different places; the service counts itself, and its answers tell what is left.
    quota: &[],
    discloses: "CrowdStrike, whose service this is, learns that the holder of your key asks about this hash.",
    look_up,
    refusal,
    upload: Some(&UPLOAD),
};

static UPLOAD: Upload = Upload {
    // The smallest of the limits that are told of it.
    largest: 100 << 20,
    seen_by: "CrowdStrike; it is asked to give the file neither to its community nor to others, but has other companies' scanners \
              look at it, and we do not know what these get",
    kept: "it is kept and examined by several scanners, and the result can probably be seen by everybody who asks for its hash",
    send,
    result,
};

/// How the words of a refusal begin that a key with more rights would not get.
const FORBIDDEN: &str = "it does not allow this with the key";

/// What every question says beside the key: without it some of its servers answer in HTML.
fn headers() -> Vec<(&'static str, String)> {
    vec![("accept", "application/json".to_owned())]
}

fn ask(talk: &Talk<'_>, path: &str, query: &[(&'static str, String)]) -> Result<Reply, Trouble> {
    talk.ask(path, || Request { query: query.to_vec(), headers: headers(), ..Request::default() })
}

fn look_up(talk: &Talk<'_>, digest: &Digest) -> Result<Reputation, Trouble> {
    let reply = ask(talk, "search/hash", &[("hash", digest.hex())])?;
    // That it does not know the hash it says with statuses that changed over time, and always with these words.
    let message = reply.json["message"].as_str().unwrap_or_default();
    if reply.is_unknown() || message.starts_with("Requested hash not found") {
        return Ok(Reputation::unknown());
    }
    let Some(found) = search(&reply, digest)? else { return Ok(Reputation::unknown()) };
    let mut sum = Sum::default();
    for report in found.reports.iter().filter(|report| is_done(report)) {
        sum.add(report);
    }
    // Without it there is no family, no score, and no word of the scanners; with it failing there is still what the
    // reports said, if they said something: a file that nothing is known of may be known to the part that failed.
    match overview(talk, &found.sha256) {
        Ok(Some(overview)) => sum.add(&overview),
        Err(trouble) if sum.known.is_none() => return Err(trouble),
        Ok(None) | Err(_) => {}
    }
    Ok(sum.reputation(&found.sha256))
}

/// What a search came upon.
struct Found<'a> {
    sha256: String,
    reports: &'a [Value],
}

/// Reads the answer of a search in its two forms; `None` is that it knows no such file.
fn search<'a>(reply: &'a Reply, digest: &Digest) -> Result<Option<Found<'a>>, Trouble> {
    if reply.status != 200 {
        return Err(reply.unexpected());
    }
    let (reports, hashes): (&[Value], Vec<&str>) = match &reply.json {
        Value::Array(summaries) => {
            for summary in summaries {
                same_file(digest, summary[digest.kind()].as_str())?;
            }
            (summaries, summaries.iter().filter_map(|summary| summary["sha256"].as_str()).collect())
        }
        answer => {
            let reports = answer["reports"].as_array().ok_or_else(|| reply.unexpected())?;
            let hashes = answer["sha256s"].as_array().ok_or_else(|| reply.unexpected())?;
            (reports, hashes.iter().filter_map(Value::as_str).collect())
        }
    };
    if reports.is_empty() && hashes.is_empty() {
        return Ok(None);
    }
    let mut hashes = hashes.into_iter().filter_map(Digest::of).filter(|hash| matches!(hash, Digest::Sha256(_)));
    let first = hashes.next().ok_or_else(|| reply.unexpected())?;
    let sha256 = match digest {
        Digest::Sha256(_) if first == *digest || hashes.any(|hash| hash == *digest) => *digest,
        Digest::Sha256(_) => return Err(Trouble::Wrong("it answered about another file".to_owned())),
        // Of which file an MD5 or SHA-1 is, the service says.
        _ => first,
    };
    Ok(Some(Found { sha256: sha256.hex(), reports }))
}

/// Whether a report's verdict means something: one of a failed or unfinished examination does not.
fn is_done(report: &Value) -> bool {
    report["state"].as_str().is_none_or(|state| state == "SUCCESS")
}

/// What all reports and scanners come to. `None` is that there is no such thing.
fn overview(talk: &Talk<'_>, sha256: &str) -> Result<Option<Value>, Trouble> {
    let mut reply = ask(talk, &format!("overview/{sha256}/summary"), &[])?;
    if reply.is_unknown() {
        return Ok(None);
    }
    if reply.status != 200 || reply.json.get("verdict").is_none() {
        return Err(reply.unexpected());
    }
    let digest = Digest::of(sha256).ok_or_else(|| reply.unexpected())?;
    same_file(&digest, reply.json["sha256"].as_str())?;
    Ok(Some(reply.json.take()))
}

/// What reports and overview say together: the worst of them counts.
#[derive(Default)]
struct Sum {
    known: Option<Known>,
    said: String,
    score: Option<u64>,
    scanners: Option<u64>,
    family: Option<String>,
    examined: Option<u64>,
}

impl Sum {
    /// Adds a report, a summary or an overview: they have the same fields, as far as they have them.
    fn add(&mut self, one: &Value) {
        let said = one["verdict"].as_str().unwrap_or_default();
        let known = match said {
            "malicious" => Some(Known::Malicious),
            "suspicious" => Some(Known::Dubious),
            // It vouches for what is on its list, and does not say why: that is not known to be public software.
            "no specific threat" | "whitelisted" => Some(Known::NothingFound),
            _ => None,
        };
        if weight(known) > weight(self.known) {
            (self.known, self.said) = (known, said.to_owned());
        }
        let percent = |key: &str| one[key].as_u64().filter(|number| *number <= 100);
        self.score = self.score.max(percent("threat_score"));
        self.scanners = self.scanners.max(percent("multiscan_result").or_else(|| percent("av_detect")));
        let family = one["vx_family"].as_str().filter(|family| !family.trim().is_empty());
        self.family = self.family.take().or_else(|| family.map(short));
        for key in ["last_multi_scan", "analysis_start_time"] {
            self.examined = self.examined.max(one[key].as_str().and_then(clock::moment));
        }
    }

    fn reputation(self, sha256: &str) -> Reputation {
        let mut reputation = Reputation::of(self.known.unwrap_or(Known::Seen));
        let score = self.score.map(|score| format!(", with a threat score of {score} of 100"));
        let scanners = self.scanners.map(|percent| format!("; {percent} % of the engines that it asked know it"));
        if self.known.is_some() {
            let (said, score, scanners) = (short(&self.said), score.unwrap_or_default(), scanners.unwrap_or_default());
            reputation.words = Some(format!("It answered \"{said}\"{score}{scanners}"));
        }
        reputation.family = self.family;
        reputation.examined = self.examined;
        reputation.link = page(sha256);
        reputation
    }
}

fn weight(known: Option<Known>) -> u8 {
    match known {
        Some(Known::Malicious) => 3,
        Some(Known::Dubious) => 2,
        Some(_) => 1,
        None => 0,
    }
}

fn refusal(reply: &Reply) -> Option<Trouble> {
    let limits = reply.header("api-limits").and_then(|text| serde_json::from_str::<Value>(text).ok());
    // A good answer that was the last one for now is still an answer.
    let reached = limits.filter(|limits| limits["limit_reached"].as_bool() == Some(true));
    match (reply.status, reached) {
        (403 | 429, Some(limits)) => Some(used_up(&limits, reply)),
        (403, None) => Some(Trouble::Key(format!("{FORBIDDEN}{}", reply.said()))),
        _ => reply.ordinary_refusal(),
    }
}

/// Which of its limits is used up.
fn used_up(limits: &Value, reply: &Reply) -> Trouble {
    let spans = [("minute", MINUTE), ("hour", HOUR), ("day", DAY)];
    let reached = spans.into_iter().rev().find_map(|(name, seconds)| {
        let (limit, used) = (limits["limits"][name].as_u64()?, limits["used"][name].as_u64()?);
        (used >= limit).then_some((name, limit, seconds))
    });
    let (which, span) = match reached {
        Some((name, limit, seconds)) => {
            (format!(" ({limit} questions in one {name})"), Some(Duration::from_secs(seconds)))
        }
        None => (reply.said(), None),
    };
    Trouble::Quota { words: format!("its quota is used up{which}"), after: reply.retry_after().or(span) }
}

/// The page for people.
fn page(sha256: &str) -> Option<String> {
    Digest::of(sha256).and_then(|digest| link(&format!("https://hybrid-analysis.com/sample/{}", digest.hex())))
}

fn send(talk: &Talk<'_>, file: &Outgoing) -> Result<String, Trouble> {
    let sent = talk.ask("quick-scan/file", || Request {
        headers: headers(),
        body: Body::File {
            content: file.content.clone(),
            name: file.sha256.clone(),
            fields: vec![
                ("scan_type", "all".to_owned()),
                ("no_share_third_party", "1".to_owned()),
                ("allow_community_access", "0".to_owned()),
            ],
        },
        ..Request::default()
    });
    let reply = sent.map_err(|trouble| match trouble {
        Trouble::Key(words) if words.starts_with(FORBIDDEN) => Trouble::Key(format!(
            "{words}: a free key that is restricted may not send files until Hybrid Analysis has vetted your account"
        )),
        other => other,
    })?;
    let id = ticket(&reply.json["id"]).filter(|_| reply.status < 300).ok_or_else(|| reply.unexpected())?;
    // The result is asked for with both: the hash says whether it is the right one.
    Ok(format!("{id} {}", file.sha256))
}

fn result(talk: &Talk<'_>, ticket: &str) -> Result<Option<Reputation>, Trouble> {
    let (id, sha256) = ticket.split_once(' ').unwrap_or((ticket, ""));
    let reply = ask(talk, &format!("quick-scan/{id}"), &[])?;
    let scanners = reply.json["scanners_v2"].as_object().filter(|_| reply.status == 200);
    let (scanners, digest) = scanners.zip(Digest::of(sha256)).ok_or_else(|| reply.unexpected())?;
    same_file(&digest, reply.json["sha256"].as_str())?;
    let scanners: Vec<&Value> = scanners.values().filter(|scanner| scanner.is_object()).collect();
    let at_work = scanners.iter().any(|scanner| scanner["progress"].as_u64().is_some_and(|percent| percent < 100));
    if !reply.json["finished"].as_bool().unwrap_or(!at_work) {
        return Ok(None);
    }
    Ok(Some(scanned(&scanners, sha256)))
}

/// What scanners say. Some of them are many engines, and partly the same ones: so that no engine has two votes, only those
/// of the scanner with the most that know the file are counted, and each scanner that is one engine has one.
fn scanned(scanners: &[&Value], sha256: &str) -> Reputation {
    let mut reputation = Reputation::of(Known::Voted);
    let (mut malicious, mut suspicious, mut asked) = (0_u32, 0_u32, 0_u32);
    let mut most: Option<(u32, u32)> = None;
    for scanner in scanners {
        let kind = match scanner["status"].as_str() {
            Some("malicious") => Kind::Malicious,
            Some("suspicious") => Kind::Suspicious,
            Some("clean" | "no-threat" | "whitelisted") => Kind::Nothing,
            _ => Kind::None,
        };
        let number = |key: &str| scanner[key].as_u64().and_then(|n| u32::try_from(n).ok());
        let engines =
            number("positives").zip(number("total")).filter(|(positives, total)| *total > 0 && positives <= total);
        let label = engines.map(|(positives, total)| format!("{positives} of {total} engines"));
        reputation.say(scanner["name"].as_str().unwrap_or("a scanner"), kind, label.as_deref(), None);
        match (engines, kind) {
            (Some(engines), _) => most = most.max(Some(engines)),
            (None, Kind::None) => {}
            (None, _) => {
                malicious += u32::from(kind == Kind::Malicious);
                suspicious += u32::from(kind == Kind::Suspicious);
                asked += 1;
            }
        }
    }
    let (positives, total) = most.unwrap_or_default();
    let (malicious, asked) = (malicious.saturating_add(positives), asked.saturating_add(total));
    reputation.votes = Some((malicious, suspicious, asked));
    if asked == 0 {
        reputation.standing = Known::Seen;
        reputation.votes = None;
    }
    reputation.sort();
    reputation.link = page(sha256);
    reputation
}
