//! Film that is recognised by its mark: nothing in it runs, and hidden programs are found by the search for them.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// The registry row.
pub static FORMAT: Format = Format { name: "film", types: TYPES, rules: &[], inspect: None, seeks: false };

/// Film by its mark.
const fn film(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Media, matches).by_mark()
}

static TYPES: &[&TypeInfo] = &[
    &film("webm", "WebM film", |p| doc_type(p, b"webm"))
        .mimes(&["video/webm", "audio/webm"])
        .extensions(&["webm"])
        .begins("1A 45 DF A3"),
    &film("mkv", "Matroska film", |p| doc_type(p, b"matroska"))
        .mimes(&["video/x-matroska", "audio/x-matroska", "video/matroska"])
        .extensions(&["mkv", "mka", "mks", "mk3d"])
        .begins("1A 45 DF A3"),
    &film("flv", "Flash film (FLV)", |p| p.starts(b"FLV\x01") && p.has(5, &[0, 0, 0, 9]))
        .mimes(&["video/x-flv"])
        .extensions(&["flv"])
        .begins("46 4C 56 01 (\"FLV\")"),
    &film("mpeg", "MPEG film", |p| {
        p.starts(b"\0\0\x01\xBA") && p.window(4, 1).first().is_some_and(|b| b & 0xC4 == 0x44 || b & 0xF1 == 0x21)
            || p.starts(b"\0\0\x01\xB3") && p.bytes.len() >= 12
    })
    .mimes(&["video/mpeg", "video/x-mpeg"])
    .extensions(&["mpg", "mpeg", "mpe", "m1v", "m2v", "vob"])
    .begins("00 00 01 BA"),
    &film("mpeg-ts", "MPEG transport stream", |p| every(p, 0, 188) || every(p, 4, 192))
        .mimes(&["video/mp2t", "video/vnd.dlna.mpeg-tts"])
        .extensions(&["ts", "m2ts", "mts", "m2t", "tp"])
        .begins("47"),
    &film("realmedia", "RealMedia film", |p| p.starts(b".RMF\0\0\0") || p.starts(b".ra\xFD\0"))
        .mimes(&["application/vnd.rn-realmedia", "audio/x-pn-realaudio", "video/vnd.rn-realvideo"])
        .extensions(&["rm", "rmvb", "ra", "rv"])
        .begins("2E 52 4D 46 (\".RMF\")"),
    &film("ivf", "IVF film", |p| p.starts(b"DKIF\0\0\x20\0"))
        .mimes(&["video/x-ivf"])
        .extensions(&["ivf"])
        .begins("44 4B 49 46 (\"DKIF\")"),
    &film("y4m", "raw film (YUV4MPEG)", |p| p.starts(b"YUV4MPEG2 "))
        .mimes(&["video/x-yuv4mpeg"])
        .extensions(&["y4m"])
        .begins("59 55 56 34 (\"YUV4MPEG2\")"),
    &film("mxf", "MXF film", |p| p.starts(b"\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01"))
        .mimes(&["application/mxf"])
        .extensions(&["mxf"])
        .begins("06 0E 2B 34"),
    &film("fli", "FLIC animation", |p| {
        matches!(p.window(4, 2), [0x11 | 0x12, 0xAF])
            && u64::from(p.window(0, 4).try_into().map_or(0, u32::from_le_bytes)) == p.size
    })
    .mimes(&["video/x-fli", "video/x-flic"])
    .extensions(&["fli", "flc"]),
    &film("bink", "Bink film", |p| {
        p.starts(b"BIK") && matches!(p.window(3, 1), [b'a'..=b'k']) || p.starts(b"KB2") && p.bytes.len() >= 44
    })
    .mimes(&["video/vnd.radgamettools.bink"])
    .extensions(&["bik", "bk2"])
    .begins("42 49 4B (\"BIK\")"),
];

/// Whether an EBML header names this kind of document.
fn doc_type(probe: &Probe<'_>, name: &[u8]) -> bool {
    let head = probe.window(0, 128);
    probe.starts(b"\x1A\x45\xDF\xA3")
        && memchr::memmem::find(head, b"\x42\x82")
            .is_some_and(|at| head.get(at + 3..).is_some_and(|r| r.starts_with(name)))
}

/// Whether the sync byte of a transport stream stands at every packet's start.
fn every(probe: &Probe<'_>, first: usize, step: usize) -> bool {
    let packets = (probe.bytes.len().saturating_sub(first) / step).min(8);
    packets >= 3 && (0..packets).all(|i| probe.window(first + i * step, 1) == [0x47])
}
