//! Sending a file to a service: never without its owner's word for this very file and this very service.

use std::sync::Arc;

use crate::model::artifact::Content;
use crate::model::oracle::Parcel;

use super::reputation::Reputation;
use super::setup::Access;
use super::talk::Talk;
use super::trouble::Trouble;

/// How a service takes files.
#[derive(Debug)]
pub struct Upload {
    /// The largest that it takes, in bytes.
    pub largest: u64,
    /// Who gets to see the file, in a sentence.
    pub seen_by: &'static str,
    /// What the service does with it, in a sentence.
    pub kept: &'static str,
    /// Sends it, and returns what its result is asked for with.
    pub send: fn(&Talk<'_>, &Outgoing) -> Result<String, Trouble>,
    /// Asks for the result; `None` while the service is at work.
    pub result: fn(&Talk<'_>, &str) -> Result<Option<Reputation>, Trouble>,
}

/// A file on its way.
#[derive(Debug)]
pub struct Outgoing {
    /// Its bytes.
    pub content: Content,
    /// Its SHA-256 in hexadecimal, which is the only name it is sent under.
    pub sha256: String,
}

/// What its owner is asked about.
#[derive(Debug)]
pub struct Leaving<'a> {
    /// The file's name, escaped.
    pub name: &'a str,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// The service for people.
    pub title: &'static str,
    /// Where it goes.
    pub host: String,
    /// Who gets to see it.
    pub seen_by: &'static str,
    /// What happens to it.
    pub kept: &'static str,
    /// Whether it is a message.
    pub is_mail: bool,
}

/// Asks the owner of a file.
pub trait Consent: Send + Sync {
    /// Whether the file may be sent; the error says why not.
    ///
    /// # Errors
    /// That nobody said yes, in words.
    fn may(&self, leaving: &Leaving<'_>) -> Result<(), String>;
}

/// Sends a file and waits for the result, as long as the conversation lasts.
pub(super) fn deliver(
    talk: &Talk<'_>,
    access: &Access,
    parcel: &Parcel<'_>,
    consent: &Arc<dyn Consent>,
) -> Result<Reputation, Trouble> {
    let title = access.service.title;
    let upload = access.service.upload.ok_or_else(|| Trouble::Declined(format!("{title} takes no files from here")))?;
    let size = parcel.content.size();
    if size > upload.largest {
        let words = format!("the file is larger than {title} takes ({} MB); it was not sent", upload.largest >> 20);
        return Err(Trouble::Declined(words));
    }
    let sha256 = parcel.question.digest.hex();
    let host = reqwest::Url::parse(&access.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let leaving = Leaving {
        name: parcel.name,
        sha256: sha256.clone(),
        size,
        title,
        host: host.unwrap_or_default(),
        seen_by: upload.seen_by,
        kept: upload.kept,
        is_mail: parcel.is_mail,
    };
    consent.may(&leaving).map_err(Trouble::Declined)?;
    talk.tell(&format!("sending {} to {title}", super::words::size(size)));
    let ticket = (upload.send)(talk, &Outgoing { content: parcel.content.clone(), sha256: sha256.clone() })?;
    // From here on the file is there, and whatever happens its owner is told so.
    let sent = |why: &str| {
        Trouble::Declined(format!("it was sent to {title}, {why}; ask for the result later: sheepdip lookup {sha256}"))
    };
    let mut pause = FIRST;
    loop {
        talk.tell(&format!("{title} is at work on it"));
        match talk.pause(pause) {
            Err(Trouble::Late) => return Err(sent("which is still at work")),
            Err(Trouble::Stopped) => return Err(sent("and you stopped waiting")),
            Err(other) => return Err(other),
            Ok(()) => {}
        }
        match (upload.result)(talk, &ticket) {
            Ok(Some(reputation)) => return Ok(reputation),
            Ok(None) => pause = (pause * 2).min(LONGEST),
            Err(trouble) => return Err(sent(&format!("but its result is not here ({})", trouble.words()))),
        }
    }
}

/// What a service gave to ask with, where it can be part of a path.
pub(super) fn ticket(id: &serde_json::Value) -> Option<&str> {
    let plain = |id: &&str| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    id.as_str().filter(|id| (1..=200).contains(&id.len())).filter(plain)
}

/// The first wait for a result, and the longest between two questions: each costs a part of the quota.
const FIRST: std::time::Duration = std::time::Duration::from_secs(5);
const LONGEST: std::time::Duration = std::time::Duration::from_secs(20);
