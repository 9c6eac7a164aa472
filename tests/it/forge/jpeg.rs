//! JPEG pictures, segment by segment.

/// A segment with its length.
pub fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let mut out = vec![0xFF, marker];
    out.extend_from_slice(&(data.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(data);
    out
}

/// The frame header of a grey picture.
pub fn frame(width: u16, height: u16) -> Vec<u8> {
    let mut data = vec![8];
    data.extend_from_slice(&height.to_be_bytes());
    data.extend_from_slice(&width.to_be_bytes());
    data.extend_from_slice(&[1, 1, 0x11, 0]);
    segment(0xC0, &data)
}

/// A picture with further segments behind its JFIF header.
pub fn with_segments(width: u16, height: u16, extra: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    out.extend(segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
    out.extend(extra.iter().flatten());
    let mut table = vec![0];
    table.extend([16; 64]);
    out.extend(segment(0xDB, &table));
    out.extend(frame(width, height));
    // One code of one bit for category 0.
    for class in [0x00, 0x10] {
        let mut codes = vec![class, 1];
        codes.extend([0; 15]);
        codes.push(0);
        out.extend(segment(0xC4, &codes));
    }
    out.extend(segment(0xDA, &[1, 1, 0, 0, 63, 0]));
    out.extend([0x3F, 0xFF, 0x00, 0xFF, 0xD0, 0x3F, 0xFF, 0xFF, 0xD9]);
    out
}

/// An honest grey picture.
pub fn plain() -> Vec<u8> {
    with_segments(8, 8, &[])
}

/// A camera data segment around a TIFF structure.
pub fn exif(structure: &[u8]) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", structure].concat())
}

/// A small film: its type and empty data, as phones append it to a picture.
pub fn motion_photo() -> Vec<u8> {
    let mut out = 24u32.to_be_bytes().to_vec();
    out.extend(b"ftypmp42\0\0\0\0mp42isom");
    out.extend(16u32.to_be_bytes());
    out.extend(b"mdat\x01\x02\x03\x04\x05\x06\x07\x08");
    out.extend(8u32.to_be_bytes());
    out.extend(b"moov");
    out
}

/// A Samsung trailer with these blocks.
pub fn samsung(blocks: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut starts = Vec::new();
    for (name, data) in blocks {
        starts.push(out.len());
        out.extend([0, 0, 0x01, 0x0A]);
        out.extend((name.len() as u32).to_le_bytes());
        out.extend(name.as_bytes());
        out.extend_from_slice(data);
    }
    let head = out.len();
    starts.push(head);
    out.extend(b"SEFH");
    out.extend(106u32.to_le_bytes());
    out.extend((blocks.len() as u32).to_le_bytes());
    for pair in starts.windows(2) {
        out.extend([0, 0, 0x01, 0x0A]);
        out.extend(((head - pair[0]) as u32).to_le_bytes());
        out.extend(((pair[1] - pair[0]) as u32).to_le_bytes());
    }
    out.extend(((out.len() - head) as u32).to_le_bytes());
    out.extend(b"SEFT");
    out
}
