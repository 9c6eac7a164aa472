//! Manners: how one service is asked. Every question is counted against its quota first; a wrong key ends it for the run;
//! what passes is tried again, later each time; and all of it within one time.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::Url;
use reqwest::header::HeaderMap;
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::model::name::escape_short;

use super::clock;
use super::http::{Body, Http, Raw, Request, Sent};
use super::quota::Quota;
use super::service::KeyKind;
use super::setup::Access;
use super::trouble::Trouble;
use super::words;

/// How often a question is repeated that was lost on the way.
const TRIES: u32 = 3;
/// The first wait before a repetition; the next ones are twice as long.
const PAUSE: Duration = Duration::from_millis(500);
/// How long nothing is asked when a service refuses without saying for how long.
const REFUSED: Duration = Duration::from_secs(60);
/// After so many files without an answer a service is not asked about further ones.
const PATIENCE: u32 = 3;
/// The longest words of a service in a message, in characters.
const WORDS: usize = 160;

/// Told of what a person waits for.
pub type Waiting = Arc<dyn Fn(&str) + Send + Sync>;

/// A service with everything that asking it needs; one for the run.
pub(super) struct Desk {
    pub(super) access: Access,
    pub(super) quota: Quota,
    http: Arc<Http>,
    stop: Arc<AtomicBool>,
    waiting: Waiting,
    /// Why it is not asked any more in this run.
    ended: Mutex<Option<Trouble>>,
    /// Files in a row without an answer.
    failed: AtomicU32,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Desk({})", self.access.service.name)
    }
}

impl Desk {
    pub(super) fn new(access: Access, quota: Quota, http: Arc<Http>, stop: Arc<AtomicBool>, waiting: Waiting) -> Self {
        Self { access, quota, http, stop, waiting, ended: Mutex::new(None), failed: AtomicU32::new(0) }
    }

    /// Why it is not asked any more.
    pub(super) fn ended(&self) -> Option<Trouble> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers how a question went.
    pub(super) fn went(&self, trouble: Option<&Trouble>) {
        let Some(trouble) = trouble else {
            self.failed.store(0, Ordering::Relaxed);
            return;
        };
        let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
        let passing = matches!(trouble, Trouble::Passing(_) | Trouble::Late);
        if trouble.is_final() || (passing && failed >= PATIENCE) {
            self.ended.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| trouble.clone());
        }
    }

    /// A conversation that ends by then.
    pub(super) fn talk(&self, until: Instant) -> Talk<'_> {
        Talk { desk: self, until }
    }
}

/// A conversation with a service about one file.
#[derive(Debug)]
pub struct Talk<'a> {
    desk: &'a Desk,
    until: Instant,
}

/// An answer in JSON, with a status that the service gives to answers.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status: below 300, or 404 and others that tell something.
    pub status: u16,
    /// The JSON; null where the service sent nothing.
    pub json: Value,
    /// Whether the service sent nothing, which a page of somebody else never is.
    pub empty: bool,
    headers: HeaderMap,
}

impl Reply {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// In what time the service wants to be asked again.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = self.header("retry-after").or_else(|| self.header("x-ratelimit-reset-in"))?;
        let digits = seconds.trim().trim_end_matches('s');
        digits.parse().ok().map(Duration::from_secs)
    }

    /// The refusal that most services mean by 401, 403 and 429; `words` is the service's own message.
    pub fn ordinary_refusal(&self) -> Option<Trouble> {
        match self.status {
            401 => Some(Trouble::Key(format!("it does not accept the key{}", self.said()))),
            403 => Some(Trouble::Key(format!("it does not allow this with the key{}", self.said()))),
            429 => Some(Trouble::Quota {
                words: format!("its quota is used up{}", self.said()),
                after: self.retry_after(),
            }),
            _ => None,
        }
    }

    /// ` ("its own words")`, from where services put them.
    pub fn said(&self) -> String {
        let error = &self.json["error"];
        let places = [&error["message"], &error["messages"], &error["messages"][0], error, &self.json["message"]];
        let words = places.into_iter().find_map(Value::as_str).unwrap_or_default();
        if words.is_empty() { String::new() } else { format!(" (\"{}\")", escape_short(words, WORDS)) }
    }

    /// Whether the service says that it does not know what was asked for. It says so in JSON: a page of somebody else that
    /// says "not found" is no answer of the service.
    pub fn is_unknown(&self) -> bool {
        self.status == 404 && self.json.is_object()
    }

    /// What an answer is that tells nothing.
    pub fn unexpected(&self) -> Trouble {
        Trouble::Wrong(format!("it answered with the status {}{}", self.status, self.said()))
    }
}

