//! clamd's words: what it found, what it says of itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::model::name::escape_short;

/// The longest words of clamd that are repeated, in characters.
const WORDS: usize = 120;

/// What kind of find a signature's name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Known malware.
    Malware,
    /// Unwanted, or told by a rule of thumb.
    Unwanted,
    /// Not looked into, because it is locked.
    Locked,
    /// Not looked at to its end.
    Limit,
}

/// An answer about some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// `stream: OK`.
    Nothing,
    /// `stream: NAME FOUND`.
    Found {
        /// The signature's name, escaped.
        name: String,
        /// What it tells.
        kind: Kind,
    },
    /// More bytes than clamd takes.
    TooLarge,
    /// Everything else.
    Trouble(String),
}

impl Answer {
    /// Reads an answer. What is not understood is trouble, never "nothing found".
    pub(super) fn of(line: &str) -> Self {
        let said = line.strip_prefix("stream: ").unwrap_or(line);
        if line.starts_with("stream: ") && said == "OK" {
            return Self::Nothing;
        }
        if let Some(name) = said.strip_suffix(" FOUND").filter(|name| !name.is_empty()) {
            // With ExtendedDetectionInfo a hash and a size follow the name.
            let name = name.split('(').next().unwrap_or(name).trim();
            return Self::Found { name: escape_short(name, WORDS), kind: kind(name) };
        }
        if said.contains("size limit exceeded") {
            return Self::TooLarge;
        }
        Self::Trouble(escape_short(said, WORDS))
    }
}

fn kind(name: &str) -> Kind {
    let begins = |prefix: &str| name.starts_with(prefix);
    if begins("Heuristics.Encrypted") {
        Kind::Locked
    } else if begins("Heuristics.Limits.Exceeded") {
        Kind::Limit
    } else if begins("PUA.") || begins("Heuristics.") {
        Kind::Unwanted
    } else {
        Kind::Malware
    }
}

/// `ClamAV 1.4.3/27820/Thu Nov 20 09:30:12 2026`: the engine, the number of its signatures, when they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    engine: String,
    database: Option<String>,
    made: Option<SystemTime>,
}

impl Version {
    /// Reads it. An administrator may have switched the command off, which is no reason not to ask; `None` where it is
    /// no clamd that answers.
    pub(super) fn of(line: &str) -> Option<Self> {
        if line.contains("COMMAND UNAVAILABLE") {
            return Some(Self { engine: "ClamAV".to_owned(), database: None, made: None });
        }
        let mut parts = line.split('/');
        let engine = parts.next().filter(|e| e.starts_with("ClamAV"))?;
        let database = parts.next().map(|number| escape_short(number, 20));
        Some(Self { engine: escape_short(engine, 40), database, made: parts.next().and_then(time) })
    }

    /// Engine and number of the signatures.
    pub(super) fn words(&self) -> String {
        match &self.database {
            Some(database) => format!("{}, signatures {database}", self.engine),
            None => self.engine.clone(),
        }
    }

    /// Whether it says nothing of its signatures: there are only some of its administrator's, or none.
    pub(super) fn has_no_database(&self) -> bool {
        self.made.is_none()
    }

    /// How old the signatures are. The time is local and without a zone, so a day more or less says nothing.
    pub(super) fn age_days(&self, now: SystemTime) -> Option<u64> {
        let age = now.duration_since(self.made?).unwrap_or_default();
        Some(age.as_secs() / 86_400)
    }
}

/// The time of ctime(3), `Thu Nov 20 09:30:12 2026`, as if it were UTC.
fn time(text: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_ascii_whitespace().skip(1);
    let month = words.next().and_then(|m| MONTHS.iter().position(|known| *known == m))? as u64 + 1;
    let day: u64 = words.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<u64>().ok().filter(|n| *n < 61));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let year: u64 = words.next()?.parse().ok().filter(|year| (1970..10_000).contains(year))?;
    // Days from the civil calendar, with years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = (365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day).checked_sub(719_469)?;
    UNIX_EPOCH.checked_add(Duration::from_secs(((days * 24 + hour) * 60 + minute) * 60 + second))
}
