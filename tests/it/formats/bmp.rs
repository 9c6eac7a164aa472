use crate::forge::{Example, Specimen, bmp, case, fired, pe, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[("bmp", bmp::plain)];

pub const EXAMPLES: &[Example] = &[];

const PIXELS: &[u8] = &[0x7F; 8 * 24];

#[test]
fn a_plain_picture_is_clean_and_fully_read() {
    for bytes in [bmp::plain(), [bmp::plain(), vec![0, 0]].concat(), bmp::with_gap(8, -8, &[0; 12], PIXELS)] {
        let report = case("photo.bmp", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
        assert_eq!(report.artifacts[0].facts[0].1.to_string(), "8 × 8");
    }
}

#[test]
fn a_cut_picture_is_unexamined_at_every_length() {
    let whole = bmp::plain();
    for length in 30..whole.len() {
        let report = case("photo.bmp", &whole[..length]).examine();
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "cut at {length}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_before_among_or_behind_the_pixels_is_dangerous() {
    for bytes in [
        bmp::with_gap(8, 8, &pe::minimal(), PIXELS),
        bmp::with_gap(8, 22, &[], &[pe::minimal(), vec![0; 16]].concat()),
        [bmp::plain(), pe::minimal()].concat(),
    ] {
        let report = case("photo.bmp", bytes).examine();
        assert_eq!(type_of(&report), "bmp");
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn a_file_size_that_opens_a_comment_makes_a_script() {
    let mut bytes = bmp::plain();
    bytes[2..4].copy_from_slice(b"/*");
    bytes.extend(b"*/=1;alert('x');");
    let report = case("photo.bmp", bytes).examine();
    assert!(fired(&report).contains(&"hidden.script-in-header"), "{:?}", fired(&report));
}

#[test]
fn words_that_begin_with_the_mark_are_no_picture() {
    let report =
        case("note.txt", b"BMW and other cars: an honest text of some length about them.\n".to_vec()).examine();
    assert_ne!(type_of(&report), "bmp");
}
