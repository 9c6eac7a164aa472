//! MP3 and Windows Media, whose metadata is walked; sound, film and lists of both in the modules beside.

pub mod film;
mod frames;
pub(in crate::formats) mod id3;
pub mod lists;
pub mod sound;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::hidden;

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

static OPENS_PAGE: Rule = Rule {
    id: "media.opens-web-page",
    title: "A film or sound that opens a web page",
    severity: Severity::Medium,
    meaning: "While it plays, this {what|film} opens a web page of its sender's choice. Such films were made to bring \
              people to pages that offer a program \"needed to play it\".",
    proof: "At byte {offset|…} stands a command of type {command|URL}: {url|…}",
    advice: "Do not play it. Ask the sender for an ordinary film (MP4).",
    attack: &["T1204.001"],
    references: &["https://learn.microsoft.com/windows/win32/wmformat/script-commands"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "media",
    types: &[&MP3, &ASF, &WMV, &WMA],
    rules: &[&OPENS_PAGE],
    inspect: Some(inspect),
    seeks: false,
};

const HEADER_OBJECT: &[u8] = b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C";
const VIDEO_STREAM: &[u8] = b"\xC0\xEF\x19\xBC\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B";
const AUDIO_STREAM: &[u8] = b"\x40\x9E\x69\xF8\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B";

const SCRIPT_COMMAND: &[u8] = b"\x30\x1A\xFB\x1E\x62\x0B\xD0\x11\xA3\x9B\x00\xA0\xC9\x03\x48\xF6";
/// How far behind an ID3 note the sound may begin, in bytes.
const SOUND_SEARCH: usize = 64 * 1024;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if artifact.content_type.is(&ASF) { asf(artifact, inspection) } else { mp3(artifact, inspection) }
}

/// The notes before the sound, and whether sound comes at all. Frames have no end mark: what stands behind them is
/// found by the search for hidden programs.
fn mp3(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let tail = bytes.len().saturating_sub(SOUND_SEARCH)..bytes.len();
    if !hidden::written_program(artifact, inspection, "among the sound", 0..bytes.len(), bytes) {
        hidden::note(artifact, inspection, "behind the sound", tail.clone(), &bytes[tail]);
    }
    let Some(end) = id3::end(bytes) else { return Ok(()) };
    id3::inspect(artifact, inspection, 0..end.min(bytes.len()));
    if end > bytes.len() {
        return Err(Gap::malformed(format!("cut off: its notes (ID3) should end at byte {end}")));
    }
    let rest = &bytes[end..];
    let look = &rest[..rest.len().min(SOUND_SEARCH)];
    let sound =
        memchr::memchr_iter(0xFF, look).any(|at| frames::are_mpeg(&rest[at..]) || frames::are_adts(&rest[at..]));
    let other = [&b"fLaC"[..], b"OggS", b"MAC ", b"wvpk", b"TTA1", b"MPCK", b"ID3"].iter().any(|m| rest.starts_with(m));
    if !sound && !other {
        hidden::part(artifact, inspection, end..bytes.len(), "in place of the sound");
        return Err(Gap::malformed("no sound follows the notes (ID3)"));
    }
    Ok(())
}

/// The objects of the file, and in its header the commands that open pages.
fn asf(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut at = 0usize;
    while let Some(object) = bytes.get(at..at.saturating_add(24)) {
        let size = object.get(16..24).and_then(|s| s.try_into().ok()).map_or(0, u64::from_le_bytes);
        if size < 24 {
            break;
        }
        let end = at.saturating_add(usize::try_from(size).unwrap_or(usize::MAX));
        if object.starts_with(SCRIPT_COMMAND) {
            commands(artifact, inspection, at, end.min(bytes.len()));
        }
        if end > bytes.len() {
            return Err(Gap::malformed(format!("cut off: the object at byte {at} should end at byte {end}")));
        }
        // The header's objects follow its count of them.
        at = if at == 0 { 30 } else { end };
        inspection.check_time()?;
    }
    if at < bytes.len() {
        hidden::after_end(artifact, inspection, at);
    }
    Ok(())
}

/// Commands of the types URL and URLANDEXIT open a page in the browser.
fn commands(artifact: &Artifact, inspection: &mut Inspection<'_>, start: usize, end: usize) {
    let object = artifact.bytes().get(start..end).unwrap_or_default();
    // GUID, size, reserved, then the counts of commands and types.
    let text: String = char::decode_utf16(
        object.get(44..).unwrap_or_default().chunks_exact(2).take(4096).map(|p| u16::from_le_bytes([p[0], p[1]])),
    )
    .map(|c| c.unwrap_or('\u{FFFD}'))
    .collect();
    let command = ["URLANDEXIT", "URL"].into_iter().find(|c| text.to_ascii_uppercase().contains(c));
    if let Some(command) = command {
        let url = text.find("http").map_or("", |at| &text[at..]);
        let url: String = url.chars().take_while(|c| !c.is_control() && *c != '\u{FFFD}').take(120).collect();
        let found = inspection.found(&OPENS_PAGE).at(start, object.len());
        found.with("what", artifact.content_type.label).with("command", command).with("url", url);
    }
}

fn is_mp3(probe: &Probe<'_>) -> bool {
    let tagged =
        matches!(probe.window(0, 10), [b'I', b'D', b'3', 2..=4, 0..=9, _, a, b, c, d] if (a | b | c | d) < 0x80);
    tagged || frames::are_mpeg(probe.bytes)
}

/// Whether the header describes a stream of this kind.
fn streams(probe: &Probe<'_>, kind: &[u8]) -> bool {
    memchr::memmem::find(probe.window(0, 64 * 1024), kind).is_some()
}
