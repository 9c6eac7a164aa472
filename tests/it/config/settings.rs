//! The settings file: where it is, what it may say, and how it says what is wrong.

use std::fs;
use std::path::Path;
use std::time::Duration;

use sheepdip::config::file::File;
use sheepdip::config::values::{Span, span};
use sheepdip::config::{Options, Settings};
use sheepdip::engines::online::SERVICES;
use sheepdip::engines::online::lookup::Thresholds;
use sheepdip::engines::online::setup::{Keeping, TIME};

use super::{Home, KEY, line, refused};

fn read(text: &str) -> Result<Settings, String> {
    let file = File::of(text, Path::new("/etc/config.toml"))?;
    Ok(Settings { file, ..Settings::default() })
}

#[test]
fn without_a_file_the_defaults_are_those_of_the_engine() {
    let setup = Settings::default().setup(&Options::default(), &[]);
    assert_eq!((setup.time, setup.thresholds, setup.keeping), (TIME, Thresholds::default(), Keeping::default()));
    assert_eq!(setup.services.len(), SERVICES.len());
    for (access, service) in setup.services.iter().zip(SERVICES) {
        assert_eq!((access.service.name, access.url.as_str()), (service.name, service.url));
        assert_eq!(access.quota, service.quota);
    }
}

#[test]
fn a_file_changes_the_defaults_and_an_option_changes_the_file() {
    let settings = read(
        "[lookup]\ntime = \"90s\"\nparts = 3\nservices = [\"hashlookup\"]\n\
         [thresholds]\nseveral = 2\n[cache]\nmalicious = \"30d\"\nunknown = \"0s\"\n\
         [network]\nproxy = \"http://user:pass@proxy.example.org:3128\"\ncertificates = \"/etc/ca.pem\"\n\
         [services.virustotal]\nurl = \"http://127.0.0.1:9/api/\"\nquota = [\"1000/minute\"]\n",
    )
    .unwrap();
    let setup = settings.setup(&Options::default(), &[]);
    assert_eq!((setup.time, settings.file.parts()), (Duration::from_secs(90), 3));
    assert_eq!(setup.thresholds, Thresholds { several: 2, ..Thresholds::default() });
    assert_eq!(setup.keeping.malicious, Duration::from_secs(30 * 86_400));
    assert_eq!((setup.keeping.unknown, setup.keeping.known), (Duration::ZERO, Keeping::default().known));
    assert_eq!(setup.network.certificates.as_deref(), Some(Path::new("/etc/ca.pem")));
    assert!(setup.network.proxy.as_ref().unwrap().contains("user:pass@"));
    let access = setup.services.iter().find(|access| access.service.name == "virustotal").unwrap();
    assert_eq!((access.url.as_str(), access.quota.len(), access.quota[0].allowed), ("http://127.0.0.1:9/api", 1, 1000));
    let options = Options { time: Some(Duration::from_secs(5)), refresh: true, no_cache: true };
    let setup = settings.setup(&options, &[]);
    assert_eq!((setup.time, setup.keeping.refresh, setup.cache), (Duration::from_secs(5), true, None));
    assert!(!format!("{settings:?}").contains("pass@"));
}

#[test]
fn the_way_to_the_settings_is_xdg_then_a_variable() {
    let home = Home::new();
    let out = home.run(&["config", "path"]).out;
    assert!(out.contains(home.settings().to_str().unwrap()) && out.contains(home.keys().to_str().unwrap()), "{out}");
    if cfg!(target_os = "linux") {
        let xdg = [("XDG_CONFIG_HOME", "/xdg/c"), ("XDG_CACHE_HOME", "/xdg/d"), ("XDG_STATE_HOME", "/xdg/s")];
        let out = home.run_under(&xdg, &["config", "path"]).out;
        let expected = "settings  /xdg/c/sheepdip/config.toml\nkeys      /xdg/c/sheepdip/keys.toml\n\
                        cache     /xdg/d/sheepdip\nstate     /xdg/s/sheepdip\n";
        assert_eq!(out, expected);
    }
    let named = [("SHEEPDIP_CONFIG", "/a/my.toml"), ("SHEEPDIP_CACHE", "/a/cache"), ("SHEEPDIP_STATE", "/a/state")];
    let out = home.run_under(&named, &["config", "path"]).out;
    assert_eq!(out, "settings  /a/my.toml\nkeys      /a/keys.toml\ncache     /a/cache\nstate     /a/state\n");
}

