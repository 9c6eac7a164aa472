use crate::forge::{Example, Specimen, case, fired, noise, pe, tiff, type_of};
use sheepdip::model::report::Verdict;
use sheepdip::model::rule::Severity;

pub const SPECIMENS: &[Specimen] = &[
    ("tiff", tiff::plain),
    ("dng", || tiff::with_fields(4, 4, &[tiff::bytes(50706, &[1, 4, 0, 0])])),
    ("cr2", || {
        let mut out = tiff::structure(b"II\x2A\0", &[tiff::long(256, 4)]);
        // Canon puts its mark between the header and the first directory.
        out[4] = 16;
        out.splice(8..8, *b"CR\x02\0\0\0\0\0");
        out
    }),
    ("orf", || tiff::structure(b"IIRO", &[tiff::long(256, 4)])),
    ("rw2", || tiff::structure(b"IIU\0", &[tiff::long(256, 4)])),
    ("nef", || tiff::raw("NIKON CORPORATION")),
    ("arw", || tiff::raw("SONY")),
    ("pef", || tiff::raw("PENTAX Corporation")),
    ("srw", || tiff::raw("SAMSUNG")),
    ("camera-raw", || tiff::raw("Hasselblad")),
];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn a_plain_picture_is_clean_and_fully_read() {
    let report = case("scan.tif", tiff::plain()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert_eq!(type_of(&report), "tiff");
    assert_eq!(report.artifacts[0].facts[0].1.to_string(), "4 × 4");
}

#[test]
fn a_picture_cut_in_its_directory_is_unexamined() {
    let whole = tiff::plain();
    for length in 8..whole.len() - 4 {
        let report = case("scan.tif", &whole[..length]).examine();
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "cut at {length}: {:?}", fired(&report));
    }
}

#[test]
fn pixels_that_are_not_there_make_it_unexamined() {
    let bytes = tiff::structure(b"II\x2A\0", &[tiff::long(256, 4), tiff::long(273, 8), tiff::long(279, 9999)]);
    assert_eq!(case("scan.tif", bytes).examine().judgement.verdict, Verdict::Unexamined);
}

#[test]
fn a_program_in_a_private_field_or_behind_everything_is_dangerous() {
    for bytes in [
        tiff::with_fields(4, 4, &[tiff::bytes(65000, &pe::minimal())]),
        [tiff::plain(), pe::minimal()].concat(),
        [tiff::plain(), noise(100), pe::minimal()].concat(),
        [tiff::raw("NIKON CORPORATION"), noise(9000), pe::minimal()].concat(),
    ] {
        let report = case("scan.tif", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn data_of_a_raw_files_maker_does_not_alarm_and_the_same_behind_a_plain_picture_does() {
    let raw = case("a.nef", [tiff::raw("NIKON CORPORATION"), noise(20_000)].concat()).examine();
    assert!(raw.findings.iter().all(|f| f.rule.severity <= Severity::Info), "{:?}", fired(&raw));
    let plain = case("a.tif", [tiff::plain(), noise(20_000)].concat()).examine();
    assert!(fired(&plain).contains(&"hidden.unknown-data"), "{:?}", fired(&plain));
}

#[test]
fn directories_that_lead_in_circles_or_nowhere_end() {
    let mut circle = tiff::plain();
    let next = 8 + 2 + 12 * 8;
    circle[next..next + 4].copy_from_slice(&8u32.to_le_bytes());
    assert_eq!(case("a.tif", circle.clone()).examine().judgement.verdict, Verdict::Clean);
    circle[next..next + 4].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    assert_eq!(case("a.tif", circle).examine().judgement.verdict, Verdict::Unexamined);
}

#[test]
fn fields_that_all_name_the_same_bytes_are_not_read_again_and_again() {
    let mut bytes = b"II\x2A\0\x08\0\0\0".to_vec();
    bytes.extend(1000u16.to_le_bytes());
    let place = (8 + 2 + 12 * 1000 + 4) as u32;
    for _ in 0..1000 {
        bytes.extend([0x0E, 1, 2, 0]);
        bytes.extend([50_000u32.to_le_bytes(), place.to_le_bytes()].concat());
    }
    bytes.extend([0; 4]);
    bytes.extend([b'A'; 50_000]);
    let report = case("photo.tif", bytes).examine();
    let said = format!("{:?}", report.gaps);
    assert!(said.contains("overlap"), "{said}");
}

#[test]
fn pages_that_were_appended_as_whole_files_are_pages() {
    let page = tiff::plain();
    let mut bytes = page.clone();
    bytes.resize(bytes.len().next_multiple_of(16) + 16, 0);
    let next = bytes.len() + 8;
    // The directory of the first page points at that behind the second one's header.
    let count = usize::from(u16::from_le_bytes([page[8], page[9]]));
    let link = 10 + 12 * count;
    bytes[link..link + 4].copy_from_slice(&(next as u32).to_le_bytes());
    bytes.extend(&page);
    let report = case("a.tif", bytes).examine();
    assert_eq!(report.artifacts.len(), 1, "{:?}", report.gaps);
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
}
