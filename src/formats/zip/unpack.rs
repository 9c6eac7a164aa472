//! The data of a member, unpacked by the `zip` crate whatever either directory says: it is handed a plain local header of
//! our own making and then the packed bytes, so there is one reader for listed, hidden and contradicted members.

use std::io::{Read, Seek as _, SeekFrom};

use zip::read::{ZipReadOptions, read_zipfile_from_stream_with_options};

use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};

use super::directory::Member;

/// The largest LZMA dictionary that is allocated, in bytes; packers use 64 MiB at most.
const DICTIONARY: u32 = 128 << 20;

/// The methods that are unpacked: stored, deflate, deflate64, bzip2, LZMA, xz, PPMd.
pub(super) fn is_known(method: u16) -> bool {
    matches!(method, 0 | 8 | 9 | 12 | 14 | 95 | 98)
}

/// The name of a method that is not unpacked.
pub(super) fn method_name(method: u16) -> String {
    let name = match method {
        1 => "Shrink",
        2..=5 => "Reduce",
        6 => "Implode",
        20 | 93 => "Zstandard",
        94 => "MP3",
        96 => "JPEG",
        97 => "WavPack",
        _ => return format!("number {method}"),
    };
    name.to_owned()
}

/// Calls `body` with the member's unpacked bytes. `data` has to be known.
pub(super) fn with_reader<T>(
    artifact: &Artifact,
    member: &Member,
    body: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, Gap> {
    let damaged = |why: String| Gap::malformed(format!("\"{}\" could not be unpacked: {why}", member.name));
    let mut packed = artifact.reader();
    packed.seek(SeekFrom::Start(member.data)).map_err(|e| damaged(e.to_string()))?;
    if member.method == 14 {
        // Version, length of the properties, properties, dictionary size.
        let mut head = [0; 9];
        packed.read_exact(&mut head).map_err(|e| damaged(e.to_string()))?;
        if u32::from_le_bytes([head[5], head[6], head[7], head[8]]) > DICTIONARY {
            return Err(Gap::limit(LimitKind::ArtifactBytes, format!("\"{}\" asks for too much memory", member.name)));
        }
        packed.seek(SeekFrom::Start(member.data)).map_err(|e| damaged(e.to_string()))?;
    }
    // Version 6.3; flag 3: sizes are not in this header, so that a lie in them does not cut the data short.
    let mut header = b"PK\x03\x04\x3F\0\x08\0".to_vec();
    header.extend(member.method.to_le_bytes());
    header.extend([0; 20]);
    let mut stream = header.as_slice().chain(packed);
    let mut options = ZipReadOptions::new().override_compressed_size(member.packed);
    options = match member.crc {
        // Behind the data, where nothing reads it: local headers only.
        0 => options.ignore_crc32(true),
        crc => options.override_crc(crc),
    };
    if member.method == 14 {
        options = options.override_uncompressed_size(member.size);
    }
    match read_zipfile_from_stream_with_options(&mut stream, options) {
        Ok(Some(mut file)) => Ok(body(&mut file)),
        Ok(None) => Err(damaged("it is no member".to_owned())),
        Err(error) => Err(damaged(error.to_string())),
    }
}