#[test]
fn a_home_that_is_no_whole_path_is_none() {
    let home = Home::new();
    let ran = home.run_under(&[("HOME", "here")], &["config", "path"]);
    assert_eq!((ran.code, ran.out.matches("none, this user has no home folder").count()), (0, 4), "{}", ran.out);
    let ran = home.run_under(&[("HOME", "here")], &["config", "init"]);
    assert!(refused(&ran).contains("SHEEPDIP_CONFIG"), "{}", ran.err);
    let ran = home.run_under(&[("HOME", "here")], &["config", "show"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn a_named_file_that_is_not_there_is_not_passed_over() {
    let home = Home::new();
    let ran = home.run_under(&[("SHEEPDIP_CONFIG", "/no/such/my.toml")], &["config", "show"]);
    assert!(refused(&ran).contains("SHEEPDIP_CONFIG names /no/such/my.toml"), "{}", ran.err);
    for nothing in ["", "/dev/null"] {
        assert_eq!(home.run_under(&[("SHEEPDIP_CONFIG", nothing)], &["config", "show"]).code, 0);
    }
}

#[test]
fn show_tells_what_is_in_force_and_where_it_comes_from() {
    let home = Home::with("[lookup]\ntime = \"5m\"\n[network]\nproxy = \"http://user:word@proxy.example.org:3128\"\n");
    let ran = home.run(&["config", "show"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(line(&ran, "time"), "time = \"5m\"  # settings file");
    assert_eq!(line(&ran, "dangerous"), "dangerous = 5  # default");
    assert!(ran.out.contains("proxy.example.org:3128") && !ran.out.contains("word@"), "{}", ran.out);
    for service in SERVICES {
        assert!(ran.out.contains(&format!("[services.{}]", service.name)));
    }
}

/// What is wrong, in which line, and a part of what is said about it.
const WRONG: &[(&str, usize, &str)] = &[
    ("[lookup]\ntime = \"60s\"\nsevices = []\n", 3, "\"sevices\" here; did you mean \"services\"?"),
    ("[lokup]\n", 1, "did you mean \"lookup\"?"),
    ("\n[lookup]\nservices = [\"virustotl\"]\n", 3, "did you mean virustotal? There are: virustotal"),
    ("[services.virustotl]\n", 1, "did you mean virustotal?"),
    ("[lookup]\ntime = 60\n", 2, "this must be a text in quotes"),
    ("[lookup]\ntime = \"60 parsecs\"\n", 2, "like \"90s\""),
    ("[lookup]\ntime = \"0s\"\n", 2, "in no time"),
    ("[lookup]\ntime = \"99999d\"\n", 2, "ten years"),
    ("[lookup]\nalways = \"yes\"\n", 2, "this must be true or false"),
    ("[lookup]\nparts = 0\n", 2, "above 0"),
    ("[lookup]\nparts = -1\n", 2, "whole number"),
    ("[lookup]\nservices = \"hashlookup\"\n", 2, "a list in brackets"),
    ("\n[thresholds]\nseveral = 9\n", 2, "must not be above"),
    ("[thresholds]\nseveral = 0\n", 2, "above 0"),
    ("[services.virustotal]\nurl = \"http://example.org/api\"\n", 2, "https://"),
    ("[services.virustotal]\nurl = \"ftp://127.0.0.1/api\"\n", 2, "https://"),
    ("[services.virustotal]\nurl = \"https://Zq7secretKEYvalue91xW@example.org/\"\n", 2, "set-key"),
    ("[services.virustotal]\nurl = \"https://example.org/?apikey=Zq7secretKEYvalue91xW\"\n", 2, "? or #"),
    ("[services.virustotal]\nurl = \"example.org\"\n", 2, "this is no address"),
    ("[services.virustotal]\nquota = [\"4/fortnight\"]\n", 2, "4/minute"),
    ("[services.virustotal]\n\nkey = \"Zq7secretKEYvalue91xW\"\n", 3, "`sheepdip config set-key virustotal`"),
    ("[services.virustotal]\napikey = \"Zq7secretKEYvalue91xW\"\n", 2, "`sheepdip config set-key virustotal`"),
    ("[services]\nvirustotal = \"Zq7secretKEYvalue91xW\"\n", 2, "a table, begun by [services.NAME]"),
    ("[network]\nproxy = \"Zq7secretKEYvalue91xW\"\n", 2, "a proxy's address"),
    ("[network]\ncertificates = \"ca.pem\"\n", 2, "whole path"),
    ("[lookup]\ntime = \"Zq7secretKEYvalue91xW\n", 2, ""),
    ("[lookup\n", 1, ""),
    ("[lookup]\ntime = \"1s\"\ntime = \"2s\"\n", 3, "duplicate key"),
];

#[test]
fn what_is_wrong_is_said_in_one_line_with_its_place() {
    for (text, number, words) in WRONG {
        let home = Home::with(text);
        let ran = home.run(&["config", "show"]);
        let said = refused(&ran);
        let place = format!("{}, line {number}: ", home.settings().display());
        assert!(said.contains(&place) && said.contains(words), "{text:?}: {said}");
    }
}

#[test]
fn addresses_of_this_machine_may_be_without_encryption() {
    for url in
        ["http://127.0.0.1:80/a", "http://127.9.9.9", "http://[::1]:8080/x", "http://localhost/x", "https://a.example"]
    {
        assert!(read(&format!("[services.virustotal]\nurl = \"{url}\"\n")).is_ok(), "{url}");
    }
    for url in ["http://127.0.0.1.example.org", "http://localhost.example.org", "http://[::2]", "http://10.0.0.1"] {
        assert!(read(&format!("[services.virustotal]\nurl = \"{url}\"\n")).is_err(), "{url}");
    }
}

#[test]
fn a_settings_file_that_is_none_is_refused() {
    let home = Home::with("");
    home.write(&home.settings(), "", 0o602);
    assert!(refused(&home.run(&["config", "show"])).contains("chmod o-w"));
    home.write(&home.settings(), &"#".repeat((1 << 20) + 1), 0o600);
    assert!(refused(&home.run(&["config", "show"])).contains("1048577 bytes"));
    fs::write(home.settings(), b"# \xFF\n").unwrap();
    assert!(refused(&home.run(&["config", "show"])).contains("UTF-8"));
    fs::remove_file(home.settings()).unwrap();
    fs::create_dir(home.settings()).unwrap();
    assert!(refused(&home.run(&["config", "show"])).contains("no regular file"));
}

#[test]
fn spans_are_read_as_they_are_written() {
    for text in ["1s", "60s", "90s", "5m", "1h", "36h", "1d", "7d"] {
        let read = Span::try_from(text.to_owned()).unwrap();
        assert_eq!(span(read.0), text);
    }
    for wrong in ["", "s", "1", "-1s", "1.5h", "1w", "18446744073709551615d"] {
        assert!(Span::try_from(wrong.to_owned()).is_err(), "{wrong}");
    }
}

#[test]
fn a_scan_that_asks_nobody_is_not_disturbed_by_settings_that_are_wrong() {
    let home = Home::with("[lokup]\n");
    home.write(&home.keys(), KEY, 0o644);
    let (_folder, path) = crate::cli::file("photo.png", crate::forge::png::plain());
    assert_eq!(home.run(&[path.to_str().unwrap()]).code, 0);
}
