//! Passwords on the command line: they open what is locked, and are never shown.

use std::fs;

use super::{file, run, run_with};
use crate::forge::{pe, zip};

fn locked(password: &[u8]) -> Vec<u8> {
    zip::archive(&[zip::locked_by(zip::deflated("notes.dat", pe::minimal()), password)])
}

fn path(bytes: &[u8]) -> (tempfile::TempDir, String) {
    let (folder, path) = file("a.zip", bytes);
    (folder, path.display().to_string())
}

#[test]
fn a_password_opens_and_is_shown_in_no_output() {
    let (_folder, archive) = path(&locked(b"Zy7-geheim"));
    for format in ["terminal", "plain", "json", "jsonl"] {
        let ran = run(["--format", format, "-v", "--password", "no", "--password=Zy7-geheim", &archive]);
        assert!(!ran.out.contains("Zy7") && !ran.err.contains("Zy7"), "{format}: {}", ran.out);
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(format == "plain" || ran.out.contains("relations.lone-program"), "{}", ran.out);
    }
    let ran = run(["--password", "Zy7-falsch", &archive]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(!ran.out.contains("Zy7") && ran.out.contains("the one that was tried does not fit"), "{}", ran.out);
}

#[test]
fn a_file_of_passwords_may_have_a_mark_blank_lines_line_ends_of_windows_and_any_bytes() {
    for (password, list) in [
        (&b"second"[..], &b"first\nsecond\nthird\n"[..]),
        (b"first", b"\xEF\xBB\xBFfirst\r\n\r\n  \r\nsecond\r\n"),
        (b"with blank ", b"with blank \n"),
        (b"gr\xFCn", b"gr\xFCn"),
        ("grün".as_bytes(), "grün".as_bytes()),
        (b"gr\x81n", "grün".as_bytes()),
    ] {
        let (folder, archive) = path(&locked(password));
        let words = folder.path().join("words");
        fs::write(&words, list).unwrap();
        let ran = run(["--passwords-file", &words.display().to_string(), &archive]);
        assert_eq!(ran.code, 1, "{password:?}: {}{}", ran.out, ran.err);
        let ran = run_with(&["--passwords-file", "-", &archive], list);
        assert_eq!(ran.code, 1, "{password:?}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn the_usual_passwords_are_tried_only_when_asked_for() {
    let (_folder, archive) = path(&locked(b"infected"));
    assert_eq!(run([&archive]).code, 2);
    let ran = run(["-v", "--try-common-passwords", &archive]);
    assert!(ran.code == 1 && ran.out.contains("locked.usual-password"), "{}", ran.out);
}

#[test]
fn what_is_wrong_with_a_list_of_passwords_is_said_and_is_trouble() {
    let (folder, archive) = path(&locked(b"x"));
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("long"), vec![b'x'; (1 << 20) + 1]).unwrap();
    fs::write(at("many"), "x\n".repeat(10_001)).unwrap();
    for name in ["missing", "long", "many"] {
        let ran = run(["--passwords-file", &at(name), &archive]);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(name), "{}{}", ran.out, ran.err);
    }
    let ran = run_with(&["--passwords-file", "-", "-"], b"words");
    assert!(ran.code == 2 && ran.err.contains("read once only"), "{}", ran.err);
}

#[test]
fn the_help_says_that_others_can_see_a_password_on_the_command_line() {
    let ran = run(["--help"]);
    assert!(ran.out.contains("Other users of this machine can see it"), "{}", ran.out);
}
