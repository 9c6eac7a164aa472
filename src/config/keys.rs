//! Keys of services: where they are looked for, in which order, and the file in which they are kept. A key is never shown,
//! neither whole nor in part, and never quoted in a message.

use std::cell::OnceCell;
use std::env;
use std::fmt;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::engines::online::service::{KeyKind, Service};
use crate::model::name::Name;

use super::paths::Paths;
use super::small;

/// A longer text is no key, in bytes.
pub const LONGEST: usize = 4096;
/// What stands at the top of a new keys file.
const TOP: &str = "# Keys of services, for this user only. `sheepdip config set-key NAME` writes it.\n";

/// Where a key came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An environment variable.
    Environment(&'static str),
    /// The keyring of the operating system.
    Keyring,
    /// The keys file, or that of the service's own command.
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Keyring => f.write_str("the keyring of this system"),
            Self::File(path) => write!(f, "{}", Name::from_os(path.as_os_str())),
        }
    }
}

/// A key that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The key. Its `Debug` does not show it.
    pub key: SecretString,
    /// Where it was.
    pub source: Source,
    /// What its user should know of that place.
    pub warning: Option<String>,
}

/// The places where keys are; each file is read once, and only when a key is asked for.
#[derive(Debug)]
pub struct Keys<'a> {
    paths: &'a Paths,
    kept: OnceCell<Result<Kept, String>>,
    /// Why the keyring cannot be asked, once it is known.
    silent: OnceCell<String>,
}

impl<'a> Keys<'a> {
    /// The places of a user. Nothing is read yet.
    pub fn new(paths: &'a Paths) -> Self {
        Self { paths, kept: OnceCell::new(), silent: OnceCell::new() }
    }

    /// The key of a service, from the first place that has one: the environment, the keyring, the keys file, and for
    /// VirusTotal the file of its own command.
    ///
    /// # Errors
    /// What to tell the user where a key is that cannot be used, or a file that must not be. That is never "no key".
    pub fn find(&self, service: &Service) -> Result<Option<Found>, String> {
        let KeyKind::Needed { variables, .. } = service.key else { return Ok(None) };
        for name in variables {
            if let Some(text) = env::var_os(name).filter(|text| !text.to_string_lossy().trim().is_empty()) {
                let key = text.into_string().ok().and_then(|text| valid(&text.into()));
                let key = key.ok_or_else(|| unusable(&format!("the key in {name}"), service))?;
                return Ok(Some(Found { key, source: Source::Environment(name), warning: None }));
            }
        }
        if let Some(key) = self.of_keyring(service)? {
            return Ok(Some(Found { key, source: Source::Keyring, warning: None }));
        }
        let kept = self.kept.get_or_init(|| Kept::read(self.paths.keys.as_deref()));
        let kept = kept.as_ref().map_err(Clone::clone)?;
        if let Some(key) = kept.key(service)? {
            return Ok(Some(Found { key, source: Source::File(kept.path.clone()), warning: None }));
        }
        if service.name == "virustotal"
            && let Some(path) = self.paths.virustotal.as_deref()
        {
            return of_virustotal(path, service);
        }
        Ok(None)
    }

    /// Why the keyring could not be asked. A server without one still has its files, so that alone is no failure.
    pub fn silent_keyring(&self) -> Option<&str> {
        self.silent.get().map(String::as_str)
    }

    fn of_keyring(&self, service: &Service) -> Result<Option<SecretString>, String> {
        if self.silent.get().is_some() {
            return Ok(None);
        }
        match super::keyring::get(service) {
            Ok(None) => Ok(None),
            Ok(Some(key)) => valid(&key).map(Some).ok_or_else(|| unusable("the key in the keyring", service)),
            Err(why) => {
                // It was empty, or we would not be here.
                let _ = self.silent.set(why);
                Ok(None)
            }
        }
    }
}

/// The key in the file of VirusTotal's own command, which is only read.
fn of_virustotal(path: &Path, service: &Service) -> Result<Option<Found>, String> {
    let shown = Name::from_os(path.as_os_str());
    let open = std::cell::Cell::new(false);
    let text = small::read(path, |about| {
        open.set(is_open(about));
        Ok(())
    })?;
    let Some(text) = text.map(SecretString::from) else { return Ok(None) };
    let text = text.expose_secret();
    let table = DeTable::parse(text).map_err(|error| unread(&shown.to_string(), text, error.span()))?;
    let Some(value) = table.get_ref().get("apikey") else { return Ok(None) };
    let key = value.get_ref().as_str().and_then(|text| valid(&text.into()));
    let key = key.ok_or_else(|| unusable(&format!("the key in {shown}"), service))?;
    let warning = open
        .get()
        .then(|| format!("{shown} holds a key and can be read by other users; run: chmod 600 {}", quoted(path)));
    Ok(Some(Found { key, source: Source::File(path.to_owned()), warning }))
}

/// The keys file as it was read.
pub struct Kept {
    path: PathBuf,
    text: SecretString,
    /// Service, and where its name and its key stand in the text.
    rows: Vec<(String, std::ops::Range<usize>, Spanned<SecretString>)>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({})", self.path.display())
    }
}

