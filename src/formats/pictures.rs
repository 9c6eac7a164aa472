//! Pictures that are recognised by their marks: nothing in them runs, and what is hidden in them is found by the
//! search for embedded programs. Each mark is checked beyond its first bytes where those are few.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::text::TEXT;

/// The registry row.
pub static FORMAT: Format = Format { name: "pictures", types: TYPES, rules: &[], inspect: None, seeks: false };

/// A picture by its mark.
const fn picture(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Picture, matches).by_mark()
}

static TYPES: &[&TypeInfo] = &[
    &picture("psd", "Photoshop picture", |p| p.starts(b"8BPS\0\x01\0\0\0\0\0\0"))
        .mimes(&["image/vnd.adobe.photoshop", "image/x-photoshop", "image/psd", "application/x-photoshop"])
        .extensions(&["psd", "psdt"])
        .begins("38 42 50 53 (\"8BPS\")"),
    &picture("psb", "large Photoshop picture", |p| p.starts(b"8BPS\0\x02\0\0\0\0\0\0"))
        .mimes(&["image/vnd.adobe.photoshop"])
        .extensions(&["psb"])
        .begins("38 42 50 53 (\"8BPS\")"),
    &picture("xcf", "GIMP picture", |p| p.starts(b"gimp xcf "))
        .mimes(&["image/x-xcf"])
        .extensions(&["xcf"])
        .begins("67 69 6D 70 (\"gimp xcf\")"),
    &picture("gimp-brush", "GIMP brush or pattern", |p| {
        p.has(20, b"GIMP") && matches!(p.window(0, 8), [0, 0, _, _, 0, 0, 0, 2])
            || p.has(20, b"GPAT") && p.window(0, 2) == [0, 0]
    })
    .mimes(&["image/x-gimp-gbr", "image/x-gimp-pat"])
    .extensions(&["gbr", "pat"]),
    &picture("psp", "Paint Shop Pro picture", |p| p.starts(b"Paint Shop Pro Image File\n\x1A"))
        .extensions(&["pspimage", "psp"])
        .begins("50 61 69 6E (\"Paint Shop Pro\")"),
    &picture("pdn", "Paint.NET picture", |p| p.starts(b"PDN3"))
        .extensions(&["pdn"])
        .begins("50 44 4E 33 (\"PDN3\")")
        .not_opened("the picture was not opened; the format can hold serialised objects"),
    &picture("dds", "DirectDraw texture", |p| p.starts(b"DDS \x7C\0\0\0"))
        .mimes(&["image/vnd-ms.dds", "image/x-dds"])
        .extensions(&["dds"])
        .begins("44 44 53 20 (\"DDS\")"),
    &picture("ktx", "KTX texture", |p| p.starts(b"\xABKTX 11\xBB\r\n") || p.starts(b"\xABKTX 20\xBB\r\n"))
        .mimes(&["image/ktx", "image/ktx2"])
        .extensions(&["ktx", "ktx2"])
        .begins("AB 4B 54 58"),
    &picture("qoi", "QOI picture", |p| {
        p.starts(b"qoif") && matches!(p.window(12, 2), [3 | 4, 0 | 1]) && p.bytes.len() > 14
    })
    .mimes(&["image/qoi", "image/x-qoi"])
    .extensions(&["qoi"])
    .begins("71 6F 69 66 (\"qoif\")"),
    &picture("pnm", "PNM picture", is_pnm)
        .mimes(&[
            "image/x-portable-anymap",
            "image/x-portable-bitmap",
            "image/x-portable-graymap",
            "image/x-portable-pixmap",
            "image/x-portable-arbitrarymap",
        ])
        .extensions(&["ppm", "pgm", "pbm", "pnm", "pam", "pfm"]),
    &picture("pcx", "PCX picture", is_pcx).mimes(&["image/x-pcx", "image/vnd.zbrush.pcx"]).extensions(&["pcx"]),
    &picture("tga", "TGA picture", is_tga).mimes(&["image/x-tga", "image/x-targa"]).extensions(&["tga", "targa"]),
    &picture("icns", "Apple icon", |p| {
        // A length field that holds the whole file makes four letters a mark.
        p.starts(b"icns") && p.window(4, 4).try_into().is_ok_and(|l| u64::from(u32::from_be_bytes(l)) <= p.size)
    })
    .mimes(&["image/icns", "image/x-icns"])
    .extensions(&["icns"])
    .begins("69 63 6E 73 (\"icns\")"),
    &picture("hdr", "Radiance HDR picture", |p| p.starts(b"#?RADIANCE\n") || p.starts(b"#?RGBE\n"))
        .mimes(&["image/vnd.radiance"])
        .extensions(&["hdr", "rgbe"])
        .begins("23 3F 52 41 (\"#?RADIANCE\")"),
    &picture("exr", "OpenEXR picture", |p| p.starts(b"\x76\x2F\x31\x01") && p.window(4, 1) == [2])
        .mimes(&["image/x-exr", "image/aces"])
        .extensions(&["exr"])
        .begins("76 2F 31 01"),
    &picture("dpx", "DPX picture", |p| {
        (p.starts(b"SDPX") || p.starts(b"XPDS")) && matches!(p.window(8, 1), b"V" | b"v")
    })
    .mimes(&["image/x-dpx", "image/dpx"])
    .extensions(&["dpx"])
    .begins("53 44 50 58 (\"SDPX\")"),
    &picture("cineon", "Cineon picture", |p| p.starts(b"\x80\x2A\x5F\xD7") || p.starts(b"\xD7\x5F\x2A\x80"))
        .mimes(&["image/cineon"])
        .extensions(&["cin"])
        .begins("80 2A 5F D7"),
    &picture("fits", "FITS picture", |p| p.starts(b"SIMPLE  =                    T"))
        .mimes(&["image/fits", "application/fits"])
        .extensions(&["fits", "fit", "fts"])
        .begins("53 49 4D 50 (\"SIMPLE\")"),
    &picture("jxr", "JPEG XR picture", |p| p.starts(b"II\xBC\x01"))
        .mimes(&["image/jxr", "image/vnd.ms-photo"])
        .extensions(&["jxr", "wdp", "hdp"])
        .begins("49 49 BC 01"),
    &picture("djvu", "DjVu document", |p| p.starts(b"AT&TFORM") && p.window(12, 3) == b"DJV")
        .mimes(&["image/vnd.djvu", "image/x-djvu"])
        .extensions(&["djvu", "djv"])
        .begins("41 54 26 54 (\"AT&TFORM\")"),
    &picture("flif", "FLIF picture", |p| p.starts(b"FLIF") && matches!(p.window(4, 1), [0x31..=0x64]))
        .mimes(&["image/flif"])
        .extensions(&["flif"])
        .begins("46 4C 49 46 (\"FLIF\")"),
    &picture("bpg", "BPG picture", |p| p.starts(b"BPG\xFB"))
        .mimes(&["image/bpg"])
        .extensions(&["bpg"])
        .begins("42 50 47 FB (\"BPG\")"),
    &picture("sgi", "SGI picture", |p| {
        p.starts(b"\x01\xDA") && matches!(p.window(2, 4), [0 | 1, 1 | 2, 0, 1..=3]) && p.bytes.len() >= 512
    })
    .mimes(&["image/sgi", "image/x-sgi"])
    .extensions(&["sgi", "rgb", "rgba", "bw"]),
    &picture("sun-raster", "Sun raster picture", |p| p.starts(b"\x59\xA6\x6A\x95") && p.bytes.len() >= 32)
        .mimes(&["image/x-sun-raster", "image/x-cmu-raster"])
        .extensions(&["ras", "sun"])
        .begins("59 A6 6A 95"),
    &picture("ilbm", "Amiga picture", |p| p.starts(b"FORM") && matches!(p.window(8, 4), b"ILBM" | b"PBM "))
        .mimes(&["image/x-ilbm"])
        .extensions(&["iff", "ilbm", "lbm"])
        .begins("46 4F 52 4D (\"FORM\")"),
    &picture("mng", "MNG animation", |p| p.starts(b"\x8AMNG\r\n\x1A\n") || p.starts(b"\x8BJNG\r\n\x1A\n"))
        .mimes(&["video/x-mng", "image/x-jng"])
        .extensions(&["mng", "jng"])
        .begins("8A 4D 4E 47"),
    &picture("farbfeld", "farbfeld picture", |p| p.starts(b"farbfeld") && p.bytes.len() >= 24)
        .extensions(&["ff"])
        .begins("66 61 72 62 (\"farbfeld\")"),
    &picture("vtf", "Valve texture", |p| p.starts(b"VTF\0\x07\0\0\0"))
        .mimes(&["image/vnd.valve.source.texture"])
        .extensions(&["vtf"])
        .begins("56 54 46 00 (\"VTF\")"),
    // Raw camera pictures that are not plain TIFF
    &picture("raf", "Fujifilm camera picture", |p| p.starts(b"FUJIFILMCCD-RAW "))
        .mimes(&["image/x-fuji-raf"])
        .extensions(&["raf"])
        .begins("46 55 4A 49 (\"FUJIFILM\")"),
    &picture("crw", "old Canon camera picture", |p| p.has(6, b"HEAPCCDR"))
        .mimes(&["image/x-canon-crw"])
        .extensions(&["crw"]),
    &picture("x3f", "Sigma camera picture", |p| p.starts(b"FOVb") && p.bytes.len() >= 40)
        .mimes(&["image/x-sigma-x3f"])
        .extensions(&["x3f"])
        .begins("46 4F 56 62 (\"FOVb\")"),
    &picture("mrw", "Minolta camera picture", |p| p.starts(b"\0MRM") && p.has(8, b"\0PRD"))
        .mimes(&["image/x-minolta-mrw"])
        .extensions(&["mrw"])
        .begins("00 4D 52 4D"),
    // Pictures that are written as C source
    &picture("xpm", "XPM picture", is_xpm)
        .mimes(&["image/x-xpixmap", "image/x-xpm"])
        .extensions(&["xpm"])
        .parent(&TEXT)
        .begins("2F 2A 20 58 (\"/* XPM */\")"),
    &picture("xbm", "XBM picture", is_xbm)
        .mimes(&["image/x-xbitmap", "image/x-xbm"])
        .extensions(&["xbm"])
        .parent(&TEXT),
];

