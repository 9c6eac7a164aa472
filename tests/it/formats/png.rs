use crate::forge::{Example, Specimen, case, fired, pe, png, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] =
    &[("png", png::plain), ("apng", || png::with_chunks(8, 8, &[png::chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0])]))];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn a_plain_picture_is_clean_and_fully_read() {
    let report = case("photo.png", png::plain()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert_eq!(type_of(&report), "png");
    assert_eq!(report.artifacts[0].facts[0].1.to_string(), "8 × 8");
}

#[test]
fn a_cut_picture_is_unexamined_at_every_length() {
    let whole = png::plain();
    for length in 8..whole.len() {
        let report = case("photo.png", &whole[..length]).examine();
        // Between its last pixels and the end mark nothing of it is missing.
        let expected = if length == whole.len() - 12 { Verdict::Clean } else { Verdict::Unexamined };
        assert_eq!(report.judgement.verdict, expected, "cut at {length}");
    }
}

#[test]
fn without_end_mark_a_picture_is_whole_only_if_its_pixels_come_to_their_end() {
    let whole = png::plain();
    let packed = memchr::memmem::find(&whole, b"IDAT").unwrap();
    let length = u32::from_be_bytes(whole[packed - 4..packed].try_into().unwrap()) as usize;
    let pixels = &whole[packed + 4..packed + 4 + length];
    for kept in [length / 2, length] {
        let picture = [&whole[..packed - 4], &png::chunk(b"IDAT", &pixels[..kept])].concat();
        let verdict = case("photo.png", picture).examine().judgement.verdict;
        assert_eq!(verdict == Verdict::Clean, kept == length, "{kept} of {length}");
    }
}

#[test]
fn a_program_in_a_compressed_note_is_dangerous() {
    let mut note = b"Comment\0\0".to_vec();
    note.extend(png::zlib(&pe::minimal()));
    let report = case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"zTXt", &note)])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(fired(&report).contains(&"hidden.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn commands_in_place_of_the_picture_are_seen() {
    let batch =
        "\r\n@echo off\r\nsetlocal\r\nset a=%temp%\\x\r\ncopy %a% b\r\nif exist %a% goto end\r\n:end\r\nexit /b\r\n";
    let report = case("photo.png", [b"\x89PNG\r\n\x1A\n", batch.as_bytes()].concat()).examine();
    assert!(fired(&report).contains(&"hidden.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn packed_notes_are_limited_all_together() {
    let note = png::chunk(b"zTXt", &[b"Comment\0\0", &png::zlib(&vec![b'A'; 1 << 20])[..]].concat());
    let report = case("photo.png", png::with_chunks(8, 8, &vec![note; 80])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{:?}", report.gaps);
}
