//! Filters at delivery: procmail, maildrop, and Sieve in Dovecot's delivery agent.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::super::messages::{self, BODY, ours};
use super::{Failing, NOBODY, Place, set_mode};

/// A delivery: the command, which reads the message on its standard input.
type Deliver<'p> = dyn Fn(&'p Place) -> Command + 'p;

/// The mailbox of a place, as the user nobody has it.
fn home(place: &Place) -> String {
    for folder in ["home", "home/Maildir", "home/Maildir/new", "home/Maildir/cur", "home/Maildir/tmp"] {
        place.folder(folder, NOBODY);
    }
    for folder in ["", "/new", "/cur", "/tmp"] {
        place.folder(&format!("home/Maildir/.Quarantine{folder}"), NOBODY);
    }
    place.at("home").display().to_string()
}

fn deliver<'p>(place: &'p Place, command: &Deliver<'p>, message: &[u8]) -> (i32, String) {
    let input = place.write("message", std::str::from_utf8(message).unwrap());
    let output = command(place)
        .stdin(fs::File::open(input).unwrap())
        .stdout(Stdio::piped())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", place.at("home"))
        .env("USER", "nobody")
        .current_dir("/")
        .uid(NOBODY)
        .gid(NOBODY)
        .output()
        .unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// What all three must do. `failed` is the folder for what could not be checked, where the filter cannot ask for another
/// try.
fn filters<'p>(place: &'p Place, command: &Deliver<'p>, failed: Option<&str>) {
    const INBOX: &str = "home/Maildir";
    const QUARANTINE: &str = "home/Maildir/.Quarantine";
    let well = |message: &[u8]| {
        let (status, words) = deliver(place, command, message);
        assert_eq!(status, 0, "{words}");
    };
    well(&messages::clean());
    let clean = place.message(INBOX, "clean");
    assert_eq!(ours(&clean, "X-Sheepdip-Verdict"), "clean");
    // procmail ends every message with an empty line.
    assert_eq!(clean.replace("\r\n", "\n").split_once("\n\n").unwrap().1.trim_end(), BODY.trim_end());
    well(&messages::locked());
    assert_eq!(ours(&place.message(INBOX, "locked"), "X-Sheepdip-Verdict"), "unexamined");
    well(&messages::hostile());
    let hostile = place.message(QUARANTINE, "hostile");
    assert_eq!(ours(&hostile, "X-Sheepdip-Verdict"), "dangerous");
    assert!(ours(&hostile, "X-Sheepdip-Findings").contains(messages::PROGRAM), "{hostile}");
    assert_eq!(place.subjects(INBOX), ["clean", "locked"]);

    for how in [Failing::Killed, Failing::Missing] {
        for message in [messages::clean(), messages::hostile()] {
            place.fail(how);
            let (status, words) = deliver(place, command, &message);
            place.heal();
            // EX_TEMPFAIL: who handed it over still has it. Else it is where nobody opens it by mistake.
            assert_eq!(status, if failed.is_some() { 0 } else { 75 }, "{words}");
        }
    }
    assert_eq!(place.subjects(INBOX), ["clean", "locked"]);
    assert_eq!(place.subjects(QUARANTINE), ["hostile"]);
    if let Some(failed) = failed {
        assert_eq!(place.subjects(failed), ["clean", "clean", "hostile", "hostile"]);
        // Whole and unchanged: half a mail would be a lost one.
        let kept = place.message(failed, "hostile").replace("\r\n", "\n");
        assert!(kept.ends_with(std::str::from_utf8(&messages::hostile()).unwrap()), "{kept}");
    }
}

#[test]
#[ignore = "needs Debian's procmail, and root"]
fn procmail_files_what_is_hostile_and_gives_back_what_was_not_checked() {
    let place = Place::new();
    let home = home(&place);
    let recipe = place.recipe("procmail/procmailrc", &[]);
    let rules = place.write("procmailrc", &format!("HOME={home}\nLOGFILE={home}/log\n{recipe}\n:0\n$HOME/Maildir/\n"));
    set_mode(&rules, 0o644);
    filters(
        &place,
        &|_| {
            let mut command = Command::new("procmail");
            command.arg("-m").arg(&rules);
            command
        },
        None,
    );
}

#[test]
#[ignore = "needs Debian's maildrop, and root"]
fn maildrop_files_what_is_hostile_and_gives_back_what_was_not_checked() {
    let place = Place::new();
    let home = home(&place);
    let recipe = place.recipe("maildrop/mailfilter", &[]);
    let rules = place.write("mailfilter", &format!("HOME=\"{home}\"\n{recipe}\nto \"$HOME/Maildir/\"\n"));
    set_mode(&rules, 0o600);
    std::os::unix::fs::chown(&rules, Some(NOBODY), Some(NOBODY)).unwrap();
    filters(
        &place,
        &|_| {
            let mut command = Command::new("maildrop");
            command.arg(&rules);
            command
        },
        None,
    );
}

#[test]
#[ignore = "needs Debian's dovecot-sieve, and root"]
fn sieve_files_what_is_hostile_and_apart_from_it_what_was_not_checked() {
    let place = Place::new();
    let home = home(&place);
    fs::remove_dir_all(place.at("home/Maildir")).unwrap();
    let mark = place.recipe("sieve/sheepdip-mark", &[]);
    set_mode(&place.write("filters/sheepdip-mark", &mark), 0o755);
    place.write("before/sheepdip.sieve", &place.recipe("sieve/sheepdip.sieve", &[]));
    std::os::unix::fs::chown(place.at("before"), Some(NOBODY), Some(NOBODY)).unwrap();
    place.folder("run", NOBODY);
    let at = |name: &str| place.at(name).display().to_string();
    let recipe = place.recipe(
        "sieve/90-sheepdip.conf",
        &[("/etc/dovecot/sieve-filter", &at("filters")), ("/etc/dovecot/sieve-before", &at("before"))],
    );
    let config = place.write(
        "dovecot.conf",
        &format!(
            "base_dir = {}\nlog_path = {home}/log\nmail_location = maildir:~/Maildir\nprotocols =\nssl = no\n\
             protocol lda {{\n  mail_plugins = sieve\n}}\n{recipe}\nplugin {{\n  sieve = file:{home}/none.sieve\n}}\n",
            at("run"),
        ),
    );
    filters(
        &place,
        &|_| {
            let mut command = Command::new(Path::new("/usr/lib/dovecot/dovecot-lda"));
            command.arg("-c").arg(&config).args(["-f", "alice@box.example"]);
            command
        },
        Some("home/Maildir/.Unchecked"),
    );
}
