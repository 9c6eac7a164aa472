//! OPSWAT MetaDefender Cloud, version 4 of its interface (docs.opswat.com/mdcloud): some twenty engines by hash.

use crate::model::oracle::Digest;

use super::clock;
use super::http::{Body, Request};
use super::reputation::{Kind, Known, Reputation, link, same_file};
use super::service::{DAY, KeyKind, Service, Window};
use super::talk::{Reply, Talk};
use super::trouble::Trouble;
use super::upload::{Outgoing, Upload, ticket};

/// The row.
pub(super) static METADEFENDER: Service = Service {
    name: "metadefender",
    title: "MetaDefender Cloud",
    about: "some twenty anti-virus engines by hash",
    url: "https://api.metadefender.com/v4",
    key: KeyKind::Needed {
        header: "apikey",
        variables: &["METADEFENDER_APIKEY", "METADEFENDER_API_KEY"],
        from: "https://metadefender.opswat.com/account",
        terms: "The free key of MetaDefender Cloud has small daily limits, which OPSWAT changes from time to time; whether it may \
                be used in a business stands in OPSWAT's terms, so read them first. Several questions with a wrong key block \
                your address for an hour.",
    },
    // What the account page of a free key says of questions by hash. Files that are sent have limits of their own.
    quota: &[Window { seconds: DAY, allowed: 1_000 }],
    discloses: "OPSWAT learns that the holder of your key asks about this hash.",
    look_up,
    refusal,
    upload: Some(&UPLOAD),
};

static UPLOAD: Upload = Upload {
    // The limit depends on the key; this is what free ones are said to have, and the service refuses what is too large.
    largest: 140 << 20,
    seen_by: "OPSWAT; it is asked to neither keep nor share the file, but does not promise that for free keys: then partners and \
              customers of OPSWAT may get it",
    kept: "it is examined by all engines, and the result can be seen by everybody who asks for its hash",
    send,
    result,
};

/// The codes in its errors: a hash that it does not know, an address that it blocks, a quota used up.
const NOT_FOUND: u64 = 404_003;
const BLOCKED: u64 = 403_002;
const THROTTLED: u64 = 429_001;

fn look_up(talk: &Talk<'_>, digest: &Digest) -> Result<Reputation, Trouble> {
    let reply = talk.get(format!("hash/{}", digest.hex()))?;
    if reply.is_unknown() && code(&reply).is_none_or(|code| code == NOT_FOUND) || says_not_found(&reply, digest) {
        return Ok(Reputation::unknown());
    }
    read(&reply, digest)
}

/// The error's code, which some versions write as text.
fn code(reply: &Reply) -> Option<u64> {
    let code = &reply.json["error"]["code"];
    code.as_u64().or_else(|| code.as_str()?.parse().ok())
}

/// Older servers, and those in companies, answer `{"<HASH>": "Not Found"}`.
fn says_not_found(reply: &Reply, digest: &Digest) -> bool {
    let said = reply.json.as_object().filter(|answer| reply.status == 200 && answer.len() == 1);
    said.into_iter().flatten().any(|(hash, words)| {
        let words = words.as_str().unwrap_or_default();
        hash.eq_ignore_ascii_case(&digest.hex()) && words.eq_ignore_ascii_case("not found")
    })
}

fn refusal(reply: &Reply) -> Option<Trouble> {
    match (reply.status, code(reply)) {
        (403, Some(BLOCKED)) => Some(Trouble::Key(format!(
            "it blocks your address for an hour, because it was asked with a wrong key too often{}; set the right key, and wait",
            reply.said()
        ))),
        (_, Some(THROTTLED)) => {
            Some(Trouble::Quota { words: format!("its quota is used up{}", reply.said()), after: reply.retry_after() })
        }
        _ => reply.ordinary_refusal(),
    }
}

