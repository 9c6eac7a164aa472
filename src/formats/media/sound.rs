//! Sound that is recognised by its mark: nothing in it runs, and hidden programs are found by the search for them.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::frames;

/// The registry row.
pub static FORMAT: Format = Format { name: "sound", types: TYPES, rules: &[], inspect: None, seeks: false };

/// Sound by its mark.
const fn sound(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Media, matches).by_mark()
}

/// The container of Vorbis, Opus, Theora and others: RFC 3533.
static OGG: TypeInfo = sound("ogg", "Ogg sound or film", |p| p.starts(b"OggS\0"))
    .mimes(&["application/ogg", "audio/ogg", "audio/x-ogg"])
    .extensions(&["ogx", "oga"])
    .begins("4F 67 67 53 (\"OggS\")");

static TYPES: &[&TypeInfo] = &[
    &sound("flac", "FLAC sound", |p| p.starts(b"fLaC") && p.window(4, 4).get(1..) == Some(&[0, 0, 34]))
        .mimes(&["audio/flac", "audio/x-flac"])
        .extensions(&["flac"])
        .begins("66 4C 61 43 (\"fLaC\")"),
    &OGG,
    // Film before sound: a film's sound track may be named as well.
    &sound("theora", "Ogg film", |p| holds(p, b"\x80theora"))
        .mimes(&["video/ogg", "video/x-theora+ogg"])
        .extensions(&["ogv"])
        .parent(&OGG),
    &sound("opus", "Opus sound", |p| holds(p, b"OpusHead"))
        .mimes(&["audio/opus", "audio/ogg"])
        .extensions(&["opus"])
        .parent(&OGG),
    &sound("vorbis", "Ogg Vorbis sound", |p| holds(p, b"\x01vorbis"))
        .mimes(&["audio/vorbis", "audio/ogg", "audio/x-vorbis+ogg"])
        .extensions(&["ogg"])
        .parent(&OGG),
    &sound("speex", "Speex sound", |p| holds(p, b"Speex   "))
        .mimes(&["audio/x-speex", "audio/speex"])
        .extensions(&["spx"])
        .parent(&OGG),
    &sound("ogg-flac", "FLAC sound in Ogg", |p| holds(p, b"\x7FFLAC")).mimes(&["audio/ogg"]).parent(&OGG),
    &sound("midi", "MIDI music", |p| p.starts(b"MThd\0\0\0\x06"))
        .mimes(&["audio/midi", "audio/x-midi", "audio/mid"])
        .extensions(&["mid", "midi", "kar"])
        .begins("4D 54 68 64 (\"MThd\")"),
    &sound("aiff", "AIFF sound", |p| p.starts(b"FORM") && matches!(p.window(8, 4), b"AIFF" | b"AIFC"))
        .mimes(&["audio/aiff", "audio/x-aiff"])
        .extensions(&["aiff", "aif", "aifc"])
        .begins("46 4F 52 4D (\"FORM\")"),
    &sound("8svx", "Amiga sound", |p| p.starts(b"FORM") && p.has(8, b"8SVX"))
        .extensions(&["8svx"])
        .begins("46 4F 52 4D (\"FORM\")"),
    &sound("au", "Sun sound", |p| p.starts(b".snd\0\0") && matches!(p.window(12, 4), [0, 0, 0, 1..=27]))
        .mimes(&["audio/basic", "audio/x-au"])
        .extensions(&["au", "snd"])
        .begins("2E 73 6E 64 (\".snd\")"),
    &sound("caf", "Core Audio sound", |p| p.starts(b"caff\0\x01\0\0"))
        .mimes(&["audio/x-caf"])
        .extensions(&["caf"])
        .begins("63 61 66 66 (\"caff\")"),
    &sound("amr", "AMR voice recording", |p| p.starts(b"#!AMR\n") || p.starts(b"#!AMR-WB\n") || p.starts(b"#!AMR_MC"))
        .mimes(&["audio/amr", "audio/amr-wb", "audio/3gpp"])
        .extensions(&["amr", "awb"])
        .begins("23 21 41 4D (\"#!AMR\")"),
    &sound("silk", "Skype or WeChat voice recording", |p| p.starts(b"#!SILK_V3") || p.starts(b"\x02#!SILK_V3"))
        .extensions(&["silk", "slk3"])
        .begins("23 21 53 49 (\"#!SILK\")"),
    &sound("aac", "AAC sound", |p| p.starts(b"ADIF") || frames::are_adts(p.bytes))
        .mimes(&["audio/aac", "audio/x-aac", "audio/aacp"])
        .extensions(&["aac", "adts"])
        .begins("FF F1"),
    &sound("ac3", "Dolby Digital sound", |p| frames::are_ac3(p.bytes))
        .mimes(&["audio/ac3", "audio/eac3"])
        .extensions(&["ac3", "eac3"])
        .begins("0B 77"),
    &sound("dts", "DTS sound", |p| p.starts(b"\x7F\xFE\x80\x01") && p.bytes.len() >= 96)
        .mimes(&["audio/vnd.dts"])
        .extensions(&["dts"])
        .begins("7F FE 80 01"),
    &sound("ape", "Monkey's Audio sound", |p| p.starts(b"MAC ") && matches!(p.window(5, 1), [0x0C..=0x10]))
        .mimes(&["audio/x-ape"])
        .extensions(&["ape"])
        .begins("4D 41 43 20 (\"MAC\")"),
    &sound("wavpack", "WavPack sound", |p| p.starts(b"wvpk") && p.window(9, 1) == [4])
        .mimes(&["audio/x-wavpack"])
        .extensions(&["wv"])
        .begins("77 76 70 6B (\"wvpk\")"),
    &sound("tta", "True Audio sound", |p| p.starts(b"TTA1") || p.starts(b"TTA2"))
        .mimes(&["audio/x-tta"])
        .extensions(&["tta"])
        .begins("54 54 41 31 (\"TTA1\")"),
    &sound("musepack", "Musepack sound", |p| p.starts(b"MPCK") || p.starts(b"MP+\x07") || p.starts(b"MP+\x17"))
        .mimes(&["audio/x-musepack"])
        .extensions(&["mpc", "mpp"])
        .begins("4D 50 43 4B (\"MPCK\")"),
    &sound("dsf", "DSD sound", |p| p.starts(b"DSD \x1C\0\0\0") || p.starts(b"FRM8") && p.has(12, b"DSD "))
        .mimes(&["audio/x-dsf", "audio/x-dsdiff"])
        .extensions(&["dsf", "dff"])
        .begins("44 53 44 20 (\"DSD\")"),
    &sound("voc", "Sound Blaster sound", |p| p.starts(b"Creative Voice File\x1A"))
        .mimes(&["audio/x-voc"])
        .extensions(&["voc"])
        .begins("43 72 65 61 (\"Creative Voice File\")"),
    &sound("tracker", "tracker music", is_tracker)
        .mimes(&["audio/x-mod", "audio/x-xm", "audio/x-it", "audio/x-s3m"])
        .extensions(&["mod", "xm", "it", "s3m"]),
];

/// Whether the first Ogg pages name this codec.
fn holds(probe: &Probe<'_>, codec: &[u8]) -> bool {
    memchr::memmem::find(probe.window(0, 512), codec).is_some()
}

fn is_tracker(probe: &Probe<'_>) -> bool {
    probe.starts(b"Extended Module: ")
        || probe.starts(b"IMPM") && probe.bytes.len() >= 192
        || probe.has(44, b"SCRM") && probe.has(28, b"\x1A\x10")
        || matches!(probe.window(1080, 4), b"M.K." | b"M!K!" | b"FLT4" | b"6CHN" | b"8CHN")
            && probe.window(0, 20).iter().all(|b| *b == 0 || (0x20..0x7F).contains(b))
}
