use crate::forge::{Example, Specimen, bmp, case, fired, pe, png, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] =
    &[("ico", || bmp::icon(1, &[bmp::icon_bitmap()])), ("cur", || bmp::icon(2, &[bmp::icon_bitmap()]))];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn an_icon_of_bitmaps_and_pngs_is_clean() {
    let report = case("favicon.ico", bmp::icon(1, &[bmp::icon_bitmap(), png::plain()])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert_eq!(report.artifacts[1].content_type.id, "png");
}

#[test]
fn a_cut_icon_is_unexamined_at_every_length() {
    let whole = bmp::icon(1, &[bmp::icon_bitmap()]);
    // The mask at the end is left out by honest writers.
    for length in 22..whole.len() - 32 {
        let report = case("favicon.ico", &whole[..length]).examine();
        assert_eq!(type_of(&report), "ico");
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "cut at {length}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_as_an_entry_in_it_or_behind_it_is_dangerous() {
    let behind_pixels = [bmp::icon_bitmap(), pe::minimal()].concat();
    for bytes in [
        bmp::icon(1, &[pe::minimal()]),
        bmp::icon(1, &[png::plain(), pe::minimal()]),
        bmp::icon(2, &[behind_pixels]),
        [bmp::icon(1, &[png::plain()]), pe::minimal()].concat(),
    ] {
        let report = case("favicon.ico", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn bytes_that_only_begin_like_an_icon_are_none() {
    let report = case("data.bin", [vec![0, 0, 1, 0, 9, 0], vec![0x55; 400]].concat()).examine();
    assert_ne!(type_of(&report), "ico");
}
