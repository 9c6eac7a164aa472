//! Services on the network that know files by their hash: asked only when the user says so, and told nothing but the hash.
//! A service is a row of [`SERVICES`] in a file of its own; what they share is here: manners ([`talk`]), quotas counted for
//! all processes (`quota`), answers that are kept (`cache`), sending a file with its owner's consent ([`upload`]).

mod cache;
mod clock;
mod hashlookup;
mod http;
mod hybrid_analysis;
pub mod lookup;
mod malwarebazaar;
mod metadefender;
mod opentip;
mod quota;
pub mod reputation;
pub mod service;
pub mod setup;
pub mod talk;
pub mod trouble;
pub mod upload;
mod virustotal;
mod words;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use crate::model::artifact::{ArtifactId, hex_digest};
use crate::model::engine::Consultation;
use crate::model::oracle::{Digest, Oracle, Parcel, Question, Told};

use cache::Cache;
use http::Http;
pub use lookup::RULES;
use lookup::Thresholds;
use quota::Quota;
use reputation::Reputation;
pub use service::{KeyKind, Service, Window};
use setup::{Access, Setup};
use talk::{Desk, Waiting};
use trouble::Trouble;
use upload::Consent;

/// The name of the option, and of the rules.
pub const NAME: &str = "lookup";

/// Every service that can be asked.
pub static SERVICES: &[&Service] = &[
    &virustotal::VIRUSTOTAL,
    &metadefender::METADEFENDER,
    &malwarebazaar::MALWAREBAZAAR,
    &hybrid_analysis::HYBRID_ANALYSIS,
    &opentip::OPENTIP,
    &hashlookup::HASHLOOKUP,
];

/// What the run brings beside the settings.
#[derive(Clone)]
pub struct Surroundings {
    /// Set when the user stops the run.
    pub stop: Arc<AtomicBool>,
    /// Told what is waited for.
    pub waiting: Waiting,
    /// Asks the owner of a file that would be sent; without it nothing is.
    pub consent: Option<Arc<dyn Consent>>,
}

/// One service, ready to be asked.
#[derive(Debug)]
pub struct Online {
    desk: Desk,
    cache: Option<Cache>,
    thresholds: Thresholds,
    time: Duration,
    consent: Giver,
}

/// Who gives consent; it says nothing about itself.
struct Giver(Option<Arc<dyn Consent>>);

impl std::fmt::Debug for Giver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "asks" } else { "never" })
    }
}

/// The services of these names, ready to be asked; nothing is opened or sent yet.
pub fn open(setup: &Setup, names: &[&str], around: &Surroundings) -> Vec<Arc<dyn Oracle>> {
    let http = Arc::new(Http::new(setup.network.clone()));
    let chosen = setup.services.iter().filter(|access| names.contains(&access.service.name));
    let oracles = chosen.map(|access| -> Arc<dyn Oracle> {
        let cache = setup.cache.as_ref().map(|folder| Cache::new(folder, access, setup.keeping));
        if let Some(cache) = &cache {
            cache.tidy();
        }
        let quota = quota_of(setup, access);
        let (stop, waiting) = (Arc::clone(&around.stop), Arc::clone(&around.waiting));
        Arc::new(Online {
            desk: Desk::new(access.clone(), quota, Arc::clone(&http), stop, waiting),
            cache,
            thresholds: setup.thresholds,
            time: setup.time,
            consent: Giver(around.consent.clone()),
        })
    });
    oracles.collect()
}

/// The quota of a service and key, counted where all processes of this user count it.
fn quota_of(setup: &Setup, access: &Access) -> Quota {
    use secrecy::ExposeSecret as _;
    // Two keys are two quotas; the file's name does not give the key away.
    let mut hash = Sha256::new();
    hash.update(access.url.as_bytes());
    hash.update([0]);
    hash.update(access.key.as_ref().map(|key| key.expose_secret().as_bytes()).unwrap_or_default());
    let mark = hex_digest(&hash.finalize()[..6]);
    let file = |folder: &std::path::PathBuf| folder.join("quota").join(format!("{}-{mark}.json", access.service.name));
    // Without a quota of its own there is still what the service refuses, which other processes should know.
    Quota::new(access.quota.clone(), setup.state.as_ref().map(file))
}

/// What is left of the quota of each service that has one and can be asked.
pub fn quotas_left(setup: &Setup) -> Vec<(&'static str, String)> {
    let configured = setup.services.iter().filter(|access| access.is_configured());
    configured.filter_map(|access| Some((access.service.name, quota_of(setup, access).left()?))).collect()
}

