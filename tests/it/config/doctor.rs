//! `sheepdip doctor`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;
use sheepdip::output::doctor;

use super::{Home, KEY};
use crate::cli::Ran;
use crate::forge::clamd::{Does, FRESH, Fake};
use crate::kept;

const SCHEMA: &str = "schema/sheepdip-doctor-1.json";

/// The checks of a run in JSON, which keeps to its schema.
fn checks(ran: &Ran) -> Vec<Value> {
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    let validator = jsonschema::validator_for(&doctor::schema()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", ran.out);
    let checks = value["checks"].as_array().unwrap().clone();
    let problems = checks.iter().filter(|check| check["state"] == "problem").count();
    assert_eq!((value["problems"].as_u64(), ran.code), (Some(problems as u64), if problems > 0 { 2 } else { 0 }));
    checks
}

/// The state and all words of one thing.
fn of(checks: &[Value], subject: &str) -> (String, String) {
    let check =
        checks.iter().find(|check| check["subject"] == subject).unwrap_or_else(|| panic!("no {subject}: {checks:?}"));
    let words = format!("{} {}", check["words"].as_str().unwrap(), check["advice"].as_str().unwrap_or_default());
    (check["state"].as_str().unwrap().to_owned(), words)
}

fn examined(home: &Home, environment: &[(&str, &str)], args: &[&str]) -> Vec<Value> {
    checks(&home.run_under(environment, &[&["doctor", "--format", "json"], args].concat()))
}

#[test]
fn the_schema_in_the_repository_is_the_one_of_the_code() {
    kept::same(SCHEMA, &(serde_json::to_string_pretty(&doctor::schema()).unwrap() + "\n"));
}

#[test]
fn a_new_user_has_no_problem_and_is_told_how_to_begin() {
    let home = Home::new();
    let checks = examined(&home, &[], &[]);
    assert_eq!(of(&checks, "version").1.trim(), format!("sheepdip {} with yara", env!("CARGO_PKG_VERSION")));
    for subject in ["settings", "keys", "cache", "state", "proxy", "key:hashlookup"] {
        assert_eq!(of(&checks, subject).0, "ok", "{subject}");
    }
    let (state, words) = of(&checks, "key:virustotal");
    assert!(
        state == "note" && words.contains("`sheepdip config set-key virustotal`") && words.contains("VT_API_KEY"),
        "{words}"
    );
    assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "looking writes nothing");
    assert!(checks.iter().all(|check| !check["subject"].as_str().unwrap().starts_with("service:")));
}

