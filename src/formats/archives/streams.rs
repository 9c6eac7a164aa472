//! Compressed streams: one file each, named by their first bytes.

use crate::model::types::{Nature, TypeInfo};

use super::CLOSED;

pub(super) static BZIP2: TypeInfo = TypeInfo::new("bzip2", "bzip2 archive", Nature::Container, |p| {
    p.starts(b"BZh") && (p.has(4, b"1AY&SY") || p.has(4, b"\x17rE8P\x90"))
})
.mimes(&["application/x-bzip2", "application/bzip2"])
.extensions(&["bz2", "tbz2", "tbz"])
.begins("42 5A 68 (\"BZh\")")
.not_opened(CLOSED);

pub(super) static XZ: TypeInfo = TypeInfo::new("xz", "XZ archive", Nature::Container, |p| p.starts(b"\xFD7zXZ\0"))
    .mimes(&["application/x-xz"])
    .extensions(&["xz", "txz"])
    .begins("FD 37 7A 58 5A")
    .not_opened(CLOSED);

pub(super) static ZSTD: TypeInfo = TypeInfo::new("zstd", "Zstandard archive", Nature::Container, |p| {
    p.starts(b"\x28\xB5\x2F\xFD") || is_skippable_zstd(p.bytes)
})
.mimes(&["application/zstd"])
.extensions(&["zst", "tzst"])
.begins("28 B5 2F FD")
.not_opened(CLOSED);

pub(super) static LZIP: TypeInfo = TypeInfo::new("lzip", "lzip archive", Nature::Container, |p| {
    p.starts(b"LZIP") && matches!(p.bytes.get(4), Some(0 | 1))
})
.mimes(&["application/x-lzip"])
.extensions(&["lz", "tlz"])
.begins("4C 5A 49 50 (\"LZIP\")")
.not_opened(CLOSED);

pub(super) static LZOP: TypeInfo =
    TypeInfo::new("lzop", "lzop archive", Nature::Container, |p| p.starts(b"\x89LZO\0\r\n\x1A\n"))
        .mimes(&["application/x-lzop"])
        .extensions(&["lzo"])
        .begins("89 4C 5A 4F")
        .not_opened(CLOSED);

pub(super) static LZ4: TypeInfo =
    TypeInfo::new("lz4", "LZ4 archive", Nature::Container, |p| p.starts(b"\x04\x22\x4D\x18"))
        .mimes(&["application/x-lz4"])
        .extensions(&["lz4"])
        .begins("04 22 4D 18")
        .not_opened(CLOSED);

pub(super) static LRZIP: TypeInfo = TypeInfo::new("lrzip", "lrzip archive", Nature::Container, |p| p.starts(b"LRZI\0"))
    .mimes(&["application/x-lrzip"])
    .extensions(&["lrz"])
    .begins("4C 52 5A 49 (\"LRZI\")")
    .not_opened(CLOSED);

pub(super) static COMPRESS: TypeInfo = TypeInfo::new("compress", "compress archive (.Z)", Nature::Container, |p| {
    p.starts(b"\x1F\x9D") && p.bytes.get(2).is_some_and(|b| b & 0x60 == 0 && (9..=16).contains(&(b & 0x1F)))
})
.mimes(&["application/x-compress"])
.extensions(&["z"])
.begins("1F 9D")
.not_opened(CLOSED);

pub(super) static LZMA: TypeInfo = TypeInfo::new("lzma", "LZMA archive", Nature::Container, |p| is_lzma(p.bytes))
    .mimes(&["application/x-lzma"])
    .extensions(&["lzma"])
    .begins("5D 00 00")
    .not_opened(CLOSED);

/// A skippable frame (RFC 8878) that a Zstandard frame follows.
fn is_skippable_zstd(bytes: &[u8]) -> bool {
    let Some(&[first, 0x2A, 0x4D, 0x18, a, b, c, d]) = bytes.get(..8) else { return false };
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    let next = bytes.get(8usize.saturating_add(length)..).unwrap_or_default();
    first & 0xF0 == 0x50 && next.starts_with(b"\x28\xB5\x2F\xFD")
}

/// The old LZMA header has no mark: properties, a dictionary size that programs write, an unpacked size that can be.
fn is_lzma(bytes: &[u8]) -> bool {
    let Some(&[0x5D, a, b, c, d, ref size @ ..]) = bytes.get(..13) else { return false };
    let dictionary = u32::from_le_bytes([a, b, c, d]);
    let usual =
        dictionary == u32::MAX || dictionary >= 4096 && (dictionary.is_power_of_two() || dictionary % (3 << 10) == 0);
    let unknown = size.iter().all(|b| *b == 0xFF);
    usual && (unknown || size[5..] == [0; 3]) && bytes.get(13) == Some(&0)
}
