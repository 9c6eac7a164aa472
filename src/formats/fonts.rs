//! Fonts: recognised by their marks. Their hinting programs can do nothing but move points.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::metafile::POSTSCRIPT;
use super::text::TEXT;

/// The registry row.
pub static FORMAT: Format = Format { name: "fonts", types: TYPES, rules: &[], inspect: None, seeks: false };

/// A font by its mark.
const fn font(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Data, matches).by_mark()
}

static TYPES: &[&TypeInfo] = &[
    &font("ttf", "TrueType font", |p| (p.starts(b"\0\x01\0\0") || p.starts(b"true")) && has_tables(p))
        .mimes(&["font/ttf", "font/sfnt", "application/x-font-ttf", "application/font-sfnt"])
        .extensions(&["ttf"])
        .begins("00 01 00 00"),
    &font("otf", "OpenType font", |p| p.starts(b"OTTO") && has_tables(p))
        .mimes(&["font/otf", "application/x-font-otf", "application/vnd.ms-opentype"])
        .extensions(&["otf"])
        .begins("4F 54 54 4F (\"OTTO\")"),
    &font("ttc", "font collection", |p| p.starts(b"ttcf\0\x01\0\0") || p.starts(b"ttcf\0\x02\0\0"))
        .mimes(&["font/collection"])
        .extensions(&["ttc", "otc"])
        .begins("74 74 63 66 (\"ttcf\")"),
    &font("woff", "web font", |p| p.starts(b"wOFF") && length_field(p) <= p.size)
        .mimes(&["font/woff", "application/font-woff"])
        .extensions(&["woff"])
        .begins("77 4F 46 46 (\"wOFF\")"),
    &font("woff2", "web font 2", |p| p.starts(b"wOF2") && length_field(p) <= p.size)
        .mimes(&["font/woff2", "application/font-woff2"])
        .extensions(&["woff2"])
        .begins("77 4F 46 32 (\"wOF2\")"),
    &font("eot", "embedded OpenType font", |p| {
        let size = p.window(0, 4).try_into().map_or(0, u32::from_le_bytes);
        p.has(34, b"LP") && u64::from(size) == p.size && matches!(p.window(8, 4), [0..=2, 0, 1 | 2, 0])
    })
    .mimes(&["application/vnd.ms-fontobject"])
    .extensions(&["eot"]),
    &font("type1", "PostScript font", |p| p.starts(b"%!PS-AdobeFont-") || p.starts(b"%!FontType1"))
        .mimes(&["application/x-font-type1"])
        .extensions(&["pfa", "t1"])
        .parent(&POSTSCRIPT)
        .begins("25 21 50 53 (\"%!PS-AdobeFont\")"),
    &font("pfb", "binary PostScript font", |p| {
        p.starts(b"\x80\x01") && (p.has(6, b"%!PS-AdobeFont-") || p.has(6, b"%!FontType1"))
    })
    .mimes(&["application/x-font-type1"])
    .extensions(&["pfb"])
    .begins("80 01"),
    &font("pcf", "PCF font", |p| p.starts(b"\x01fcp") && matches!(p.window(4, 4), [1..=64, 0, 0, 0]))
        .mimes(&["application/x-font-pcf"])
        .extensions(&["pcf"])
        .begins("01 66 63 70"),
    &font("bdf", "BDF font", |p| p.starts(b"STARTFONT 2."))
        .mimes(&["application/x-font-bdf"])
        .extensions(&["bdf"])
        .parent(&TEXT)
        .begins("53 54 41 52 (\"STARTFONT\")"),
    &font("psf", "console font", |p| p.starts(b"\x72\xB5\x4A\x86") && p.bytes.len() >= 32)
        .mimes(&["application/x-font-linux-psf"])
        .extensions(&["psf", "psfu"])
        .begins("72 B5 4A 86"),
];

/// Whether an sfnt's table directory is one: a count, and printable tags in order.
fn has_tables(probe: &Probe<'_>) -> bool {
    let count = match probe.window(4, 2) {
        [high, low] => usize::from(u16::from_be_bytes([*high, *low])),
        _ => return false,
    };
    let tags = probe.window(12, 16 * count.min(64));
    (1..=128).contains(&count)
        && tags.len() >= 16
        && tags.chunks_exact(16).all(|t| t[..4].iter().all(|b| (0x20..0x7F).contains(b)))
}

/// The length that a web font's header says.
fn length_field(probe: &Probe<'_>) -> u64 {
    probe.window(8, 4).try_into().map_or(u64::MAX, |l| u32::from_be_bytes(l).into())
}
