use crate::forge::{Example, Specimen, case, elf, fired, noise};
use sheepdip::formats as registry;
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("elf", elf::minimal),
    ("appimage", elf::app_image),
    ("elf-shared", || elf::with_segments(3, &[1, 2])),
    ("guile-object", elf::guile),
    ("elf-object", || elf::with_segments(1, &[])),
    ("elf-core", || elf::with_segments(4, &[4, 1])),
];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "elf.packed",
        fires: || case("a", [elf::minimal(), b"\0\0\0\0UPX!".to_vec()].concat()),
        silent: || case("upx", [elf::minimal(), vec![0; 1000], b"usage: UPX! file".to_vec()].concat()),
    },
    Example {
        rule: "elf.data-behind",
        fires: || case("a", [elf::filled(), elf::minimal()].concat()),
        silent: || case("a", [elf::filled(), vec![0; 5000]].concat()),
    },
];

#[test]
fn an_honest_program_is_suspicious_for_being_one_and_nothing_more() {
    let report = case("tool", elf::filled()).examine();
    assert_eq!(fired(&report), ["nature.program"]);
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
}

#[test]
fn a_cut_program_is_never_complete() {
    let whole = elf::filled();
    for length in 4..whole.len() {
        let report = case("tool", &whole[..length]).examine();
        assert!(report.judgement.verdict >= Verdict::Suspicious && !report.judgement.complete, "cut at {length}");
    }
}

#[test]
fn a_program_in_other_bytes_is_found_and_random_bytes_hold_none() {
    let anchor = registry::types().find(|t| t.id == "elf").unwrap().anchor.unwrap();
    let inside = [vec![7; 100], elf::minimal()].concat();
    assert_eq!((anchor.start)(&inside, 100), Some(100));
    let quoted = [b"\x7FELF is how such files begin ".to_vec(), noise(200)].concat();
    assert_eq!((anchor.start)(&quoted, 0), None);
}

#[test]
fn compiled_scheme_may_be_called_go() {
    let compiled = case("game.go", elf::guile()).examine();
    assert_eq!(fired(&compiled), ["nature.program"]);
    // What runs on a machine is none, and no text either.
    let mut library = elf::guile();
    library[18] = 62;
    let library = case("game.go", library).examine();
    assert_eq!(library.artifacts[0].content_type.id, "elf-shared");
    assert_eq!(library.judgement.verdict, Verdict::Suspicious);
}
