//! Texts about media: playlists and subtitles.

use crate::model::format::Format;
use crate::model::probe::Probe;
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

/// The registry row.
pub static FORMAT: Format =
    Format { name: "lists", types: &[&M3U, &PLS, &SRT, &VTT, &ASS], rules: &[], inspect: None, seeks: false };

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
