//! Archives that are recognised and named, but not opened yet: they are gaps, never clean.

mod packages;
mod streams;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// What stays unread.
const CLOSED: &str = "the archive was not opened by this version";

static SEVEN_ZIP: TypeInfo = TypeInfo::new("7z", "7-Zip archive", Nature::Container, |p| p.starts(SEVEN_ZIP_MARK))
    .mimes(&["application/x-7z-compressed"])
    .extensions(&["7z"])
    .begins("37 7A BC AF 27 1C (\"7z\")")
    .tolerant(|p| behind_a_picture(p, SEVEN_ZIP_MARK))
    .sought(&[SEVEN_ZIP_MARK])
    .not_opened(CLOSED);

static RAR5: TypeInfo = TypeInfo::new("rar5", "RAR 5 archive", Nature::Container, |p| p.starts(RAR5_MARK))
    .mimes(&["application/vnd.rar", "application/x-rar-compressed"])
    .extensions(&["rar"])
    .begins("52 61 72 21 (\"Rar!\")")
    .tolerant(|p| behind_a_picture(p, RAR5_MARK))
    .sought(&[RAR5_MARK])
    .not_opened(CLOSED);

static RAR: TypeInfo = TypeInfo::new("rar", "RAR archive", Nature::Container, |p| p.starts(RAR4_MARK))
    .mimes(&["application/vnd.rar", "application/x-rar-compressed", "application/x-rar"])
    .extensions(&["rar"])
    .begins("52 61 72 21 (\"Rar!\")")
    .tolerant(|p| behind_a_picture(p, RAR4_MARK))
    .sought(&[RAR4_MARK])
    .not_opened(CLOSED);

static CAB: TypeInfo = TypeInfo::new("cab", "Windows cabinet", Nature::Container, |p| p.starts(b"MSCF\0\0\0\0"))
    .mimes(&["application/vnd.ms-cab-compressed"])
    .extensions(&["cab"])
    .begins("4D 53 43 46 (\"MSCF\")")
    .not_opened(CLOSED);

static ARJ: TypeInfo = TypeInfo::new("arj", "ARJ archive", Nature::Container, |p| is_arj(p.bytes))
    .mimes(&["application/x-arj"])
    .extensions(&["arj"])
    .begins("60 EA")
    .not_opened(CLOSED);

static LHA: TypeInfo = TypeInfo::new("lha", "LHA archive", Nature::Container, |p| is_lha(p.bytes))
    .mimes(&["application/x-lzh-compressed", "application/x-lha"])
    .extensions(&["lzh", "lha"])
    .not_opened(CLOSED);

static ACE: TypeInfo = TypeInfo::new("ace", "ACE archive", Nature::Container, |p| p.has(7, b"**ACE**"))
    .mimes(&["application/x-ace-compressed"])
    .extensions(&["ace"])
    .not_opened(CLOSED);

static ZOO: TypeInfo =
    TypeInfo::new("zoo", "ZOO archive", Nature::Container, |p| p.starts(b"ZOO ") && p.has(20, b"\xDC\xA7\xC4\xFD"))
        .mimes(&["application/x-zoo"])
        .extensions(&["zoo"])
        .begins("5A 4F 4F (\"ZOO\")")
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

/// The registry row.
pub static FORMAT: Format = Format {
    name: "archives",
    types: &[
        &SEVEN_ZIP,
        &RAR5,
        &RAR,
        &CAB,
        &ARJ,
        &LHA,
        &ACE,
        &ZOO,
        &STUFFIT,
        &TNEF,
        &streams::LRZIP,
        &packages::FLATPAK,
        &packages::INSTALLSHIELD,
    ],
    rules: &[],
    inspect: None,
    seeks: false,
};

const SEVEN_ZIP_MARK: &[u8] = b"7z\xBC\xAF\x27\x1C";
const RAR5_MARK: &[u8] = b"Rar!\x1A\x07\x01\0";
const RAR4_MARK: &[u8] = b"Rar!\x1A\x07\0";
/// How far RAR and 7-Zip programs look for the beginning behind something else (a self-extractor's program).
const SEARCH: usize = 1 << 20;

/// Where an archive begins in a picture or document. Only there: in other things a stored archive is ordinary.
fn behind_a_picture(probe: &Probe<'_>, mark: &[u8]) -> Option<u64> {
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

/// The main header of an ARJ archive (its technical note, `arj/doc/TECHNOTE.TXT`): its mark has two bytes, its CRC decides.
fn is_arj(bytes: &[u8]) -> bool {
    let Some(&[0x60, 0xEA, low, high]) = bytes.get(..4) else { return false };
    let length = usize::from(u16::from_le_bytes([low, high]));
    let (Some(header), Some(stored)) = (bytes.get(4..4 + length), bytes.get(4 + length..8 + length)) else {
        return false;
    };
    let mut crc = flate2::Crc::new();
    crc.update(header);
    (30..=2600).contains(&length) && crc.sum().to_le_bytes() == *stored
}

/// An LHA member header: the method `-lh?-` or `-lz?-` at byte 2, a level below 4 at byte 20.
fn is_lha(bytes: &[u8]) -> bool {
    matches!(bytes.get(2..7), Some([b'-', b'l', b'h' | b'z', b'0'..=b'9' | b'd' | b's' | b'x', b'-']))
        && bytes.get(20).is_some_and(|level| *level < 4)
}
