//! A server of this machine that plays what services answer, and the way of asking through it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;
use sheepdip::engines::online::setup::{Access, Keeping, Network, Setup};
use sheepdip::engines::online::upload::Consent;
use sheepdip::engines::online::verdicts::Thresholds;
use sheepdip::engines::online::{self, SERVICES, Surroundings};
use sheepdip::model::artifact::ArtifactId;
use sheepdip::model::oracle::{Answer, Digest, Oracle, Question, Told};

pub(super) const SHA256: &str = "5d3a1c40e2f7b6980a4c11d2e39f57c8b1606f2ed9a8437512c0ffee00d15ea5";
pub(super) const SHA1: &str = "77b0c5f1d2e3a4958697a8b9cadbecfd0e1f2a3b";
pub(super) const MD5: &str = "9c1e8f3a5b7d2046e8f0a1b2c3d4e5f6";
pub(super) const OTHER: &str = "0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7";
pub(super) const KEY: &str = "a-key-for-tests-only-0123456789-0123456789-0123456789-0123456789";

pub(super) const METADEFENDER: &str = "metadefender";
pub(super) const MALWAREBAZAAR: &str = "malwarebazaar";
pub(super) const HYBRID: &str = "hybrid-analysis";
pub(super) const OPENTIP: &str = "opentip";
pub(super) const ALL: [&str; 4] = [METADEFENDER, MALWAREBAZAAR, HYBRID, OPENTIP];

/// An answer: to paths that begin so, with this status, these headers and this body. Each is given once, the last of those
/// that fit for ever.
pub(super) type Scripted = (&'static str, u16, Vec<(&'static str, String)>, String);

/// What was asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Plays answers at an address of this machine, and remembers what was asked.
pub(super) fn serve(answers: Vec<Scripted>) -> (String, Arc<Mutex<Vec<Asked>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&asked);
    std::thread::spawn(move || {
        let mut left: Vec<(Scripted, bool)> = answers.into_iter().map(|answer| (answer, false)).collect();
        for mut stream in listener.incoming().map_while(Result::ok) {
            let Some(request) = receive(&stream) else { continue };
            let fits = |(answer, _): &(Scripted, bool)| request.target.starts_with(answer.0);
            let next = left.iter().position(|one| fits(one) && !one.1).or_else(|| left.iter().rposition(fits));
            record.lock().unwrap().push(request);
            let reply = match next {
                Some(at) => {
                    left[at].1 = true;
                    left[at].0.clone()
                }
                None => ("", 418, Vec::new(), "no answer is written for this".to_owned()),
            };
            let headers: String = reply.2.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let (status, body) = (reply.1, reply.3);
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    (address, asked)
}

fn receive(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, target, headers, body })
}

#[allow(clippy::needless_pass_by_value, reason = "JSON that is made where it is said")]
pub(super) fn says(path: &'static str, status: u16, body: impl ToString) -> Scripted {
    (path, status, Vec::new(), body.to_string())
}

/// A service at an address.
pub(super) fn oracle(name: &str, url: &str, consent: Option<Arc<dyn Consent>>) -> Arc<dyn Oracle> {
    let access = |service: &&'static online::Service| Access {
        service,
        url: url.to_owned(),
        key: Some(SecretString::from(KEY)),
        quota: Vec::new(),
    };
    let setup = Setup {
        services: SERVICES.iter().map(access).collect(),
        network: Network::default(),
        cache: None,
        state: None,
        keeping: Keeping::default(),
        thresholds: Thresholds::default(),
        time: Duration::from_secs(20),
    };
    let around = Surroundings { stop: Arc::default(), waiting: Arc::new(|_: &str| {}), consent };
    online::open(&setup, &[name], &around).remove(0)
}

pub(super) fn question(hash: &str) -> Question {
    Question { artifact: ArtifactId(0), digest: Digest::of(hash).unwrap() }
}

/// What a service tells of a hash that answers so.
pub(super) fn told(name: &str, hash: &str, answers: Vec<Scripted>) -> (Told, Vec<Asked>) {
    let (address, asked) = serve(answers);
    let told = oracle(name, &address, None).ask(&[question(hash)]);
    let asked = asked.lock().unwrap().clone();
    (told, asked)
}

pub(super) fn answer(name: &str, answers: Vec<Scripted>) -> Answer {
    let (told, _) = told(name, SHA256, answers);
    assert_eq!(told.consultation.failure, None, "{name}");
    told.consultation.answers[0].clone()
}

pub(super) fn failure(name: &str, answers: Vec<Scripted>) -> String {
    let (told, _) = told(name, SHA256, answers);
    assert!(told.consultation.answers.is_empty() && told.findings.is_empty(), "{name}: {told:?}");
    told.consultation.failure.unwrap()
}

pub(super) fn rule(told: &Told) -> Option<&'static str> {
    told.findings.first().map(|finding| finding.rule.id)
}
