//! Archives that are recognised and named, but not opened yet: they are gaps, never clean.

mod packages;
mod streams;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// What stays unread.
const CLOSED: &str = "the archive was not opened by this version";

static CPIO: TypeInfo = TypeInfo::new("cpio", "cpio archive", Nature::Container, |p| is_cpio(p.bytes))
    .mimes(&["application/x-cpio"])
    .extensions(&["cpio"])
    .begins("30 37 30 37 30 (\"07070\")")
    .not_opened(CLOSED);

static STUFFIT: TypeInfo = TypeInfo::new("stuffit", "StuffIt archive", Nature::Container, |p| {
    p.starts(b"StuffIt") || p.starts(b"SIT!") && p.has(10, b"rLau")
})
.mimes(&["application/x-stuffit"])
.extensions(&["sit", "sitx"])
.begins("53 74 75 66 66 49 74 (\"StuffIt\")")
.not_opened(CLOSED);

static TNEF: TypeInfo =
    TypeInfo::new("tnef", "Outlook attachment bundle (TNEF)", Nature::Container, |p| p.starts(b"\x78\x9F\x3E\x22"))
        .mimes(&["application/ms-tnef", "application/vnd.ms-tnef"])
        .extensions(&["tnef"])
        .begins("78 9F 3E 22")
        .not_opened(CLOSED);

static UUENCODE: TypeInfo = TypeInfo::new("uuencode", "uuencoded file", Nature::Container, is_uuencode)
    .mimes(&["text/x-uuencode", "application/x-uuencode"])
    .extensions(&["uu", "uue"])
    .begins("\"begin 644 \"")
    .not_opened(CLOSED);

static YENC: TypeInfo = TypeInfo::new("yenc", "yEnc encoded file", Nature::Container, |p| p.starts(b"=ybegin "))
    .extensions(&["yenc", "ync"])
    .begins("\"=ybegin \"")
    .not_opened(CLOSED);

/// The registry row.
pub static FORMAT: Format = Format {
    name: "archives",
    types: &[
        &CPIO,
        &STUFFIT,
        &TNEF,
        &UUENCODE,
        &YENC,
        &streams::BZIP2,
        &streams::XZ,
        &streams::ZSTD,
        &streams::LZIP,
        &streams::LZOP,
        &streams::LZ4,
        &streams::LRZIP,
        &streams::COMPRESS,
        &streams::LZMA,
        &packages::DEB,
        &packages::AR,
        &packages::RPM,
        &packages::JMOD,
        &packages::XAR,
        &packages::CRX,
        &packages::FLATPAK,
        &packages::INSTALLSHIELD,
    ],
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

/// The three kinds of cpio header: new and old ASCII, and the old binary one in either byte order.
fn is_cpio(bytes: &[u8]) -> bool {
    let digits = |n: usize| bytes.get(6..n).is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit));
    let ascii = (bytes.starts_with(b"070701") || bytes.starts_with(b"070702")) && digits(110)
        || bytes.starts_with(b"070707") && digits(76);
    let binary = || {
        let name = |order: fn([u8; 2]) -> u16| bytes.get(20..22).map(|b| usize::from(order([b[0], b[1]])));
        let length = match bytes.get(..2) {
            Some(b"\xC7\x71") => name(u16::from_le_bytes),
            Some(b"\x71\xC7") => name(u16::from_be_bytes),
            _ => None,
        };
        length.is_some_and(|l| (2..4096).contains(&l) && bytes.get(25 + l) == Some(&0))
    };
    ascii || binary()
}

/// `begin MODE NAME`, and a line of the length that its first character says.
fn is_uuencode(probe: &Probe<'_>) -> bool {
    let head = probe.window(0, 4096);
    let Some(rest) = head.strip_prefix(b"begin ") else { return false };
    let mode = rest.iter().take_while(|b| (b'0'..=b'7').contains(*b)).count();
    let mut lines = rest.split(|b| *b == b'\n').skip(1);
    let Some([count, data @ ..]) = lines.next().map(<[u8]>::trim_ascii_end) else { return false };
    let promised = usize::from(count.wrapping_sub(b' ') & 0x3F).div_ceil(3) * 4;
    (3..=4).contains(&mode)
        && rest.get(mode) == Some(&b' ')
        && (b' '..=b'`').contains(count)
        && data.len().abs_diff(promised) <= 4
}
