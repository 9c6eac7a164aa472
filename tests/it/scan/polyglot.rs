use crate::forge::{Example, bmp, case, fired, gif, pdf, pe, zip};
use sheepdip::model::report::Verdict;

/// A bitmap that ends in a whole archive, inside what its header declares as pixels.
fn bitmap_and_zip(member: &str, content: &[u8]) -> Vec<u8> {
    let archive = zip::of(member, content);
    let mut pixels = vec![0x80; 64 * 64 * 3 - archive.len()];
    pixels.extend(archive);
    bmp::with_gap(64, 64, &[], &pixels)
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "polyglot.second-type",
        fires: || case("photo.bmp", bitmap_and_zip("notes.txt", b"meeting notes")),
        silent: || case("photo.gif", gif::plain()),
    },
    Example {
        rule: "polyglot.runs-as-second-type",
        fires: || case("photo.bmp", bitmap_and_zip("invoice.pdf.exe", &pe::minimal())),
        silent: || case("photo.bmp", bitmap_and_zip("notes.txt", b"meeting notes")),
    },
];

#[test]
fn an_archive_that_is_also_a_picture_and_holds_a_program_is_dangerous() {
    let report = case("photo.bmp", bitmap_and_zip("invoice.pdf.exe", &pe::minimal())).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn a_pdf_behind_the_first_bytes_of_a_picture_is_two_types() {
    let mut bytes = gif::comment(b"x");
    bytes = [b"GIF89a\x01\0\x01\0\0\0\0".as_slice(), &bytes, &pdf::plain()].concat();
    let report = case("photo.gif", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&report));
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pdf"), "the PDF was not examined");
}
