//! What the user has settled: defaults, then the settings file, then the environment, then the options of one run. A run
//! that asks nobody reads none of it, but for one look whether services are to be asked always.

pub mod file;
pub mod keyring;
pub mod keys;
pub mod near;
pub mod paths;
mod small;
pub mod template;
pub mod values;

use std::time::Duration;

use crate::engines::online::SERVICES;
use crate::engines::online::service::{KeyKind, Service, Window};
use crate::engines::online::setup::{Access, Network, Setup, TIME};

use file::File;
use keys::{Found, Keys};
use paths::Paths;
pub(crate) use small::write_private;

/// What the options of one run say about asking services.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Answers are neither taken from the cache nor kept.
    pub no_cache: bool,
    /// Answers are asked for anew, and kept.
    pub refresh: bool,
    /// How long all answers about one file may take.
    pub time: Option<Duration>,
}

/// Who is asked in a run, and how.
#[derive(Debug)]
pub struct Asking {
    /// Everything that asking needs. Only the services that are asked have their keys in it.
    pub setup: Setup,
    /// The services that are asked, in the order of the registry.
    pub services: Vec<&'static Service>,
    /// The most parts of one file that are asked about.
    pub parts: usize,
    /// What the user should know, a line each: a file with a key that others can read.
    pub warnings: Vec<String>,
}

/// The settings of this user, without the keys.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where everything is.
    pub paths: Paths,
    /// What the settings file says.
    pub file: File,
}

/// Whether services are asked in every run: one look at the settings file, which is understood only where it may say so.
///
/// # Errors
/// What to tell the user where the file may say so but cannot be understood: nobody asked is not what was settled.
pub fn always() -> Result<bool, String> {
    let paths = Paths::of_this_user();
    match file::text(&paths)? {
        Some((path, text)) if says_always(&text) => Ok(File::of(&text, path)?.lookup.always),
        _ => Ok(false),
    }
}

/// Whether the word stands in the text, elsewhere than in a comment.
fn says_always(text: &str) -> bool {
    text.contains("always")
        && text.lines().any(|line| line.split('#').next().is_some_and(|setting| setting.contains("always")))
}

/// Everything that asking any service needs, with all keys that there are.
///
/// # Errors
/// What to tell the user about a file that cannot be used.
pub fn setup(options: &Options) -> Result<Setup, String> {
    let settings = Settings::read()?;
    let keys = Keys::new(&settings.paths);
    let mut found = Vec::new();
    for service in SERVICES {
        found.push((*service, keys.find(service)?));
    }
    Ok(settings.setup(options, &found))
}

/// Who is asked by `--lookup=NAMES`, or by a bare `--lookup` where no names are given.
///
/// # Errors
/// What to tell the user: a name that is none, a service without a key, a file that cannot be used.
pub fn asking(names: &[String], options: &Options) -> Result<Asking, String> {
    let settings = Settings::read()?;
    let keys = Keys::new(&settings.paths);
    let found = settings.chosen(names, &keys)?;
    let silent = keys.silent_keyring().map(str::to_owned);
    let warnings = found.iter().filter_map(|(_, found)| found.as_ref()?.warning.clone()).chain(silent).collect();
    Ok(Asking {
        setup: settings.setup(options, &found),
        services: found.iter().map(|(service, _)| *service).collect(),
        parts: settings.file.parts(),
        warnings,
    })
}

/// The services that names name, or that are asked where none are given.
///
/// # Errors
/// As for [`asking`].
pub fn chosen(names: &[String]) -> Result<Vec<&'static Service>, String> {
    let settings = Settings::read()?;
    let found = settings.chosen(names, &Keys::new(&settings.paths))?;
    Ok(found.into_iter().map(|(service, _)| service).collect())
}

impl Settings {
    /// The settings of the user who runs this.
    ///
    /// # Errors
    /// What to tell the user about a settings file that cannot be used.
    pub fn read() -> Result<Self, String> {
        let paths = Paths::of_this_user();
        let file = File::read(&paths)?;
        Ok(Self { paths, file })
    }

    /// Where a service's interface is.
    pub fn url(&self, service: &Service) -> String {
        let special = self.special(service).and_then(|special| special.url.as_ref());
        special.map_or_else(|| service.url.to_owned(), |url| url.0.clone())
    }

    /// How often a service may be asked.
    pub fn quota(&self, service: &Service) -> Vec<Window> {
        let special = self.special(service).and_then(|special| special.quota.as_ref());
        special.map_or_else(|| service.quota.to_vec(), |quota| quota.iter().map(|quota| quota.0).collect())
    }

    /// How long all answers about one file may take.
    pub fn time(&self) -> Duration {
        self.file.lookup.time.map_or(TIME, |time| time.0)
    }

    /// The way to services.
    pub fn network(&self) -> Network {
        let way = &self.file.network;
        Network {
            proxy: way.proxy.as_ref().map(|proxy| proxy.0.clone()),
            certificates: way.certificates.as_ref().map(|path| path.0.clone()),
        }
    }

    /// What the settings file says of one service.
    pub fn special(&self, service: &Service) -> Option<&file::Special> {
        self.file.services.iter().find(|(named, _)| named.0.name == service.name).map(|(_, special)| special)
    }

    /// Everything that asking services needs, with the keys that were found for some of them.
    pub fn setup(&self, options: &Options, found: &[(&'static Service, Option<Found>)]) -> Setup {
        let key = |service: &Service| {
            let found = found.iter().find(|(other, _)| other.name == service.name);
            found.and_then(|(_, found)| found.as_ref()).map(|found| found.key.clone())
        };
        let access = |service: &&'static Service| Access {
            service,
            url: self.url(service),
            key: key(service),
            quota: self.quota(service),
        };
        let mut keeping = self.file.keeping();
        keeping.refresh = options.refresh;
        Setup {
            services: SERVICES.iter().map(access).collect(),
            network: self.network(),
            cache: self.paths.cache.clone().filter(|_| !options.no_cache),
            state: self.paths.state.clone(),
            keeping,
            thresholds: self.file.thresholds(),
            time: options.time.unwrap_or_else(|| self.time()),
        }
    }

    /// The services that names name, with their keys; where no names are given, those of the settings file, or else all
    /// that have a key or need none.
    ///
    /// # Errors
    /// As for [`asking`].
    pub fn chosen(&self, names: &[String], keys: &Keys<'_>) -> Result<Vec<(&'static Service, Option<Found>)>, String> {
        let mut wanted = Vec::new();
        for name in names {
            wanted.push(values::service(name)?.name);
        }
        let settled = self.file.lookup.services.as_ref().filter(|_| names.is_empty());
        wanted.extend(settled.into_iter().flatten().map(|named| named.0.name));
        let all = names.is_empty() && settled.is_none();
        let mut chosen = Vec::new();
        for service in SERVICES.iter().copied().filter(|service| all || wanted.contains(&service.name)) {
            let found = keys.find(service)?;
            match service.key {
                KeyKind::Needed { variables, from, .. } if found.is_none() => {
                    if !all {
                        let variable = variables.first().copied().unwrap_or_default();
                        let named =
                            if settled.is_some() { " ([lookup] services in the settings names it)" } else { "" };
                        return Err(format!(
                            "{} has no key{named}: keep one with `sheepdip config set-key {}`, or set {variable}; you get one at \
                             {from}",
                            service.name, service.name
                        ));
                    }
                }
                _ => chosen.push((service, found)),
            }
        }
        Ok(chosen)
    }
}
