//! Windows and OS/2 bitmaps: BITMAPFILEHEADER and the headers behind it,
//! <https://learn.microsoft.com/windows/win32/gdi/bitmap-storage>.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static BMP: TypeInfo = TypeInfo::new("bmp", "BMP picture", Nature::Picture, |p| is_bitmap(p.bytes))
    .mimes(&["image/bmp", "image/x-bmp", "image/x-ms-bmp", "image/x-windows-bmp"])
    .extensions(&["bmp", "dib", "rle"])
    .begins("42 4D (\"BM\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "bmp", types: &[&BMP], rules: &[], inspect: None, seeks: false };

/// "BM" is a weak mark, which words begin with too: the header behind it must be one.
fn is_bitmap(bytes: &[u8]) -> bool {
    let Some(head) = bytes.strip_prefix(b"BM").and_then(|_| bytes.get(..30)) else { return false };
    let (pixels, size) = (u32_at(head, 10), u32_at(head, 14));
    let (planes, depth) =
        if size == 12 { (u16_at(head, 22), u16_at(head, 24)) } else { (u16_at(head, 26), u16_at(head, 28)) };
    // OS/2 2.x headers may be cut at any field from 16 bytes on.
    matches!(size, 12 | 16..=64 | 108 | 124)
        && (pixels == 0 || (pixels >= 14 + size && pixels < 1 << 20))
        && planes <= 1
        && matches!(depth, 0 | 1 | 2 | 4 | 8 | 16 | 24 | 32 | 64)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