#[test]
fn a_person_reads_a_line_for_each_thing() {
    let home = Home::with("[lookup]\ntimme = \"1s\"\n");
    let ran = home.run(&["doctor"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
    assert!(ran.out.starts_with("ok       version"), "{}", ran.out);
    assert!(ran.out.contains("\nproblem  settings") && ran.out.contains("did you mean \"time\"?"), "{}", ran.out);
    assert!(ran.out.ends_with("\n1 problem.\n"), "{}", ran.out);
}

#[test]
fn a_key_and_where_it_comes_from_is_told_and_never_the_key() {
    let home = Home::new();
    home.write(&home.keys(), &format!("opentip = \"{KEY}\"\n"), 0o600);
    let found = examined(&home, &[("VT_API_KEY", KEY)], &[]);
    assert_eq!(of(&found, "key:virustotal"), ("ok".into(), "from the environment variable VT_API_KEY ".into()));
    assert_eq!(of(&found, "key:opentip").1.trim(), format!("from {}", home.keys().display()));
    home.write(&home.keys(), &format!("opentip = \"{KEY}\"\n"), 0o640);
    let found = examined(&home, &[("VT_API_KEY", KEY)], &[]);
    let (state, words) = of(&found, "keys");
    assert!(state == "problem" && words.contains("chmod 600"), "{words}");
    assert_eq!((of(&found, "key:virustotal").0.as_str(), of(&found, "key:opentip").0.as_str()), ("ok", "note"));
}

#[test]
fn the_cache_is_counted_and_a_folder_that_cannot_be_written_is_a_problem() {
    let home = Home::new();
    let cache = home.path().join("cache");
    home.write(&cache.join("answers/virustotal/ab/abc.json"), "{}", 0o600);
    home.write(&cache.join("answers/virustotal/tidied"), "x", 0o600);
    let environment = [("SHEEPDIP_CACHE", cache.to_str().unwrap())];
    let (state, words) = of(&examined(&home, &environment, &[]), "cache");
    assert!(state == "ok" && words.contains(": 1 answers, 1 KiB"), "{words}");
    // A file where the folder should be is a problem for every user, root too.
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    for wrong in [file.clone(), file.join("below")] {
        let environment = [("SHEEPDIP_CACHE", wrong.to_str().unwrap()), ("SHEEPDIP_STATE", wrong.to_str().unwrap())];
        let found = examined(&home, &environment, &[]);
        assert_eq!((of(&found, "cache").0.as_str(), of(&found, "state").0.as_str()), ("problem", "problem"));
    }
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn proxies_are_told_without_their_passwords() {
    let home = Home::new();
    let found =
        examined(&home, &[("HTTPS_PROXY", "http://me:hunter2@proxy.example.org:3128"), ("NO_PROXY", "intra")], &[]);
    let (state, words) = of(&found, "proxy");
    assert!(state == "ok" && words.contains("proxy.example.org:3128") && words.contains("HTTPS_PROXY"), "{words}");
    assert!(!format!("{found:?}").contains("hunter2") && format!("{found:?}").contains("not for intra"));
    assert_eq!(of(&examined(&home, &[("ALL_PROXY", "proxy.example.org:3128")], &[]), "proxy").0, "ok");
    let (state, words) = of(&examined(&home, &[("HTTPS_PROXY", "http://me:hunter2@:x")], &[]), "proxy");
    assert!(state == "problem" && !words.contains("hunter2"), "{words}");
}

#[test]
fn certificates_that_are_none_are_a_problem() {
    let home = Home::new();
    let path = home.path().join("ca.pem");
    let text = format!("[network]\ncertificates = \"{}\"\n", path.display());
    home.write(&home.settings(), &text, 0o600);
    let (state, words) = of(&examined(&home, &[], &[]), "certificates");
    assert!(state == "problem" && words.contains("cannot be read"), "{words}");
    fs::write(&path, "no certificate").unwrap();
    let (state, words) = of(&examined(&home, &[], &[]), "certificates");
    assert!(state == "problem" && words.contains("no certificates (PEM)"), "{words}");
}

#[test]
fn with_settings_that_are_not_understood_nobody_is_asked() {
    let home = Home::with("[lokup]\n");
    let found = examined(&home, &[("VT_API_KEY", KEY)], &["--online"]);
    assert_eq!(of(&found, "online").0, "note");
    assert!(found.iter().all(|check| !check["subject"].as_str().unwrap().starts_with("service:")));
}

#[test]
fn clamd_is_asked_who_it_is_and_shown_nothing() {
    let home = Home::new();
    let clamd = Fake::start(FRESH, Does::Answer(|_| "stream: OK"));
    let address = format!("--clamd={}", clamd.address);
    let (state, words) = of(&examined(&home, &[], &[&address]), "clamd");
    assert!(state == "ok" && words.contains("ClamAV 1.4.3, signatures 27820"), "{words}");
    assert!(clamd.seen.lock().unwrap().is_empty());
    let old = Fake::start("ClamAV 1.4.3/20000/Thu Nov 20 09:30:12 2014", Does::Answer(|_| "stream: OK"));
    let (state, words) = of(&examined(&home, &[], &[&format!("--clamd={}", old.address)]), "clamd");
    assert!(state == "problem" && words.contains("freshclam"), "{words}");
    let (state, words) = of(&examined(&home, &[], &["--clamd=/no/such/socket"]), "clamd");
    assert!(state == "problem" && words.contains("/no/such/socket"), "{words}");
}

#[test]
fn that_services_are_asked_in_every_run_is_told() {
    let home = Home::with("[lookup]\nalways = true\n");
    let (state, words) = of(&examined(&home, &[], &[]), "settings");
    assert!(state == "note" && words.contains("in every run"), "{words}");
}
