//! Defender's words.
//!
//! ```text
//! Scan starting...
//! Scan finished.
//! Scanning C:\mail\invoice.exe found 1 threats.
//!
//! <===========================LIST OF DETECTED THREATS==========================>
//! ----------------------------- Threat information ------------------------------
//! Threat                  : Trojan:Win32/Example
//! Resources               : 1 total
//!     file                : C:\mail\invoice.exe
//! -------------------------------------------------------------------------------
//! ```
//!
//! **Found** is what names a threat or counts some, whatever the status: 0 may be "found, and put right". **Nothing found**
//! needs both, the status 0 and the line that ends "found no threats.": by its help the status 0 also means "found and put
//! right", and a file that Defender passes over (an exclusion, a feature that is off) would have it, too. Everything else
//! is trouble. Whether some language of Windows translates that line is not known: outputs recorded on Windows in other
//! languages have these words in English and translate only the texts of error codes. Where one does, every file is told as
//! not examined, which is a nuisance, where trusting the status would be a lie.

use crate::model::name::escape_short;

use super::ask::Said;

/// The longest words that are repeated, in characters.
const WORDS: usize = 120;
/// So many threats are named.
const MOST_NAMED: usize = 5;

/// What it says of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It looked, and found nothing.
    Nothing,
    /// The names of what it found, escaped and short.
    Found {
        /// Malware.
        malware: Option<String>,
        /// What it only advises against.
        unwanted: Option<String>,
    },
    /// Everything else.
    Trouble(String),
}

impl Answer {
    /// Reads what was said of the file at a path.
    pub(super) fn of(said: &Said, path: &str) -> Self {
        // The path is repeated in the answer, and the sender chose the name: it must not speak for Defender.
        let words = said.words.replace(path, "FILE");
        let mut names: Vec<&str> = words.lines().filter_map(threat).collect();
        names.sort_unstable();
        names.dedup();
        let counted = words.lines().filter_map(count).any(|count| count.parse().is_ok_and(|count: u64| count > 0));
        if !names.is_empty() {
            let (unwanted, malware): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| is_unwanted(name));
            return Self::Found { malware: listed(&malware), unwanted: listed(&unwanted) };
        }
        if counted {
            return Self::Found { malware: Some("a threat that it does not name".to_owned()), unwanted: None };
        }
        if said.cut {
            return Self::Trouble("it said more than an answer can be, and was stopped".to_owned());
        }
        let nothing = words.lines().filter_map(count).any(|count| count == "no");
        if nothing && said.status == Some(0) {
            return Self::Nothing;
        }
        let status = said.status.map_or_else(|| "ended from outside".to_owned(), |status| format!("status {status}"));
        let advice = if words.contains("Product/Feature disabled") {
            "switch it on, or do without --defender"
        } else if said.status == Some(0) {
            "it does not say that it found nothing, so it may have passed the file over"
        } else {
            "see whether it is switched on and allowed to this user"
        };
        Self::Trouble(match telling(&words) {
            Some(words) => format!("it answered \"{}\" ({status}); {advice}", escape_short(&words, WORDS)),
            None => format!("it said nothing ({status}); {advice}"),
        })
    }
}

/// `Threat                  : Trojan:Win32/Example`. Lines about files are indented.
fn threat(line: &str) -> Option<&str> {
    let name = line.strip_prefix("Threat")?.trim_start().strip_prefix(':')?.trim();
    (!name.is_empty()).then_some(name)
}

/// What stands between "found" and "threats" at the end of the line that sums up.
fn count(line: &str) -> Option<&str> {
    let line = line.strip_prefix("Scanning ")?.trim_end().strip_suffix('.')?;
    let before = line.strip_suffix(" threats").or_else(|| line.strip_suffix(" threat"))?;
    let (before, count) = before.rsplit_once(' ')?;
    before.ends_with(" found").then_some(count)
}

/// The kinds of Microsoft's names (`KIND:PLATFORM/FAMILY`) that are not malware: PUA, PUABundler and others of that
/// beginning, and software that is unwanted rather than hostile.
fn is_unwanted(name: &str) -> bool {
    let kind = name.split(':').next().unwrap_or_default();
    kind.starts_with("PUA") || ["Adware", "BrowserModifier", "Misleading", "SoftwareBundler"].contains(&kind)
}

fn listed(names: &[&str]) -> Option<String> {
    let shown: Vec<String> = names.iter().take(MOST_NAMED).map(|name| escape_short(name, WORDS)).collect();
    let more = match names.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!shown.is_empty()).then(|| shown.join(", ") + &more)
}

/// The line that says most about what went wrong: one with a warning or the number of an error, else the last one.
fn telling(words: &str) -> Option<String> {
    let lines = || words.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphanumeric));
    let warns = |line: &&str| line.contains("Product/Feature disabled");
    let fails = |line: &&str| line.contains("0x8") || line.starts_with("ERROR");
    lines().find(warns).or_else(|| lines().find(fails)).or_else(|| lines().next_back()).map(str::to_owned)
}
