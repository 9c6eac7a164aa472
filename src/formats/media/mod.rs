//! MP3 and Windows Media, whose metadata is walked; sound, film and lists of both in the modules beside.

pub mod film;
mod frames;
pub mod lists;
pub mod sound;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// MPEG sound with or without ID3 notes before it.
static MP3: TypeInfo = TypeInfo::new("mp3", "MP3 sound", Nature::Media, is_mp3)
    .mimes(&["audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3"])
    .extensions(&["mp3", "mp2", "mpga", "mp1"])
    .begins("49 44 33 (\"ID3\")");

/// Windows Media: Advanced Systems Format.
static ASF: TypeInfo = TypeInfo::new("asf", "Windows Media film or sound", Nature::Media, |p| p.starts(HEADER_OBJECT))
    .mimes(&["video/x-ms-asf", "application/vnd.ms-asf", "video/x-ms-wm"])
    .extensions(&["asf"])
    .begins("30 26 B2 75");

static WMV: TypeInfo = TypeInfo::new("wmv", "Windows Media film", Nature::Media, |p| streams(p, VIDEO_STREAM))
    .mimes(&["video/x-ms-wmv"])
    .extensions(&["wmv"])
    .parent(&ASF);

static WMA: TypeInfo = TypeInfo::new("wma", "Windows Media sound", Nature::Media, |p| streams(p, AUDIO_STREAM))
    .mimes(&["audio/x-ms-wma"])
    .extensions(&["wma"])
    .parent(&ASF);

/// The registry row.
pub static FORMAT: Format =
    Format { name: "media", types: &[&MP3, &ASF, &WMV, &WMA], rules: &[], inspect: None, seeks: false };

const HEADER_OBJECT: &[u8] = b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C";
const VIDEO_STREAM: &[u8] = b"\xC0\xEF\x19\xBC\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B";
const AUDIO_STREAM: &[u8] = b"\x40\x9E\x69\xF8\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B";

fn is_mp3(probe: &Probe<'_>) -> bool {
    let tagged =
        matches!(probe.window(0, 10), [b'I', b'D', b'3', 2..=4, 0..=9, _, a, b, c, d] if (a | b | c | d) < 0x80);
    tagged || frames::are_mpeg(probe.bytes)
}

/// Whether the header describes a stream of this kind.
fn streams(probe: &Probe<'_>, kind: &[u8]) -> bool {
    memchr::memmem::find(probe.window(0, 64 * 1024), kind).is_some()
}
