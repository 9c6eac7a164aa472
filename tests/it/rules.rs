//! Every rule proves itself: it fires on a forged file and stays silent on an honest look-alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::forge::{Example, fired};
use crate::{engines, formats, scan};
use sheepdip::catalog;
use sheepdip::model::report::Verdict;
use sheepdip::model::rule::Severity;

fn examples() -> impl Iterator<Item = &'static Example> {
    formats::EXAMPLES.iter().chain(scan::EXAMPLES).chain(engines::EXAMPLES).flat_map(|e| e.iter())
}

#[test]
fn every_rule_has_an_example_and_every_example_a_rule() {
    let rules: BTreeSet<_> = catalog::rules().map(|r| r.id).collect();
    let shown: BTreeSet<_> = examples().map(|e| e.rule).collect();
    assert_eq!(rules.difference(&shown).collect::<Vec<_>>(), Vec::<&&str>::new(), "rules without example");
    assert_eq!(shown.difference(&rules).collect::<Vec<_>>(), Vec::<&&str>::new(), "examples without rule");
}

#[test]
fn every_rule_fires_on_its_forged_file_and_is_silent_on_the_look_alike() {
    for example in examples() {
        let bad = (example.fires)().examine();
        assert!(fired(&bad).contains(&example.rule), "{} does not fire: {:?}", example.rule, fired(&bad));
        let good = (example.silent)().examine();
        assert!(!fired(&good).contains(&example.rule), "{} fires on its look-alike", example.rule);
        assert!(
            good.judgement.verdict < Verdict::Dangerous
                || catalog::rule(example.rule).unwrap().severity < Severity::High,
            "the look-alike of {} is dangerous by {:?}",
            example.rule,
            fired(&good)
        );
    }
}

#[test]
fn every_finding_carries_the_evidence_that_its_words_name() {
    for example in examples() {
        for finding in (example.fires)().examine().findings {
            let given: Vec<_> =
                finding.evidence.iter().map(|(k, _)| *k).chain(finding.span.map(|_| "offset")).collect();
            // `honest` completes a proof where the claimed type has a mark.
            for key in finding.rule.keys().into_iter().filter(|k| *k != "honest") {
                assert!(given.contains(&key), "{} on {} lacks {key}", finding.rule.id, example.rule);
            }
        }
    }
}

#[test]
fn every_rule_is_written_as_the_house_asks() {
    let mut seen = BTreeMap::new();
    for rule in catalog::rules() {
        assert!(seen.insert(rule.id, ()).is_none(), "{} stands twice", rule.id);
        let (file, name) = rule.id.split_once('.').expect("file.kebab-name");
        assert!(
            !file.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            rule.id
        );
        assert!(rule.title.chars().count() <= 60, "{}: title too long", rule.id);
        for text in [rule.general_meaning(), rule.general_proof(), rule.general_advice()] {
            assert!(
                text.len() > 10 && text.ends_with(['.', '…', '!']) && !text.contains(['{', '}']),
                "{}: {text}",
                rule.id
            );
            assert!(!text.contains("  "), "{}: {text}", rule.id);
        }
        let verb = rule.advice.split_whitespace().next().unwrap_or_default();
        let verbs = [
            "Do", "Ask", "Go", "Delete", "Open", "Keep", "Check", "Look", "Treat", "Tell", "Use", "Send", "Rename",
            "Unpack", "Read", "Move",
        ];
        assert!(verbs.contains(&verb), "{}: advice begins with \"{verb}\", no verb of action", rule.id);
    }
}
