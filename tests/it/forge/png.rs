//! PNG pictures, chunk by chunk.

use std::io::Write as _;

/// The eight bytes that every PNG begins with.
pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// A chunk with its length and checksum.
pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = (data.len() as u32).to_be_bytes().to_vec();
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    out.extend_from_slice(&crc.sum().to_be_bytes());
    out
}

/// zlib-compressed bytes.
pub fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// An honest grey picture with further chunks between header and pixels.
pub fn with_chunks(width: u32, height: u32, extra: &[Vec<u8>]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 0, 0, 0, 0]);
    let mut out = SIGNATURE.to_vec();
    out.extend(chunk(b"IHDR", &header));
    out.extend(extra.iter().flatten());
    let rows = height.min(64) as usize * (width.min(64) as usize + 1);
    out.extend(chunk(b"IDAT", &zlib(&vec![0; rows])));
    out.extend(chunk(b"IEND", b""));
    out
}

/// An honest grey picture.
pub fn plain() -> Vec<u8> {
    with_chunks(8, 8, &[])
}
