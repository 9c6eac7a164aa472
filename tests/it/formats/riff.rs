use crate::forge::{Example, Specimen, riff};

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

pub const EXAMPLES: &[Example] = &[];
