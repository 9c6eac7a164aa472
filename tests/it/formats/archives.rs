use crate::forge::{Example, Specimen, case, fired, mark, noise};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("stuffit", || mark(0, b"StuffIt (c)1997-2002 Aladdin Systems")),
    ("lrzip", || mark(0, b"LRZI\0\x06")),
    ("flatpak", || mark(0, b"flatpak\0\x01\0\x89\xE5")),
    ("installshield-cab", || mark(0, b"ISc(")),
];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn what_is_not_opened_is_never_clean() {
    for (id, forge) in SPECIMENS {
        let report = case("a.bin", forge()).examine();
        assert_ne!(report.judgement.verdict, Verdict::Clean, "{id}");
    }
}

#[test]
fn an_archive_behind_a_picture_is_found_and_one_in_a_text_is_not() {
    let rar = b"Rar!\x1A\x07\x01\0 and so on".to_vec();
    let mut gif = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
    gif.extend([0; 300]);
    gif.extend(&rar);
    assert!(!fired(&case("a.gif", gif).examine()).is_empty());
    let report = case("a.bin", [noise(300), rar].concat()).examine();
    assert_eq!(fired(&report), Vec::<&str>::new());
}
