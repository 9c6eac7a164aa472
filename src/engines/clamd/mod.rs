//! ClamAV's daemon: it is asked about every artifact over its socket (clamd(8), `INSTREAM`), so that it needs no access
//! to our files. One connection a question, as it wants it outside of sessions; the version is asked once a file.

mod answer;
mod wire;

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::model::artifact::Artifact;
use crate::model::engine::{Consultation, Engine, Opinion, Session};
use crate::model::finding::Finding;
use crate::model::gap::{Gap, LimitKind};
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

use answer::{Answer, Kind, Version};
pub use wire::{Address, USUAL};

/// The engine's name.
pub const NAME: &str = "clamd";

/// What clamd's words become.
pub static RULES: &[&Rule] = &[&KNOWN, &UNWANTED];

static KNOWN: Rule = Rule {
    id: "clamd.known-malware",
    title: "The anti-virus ClamAV knows it as malware",
    severity: Severity::High,
    meaning: "The anti-virus ClamAV knows this file as malware: {signature|Win.Trojan.…}.",
    proof: "ClamAV answered \"{signature|Win.Trojan.…} FOUND\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002"],
    references: &["https://docs.clamav.net/manual/Signatures.html"],
};

static UNWANTED: Rule = Rule {
    id: "clamd.unwanted",
    title: "The anti-virus ClamAV advises against it",
    severity: Severity::Medium,
    meaning: "The anti-virus ClamAV does not know this file as malware, but advises against it: {signature|PUA.…}.",
    proof: "ClamAV answered \"{signature|PUA.…} FOUND\".",
    advice: ADVICE_ASK,
    attack: &[],
    references: &["https://docs.clamav.net/faq/faq-pua.html"],
};

/// How long one answer, and how long all answers about one file may take. A file that clamd chews on must not keep us
/// from telling what we found ourselves.
const ANSWER: Duration = Duration::from_secs(20);
const ANSWERS: Duration = Duration::from_secs(30);
/// Signatures that are older than this are called old: the project publishes new ones every day.
const OLD_DAYS: u64 = 7;

/// A clamd at an address.
#[derive(Debug, Clone)]
pub struct Clamd {
    address: Address,
}

impl Clamd {
    /// The clamd at an address; nothing is sent yet.
    pub fn new(address: Address) -> Self {
        Self { address }
    }

    /// The clamd at the first of the [usual sockets](USUAL) that is there.
    pub fn local() -> Option<Self> {
        Address::local().map(Self::new)
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Asks who is there, and shows it nothing.
    pub fn greet(&self) -> Consultation {
        let asking = self.asking();
        asking.ready();
        asking.end()
    }

    fn asking(&self) -> Asking {
        Asking {
            address: self.address.clone(),
            spent: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            found: AtomicU64::new(0),
            state: Mutex::new(State::default()),
        }
    }
}

impl Engine for Clamd {
    fn name(&self) -> &'static str {
        NAME
    }

    fn begin(&self, _file: Option<&Path>) -> Box<dyn Session> {
        Box::new(self.asking())
    }
}

/// One file's questions.
struct Asking {
    address: Address,
    /// Milliseconds that its answers took.
    spent: AtomicU64,
    answered: AtomicU64,
    found: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    version: Option<Arc<Version>>,
    /// Why no more questions are asked.
    failure: Option<String>,
}

impl fmt::Debug for Asking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asking({})", self.address)
    }
}

impl Asking {
    /// The first question is who is there: a socket of something else must not become a silent "nothing found".
    fn ready(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failure.is_some() {
            return false;
        }
        if self.spent.load(Ordering::Relaxed) >= u64::try_from(ANSWERS.as_millis()).unwrap_or(u64::MAX) {
            let seconds = ANSWERS.as_secs();
            state.failure = Some(format!("its answers took longer than {seconds} s; it was not asked about the rest"));
            return false;
        }
        if state.version.is_none() {
            match wire::version(&self.address, ANSWER).map(|line| Version::of(&line)) {
                Ok(Some(version)) => state.version = Some(Arc::new(version)),
                Ok(None) => state.failure = Some(format!("what answers at {} is no clamd", self.address)),
                Err(error) => state.failure = Some(self.unreachable(&error)),
            }
        }
        state.failure.is_none()
    }

    fn unreachable(&self, error: &std::io::Error) -> String {
        let advice = match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::ConnectionRefused => {
                "start it (systemctl start clamav-daemon), or name its socket (--clamd=PATH or --clamd=HOST:PORT)"
            }
            std::io::ErrorKind::PermissionDenied => "let this user use its socket (LocalSocketMode in clamd.conf)",
            _ => "see its log",
        };
        format!("it cannot be asked at {} ({}); {advice}", self.address, wire::plain(error))
    }

    fn fail(&self, why: String) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.failure.get_or_insert(why);
    }
}

impl Session for Asking {
    fn look(&self, artifact: &Artifact) -> Opinion {
        let mut opinion = Opinion::default();
        if !self.ready() {
            return opinion;
        }
        let began = Instant::now();
        let answer = wire::ask(&self.address, &mut artifact.reader(), ANSWER);
        let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.spent.fetch_add(took, Ordering::Relaxed);
        let answer = match answer {
            Ok(line) => Answer::of(&line),
            Err(wire::Unanswered::Unread(error)) => {
                opinion.gap = Some(Gap::malformed(format!("clamd was not asked: {}", wire::plain(&error))));
                return opinion;
            }
            Err(wire::Unanswered::Lost(error)) => {
                self.fail(self.unreachable(&error));
                return opinion;
            }
        };
        if !matches!(answer, Answer::Trouble(_)) {
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
        match answer {
            Answer::Nothing => {}
            Answer::Found { name, kind: kind @ (Kind::Malware | Kind::Unwanted) } => {
                self.found.fetch_add(1, Ordering::Relaxed);
                let rule = if kind == Kind::Malware { &KNOWN } else { &UNWANTED };
                let mut finding = Finding::new(rule, artifact.id);
                finding.with("signature", name);
                opinion.findings.push(finding);
            }
            Answer::Found { name, kind: Kind::Locked } => {
                opinion.gap = Some(Gap::encrypted(format!("clamd could not look into it: {name}")));
            }
            Answer::Found { name, kind: Kind::Limit } => {
                opinion.gap =
                    Some(Gap::limit(LimitKind::ArtifactBytes, format!("clamd did not look at all of it: {name}")));
            }
            Answer::TooLarge => {
                let words = "it is larger than clamd takes (StreamMaxLength in clamd.conf), which did not examine it";
                opinion.gap = Some(Gap::limit(LimitKind::ArtifactBytes, words));
            }
            Answer::Trouble(words) => self.fail(format!("it answered \"{words}\"; see its log")),
        }
        opinion
    }

    fn end(&self) -> Consultation {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let age = state.version.as_ref().and_then(|v| v.age_days(SystemTime::now()));
        let old = age.filter(|days| *days > OLD_DAYS);
        let warning = old.map(|days| format!("its signatures are {days} days old; update them (freshclam)"));
        let none = state.version.as_ref().filter(|v| v.has_no_database());
        let warning = warning.or(none.map(|_| "it does not say how old its signatures are".to_owned()));
        Consultation {
            name: NAME,
            version: state.version.as_ref().map(|v| v.words()),
            age_days: age,
            answered: self.answered.load(Ordering::Relaxed),
            found: self.found.load(Ordering::Relaxed),
            failure: state.failure.clone(),
            warning,
            ..Consultation::default()
        }
    }
}
