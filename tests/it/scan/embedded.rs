use crate::forge::{Case, Example, bmp, case, elf, fired, noise, pe, png, zip};
use sheepdip::model::report::Verdict;

/// A bitmap whose pixels are these bytes, padded with grey.
fn with_pixels(inside: &[u8]) -> Case {
    let mut pixels = vec![0x80; 64 * 64 * 3];
    pixels[1000..1000 + inside.len()].copy_from_slice(inside);
    case("photo.bmp", bmp::with_gap(64, 64, &[], &pixels))
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "embedded.program-inside",
        fires: || with_pixels(&pe::program().build()),
        silent: || with_pixels(&noise(9000)),
    },
    Example {
        rule: "embedded.program-in-data",
        fires: || case("update.bin", [noise(900), pe::program().build()].concat()),
        silent: || case("update.bin", noise(9000)),
    },
];

#[test]
fn a_linux_program_among_pixels_is_found_where_it_stands() {
    let case = with_pixels(&elf::minimal());
    let report = case.examine();
    let finding = report.findings.iter().find(|f| f.rule.id == "embedded.program-inside").unwrap();
    let at = memchr::memmem::find(&case.bytes, b"\x7FELF").unwrap() as u64;
    assert_eq!(finding.span.unwrap().offset, at);
}

#[test]
fn the_letters_mz_and_pe_among_pixels_are_no_program() {
    let mut inside = vec![0x11; 4000];
    inside[10..12].copy_from_slice(b"MZ");
    inside[200..204].copy_from_slice(b"PE\0\0");
    inside[2000..2004].copy_from_slice(b"\x7FELF");
    assert_eq!(fired(&with_pixels(&inside).examine()), Vec::<&str>::new());
}

#[test]
fn many_programs_in_an_archive_behind_the_header_do_not_shield_one_among_the_pixels() {
    let program = pe::program().build();
    let members: Vec<_> = (0..80).map(|i| zip::stored(&format!("{i}.dll"), &program)).collect();
    let mut pixels = vec![0x80; 64 * 64 * 3];
    pixels[1000..1000 + program.len()].copy_from_slice(&program);
    let report = case("photo.bmp", bmp::with_gap(64, 64, &zip::archive(&members), &pixels)).examine();
    assert!(fired(&report).contains(&"embedded.program-inside"), "{:?}", fired(&report));
}

#[test]
fn junk_before_a_program_under_a_picture_name_does_not_hide_it() {
    for (name, junk) in
        [("photo.jpg", &b"\xEF\xBB\xBF"[..]), ("photo.jpg", b"\r\n"), ("logo.svg", b"<svg></svg>\x01\x02")]
    {
        let report = case(name, [junk, &pe::minimal()].concat()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{name}: {:?}", fired(&report));
    }
}

#[test]
fn what_a_program_carries_along_is_no_hidden_program() {
    // Archivers hold the beginnings of the archives that unpack themselves.
    let carried = [noise(2000), pe::program().build(), noise(900)].concat();
    let bytes = [elf::filled(), carried.clone()].concat();
    let report = case("arj", bytes.clone()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&report));
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"), "{:?}", report.artifacts);
    // Behind a picture it hides, and a program that is no picture hides itself.
    let hidden = case("photo.png", [png::plain(), carried].concat()).examine();
    assert!(fired(&hidden).contains(&"embedded.program-inside"), "{:?}", fired(&hidden));
    assert_eq!(case("photo.png", bytes).examine().judgement.verdict, Verdict::Dangerous);
}
