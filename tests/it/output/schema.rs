//! The JSON Schema in the repository is made from the types, and everything that we write keeps to it.

use crate::forge::Case;
use crate::kept;
use crate::output::{cases, shown};
use sheepdip::output::{Style, rules, wire};
use sheepdip::pipeline::Plan;

const PATH: &str = "schema/sheepdip-1.json";

fn valid(text: &str) {
    let validator = jsonschema::validator_for(&wire::schema()).unwrap();
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
}

#[test]
fn the_schema_in_the_repository_is_the_one_of_the_code() {
    kept::same(PATH, &(serde_json::to_string_pretty(&wire::schema()).unwrap() + "\n"));
}

#[test]
fn every_json_output_keeps_to_the_schema() {
    let all = Plan { all_hashes: true, ..Plan::default() };
    let mut reports: Vec<_> = cases().iter().map(Case::examine).collect();
    reports.extend(cases().iter().map(|c| c.examine_with(&all)));
    for report in &reports {
        valid(&shown("jsonl", Style::default(), std::slice::from_ref(report)));
    }
    valid(&shown("json", Style::default(), &reports));
    let mut list = Vec::new();
    rules::json(&sheepdip::catalog::rules().collect::<Vec<_>>(), &mut list).unwrap();
    valid(&String::from_utf8(list).unwrap());
}

#[test]
fn what_does_not_keep_to_the_schema_is_refused() {
    let validator = jsonschema::validator_for(&wire::schema()).unwrap();
    let report = cases()[0].examine();
    let mut value: serde_json::Value =
        serde_json::from_str(&shown("jsonl", Style::default(), std::slice::from_ref(&report))).unwrap();
    assert!(validator.is_valid(&value));
    value["verdict"] = "safe".into();
    assert!(!validator.is_valid(&value));
}
