use crate::forge::{Example, Specimen, cab, case, fired, noise, pe};
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[("cab", || cab::cabinet(&[("a.txt", b"some words\n", 0)], 1, 0, &[]))];
pub const EXAMPLES: &[Example] = &[];

const LZX: &[u8] = include_bytes!("../../data/cab/lzx.cab");

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
fn honest_cabinets_are_clean_with_every_member() {
    let long = noise(100_000);
    let files: &[cab::File<'_>] = &[("a.txt", b"some words\n", 0), ("d\\b.bin", &long, 0), ("c.txt", b"more\n", 0)];
    for method in [0, 1] {
        let report = case("a.cab", cab::cabinet(files, method, 0, &[])).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
        assert_eq!(names(&report), ["a.txt", "d\\b.bin", "c.txt"]);
        assert_eq!(report.artifacts[2].size, 100_000);
    }
    let report = case("a.cab", LZX).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts.len(), 5);
}

#[test]
fn a_cut_cabinet_is_never_clean() {
    let whole = cab::cabinet(&[("a.txt", b"some words\n", 0), ("b.txt", b"more words\n", 0)], 1, 0, &[]);
    for bytes in [&whole[..], LZX] {
        for length in (9..bytes.len()).step_by(1 + bytes.len() / 300) {
            let verdict = case("a.cab", &bytes[..length]).examine().judgement.verdict;
            assert_ne!(verdict, Verdict::Clean, "cut at {length}");
        }
    }
}

#[test]
fn a_program_in_a_cabinet_is_found_whatever_the_checksum_says() {
    let program = pe::minimal();
    let mut bytes = cab::cabinet(&[("a.jpg", &program, 0), ("b.txt", b"words\n", 0)], 0, 0, &[]);
    assert_eq!(case("a.cab", bytes.clone()).examine().judgement.verdict, Verdict::Dangerous);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let report = case("a.cab", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("checksum")), "{:?}", report.gaps);
}

#[test]
fn a_method_that_is_not_known_is_a_gap_and_the_names_are_judged() {
    let report = case("a.cab", cab::cabinet(&[("photo.jpg.exe", b"x", 0)], 2, 0, &[])).examine();
    assert!(report.gaps[0].gap.detail.contains("Quantum"), "{:?}", report.gaps);
    assert!(fired(&report).contains(&"names.double-extension"), "{:?}", fired(&report));
}

#[test]
fn a_cabinet_of_several_names_the_one_that_is_missing() {
    let names_of_next = b"disk2.cab\0Disk 2\0";
    let report = case("a.cab", cab::cabinet(&[("a.txt", b"words\n", 0xFFFE)], 0, 2, names_of_next)).examine();
    assert!(report.gaps[0].gap.detail.contains("disk2.cab"), "{:?}", report.gaps);
    let both = b"disk1.cab\0Disk 1\0disk3.cab\0Disk 3\0";
    for (folder, name) in [(0xFFFD, "disk1.cab"), (0xFFFE, "disk3.cab"), (0xFFFF, "disk1.cab")] {
        let report = case("a.cab", cab::cabinet(&[("a.txt", b"words\n", folder)], 0, 3, both)).examine();
        assert!(report.gaps[0].gap.detail.contains(name), "{:?}", report.gaps);
        assert_eq!(names(&report), ["a.txt"]);
    }
}

#[test]
fn names_that_climb_and_names_twice_are_told() {
    let files: &[cab::File<'_>] = &[("..\\..\\x.txt", b"x\n", 0), ("a.txt", b"y\n", 0), ("a.txt", b"z\n", 0)];
    let fired = fired(&case("a.cab", cab::cabinet(files, 0, 0, &[])).examine());
    assert!(fired.contains(&"member.escaping-path") && fired.contains(&"member.duplicate-name"), "{fired:?}");
}

#[test]
fn members_that_share_their_bytes_are_not_unpacked_again_and_again() {
    let mut bytes = cab::cabinet(&[("a.txt", b"some words\n", 0), ("b.txt", b"more words\n", 0)], 0, 0, &[]);
    let second = 44 + 17 + "a.txt".len();
    bytes[second + 4..second + 8].fill(0);
    let report = case("a.cab", bytes).examine();
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("shares its bytes")), "{:?}", report.gaps);
    assert_eq!(names(&report), ["a.txt", "b.txt"]);
}

#[test]
fn a_program_behind_the_end_is_dangerous_and_padding_is_not() {
    let honest = cab::cabinet(&[("a.txt", b"words\n", 0)], 0, 0, &[]);
    let report = case("a.cab", [&honest[..], &pe::minimal()].concat()).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
    assert!(fired(&case("a.cab", [&honest[..], &[0; 4096]].concat()).examine()).is_empty());
}
