//! `sheepdip config`.

use std::fs;
use std::process::Command;

use secrecy::ExposeSecret as _;
use sheepdip::config::file::File;
use sheepdip::config::keys::Kept;
use sheepdip::engines::online::SERVICES;
use sheepdip::engines::online::service::KeyKind;

use super::{Home, KEY, line, mode, refused, service};

#[test]
fn init_writes_every_setting_with_its_default_for_this_user_only() {
    let home = Home::new();
    let ran = home.run(&["config", "init"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains(home.settings().to_str().unwrap()), "{}", ran.err);
    assert_eq!((mode(&home.settings()), mode(home.settings().parent().unwrap())), (0o600, 0o700));
    let text = fs::read_to_string(home.settings()).unwrap();
    let path = home.settings();
    let mut nothing = File::of(&text, &path).unwrap();
    assert!(nothing.services.iter().all(|(_, special)| *special == Default::default()));
    nothing.services.clear();
    assert_eq!(nothing, File::default());
    // Every setting, in force, is the default.
    let uncommented = |line: &str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') && !setting.starts_with("proxy") && !setting.starts_with("cert") => {
            setting.to_owned()
        }
        _ => line.to_owned(),
    };
    let before = home.run(&["config", "show"]).out;
    fs::write(&path, text.lines().map(uncommented).collect::<Vec<_>>().join("\n")).unwrap();
    let after = home.run(&["config", "show"]);
    assert_eq!(after.code, 0, "{}", after.err);
    let plain = |text: &str| text.replace("# default", "# settings file");
    let named = SERVICES.iter().map(|service| format!("{:?}", service.name)).collect::<Vec<_>>().join(", ");
    let before = plain(&before)
        .replace("# services: all that have a key or need none", &format!("services = [{named}]  # settings file"));
    assert_eq!(plain(&after.out), before);
    assert!(after.out.contains("always = false"));
}

#[test]
fn init_overwrites_nothing() {
    let home = Home::with("# mine\n");
    let ran = home.run(&["config", "init"]);
    assert!(refused(&ran).contains("there already"));
    assert_eq!(fs::read_to_string(home.settings()).unwrap(), "# mine\n");
    fs::remove_file(home.settings()).unwrap();
    std::os::unix::fs::symlink("/no/such/file", home.settings()).unwrap();
    assert!(refused(&home.run(&["config", "init"])).contains("there already"));
}