impl Kept {
    /// Reads the keys file; where there is none, it is empty.
    ///
    /// # Errors
    /// What to tell the user where it must not be used, or says something else than keys.
    pub fn read(path: Option<&Path>) -> Result<Self, String> {
        let nothing = Self { path: PathBuf::new(), text: String::new().into(), rows: Vec::new() };
        let Some(path) = path else { return Ok(nothing) };
        let text: SecretString = small::read(path, |about| private(path, about))?.unwrap_or_default().into();
        let shown = Name::from_os(path.as_os_str()).to_string();
        let whole = text.expose_secret();
        let table = DeTable::parse(whole).map_err(|error| unread(&shown, whole, error.span()))?;
        let mut rows = Vec::new();
        for (name, value) in table.into_inner() {
            let known = super::values::service(name.get_ref()).ok();
            let DeValue::String(key) = value.get_ref() else { return Err(unread(&shown, whole, Some(name.span()))) };
            // Who mixed the sides up has a key where a name should be, so that is not repeated.
            let Some(known) = known.filter(|service| service.key.is_needed()) else {
                let line = small::line(whole, name.span().start);
                let others = super::values::others("");
                return Err(format!("{shown}, line {line}: this is the name of no service that has keys. {others}"));
            };
            let key = Spanned::new(value.span(), SecretString::from(key.as_ref()));
            rows.push((known.name.to_owned(), name.span(), key));
        }
        Ok(Self { path: path.to_owned(), text, rows })
    }

    /// The key of a service.
    ///
    /// # Errors
    /// What to tell the user where it is none.
    pub fn key(&self, service: &Service) -> Result<Option<SecretString>, String> {
        let Some((_, name, key)) = self.rows.iter().find(|(name, ..)| name == service.name) else { return Ok(None) };
        let key = valid(key.get_ref());
        key.map(Some).ok_or_else(|| {
            let line = small::line(self.text.expose_secret(), name.start);
            let place = format!("the key in {}, line {line},", Name::from_os(self.path.as_os_str()));
            unusable(&place, service)
        })
    }

    /// Whether there is a key of the service.
    pub fn has(&self, service: &Service) -> bool {
        self.rows.iter().any(|(name, ..)| name == service.name)
    }

    /// Writes the file with another key of a service, or without one. All else in it stays as it is.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, service: &Service, key: Option<&SecretString>) -> io::Result<()> {
        let text = self.text.expose_secret();
        let row = key.map(|key| {
            let key = key.expose_secret().replace('\\', "\\\\").replace('"', "\\\"");
            format!("{} = \"{key}\"\n", service.name)
        });
        let row = row.unwrap_or_default();
        let made = match self.rows.iter().find(|(name, ..)| name == service.name) {
            // Whole lines: from the one with the name to the end of the one with the key.
            Some((_, name, key)) => {
                let start = text.get(..name.start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
                let end = text
                    .get(key.span().end..)
                    .and_then(|t| t.find('\n'))
                    .map_or(text.len(), |at| key.span().end + at + 1);
                [text.get(..start).unwrap_or_default(), &row, text.get(end..).unwrap_or_default()].concat()
            }
            None if text.is_empty() => [TOP, &row].concat(),
            None if text.ends_with('\n') => [text, &row].concat(),
            None => [text, "\n", &row].concat(),
        };
        let made = SecretString::from(made);
        // A link is written through, so that it stays one.
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        super::write_private(&path, made.expose_secret().as_bytes())
    }
}

/// A key without what surrounds it; nothing where it has characters that no key has.
pub fn valid(text: &SecretString) -> Option<SecretString> {
    let key = text.expose_secret().trim();
    let fits = !key.is_empty() && key.len() <= LONGEST && key.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| key.into())
}

fn unusable(which: &str, service: &Service) -> String {
    format!(
        "{which} cannot be one of {}: it is empty, too long, or has spaces, control characters or others than ASCII; set it again",
        service.title
    )
}

/// A file of keys that is no TOML. What the reader says about it quotes it, and so is not told.
fn unread(shown: &str, text: &str, place: Option<std::ops::Range<usize>>) -> String {
    let line = place.map(|span| format!(", line {}", small::line(text, span.start))).unwrap_or_default();
    format!("{shown}{line}: only lines like NAME = \"KEY\" may stand here")
}

/// Whether others may read or write a file.
#[cfg(unix)]
fn is_open(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(about) & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open(_: &Metadata) -> bool {
    false
}

/// Refuses a keys file that is not only this user's.
#[cfg(unix)]
fn private(path: &Path, about: &Metadata) -> Result<(), String> {
    let shown = Name::from_os(path.as_os_str());
    if std::os::unix::fs::MetadataExt::uid(about) != rustix::process::geteuid().as_raw() {
        return Err(format!(
            "{shown} belongs to another user and its keys are not used; run: chown \"$(id -un)\" {}",
            quoted(path)
        ));
    }
    if is_open(about) {
        return Err(format!(
            "other users may read {shown} and its keys are not used; run: chmod 600 {}, and make new keys if others use this \
             machine",
            quoted(path)
        ));
    }
    Ok(())
}

/// The folders of a Windows user are closed to others by where they are.
#[cfg(not(unix))]
fn private(_: &Path, _: &Metadata) -> Result<(), String> {
    Ok(())
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let shown = Name::from_os(path.as_os_str()).to_string();
    let plain = shown.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-+:@%".contains(&b));
    if plain { shown } else { format!("'{}'", shown.replace('\'', "'\\''")) }
}
