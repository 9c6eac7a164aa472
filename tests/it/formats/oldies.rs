use crate::forge::{Example, Specimen, case, fired, oldies, pe};
use sheepdip::model::gap::GapReason;
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[
    ("lha", || oldies::lha(&[("a.txt", b"some words\n")])),
    ("arj", || oldies::arj(&[("a.txt", 0, 0, b"some words\n")])),
    ("zoo", || oldies::zoo("a.txt", 0, b"some words\n")),
    ("ace", || oldies::ace("a.txt", 0, 0, b"some words\n")),
];
pub const EXAMPLES: &[Example] = &[];

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
fn stored_members_are_examined() {
    let program = pe::minimal();
    let archives = [
        oldies::lha(&[("a.jpg", &program)]),
        oldies::arj(&[("a.jpg", 0, 0, &program)]),
        oldies::zoo("a.jpg", 0, &program),
        oldies::ace("a.jpg", 0, 0, &program),
    ];
    for ((id, honest), bytes) in SPECIMENS.iter().zip(archives) {
        let report = case("a.bin", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{id}");
        assert!(report.judgement.complete, "{id}: {:?}", report.gaps);
        let report = case("a.bin", honest()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{id}: {:?} {:?}", fired(&report), report.gaps);
        assert_eq!(names(&report), ["a.txt"], "{id}");
    }
}

#[test]
fn packed_members_of_real_programs_are_unpacked() {
    let archives: [(&[u8], [u64; 2]); 3] = [
        (include_bytes!("../../data/oldies/packed.arj"), [3000, 11]),
        (include_bytes!("../../data/oldies/level-3.lzh"), [60, 78]),
        (include_bytes!("../../data/oldies/lh7.lzh"), [60, 78]),
    ];
    for (bytes, sizes) in archives {
        let report = case("a.bin", bytes).examine();
        assert!(report.judgement.complete, "{:?}", report.gaps);
        let found: Vec<u64> = report.artifacts.iter().skip(1).map(|a| a.size).collect();
        assert_eq!(found, sizes);
    }
}

#[test]
fn a_method_that_is_not_known_is_a_gap_and_the_names_are_judged() {
    let archives = [
        [oldies::lha_member("-lh9-", "photo.jpg.exe", b"x"), vec![0]].concat(),
        oldies::arj(&[("photo.jpg.exe", 4, 0, b"x")]),
        oldies::zoo("ph.jpg.exe", 1, b"x"),
        oldies::ace("photo.jpg.exe", 2, 0, b"x"),
    ];
    for bytes in archives {
        let report = case("a.bin", bytes).examine();
        assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Unsupported), "{:?}", report.gaps);
        assert!(fired(&report).contains(&"names.double-extension"), "{:?}", fired(&report));
    }
}

#[test]
fn locked_members_are_gaps_with_their_names() {
    let real: &[u8] = include_bytes!("../../data/oldies/locked.arj");
    for bytes in [real.to_vec(), oldies::arj(&[("a", 0, 1, b"x")]), oldies::ace("a", 0, 0x4000, b"x")] {
        let report = case("a.bin", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Unexamined);
        assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Encrypted), "{:?}", report.gaps);
        assert_eq!(names(&report).len(), 1);
    }
}

#[test]
fn names_that_climb_are_told() {
    let archives = [
        oldies::lha(&[("../../x.txt", b"x\n")]),
        oldies::arj(&[("../../x.txt", 0, 0, b"x\n")]),
        oldies::zoo("../x.txt", 0, b"x\n"),
        oldies::ace("..\\..\\x.txt", 0, 0, b"x\n"),
    ];
    for bytes in archives {
        let report = case("a.bin", bytes).examine();
        assert!(fired(&report).contains(&"member.escaping-path"), "{:?} {:?}", fired(&report), report.gaps);
    }
}

#[test]
fn a_cut_archive_is_never_clean() {
    // Of LHA and ACE the end is where the file ends, if that is behind a member.
    for (id, honest) in SPECIMENS {
        let whole = honest();
        let ends = if matches!(*id, "lha" | "ace") { 1 } else { 0 };
        for length in 30..whole.len() - ends {
            let report = case("a.bin", &whole[..length]).examine();
            if report.artifacts[0].content_type.id == *id {
                assert!(!report.judgement.complete, "{id} cut at {length}");
            }
        }
    }
}

#[test]
fn a_member_with_a_wrong_checksum_is_examined_and_told() {
    let mut bytes = oldies::arj(&[("a.jpg", 0, 0, &pe::minimal())]);
    let at = bytes.len() - 10;
    bytes[at] ^= 1;
    let report = case("a.arj", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("checksum")), "{:?}", report.gaps);
}

#[test]
fn a_program_behind_the_end_is_dangerous() {
    for bytes in [oldies::lha(&[("a.txt", b"words\n")]), oldies::arj(&[("a.txt", 0, 0, b"words\n")])] {
        let report = case("a.bin", [bytes, pe::minimal()].concat()).examine();
        assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?} {:?}", fired(&report), report.gaps);
    }
}
