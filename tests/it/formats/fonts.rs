use crate::forge::marks::{marked, padded};
use crate::forge::{Example, Specimen};

fn tables(mark: &[u8]) -> Vec<u8> {
    let mut out = mark.to_vec();
    out.extend_from_slice(&[0, 1, 0, 16, 0, 0, 0, 0]);
    out.extend_from_slice(b"head\0\0\0\0\0\0\0\x1C\0\0\0\x36");
    padded(&out, 96)
}

pub const SPECIMENS: &[Specimen] = &[
    ("ttf", || tables(b"\0\x01\0\0")),
    ("otf", || tables(b"OTTO")),
    ("ttc", || padded(b"ttcf\0\x01\0\0\0\0\0\x01", 64)),
    ("woff", || padded(b"wOFF\0\x01\0\0\0\0\0\x40", 64)),
    ("woff2", || padded(b"wOF2\0\x01\0\0\0\0\0\x40", 64)),
    ("eot", || marked(96, &[(0, &[96, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0]), (34, b"LP")])),
    ("type1", || b"%!PS-AdobeFont-1.0: Example 1.0\n/FontName /Example def\n".to_vec()),
    ("pfb", || padded(b"\x80\x01\x20\0\0\0%!PS-AdobeFont-1.0: Example", 64)),
    ("pcf", || padded(b"\x01fcp\x08\0\0\0", 64)),
    ("bdf", || b"STARTFONT 2.1\nFONT example\nENDFONT\n".to_vec()),
    ("psf", || padded(b"\x72\xB5\x4A\x86\0\0\0\0", 64)),
];

pub const EXAMPLES: &[Example] = &[];