/// The head of a Netpbm picture: P1 to P6 with its numbers, P7 with its keywords, Pf and PF with their scale.
fn is_pnm(probe: &Probe<'_>) -> bool {
    let head = probe.window(0, 4096);
    let [b'P', kind, b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = head else { return false };
    if *kind == b'7' {
        return memchr::memmem::find(rest, b"WIDTH ").is_some() && memchr::memmem::find(rest, b"DEPTH ").is_some();
    }
    let numbers = match kind {
        b'1' | b'4' => 2,
        b'2' | b'3' | b'5' | b'6' | b'F' | b'f' => 3,
        _ => return false,
    };
    // Comments run from # to the end of their line.
    let plain: Vec<&[u8]> = rest
        .split(|b| *b == b'\n')
        .take(64)
        .map(|line| line.split(|b| *b == b'#').next().unwrap_or_default())
        .collect();
    let words = plain.iter().flat_map(|l| l.split(u8::is_ascii_whitespace)).filter(|w| !w.is_empty());
    let read: Vec<&[u8]> = words.take(numbers).collect();
    let is_number = |w: &[u8]| w.len() <= 9 && w.iter().all(u8::is_ascii_digit);
    match read.as_slice() {
        [width, height] => is_number(width) && is_number(height),
        [width, height, most] => {
            let scale = |w: &[u8]| w.len() <= 20 && w.iter().all(|b| b.is_ascii_digit() || b"+-.eE".contains(b));
            is_number(width)
                && is_number(height)
                && if matches!(kind, b'F' | b'f') { scale(most) } else { is_number(most) && most.len() <= 5 }
        }
        _ => false,
    }
}

/// PCX has one byte of mark; the fields behind it must all make sense.
fn is_pcx(probe: &Probe<'_>) -> bool {
    let [0x0A, 0 | 2..=5, 0 | 1, 1 | 2 | 4 | 8, rest @ ..] = probe.window(0, 128) else { return false };
    let field = |at: usize| rest.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]));
    rest.len() == 124
        && field(0) <= field(4)
        && field(2) <= field(6)
        && rest[60] == 0
        && (1..=4).contains(&rest[61])
        && rest[70..].iter().all(|b| *b == 0)
}

