//! What the settings say about services; made by `config`, used here. Nothing is opened or sent for it.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::lookup::Thresholds;
use super::service::{Service, Window};

/// Everything that asking services needs to know.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Every service of the registry, in its order, asked or not.
    pub services: Vec<Access>,
    /// How to get there.
    pub network: Network,
    /// Where answers are kept; `None` keeps none.
    pub cache: Option<PathBuf>,
    /// Where quotas are counted for all processes of this user; `None` counts for this process only.
    pub state: Option<PathBuf>,
    /// How long answers are good for.
    pub keeping: Keeping,
    /// From how many engines on.
    pub thresholds: Thresholds,
    /// How long all answers about one file may take.
    pub time: Duration,
}

/// The way to one service.
#[derive(Debug, Clone)]
pub struct Access {
    /// Which.
    pub service: &'static Service,
    /// Where its interface is.
    pub url: String,
    /// The key, where there is one. Its `Debug` does not show it.
    pub key: Option<SecretString>,
    /// How often it may be asked.
    pub quota: Vec<Window>,
}

impl Access {
    /// Whether it can be asked: it has the key that it needs.
    pub fn is_configured(&self) -> bool {
        self.key.is_some() || !self.service.key.is_needed()
    }
}

/// How to get to services.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// A proxy's address; `None` is what the environment says (`HTTPS_PROXY`, `NO_PROXY`).
    pub proxy: Option<String>,
    /// A file of certificates (PEM) that are trusted beside those of the system.
    pub certificates: Option<PathBuf>,
}

/// How long answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// That it is malware.
    pub malicious: Duration,
    /// Every other answer about a file that the service knows.
    pub known: Duration,
    /// That it never saw the file.
    pub unknown: Duration,
    /// Whether kept answers are used, or only made anew.
    pub refresh: bool,
}

impl Default for Keeping {
    fn default() -> Self {
        let hours = |hours: u64| Duration::from_secs(hours * 3_600);
        Self { malicious: hours(7 * 24), known: hours(24), unknown: hours(1), refresh: false }
    }
}

/// The time that all answers about one file may take, where nothing else is said.
pub const TIME: Duration = Duration::from_secs(60);
