//! clamd's answers, and everything that can go wrong on the way to them.

use sheepdip::engines::clamd::Address;
use sheepdip::model::gap::{GapReason, LimitKind};
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::pipeline::Plan;

use crate::cli::{file, run};
use crate::forge::clamd::{Does, FRESH, Fake};
use crate::forge::{Case, Example, case, fired, pe, png, zip};

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "clamd.known-malware",
        fires: || said(|_| "stream: Win.Trojan.Example-1 FOUND"),
        silent: || said(|_| "stream: OK"),
    },
    Example {
        rule: "clamd.unwanted",
        fires: || said(|_| "stream: PUA.Win.Packer.Example-1 FOUND"),
        silent: || said(|_| "stream: OK"),
    },
];

/// A letter about which clamd says this.
fn said(answer: fn(&[u8]) -> &'static str) -> Case {
    asking(case("letter.txt", "some words\n"), FRESH, Does::Answer(answer))
}

fn asking(case: Case, version: &'static str, does: Does) -> Case {
    case.asking(Fake::start(version, does).engine())
}

fn engine_gaps(report: &FileReport) -> Vec<&str> {
    let gaps = report.gaps.iter().filter(|g| g.gap.reason == GapReason::Engine);
    gaps.map(|g| g.gap.detail.as_str()).collect()
}

#[test]
fn what_clamd_knows_is_dangerous_and_what_it_advises_against_is_suspicious() {
    let known = said(|_| "stream: Win.Trojan.Example-1 FOUND").examine();
    assert_eq!(known.judgement.verdict, Verdict::Dangerous);
    assert!(known.findings[0].meaning().contains("Win.Trojan.Example-1"), "{}", known.findings[0].meaning());
    let extended = said(|_| "stream: Win.Trojan.Example-1(0123456789abcdef:68) FOUND").examine();
    assert!(extended.findings[0].meaning().ends_with("Win.Trojan.Example-1."));
    assert_eq!(said(|_| "stream: PUA.Win.Tool-1 FOUND").examine().judgement.verdict, Verdict::Suspicious);
    let phishing = said(|_| "stream: Heuristics.Phishing.Email.SpoofedDomain FOUND").examine();
    assert_eq!(phishing.judgement.verdict, Verdict::Suspicious);
}

#[test]
fn nothing_found_is_told_with_the_age_of_the_signatures() {
    let report = said(|_| "stream: OK").examine();
    assert_eq!((report.judgement.verdict, report.judgement.complete), (Verdict::Clean, true));
    let [engine] = report.engines.as_slice() else { panic!("{:?}", report.engines) };
    assert_eq!((engine.name, engine.answered, engine.found, engine.age_days), ("clamd", 1, 0, Some(0)));
    assert_eq!(engine.version.as_deref(), Some("ClamAV 1.4.3, signatures 27820"));
    assert_eq!((&engine.failure, &engine.warning), (&None, &None));
}

#[test]
fn old_signatures_and_unknown_ones_are_warned_of() {
    let letter = || case("letter.txt", "some words\n");
    let old = asking(letter(), "ClamAV 0.103/26000/Sat Feb 29 00:00:00 2020", Does::Answer(|_| "stream: OK")).examine();
    let age = old.engines[0].age_days.unwrap();
    // 2020-02-29 is day 18,321 since 1970.
    let today = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() / 86_400;
    assert_eq!(age, today - 18_321);
    assert!(old.engines[0].warning.as_ref().unwrap().contains("days old"));
    for bare in ["ClamAV 1.4.3", "ClamAV 1.4.3/27820/", "ClamAV 1.4.3/27820/Thu Foo 99 9:9 x", "COMMAND UNAVAILABLE"] {
        let report = asking(letter(), bare, Does::Answer(|_| "stream: OK")).examine();
        assert_eq!((report.judgement.complete, report.engines[0].age_days), (true, None), "{bare}");
        assert!(report.engines[0].warning.is_some(), "{bare}");
    }
}

