//! The settings file, `config.toml`: what may stand in it, and one line with its place for what may not.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use crate::engines::online::lookup::Thresholds;
use crate::engines::online::setup::Keeping;
use crate::model::name::{Name, escape_short};

use super::near::nearest;
use super::paths::{Paths, SETTINGS_VARIABLE};
use super::small;
use super::values::{Address, Count, Named, Proxy, Quota, Span, Time, Whole};

/// So many parts of one file are asked about, where nothing else is said.
pub const PARTS: u32 = 16;

/// What the settings file says. What it does not say is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "tables of settings")]
pub struct File {
    /// Asking services.
    pub lookup: Lookup,
    /// From how many engines of a service on its word weighs.
    pub thresholds: Limits,
    /// How long answers are kept.
    pub cache: Kept,
    /// The way to services.
    pub network: Way,
    /// What is different for one service.
    pub services: BTreeMap<Named, Special>,
}

/// `[lookup]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table, begun by [lookup]")]
pub struct Lookup {
    /// Whom a bare `--lookup` asks.
    pub services: Option<Vec<Named>>,
    /// How long all answers about one file may take.
    pub time: Option<Time>,
    /// Whether services are asked in every run.
    pub always: bool,
    /// The most parts of one file that are asked about.
    pub parts: Option<Count>,
}

/// `[thresholds]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table, begun by [thresholds]")]
pub struct Limits {
    /// So many are several.
    pub several: Option<Count>,
    /// So many make it dangerous.
    pub dangerous: Option<Count>,
}

/// `[cache]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table, begun by [cache]")]
pub struct Kept {
    /// That a file is malware.
    pub malicious: Option<Span>,
    /// Other answers about a file that the service knows.
    pub known: Option<Span>,
    /// That it never saw the file.
    pub unknown: Option<Span>,
}

/// `[network]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table, begun by [network]")]
pub struct Way {
    /// A proxy's address.
    pub proxy: Option<Proxy>,
    /// A file of certificates that are trusted, too.
    pub certificates: Option<Whole>,
}

/// `[services.NAME]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table, begun by [services.NAME]")]
pub struct Special {
    /// Where its interface is.
    pub url: Option<Address>,
    /// How often it may be asked.
    pub quota: Option<Vec<Quota>>,
    /// Keys do not belong here; this is only to say so.
    #[serde(alias = "apikey", alias = "api_key", alias = "api-key", alias = "token")]
    key: Option<Misplaced>,
}

/// A key where none belongs. It is not kept.
type Misplaced = Spanned<Ignored>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(from).map(|_| Self)
    }
}

impl File {
    /// Reads the settings file, where there is one.
    ///
    /// # Errors
    /// What to tell the user: which file, which line, what to do.
    pub fn read(paths: &Paths) -> Result<Self, String> {
        match text(paths)? {
            Some((path, text)) => Self::of(&text, path),
            None => Ok(Self::default()),
        }
    }

    /// What a text says; `path` is its name in messages.
    ///
    /// # Errors
    /// As for [`File::read`].
    pub fn of(text: &str, path: &Path) -> Result<Self, String> {
        let shown = Name::from_os(path.as_os_str());
        let at = |place: usize, what: &str| format!("{shown}, line {}: {what}", small::line(text, place));
        let file: Self = toml::from_str(text).map_err(|error| {
            let what = explained(error.message());
            error.span().map_or_else(|| format!("{shown}: {what}"), |span| at(span.start, &what))
        })?;
        for (service, special) in &file.services {
            if let Some(key) = &special.key {
                let what = format!(
                    "keys do not belong in the settings: take it away here, and keep it with `sheepdip config set-key {}`",
                    service.0.name
                );
                return Err(at(key.span().start, &what));
            }
        }
        let Thresholds { several, dangerous } = file.thresholds();
        if several > dangerous {
            let what = format!(
                "[thresholds] several is {several} and dangerous is {dangerous}: \"several\" must not be above \"dangerous\""
            );
            return Err(at(text.find("thresholds").unwrap_or(0), &what));
        }
        Ok(file)
    }

    /// The thresholds, or what they are where nothing is said.
    pub fn thresholds(&self) -> Thresholds {
        let otherwise = Thresholds::default();
        let Limits { several, dangerous } = self.thresholds;
        Thresholds {
            several: several.map_or(otherwise.several, |n| n.0),
            dangerous: dangerous.map_or(otherwise.dangerous, |n| n.0),
        }
    }

    /// How long answers are kept.
    pub fn keeping(&self) -> Keeping {
        let otherwise = Keeping::default();
        Keeping {
            malicious: self.cache.malicious.map_or(otherwise.malicious, |span| span.0),
            known: self.cache.known.map_or(otherwise.known, |span| span.0),
            unknown: self.cache.unknown.map_or(otherwise.unknown, |span| span.0),
            refresh: otherwise.refresh,
        }
    }

    /// The most parts of one file that are asked about.
    pub fn parts(&self) -> usize {
        usize::try_from(self.lookup.parts.map_or(PARTS, |n| n.0)).unwrap_or(usize::MAX)
    }
}

/// The text of the settings file, and its path; nothing where there is none.
///
/// # Errors
/// What to tell the user.
pub(super) fn text(paths: &Paths) -> Result<Option<(&Path, String)>, String> {
    let Some(path) = paths.settings.as_deref() else { return Ok(None) };
    // What other programs understand as "no settings", too.
    if path == Path::new("/dev/null") {
        return Ok(None);
    }
    match small::read(path, fit)? {
        Some(text) => Ok(Some((path, text))),
        None if paths.named => Err(format!(
            "{SETTINGS_VARIABLE} names {}, and it is not there; `sheepdip config init` makes it",
            Name::from_os(path.as_os_str())
        )),
        None => Ok(None),
    }
}

/// Who may write the settings may send our keys to an address of his own.
#[cfg(unix)]
fn fit(about: &Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    if about.mode() & 0o002 == 0 {
        return Ok(());
    }
    Err("the settings file can be written by every user of this machine and is not used: chmod o-w it".to_owned())
}

#[cfg(not(unix))]
fn fit(_: &Metadata) -> Result<(), String> {
    Ok(())
}

/// What TOML's reader says, for people. It quotes what it does not understand, and that may be a key in the wrong place: names
/// of settings are repeated, what they are set to is not.
fn explained(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let (true, Some((unknown, known))) = (message.starts_with("unknown field"), quoted.split_first()) {
        // That keys do not belong here is said where one stands.
        let known: Vec<&str> = known.iter().copied().filter(|name| !name.contains("key") && *name != "token").collect();
        let meant = nearest(unknown, known.iter().copied());
        let meant = meant.map(|near| format!("did you mean \"{near}\"? ")).unwrap_or_default();
        return format!(
            "there is no setting \"{}\" here; {meant}There are: {}",
            escape_short(unknown, 40),
            known.join(", ")
        );
    }
    if let (true, Some((_, wanted))) = (message.starts_with("invalid "), message.rsplit_once(", expected ")) {
        let wanted = match wanted {
            "u32" => "a whole number, not below 0",
            "a string" => "a text in quotes",
            "a sequence" => "a list in brackets",
            "a boolean" => "true or false",
            other => other,
        };
        return format!("this must be {wanted}");
    }
    escape_short(&message.lines().collect::<Vec<_>>().join("; "), 300)
}
