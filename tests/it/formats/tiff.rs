use crate::forge::{Example, Specimen, tiff};

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
