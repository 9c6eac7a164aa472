use crate::forge::{Example, Specimen, bmff, case, fired, pe};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("bmff", || bmff::film(b"zzzz", &[])),
    ("avif", || bmff::still(b"avif")),
    ("heic", || bmff::still(b"heic")),
    ("cr3", || bmff::film(b"crx ", &[])),
    ("m4a", || bmff::film(b"M4A ", &[])),
    ("m4v", || bmff::film(b"M4V ", &[])),
    ("3gp", || bmff::film(b"3gp4", &[])),
    ("mov", || bmff::film(b"qt  ", &[])),
    ("mp4", || bmff::film(b"isom", &[])),
    ("jp2", || bmff::jp2(b"jp2 ")),
    ("mj2", || bmff::jp2(b"mjp2")),
];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn a_plain_film_and_a_plain_picture_are_clean_and_say_their_size() {
    for (name, bytes, size) in [
        ("film.mp4", bmff::film(b"isom", &[]), "640 × 360"),
        ("photo.heic", bmff::still(b"heic"), "64 × 48"),
        ("photo.jp2", bmff::jp2(b"jp2 "), "64 × 48"),
    ] {
        let report = case(name, bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{name}: {:?} {:?}", report.findings, report.gaps);
        assert_eq!(report.artifacts[0].facts[0].1.to_string(), size, "{name}");
    }
}

#[test]
fn a_cut_film_is_unexamined_unless_the_cut_is_between_boxes() {
    let whole = bmff::film(b"isom", &[]);
    let ends: Vec<usize> = [bmff::ftyp(b"isom", &[b"isom"]).len(), whole.len() - 72].into();
    for length in (24..whole.len()).filter(|l| !ends.contains(l)) {
        let report = case("film.mp4", &whole[..length]).examine();
        assert!(
            report.judgement.verdict != Verdict::Clean || length - ends[0] < 8 || length - ends[1] < 8,
            "cut at {length}"
        );
    }
}

#[test]
fn a_program_behind_the_last_box_or_in_an_unused_one_is_dangerous() {
    let mut behind = bmff::still(b"heic");
    behind.extend(pe::minimal());
    let inside = bmff::film(b"isom", &[bmff::make(b"free", &pe::minimal())]);
    let notes = bmff::film(b"isom", &[bmff::nest(b"udta", &[bmff::make(b"\xA9cmt", &pe::minimal())])]);
    for (name, bytes) in [("photo.heic", behind), ("film.mp4", inside), ("notes.mp4", notes)] {
        let report = case(name, bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{name}");
        assert!(fired(&report).contains(&"hidden.something-that-runs"), "{name}: {:?}", fired(&report));
    }
}

#[test]
fn a_box_may_use_a_wide_size_or_go_to_the_end() {
    let mut wide = bmff::film(b"isom", &[]);
    wide.extend_from_slice(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x14abcd");
    wide.extend_from_slice(b"\0\0\0\0mdatabcdefgh");
    let report = case("film.mp4", wide).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
}

#[test]
fn boxes_in_boxes_without_end_do_no_harm() {
    let mut nested = Vec::new();
    for _ in 0..3000 {
        nested = bmff::nest(b"udta", &[nested]);
    }
    let report = case("film.mp4", bmff::film(b"isom", &[nested])).examine();
    assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "{:?}", report.gaps);
}
