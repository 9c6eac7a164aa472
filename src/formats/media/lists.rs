//! Texts about media: playlists and subtitles.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::text::decode_all;
use crate::model::types::{Nature, TypeInfo};

use super::super::text::TEXT;

static M3U: TypeInfo = list("m3u", "playlist (M3U)", |p| first_line(p, |l| l.starts_with("#EXTM3U")))
    .mimes(&["audio/x-mpegurl", "application/vnd.apple.mpegurl", "audio/mpegurl", "application/x-mpegurl"])
    .extensions(&["m3u", "m3u8"])
    .begins("23 45 58 54 (\"#EXTM3U\")");

static PLS: TypeInfo = list("pls", "playlist (PLS)", |p| first_line(p, |l| l.eq_ignore_ascii_case("[playlist]")))
    .mimes(&["audio/x-scpls"])
    .extensions(&["pls"])
    .begins("5B 70 6C 61 (\"[playlist]\")");

static SRT: TypeInfo =
    list("srt", "subtitles (SRT)", is_srt).mimes(&["application/x-subrip", "text/srt"]).extensions(&["srt"]).by_mark();

static VTT: TypeInfo = list("vtt", "subtitles (WebVTT)", |p| {
    first_line(p, |l| l == "WEBVTT" || l.starts_with("WEBVTT ") || l.starts_with("WEBVTT\t"))
})
.mimes(&["text/vtt"])
.extensions(&["vtt"])
.begins("57 45 42 56 (\"WEBVTT\")")
.by_mark();

static ASS: TypeInfo = list("ass", "subtitles (SSA)", |p| first_line(p, |l| l.eq_ignore_ascii_case("[script info]")))
    .mimes(&["text/x-ssa", "text/x-ass"])
    .extensions(&["ass", "ssa"])
    .begins("5B 53 63 72 (\"[Script Info]\")")
    .by_mark();

static NETWORK_SHARE: Rule = Rule {
    id: "media.playlist-network-share",
    title: "A playlist that connects to a stranger's network share",
    severity: Severity::Medium,
    meaning: "This playlist makes the computer connect to a network share. On Windows that can hand the user's \
              password, in scrambled form, to whoever runs the share.",
    proof: "At byte {offset|…} of the text stands: {line|\\\\server\\share…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "lists",
    types: &[&M3U, &PLS, &SRT, &VTT, &ASS],
    rules: &[&NETWORK_SHARE],
    inspect: Some(inspect),
    seeks: false,
};

/// The longest playlist that is read, in bytes.
const LONGEST: usize = 8 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if !artifact.content_type.is(&M3U) && !artifact.content_type.is(&PLS) {
        return Ok(());
    }
    let text = decode_all(artifact.bytes(), LONGEST).map(|(_, text)| text);
    let text = text.ok_or_else(|| Gap::malformed("behind its first lines the playlist is no text"))?;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        // In a PLS an entry stands behind its number.
        let entry = line.trim().rsplit_once('=').map_or(line.trim(), |(_, value)| value.trim());
        if is_share(entry) {
            inspection.found(&NETWORK_SHARE).at(at, line.len()).with("line", line.trim());
        }
        at += line.len();
    }
    if artifact.bytes().len() > LONGEST {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {LONGEST} bytes were read")));
    }
    Ok(())
}

/// Whether a path names a computer in the network: `\\\\server\\…` or `file://server/…`.
fn is_share(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let host = lower.strip_prefix("\\\\").or_else(|| {
        let rest = lower.strip_prefix("file:")?.trim_start_matches(['/', '\\']);
        let slashes = lower.len() - "file:".len() - rest.len();
        (slashes == 2 || slashes > 3).then_some(rest)
    });
    host.is_some_and(|h| {
        !h.starts_with("localhost") && !h.starts_with("?\\") && h.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}

const fn list(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Text, matches).parent(&TEXT)
}

fn first_line(probe: &Probe<'_>, is: fn(&str) -> bool) -> bool {
    probe.text().is_some_and(|t| is(t.first_line()))
}

/// A number, and under it two times with an arrow between them.
fn is_srt(probe: &Probe<'_>) -> bool {
    let Some(text) = probe.text() else { return false };
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let number = lines.next().is_some_and(|l| l.len() <= 6 && l.bytes().all(|b| b.is_ascii_digit()));
    let times = lines.next().and_then(|l| l.split_once(" --> "));
    let is_time = |t: &str| t.len() >= 8 && t.starts_with(|c: char| c.is_ascii_digit()) && t.contains(':');
    number && times.is_some_and(|(from, to)| is_time(from) && is_time(to))
}
