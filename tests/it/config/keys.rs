//! Keys: where they are looked for, which files of them are refused, and that none is ever shown.

use std::fs;

use secrecy::ExposeSecret as _;
use sheepdip::config::Settings;
use sheepdip::config::file::File;
use sheepdip::config::keys::{Kept, Keys, valid};
use sheepdip::config::paths::Paths;
use sheepdip::engines::online::SERVICES;

use super::{Home, KEY, line, service, variables};

fn keys(rows: &[(&str, &str)]) -> String {
    rows.iter().map(|(name, key)| format!("{name} = \"{key}\"\n")).collect()
}

#[test]
fn a_key_is_taken_from_the_environment_then_from_the_keys_file_then_from_virustotals_own() {
    let home = Home::new();
    let shown = |environment: &[(&str, &str)]| {
        let ran = home.run_under(environment, &["config", "show"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        line(&ran, "# virustotal:").to_owned()
    };
    assert!(shown(&[]).contains("none (looked for VT_API_KEY"));
    let own = home.path().join(".vt.toml");
    home.write(&own, &format!("apikey = \"{KEY}\"\nother = 1\n"), 0o600);
    assert_eq!(shown(&[]), format!("# virustotal: from {}", own.display()));
    home.write(&home.keys(), &keys(&[("virustotal", KEY)]), 0o600);
    assert_eq!(shown(&[]), format!("# virustotal: from {}", home.keys().display()));
    let [first, second, ..] = variables(service("virustotal")) else { panic!("it has two") };
    assert_eq!(shown(&[(second, KEY)]), format!("# virustotal: from the environment variable {second}"));
    assert_eq!(shown(&[(second, KEY), (first, KEY)]), format!("# virustotal: from the environment variable {first}"));
    assert_eq!(shown(&[(first, " ")]), format!("# virustotal: from {}", home.keys().display()));
}

#[test]
fn every_variable_of_every_service_is_looked_for() {
    let home = Home::new();
    for service in SERVICES {
        for name in variables(service) {
            let ran = home.run_under(&[(name, KEY)], &["config", "show"]);
            let beginning = format!("# {}:", service.name);
            assert_eq!(line(&ran, &beginning), format!("{beginning} from the environment variable {name}"));
        }
    }
}

#[test]
fn a_keys_file_that_others_may_read_is_refused_and_the_command_that_mends_it_named() {
    let home = Home::new();
    home.write(&home.keys(), &keys(&[("virustotal", KEY)]), 0o644);
    let chmod = format!("chmod 600 {}", home.keys().display());
    for mode in [0o644, 0o640, 0o604, 0o660, 0o622] {
        home.write(&home.keys(), &keys(&[("virustotal", KEY)]), mode);
        let ran = home.run(&["config", "show"]);
        assert_eq!(ran.code, 2);
        assert!(line(&ran, "# virustotal:").contains(&chmod), "{}", ran.out);
        let ran = home.run_with(KEY.as_bytes(), &["config", "set-key", "virustotal"]);
        assert!(ran.code == 2 && ran.err.contains(&chmod), "{}", ran.err);
    }
    for mode in [0o600, 0o400] {
        home.write(&home.keys(), &keys(&[("virustotal", KEY)]), mode);
        assert_eq!(home.run(&["config", "show"]).code, 0);
        fs::remove_file(home.keys()).unwrap();
    }
}

#[test]
fn a_keys_file_that_is_no_file_or_no_list_of_keys_is_refused() {
    let home = Home::new();
    let wrong = [
        (KEY.to_owned(), "line 1: only lines like NAME"),
        (format!("virustotal = {KEY}\n"), "line 1: only lines like NAME"),
        ("\nvirustotal = 12345678\n".to_owned(), "line 2: only lines like NAME"),
        (format!("[virustotal]\nkey = \"{KEY}\"\n"), "line 1: only lines like NAME"),
        (format!("{KEY} = \"virustotal\"\n"), "line 1: this is the name of no service that has keys"),
        (keys(&[("hashlookup", KEY)]), "line 1: this is the name of no service that has keys"),
        (format!("\n\nvirustotal = \"{KEY} {KEY}\"\n"), "line 3, cannot be one of"),
        (keys(&[("virustotal", "")]), "line 1, cannot be one of"),
        (keys(&[("virustotal", "Zq7secret\\nKEYvalue")]), "line 1, cannot be one of"),
        (keys(&[("virustotal", "Zq7secretK\u{CB}Yvalue")]), "line 1, cannot be one of"),
        (format!("virustotal = \"{KEY}\"\nvirustotal = \"{KEY}\"\n"), "line 2: only lines like NAME"),
    ];
    for (text, words) in wrong {
        home.write(&home.keys(), &text, 0o600);
        let ran = home.run(&["config", "show"]);
        assert_eq!(ran.code, 2, "{text}");
        assert!(line(&ran, "# virustotal:").contains(words), "{text}: {}", ran.out);
    }
    fs::remove_file(home.keys()).unwrap();
    fs::create_dir(home.keys()).unwrap();
    let ran = home.run(&["config", "show"]);
    assert!(line(&ran, "# virustotal:").contains("no regular file"), "{}", ran.out);
}

#[test]
fn a_key_in_the_environment_that_is_none_is_refused_and_not_passed_over() {
    let home = Home::new();
    home.write(&home.keys(), &keys(&[("virustotal", KEY)]), 0o600);
    for wrong in ["Zq7secret KEYvalue", "Zq7secret\nKEYvalue", "Zq7secret\u{E4}"] {
        let ran = home.run_under(&[("VT_API_KEY", wrong)], &["config", "show"]);
        assert_eq!(ran.code, 2);
        assert!(line(&ran, "# virustotal:").contains("the key in VT_API_KEY cannot be one"), "{}", ran.out);
    }
}

#[test]
fn a_key_is_trimmed_and_neither_long_nor_of_other_letters() {
    let key = |text: &str| valid(&text.into()).map(|key| key.expose_secret().to_owned());
    assert_eq!(key(" abc\r\n"), Some("abc".to_owned()));
    assert_eq!(key(&"k".repeat(4096)).map(|key| key.len()), Some(4096));
    for wrong in ["", " ", "a b", "a\tb", "a\0b", "\u{E4}", &"k".repeat(4097)] {
        assert_eq!(key(wrong), None);
    }
}

#[test]
fn a_key_is_put_into_the_file_and_all_else_in_it_stays() {
    let home = Home::new();
    let text = "# mine\n\"metadefender\" = 'b\\c'  # the old one\n\nvirustotal = \"\"\"\nold\"\"\"\n# end";
    home.write(&home.keys(), text, 0o600);
    let read = || Kept::read(Some(&home.keys())).unwrap();
    let key = |name: &str| read().key(service(name)).unwrap().map(|key| key.expose_secret().to_owned());
    assert_eq!((key("virustotal").as_deref(), key("metadefender").as_deref()), (Some("old"), Some("b\\c")));
    read().write(service("virustotal"), Some(&"q\"\\z".into())).unwrap();
    assert_eq!((key("virustotal").as_deref(), key("metadefender").as_deref()), (Some("q\"\\z"), Some("b\\c")));
    read().write(service("opentip"), Some(&"third".into())).unwrap();
    assert_eq!((key("virustotal").as_deref(), key("opentip").as_deref()), (Some("q\"\\z"), Some("third")));
    read().write(service("virustotal"), None).unwrap();
    read().write(service("metadefender"), None).unwrap();
    assert_eq!(fs::read_to_string(home.keys()).unwrap(), "# mine\n\n# end\nopentip = \"third\"\n");
    assert!(!format!("{:?}", read()).contains("third"));
}

#[test]
fn virustotals_own_file_that_others_may_read_is_used_and_told() {
    let home = Home::new();
    home.write(&home.path().join(".vt.toml"), &format!("apikey = \"{KEY}\"\n"), 0o644);
    let ran = home.run(&["doctor", "--format", "json"]);
    assert!(ran.code == 2 && ran.out.contains("run: chmod 600"), "{}", ran.out);
    home.write(&home.path().join(".vt.toml"), &format!("apikey = {KEY}\n"), 0o600);
    let ran = home.run(&["config", "show"]);
    assert!(ran.code == 2 && line(&ran, "# virustotal:").contains(".vt.toml, line 1: "), "{}", ran.out);
}

/// Who is asked, where this file of keys and these settings are in force.
fn chosen(home: &Home, settings: &str, names: &[&str]) -> Result<Vec<&'static str>, String> {
    let paths = Paths { keys: Some(home.keys()), ..Paths::default() };
    let settings = Settings { file: File::of(settings, &home.settings())?, paths };
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let found = settings.chosen(&names, &Keys::new(&settings.paths))?;
    let setup = settings.setup(&Default::default(), &found);
    for access in &setup.services {
        let asked = found.iter().any(|(service, _)| service.name == access.service.name);
        let right = if asked && access.service.key.is_needed() { Some(KEY) } else { None };
        let has = access.key.as_ref().map(secrecy::ExposeSecret::expose_secret);
        assert_eq!(has, right, "only who is asked has a key here");
    }
    assert!(!format!("{setup:?}").contains(KEY));
    Ok(found.iter().map(|(service, _)| service.name).collect())
}

#[test]
fn without_names_all_are_asked_that_can_be_or_those_of_the_settings() {
    let home = Home::new();
    assert_eq!(chosen(&home, "", &[]).unwrap(), ["hashlookup"]);
    home.write(&home.keys(), &keys(&[("opentip", KEY), ("malwarebazaar", KEY)]), 0o600);
    assert_eq!(chosen(&home, "", &[]).unwrap(), ["malwarebazaar", "opentip", "hashlookup"]);
    let settled = "[lookup]\nservices = [\"opentip\"]\n";
    assert_eq!(chosen(&home, settled, &[]).unwrap(), ["opentip"]);
    assert_eq!(chosen(&home, settled, &["hashlookup", " OpenTip", "hashlookup"]).unwrap(), ["opentip", "hashlookup"]);
    let why = chosen(&home, "[lookup]\nservices = [\"metadefender\"]\n", &[]).unwrap_err();
    assert!(why.starts_with("metadefender has no key ([lookup] services in the settings names it): "), "{why}");
}

#[test]
fn a_name_that_is_none_and_a_service_without_a_key_are_told_with_what_to_do() {
    let home = Home::new();
    let why = chosen(&home, "", &["hashlookup", "metadefendr"]).unwrap_err();
    assert!(why.contains("did you mean metadefender?") && why.contains("There are: virustotal"), "{why}");
    let why = chosen(&home, "", &["metadefender"]).unwrap_err();
    assert!(why.contains("`sheepdip config set-key metadefender`, or set METADEFENDER_APIKEY"), "{why}");
}

#[test]
fn a_refused_keys_file_stops_only_who_needs_a_key() {
    let home = Home::new();
    home.write(&home.keys(), &keys(&[("opentip", KEY)]), 0o644);
    assert_eq!(chosen(&home, "", &["hashlookup"]).unwrap(), ["hashlookup"]);
    for names in [&["opentip"][..], &["metadefender"], &[]] {
        assert!(chosen(&home, "", names).unwrap_err().contains("chmod 600"), "{names:?}");
    }
}
