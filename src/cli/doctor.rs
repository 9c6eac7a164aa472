//! `sheepdip doctor`: whether everything that sheepdip may use is there and in order, and what to do where it is not. Nothing
//! leaves this machine for it, but by `--online`.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use clap::Args;

use crate::config::file::File;
use crate::config::keys::{Found, Kept, Keys};
use crate::config::paths::{CACHE_VARIABLE, Paths, STATE_VARIABLE};
use crate::config::{Options, Settings, keyring, values};
use crate::engines::clamd::{Address, Clamd, USUAL};
use crate::engines::defender::{self, Defender};
use crate::engines::online::service::{KeyKind, Service};
use crate::engines::online::setup::Setup;
use crate::engines::online::{self, SERVICES};
use crate::model::name::{Name, escape_short};
use crate::output::doctor::{self, Check, Examination, State};
use crate::sources::plain;

use super::exit::Exit;
use super::values::Colour;
use super::{notice, style};

/// Of a cache with more files only so many are counted.
const MOST_FILES: u64 = 100_000;
/// A larger file of certificates is none, in bytes.
const CERTIFICATES: u64 = 4 << 20;

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Also ask every service that can be asked whether it answers and takes its key
    #[arg(long)]
    online: bool,

    /// Ask clamd at this address, in place of the usual sockets: a socket's path or HOST:PORT
    #[arg(long, value_name = "ADDRESS", require_equals = true)]
    clamd: Option<String>,

    /// How to report
    #[arg(long, value_name = "FORMAT", value_parser = ["terminal", "json"], default_value = "terminal")]
    format: String,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// Looks at everything.
pub(super) fn run(args: &DoctorArgs) -> Exit {
    let examination = Examination::new(features(), checks(args));
    let mut out = io::stdout().lock();
    let written = match args.format.as_str() {
        "json" => doctor::json(&examination, &mut out),
        _ => doctor::terminal(&examination, style::of(args.color, true), &mut out),
    };
    match notice::done(written.and_then(|()| out.flush())) {
        Exit::Nothing if examination.problems > 0 => Exit::Trouble,
        exit => exit,
    }
}

fn features() -> Vec<&'static str> {
    let all = [("yara", cfg!(feature = "yara")), ("keyring", keyring::KNOWN)];
    all.into_iter().filter_map(|(name, on)| on.then_some(name)).collect()
}

fn checks(args: &DoctorArgs) -> Vec<Check> {
    let mut checks = vec![version(), clamd(args.clamd.as_deref())];
    checks.extend(defender());
    checks.push(yara());
    let paths = Paths::of_this_user();
    let read = File::read(&paths);
    checks.push(settings_file(&paths, &read));
    let understood = read.is_ok();
    let settings = Settings { file: read.unwrap_or_default(), paths };
    let found = keys(&settings, &mut checks);
    let setup = settings.setup(&Options::default(), &found);
    checks.push(cache(setup.cache.as_deref()));
    checks.push(state(setup.state.as_deref()));
    quotas(&setup, &mut checks);
    checks.extend(proxy(&settings));
    checks.extend(settings.network().certificates.as_deref().map(certificates));
    if args.online {
        if understood {
            reached(&setup, &mut checks);
        } else {
            let words = "no service was asked, because the settings are not understood";
            checks.push(Check::new("online", State::Note, words));
        }
    }
    checks
}

fn version() -> Check {
    let features = features();
    let with = if features.is_empty() { "no features".to_owned() } else { features.join(", ") };
    Check::new("version", State::Ok, format!("sheepdip {} with {with}", env!("CARGO_PKG_VERSION")))
}

fn clamd(address: Option<&str>) -> Check {
    let asked = match address {
        Some(address) => Some(Clamd::new(Address::of(address))),
        None => Clamd::local(),
    };
    let Some(asked) = asked else {
        let words = format!("no clamd was found on this machine (looked for {} and others)", USUAL[0]);
        return Check::new("clamd", State::Note, words)
            .advise("To use --clamd, install and start it (systemctl start clamav-daemon), or name its socket.");
    };
    let told = asked.greet();
    let age = told.age_days.map(|days| format!(", {days} days old")).unwrap_or_default();
    let words = format!("{}{age}, at {}", told.version.as_deref().unwrap_or("a clamd"), asked.address());
    match (told.failure, told.warning) {
        (Some(why), _) => Check::new("clamd", State::Problem, why),
        (None, Some(why)) => {
            let state = if told.age_days.is_some() { State::Problem } else { State::Note };
            Check::new("clamd", state, words).advise(why)
        }
        (None, None) => Check::new("clamd", State::Ok, words),
    }
}

