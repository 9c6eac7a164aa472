//! CIRCL hashlookup (circl.lu/services/hashlookup): files of software that is distributed publicly, and some that are known
//! as malware. No key. It says where a file comes from, not that it is good.

use crate::model::oracle::Digest;

use super::reputation::{Known, Reputation, short};
use super::service::{KeyKind, Service};
use super::talk::{Reply, Talk};
use super::trouble::Trouble;

/// The row.
pub(super) static HASHLOOKUP: Service = Service {
    name: "hashlookup",
    title: "CIRCL hashlookup",
    about: "files of software that is distributed publicly, by hash",
    url: "https://hashlookup.circl.lu",
    key: KeyKind::None,
    quota: &[],
    discloses: "CIRCL counts which hashes are asked for, and may publish those that it does not know.",
    look_up,
    refusal: Reply::ordinary_refusal,
    upload: None,
};

fn look_up(talk: &Talk<'_>, digest: &Digest) -> Result<Reputation, Trouble> {
    let reply = talk.get(format!("lookup/{}/{}", digest.kind(), digest.hex()))?;
    if reply.is_unknown() {
        return Ok(Reputation::unknown());
    }
    let record = reply.json.as_object().filter(|_| reply.status == 200).ok_or_else(|| reply.unexpected())?;
    // A record of another file, or a page in JSON that is no record, must not vouch for this one.
    let key = match digest {
        Digest::Sha256(_) => "SHA-256",
        Digest::Sha1(_) => "SHA-1",
        Digest::Md5(_) => "MD5",
    };
    let same =
        record.get(key).and_then(|hash| hash.as_str()).is_some_and(|hash| hash.eq_ignore_ascii_case(&digest.hex()));
    if !same {
        return Err(Trouble::Wrong("it answered about another file".to_owned()));
    }
    // Whoever flagged it outweighs the packages that hold it.
    if let Some(by) = record.get("KnownMalicious") {
        let mut reputation = Reputation::of(Known::Malicious);
        let by = by.as_str().map(short).unwrap_or_default();
        reputation.words =
            Some(format!("It is marked as malicious there{}", if by.is_empty() { by } else { format!(" by {by}") }));
        return Ok(reputation);
    }
    let mut reputation = Reputation::of(Known::Distributed);
    let words = |key: &str| record.get(key).and_then(|v| v.as_str()).map(short);
    let product = reply.json["ProductCode"]["ProductName"].as_str().map(short);
    let from = product.or_else(|| words("source")).or_else(|| words("db"));
    let trust = record.get("hashlookup:trust").and_then(serde_json::Value::as_u64);
    let trust = trust.map(|trust| format!("with a trust of {trust} of 100")).into_iter();
    let said: Vec<String> = from.map(|from| format!("as a part of {from}")).into_iter().chain(trust).collect();
    reputation.words = Some(format!("It knows the hash {}", said.join(", ")).trim_end().to_owned());
    Ok(reputation)
}
