use crate::forge::{Example, Specimen, case, fired, pe, rar, with_password};
use sheepdip::model::gap::{GapReason, LimitKind};
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[
    ("rar5", || rar::archive(&[rar::file("a.txt", b"some words\n")])),
    ("rar", || rar::old("a.txt", b"some words\n")),
    ("rar14", || SEVERAL_1993.to_vec()),
];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "rar.hidden-program",
        fires: || case("a.rar", rar::archive(&[rar::file("a.txt", b"words\n"), rar::stream(":x", &pe::minimal())])),
        silent: || case("a.rar", rar::archive(&[rar::file("a.txt", b"words\n"), rar::stream(":x", b"notes\n")])),
    },
    Example {
        rule: "rar.hidden-stream",
        fires: || case("a.rar", rar::archive(&[rar::file("a.txt", b"words\n"), rar::stream(":x", b"notes\n")])),
        silent: || {
            let zone = rar::stream(":Zone.Identifier", b"[ZoneTransfer]\r\nZoneId=3\r\n");
            case("a.rar", rar::archive(&[rar::file("a.txt", b"words\n"), zone]))
        },
    },
];

const SEVERAL_1993: &[u8] = include_bytes!("../../data/rar/several-1993.rar");
const SOLID: &[u8] = include_bytes!("../../data/rar/solid.rar");
const LOCKED: [&[u8]; 4] = [
    include_bytes!("../../data/rar/locked.rar"),
    include_bytes!("../../data/rar/locked-list.rar"),
    include_bytes!("../../data/rar/locked-3.rar"),
    include_bytes!("../../data/rar/locked-list-4.rar"),
];

fn names(report: &FileReport) -> Vec<&str> {
    report
        .artifacts
        .iter()
        .skip(1)
        .filter_map(|a| a.claim.name.as_ref())
        .map(sheepdip::model::name::Name::text)
        .collect()
}

#[test]
fn honest_archives_of_every_age_are_clean_with_every_member() {
    let solid_3: &[u8] = include_bytes!("../../data/rar/solid-3.rar");
    for (bytes, members) in [(SOLID, 2), (solid_3, 2), (SEVERAL_1993, 2)] {
        let report = case("a.rar", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
        assert_eq!(report.artifacts.len(), members + 1, "{:?}", names(&report));
        assert!(report.artifacts.iter().all(|a| a.size > 0));
    }
}

#[test]
fn a_cut_archive_is_never_clean_and_what_is_whole_is_examined() {
    let two = rar::archive(&[rar::file("a.jpg", &pe::minimal()), rar::file("b.txt", b"some more words\n")]);
    for length in 9..two.len() - 8 {
        assert_ne!(case("a.rar", &two[..length]).examine().judgement.verdict, Verdict::Clean, "cut at {length}");
    }
    let report = case("a.rar", &two[..two.len() - 20]).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", report.gaps);
    assert!(!report.judgement.complete);
    let old = rar::old("a.txt", b"some words\n");
    for length in 8..old.len() - 7 {
        assert_ne!(case("a.rar", &old[..length]).examine().judgement.verdict, Verdict::Clean, "old, cut at {length}");
    }
}

#[test]
fn a_locked_archive_is_a_gap_and_opens_with_its_password() {
    for (i, bytes) in LOCKED.iter().enumerate() {
        for report in [case("a.rar", *bytes).examine(), case("a.rar", *bytes).examine_with(&with_password("wrong"))] {
            assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{i}");
            assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Encrypted), "{i}: {:?}", report.gaps);
            assert_eq!(names(&report).is_empty(), i % 2 == 1, "{i}: names are locked too");
        }
        let opened = case("a.rar", *bytes).examine_with(&with_password("password"));
        assert!(opened.judgement.complete, "{i}: {:?}", opened.gaps);
        assert!(opened.artifacts[1].size > 0, "{i}");
    }
}

