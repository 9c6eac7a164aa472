use crate::forge::{Example, Specimen, case, pe, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("class", class),
    ("dex", dex),
    ("odex", || b"dey\n036\0 and more".to_vec()),
    ("wasm", || b"\0asm\x01\0\0\0".to_vec()),
    ("swf", || b"FWS\x05\x15\0\0\0\x30\0\0\0\0\0\x0C\x01\0\0\0\0\0".to_vec()),
    ("pyc", pyc),
    ("luac", || b"\x1BLua\x54\0\x19\x93\r\n\x1A\n".to_vec()),
    ("llvm", || b"BC\xC0\xDE\x35\x14\0\0".to_vec()),
    ("beam", || b"FOR1\0\0\0\x04BEAM".to_vec()),
    ("coff", coff),
];

pub const EXAMPLES: &[Example] = &[];

/// A Java class without fields and methods: six constants would be usual, one is enough.
pub fn class() -> Vec<u8> {
    let mut out = b"\xCA\xFE\xBA\xBE\0\0\0\x41".to_vec();
    // Three constants' places: a name, a class, then flags, this, super, and no interfaces, fields, methods, attributes.
    out.extend(b"\0\x03\x01\0\x01A\x07\0\x01\0\x21\0\x02\0\0\0\0\0\0\0\0\0\0");
    out
}

fn dex() -> Vec<u8> {
    let mut out = vec![0u8; 0x70];
    out[..8].copy_from_slice(b"dex\n039\0");
    out[0x20..0x24].copy_from_slice(&0x70u32.to_le_bytes());
    out[0x24..0x28].copy_from_slice(&0x70u32.to_le_bytes());
    out[0x28..0x2C].copy_from_slice(&0x1234_5678u32.to_le_bytes());
    out
}

fn pyc() -> Vec<u8> {
    let mut out = 3571u16.to_le_bytes().to_vec();
    out.extend(b"\r\n");
    out.resize(16, 0);
    out.push(0xE3);
    out.resize(64, 0);
    out
}

fn coff() -> Vec<u8> {
    let mut out = vec![0u8; 60 + 18];
    out[..2].copy_from_slice(&0x8664u16.to_le_bytes());
    out[2] = 1;
    out[8] = 60;
    out[12] = 1;
    out[20..25].copy_from_slice(b".text");
    out
}

#[test]
fn a_whole_class_has_no_gap_and_a_cut_one_has() {
    let whole = class();
    assert!(case("A.class", whole.clone()).examine().gaps.is_empty());
    for length in 10..whole.len() {
        let report = case("A.class", &whole[..length]).examine();
        assert!(!report.judgement.complete && report.judgement.verdict >= Verdict::Suspicious, "cut at {length}");
    }
}

#[test]
fn a_file_that_a_flash_film_carries_is_examined() {
    // A frame without size, then one tag of data (87) with the program behind six bytes, then the end.
    let program = pe::program().build();
    let mut film = vec![0u8, 0, 0, 0, 0];
    film.extend((87u16 << 6 | 0x3F).to_le_bytes());
    film.extend((program.len() as u32 + 6).to_le_bytes());
    film.extend([0; 6]);
    film.extend(&program);
    film.extend([0, 0]);
    let mut bytes = b"FWS\x0A".to_vec();
    bytes.extend((film.len() as u32 + 8).to_le_bytes());
    bytes.extend(film);
    let report = case("film.swf", bytes).examine();
    assert_eq!(report.artifacts.get(1).map(|a| a.content_type.id), Some("pe"), "{:?}", report.artifacts);
}

#[test]
fn text_that_begins_like_a_mark_is_no_program() {
    for text in ["FWS is a mark of Flash films\n", "BC was before Christ\n", "FOR1 and FOR2\n"] {
        assert!(!["swf", "llvm", "beam"].contains(&type_of(&case("a.txt", text).examine())), "{text}");
    }
}
