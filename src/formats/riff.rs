//! RIFF files: WebP, WAV, AVI, animated cursors. Multimedia Programming Interface and Data Specifications 1.0;
//! WebP: RFC 9649; RF64: EBU Tech 3306.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// Any RIFF file, with its form still to be told.
static RIFF: TypeInfo = TypeInfo::new("riff", "RIFF media file", Nature::Media, |p| {
    (p.starts(b"RIFF") || p.starts(b"RIFX") || p.starts(b"RF64") || p.starts(b"BW64"))
        && p.window(8, 4).len() == 4
        && p.window(8, 4).iter().all(|b| (0x20..0x7F).contains(b))
})
.begins("52 49 46 46 (\"RIFF\")");

/// A special case of RIFF, told by its form.
const fn form(id: &'static str, label: &'static str, nature: Nature, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, nature, matches).parent(&RIFF).begins("52 49 46 46 (\"RIFF\")")
}

static TYPES: &[&TypeInfo] = &[
    &RIFF,
    &form("webp", "WebP picture", Nature::Picture, |p| p.has(8, b"WEBP")).mimes(&["image/webp"]).extensions(&["webp"]),
    &form("wav", "WAV sound", Nature::Media, |p| p.has(8, b"WAVE"))
        .mimes(&["audio/wav", "audio/x-wav", "audio/vnd.wave", "audio/wave"])
        .extensions(&["wav", "wave", "bwf"]),
    &form("avi", "AVI film", Nature::Media, |p| p.has(8, b"AVI "))
        .mimes(&["video/x-msvideo", "video/avi", "video/msvideo"])
        .extensions(&["avi", "divx"]),
    &form("ani", "animated cursor", Nature::Picture, |p| p.has(8, b"ACON"))
        .mimes(&["application/x-navi-animation"])
        .extensions(&["ani"]),
    &form("rmi", "MIDI music in RIFF", Nature::Media, |p| p.has(8, b"RMID")).extensions(&["rmi"]),
    &form("soundfont", "SoundFont", Nature::Media, |p| p.has(8, b"sfbk") || p.has(8, b"DLS "))
        .mimes(&["audio/x-sfbk"])
        .extensions(&["sf2", "sf3", "dls"]),
    &form("cdr", "CorelDRAW drawing", Nature::Picture, |p| p.has(8, b"CDR") || p.has(8, b"cdr"))
        .mimes(&["application/vnd.corel-draw", "image/x-coreldraw"])
        .extensions(&["cdr"]),
];

/// The registry row.
pub static FORMAT: Format = Format { name: "riff", types: TYPES, rules: &[], inspect: None, seeks: false };