/// Whether Microsoft Defender's command line is there; nothing elsewhere than on Windows, where there is none.
fn defender() -> Option<Check> {
    cfg!(windows).then(|| match Defender::installed() {
        Some(found) => Check::new(defender::NAME, State::Ok, shown(found.program())),
        None => {
            let words = format!("Microsoft Defender was not found (looked for {} and others)", defender::USUAL);
            Check::new(defender::NAME, State::Note, words)
                .advise("To use --defender, install it, or name its MpCmdRun.exe (--defender=PATH).")
        }
    })
}

fn yara() -> Check {
    if cfg!(feature = "yara") {
        Check::new("yara", State::Ok, "rules are used where --yara names them; there is no usual place for them")
    } else {
        Check::new("yara", State::Note, "this sheepdip was built without the feature \"yara\"")
    }
}

fn settings_file(paths: &Paths, read: &Result<File, String>) -> Check {
    let words = match (read, &paths.settings) {
        (Err(why), _) => return Check::new("settings", State::Problem, why.as_str()),
        (Ok(_), None) => "this user has no home folder, so the defaults are in force".to_owned(),
        (Ok(_), Some(path)) if path.exists() => shown(path),
        (Ok(_), Some(path)) => format!("{} is not there, so the defaults are in force", shown(path)),
    };
    if read.as_ref().is_ok_and(|file| file.lookup.always) {
        let words = format!("{words}; services are asked in every run, also without --lookup ([lookup] always)");
        return Check::new("settings", State::Note, words);
    }
    Check::new("settings", State::Ok, words)
}

/// The keys that there are; what is wrong with the others is told.
fn keys(settings: &Settings, checks: &mut Vec<Check>) -> Vec<(&'static Service, Option<Found>)> {
    let file = Kept::read(settings.paths.keys.as_deref()).err();
    checks.push(match (&file, &settings.paths.keys) {
        (Some(why), _) => Check::new("keys", State::Problem, why.as_str()),
        (None, Some(path)) if path.exists() => {
            Check::new("keys", State::Ok, format!("{}, for this user only", shown(path)))
        }
        (None, Some(path)) => Check::new("keys", State::Ok, format!("{} is not there", shown(path))),
        (None, None) => Check::new("keys", State::Note, "this user has no home folder for a file of keys"),
    });
    let keys = Keys::new(&settings.paths);
    let mut all = Vec::new();
    for service in SERVICES.iter().copied() {
        let subject = format!("key:{}", service.name);
        match (keys.find(service), service.key) {
            (_, KeyKind::None) => checks.push(Check::new(subject, State::Ok, "none is needed")),
            (Ok(Some(found)), _) => {
                let state = if found.warning.is_some() { State::Problem } else { State::Ok };
                let check = Check::new(subject, state, format!("from {}", found.source));
                checks.push(Check { advice: found.warning.clone(), ..check });
                all.push((service, Some(found)));
            }
            (Ok(None), KeyKind::Needed { variables, from, .. }) => {
                let advice = format!(
                    "To ask {}, get a key at {from} and keep it with `sheepdip config set-key {}`, or set {}.",
                    service.title,
                    service.name,
                    variables.join(" or ")
                );
                checks.push(Check::new(subject, State::Note, "there is none").advise(advice));
            }
            (Err(why), _) if Some(&why) == file.as_ref() => {
                checks.push(Check::new(
                    subject,
                    State::Note,
                    "not known, because the keys file is not used (see keys)",
                ));
            }
            (Err(why), _) => checks.push(Check::new(subject, State::Problem, why)),
        }
    }
    checks.extend(keys.silent_keyring().map(|why| Check::new("keyring", State::Note, why)));
    all
}

fn cache(folder: Option<&Path>) -> Check {
    let Some(folder) = folder else {
        return homeless("cache", "no answers are kept", CACHE_VARIABLE);
    };
    let mut count = Count::default();
    count.below(folder, 0);
    let more = if count.files >= MOST_FILES { "more than " } else { "" };
    let kib = count.bytes.div_ceil(1024);
    place("cache", folder, &format!("{more}{} answers, {kib} KiB", count.answers))
}

fn state(folder: Option<&Path>) -> Check {
    match folder {
        Some(folder) => place("state", folder, "quotas are counted here"),
        None => homeless("state", "quotas are counted for each run alone", STATE_VARIABLE),
    }
}

fn homeless(subject: &str, words: &str, variable: &str) -> Check {
    Check::new(subject, State::Note, format!("this user has no home folder, so {words}"))
        .advise(format!("Name a folder with {variable} to change that."))
}

