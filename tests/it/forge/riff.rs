//! RIFF files, chunk by chunk.

/// A chunk with its size and padding.
pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = kind.to_vec();
    out.extend_from_slice(&(data.len() as u32).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
    out
}

/// A list of chunks.
pub fn list(kind: &[u8; 4], chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut data = kind.to_vec();
    data.extend(chunks.iter().flatten());
    chunk(b"LIST", &data)
}

/// A RIFF file of this form.
pub fn file(form: &[u8; 4], chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut data = form.to_vec();
    data.extend(chunks.iter().flatten());
    let mut out = b"RIFF".to_vec();
    out.extend_from_slice(&(data.len() as u32).to_le_bytes());
    out.extend_from_slice(&data);
    out
}

/// The pixels of a lossless WebP of 16 × 9.
fn lossless() -> Vec<u8> {
    let bits: u32 = 15 | 8 << 14;
    let mut data = vec![0x2F];
    data.extend_from_slice(&bits.to_le_bytes());
    data.extend_from_slice(&[0x88, 0x88, 0x08]);
    chunk(b"VP8L", &data)
}

/// An honest WebP picture.
pub fn webp() -> Vec<u8> {
    file(b"WEBP", &[lossless()])
}

/// An honest extended WebP picture with further chunks.
pub fn webp_with(extra: &[Vec<u8>]) -> Vec<u8> {
    let mut chunks = vec![chunk(b"VP8X", &[0x0C, 0, 0, 0, 15, 0, 0, 8, 0, 0]), lossless()];
    chunks.extend_from_slice(extra);
    file(b"WEBP", &chunks)
}

/// An honest sound of silence with further chunks.
pub fn wav_with(extra: &[Vec<u8>]) -> Vec<u8> {
    let format = [1, 0, 1, 0, 0x44, 0xAC, 0, 0, 0x88, 0x58, 1, 0, 2, 0, 16, 0];
    let mut chunks = vec![chunk(b"fmt ", &format), chunk(b"data", &[0; 64])];
    chunks.extend_from_slice(extra);
    file(b"WAVE", &chunks)
}

/// An animated cursor whose header chunk has this many bytes.
pub fn ani(header: usize) -> Vec<u8> {
    file(b"ACON", &[chunk(b"anih", &vec![0; header]), list(b"fram", &[chunk(b"icon", &[0, 0, 2, 0, 0, 0])])])
}
