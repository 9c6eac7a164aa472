//! Compressed streams: one member each.

use std::io::Write as _;

/// bzip2.
pub fn bzip2(data: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// xz, with its usual checksum.
pub fn xz(data: &[u8]) -> Vec<u8> {
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0)).unwrap();
    writer.write_all(data).unwrap();
    writer.finish().unwrap()
}

/// LZMA with the old header, which says the size.
pub fn lzma(data: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::LzmaOptions::with_preset(0);
    let mut writer = lzma_rust2::LzmaWriter::new_use_header(Vec::new(), &options, Some(data.len() as u64)).unwrap();
    writer.write_all(data).unwrap();
    writer.finish().unwrap()
}

/// lzip.
pub fn lzip(data: &[u8]) -> Vec<u8> {
    let mut writer = lzma_rust2::LzipWriter::new(Vec::new(), lzma_rust2::LzipOptions::with_preset(0));
    writer.write_all(data).unwrap();
    writer.finish().unwrap()
}

/// Zstandard, with a checksum.
pub fn zstd(data: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(data, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A Zstandard frame of so many blocks of 128 KiB of zeros each, with this window descriptor.
pub fn zstd_zeros(blocks: usize, window: u8) -> Vec<u8> {
    let mut out = b"\x28\xB5\x2F\xFD\0".to_vec();
    out.push(window);
    for block in 1..=blocks {
        let header = (128u32 << 10) << 3 | 1 << 1 | u32::from(block == blocks);
        out.extend(&header.to_le_bytes()[..3]);
        out.push(0);
    }
    out
}

/// A part that readers of Zstandard and LZ4 skip.
pub fn skippable(data: &[u8]) -> Vec<u8> {
    [b"\x50\x2A\x4D\x18", &(data.len() as u32).to_le_bytes()[..], data].concat()
}

/// An LZ4 frame with a checksum.
pub fn lz4(data: &[u8]) -> Vec<u8> {
    let info = lz4_flex::frame::FrameInfo::new().content_checksum(true);
    let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// An LZ4 frame of the first version.
pub fn lz4_legacy(data: &[u8]) -> Vec<u8> {
    let block = lz4_flex::block::compress(data);
    [b"\x02\x21\x4C\x18", &(block.len() as u32).to_le_bytes()[..], &block].concat()
}

/// compress, without compressing: every byte is a code of 9 bits, and the table is emptied before codes grow wider.
pub fn compress(data: &[u8]) -> Vec<u8> {
    let mut out = b"\x1F\x9D\x90".to_vec();
    for part in data.chunks(239) {
        // 240 codes: groups of eight, so that the code that empties the table ends one.
        let mut codes: Vec<u32> = part.iter().map(|b| u32::from(*b)).collect();
        codes.push(256);
        for group in codes.chunks(8) {
            let mut bytes = [0; 9];
            for (n, code) in group.iter().enumerate() {
                for bit in (0..9).filter(|bit| code >> bit & 1 != 0) {
                    bytes[(n * 9 + bit) / 8] |= 1 << ((n * 9 + bit) % 8);
                }
            }
            out.extend(bytes);
        }
    }
    out
}

/// pbzx: chunks of xz.
pub fn pbzx(chunks: &[&[u8]]) -> Vec<u8> {
    let mut out = b"pbzx\0\0\0\0\x01\0\0\0".to_vec();
    for chunk in chunks {
        let packed = xz(chunk);
        out.extend((chunk.len() as u64).to_be_bytes());
        out.extend((packed.len() as u64).to_be_bytes());
        out.extend(packed);
    }
    out
}

/// lzop, without compressing: one block that is stored, and its checksum by Adler.
pub fn lzop(data: &[u8]) -> Vec<u8> {
    lzop_block(data, data)
}

/// lzop with this packed block, which gives these bytes.
pub fn lzop_block(data: &[u8], block: &[u8]) -> Vec<u8> {
    let mut out = b"\x89LZO\0\r\n\x1A\n\x10\x40\x20\xA0\x09\x40\x01\x05\0\0\0\x01".to_vec();
    // Mode and time, no name, a checksum of the header that nobody needs.
    out.extend([0; 12]);
    out.extend([0, 0, 0, 0, 0]);
    if !data.is_empty() {
        let (mut a, mut b) = (1u32, 0u32);
        for byte in data {
            a = (a + u32::from(*byte)) % 65_521;
            b = (b + a) % 65_521;
        }
        out.extend((data.len() as u32).to_be_bytes());
        out.extend((block.len() as u32).to_be_bytes());
        out.extend((b << 16 | a).to_be_bytes());
        out.extend(block);
    }
    out.extend([0; 4]);
    out
}
