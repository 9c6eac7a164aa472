//! A server of this machine that plays what services answer, and the way of asking through it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::SecretString;
use sheepdip::engines::online::lookup::Thresholds;
use sheepdip::engines::online::setup::{Access, Keeping, Network, Setup};
use sheepdip::engines::online::upload::Consent;
use sheepdip::engines::online::{self, SERVICES, Surroundings};
use sheepdip::model::artifact::ArtifactId;
use sheepdip::model::oracle::{Answer, Digest, Oracle, Question, Told};

pub(super) use crate::forge::service::Seen as Asked;
use crate::forge::service::{self, Does, Service};

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

/// Plays answers at an address of this machine, and remembers what was asked.
pub(super) fn serve(answers: Vec<Scripted>) -> (String, Arc<Mutex<Vec<Asked>>>) {
    let left: Mutex<Vec<(Scripted, bool)>> = Mutex::new(answers.into_iter().map(|answer| (answer, false)).collect());
    let service = Service::start(move |request, _| {
        let mut left = left.lock().unwrap();
        let fits = |(answer, _): &(Scripted, bool)| request.path.starts_with(answer.0);
        let next = left.iter().position(|one| fits(one) && !one.1).or_else(|| left.iter().rposition(fits));
        let Some(at) = next else { return service::status(418, "no answer is written for this") };
        left[at].1 = true;
        let (_, status, headers, body) = left[at].0.clone();
        Does::Answer { status, headers, body }
    });
    (service.url.clone(), service.record())
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
