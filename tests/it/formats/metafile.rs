use crate::forge::marks::padded;
use crate::forge::{Example, Specimen, metafile};

const PAGE: &[u8] = b"%!PS-Adobe-3.0\n%%BoundingBox: 0 0 8 8\n0 0 moveto 8 8 lineto stroke\nshowpage\n%%EOF\n";
const DRAWING: &[u8] = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n0 0 moveto 8 8 lineto stroke\n%%EOF\n";

fn dos_eps() -> Vec<u8> {
    let mut out = b"\xC5\xD0\xD3\xC6\x1E\0\0\0".to_vec();
    out.extend_from_slice(&(DRAWING.len() as u32).to_le_bytes());
    out.resize(28, 0);
    out.extend_from_slice(b"\xFF\xFF");
    out.extend_from_slice(DRAWING);
    out
}

pub const SPECIMENS: &[Specimen] = &[
    ("emf", || metafile::emf(&[])),
    ("wmf", || metafile::wmf(&[])),
    ("wmf", || metafile::wmf_standard(&[])),
    ("ps", || PAGE.to_vec()),
    ("eps", || DRAWING.to_vec()),
    ("dos-eps", dos_eps),
    ("dvi", || padded(b"\xF7\x02\x01\x83\x92\xC0\x1C\x3B\0\0\0\0\x03\xE8", 64)),
];

pub const EXAMPLES: &[Example] = &[];
