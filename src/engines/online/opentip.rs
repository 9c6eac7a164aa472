//! Kaspersky OpenTIP, the free part of its Threat Intelligence Portal (opentip.kaspersky.com/Help): one engine, and what it
//! knows of honest software.

use serde_json::Value;

use crate::model::oracle::Digest;

use super::clock;
use super::http::{Body, Request};
use super::reputation::{Known, Reputation, link, same_file, short};
use super::service::{KeyKind, Service};
use super::talk::{Reply, Talk};
use super::trouble::Trouble;
use super::upload::{Outgoing, Upload};

/// The row.
pub(super) static OPENTIP: Service = Service {
    name: "opentip",
    title: "Kaspersky OpenTIP",
    about: "what Kaspersky knows of files, by hash",
    url: "https://opentip.kaspersky.com/api/v1",
    key: KeyKind::Needed {
        header: "x-api-key",
        variables: &["OPENTIP_APIKEY", "OPENTIP_API_KEY"],
        from: "https://opentip.kaspersky.com/token",
        terms: "The free token of Kaspersky OpenTIP is good for a year at most. In some countries authorities or companies may \
                not be allowed to use services of Kaspersky; whether that is so for you, we do not know.",
    },
    // There is one a day, but it is not told to the public.
    quota: &[],
    discloses: "Kaspersky learns that the holder of your key asks about this hash, and may show it among recent questions.",
    look_up,
    refusal,
    upload: Some(&UPLOAD),
};

static UPLOAD: Upload = Upload {
    largest: 256 << 20,
    seen_by: "Kaspersky; its interface has no way to ask for privacy that we know of",
    kept: "it is kept and examined, and the result can be seen by everybody who asks for its hash",
    send,
    result,
};

fn look_up(talk: &Talk<'_>, digest: &Digest) -> Result<Reputation, Trouble> {
    let query = || Request { query: vec![("request", digest.hex())], ..Request::default() };
    let reply = talk.ask("search/hash", query)?;
    if is_unknown(&reply) {
        return Ok(Reputation::unknown());
    }
    read(&reply, digest)
}

/// What it does not know it says with a status alone, or with JSON; a page in HTML is somebody else's.
fn is_unknown(reply: &Reply) -> bool {
    reply.is_unknown() || (reply.status == 404 && reply.empty)
}

fn refusal(reply: &Reply) -> Option<Trouble> {
    match reply.status {
        // Others mean the key by it.
        403 => Some(Trouble::Quota {
            words: format!("the quota of its key is used up{}", reply.said()),
            after: reply.retry_after(),
        }),
        _ => reply.ordinary_refusal(),
    }
}

/// What a report says. Without a zone that we know it is none, whatever its status.
fn read(reply: &Reply, digest: &Digest) -> Result<Reputation, Trouble> {
    let zone = reply.json["Zone"].as_str().filter(|_| reply.status == 200).ok_or_else(|| reply.unexpected())?;
    let file = &reply.json["FileGeneralInfo"];
    let named = match digest {
        Digest::Sha256(_) => &file["Sha256"],
        Digest::Sha1(_) => &file["Sha1"],
        Digest::Md5(_) => &file["Md5"],
    };
    same_file(digest, named.as_str())?;
    let text = |key: &str| file[key].as_str().filter(|text| !text.is_empty());
    let known = match zone {
        "Red" => Known::Malicious,
        // Orange is "not trusted", and so far told of other things than files.
        "Yellow" | "Orange" => Known::Dubious,
        "Green" => Known::NothingFound,
        // No data: whether it ever met the file stands beside.
        "Grey" | "Gray" if text("FirstSeen").is_some() || text("LastSeen").is_some() => Known::Seen,
        "Grey" | "Gray" => return Ok(Reputation::unknown()),
        _ => return Err(reply.unexpected()),
    };
    let mut reputation = Reputation::of(known);
    let detections = reply.json["DetectionsInfo"].as_array().map(Vec::as_slice).unwrap_or_default();
    if matches!(known, Known::Malicious | Known::Dubious) {
        let name = |one: &Value| one["DetectionName"].as_str().filter(|name| !name.trim().is_empty()).map(short);
        // What put it into its zone stands before what else was once said of it.
        let (same, other): (Vec<_>, Vec<_>) = detections.iter().partition(|one| one["Zone"].as_str() == Some(zone));
        reputation.family = same.into_iter().chain(other).find_map(name);
        let means = if known == Known::Malicious { "malware" } else { "adware or other things that are not wanted" };
        reputation.words = Some(format!("It puts the file into its zone {}: {means}", zone.to_ascii_lowercase()));
    }
    let detected = detections.iter().filter_map(|one| one["LastDetectDate"].as_str().and_then(clock::moment)).max();
    reputation.examined = detected.or_else(|| text("LastSeen").and_then(clock::moment));
    reputation.link = link(&format!("https://opentip.kaspersky.com/{}/", digest.hex()));
    Ok(reputation)
}

fn send(talk: &Talk<'_>, file: &Outgoing) -> Result<String, Trouble> {
    let reply = talk.ask("scan/file", || Request {
        query: vec![("filename", file.sha256.clone())],
        body: Body::Raw(file.content.clone()),
        ..Request::default()
    })?;
    if !(200..300).contains(&reply.status) || !(reply.empty || reply.json.is_object()) {
        return Err(reply.unexpected());
    }
    let digest = Digest::of(&file.sha256).ok_or_else(|| reply.unexpected())?;
    same_file(&digest, reply.json["FileGeneralInfo"]["Sha256"].as_str())?;
    // The result is asked for by hash.
    Ok(file.sha256.clone())
}

fn result(talk: &Talk<'_>, ticket: &str) -> Result<Option<Reputation>, Trouble> {
    let reply = talk.ask("getresult/file", || Request {
        query: vec![("request", ticket.to_owned())],
        body: Body::Empty,
        ..Request::default()
    })?;
    let digest = Digest::of(ticket).ok_or_else(|| reply.unexpected())?;
    let status = reply.json["Status"].as_str().map(str::to_ascii_lowercase);
    match status.as_deref() {
        Some("in progress") => Ok(None),
        Some("complete") => read(&reply, &digest).map(|reputation| Some(seen(reputation))),
        // Not every key has its files examined at length; what it says of them at once stands where hashes are asked for.
        Some("not started") => Ok(known(look_up(talk, &digest)?)),
        None if is_unknown(&reply) => Ok(known(look_up(talk, &digest)?)),
        None => read(&reply, &digest).map(|reputation| Some(seen(reputation))),
        Some(_) => Err(reply.unexpected()),
    }
}

/// An answer, where it is more than that the file is unknown.
fn known(reputation: Reputation) -> Option<Reputation> {
    (reputation.standing != Known::Unknown).then_some(reputation)
}

/// What was examined was seen, even where nothing is said of it.
fn seen(reputation: Reputation) -> Reputation {
    if reputation.standing == Known::Unknown { Reputation::of(Known::Seen) } else { reputation }
}