impl Talk<'_> {
    /// Asks with GET.
    ///
    /// # Errors
    /// Whatever keeps the answer away.
    pub fn get(&self, path: impl AsRef<str>) -> Result<Reply, Trouble> {
        self.ask(path, Request::default)
    }

    /// Asks with whatever request is made: it is made anew for each try.
    ///
    /// # Errors
    /// Whatever keeps the answer away.
    pub fn ask(&self, path: impl AsRef<str>, make: impl Fn() -> Request) -> Result<Reply, Trouble> {
        let desk = self.desk;
        let url = self.url(path.as_ref())?;
        let mut pause = PAUSE;
        let mut tries = 0;
        loop {
            self.take()?;
            tries += 1;
            let request = make();
            // What sends a file is not sent twice by itself.
            let sends = matches!(request.body, Body::Raw(_) | Body::File { .. });
            let trouble = match self.once(&url, request) {
                Ok(reply) => return Ok(reply),
                Err(trouble) => trouble,
            };
            let wait = match &trouble {
                Trouble::Quota { after, .. } => {
                    let after = after.unwrap_or(REFUSED);
                    desk.quota.refused(after);
                    // The wait is in taking the next turn.
                    (tries < TRIES && self.left() > after).then_some(Duration::ZERO)
                }
                Trouble::Passing(_) if tries < TRIES && !sends => {
                    let wait = pause + jitter(pause);
                    pause *= 2;
                    (self.left() > wait).then_some(wait)
                }
                _ => None,
            };
            let Some(wait) = wait else { return Err(trouble) };
            clock::wait(Instant::now() + wait, &desk.stop)?;
        }
    }

    /// Takes a turn, and waits for it.
    fn take(&self) -> Result<(), Trouble> {
        let desk = self.desk;
        let mut told = false;
        loop {
            if desk.stop.load(Ordering::Relaxed) {
                return Err(Trouble::Stopped);
            }
            let Err(wait) = desk.quota.take() else { return Ok(()) };
            if wait >= self.left() {
                return Err(Trouble::Quota { words: "its quota is used up".to_owned(), after: Some(wait) });
            }
            if !told && wait > Duration::from_secs(1) {
                let title = desk.access.service.title;
                (desk.waiting)(&format!("waiting {} for the quota of {title}", clock::words(wait)));
                told = true;
            }
            clock::wait(Instant::now() + wait, &desk.stop)?;
        }
    }

    fn once(&self, url: &Url, request: Request) -> Result<Reply, Trouble> {
        let access = &self.desk.access;
        let key = match (access.service.key, &access.key) {
            (KeyKind::Needed { header, .. }, Some(key)) => Some((header, key.expose_secret())),
            _ => None,
        };
        let (waiting, title) = (Arc::clone(&self.desk.waiting), access.service.title);
        let sent: Sent = Arc::new(move |sent, size| {
            waiting(&format!("sending to {title}: {} of {}", words::size(sent), words::size(size)));
        });
        let raw = self.desk.http.send(url, key, request, self.until, &sent)?;
        let reply = read(raw, url.host_str().unwrap_or_default())?;
        if let Some(trouble) = (access.service.refusal)(&reply) {
            return Err(trouble);
        }
        match reply.status {
            500.. => {
                Err(Trouble::Passing(format!("it is in trouble itself (status {}){}", reply.status, reply.said())))
            }
            _ => Ok(reply),
        }
    }

    /// How long this may still take.
    pub fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Waits before a result is asked for again.
    ///
    /// # Errors
    /// Where the user stops the run, and where the time is over.
    pub fn pause(&self, span: Duration) -> Result<(), Trouble> {
        if span >= self.left() {
            return Err(Trouble::Late);
        }
        clock::wait(Instant::now() + span, &self.desk.stop)
    }

    /// Tells the user what is waited for.
    pub fn tell(&self, words: &str) {
        (self.desk.waiting)(words);
    }

    /// The service's name for people.
    pub fn title(&self) -> &'static str {
        self.desk.access.service.title
    }

    /// The address of a path. A whole address that the service gave must be its own: bytes and key go nowhere else.
    fn url(&self, path: &str) -> Result<Url, Trouble> {
        let wrong = || Trouble::Wrong("its address in the settings is none".to_owned());
        let base = Url::parse(&self.desk.access.url).map_err(|_| wrong())?;
        if !path.contains("://") {
            let url = Url::parse(&path_of(&self.desk.access.url, path)).map_err(|_| wrong())?;
            return if is_allowed(&url) { Ok(url) } else { Err(wrong()) };
        }
        let given = Url::parse(path).ok().filter(|url| is_allowed(url) && is_of(url, &base));
        given.ok_or_else(|| Trouble::Wrong("it wants the file sent to somebody else; nothing was sent".to_owned()))
    }
}

fn path_of(base: &str, path: &str) -> String {
    format!("{}/{}", base.trim_end_matches('/'), path.trim_start_matches('/'))
}

/// Whether an address may be used: TLS, or this machine itself.
pub fn is_allowed(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(url),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Whether an address belongs to the same service: the same host, or a sister of it.
fn is_of(url: &Url, base: &Url) -> bool {
    let (Some(host), Some(own)) = (url.host_str(), base.host_str()) else { return false };
    if host == own {
        return true;
    }
    let domain = |host: &str| host.rsplitn(3, '.').take(2).map(str::to_owned).collect::<Vec<_>>();
    let by_name = own.parse::<std::net::IpAddr>().is_err() && own.contains('.');
    by_name && url.scheme() == "https" && domain(host) == domain(own)
}

/// Reads an answer, before anything believes it.
fn read(raw: Raw, host: &str) -> Result<Reply, Trouble> {
    let Raw { status, headers, body } = raw;
    if (300..400).contains(&status) {
        return Err(Trouble::Wrong(format!(
            "{host} points to another address (status {status}), where neither hash nor key is sent; if the service has \
             moved, put its new address into the settings"
        )));
    }
    let empty = body.iter().all(u8::is_ascii_whitespace);
    let json = match serde_json::from_slice(&body) {
        Ok(json) => json,
        Err(_) if empty => Value::Null,
        // A refusal is one in whatever language it is written.
        Err(_) if [401, 403, 404, 429].contains(&status) || status >= 500 => Value::Null,
        Err(_) => {
            let kind = headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or("no type");
            let kind = escape_short(kind.split(';').next().unwrap_or(kind), 40);
            return Err(Trouble::Wrong(format!(
                "{host} answered with {kind} (status {status}) instead of JSON: a proxy or a login page may stand between"
            )));
        }
    };
    Ok(Reply { status, json, empty, headers })
}

/// Something up to `span`, so that many processes do not come back at once.
fn jitter(span: Duration) -> Duration {
    let mut bytes = [0; 4];
    let _ = getrandom::fill(&mut bytes);
    span.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
}