#[test]
fn everything_inside_is_shown_and_neither_name_nor_path_is() {
    let archive =
        zip::archive(&[zip::stored("secret-name.txt", "first words\n"), zip::stored("b.txt", "second words\n")]);
    let fake = Fake::start(
        FRESH,
        Does::Answer(|bytes| if bytes.starts_with(b"second") { "stream: Test.Second FOUND" } else { "stream: OK" }),
    );
    let report = case("private-folder-name.zip", archive.clone()).asking(fake.engine()).examine();
    let seen = fake.seen.lock().unwrap().clone();
    assert_eq!(seen, [b"first words\n".to_vec(), b"second words\n".to_vec(), archive]);
    assert!(!seen[0].windows(7).chain(seen[1].windows(7)).any(|w| w == b"private" || w == b"secret-"));
    let found = report.findings.iter().find(|f| f.rule.id == "clamd.known-malware").unwrap();
    assert_eq!(report.trail(found.artifact).last().unwrap().text(), "b.txt");
    assert_eq!((report.engines[0].answered, report.engines[0].found), (3, 1));
}

#[test]
fn parts_that_a_crew_examines_are_shown_too() {
    let names: Vec<String> = (0..100).map(|n| format!("{n:03}.txt")).collect();
    let texts: Vec<String> = (0..100).map(|n| format!("words of part {n}\n")).collect();
    let members: Vec<_> = names.iter().zip(&texts).map(|(name, text)| zip::stored(name, text)).collect();
    let fake = Fake::start(
        FRESH,
        Does::Answer(|bytes| if bytes.ends_with(b"7\n") { "stream: Test.Seven FOUND" } else { "stream: OK" }),
    );
    let case = case("many.zip", zip::archive(&members)).asking(fake.engine());
    let report = case.examine_with(&Plan { alone: true, engines: case.engines.clone(), ..Plan::default() });
    assert_eq!((report.engines[0].answered, report.engines[0].found), (101, 10));
    let found = report.findings.iter().filter(|f| f.rule.id == "clamd.known-malware");
    let places: Vec<_> = found.map(|f| report.trail(f.artifact).last().unwrap().text().to_owned()).collect();
    assert_eq!(
        places,
        ["007.txt", "017.txt", "027.txt", "037.txt", "047.txt", "057.txt", "067.txt", "077.txt", "087.txt", "097.txt"]
    );
}

#[test]
fn what_clamd_did_not_look_at_is_a_gap_and_never_clean() {
    for (answer, reason) in [
        ((|_| "stream: Heuristics.Encrypted.Zip FOUND") as fn(&[u8]) -> &'static str, GapReason::Encrypted),
        (|_| "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", GapReason::Limit(LimitKind::ArtifactBytes)),
        (|_| "stream: Can't allocate memory ERROR", GapReason::Engine),
        (|_| "stream: ", GapReason::Engine),
        (|_| "OK", GapReason::Engine),
        (|_| " FOUND", GapReason::Engine),
        (|_| "UNKNOWN COMMAND", GapReason::Engine),
    ] {
        let report = said(answer).examine();
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{}", answer(b""));
        assert_eq!(report.gaps[0].gap.reason, reason, "{}", answer(b""));
    }
}

#[test]
fn a_part_that_is_too_large_for_clamd_is_told_and_the_others_are_asked_about() {
    let large = vec![b'a'; 3 << 20];
    let archive = zip::archive(&[zip::stored("large.txt", &large), zip::stored("small.txt", "small words\n")]);
    let report = asking(case("a.zip", archive), FRESH, Does::Refuse(1 << 20)).examine();
    let gaps: Vec<_> = report.gaps.iter().map(|g| (g.artifact.unwrap().0, g.gap.reason)).collect();
    let limit = GapReason::Limit(LimitKind::ArtifactBytes);
    assert_eq!(gaps, [(0, limit), (1, limit)], "{:?}", report.gaps);
    assert!(report.gaps[0].gap.detail.contains("StreamMaxLength"));
    assert_eq!(report.engines[0].answered, 3);
}

#[test]
fn a_clamd_that_fails_is_named_and_our_own_findings_stay() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let nobody = Fake { address: closed, seen: std::sync::Arc::default() };
    let engines = [
        nobody.engine(),
        Fake::start(FRESH, Does::HangUp(0)).engine(),
        Fake::start(FRESH, Does::Babble).engine(),
        Fake::start("SSH-2.0-OpenSSH_9.2", Does::Answer(|_| "stream: OK")).engine(),
        Fake::start("", Does::Answer(|_| "stream: OK")).engine(),
    ];
    for engine in engines {
        let honest = case("photo.png", png::plain()).asking(std::sync::Arc::clone(&engine)).examine();
        assert_eq!(honest.judgement.verdict, Verdict::Unexamined);
        assert!(engine_gaps(&honest)[0].starts_with("clamd: "), "{:?}", honest.gaps);
        assert!(honest.engines[0].failure.is_some());
        let hostile = case("photo.jpg", pe::minimal()).asking(engine).examine();
        assert_eq!((hostile.judgement.verdict, hostile.judgement.complete), (Verdict::Dangerous, false));
        assert_eq!(fired(&hostile)[0], "claim.program-in-disguise");
    }
}

