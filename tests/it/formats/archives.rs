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
    ("cpio", || [b"070701".to_vec(), vec![b'0'; 200]].concat()),
    ("stuffit", || mark(0, b"StuffIt (c)1997-2002 Aladdin Systems")),
    ("bzip2", || mark(0, b"BZh91AY&SY")),
    ("xz", || mark(0, b"\xFD7zXZ\0")),
    ("zstd", || mark(0, b"\x28\xB5\x2F\xFD")),
    ("lzip", || mark(0, b"LZIP\x01")),
    ("lzop", || mark(0, b"\x89LZO\0\r\n\x1A\n")),
    ("lz4", || mark(0, b"\x04\x22\x4D\x18")),
    ("lrzip", || mark(0, b"LRZI\0\x06")),
    ("compress", || mark(0, b"\x1F\x9D\x90")),
    ("lzma", || mark(0, b"\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0")),
    ("deb", || mark(0, b"!<arch>\ndebian-binary   ")),
    ("ar", || mark(0, b"!<arch>\n")),
    ("rpm", || mark(0, b"\xED\xAB\xEE\xDB\x03\0")),
    ("jmod", || mark(0, b"JM\x01\0PK\x03\x04")),
    ("xar", || mark(0, b"xar!\0\x1C\0\x01")),
    ("crx", || mark(0, b"Cr24\x03\0\0\0")),
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
