use crate::forge::marks::{marked, padded};
use crate::forge::{Example, Specimen};

fn pcx() -> Vec<u8> {
    marked(200, &[(0, b"\x0A\x05\x01\x08\0\0\0\0\x0F\0\x0F\0"), (65, &[1, 16, 0, 1, 0])])
}

fn tga() -> Vec<u8> {
    let mut out = marked(64, &[(2, &[2]), (12, &[4, 0, 4, 0, 24])]);
    out.extend_from_slice(b"\0\0\0\0\0\0\0\0TRUEVISION-XFILE.\0");
    out
}

pub const SPECIMENS: &[Specimen] = &[
    ("psd", || padded(b"8BPS\0\x01\0\0\0\0\0\0\0\x03", 64)),
    ("psb", || padded(b"8BPS\0\x02\0\0\0\0\0\0\0\x03", 64)),
    ("xcf", || padded(b"gimp xcf v011\0", 64)),
    ("gimp-brush", || marked(64, &[(3, &[28, 0, 0, 0, 2]), (20, b"GIMP")])),
    ("psp", || padded(b"Paint Shop Pro Image File\n\x1A", 64)),
    ("pdn", || padded(b"PDN3", 64)),
    ("dds", || padded(b"DDS \x7C\0\0\0", 128)),
    ("ktx", || padded(b"\xABKTX 11\xBB\r\n\x1A\n", 64)),
    ("qoi", || padded(b"qoif\0\0\0\x01\0\0\0\x01\x04\0", 30)),
    ("pnm", || b"P6\n# a comment\n2 1\n255\nabcdef".to_vec()),
    ("pnm", || b"P1 2 2\n1 0\n0 1\n".to_vec()),
    ("pnm", || b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\nabc".to_vec()),
    ("pnm", || b"PF\n1 1\n-1.0\nabcdabcdabcd".to_vec()),
    ("pcx", pcx),
    ("tga", tga),
    ("icns", || padded(b"icns\0\0\0\x40ic07", 64)),
    ("hdr", || b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\nabcd".to_vec()),
    ("exr", || padded(b"\x76\x2F\x31\x01\x02\0\0\0channels\0", 64)),
    ("dpx", || padded(b"SDPX\0\0\x08\0V1.0", 64)),
    ("cineon", || padded(b"\x80\x2A\x5F\xD7", 64)),
    ("fits", || padded(b"SIMPLE  =                    T / standard", 80)),
    ("jxr", || padded(b"II\xBC\x01", 64)),
    ("djvu", || padded(b"AT&TFORM\0\0\0\x20DJVUINFO", 64)),
    ("flif", || padded(b"FLIF\x31\x31", 32)),
    ("bpg", || padded(b"BPG\xFB", 32)),
    ("sgi", || padded(b"\x01\xDA\x01\x01\0\x02", 512)),
    ("sun-raster", || padded(b"\x59\xA6\x6A\x95", 64)),
    ("ilbm", || padded(b"FORM\0\0\0\x20ILBMBMHD", 40)),
    ("mng", || padded(b"\x8AMNG\r\n\x1A\n", 40)),
    ("farbfeld", || padded(b"farbfeld\0\0\0\x01\0\0\0\x01", 24)),
    ("vtf", || padded(b"VTF\0\x07\0\0\0", 64)),
    ("raf", || padded(b"FUJIFILMCCD-RAW 0201", 64)),
    ("crw", || padded(b"II\x1A\0\0\0HEAPCCDR", 64)),
    ("x3f", || padded(b"FOVb", 64)),
    ("mrw", || padded(b"\0MRM\0\0\0\x10\0PRD", 64)),
    ("xpm", || b"/* XPM */\nstatic char * x_xpm[] = {\n\"1 1 1 1\",\n\"a c #000000\",\n\"a\"};\n".to_vec()),
    ("xbm", || b"#define x_width 8\n#define x_height 1\nstatic char x_bits[] = { 0xff };\n".to_vec()),
];

pub const EXAMPLES: &[Example] = &[];
