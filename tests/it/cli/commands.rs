//! Subcommands and help.

use super::{file, run};
use crate::forge::png;

#[test]
fn without_arguments_the_short_help_is_on_stderr_and_the_status_is_2() {
    let ran = run::<&str>([]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Usage: sheepdip"), "{}", ran.err);
}

#[test]
fn help_and_version_that_were_asked_for_are_data() {
    let short = run(["-h"]);
    let long = run(["--help"]);
    assert_eq!((short.code, long.code), (0, 0));
    assert!(short.out.len() < long.out.len());
    assert!(long.out.contains("Exit status:") && long.out.contains("--max-depth"), "{}", long.out);
    // Whoever reads the help learns what leaves the machine, and by which option alone.
    for word in ["Privacy:", "--lookup sends SHA-256 hashes", "--upload sends a file, after a yes"] {
        assert!(long.out.contains(word), "{word}: {}", long.out);
    }
    let version = run(["--version"]);
    assert_eq!(version.out, concat!("sheepdip ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn scan_is_what_the_command_does_anyway() {
    let (_folder, path) = file("photo.png", png::plain());
    let path = path.to_str().unwrap();
    let (bare, named) = (run([path]), run(["scan", path]));
    assert_eq!((bare.code, bare.out.as_str()), (0, named.out.as_str()));
}

#[test]
fn rules_are_listed_in_three_ways() {
    let ids: Vec<&str> = sheepdip::catalog::rules().map(|r| r.id).collect();
    for format in ["terminal", "json", "markdown"] {
        let ran = run(["rules", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        for id in &ids {
            assert!(ran.out.contains(id), "{format} lacks {id}");
        }
    }
    let list: serde_json::Value = serde_json::from_str(&run(["rules", "--format", "json"]).out).unwrap();
    assert_eq!(list.as_array().unwrap().len(), ids.len());
}

#[test]
fn a_rule_is_explained_and_an_unknown_one_has_neighbours() {
    let ran = run(["explain", "claim.program-in-disguise"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("Do now") && ran.out.contains("T1036.008"), "{}", ran.out);
    for wrong in ["claim.program-in-disgiuse", "program-in-disguise", "disguise"] {
        let ran = run(["explain", wrong]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("claim.program-in-disguise"), "{}", ran.err);
    }
}

#[test]
fn completions_and_the_manual_page_are_written() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("sheepdip") && ran.out.contains("fail-on"), "{shell}");
    }
    let ran = run(["man"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains(".TH sheepdip 1"), "{}", &ran.out[..200]);
}

#[test]
fn wrong_usage_is_2_and_says_why_without_acting_on_the_terminal() {
    for args in
        [&["--no-such-option"][..], &["--format", "xml", "."], &["--max-size", "0", "."], &["-0", "."], &["rules", "x"]]
    {
        let ran = run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(!ran.err.is_empty());
    }
    let ran = run(["--\u{1b}]0;title\u{7}\u{202E}gpj"]);
    assert_eq!(ran.code, 2);
    assert!(!ran.err.contains(['\u{1b}', '\u{202E}']) && ran.err.contains("[U+202E]gpj"), "{:?}", ran.err);
}