#[test]
fn the_command_asks_says_so_and_ends_with_the_right_status() {
    let (_folder, path) = file("letter.txt", "some words\n");
    let path = path.display().to_string();
    let with = |does| format!("--clamd={}", Fake::start(FRESH, does).address);
    let clean = run([with(Does::Answer(|_| "stream: OK")), path.clone()]);
    assert_eq!((clean.code, clean.err.as_str()), (0, ""), "{}", clean.out);
    assert!(clean.out.ends_with("; clamd: nothing found\n"), "{}", clean.out);
    let found = run([with(Does::Answer(|_| "stream: Test.Signature FOUND")), path.clone()]);
    assert_eq!(found.code, 1);
    assert!(found.out.contains("Test.Signature") && found.out.contains("Asked"), "{}", found.out);
    let failed = run([with(Does::HangUp(0)), path.clone()]);
    assert_eq!(failed.code, 2);
    assert!(failed.out.starts_with("NOT EXAMINED") && failed.out.contains("it could not be asked"), "{}", failed.out);
    let json = run([with(Does::HangUp(0)), "--json".to_owned(), path.clone()]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["files"][0]["engines"][0]["name"], "clamd");
    assert_eq!(value["files"][0]["gaps"][0]["reason"], "engine");
    let missing = run(["--clamd=/nowhere/clamd.ctl".to_owned(), path]);
    assert_eq!(missing.code, 2);
    let words = missing.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("systemctl start clamav-daemon"), "{words}");
}

#[test]
fn a_name_of_clamds_cannot_act_on_a_terminal() {
    let report = said(|_| "stream: \u{1b}[31mEvil\u{202e} FOUND").examine();
    assert!(!report.findings[0].meaning().contains(['\u{1b}', '\u{202e}']));
    let report = asking(case("a.txt", "words\n"), "ClamAV \u{1b}[2J/1/x", Does::Answer(|_| "stream: OK")).examine();
    assert!(!report.engines[0].version.as_ref().unwrap().contains('\u{1b}'));
}

#[test]
fn addresses_are_paths_or_hosts_and_only_loopback_is_this_machine() {
    assert_eq!(Address::of("/run/clamav/clamd.ctl"), Address::Unix("/run/clamav/clamd.ctl".into()));
    assert_eq!(Address::of("unix:/run/a:1"), Address::Unix("/run/a:1".into()));
    assert_eq!(Address::of("tcp://host:3310"), Address::Tcp("host:3310".to_owned()));
    for (address, remote) in [
        ("127.0.0.1:3310", false),
        ("localhost:3310", false),
        ("[::1]:3310", false),
        ("10.0.0.1:3310", true),
        ("clamd.example:3310", true),
        ("/run/clamd.ctl", false),
    ] {
        assert_eq!(Address::of(address).is_remote(), remote, "{address}");
    }
}
