//! `sheepdip mail` as a mail system starts it.

use std::process::{Command, Stdio};

use super::messages::{self, ours};
use crate::cli::{command, file, run, run_with};

const PROFILES: [&str; 9] =
    ["clamscan", "postfix", "exim", "qmail", "mimedefang", "amavis", "sieve", "procmail", "maildrop"];

/// The statuses of pass, find, try later.
fn statuses(profile: &str) -> [i32; 3] {
    match profile {
        "postfix" => [0, 69, 75],
        "exim" => [0, 0, 75],
        "qmail" => [0, 100, 111],
        "sieve" | "procmail" | "maildrop" => [0, 1, 75],
        _ => [0, 1, 2],
    }
}

#[test]
fn every_profile_answers_clean_hostile_locked_and_missing() {
    for profile in PROFILES {
        let [pass, find, later] = statuses(profile);
        let answer = |message: &[u8], more: &[&str]| {
            let ran = run_with(&[&["mail", "--exit-profile", profile], more].concat(), message);
            assert!(ran.out.is_ascii() && ran.err.is_ascii(), "{profile}: {} {}", ran.out, ran.err);
            (ran.code, ran.out)
        };
        let (code, clean) = answer(&messages::clean(), &[]);
        assert_eq!(code, pass, "{profile}: {clean}");
        let (code, hostile) = answer(&messages::hostile(), &[]);
        assert_eq!(code, find, "{profile}: {hostile}");
        let (code, locked) = answer(&messages::locked(), &[]);
        assert_eq!(code, later, "{profile}: {locked}");
        assert_eq!(answer(&messages::locked(), &["--on-encrypted", "accept"]).0, pass, "{profile}");
        assert_eq!(answer(&messages::locked(), &["--on-unexamined", "accept"]).0, pass, "{profile}");
        assert_eq!(answer(&messages::locked(), &["--on-trouble", "accept"]).0, pass, "{profile}");
        let (code, found) = answer(&messages::locked(), &["--on-encrypted", "find"]);
        assert_eq!(code, find, "{profile}");
        assert_eq!(run(["mail", "--exit-profile", profile, "/nowhere/message"]).code, later, "{profile}");
        match profile {
            "clamscan" | "exim" | "mimedefang" | "amavis" => {
                assert_eq!(clean, "-: OK\n");
                assert_eq!(hostile, "-: names.double-extension FOUND\n");
                assert!(locked.starts_with("-: UNEXAMINED encrypted (") && locked.ends_with(")\n"), "{locked}");
                assert_eq!(found, "-: unexamined.encrypted FOUND\n");
            }
            "postfix" => {
                assert_eq!(clean, "");
                assert!(hostile.starts_with("5.7.1 Message refused: \"invoice.pdf.exe\": "), "{hostile}");
                assert!(hostile.ends_with("(names.double-extension)\n") && hostile.lines().count() == 1, "{hostile}");
                assert!(locked.starts_with("4.3.0 Message not examined: \"locked.zip"), "{locked}");
                assert!(found.starts_with("5.7.1 Message refused: \"locked.zip"), "{found}");
            }
            "qmail" => {
                assert_eq!(clean, "");
                assert!(hostile.starts_with("Message refused: ") && hostile.ends_with("(#5.7.1)\n"), "{hostile}");
            }
            _ => assert_eq!([clean, hostile, locked], ["clean\n", "dangerous\n", "unexamined\n"], "{profile}"),
        }
    }
}

