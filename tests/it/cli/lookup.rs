//! `sheepdip lookup` and `--lookup`, as their users run them: settings, keys, status, words; and that nobody is asked
//! who was not to be.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Ran, command, run};
use crate::engines::lookup::{nowhere, report};
use crate::forge::service::{Service, json as answer, status};

/// A user with settings, a key in the environment, and places of their own.
struct User {
    home: tempfile::TempDir,
}

impl User {
    /// One for whom VirusTotal is at this address.
    fn of(service: &Service, more: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let text = format!(
            "{more}\n[services.virustotal]\nurl = \"{}\"\nquota = [\"1000/minute\"]\n[services.hashlookup]\nurl = \"{}\"\n",
            service.url, service.url
        );
        std::fs::write(home.path().join("config.toml"), text).unwrap();
        Self { home }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = command();
        command.env("SHEEPDIP_CONFIG", self.path("config.toml"));
        command.env("SHEEPDIP_CACHE", self.path("cache")).env("SHEEPDIP_STATE", self.path("state"));
        command.env("VT_API_KEY", "the-secret-key").args(args).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        let mut ran: Ran = self.command(args).env("COLUMNS", "110").output().unwrap().into();
        if !args.iter().any(|arg| arg.ends_with("json")) {
            // Where lines are broken is not what these tests are about.
            let lines = ran.out.split_inclusive('\n').map(|line| match line.strip_prefix("           ") {
                Some(more) => format!(" {}", more.trim_start()),
                None => format!("\n{line}"),
            });
            ran.out =
                lines.map(|line| line.trim_end_matches('\n').to_owned()).collect::<String>().trim_start().to_owned();
        }
        assert!(!ran.out.contains("the-secret-key") && !ran.err.contains("the-secret-key"));
        ran
    }

    /// A file of theirs.
    fn file(&self, name: &str, words: &str) -> String {
        std::fs::write(self.path(name), words).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
}

const SHA256: &str = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const MD5: &str = "44d88612fea8a8f36de82e1278abb02f";

#[test]
fn a_hash_is_looked_up_without_a_file() {
    let user = User::of(&Service::start(|_, _| answer(report(43, 0))), "");
    let ran = user.run(&["lookup", "--services=virustotal", SHA256]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.starts_with(&format!("DANGEROUS  {SHA256}")), "{}", ran.out);
    assert!(ran.out.contains("VirusTotal knows exactly this file as malware."), "{}", ran.out);
    assert!(ran.out.contains("43 of 72 engines hold it for malicious, family trojan.test/emotet"), "{}", ran.out);
    assert!(
        ran.out.contains("In all   43 of 72 engines know it as malicious; family: trojan.test/emotet"),
        "{}",
        ran.out
    );
    let all = user.run(&["lookup", "-v", "--services=virustotal", MD5]);
    assert!(all.out.contains("Engine0: Trojan.Test.0 (signatures of 20261120)"), "{}", all.out);
    let json = user.run(&["lookup", "--json", "--services=virustotal", SHA256, MD5]);
    let value: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["files"][0]["sha256"], SHA256);
    assert_eq!(
        (&value["files"][1]["sha256"], &value["files"][1]["engines"][0]["answers"][0]["hash"]),
        (&Value::Null, &json!(MD5))
    );
    let validator = jsonschema::validator_for(&sheepdip::output::wire::schema()).unwrap();
    assert!(validator.is_valid(&value), "{value}");
}

