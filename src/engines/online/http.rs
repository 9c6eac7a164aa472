//! One client for all services: made when the first question is asked, so that a run that asks nobody pays nothing for
//! it. Only TLS (or this machine itself), no redirect is followed, no answer is read beyond its limit or its time.

use std::error::Error as _;
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use reqwest::Url;
use reqwest::blocking::{Body as Stream, Client, RequestBuilder, multipart};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::model::artifact::Content;
use crate::model::name::escape_short;

use super::setup::Network;
use super::trouble::Trouble;

/// A larger answer is not read: the fullest report of a service with 100 engines takes a tenth of it.
const LARGEST: u64 = 8 << 20;
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long one answer may take, within the time for all.
const ANSWER: Duration = Duration::from_secs(30);
/// A file is sent at least that fast, in bytes a second, or its sending is given up.
const SLOWEST: u64 = 16 << 10;
/// How often it is told how much of a file is sent, in bytes.
const STEP: u64 = 1 << 20;
/// Settings of certificates above this are none.
const CERTIFICATES: u64 = 4 << 20;

/// A question to a service.
#[derive(Debug, Default)]
pub struct Request {
    /// What stands behind the `?`.
    pub query: Vec<(&'static str, String)>,
    /// Headers beside those that every question has.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent; without it the method is GET.
    pub body: Body,
}

/// What a request carries.
#[derive(Debug, Default)]
pub enum Body {
    /// Nothing: GET.
    #[default]
    None,
    /// Nothing, but the service wants to be asked with POST.
    Empty,
    /// A form: POST.
    Form(Vec<(&'static str, String)>),
    /// JSON: POST.
    Json(serde_json::Value),
    /// A file's bytes as they are: POST.
    Raw(Content),
    /// A file in a multipart form, with further fields: POST.
    File {
        /// The bytes.
        content: Content,
        /// The name it is sent under.
        name: String,
        /// Fields beside it.
        fields: Vec<(&'static str, String)>,
    },
}

/// An answer, read whole.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// The client, once it is needed.
#[derive(Debug, Default)]
pub(super) struct Http {
    network: Network,
    client: OnceLock<Result<Client, String>>,
}

impl Http {
    pub(super) fn new(network: Network) -> Self {
        Self { network, client: OnceLock::new() }
    }

    fn client(&self) -> Result<&Client, Trouble> {
        let made = self.client.get_or_init(|| make(&self.network));
        made.as_ref().map_err(|why| Trouble::Wrong(why.clone()))
    }

    /// Sends a request to an address, with the key in its header, and reads the answer. `sent` is told how much of a file
    /// is on its way.
    pub(super) fn send(
        &self,
        url: &Url,
        key: Option<(&'static str, &str)>,
        request: Request,
        until: Instant,
        sent: &Sent,
    ) -> Result<Raw, Trouble> {
        let client = self.client()?;
        let posts = !matches!(request.body, Body::None);
        let mut builder = if posts { client.post(url.clone()) } else { client.get(url.clone()) };
        let mut headers = HeaderMap::new();
        if let Some((header, key)) = key {
            let bad = || Trouble::Key("its key holds characters that no key has; set it again".to_owned());
            let mut value = HeaderValue::from_str(key).map_err(|_| bad())?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(header), value);
        }
        for (header, value) in request.headers {
            let value = HeaderValue::from_str(&value).map_err(|_| Trouble::Wrong("a header cannot be sent".into()))?;
            headers.insert(HeaderName::from_static(header), value);
        }
        builder = builder.headers(headers).query(&request.query);
        let time = until.saturating_duration_since(Instant::now());
        if time.is_zero() {
            return Err(Trouble::Late);
        }
        let (builder, time) = with_body(builder, request.body, time, sent)?;
        let host = url.host_str().unwrap_or_default();
        // One time for the question and its answer: what the head took is not left for the body.
        let end = Instant::now() + time;
        let response = builder.timeout(time).send().map_err(|error| trouble(&error, host))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = read(response, end, host)?;
        Ok(Raw { status, headers, body })
    }
}

/// The body, and how long the whole may take: what sends a file may take longer than what asks.
fn with_body(
    builder: RequestBuilder,
    body: Body,
    time: Duration,
    sent: &Sent,
) -> Result<(RequestBuilder, Duration), Trouble> {
    let sending = |size: u64| Duration::from_secs(30 + size / SLOWEST);
    Ok(match body {
        Body::None => (builder, time.min(ANSWER)),
        // So that it says that it has no bytes: some servers refuse a POST without a length.
        Body::Empty => (builder.body(Vec::new()), time.min(ANSWER)),
        Body::Form(fields) => (builder.form(&fields), time.min(ANSWER)),
        Body::Json(value) => (builder.json(&value), time.min(ANSWER)),
        Body::Raw(content) => {
            let size = content.size();
            let body = Stream::sized(Reading::of(content, sent), size);
            (builder.header("content-type", "application/octet-stream").body(body), sending(size))
        }
        Body::File { content, name, fields } => {
            let size = content.size();
            let part = multipart::Part::reader_with_length(Reading::of(content, sent), size).file_name(name);
            let part = part.mime_str("application/octet-stream").map_err(|e| Trouble::Wrong(e.to_string()))?;
            // Some services do not read names that are encoded the newer way; ours are hexadecimal.
            let form = fields.into_iter().fold(multipart::Form::new(), |form, (name, value)| form.text(name, value));
            (builder.multipart(form.percent_encode_noop().part("file", part)), sending(size))
        }
    })
}

/// Told how many bytes of how many are sent.
pub(super) type Sent = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// A file's bytes, while they are sent.
struct Reading {
    content: Content,
    at: u64,
    sent: Sent,
    /// How many bytes were told last.
    told: u64,
}

impl Reading {
    fn of(content: Content, sent: &Sent) -> Self {
        Self { content, at: 0, sent: Arc::clone(sent), told: 0 }
    }
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.content.size();
        if self.at >= size {
            return Ok(0);
        }
        let count = self.content.read_at(self.at, buffer)?;
        self.at += count as u64;
        if self.at - self.told >= STEP || self.at == size {
            self.told = self.at;
            (self.sent)(self.at, size);
        }
        Ok(count)
    }
}

fn make(network: &Network) -> Result<Client, String> {
    // Whoever came first has made the same choice.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("sheepdip/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .connect_timeout(CONNECT);
    if let Some(proxy) = &network.proxy {
        let proxy = reqwest::Proxy::all(proxy).map_err(|_| "the proxy's address in the settings is none".to_owned())?;
        builder = builder.proxy(proxy.no_proxy(reqwest::NoProxy::from_env()));
    }
    if let Some(path) = &network.certificates {
        let shown = crate::model::name::Name::from_os(path.as_os_str());
        let mut pem = Vec::new();
        let read = std::fs::File::open(path).and_then(|file| file.take(CERTIFICATES).read_to_end(&mut pem));
        read.map_err(|error| format!("the certificates in {shown} cannot be read: {}", plain(&error)))?;
        let found = reqwest::Certificate::from_pem_bundle(&pem).ok().filter(|found| !found.is_empty());
        let found = found.ok_or_else(|| format!("there are no certificates (PEM) in {shown}"))?;
        builder = builder.tls_certs_merge(found);
    }
    builder.build().map_err(|error| format!("nothing can be sent: {}", chain(&error)))
}

/// The body, as far as limits and time go.
fn read(mut response: reqwest::blocking::Response, until: Instant, host: &str) -> Result<Vec<u8>, Trouble> {
    let slow = || Trouble::Passing(format!("the answer of {host} was too slow and was given up"));
    let mut body = Vec::new();
    let mut block = [0; 16 << 10];
    loop {
        if Instant::now() >= until {
            return Err(slow());
        }
        match response.read(&mut block) {
            Ok(0) => return Ok(body),
            Ok(count) => body.extend_from_slice(&block[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if is_late(&error) => return Err(slow()),
            Err(_) => {
                return Err(Trouble::Passing(format!("the connection to {host} broke in the middle of the answer")));
            }
        }
        if body.len() as u64 > LARGEST {
            let most = LARGEST >> 20;
            return Err(Trouble::Wrong(format!("the answer of {host} is larger than {most} MB and was not read")));
        }
    }
}

fn is_late(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::TimedOut
        || error.get_ref().and_then(|e| e.downcast_ref::<reqwest::Error>()).is_some_and(reqwest::Error::is_timeout)
}

/// What went wrong, in words that say where. The address is not in them, because a path may hold a hash.
fn trouble(error: &reqwest::Error, host: &str) -> Trouble {
    let words = chain(error);
    let said = |part: &str| words.contains(part);
    if said("certificate") || said("CertificateExpired") || said("UnknownIssuer") {
        return Trouble::Wrong(format!(
            "the certificate of {host} is not trusted ({}); nothing was sent. If your company's proxy reads along, name its \
             certificate in the settings ([network] certificates)",
            last(error)
        ));
    }
    if error.is_timeout() {
        return Trouble::Passing(format!("{host} did not answer in time"));
    }
    if error.is_connect() {
        let advice = "is there a network, or a proxy to be named (HTTPS_PROXY, or [network] proxy in the settings)?";
        return Trouble::Passing(format!("{host} cannot be reached ({}); {advice}", last(error)));
    }
    Trouble::Passing(format!("the connection to {host} broke ({})", last(error)))
}

/// An error and what caused it.
fn chain(error: &reqwest::Error) -> String {
    let mut words = String::new();
    let mut at = error.source();
    while let Some(cause) = at {
        words.push_str(if words.is_empty() { "" } else { ": " });
        words.push_str(&cause.to_string());
        at = cause.source();
    }
    escape_short(&words, 300)
}

/// What caused it in the end.
fn last(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(next) = cause.and_then(|c| c.source()) {
        cause = Some(next);
    }
    let words = cause.map_or_else(|| "no reason is known".to_owned(), ToString::to_string);
    escape_short(words.split(" (os error").next().unwrap_or(&words), 120)
}

/// An error of the system, without its number.
fn plain(error: &io::Error) -> String {
    let words = error.to_string();
    escape_short(words.split(" (os error").next().unwrap_or(&words), 120)
}
