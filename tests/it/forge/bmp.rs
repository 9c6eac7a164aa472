//! Windows bitmaps and icons.

/// A header of 40 bytes: size, planes, depth; no palette.
pub fn dib(width: i32, height: i32, depth: u16) -> Vec<u8> {
    let mut out = 40u32.to_le_bytes().to_vec();
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend(1u16.to_le_bytes());
    out.extend(depth.to_le_bytes());
    out.resize(40, 0);
    out
}

/// A bitmap of 24 bits with bytes between header and pixels, and the pixels given.
pub fn with_gap(width: i32, height: i32, between: &[u8], pixels: &[u8]) -> Vec<u8> {
    let start = 54 + between.len();
    let mut out = b"BM".to_vec();
    out.extend(((start + pixels.len()) as u32).to_le_bytes());
    out.extend([0; 4]);
    out.extend((start as u32).to_le_bytes());
    out.extend(dib(width, height, 24));
    out.extend_from_slice(between);
    out.extend_from_slice(pixels);
    out
}

/// An honest bitmap of 8 × 8.
pub fn plain() -> Vec<u8> {
    with_gap(8, 8, &[], &[0x7F; 8 * 24])
}

/// An icon (kind 1) or pointer (kind 2) with these entries.
pub fn icon(kind: u16, entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0, 0];
    out.extend(kind.to_le_bytes());
    out.extend((entries.len() as u16).to_le_bytes());
    let mut at = 6 + 16 * entries.len();
    for entry in entries {
        out.extend([8, 8, 0, 0, 1, 0, 32, 0]);
        out.extend((entry.len() as u32).to_le_bytes());
        out.extend((at as u32).to_le_bytes());
        at += entry.len();
    }
    out.extend(entries.iter().flatten());
    out
}

/// An icon's bitmap of 8 × 8 with 32 bits and its mask.
pub fn icon_bitmap() -> Vec<u8> {
    let mut out = dib(8, 16, 32);
    out.extend([0x40; 8 * 8 * 4]);
    out.extend([0; 8 * 4]);
    out
}
