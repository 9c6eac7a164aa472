use crate::forge::{Example, Specimen, bmff, case, fired, pe};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] =
    &[("jxl", || bmff::jxl(&[])), ("jxl-codestream", bmff::jxl_codestream), ("j2k", bmff::j2k)];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn plain_pictures_are_clean() {
    for bytes in [bmff::jxl(&[]), bmff::jxl_codestream(), bmff::j2k()] {
        let report = case("photo.bin", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    }
}

#[test]
fn a_program_behind_the_end_is_found_with_and_without_an_end_mark() {
    for (rule, mut bytes) in [
        ("hidden.something-that-runs", bmff::jxl(&[])),
        ("hidden.something-that-runs", bmff::j2k()),
        ("embedded.program-inside", bmff::jxl_codestream()),
    ] {
        bytes.extend(pe::minimal());
        let report = case("photo.bin", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
        assert!(fired(&report).contains(&rule), "{:?}", fired(&report));
    }
}

#[test]
fn a_damaged_compressed_note_is_a_gap() {
    let report = case("photo.jxl", bmff::jxl(&[bmff::make(b"brob", b"Exif\xFF\xFF\xFF\xFF")])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
}

#[test]
fn a_cut_codestream_of_jpeg_2000_is_unexamined() {
    let whole = bmff::j2k();
    for length in 5..whole.len() {
        assert_eq!(case("photo.j2k", &whole[..length]).examine().judgement.verdict, Verdict::Unexamined, "{length}");
    }
}

#[test]
fn compressed_notes_are_limited_in_number() {
    let note = bmff::make(b"brob", b"Exif\x0b\x02\x80\x03");
    let report = case("photo.jxl", bmff::jxl(&vec![note; 100])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{:?}", report.gaps);
}