#[test]
fn the_copy_is_the_message_with_our_fields_and_nothing_else_changed() {
    for profile in PROFILES {
        let [pass, find, _] = statuses(profile);
        let copies = !["exim", "mimedefang", "amavis"].contains(&profile);
        let filter = ["sieve", "procmail", "maildrop"].contains(&profile);
        for (message, verdict, code) in [
            (messages::clean(), "clean", pass),
            (messages::hostile(), "dangerous", if filter { pass } else { find }),
            (messages::locked(), "unexamined", pass),
        ] {
            let args = ["mail", "--exit-profile", profile, "--add-headers", "--on-encrypted", "accept"];
            let ran = run_with(&args, &message);
            if !copies {
                assert_eq!((ran.code, ran.out.as_str()), (statuses(profile)[2], ""), "{profile}: {}", ran.err);
                continue;
            }
            assert_eq!(ran.code, code, "{profile}: {}", ran.err);
            assert_eq!(ours(&ran.out, "X-Sheepdip-Verdict"), verdict);
            let findings = ours(&ran.out, "X-Sheepdip-Findings");
            match verdict {
                "clean" => assert_eq!(findings, "none"),
                "dangerous" => {
                    assert!(findings.contains("names.double-extension in \"invoice.pdf.exe\""), "{findings}");
                }
                _ => assert!(findings.contains("unexamined.encrypted in \"locked.zip"), "{findings}"),
            }
            let own = |text: &str| {
                let (mut out, mut removing) = (String::new(), false);
                let (header, body) = text.split_once("\n\n").unwrap();
                for line in header.lines() {
                    removing = line.to_ascii_lowercase().starts_with("x-sheepdip-")
                        || removing && line.starts_with([' ', '\t']);
                    if !removing {
                        out.push_str(line);
                        out.push('\n');
                    }
                }
                out + "\n" + body
            };
            assert_eq!(own(&ran.out), own(&String::from_utf8(message).unwrap()), "{profile} {verdict}");
        }
    }
}

#[test]
fn nothing_of_a_message_is_written_unless_all_of_it_can_be() {
    let add = |more: &[&str], message: &[u8]| {
        let ran = run_with(&[&["mail", "--exit-profile", "postfix", "--add-headers"], more].concat(), message);
        assert_eq!((ran.code, ran.out.as_str()), (75, ""), "{more:?}: {}", ran.err);
        assert!(!ran.err.starts_with('5'), "{}", ran.err);
        ran.err
    };
    add(&[], b"");
    add(&["--on-trouble", "accept"], b"");
    add(&["--on-encrypted", "tempfail"], &messages::locked());
    // Above the limit it is not kept, whatever the policy says.
    let mut large = messages::clean();
    large.resize(3 << 20, b'a');
    let err = add(&["--max-size", "1M", "--on-trouble", "accept", "--on-unexamined", "accept"], &large);
    assert!(err.contains("--max-size"), "{err}");
    let folder = tempfile::tempdir().unwrap();
    add(&[folder.path().to_str().unwrap()], &messages::clean());
    add(&["--on-trouble", "accept", "/nowhere/message"], &messages::clean());
    add(&["--on-trouble", "accept", "--passwords-file", "-"], &messages::clean());
    add(&["--on-trouble", "accept", "--passwords-file", "/nowhere/words"], &messages::clean());
}

#[test]
fn wrong_usage_is_try_later_so_that_a_typing_error_bounces_no_mail() {
    for (args, code) in [
        (&["mail", "--exit-profile", "postfix", "--add-header"][..], 75),
        (&["mail", "--exit-profil", "postfix"], 2),
        (&["mail", "--exit-profile=qmail", "--on-trouble", "bounce"], 111),
        (&["mail", "--on-trouble", "bounce", "--exit-profile", "exim"], 75),
        (&["mail", "--exit-profile", "sendmail"], 75),
        (&["mail", "--exit-profile"], 75),
        (&["mail", "--fail-on", "clean"], 2),
        (&["mail", "a", "b", "--exit-profile", "qmail"], 111),
    ] {
        let ran = run_with(args, &messages::hostile());
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{args:?}: {}", ran.err);
        assert!(!ran.err.is_empty());
    }
    // Of other commands it stays 2.
    assert_eq!(run(["scan", "--exit-profile", "postfix"]).code, 2);
    assert_eq!(run(["rules", "mail", "--exit-profile", "postfix"]).code, 2);
}

#[test]
fn the_threshold_decides_what_counts_as_found_and_never_marks_only() {
    let hostile = messages::hostile();
    let ran = |fail_on: &str| run_with(&["mail", "--exit-profile", "postfix", "--fail-on", fail_on], &hostile);
    assert_eq!([ran("suspicious").code, ran("dangerous").code, ran("never").code], [69, 69, 0]);
    let marked = run_with(&["mail", "--exit-profile", "postfix", "--fail-on", "never", "--add-headers"], &hostile);
    assert_eq!((marked.code, ours(&marked.out, "X-Sheepdip-Verdict").as_str()), (0, "dangerous"));
    assert_eq!(run_with(&["mail", "--fail-on", "never"], &hostile).out, "-: OK\n");
}

