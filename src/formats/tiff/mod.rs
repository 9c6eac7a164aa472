//! TIFF pictures and the raw files of cameras that are built like them: TIFF 6.0,
//! <https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf>; BigTIFF; DNG 1.7; TIFF/EP.
//!
//! A TIFF has no end mark: what belongs to it is what its directories point at. The rest is looked at as a part that
//! does not belong to the picture.

pub mod ifd;
mod layout;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// Any TIFF; its marks say which camera made it and whether it holds raw data.
pub static TIFF: TypeInfo = TypeInfo::new("tiff", "TIFF picture", Nature::Picture, |p| {
    MAGICS.iter().any(|m| p.starts(m)) && ifd::header(p.bytes).is_some_and(|(_, first)| first >= 8)
})
.mimes(&["image/tiff", "image/tiff-fx", "image/geotiff"])
.extensions(&["tif", "tiff", "btf", "tf8", "geotiff", "stk", "lsm", "svs", "ndpi"])
.begins("49 49 2A 00 (\"II\") or 4D 4D 00 2A (\"MM\")")
.marks(marks);

static DNG: TypeInfo =
    raw("dng", "DNG camera picture", &["image/x-adobe-dng", "image/dng"], &["dng", "gpr"], |p| p.has_mark("dng"));
static CR2: TypeInfo =
    raw("cr2", "Canon CR2 camera picture", &["image/x-canon-cr2"], &["cr2"], |p| p.has(8, b"CR\x02"));
static ORF: TypeInfo = raw("orf", "Olympus ORF camera picture", &["image/x-olympus-orf"], &["orf", "ori"], |p| {
    matches!(p.window(0, 4), b"IIRO" | b"IIRS" | b"MMOR")
});
static RW2: TypeInfo = raw(
    "rw2",
    "Panasonic RW2 camera picture",
    &["image/x-panasonic-rw2", "image/x-panasonic-raw"],
    &["rw2", "rwl"],
    |p| p.starts(b"IIU\0"),
);
static NEF: TypeInfo =
    raw("nef", "Nikon NEF camera picture", &["image/x-nikon-nef", "image/x-nikon-nrw"], &["nef", "nrw"], |p| {
        by(p, "nikon")
    });
static ARW: TypeInfo =
    raw("arw", "Sony ARW camera picture", &["image/x-sony-arw", "image/x-sony-sr2"], &["arw", "sr2", "srf"], |p| {
        by(p, "sony")
    });
static PEF: TypeInfo = raw("pef", "Pentax PEF camera picture", &["image/x-pentax-pef"], &["pef", "ptx"], |p| {
    by(p, "pentax") || by(p, "ricoh")
});
static SRW: TypeInfo =
    raw("srw", "Samsung SRW camera picture", &["image/x-samsung-srw"], &["srw"], |p| by(p, "samsung"));
static OTHER_RAW: TypeInfo = raw(
    "camera-raw",
    "camera raw picture",
    &["image/x-dcraw", "image/x-raw", "image/x-kodak-dcr", "image/x-hasselblad-3fr", "image/x-epson-erf"],
    &["3fr", "fff", "iiq", "mef", "mos", "erf", "kdc", "dcr", "k25", "dcs"],
    |p| p.has_mark("raw"),
);

/// The registry row.
pub static FORMAT: Format = Format {
    name: "tiff",
    types: &[&TIFF, &DNG, &CR2, &ORF, &RW2, &NEF, &ARW, &PEF, &SRW, &OTHER_RAW],
    rules: &[],
    inspect: Some(layout::inspect),
    seeks: false,
};

/// TIFF and BigTIFF in both orders; Olympus and Panasonic write marks of their own before the same structure.
const MAGICS: &[&[u8]] =
    &[b"II\x2A\0", b"MM\0\x2A", b"II\x2B\0\x08\0\0\0", b"MM\0\x2B\0\x08\0\0", b"IIRO", b"IIRS", b"MMOR", b"IIU\0"];

const fn raw(
    id: &'static str,
    label: &'static str,
    mimes: &'static [&'static str],
    extensions: &'static [&'static str],
    matches: fn(&Probe<'_>) -> bool,
) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Picture, matches).mimes(mimes).extensions(extensions).parent(&TIFF)
}

fn by(probe: &Probe<'_>, maker: &str) -> bool {
    probe.has_mark("raw") && probe.marks().iter().any(|m| m.strip_prefix("make=").is_some_and(|m| m.starts_with(maker)))
}

/// `dng`, `raw` where a directory holds sensor data, and `make=…` in lower case.
fn marks(probe: &Probe<'_>) -> Vec<String> {
    let Some(tree) = ifd::read(probe.bytes, 32) else { return Vec::new() };
    let mut marks = Vec::new();
    if tree.directories.iter().any(|d| d.entry(50706).is_some()) {
        marks.push("dng".to_owned());
    }
    // Photometric interpretation: colour filter array, linear raw. Compressions: Nikon, Sony, Pentax, Samsung, Kodak.
    let sensor = |d: &ifd::Directory| {
        matches!(tree.number(probe.bytes, d, 262), Some(32803 | 34892))
            || matches!(tree.number(probe.bytes, d, 259), Some(34713 | 32767 | 65535 | 32770 | 65000))
    };
    if tree.directories.iter().any(sensor) {
        marks.push("raw".to_owned());
    }
    marks.extend(tree.text(probe.bytes, 271).map(|make| format!("make={}", make.to_ascii_lowercase())));
    marks
}
