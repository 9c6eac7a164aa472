//! Unpacking single blocks of disk images, never to more than the block may hold.

use std::io::{self, Read};

/// How a block is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Deflate without a header.
    Deflate,
    /// Deflate with the header of zlib.
    Zlib,
    /// bzip2.
    Bzip2,
    /// LZMA with the header of 13 bytes.
    Lzma,
    /// xz.
    Xz,
    /// A block of LZ4.
    Lz4,
    /// Zstandard.
    Zstd,
    /// Not packed.
    Stored,
}

/// The largest dictionary that a block may ask for.
const DICTIONARY_KIB: u32 = 64 * 1024;

/// Unpacks a block; at most `most` bytes come out.
pub(super) fn unpack(packed: &[u8], method: Method, most: usize) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let limit = most as u64;
    match method {
        Method::Stored => out.extend_from_slice(&packed[..packed.len().min(most)]),
        Method::Deflate => {
            read(flate2::read::DeflateDecoder::new(packed), limit, &mut out)?;
        }
        Method::Zlib => {
            read(flate2::read::ZlibDecoder::new(packed), limit, &mut out)?;
        }
        Method::Bzip2 => {
            read(bzip2::read::BzDecoder::new(packed), limit, &mut out)?;
        }
        Method::Lzma => {
            let reader = lzma_rust2::LzmaReader::new_mem_limit(packed, DICTIONARY_KIB, None)?;
            read(reader, limit, &mut out)?;
        }
        Method::Xz => {
            let reader = lzma_rust2::XzReader::new_mem_limit(packed, false, DICTIONARY_KIB);
            read(reader, limit, &mut out)?;
        }
        Method::Lz4 => {
            out = vec![0; most];
            let count = lz4_flex::block::decompress_into(packed, &mut out).map_err(io::Error::other)?;
            out.truncate(count);
        }
        Method::Zstd => {
            let decoder =
                ruzstd::decoding::StreamingDecoder::new(packed).map_err(|e| io::Error::other(e.to_string()))?;
            read(decoder, limit, &mut out)?;
        }
    }
    Ok(out)
}

fn read(reader: impl Read, limit: u64, out: &mut Vec<u8>) -> io::Result<()> {
    match reader.take(limit).read_to_end(out) {
        // What came before a damaged place is what there is.
        Err(error) if out.is_empty() => Err(error),
        _ => Ok(()),
    }
}