/// A folder of ours: there, or to be made when it is needed.
fn place(subject: &str, folder: &Path, holds: &str) -> Check {
    let there = folder.is_dir();
    let nearest = folder.ancestors().find(|above| above.symlink_metadata().is_ok());
    if nearest.is_some_and(writable) {
        let words = if there {
            format!("{}: {holds}", shown(folder))
        } else {
            format!("{}, made when it is needed", shown(folder))
        };
        return Check::new(subject, State::Ok, words);
    }
    let words = if there { "cannot be written" } else { "is not there and cannot be made" };
    Check::new(subject, State::Problem, format!("{} {words}", shown(folder)))
        .advise("Let this user write there, or name another folder (SHEEPDIP_CACHE, SHEEPDIP_STATE).")
}

#[cfg(unix)]
fn writable(folder: &Path) -> bool {
    use rustix::fs::Access;
    folder.is_dir() && rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn writable(folder: &Path) -> bool {
    folder.is_dir() && folder.metadata().is_ok_and(|about| !about.permissions().readonly())
}

/// What a folder holds.
#[derive(Default)]
struct Count {
    files: u64,
    answers: u64,
    bytes: u64,
}

impl Count {
    fn below(&mut self, folder: &Path, depth: u32) {
        // Answers stand in a folder for each service, and those in folders by the first letters of the hash.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else { continue };
            if self.files >= MOST_FILES {
                return;
            }
            if about.is_dir() && depth < 4 {
                self.below(&entry.path(), depth + 1);
            } else if about.is_file() {
                self.files += 1;
                self.bytes += about.len();
                self.answers += u64::from(entry.path().extension().is_some_and(|end| end == "json"));
            }
        }
    }
}

/// What is left of each quota, as it is counted for this user now.
fn quotas(setup: &Setup, checks: &mut Vec<Check>) {
    // Looking makes no folder.
    if setup.state.as_deref().is_none_or(|folder| !folder.is_dir()) {
        return;
    }
    for (name, left) in online::quotas_left(setup) {
        checks.push(Check::new(format!("quota:{name}"), State::Ok, format!("left: {left}")));
    }
}

/// The proxies that are in force. A wrong one in the environment is passed over in silence by who reads it.
fn proxy(settings: &Settings) -> Vec<Check> {
    if let Some(proxy) = settings.network().proxy {
        let words = format!("{}, from the settings", values::without_password(&proxy));
        return vec![Check::new("proxy", State::Ok, words)];
    }
    let mut checks = Vec::new();
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) else { continue };
        let value = value.to_string_lossy();
        let is_address = |text: &str| reqwest::Url::parse(text).is_ok_and(|url| url.has_host());
        let words = format!("{}, from {name}", values::without_password(&value));
        // HOST:PORT is understood, too.
        let whole = if value.contains("://") { value.to_string() } else { format!("http://{value}") };
        checks.push(if is_address(&whole) {
            Check::new("proxy", State::Ok, words)
        } else {
            Check::new("proxy", State::Problem, format!("{name} holds no address, so no proxy is used"))
                .advise("Set it to an address like http://proxy.example.org:3128.")
        });
    }
    if checks.is_empty() {
        return vec![Check::new("proxy", State::Ok, "none")];
    }
    let except = ["NO_PROXY", "no_proxy"].iter().find_map(std::env::var_os).filter(|value| !value.is_empty());
    checks.extend(except.map(|value| {
        Check::new(
            "proxy",
            State::Ok,
            format!("not for {}, from NO_PROXY", escape_short(&value.to_string_lossy(), 200)),
        )
    }));
    checks
}

fn certificates(path: &Path) -> Check {
    let mut pem = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(CERTIFICATES).read_to_end(&mut pem));
    if let Err(error) = read {
        return Check::new(
            "certificates",
            State::Problem,
            format!("{} cannot be read: {}", shown(path), plain(&error)),
        )
        .advise("Mend [network] certificates in the settings.");
    }
    match reqwest::Certificate::from_pem_bundle(&pem).map_or(0, |found| found.len()) {
        0 => Check::new("certificates", State::Problem, format!("there are no certificates (PEM) in {}", shown(path)))
            .advise("Mend [network] certificates in the settings."),
        1 => Check::new("certificates", State::Ok, format!("1 in {}", shown(path))),
        count => Check::new("certificates", State::Ok, format!("{count} in {}", shown(path))),
    }
}

/// Asks every service that can be asked whether it answers.
fn reached(setup: &Setup, checks: &mut Vec<Check>) {
    for (name, answer) in online::reach(setup) {
        let (state, words) = match answer {
            Ok(words) => (State::Ok, words),
            Err(why) => (State::Problem, why),
        };
        checks.push(Check::new(format!("service:{name}"), state, words));
    }
}

fn shown(path: &Path) -> String {
    Name::from_os(path.as_os_str()).to_string()
}
