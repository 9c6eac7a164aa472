//! What a service is: a row, and the functions that ask it. One file a service, its row in [`SERVICES`](super::SERVICES).

use crate::model::oracle::Digest;

use super::reputation::Reputation;
use super::talk::{Reply, Talk};
use super::trouble::Trouble;
use super::upload::Upload;

/// A service that can be asked.
#[derive(Debug)]
pub struct Service {
    /// Its name on the command line, in the settings and in the JSON: `virustotal`.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Where its interface is; the settings may say otherwise.
    pub url: &'static str,
    /// What it wants to know of who asks.
    pub key: KeyKind,
    /// How often it may be asked, where the settings do not say otherwise: what a free key is given.
    pub quota: &'static [Window],
    /// What asking it tells others, in a sentence.
    pub discloses: &'static str,
    /// Asks about a hash.
    pub look_up: fn(&Talk<'_>, &Digest) -> Result<Reputation, Trouble>,
    /// Reads a refusal in an answer: a wrong key, a quota used up. [`Reply::ordinary_refusal`] is what most mean.
    pub refusal: fn(&Reply) -> Option<Trouble>,
    /// How it takes files; not every service does.
    pub upload: Option<&'static Upload>,
}

/// What a service wants to know of who asks.
#[derive(Debug, Clone, Copy)]
pub enum KeyKind {
    /// Nothing.
    None,
    /// A key.
    Needed {
        /// The header it is sent in.
        header: &'static str,
        /// The environment variables that it is looked for in, in this order.
        variables: &'static [&'static str],
        /// Where a person gets one.
        from: &'static str,
        /// What its user must know, said once when it is set.
        terms: &'static str,
    },
}

impl KeyKind {
    /// Whether the service cannot be asked without one.
    pub fn is_needed(self) -> bool {
        matches!(self, Self::Needed { .. })
    }
}

/// A quota: so many questions in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Seconds.
    pub seconds: u64,
    /// Questions.
    pub allowed: u64,
}

/// A minute and a day.
pub const MINUTE: u64 = 60;
/// An hour.
pub const HOUR: u64 = 3_600;
/// A day.
pub const DAY: u64 = 86_400;

impl Window {
    /// `a minute`.
    pub fn words(&self) -> String {
        match self.seconds {
            MINUTE => "a minute".to_owned(),
            HOUR => "an hour".to_owned(),
            DAY => "a day".to_owned(),
            seconds => format!("in {seconds} seconds"),
        }
    }
}
