use crate::forge::{Example, Specimen, case, fired, pe, riff};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("riff", || riff::file(b"QLCM", &[riff::chunk(b"fmt ", &[0; 16])])),
    ("webp", riff::webp),
    ("wav", || riff::wav_with(&[])),
    ("avi", || riff::file(b"AVI ", &[riff::list(b"hdrl", &[riff::chunk(b"avih", &[0; 56])])])),
    ("ani", || riff::ani(36)),
    ("rmi", || riff::file(b"RMID", &[riff::chunk(b"data", b"MThd\0\0\0\x06\0\0\0\x01\0\x60")])),
    ("soundfont", || riff::file(b"sfbk", &[riff::list(b"INFO", &[riff::chunk(b"ifil", &[2, 0, 1, 0])])])),
    ("cdr", || riff::file(b"CDRB", &[riff::chunk(b"vrsn", &[0x4C, 4])])),
];

pub const EXAMPLES: &[Example] = &[Example {
    rule: "riff.oversized-cursor-header",
    fires: || case("pointer.ani", riff::ani(300)),
    silent: || case("pointer.ani", riff::ani(36)),
}];

#[test]
fn plain_pictures_and_sounds_are_clean_and_say_what_they_are() {
    for (name, bytes, fact) in [
        ("photo.webp", riff::webp(), "16 × 9"),
        ("photo.webp", riff::webp_with(&[riff::chunk(b"EXIF", b"II*\0notes")]), "16 × 9"),
        ("sound.wav", riff::wav_with(&[]), "44100 Hz, 1 channels"),
    ] {
        let report = case(name, bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{name}: {:?} {:?}", report.findings, report.gaps);
        assert_eq!(report.artifacts[0].facts[0].1.to_string(), fact, "{name}");
    }
}

#[test]
fn a_cut_picture_is_unexamined_at_every_length() {
    let whole = riff::webp_with(&[riff::chunk(b"EXIF", b"II*\0notes")]);
    for length in 12..whole.len() {
        // The last byte is padding.
        let expected = if length == whole.len() - 1 { Verdict::Clean } else { Verdict::Unexamined };
        let report = case("photo.webp", &whole[..length]).examine();
        assert!(report.judgement.verdict >= expected, "cut at {length}");
    }
}

#[test]
fn a_program_behind_the_end_or_in_a_chunk_is_dangerous() {
    let mut behind = riff::webp();
    behind.extend(pe::minimal());
    let inside = riff::wav_with(&[riff::chunk(b"zzzz", &pe::minimal())]);
    let listed = riff::wav_with(&[riff::list(b"INFO", &[riff::chunk(b"ICMT", &pe::minimal())])]);
    for (name, bytes) in [("photo.webp", behind), ("sound.wav", inside), ("listed.wav", listed)] {
        let report = case(name, bytes).examine();
        assert!(fired(&report).contains(&"hidden.something-that-runs"), "{name}: {:?}", fired(&report));
    }
}

#[test]
fn server_code_in_the_notes_of_a_webp_is_dangerous() {
    let report =
        case("photo.webp", riff::webp_with(&[riff::chunk(b"XMP ", b"<?php system($_GET['c']); ?>")])).examine();
    assert!(fired(&report).contains(&"hidden.code-in-metadata"), "{:?}", fired(&report));
}

#[test]
fn a_recording_without_a_known_length_is_clean() {
    let mut bytes = riff::wav_with(&[]);
    let data = bytes.len() - 64 - 4;
    bytes[4..8].copy_from_slice(&[0xFF; 4]);
    bytes[data..data + 4].copy_from_slice(&[0xFF; 4]);
    let report = case("sound.wav", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
}
