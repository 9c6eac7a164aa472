//! VirusTotal, version 3 of its interface (docs.virustotal.com/reference/overview): some seventy engines by hash.

use serde_json::Value;

use crate::model::oracle::Digest;

use super::http::{Body, Request};
use super::reputation::{Kind, Known, Reputation, link, same_file, short};
use super::service::{DAY, KeyKind, MINUTE, Service, Window};
use super::talk::{Reply, Talk};
use super::trouble::Trouble;
use super::upload::{Outgoing, Upload};

/// The row.
pub(super) static VIRUSTOTAL: Service = Service {
    name: "virustotal",
    title: "VirusTotal",
    about: "some seventy anti-virus engines by hash",
    url: "https://www.virustotal.com/api/v3",
    key: KeyKind::Needed {
        header: "x-apikey",
        variables: &["VT_API_KEY", "VTCLI_APIKEY"],
        from: "https://www.virustotal.com/gui/my-apikey",
        terms: "The free key of VirusTotal is not for business use: it must not be part of a commercial product, service or workflow.",
    },
    quota: &[Window { seconds: MINUTE, allowed: 4 }, Window { seconds: DAY, allowed: 500 }],
    discloses: "VirusTotal and its partners learn that somebody asks about this hash.",
    look_up,
    refusal,
    upload: Some(&UPLOAD),
};

static UPLOAD: Upload = Upload {
    largest: 650 << 20,
    seen_by: "VirusTotal's partners and paying customers all over the world can see and download it",
    kept: "it is kept, examined by all engines, and hard to have removed",
    send,
    result,
};

/// Above this a file is sent to an address that must be asked for, in bytes.
const DIRECT: u64 = 32 << 20;

fn look_up(talk: &Talk<'_>, digest: &Digest) -> Result<Reputation, Trouble> {
    let reply = talk.get(format!("files/{}", digest.hex()))?;
    if reply.is_unknown() {
        return Ok(Reputation::unknown());
    }
    let report = &reply.json["data"]["attributes"];
    same_file(digest, report[digest.kind()].as_str())?;
    read(&reply, report)
}

fn refusal(reply: &Reply) -> Option<Trouble> {
    // Whatever the status, the code tells.
    match reply.json["error"]["code"].as_str() {
        Some("QuotaExceededError" | "TooManyRequestsError") => {
            Some(Trouble::Quota { words: format!("its quota is used up{}", reply.said()), after: reply.retry_after() })
        }
        Some("TransientError" | "DeadlineExceededError" | "NotAvailableYet") => {
            Some(Trouble::Passing(format!("it is in trouble itself{}", reply.said())))
        }
        _ => reply.ordinary_refusal(),
    }
}

/// What a report on a file says. Without numbers it is none, whatever its status.
fn read(reply: &Reply, report: &Value) -> Result<Reputation, Trouble> {
    let stats = &report["last_analysis_stats"];
    if reply.status != 200 || !stats.is_object() {
        return Err(reply.unexpected());
    }
    let mut reputation = Reputation::of(Known::Voted);
    votes(&mut reputation, stats, &report["last_analysis_results"]);
    reputation.family = report["popular_threat_classification"]["suggested_threat_label"].as_str().map(short);
    reputation.examined = report["last_analysis_date"].as_u64();
    reputation.link = report["sha256"].as_str().and_then(page);
    Ok(reputation)
}

/// Numbers and engines, as reports and analyses share them.
fn votes(reputation: &mut Reputation, stats: &Value, engines: &Value) {
    let count = |key: &str| stats[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let (malicious, suspicious) = (count("malicious"), count("suspicious"));
    // Those that failed, took too long or do not know such files have no opinion.
    let asked = [malicious, suspicious, count("undetected"), count("harmless")]
        .iter()
        .fold(0, |a: u32, b| a.saturating_add(*b));
    reputation.votes = Some((malicious, suspicious, asked));
    if asked == 0 {
        reputation.standing = Known::Seen;
    }
    for (name, engine) in engines.as_object().into_iter().flatten() {
        let kind = match engine["category"].as_str() {
            Some("malicious") => Kind::Malicious,
            Some("suspicious") => Kind::Suspicious,
            Some("undetected" | "harmless") => Kind::Nothing,
            _ => Kind::None,
        };
        reputation.say(name, kind, engine["result"].as_str(), engine["engine_update"].as_str());
    }
    reputation.sort();
}

/// The page for people.
fn page(sha256: &str) -> Option<String> {
    Digest::of(sha256).and_then(|digest| link(&format!("https://www.virustotal.com/gui/file/{}", digest.hex())))
}

fn send(talk: &Talk<'_>, file: &Outgoing) -> Result<String, Trouble> {
    let mut path = "files".to_owned();
    if file.content.size() > DIRECT {
        let reply = talk.get("files/upload_url")?;
        let address = reply.json["data"].as_str().ok_or_else(|| reply.unexpected())?;
        path = address.to_owned();
    }
    let (content, name) = (&file.content, &file.sha256);
    let reply = talk.ask(path, || Request {
        body: Body::File { content: content.clone(), name: name.clone(), fields: Vec::new() },
        ..Request::default()
    })?;
    let id = reply.json["data"]["id"].as_str().filter(|id| is_ticket(id));
    id.map(str::to_owned).ok_or_else(|| reply.unexpected())
}

fn result(talk: &Talk<'_>, ticket: &str) -> Result<Option<Reputation>, Trouble> {
    let reply = talk.get(format!("analyses/{ticket}"))?;
    let analysis = &reply.json["data"]["attributes"];
    match analysis["status"].as_str() {
        Some("completed") => {
            let mut reputation = Reputation::of(Known::Voted);
            votes(&mut reputation, &analysis["stats"], &analysis["results"]);
            reputation.examined = analysis["date"].as_u64();
            reputation.link = reply.json["meta"]["file_info"]["sha256"].as_str().and_then(page);
            Ok(Some(reputation))
        }
        Some("queued" | "in-progress") => Ok(None),
        _ => Err(reply.unexpected()),
    }
}

/// What the service gave to ask with: it becomes part of a path.
fn is_ticket(id: &str) -> bool {
    (1..=200).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"=_-".contains(&b))
}