/// What a report on a file says. Without numbers it is none, whatever its status.
fn read(reply: &Reply, digest: &Digest) -> Result<Reputation, Trouble> {
    let results = &reply.json["scan_results"];
    let number = |key: &str| results[key].as_u64().and_then(|n| u32::try_from(n).ok());
    let (Some(total), Some(detected), 200) = (number("total_avs"), number("total_detected_avs"), reply.status) else {
        return Err(reply.unexpected());
    };
    let file = &reply.json["file_info"];
    same_file(digest, file[digest.kind()].as_str())?;

    let mut reputation = Reputation::of(Known::Voted);
    let (mut malicious, mut suspicious, mut silent) = (0_u32, 0_u32, 0_u32);
    for (name, engine) in results["scan_details"].as_object().into_iter().flatten() {
        let kind = kind(engine["scan_result_i"].as_u64());
        match kind {
            Kind::Malicious => malicious = malicious.saturating_add(1),
            Kind::Suspicious => suspicious = suspicious.saturating_add(1),
            Kind::None => silent = silent.saturating_add(1),
            Kind::Nothing => {}
        }
        let day = engine["def_time"].as_str().and_then(|time| time.get(..10));
        reputation.say(name, kind, engine["threat_found"].as_str(), day);
    }
    reputation.sort();
    // Its own number is believed where it does not name the engines; whether it counts the suspicious ones is not said.
    let malicious = malicious.max(detected.saturating_sub(suspicious));
    let asked = total.saturating_sub(silent).max(malicious.saturating_add(suspicious));
    reputation.votes = Some((malicious, suspicious, asked));
    let done = results["progress_percentage"].as_u64().is_none_or(|percent| percent >= 100);
    if asked == 0 || (!done && malicious == 0 && suspicious == 0) {
        // Somebody's file is being examined at this moment: nothing found so far is not nothing found.
        reputation.standing = Known::Seen;
        reputation.votes = None;
        reputation.engines.clear();
    }
    reputation.examined = results["start_time"].as_str().and_then(clock::moment);
    reputation.link = file["sha256"].as_str().and_then(page);
    Ok(reputation)
}

/// What the code of one engine means (opswat.com/docs/mdcloud/integrations/description-on-scan-result-codes). What is not
/// here (failed, encrypted, too large, not scanned, not supported) is no opinion.
fn kind(code: Option<u64>) -> Kind {
    match code {
        // Infected; and cleaned or deleted, which is what an engine does to what it knows.
        Some(1 | 4) => Kind::Malicious,
        // Suspicious; and unwanted programs.
        Some(2 | 22) => Kind::Suspicious,
        // No threat; and on its list of allowed files.
        Some(0 | 7) => Kind::Nothing,
        _ => Kind::None,
    }
}

/// The page for people.
fn page(sha256: &str) -> Option<String> {
    let hash = Digest::of(sha256)?.hex();
    link(&format!("https://metadefender.opswat.com/results/file/{hash}/hash/overview"))
}

fn send(talk: &Talk<'_>, file: &Outgoing) -> Result<String, Trouble> {
    let reply = talk.ask("file", || Request {
        headers: vec![
            ("filename", file.sha256.clone()),
            ("rule", "multiscan".to_owned()),
            ("samplesharing", "0".to_owned()),
            ("privateprocessing", "1".to_owned()),
        ],
        body: Body::Raw(file.content.clone()),
        ..Request::default()
    })?;
    let id = ticket(&reply.json["data_id"]).filter(|_| reply.status < 300).ok_or_else(|| reply.unexpected())?;
    // The result is asked for with both: the hash says whether it is the right one.
    Ok(format!("{id} {}", file.sha256))
}

fn result(talk: &Talk<'_>, ticket: &str) -> Result<Option<Reputation>, Trouble> {
    let (id, sha256) = ticket.split_once(' ').unwrap_or((ticket, ""));
    let reply = talk.get(format!("file/{id}"))?;
    let progress = reply.json["scan_results"]["progress_percentage"].as_u64();
    match (reply.status, progress, Digest::of(sha256)) {
        (200, Some(100), Some(digest)) => read(&reply, &digest).map(Some),
        (200, Some(..100), _) => Ok(None),
        _ => Err(reply.unexpected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_an_engine_says_of_the_file_is_an_opinion() {
        let of = |codes: std::ops::RangeInclusive<u64>, wanted: Kind| -> Vec<u64> {
            codes.filter(|code| kind(Some(*code)) == wanted).collect()
        };
        assert_eq!(of(0..=255, Kind::Malicious), [1, 4]);
        assert_eq!(of(0..=255, Kind::Suspicious), [2, 22]);
        assert_eq!(of(0..=255, Kind::Nothing), [0, 7]);
        assert_eq!(kind(None), Kind::None);
    }
}