#[test]
fn the_status_of_a_hash_says_whether_anybody_examined_it() {
    let clean = User::of(&Service::start(|_, _| answer(report(0, 0))), "");
    let ran = clean.run(&["lookup", "--services=virustotal", SHA256]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.starts_with(&format!("nothing found  {SHA256}")), "{}", ran.out);
    let unknown = User::of(&Service::start(|_, _| nowhere()), "");
    let ran = unknown.run(&["lookup", SHA256]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(
        ran.out.contains("nobody who was asked has seen it before, which is no sign that it is harmless"),
        "{}",
        ran.out
    );
    let broken = User::of(&Service::start(|_, _| status(401, "{}")), "");
    let ran = broken.run(&["lookup", "--services=virustotal", SHA256]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("VirusTotal: it does not accept the key"), "{}", ran.out);
}

#[test]
fn a_file_is_looked_up_by_its_hash_and_a_folder_or_nonsense_is_told() {
    let service = Service::start(|_, _| nowhere());
    let user = User::of(&service, "");
    let path = user.file("words.txt", "some words\n");
    user.run(&["lookup", "--services=virustotal", &path]);
    assert_eq!(service.seen()[0].path, "/files/a5a9a794705f990e1cc7b119ee122ba5cbfc0b93e181d70c5955f19d5e9eda05");
    let folder = user.run(&["lookup", user.home.path().to_str().unwrap()]);
    assert_eq!(folder.code, 2);
    assert!(
        folder.out.contains("It is a folder; sheepdip --lookup FOLDER asks about everything in it"),
        "{}",
        folder.out
    );
    let nonsense = user.run(&["lookup", "0123"]);
    assert!(
        nonsense.out.contains("there is no such file, and it is no hash")
            || nonsense.out.contains("There is no such file, and it is no hash"),
        "{}",
        nonsense.out
    );
    assert_eq!(service.seen().len(), 1);
}

#[test]
fn without_the_flag_nobody_is_asked_whatever_is_configured() {
    let service = Service::start(|_, _| nowhere());
    let user = User::of(&service, "");
    let path = user.file("words.txt", "some words\n");
    for args in [&["scan", &path][..], &[&path], &["--json", &path], &["rules"], &["explain", "lookup.known-malware"]] {
        user.run(args);
    }
    let mut mail = user.command(&["mail", &path]);
    mail.output().unwrap();
    assert!(service.seen().is_empty());
    assert!(!user.path("cache").exists() && !user.path("state").exists(), "nothing was opened either");
    let asked = user.run(&["--lookup=virustotal", &path]);
    assert_eq!((asked.code, service.seen().len()), (0, 1), "{}", asked.err);
}

#[test]
fn a_settings_line_may_say_that_services_are_always_asked() {
    let service = Service::start(|_, _| answer(report(43, 0)));
    let user = User::of(&service, "[lookup]\nalways = true\nservices = [\"virustotal\"]");
    let path = user.file("words.txt", "some words\n");
    assert_eq!(user.run(&[&path]).code, 1);
    assert_eq!(service.seen().len(), 1);
}

#[test]
fn a_service_that_is_no_service_or_lacks_its_key_is_told_before_anything_is_asked() {
    let service = Service::start(|_, _| nowhere());
    let user = User::of(&service, "");
    let path = user.file("words.txt", "some words\n");
    let none = user.run(&["--lookup=virustotl", &path]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("virustotal, ") && none.err.lines().count() == 1, "{}", none.err);
    let keyless: Ran = user.command(&["--lookup=virustotal", &path]).env_remove("VT_API_KEY").output().unwrap().into();
    assert_eq!(keyless.code, 2);
    assert!(keyless.err.contains("VT_API_KEY") && keyless.err.contains("config set-key virustotal"), "{}", keyless.err);
    assert!(service.seen().is_empty());
}

#[test]
fn one_quota_is_kept_by_all_processes() {
    let service = Service::start(|_, _| nowhere());
    let user = User::of(&service, "[lookup]\ntime = \"10s\"");
    let limited =
        format!("[lookup]\ntime = \"10s\"\n[services.virustotal]\nurl = \"{}\"\nquota = [\"3/minute\"]\n", service.url);
    std::fs::write(user.path("config.toml"), limited).unwrap();
    let running: Vec<_> = (0..6)
        .map(|n| {
            let path = user.file(&format!("{n}.txt"), &format!("words {n}\n"));
            let mut command = user.command(&["--lookup=virustotal", "--json", &path]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let ended: Vec<Ran> = running.into_iter().map(|child| child.wait_with_output().unwrap().into()).collect();
    assert_eq!(service.seen().len(), 3, "more questions than the quota allows");
    assert_eq!(ended.iter().filter(|ran| ran.code == 0).count(), 3);
    for ran in ended.iter().filter(|ran| ran.code != 0) {
        assert_eq!(ran.code, 2);
        assert!(ran.out.contains("its quota is used up; ask again in"), "{}", ran.out);
    }
    let value: Value =
        serde_json::from_str(&user.run(&["lookup", "--json", "--services=virustotal", SHA256]).out).unwrap();
    assert_eq!(value["files"][0]["engines"][0]["quota_left"], "0 of 3 a minute");
}

#[test]
fn a_quota_of_a_second_ago_is_waited_for() {
    let service = Service::start(|_, _| nowhere());
    let user = User::of(&service, "");
    let limited = format!("[services.virustotal]\nurl = \"{}\"\nquota = [\"1/minute\", \"100/day\"]\n", service.url);
    std::fs::write(user.path("config.toml"), limited).unwrap();
    let path = user.file("words.txt", "some words\n");
    assert_eq!(user.run(&["--lookup=virustotal", &path]).code, 0);
    // What was asked almost a minute ago leaves the window in a moment.
    let kept = std::fs::read_dir(user.path("state").join("quota")).unwrap().map(|e| e.unwrap().path());
    let kept = kept.into_iter().find(|p| p.extension().is_some_and(|e| e == "json")).unwrap();
    let mut record: Value = serde_json::from_slice(&std::fs::read(&kept).unwrap()).unwrap();
    let asked = record["asked"][0].as_u64().unwrap();
    record["asked"][0] = json!(asked - 58_000);
    std::fs::write(&kept, record.to_string()).unwrap();
    let ran = user.run(&["--lookup=virustotal", "--refresh", &path]);
    assert_eq!((ran.code, service.seen().len()), (0, 2), "{}{}", ran.out, ran.err);
    // A damaged count is none, and no failure.
    std::fs::write(&kept, "{\"asked\":[").unwrap();
    let ran = user.run(&["--lookup=virustotal", "--refresh", "--lookup-time=2s", &path]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn answers_are_kept_between_runs_unless_it_is_said_otherwise() {
    let service = Service::start(|_, _| answer(report(0, 0)));
    let user = User::of(&service, "");
    let path = user.file("words.txt", "some words\n");
    let ask = |more: &[&str]| {
        let ran = user.run(&[&["--lookup=virustotal", "-v", &path], more].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        (service.seen().len(), ran.out.contains("kept from an earlier question"))
    };
    assert_eq!(ask(&[]), (1, false));
    assert_eq!(ask(&[]), (1, true));
    assert_eq!(ask(&["--no-cache"]), (2, false));
    assert_eq!(ask(&["--refresh"]), (3, false));
    assert_eq!(ask(&[]), (3, true));
}

#[test]
fn several_services_are_asked_side_by_side_and_one_that_fails_hides_none() {
    let slow = Service::start(|seen, _| {
        std::thread::sleep(Duration::from_millis(300));
        if seen.path.starts_with("/files/") { answer(report(43, 0)) } else { status(500, "{}") }
    });
    let user = User::of(&slow, "");
    let path = user.file("words.txt", "some words\n");
    let ran = user.run(&["--lookup=virustotal,hashlookup", "--lookup-time=20s", &path]);
    // A find beats trouble, and both are told.
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("43 of 72 engines hold it for malicious"), "{}", ran.out);
    assert!(ran.out.contains("CIRCL hashlookup: it could not be asked"), "{}", ran.out);
}

#[test]
fn a_file_is_not_sent_without_a_terminal_or_a_yes_beforehand() {
    let service = Service::start(|seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", _) => answer(json!({"data": {"id": "abc"}})),
        (_, "/analyses/abc") => {
            let attributes = &report(0, 0)["data"]["attributes"];
            answer(
                json!({"data": {"attributes": {"status": "completed", "date": 1, "stats": attributes["last_analysis_stats"], "results": {}}}}),
            )
        }
        _ => nowhere(),
    });
    let user = User::of(&service, "");
    let path = user.file("words.txt", "some words\n");
    let ran = user.run(&["--upload=virustotal", &path]);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("there is no terminal to ask for a yes on (--yes-upload="), "{}", ran.out);
    let mail = user.file("mail.eml", "From: a@example.org\nTo: b@example.org\nSubject: words\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\n\nwords\n");
    let ran = user.run(&["--upload=virustotal", &mail]);
    assert!(ran.out.contains("which is a message and private"), "{}", ran.out);
    let other = user.run(&["--upload=virustotal", &format!("--yes-upload={SHA256}"), &path]);
    assert_eq!(other.code, 2);
    assert!(service.seen().iter().all(|seen| seen.method == "GET"));
    let hash = sha256_of(Path::new(&path));
    let ran = user.run(&["--upload=virustotal", "--refresh", &format!("--yes-upload={hash}"), &path]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(service.seen().iter().any(|seen| seen.method == "POST"));
    let nowhere = user.run(&["--upload=hashlookup", &path]);
    assert!(nowhere.err.contains("no service hashlookup takes files; those that do are virustotal"), "{}", nowhere.err);
    assert_eq!(nowhere.code, 2);
}

fn sha256_of(path: &Path) -> String {
    let value: Value = serde_json::from_str(&run(["--json", path.to_str().unwrap()]).out).unwrap();
    value["files"][0]["sha256"].as_str().unwrap().to_owned()
}
