//! Drawings that are lists of orders: WMF ([MS-WMF]), EMF ([MS-EMF]), PostScript and EPS (PostScript Language
//! Reference, Encapsulated PostScript File Format Specification 3.0), TeX DVI.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

static EMF: TypeInfo =
    TypeInfo::new("emf", "Windows drawing (EMF)", Nature::Picture, |p| p.starts(b"\x01\0\0\0") && p.has(40, b" EMF"))
        .mimes(&["image/emf", "image/x-emf"])
        .extensions(&["emf"])
        .begins("01 00 00 00");

static WMF: TypeInfo = TypeInfo::new("wmf", "Windows drawing (WMF)", Nature::Picture, is_wmf)
    .mimes(&["image/wmf", "image/x-wmf", "application/x-msmetafile"])
    .extensions(&["wmf", "apm"])
    .begins("D7 CD C6 9A");

/// Pages written in PostScript.
pub static POSTSCRIPT: TypeInfo = TypeInfo::new("ps", "PostScript document", Nature::Document, |p| {
    // Printer drivers put a control-D before it.
    p.starts(b"%!") && matches!(p.window(2, 1), b"P" | b"F" | b"\r" | b"\n" | b" ") || p.starts(b"\x04%!PS")
})
.mimes(&["application/postscript"])
.extensions(&["ps"])
.begins("25 21 50 53 (\"%!PS\")");

static EPS: TypeInfo = TypeInfo::new("eps", "EPS drawing", Nature::Picture, |p| {
    let first = p.window(0, 80);
    let line = first.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or(first);
    memchr::memmem::find(line, b" EPSF").is_some()
})
.mimes(&["application/postscript", "image/x-eps", "application/eps"])
.extensions(&["eps", "epsf", "epsi", "ai"])
.parent(&POSTSCRIPT)
.begins("25 21 50 53 (\"%!PS\")");

static DOS_EPS: TypeInfo = TypeInfo::new("dos-eps", "EPS drawing with preview", Nature::Picture, |p| {
    p.starts(b"\xC5\xD0\xD3\xC6") && p.bytes.len() >= 30
})
.mimes(&["image/x-eps", "application/postscript"])
.extensions(&["eps"])
.begins("C5 D0 D3 C6");

static DVI: TypeInfo =
    TypeInfo::new("dvi", "TeX pages (DVI)", Nature::Document, |p| p.starts(b"\xF7\x02\x01\x83\x92\xC0\x1C\x3B"))
        .mimes(&["application/x-dvi"])
        .extensions(&["dvi"])
        .begins("F7 02")
        .not_opened("the pages were not opened; they can hold PostScript");

/// The registry row.
pub static FORMAT: Format = Format {
    name: "metafile",
    types: &[&EMF, &WMF, &POSTSCRIPT, &EPS, &DOS_EPS, &DVI],
    rules: &[],
    inspect: None,
    seeks: false,
};

/// Placeable, or standard: type 1 or 2, a header of nine words, a known version, no parameters.
fn is_wmf(probe: &Probe<'_>) -> bool {
    probe.starts(b"\xD7\xCD\xC6\x9A\0\0")
        || matches!(probe.window(0, 6), [1 | 2, 0, 9, 0, 0, 1 | 3]) && matches!(probe.window(16, 2), [0, 0])
}
