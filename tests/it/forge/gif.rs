//! GIF pictures, block by block.

/// Data in sub-blocks, with the empty one at the end.
pub fn sub_blocks(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for block in data.chunks(255) {
        out.push(block.len() as u8);
        out.extend_from_slice(block);
    }
    out.push(0);
    out
}

/// A comment extension.
pub fn comment(text: &[u8]) -> Vec<u8> {
    let mut out = vec![0x21, 0xFE];
    out.extend(sub_blocks(text));
    out
}

/// An application extension.
pub fn application(name: &[u8; 11], data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x21, 0xFF, 11];
    out.extend_from_slice(name);
    out.extend(sub_blocks(data));
    out
}

/// A picture with further blocks before its pixels.
pub fn with_blocks(width: u16, height: u16, extra: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"GIF89a".to_vec();
    out.extend_from_slice(&width.to_le_bytes());
    out.extend_from_slice(&height.to_le_bytes());
    out.extend_from_slice(&[0x80, 0, 0]);
    out.extend_from_slice(&[0, 0, 0, 255, 255, 255]);
    out.extend(extra.iter().flatten());
    out.extend_from_slice(&[0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2]);
    out.extend(sub_blocks(&[0x44, 0x01]));
    out.push(0x3B);
    out
}

/// An honest picture.
pub fn plain() -> Vec<u8> {
    with_blocks(8, 8, &[])
}
