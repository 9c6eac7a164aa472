//! The settings as text: the file that `sheepdip config init` writes, with every setting and what it means, and what
//! `sheepdip config show` tells. Both come from the same rows, so that none is forgotten.

use std::fmt::Write as _;

use crate::engines::online::SERVICES;
use crate::engines::online::service::Service;

use super::Settings;
use super::values::{quota, span, without_password};

/// One setting.
struct Row {
    name: &'static str,
    /// What it is for, in lines.
    about: &'static [&'static str],
    /// What it is set to, as TOML.
    value: Result<String, Unset>,
    /// Whether the settings file says so.
    given: bool,
}

/// A setting that is set to nothing.
struct Unset {
    /// What is done then.
    otherwise: &'static str,
    /// What could be said, as TOML.
    example: String,
}

struct Section {
    name: String,
    about: String,
    rows: Vec<Row>,
}

/// A text as TOML.
fn text(words: &str) -> String {
    let mut out = String::from("\"");
    for letter in words.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            // Writing to a text cannot fail.
            _ if crate::model::name::is_deceptive(letter) => drop(write!(out, "\\U{:08X}", u32::from(letter))),
            _ => out.push(letter),
        }
    }
    out + "\""
}

fn list(words: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", words.into_iter().map(|w| text(&w)).collect::<Vec<_>>().join(", "))
}

fn sections(settings: &Settings) -> Vec<Section> {
    let file = &settings.file;
    let set = |name, about, value: String, given| Row { name, about, value: Ok(value), given };
    let names: Vec<String> = SERVICES.iter().map(|service| service.name.to_owned()).collect();
    let asked = file.lookup.services.as_ref().map(|asked| list(asked.iter().map(|named| named.0.name.to_owned())));
    let (thresholds, keeping, network) = (file.thresholds(), file.keeping(), settings.network());
    let otherwise = |otherwise, example| Unset { otherwise, example };
    let mut sections = vec![
        Section {
            name: "lookup".to_owned(),
            about: "Asking services about hashes of files. Without --lookup nobody is asked.".to_owned(),
            rows: vec![
                Row {
                    name: "services",
                    about: &["Whom a bare --lookup asks; where nothing is said: all that have a key or need none."],
                    given: asked.is_some(),
                    value: asked.ok_or_else(|| otherwise("all that have a key or need none", list(names))),
                },
                set(
                    "time",
                    &["How long all answers about one file may take."],
                    text(&span(settings.time())),
                    file.lookup.time.is_some(),
                ),
                set(
                    "always",
                    &[
                        "Whether services are asked in every run, also without --lookup. Then the hash of every file that you",
                        "examine goes to them.",
                    ],
                    file.lookup.always.to_string(),
                    file.lookup.always,
                ),
                set(
                    "parts",
                    &[
                        "The most parts of one file that are asked about: the files in an archive, the attachments of a mail.",
                    ],
                    file.parts().to_string(),
                    file.lookup.parts.is_some(),
                ),
            ],
        },
        Section {
            name: "thresholds".to_owned(),
            about: "How many engines of a service must call a file malicious.".to_owned(),
            rows: vec![
                set(
                    "several",
                    &["From so many on it is more than the false alarm of one or two."],
                    thresholds.several.to_string(),
                    file.thresholds.several.is_some(),
                ),
                set(
                    "dangerous",
                    &["From so many on the file is dangerous."],
                    thresholds.dangerous.to_string(),
                    file.thresholds.dangerous.is_some(),
                ),
            ],
        },
        Section {
            name: "cache".to_owned(),
            about: "How long answers are kept on this machine. \"0s\" keeps none.".to_owned(),
            rows: vec![
                set(
                    "malicious",
                    &["That a file is malware."],
                    text(&span(keeping.malicious)),
                    file.cache.malicious.is_some(),
                ),
                set(
                    "known",
                    &["Every other answer about a file that the service knows."],
                    text(&span(keeping.known)),
                    file.cache.known.is_some(),
                ),
                set(
                    "unknown",
                    &["That the service never saw the file."],
                    text(&span(keeping.unknown)),
                    file.cache.unknown.is_some(),
                ),
            ],
        },
        Section {
            name: "network".to_owned(),
            about: "The way to services.".to_owned(),
            rows: vec![
                Row {
                    name: "proxy",
                    about: &["A proxy; where nothing is said: what the environment says (HTTPS_PROXY, NO_PROXY)."],
                    given: network.proxy.is_some(),
                    value: network.proxy.map(|proxy| text(&without_password(&proxy))).ok_or_else(|| {
                        otherwise("what the environment says (HTTPS_PROXY)", text("http://proxy.example.org:3128"))
                    }),
                },
                Row {
                    name: "certificates",
                    about: &[
                        "A file of certificates (PEM) that are trusted beside those of the system: that of a company's",
                        "proxy which reads along.",
                    ],
                    given: network.certificates.is_some(),
                    value: network
                        .certificates
                        .map(|path| text(&path.to_string_lossy()))
                        .ok_or_else(|| otherwise("those of the system only", text("/etc/ssl/certs/proxy.pem"))),
                },
            ],
        },
    ];
    sections.extend(SERVICES.iter().map(|service| of_service(settings, service)));
    sections
}

fn of_service(settings: &Settings, service: &Service) -> Section {
    let special = settings.special(service);
    let row = |name, about, value, given| Row { name, about, value: Ok(value), given };
    Section {
        name: format!("services.{}", service.name),
        about: format!("{}: {}. {}", service.title, service.about, service.discloses),
        rows: vec![
            row("url", &[], text(&settings.url(service)), special.is_some_and(|s| s.url.is_some())),
            row(
                "quota",
                &["How often it may be asked: a number a minute, an hour or a day; [] does not count."],
                list(settings.quota(service).into_iter().map(quota)),
                special.is_some_and(|s| s.quota.is_some()),
            ),
        ],
    }
}

/// A settings file with every setting, its default and what it is for. All of it is commented out, so that what nobody
/// changed follows the defaults of later versions.
pub fn file() -> String {
    let mut out = String::from(
        "# Settings of sheepdip. What stands here commented out is what it does anyway; `sheepdip config show` tells what is in \
         force.\n# Keys of services do not belong here: `sheepdip config set-key NAME` keeps them.\n",
    );
    for section in sections(&Settings::default()) {
        let _ = writeln!(out, "\n# {}\n[{}]", section.about, section.name);
        for row in section.rows {
            for line in row.about {
                let _ = writeln!(out, "# {line}");
            }
            let value = row.value.unwrap_or_else(|unset| unset.example);
            let _ = writeln!(out, "#{} = {value}", row.name);
        }
    }
    out
}

/// The settings that are in force, as TOML, and where each comes from.
pub fn shown(settings: &Settings) -> String {
    let mut out = String::new();
    for section in sections(settings) {
        let _ = writeln!(out, "{}[{}]", if out.is_empty() { "" } else { "\n" }, section.name);
        for row in section.rows {
            let _ = match row.value {
                Ok(value) => {
                    let from = if row.given { "settings file" } else { "default" };
                    writeln!(out, "{} = {value}  # {from}", row.name)
                }
                Err(unset) => writeln!(out, "# {}: {}", row.name, unset.otherwise),
            };
        }
    }
    out
}
