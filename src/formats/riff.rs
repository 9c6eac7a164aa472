//! RIFF files: WebP, WAV, AVI, animated cursors. Multimedia Programming Interface and Data Specifications 1.0;
//! WebP: RFC 9649; RF64: EBU Tech 3306.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::{hidden, media};

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

static BROKEN_CURSOR: Rule = Rule {
    id: "riff.oversized-cursor-header",
    title: "A mouse pointer made to break into Windows",
    severity: Severity::High,
    meaning: "This animated mouse pointer has a header that is too long. That is how pointers were built that take over \
              old Windows computers as soon as they are shown.",
    proof: "The header chunk (anih) at byte {offset|…} holds {size|…} bytes; an honest one holds 36.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2007-0038"],
};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "riff", types: TYPES, rules: &[&BROKEN_CURSOR], inspect: Some(inspect), seeks: false };

/// What a cursor's header chunk holds, in bytes.
const CURSOR_HEADER: usize = 36;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut at = 0;
    // An AVI above one gigabyte goes on in further RIFF chunks.
    loop {
        at = segment(artifact, inspection, at)?;
        let more = bytes.get(at..).unwrap_or_default();
        if !(more.starts_with(b"RIFF") && more.get(8..12) == Some(b"AVIX")) {
            break;
        }
    }
    hidden::after_end(artifact, inspection, at);
    Ok(())
}

/// Walks the RIFF chunk at `start`; gives its end.
fn segment(artifact: &Artifact, inspection: &mut Inspection<'_>, start: usize) -> Result<usize, Gap> {
    let bytes = artifact.bytes();
    let big = bytes.starts_with(b"RIFX");
    let size = number(bytes, start + 4, big).unwrap_or(0);
    // RF64 keeps its size elsewhere; recorders that cannot go back leave 0 or the largest number.
    let open = matches!(size, 0 | u32::MAX);
    let claimed = start.saturating_add(8).saturating_add(size as usize);
    let end = if open { bytes.len() } else { claimed.min(bytes.len()) };
    let mut at = start + 12;
    let mut chunks = 0u32;
    while at + 8 <= end {
        let kind: [u8; 4] = bytes.get(at..at + 4).and_then(|k| k.try_into().ok()).unwrap_or_default();
        let Some(size) = number(bytes, at + 4, big) else { break };
        if !is_kind(kind) {
            // Some writers leave out the padding behind a chunk of odd size.
            if bytes.get(at - 1..at + 3).is_some_and(is_kind) && chunks > 0 && kind[0] != 0 {
                at -= 1;
                continue;
            }
            hidden::part(artifact, inspection, at..end, "in place of a chunk");
            break;
        }
        let content = at + 8;
        let mut next = content.saturating_add(size as usize);
        match &kind {
            b"LIST" if !matches!(bytes.get(content..content + 4), Some(b"movi" | b"wavl")) => next = content + 4,
            b"ANMF" => next = content + 16,
            _ if next > end => {
                // Sound of unknown length goes on to the end.
                if open || &kind == b"data" && size == u32::MAX {
                    return Ok(bytes.len());
                }
                if !is_bulk(&kind) {
                    hidden::metadata(artifact, inspection, "last chunk", content..end, None);
                }
                return Err(Gap::malformed(format!(
                    "the chunk at byte {at} should end at byte {next}, but its file or list ends at {end}"
                )));
            }
            _ => chunk(artifact, inspection, kind, content, next),
        }
        at = next.saturating_add(usize::from(next % 2 != start % 2)).min(end);
        chunks += 1;
        if chunks.is_multiple_of(4096) {
            inspection.check_time()?;
        }
    }
    if !open && claimed > bytes.len() {
        return Err(Gap::malformed(format!("cut off: {claimed} bytes are announced, {} are there", bytes.len())));
    }
    // The padding of an odd RIFF chunk belongs to it.
    let padded = end % 2 != start % 2 && bytes.get(end) == Some(&0);
    Ok(end + usize::from(padded))
}

/// Looks at one chunk whose content stands at these bytes.
fn chunk(artifact: &Artifact, inspection: &mut Inspection<'_>, kind: [u8; 4], start: usize, end: usize) {
    let content = artifact.bytes().get(start..end).unwrap_or_default();
    match &kind {
        b"VP8X" => {
            if let [_, _, _, _, a, b, c, d, e, f, ..] = content {
                let (width, height) = (u32::from_le_bytes([*a, *b, *c, 0]), u32::from_le_bytes([*d, *e, *f, 0]));
                inspection.fact("dimensions", format!("{} × {}", width + 1, height + 1));
            }
        }
        // The extended header said it already where there is one.
        b"VP8 " if start == 20 => {
            if let [_, _, _, 0x9D, 1, 0x2A, a, b, c, d, ..] = content {
                let (width, height) = (u16::from_le_bytes([*a, *b]) & 0x3FFF, u16::from_le_bytes([*c, *d]) & 0x3FFF);
                inspection.fact("dimensions", format!("{width} × {height}"));
            }
        }
        b"VP8L" if start == 20 => {
            if let [0x2F, a, b, c, d, ..] = content {
                let bits = u32::from_le_bytes([*a, *b, *c, *d]);
                inspection.fact("dimensions", format!("{} × {}", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1));
            }
        }
        b"fmt " => {
            if let [_, _, a, b, c, d, e, f, ..] = content {
                let (channels, rate) = (u16::from_le_bytes([*a, *b]), u32::from_le_bytes([*c, *d, *e, *f]));
                inspection.fact("sound", format!("{rate} Hz, {channels} channels"));
            }
        }
        b"anih" if content.len() > CURSOR_HEADER => {
            inspection.found(&BROKEN_CURSOR).at(start, content.len()).with("size", content.len());
        }
        b"id3 " | b"ID3 " => media::id3::inspect(artifact, inspection, start..end),
        _ => {}
    }
    match &kind {
        b"VP8 " | b"VP8L" | b"ALPH" => hidden::code_in_pixels(artifact, inspection, start..end),
        kind if is_bulk(kind) => {}
        b"EXIF" => hidden::metadata(artifact, inspection, "camera data (EXIF)", start..end, None),
        b"XMP " => hidden::metadata(artifact, inspection, "notes (XMP)", start..end, None),
        b"ICCP" => hidden::metadata(artifact, inspection, "colour profile (ICCP)", start..end, None),
        _ => hidden::metadata(artifact, inspection, "extra chunk", start..end, None),
    }
}

/// Whether a chunk is sound, pixels or an index, and no note.
fn is_bulk(kind: &[u8; 4]) -> bool {
    matches!(kind, b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"data" | b"LIST" | b"idx1" | b"indx" | b"smpl" | b"fmt ")
}

fn is_kind(kind: impl AsRef<[u8]>) -> bool {
    kind.as_ref().iter().all(|b| (0x20..0x7F).contains(b))
}

fn number(bytes: &[u8], at: usize, big: bool) -> Option<u32> {
    let field: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(if big { u32::from_be_bytes(field) } else { u32::from_le_bytes(field) })
}
