use crate::forge::{Example, Specimen, case, fired, mark, noise};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("7z", || mark(0, b"7z\xBC\xAF\x27\x1C")),
    ("rar5", || mark(0, b"Rar!\x1A\x07\x01\0")),
    ("rar", || mark(0, b"Rar!\x1A\x07\0")),
    ("cab", || mark(0, b"MSCF\0\0\0\0")),
    ("arj", arj),
    ("lha", || mark(2, b"-lh5-")),
    ("ace", || mark(7, b"**ACE**")),
    ("zoo", || [mark(0, b"ZOO 2.10 Archive.")[..20].to_vec(), mark(0, b"\xDC\xA7\xC4\xFD")].concat()),
    ("stuffit", || mark(0, b"StuffIt (c)1997-2002 Aladdin Systems")),
    ("tnef", || mark(0, b"\x78\x9F\x3E\x22")),
    ("lrzip", || mark(0, b"LRZI\0\x06")),
    ("flatpak", || mark(0, b"flatpak\0\x01\0\x89\xE5")),
    ("installshield-cab", || mark(0, b"ISc(")),
];

/// The main header of an ARJ archive with its checksum.
fn arj() -> Vec<u8> {
    let header = [30u8; 40];
    let mut crc = flate2::Crc::new();
    crc.update(&header);
    let mut out = vec![0x60, 0xEA, header.len() as u8, 0];
    out.extend(header);
    out.extend(crc.sum().to_le_bytes());
    out
}

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
