//! Where a finding or a gap is, in every output: the names from the file down, and the byte.

use crate::forge::{case, pe, tar, zip};
use sheepdip::model::report::FileReport;
use sheepdip::output::{self, Style};

fn shown(report: &FileReport, format: &str, verbose: bool) -> String {
    let style = Style { colour: false, width: 200, verbose, quiet: false, many: false };
    let mut output = (output::format(format).unwrap().make)(style);
    let mut out = Vec::new();
    output.begin(&mut out).unwrap();
    output.file(report, &mut out).unwrap();
    // Lines are wrapped for people.
    String::from_utf8(out).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A program in a tar archive in two ZIP archives.
fn nest() -> FileReport {
    let member = zip::Member { before: vec![7; 5000], ..zip::stored("photo.jpg", pe::minimal()) };
    let inner = zip::archive(&[zip::stored("a.txt", "words\n"), member]);
    case("mail/outer.zip", zip::of("middle.tar", tar::of("inner.zip", &inner))).examine()
}

#[test]
fn a_finding_names_all_containers_above_it_in_every_output() {
    let report = nest();
    let trail = "middle.tar → inner.zip → photo.jpg";
    for verbose in [false, true] {
        let terminal = shown(&report, "terminal", verbose);
        assert!(terminal.contains(&format!("outer.zip → {trail}")), "{terminal}");
    }
    let plain = shown(&report, "plain", false);
    let (path, rest) = plain.trim_end().split_once(": ").unwrap();
    assert_eq!(path, "mail/outer.zip");
    assert!(rest.ends_with(" FOUND") && rest.contains(&format!("(in {trail}")), "{plain}");
    let rule = rest.split(' ').next().unwrap();
    assert!(sheepdip::catalog::rule(rule).is_some(), "{plain}");
    for format in ["json", "jsonl"] {
        let text = shown(&report, format, false);
        assert!(text.contains(r#""path":["outer.zip","middle.tar","inner.zip","photo.jpg"]"#), "{text}");
    }
}

#[test]
fn a_gap_names_all_containers_above_it_in_every_output() {
    let locked = zip::archive(&[zip::locked(zip::deflated("notes.txt", "words\n"), "x")]);
    let report = case("outer.zip", zip::of("middle.tar", tar::of("inner.zip", &locked))).examine();
    let trail = "middle.tar → inner.zip";
    for (format, verbose) in [("terminal", false), ("terminal", true), ("plain", false)] {
        let text = shown(&report, format, verbose);
        assert!(text.contains(trail), "{format}: {text}");
    }
    let plain = shown(&report, "plain", false);
    assert!(plain.starts_with("outer.zip: UNEXAMINED encrypted (") && plain.trim_end().ends_with(')'), "{plain}");
    let text = shown(&report, "jsonl", false);
    assert!(text.contains(r#""path":["outer.zip","middle.tar","inner.zip"],"reason":"encrypted""#), "{text}");
}

#[test]
fn a_gap_beside_a_finding_says_where_it_is_and_the_byte_of_a_find_stands_beside_its_place() {
    let locked = zip::archive(&[zip::locked(zip::deflated("notes.txt", "words\n"), "x")]);
    let lie = zip::Member { local_name: Some(b"b.exe".to_vec()), ..zip::deflated("b.txt", "words\n") };
    let inner = zip::archive(&[zip::stored("first.txt", "words\n"), lie]);
    let both = zip::archive(&[zip::stored("locked.zip", locked), zip::stored("lying.zip", inner)]);
    let text = shown(&case("outer.zip", both).examine(), "terminal", false);
    assert!(text.contains("(in outer.zip → locked.zip)"), "{text}");
    assert!(text.contains("outer.zip → lying.zip, at byte"), "{text}");
}
