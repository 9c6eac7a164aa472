//! ISO base media files: MP4, MOV, HEIC, AVIF and the JPEG 2000 container, which are trees of boxes.
//! ISO/IEC 14496-12, QuickTime File Format, ISO/IEC 23008-12 (HEIF), ISO/IEC 15444-1 annex I.

pub(super) mod boxes;

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// Any file of boxes.
static BMFF: TypeInfo =
    TypeInfo::new("bmff", "MPEG-4 media file", Nature::Media, is_bmff).begins("66 74 79 70 (\"ftyp\", at byte 4)");

/// A special case, told by its brands.
const fn brand(id: &'static str, label: &'static str, nature: Nature, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, nature, matches).parent(&BMFF).begins("66 74 79 70 (\"ftyp\", at byte 4)")
}

static AVIF: TypeInfo = brand("avif", "AVIF picture", Nature::Picture, |p| has_brand(p, &[b"avif", b"avis"]))
    .mimes(&["image/avif", "image/avif-sequence"])
    .extensions(&["avif", "avifs"]);

static HEIC: TypeInfo = brand("heic", "HEIC picture", Nature::Picture, |p| {
    has_brand(p, &[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"])
        || matches!(major(p), Some(b"mif1" | b"msf1" | b"mif2" | b"jpeg" | b"avci" | b"miaf" | b"MiHB" | b"MiHE"))
})
.mimes(&["image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"])
.extensions(&["heic", "heif", "hif", "heics", "avci"]);

static CR3: TypeInfo = brand("cr3", "Canon camera picture", Nature::Picture, |p| major(p) == Some(b"crx "))
    .mimes(&["image/x-canon-cr3"])
    .extensions(&["cr3"]);

static M4A: TypeInfo = brand("m4a", "MPEG-4 sound", Nature::Media, |p| {
    matches!(major(p), Some(b"M4A " | b"M4B " | b"M4P " | b"F4A " | b"F4B "))
})
.mimes(&["audio/mp4", "audio/x-m4a", "audio/m4a"])
.extensions(&["m4a", "m4b", "m4r", "m4p"]);

static M4V: TypeInfo = brand("m4v", "Apple MPEG-4 film", Nature::Media, |p| {
    matches!(major(p), Some(b"M4V " | b"M4VH" | b"M4VP" | b"f4v " | b"F4V "))
})
.mimes(&["video/x-m4v", "video/mp4"])
.extensions(&["m4v", "f4v"]);

static THREE_GP: TypeInfo = brand("3gp", "mobile-phone film (3GP)", Nature::Media, |p| {
    major(p).is_some_and(|b| {
        b.starts_with(b"3gp")
            || b.starts_with(b"3gr")
            || b.starts_with(b"3gs")
            || b.starts_with(b"3g2")
            || b.starts_with(b"kddi")
    })
})
.mimes(&["video/3gpp", "audio/3gpp", "video/3gpp2"])
.extensions(&["3gp", "3gpp", "3g2", "3gpp2"]);

static MOV: TypeInfo =
    brand("mov", "QuickTime film", Nature::Media, |p| major(p).is_none() || matches!(major(p), Some(b"qt  ")))
        .mimes(&["video/quicktime"])
        .extensions(&["mov", "qt"]);

static MP4: TypeInfo = brand("mp4", "MP4 film", Nature::Media, |p| {
    has_brand(
        p,
        &[
            b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1", b"dash",
            b"mmp4", b"MSNV", b"NDSC", b"mp71",
        ],
    )
})
.mimes(&["video/mp4", "audio/mp4", "application/mp4"])
.extensions(&["mp4", "m4s", "mp4v"]);

/// JPEG 2000 in boxes; its special cases are told by their brands as well.
static JP2: TypeInfo =
    TypeInfo::new("jp2", "JPEG 2000 picture", Nature::Picture, |p| p.starts(b"\0\0\0\x0CjP  \r\n\x87\n"))
        .mimes(&["image/jp2", "image/jpx", "image/jpm", "image/jpeg2000"])
        .extensions(&["jp2", "jpx", "jpf", "jpm", "j2p"])
        .begins("00 00 00 0C 6A 50 20 20 (\"jP\", at byte 4)");

static MJ2: TypeInfo = TypeInfo::new("mj2", "Motion JPEG 2000 film", Nature::Media, |p| p.has(20, b"mjp2"))
    .mimes(&["video/mj2"])
    .extensions(&["mj2", "mjp2"])
    .parent(&JP2)
    .begins("00 00 00 0C 6A 50 20 20 (\"jP\", at byte 4)");

/// The registry row.
pub static FORMAT: Format = Format {
    name: "bmff",
    types: &[&JP2, &MJ2, &BMFF, &AVIF, &HEIC, &CR3, &M4A, &M4V, &THREE_GP, &MOV, &MP4],
    rules: &[],
    inspect: Some(boxes::inspect),
    seeks: false,
};

/// A file type box, or one of the boxes with which old QuickTime films begin, of a size that can be.
fn is_bmff(probe: &Probe<'_>) -> bool {
    let &[a, b, c, d, ref kind @ ..] = probe.window(0, 8) else { return false };
    let size = u64::from(u32::from_be_bytes([a, b, c, d]));
    match kind {
        b"ftyp" => (16..=4096).contains(&size) && probe.window(8, 4).iter().all(|b| (0x20..0x7F).contains(b)),
        b"moov" => {
            (size >= 16 || size == 1)
                && matches!(
                    probe.window(if size == 1 { 20 } else { 12 }, 4),
                    b"mvhd" | b"cmov" | b"rmra" | b"trak" | b"udta"
                )
        }
        b"mdat" | b"free" | b"skip" | b"wide" | b"pnot" => {
            let next = usize::try_from(size).unwrap_or(usize::MAX);
            let behind = probe.bytes.get(next.saturating_add(4)..next.saturating_add(8));
            let is_box = |k: &[u8]| matches!(k, b"moov" | b"mdat" | b"free" | b"skip" | b"wide" | b"PICT" | b"ftyp");
            size == 1 && kind == b"mdat"
                || size >= 8 && (behind.is_some_and(is_box) || size > probe.bytes.len() as u64 && size <= probe.size)
        }
        b"styp" => (16..=4096).contains(&size) && probe.window(8, 4).iter().all(|b| (0x20..0x7F).contains(b)),
        _ => false,
    }
}

/// The major brand, if there is a file type box.
fn major<'a>(probe: &Probe<'a>) -> Option<&'a [u8; 4]> {
    (probe.has(4, b"ftyp") || probe.has(4, b"styp")).then(|| probe.window(8, 4).try_into().ok())?
}

/// Whether one of these is the major or a compatible brand.
fn has_brand(probe: &Probe<'_>, brands: &[&[u8; 4]]) -> bool {
    let Some(major) = major(probe) else { return false };
    let size = probe.window(0, 4).try_into().map_or(0, u32::from_be_bytes).min(4096) as usize;
    let compatible = probe.window(16, size.saturating_sub(16)).chunks_exact(4);
    brands.iter().any(|b| *b == major || compatible.clone().any(|c| c == b.as_slice()))
}