#[test]
fn a_message_on_disk_and_a_folder_of_parts_are_answered_too() {
    // As Exim lays it out.
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("1abc-0001");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("1abc-0001.eml");
    std::fs::write(&path, messages::hostile()).unwrap();
    let ran = run(["mail", path.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out), (1, format!("{}: names.double-extension FOUND\n", path.display())));
    std::fs::write(folder.join("1abc-0001_scanner_output"), "what we said so far").unwrap();
    std::fs::write(folder.join("part.txt"), "words\n").unwrap();
    let ran = run(["mail", "--exit-profile", "amavis", folder.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 2), "{}", ran.out);
    assert!(ran.out.ends_with("part.txt: OK\n"), "{}", ran.out);
    assert_eq!(run_with(&["mail", "-"], &messages::hostile()).code, 1);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run(["mail", "--exit-profile", "amavis", empty.path().to_str().unwrap()]).code, 2);
}

#[test]
fn a_name_says_nothing_that_a_caller_looks_for() {
    let name = "x: y FOUND\u{202e}\\\"; FOUND";
    let (_folder, path) = file("m: z FOUND", messages::with_attachment("odd", name, b"words\n"));
    let ran = run(["mail", "--exit-profile", "mimedefang", path.to_str().unwrap()]);
    assert!(ran.out.lines().all(|l| !l.contains("FOUND") || l.matches("FOUND").count() == 1), "{}", ran.out);
    assert!(!ran.out.contains("z FOUND") && ran.out.lines().count() == 1, "{}", ran.out);
}

#[test]
fn what_a_stranger_writes_into_a_message_does_not_make_it_something_else() {
    let hostile = messages::hostile();
    let with = |top: &[u8]| [b"Received: from far.example\n", top, b"\n", &hostile].concat();
    let tar = [&b"X-A: "[..], &[b'a'; 225], b"ustar\x0000"].concat();
    let folded =
        [&b"X-A: 1"[..], &b"\n aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".repeat(1000)]
            .concat();
    let mut disc = with(&folded);
    disc[32769..32774].copy_from_slice(b"CD001");
    for message in [
        with(&folded),
        with(&tar),
        disc,
        with(b"X-A: <html><body>"),
        with(b"X-A: \0\0\0\0\xFF\xFE"),
        [b"From alice@box.example Sun Nov 22 10:00:00 2026\n", &hostile[..]].concat(),
        String::from_utf8(hostile.clone()).unwrap().replace('\n', "\r\n").into_bytes(),
    ] {
        let ran = run_with(&["mail", "--exit-profile", "postfix"], &message);
        assert_eq!(ran.code, 69, "{}: {}", String::from_utf8_lossy(&message[..80]), ran.out);
    }
}

#[test]
fn what_is_no_message_is_not_taken_for_a_clean_one() {
    for odd in [&b"hello\n"[..], b"\0\0\0\0", b"no header at all, only words\n\nand more words\n", &[1; 3000], b"\n\n"]
    {
        let ran = run_with(&["mail", "--exit-profile", "postfix"], odd);
        assert_eq!(ran.code, 75, "{odd:?}: {}", ran.out);
        let ran = run_with(&["mail", "--exit-profile", "postfix", "--on-unexamined", "accept", "--add-headers"], odd);
        assert_eq!(ran.code, 0, "{odd:?}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_and_a_full_disk_are_try_later() {
    use std::fs::File;
    use std::io::Write as _;
    let with = |stdout: Stdio, more: &[&str]| {
        let mut child = command()
            .arg("mail")
            .args(more)
            .stdin(Stdio::piped())
            .stdout(stdout)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(&messages::hostile());
        child.wait().unwrap().code()
    };
    // A find that cannot be told must not end in Exim's 0.
    assert_eq!(with(File::options().write(true).open("/dev/full").unwrap().into(), &["--exit-profile=exim"]), Some(75));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(with(writer.into(), &["--exit-profile=exim"]), Some(75));
    let full = File::options().write(true).open("/dev/full").unwrap();
    assert_eq!(with(full.into(), &["--exit-profile=procmail", "--add-headers"]), Some(75));
}

#[cfg(unix)]
#[test]
fn a_message_of_one_line_without_end_is_bounded() {
    // A gigabyte of zeros on one line, from a pipe: read, not kept, and answered by the policy.
    let script = format!(
        "head -c 1000000000 /dev/zero | {} mail --exit-profile postfix --add-headers --max-size 16M --on-trouble accept",
        env!("CARGO_BIN_EXE_sheepdip")
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(75), 0), "{:?}", output.stderr);
}
