//! `sheepdip config`: the settings, and the keys of services. No key is ever shown, and none is taken from the arguments.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use secrecy::{ExposeSecret as _, SecretString};

use crate::config::keys::{self, Kept, Keys};
use crate::config::paths::{Paths, SETTINGS_VARIABLE};
use crate::config::{self, Settings, keyring, template, values};
use crate::engines::online::SERVICES;
use crate::engines::online::service::{KeyKind, Service};
use crate::model::name::Name;
use crate::sources::plain;

use super::config_args::{Action, ConfigArgs, RemoveKeyArgs, SetKeyArgs};
use super::exit::Exit;
use super::notice;

/// Does what was asked for.
pub(super) fn run(args: &ConfigArgs) -> Exit {
    let done = match &args.action {
        Action::Init => init(),
        Action::Show => show(),
        Action::Path => path(),
        Action::SetKey(args) => set_key(args),
        Action::RemoveKey(args) => remove_key(args),
    };
    done.unwrap_or_else(|why| {
        notice::error(&why);
        Exit::Trouble
    })
}

fn print(text: &str) -> Exit {
    let mut out = io::stdout().lock();
    notice::done(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

fn shown(path: &Path) -> Name {
    Name::from_os(path.as_os_str())
}

/// What is said to a user without a home.
fn homeless(what: &str) -> String {
    format!(
        "this user has no home folder for {what}; name a settings file with {SETTINGS_VARIABLE}, and all is beside it"
    )
}

fn init() -> Result<Exit, String> {
    let paths = Paths::of_this_user();
    let path = paths.settings.ok_or_else(|| homeless("settings"))?;
    if path.symlink_metadata().is_ok() {
        return Err(format!(
            "{} is there already and stays as it is; take it away first if you want a new one",
            shown(&path)
        ));
    }
    let written = config::write_private(&path, template::file().as_bytes());
    written.map_err(|error| format!("{} cannot be written: {}", shown(&path), plain(&error)))?;
    notice::error(&format!("the settings are in {}; what they mean stands in it", shown(&path)));
    Ok(Exit::Nothing)
}

fn show() -> Result<Exit, String> {
    let settings = Settings::read()?;
    let mut text = match &settings.paths.settings {
        Some(path) if path.exists() => format!("# {}\n", shown(path)),
        Some(path) => format!("# {} is not there; `sheepdip config init` makes it\n", shown(path)),
        None => "# this user has no home folder, and so no settings file\n".to_owned(),
    };
    text += &template::shown(&settings);
    text += "\n# Keys\n";
    let keys = Keys::new(&settings.paths);
    let mut exit = Exit::Nothing;
    for service in SERVICES {
        let words = match (keys.find(service), service.key) {
            (_, KeyKind::None) => "needs none".to_owned(),
            (Ok(Some(found)), _) => format!("from {}", found.source),
            (Ok(None), KeyKind::Needed { variables, .. }) => {
                format!("none (looked for {} first)", variables.join(", "))
            }
            (Err(why), _) => {
                exit = Exit::Trouble;
                format!("cannot be used: {why}")
            }
        };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# {}: {words}", service.name);
    }
    if let Some(why) = keys.silent_keyring() {
        let _ = writeln!(text, "# {why}");
    }
    match print(&text) {
        Exit::Nothing => Ok(exit),
        trouble => Ok(trouble),
    }
}

fn path() -> Result<Exit, String> {
    let paths = Paths::of_this_user();
    let rows = [("settings", &paths.settings), ("keys", &paths.keys), ("cache", &paths.cache), ("state", &paths.state)];
    let text = rows.iter().fold(String::new(), |text, (name, path)| {
        let path =
            path.as_ref().map_or_else(|| "none, this user has no home folder".to_owned(), |p| shown(p).to_string());
        text + &format!("{name:<8}  {path}\n")
    });
    Ok(print(&text))
}

/// The service of the arguments, and nothing else: what stands behind it may be a key, and is not repeated.
fn named(args: &SetKeyArgs) -> Result<&'static Service, String> {
    let (first, rest) = args.words.split_first().ok_or_else(|| format!("whose key? {}", values::others("")))?;
    if !rest.is_empty() {
        return Err("a key is never given as an argument: other users of this machine see it in the list of processes, and the \
                    shell keeps it. Name the service only; the key is then asked for, or read from the standard input. If that \
                    was a key, take it out of the shell's history, and better get a new one"
            .to_owned());
    }
    let name = first.to_string_lossy();
    let found = values::service(&name).map_err(|_| {
        format!(
            "the word behind set-key is no service and is not repeated here, as it may be a key. {}",
            values::others(&name)
        )
    })?;
    Ok(found)
}

fn keyed(service: &Service) -> Result<(&'static [&'static str], &'static str, &'static str), String> {
    match service.key {
        KeyKind::Needed { variables, from, terms, .. } => Ok((variables, from, terms)),
        KeyKind::None => Err(format!("{} needs no key", service.title)),
    }
}

