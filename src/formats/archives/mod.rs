//! Archives that are recognised and named, but not opened yet: they are gaps, never clean.

mod packages;
mod streams;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// What stays unread.
const CLOSED: &str = "the archive was not opened by this version";

static STUFFIT: TypeInfo = TypeInfo::new("stuffit", "StuffIt archive", Nature::Container, |p| {
    p.starts(b"StuffIt") || p.starts(b"SIT!") && p.has(10, b"rLau")
})
.mimes(&["application/x-stuffit"])
.extensions(&["sit", "sitx"])
.begins("53 74 75 66 66 49 74 (\"StuffIt\")")
.not_opened(CLOSED);

/// The registry row.
pub static FORMAT: Format = Format {
    name: "archives",
    types: &[&STUFFIT, &streams::LRZIP, &packages::FLATPAK, &packages::INSTALLSHIELD],
    rules: &[],
    inspect: None,
    seeks: false,
};

/// How far RAR and 7-Zip programs look for the beginning behind something else (a self-extractor's program).
const SEARCH: usize = 1 << 20;

/// Where an archive begins in a picture or document. Only there: in other things a stored archive is ordinary.
pub(super) fn behind_a_picture(probe: &Probe<'_>, mark: &[u8]) -> Option<u64> {
    const COVERS: &[&[u8]] = &[
        b"\xFF\xD8\xFF",
        b"\x89PNG",
        b"GIF8",
        b"BM",
        b"RIFF",
        b"%PDF-",
        b"{\\rt",
        b"II*\0",
        b"MM\0*",
        b"\0\0\x01\0",
        b"ID3",
    ];
    let covered = COVERS.iter().any(|c| probe.starts(c)) || probe.has(4, b"ftyp");
    let at = covered.then(|| memchr::memmem::find(probe.window(0, SEARCH), mark))??;
    Some(at as u64)
}