#[test]
fn a_key_from_the_standard_input_is_kept_for_this_user_only() {
    let home = Home::new();
    let ran = home.run_with(format!("  {KEY}\r\n").as_bytes(), &["config", "set-key", "virustotal"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let KeyKind::Needed { terms, from, .. } = service("virustotal").key else { panic!("it has keys") };
    assert!(ran.err.contains(terms) && ran.err.contains(from), "{}", ran.err);
    assert_eq!((mode(&home.keys()), mode(home.keys().parent().unwrap())), (0o600, 0o700));
    let kept = Kept::read(Some(&home.keys())).unwrap();
    assert_eq!(kept.key(service("virustotal")).unwrap().unwrap().expose_secret(), KEY);
    let left: Vec<_> = fs::read_dir(home.keys().parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(
        line(&home.run(&["config", "show"]), "# virustotal:"),
        format!("# virustotal: from {}", home.keys().display())
    );
    let ran = home.run(&["config", "remove-key", "virustotal"]);
    assert_eq!(ran.code, 0);
    assert!(!fs::read_to_string(home.keys()).unwrap().contains("virustotal ="));
    assert!(refused(&home.run(&["config", "remove-key", "virustotal"])).contains("there is no key of VirusTotal"));
}

#[test]
fn a_key_beside_a_named_settings_file_is_kept_there() {
    let home = Home::new();
    let named = home.path().join("elsewhere/my.toml");
    let environment = [("SHEEPDIP_CONFIG", named.to_str().unwrap())];
    assert_eq!(home.run_under(&environment, &["config", "init"]).code, 0);
    let keys = named.with_file_name("keys.toml");
    home.write(&keys, &format!("opentip = \"{KEY}\"\n"), 0o600);
    let ran = home.run_under(&environment, &["config", "show"]);
    assert_eq!(line(&ran, "# opentip:"), format!("# opentip: from {}", keys.display()));
}

#[test]
fn a_key_as_an_argument_is_refused_and_not_repeated() {
    let home = Home::new();
    let option = format!("--key={KEY}");
    let wrong: &[&[&str]] = &[
        &["virustotal", KEY],
        &["virustotal", &option],
        &["virustotal", "--key", KEY],
        &[&option, "virustotal"],
        &["virustotal", "-k", KEY],
        &["virustotal", "--", KEY],
    ];
    for words in wrong {
        let ran = home.run(&[&["config", "set-key"], *words].concat());
        assert!(refused(&ran).contains("never given as an argument"), "{words:?}: {}", ran.err);
    }
    assert!(refused(&home.run(&["config", "set-key", KEY])).contains("There are: virustotal"));
    let glued = home.run(&["config", &format!("set-key={KEY}")]);
    assert!(glued.code == 2 && !glued.err.contains(KEY) && !glued.out.contains(KEY), "{}", glued.err);
    let near = home.run(&["config", "set-key", "virustotl"]);
    assert!(refused(&near).contains("did you mean virustotal?"));
    assert!(!home.keys().exists());
}

#[test]
fn what_is_no_key_is_refused_and_changes_nothing() {
    let home = Home::new();
    home.write(&home.keys(), &format!("virustotal = \"{KEY}\"\n"), 0o600);
    let long = "k".repeat(5000);
    let wrong: &[&[u8]] =
        &[b"", b" \n", b"Zq7secret KEYvalue", b"Zq7secret\nKEYvalue\n", b"Zq7\xFFsecret", b"a\0b", long.as_bytes()];
    for input in wrong {
        let ran = home.run_with(input, &["config", "set-key", "virustotal"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.lines().last().unwrap().contains("nothing was changed"), "{}", ran.err);
        assert_eq!(fs::read_to_string(home.keys()).unwrap(), format!("virustotal = \"{KEY}\"\n"));
    }
    let ran = home.run_with(KEY.as_bytes(), &["config", "set-key", "hashlookup"]);
    assert!(refused(&ran).contains("needs no key"));
}

#[test]
fn that_the_environment_goes_before_a_kept_key_is_told() {
    let home = Home::new();
    let mut command = home.command();
    command.env("VT_API_KEY", KEY).args(["config", "set-key", "virustotal"]);
    // Nothing comes in, so nothing is kept; with a key the warning is the last line.
    let none: crate::cli::Ran = command.output().unwrap().into();
    assert!(none.err.contains("no key came"), "{}", none.err);
    let shell = format!("printf %s {KEY} | VT_API_KEY={KEY} \"$0\" config set-key virustotal");
    let mut piped = Command::new("sh");
    piped.args(["-c", &shell, env!("CARGO_BIN_EXE_sheepdip")]).env("HOME", home.path());
    let ran: crate::cli::Ran =
        piped.env_remove("XDG_CONFIG_HOME").env_remove("SHEEPDIP_CONFIG").output().unwrap().into();
    assert!(ran.code == 0 && ran.err.contains("VT_API_KEY is set, too") && !ran.err.contains(KEY), "{}", ran.err);
}

#[test]
fn keys_behind_a_link_stay_behind_it() {
    let home = Home::new();
    let real = home.path().join("dotfiles/keys.toml");
    home.write(&real, "", 0o600);
    fs::create_dir_all(home.keys().parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&real, home.keys()).unwrap();
    assert_eq!(home.run_with(KEY.as_bytes(), &["config", "set-key", "opentip"]).code, 0);
    assert!(home.keys().symlink_metadata().unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains(KEY));
}

#[test]
#[ignore = "needs script(1) of util-linux for a terminal"]
fn a_key_that_is_typed_does_not_show() {
    let home = Home::new();
    let mut command = Command::new("sh");
    let typed =
        format!("(sleep 2; echo {KEY}; sleep 1) | script -qec '\"$SHEEPDIP\" config set-key virustotal' /dev/null");
    command.args(["-c", &typed]).env("SHEEPDIP", env!("CARGO_BIN_EXE_sheepdip")).env("HOME", home.path());
    let ran: crate::cli::Ran =
        command.env_remove("XDG_CONFIG_HOME").env_remove("SHEEPDIP_CONFIG").output().unwrap().into();
    assert!(
        ran.out.contains("it does not show") && !ran.out.contains(KEY) && !ran.err.contains(KEY),
        "{}{}",
        ran.out,
        ran.err
    );
    let kept = Kept::read(Some(&home.keys())).unwrap();
    assert_eq!(kept.key(service("virustotal")).unwrap().unwrap().expose_secret(), KEY);
}