fn set_key(args: &SetKeyArgs) -> Result<Exit, String> {
    let service = named(args)?;
    let (variables, from, terms) = keyed(service)?;
    let paths = Paths::of_this_user();
    // Whether it can be kept is found out before somebody types it.
    let file = if args.in_keyring() { None } else { Some(kept(&paths)?) };
    notice::error(&format!("{}: {terms} {} A key is got at {from}", service.title, service.discloses));
    let key = read(service)?;
    let place = match &file {
        None => {
            keyring::set(service, &key)?;
            "the keyring of this system".to_owned()
        }
        Some((path, kept)) => {
            let written = kept.write(service, Some(&key));
            written.map_err(|error| format!("{} cannot be written: {}", shown(path), plain(&error)))?;
            shown(path).to_string()
        }
    };
    notice::error(&format!("the key of {} is kept in {place}", service.title));
    for variable in variables.iter().filter(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())) {
        notice::error(&format!("the environment variable {variable} is set, too, and goes before it"));
    }
    Ok(Exit::Nothing)
}

/// The keys file, where one can be.
fn kept(paths: &Paths) -> Result<(&Path, Kept), String> {
    let path = paths.keys.as_deref().ok_or_else(|| homeless("keys"))?;
    Ok((path, Kept::read(Some(path))?))
}

/// A key from the terminal, where it does not show, or from the standard input.
fn read(service: &Service) -> Result<SecretString, String> {
    let input: SecretString = if io::stdin().is_terminal() {
        let typed = rpassword::prompt_password(format!("Key of {} (it does not show): ", service.title));
        typed.map_err(|error| format!("the key cannot be read from the terminal: {}", plain(&error)))?.into()
    } else {
        let mut bytes = Vec::new();
        let most = keys::LONGEST as u64 + 16;
        let come = io::stdin().lock().take(most).read_to_end(&mut bytes);
        come.map_err(|error| format!("the key cannot be read from the standard input: {}", plain(&error)))?;
        String::from_utf8(bytes).map_err(|_| refused())?.into()
    };
    if input.expose_secret().trim().is_empty() {
        return Err("no key came, and nothing was changed".to_owned());
    }
    keys::valid(&input).ok_or_else(refused)
}

fn refused() -> String {
    format!(
        "that is no key: a key is one word of at most {} printable ASCII characters, alone; nothing was changed",
        keys::LONGEST
    )
}

fn remove_key(args: &RemoveKeyArgs) -> Result<Exit, String> {
    let service = values::service(&args.service)?;
    keyed(service)?;
    let paths = Paths::of_this_user();
    let (place, gone) = if args.in_keyring() {
        ("the keyring of this system".to_owned(), keyring::remove(service)?)
    } else {
        let (path, kept) = kept(&paths)?;
        let had = kept.has(service);
        if had {
            let written = kept.write(service, None);
            written.map_err(|error| format!("{} cannot be written: {}", shown(path), plain(&error)))?;
        }
        (shown(path).to_string(), had)
    };
    if !gone {
        return Err(format!("there is no key of {} in {place}", service.title));
    }
    notice::error(&format!("the key of {} is taken out of {place}", service.title));
    if let Ok(Some(found)) = Keys::new(&paths).find(service) {
        notice::error(&format!("there is still one in {}", found.source));
    }
    Ok(Exit::Nothing)
}