/// Asks each service that can be asked about the hash of the empty file, which tells nothing of anybody: whether it is there,
/// and takes the key. It counts as a question.
pub fn reach(setup: &Setup) -> Vec<(&'static str, Result<String, String>)> {
    let setup = Setup { cache: None, time: setup.time.min(REACHED), ..setup.clone() };
    let around = Surroundings { stop: Arc::default(), waiting: Arc::new(|_: &str| {}), consent: None };
    let empty = Question { artifact: ArtifactId(0), digest: Digest::Sha256(Sha256::digest([]).into()) };
    let configured = setup.services.iter().filter(|access| access.is_configured());
    let ask = |access: &Access| {
        let oracle = open(&setup, &[access.service.name], &around).pop();
        let told = oracle.map(|oracle| oracle.ask(&[empty]).consultation).unwrap_or_default();
        let answer = match told.failure {
            Some(why) => Err(why),
            None => Ok("it answers".to_owned()),
        };
        (access.service.name, answer)
    };
    configured.map(ask).collect()
}

/// How long a service may take to show that it is there.
const REACHED: Duration = Duration::from_secs(15);

impl Online {
    fn look_up(&self, question: &Question, until: Instant) -> Result<(Reputation, bool), Trouble> {
        if let Some(kept) = self.cache.as_ref().and_then(|cache| cache.get(&question.digest)) {
            return Ok((kept, true));
        }
        if let Some(trouble) = self.desk.ended() {
            return Err(trouble);
        }
        let asked = (self.desk.access.service.look_up)(&self.desk.talk(until), &question.digest);
        self.desk.went(asked.as_ref().err());
        let reputation = asked?;
        if let Some(cache) = &self.cache {
            cache.put(&question.digest, &reputation);
        }
        Ok((reputation, false))
    }

    /// Puts an answer into what is told.
    fn tell(&self, told: &mut Told, question: &Question, reputation: &Reputation, kept: bool) {
        told.consultation.answered += 1;
        let finding = lookup::finding(self.desk.access.service, reputation, question.artifact, self.thresholds);
        told.consultation.found += u64::from(finding.as_ref().is_some_and(|finding| finding.rule.severity.alarms()));
        told.findings.extend(finding);
        told.consultation.answers.push(reputation.answer(question.artifact, question.digest, kept));
    }

    fn nothing_yet(&self) -> Told {
        let consultation =
            Consultation { name: self.name(), title: Some(self.desk.access.service.title), ..Consultation::default() };
        Told { findings: Vec::new(), consultation }
    }
}

impl Oracle for Online {
    fn name(&self) -> &'static str {
        self.desk.access.service.name
    }

    fn ask(&self, questions: &[Question]) -> Told {
        let until = Instant::now() + self.time;
        let mut told = self.nothing_yet();
        for (number, question) in questions.iter().enumerate() {
            match self.look_up(question, until) {
                Ok((reputation, kept)) => self.tell(&mut told, question, &reputation, kept),
                Err(trouble) => {
                    let asked = match (number, questions.len()) {
                        (_, 1) | (0, _) => String::new(),
                        (asked, all) => format!("it was asked about {asked} of {all} parts; then: "),
                    };
                    told.consultation.failure = Some(asked + &trouble.words());
                    break;
                }
            }
        }
        told.consultation.quota_left = self.desk.quota.left();
        told
    }

    fn send(&self, file: &Parcel<'_>) -> Told {
        let mut told = self.nothing_yet();
        let until = Instant::now() + self.time.max(SENDING);
        // Whoever asks later, with this run at an end or not, is to hear what became of it.
        if let Some(cache) = &self.cache {
            cache.forget(&file.question.digest);
        }
        let sent = match &self.consent.0 {
            Some(consent) => upload::deliver(&self.desk.talk(until), &self.desk.access, file, consent),
            None => Err(Trouble::Declined("nobody said that it may be sent".to_owned())),
        };
        match sent {
            Ok(reputation) => {
                if let Some(cache) = &self.cache {
                    cache.put(&file.question.digest, &reputation);
                }
                self.tell(&mut told, &file.question, &reputation, false);
            }
            Err(trouble) => told.consultation.failure = Some(trouble.words()),
        }
        told.consultation.quota_left = self.desk.quota.left();
        told
    }
}

/// How long a file that was sent is waited for, at least.
const SENDING: Duration = Duration::from_secs(600);