/// TGA has no mark at its start: only the newer form, which has one at its end, and a header that makes sense.
fn is_tga(probe: &Probe<'_>) -> bool {
    let header = probe.window(0, 18);
    let sensible = header.len() == 18
        && header[1] <= 1
        && matches!(header[2], 0..=3 | 9..=11 | 32 | 33)
        && matches!(header[16], 1 | 8 | 15 | 16 | 24 | 32);
    sensible && probe.tail.ends_with(b"TRUEVISION-XFILE.\0")
}

fn is_xpm(probe: &Probe<'_>) -> bool {
    // The declaration is asked for as well: a script can begin with the comment, but not go on in C.
    probe.text().is_some_and(|t| {
        let rest = t.head.trim_start().strip_prefix("/* XPM */").map(str::trim_start);
        rest.is_some_and(|r| ["static char", "static const char", "const char"].iter().any(|d| r.starts_with(d)))
    })
}

fn is_xbm(probe: &Probe<'_>) -> bool {
    // Comments may come before the two definitions.
    let Some(text) = probe.text() else { return false };
    let mut lines = text
        .lines()
        .map(str::trim)
        .skip_while(|l| l.is_empty() || l.starts_with("/*") || l.starts_with('*') || l.starts_with("//"));
    let mut defines = |what: &str| {
        lines.next().and_then(|l| l.strip_prefix("#define ")).is_some_and(|l| {
            let mut words = l.split_whitespace();
            words.next().is_some_and(|name| name.ends_with(what))
                && words.next().is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        })
    };
    defines("width") && defines("height")
}
