//! What each output writes: the same findings, in its own words.

mod places;
mod schema;
mod terminal;

use crate::forge::{Case, case, fired, pe, png};
use sheepdip::model::report::FileReport;
use sheepdip::output::{self, Style, Summary};

/// One report through an output.
pub fn shown(format: &str, style: Style, reports: &[FileReport]) -> String {
    let mut output = (output::format(format).unwrap().make)(style);
    let mut out = Vec::new();
    let mut summary = Summary::default();
    output.begin(&mut out).unwrap();
    for report in reports {
        summary.add(report);
        output.file(report, &mut out).unwrap();
    }
    output.finish(&summary, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Files of every verdict.
pub fn cases() -> Vec<Case> {
    let hidden = [png::plain(), pe::minimal()].concat();
    let whole = png::plain();
    vec![
        case("photo.png", png::plain()),
        case("cut.png", &whole[..whole.len() - 20]),
        case("photo.jpg", pe::minimal()),
        case("hidden.png", hidden),
        case("huge.png", png::with_chunks(50_000, 50_000, &[])),
        case("empty", ""),
    ]
}

fn json_of(report: &FileReport) -> serde_json::Value {
    serde_json::from_str(&shown("jsonl", Style::default(), std::slice::from_ref(report))).unwrap()
}

#[test]
fn every_output_shows_exactly_the_rules_that_fired() {
    let all: Vec<&str> = sheepdip::catalog::rules().map(|r| r.id).collect();
    // An id counts as shown where it stands as a word: one id may be the beginning of another.
    let shows = |text: &str, id: &str| {
        text.match_indices(id).any(|(at, _)| {
            let next = text[at + id.len()..].chars().next();
            !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-')
        })
    };
    for case in cases() {
        let report = case.examine();
        let mut expected = fired(&report);
        expected.sort_unstable();
        let verbose = Style { verbose: true, ..Style::default() };
        for (format, style) in [("json", Style::default()), ("jsonl", Style::default()), ("terminal", verbose)] {
            let text = shown(format, style, std::slice::from_ref(&report));
            let mut seen: Vec<&str> = all.iter().copied().filter(|id| shows(&text, id)).collect();
            seen.sort_unstable();
            assert_eq!(seen, expected, "{format} of {}:\n{text}", case.name);
        }
        let plain = shown("plain", Style::default(), std::slice::from_ref(&report));
        let alarms = report.worst_first().into_iter().find(|f| f.rule.severity.alarms());
        match alarms {
            Some(worst) => assert_eq!(plain, format!("{}: {} FOUND\n", case.name, worst.rule.id)),
            None => assert!(!plain.contains("FOUND"), "{plain}"),
        }
    }
}

#[test]
fn plain_lines_end_in_found_only_for_finds() {
    let report = case("x FOUND", png::plain()).examine();
    assert_eq!(shown("plain", Style::default(), &[report]), "x FOUND: OK\n");
    let whole = png::plain();
    let report = case("x FOUND", &whole[..40]).examine();
    let line = shown("plain", Style::default(), &[report]);
    assert!(line.starts_with("x FOUND: UNEXAMINED malformed (") && line.ends_with(")\n"), "{line}");
    let quiet = Style { quiet: true, ..Style::default() };
    assert_eq!(shown("plain", quiet, &[case("photo.png", png::plain()).examine()]), "");
}

#[test]
fn json_has_the_shape_that_the_design_promises() {
    let value = json_of(&case("photo.jpg", pe::minimal()).examine());
    assert_eq!(value["schema"], "sheepdip/1");
    assert_eq!(value["verdict"], "dangerous");
    assert_eq!(value["complete"], true);
    assert_eq!(value["type"]["id"], "pe");
    assert_eq!(value["claim"]["extension"], "jpg");
    assert_eq!(value["claim"]["mime"], serde_json::Value::Null);
    let found = value["findings"].as_array().unwrap();
    let disguise = found.iter().find(|f| f["rule"] == "claim.program-in-disguise").unwrap();
    assert_eq!(disguise["severity"], "high");
    assert_eq!(disguise["path"], serde_json::json!(["photo.jpg"]));
    assert_eq!(disguise["offset"], 0);
    assert!(disguise["proof"].as_str().unwrap().contains("4D 5A"), "{disguise}");
    assert_eq!(value["artifacts"][0]["parent"], serde_json::Value::Null);
    assert_eq!(value["engines"], serde_json::json!([]));
}

#[test]
fn json_names_are_exact_and_cannot_act_on_a_terminal() {
    let name = "a\u{202E}gpj.\u{1b}[31m\u{7f}\u{9b}\u{e0041}\"\\.txt";
    let line = shown("jsonl", Style::default(), &[case(name, "words\n").examine()]);
    assert!(line.bytes().all(|b| b >= b' ' || b == b'\n'), "{line:?}");
    assert!(!line.chars().any(|c| c != '\n' && sheepdip::model::name::is_deceptive(c)), "{line:?}");
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["path"], name);
}

#[test]
fn a_json_run_counts_by_verdict() {
    let reports: Vec<_> = cases().iter().map(Case::examine).collect();
    let value: serde_json::Value = serde_json::from_str(&shown("json", Style::default(), &reports)).unwrap();
    assert_eq!(value["files"].as_array().unwrap().len(), reports.len());
    let summary = &value["summary"];
    let sum: u64 =
        ["clean", "unexamined", "suspicious", "dangerous"].iter().map(|k| summary[k].as_u64().unwrap()).sum();
    assert_eq!(sum, reports.len() as u64);
    assert_eq!(summary["dangerous"], 2);
    let none: serde_json::Value = serde_json::from_str(&shown("json", Style::default(), &[])).unwrap();
    assert_eq!(none["files"], serde_json::json!([]));
}