#[test]
fn a_key_that_takes_hours_to_make_is_not_made() {
    let salt = [7; 28];
    // Version, flags, rounds, salt and IV.
    let lock = [&[0, 0, 24][..], &salt, &[0; 4]].concat();
    let locked = rar::block(2, 0, &rar::fields("a.txt", 16, 0, 0), &rar::extra(1, &lock), &[0; 16]);
    let several: Vec<Vec<u8>> = (0..20).map(|_| locked.clone()).collect();
    let report = case("a.rar", rar::archive(&several)).examine_with(&with_password("x"));
    assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Limit(LimitKind::Passwords)), "{:?}", report.gaps);
    // Of locked headers: version, flags, rounds, salt.
    let head = rar::block(4, 0, &[&[0, 0, 40][..], &[7; 16]].concat(), &[], &[]);
    let report = case("a.rar", [rar::MARK_5, &head, &[0; 64]].concat()).examine_with(&with_password("x"));
    assert_eq!(report.gaps[0].gap.reason, GapReason::Limit(LimitKind::Passwords), "{:?}", report.gaps);
}

#[test]
fn links_that_lead_out_are_told() {
    for link in [rar::link("l", 1, "/etc/passwd"), rar::link("l", 4, "../x"), rar::link("l", 3, "C:/Windows")] {
        let report = case("a.rar", rar::archive(&[link])).examine();
        assert_eq!(fired(&report), ["member.outside-link"]);
    }
    assert!(fired(&case("a.rar", rar::archive(&[rar::link("l", 1, "a.txt")])).examine()).is_empty());
    let report = case("a.rar", &include_bytes!("../../data/rar/symlink.rar")[..]).examine();
    assert!(report.judgement.complete, "{:?}", report.gaps);
}

#[test]
fn a_stream_whose_name_climbs_is_told() {
    let name = ":..\\..\\..\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\a.lnk";
    let blocks = [rar::file("cv.pdf.txt", b"words\n"), rar::stream(name, b"inert\n")];
    let report = case("a.rar", rar::archive(&blocks)).examine();
    let fired = fired(&report);
    assert!(fired.contains(&"member.escaping-path") && fired.contains(&"rar.hidden-stream"), "{fired:?}");
}

#[test]
fn a_program_with_a_wrong_checksum_is_found_all_the_same() {
    let program = pe::minimal();
    let broken = rar::block(2, 0, &rar::fields("a.jpg", program.len() as u64, 1, 0), &[], &program);
    let report = case("a.rar", rar::archive(&[broken, rar::file("b.txt", b"words\n")])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", report.gaps);
    assert_eq!(names(&report), ["a.jpg", "b.txt"]);
    assert!(!report.judgement.complete);
}

#[test]
fn a_dictionary_of_gigabytes_is_a_gap_for_that_member_alone() {
    // Method 3, dictionary 128 KiB times two to the power of 15.
    let packed = rar::block(2, 0, &rar::fields("a.txt", 5, 0, 3 << 7 | 15 << 10), &[], b"xxxxx");
    let report = case("a.rar", rar::archive(&[packed, rar::file("b.jpg", &pe::minimal())])).examine();
    assert!(
        report.gaps.iter().any(|g| g.gap.reason == GapReason::Limit(LimitKind::ArtifactBytes)),
        "{:?}",
        report.gaps
    );
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert_eq!(names(&report), ["a.txt", "b.jpg"]);
}

#[test]
fn an_absurd_declared_size_is_a_bomb() {
    let packed = rar::block(2, 0, &rar::fields("a.txt", 1 << 40, 0, 3 << 7), &[], b"xxxxx");
    let report = case("a.rar", rar::archive(&[packed])).examine();
    assert!(fired(&report).contains(&"member.bomb"), "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn a_part_says_which_parts_are_missing() {
    let bytes: &[u8] = include_bytes!("../../data/rar/several.part2.rar");
    let report = case("several.part2.rar", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("part 1 is missing")), "{:?}", report.gaps);
    assert!(!names(&report).is_empty());
}

#[test]
fn a_program_behind_the_end_is_dangerous() {
    for archive in [rar::archive(&[rar::file("a.txt", b"words\n")]), rar::old("a.txt", b"words\n")] {
        let report = case("a.rar", [archive, pe::minimal()].concat()).examine();
        assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?} {:?}", fired(&report), report.gaps);
    }
}

#[test]
fn names_that_climb_and_names_twice_are_told() {
    let blocks = [rar::file("../x.txt", b"x\n"), rar::file("a.txt", b"y\n"), rar::file("a.txt", b"z\n")];
    let report = case("a.rar", rar::archive(&blocks)).examine();
    let fired = fired(&report);
    assert!(fired.contains(&"member.escaping-path") && fired.contains(&"member.duplicate-name"), "{fired:?}");
}
