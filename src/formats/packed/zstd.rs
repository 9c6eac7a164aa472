//! Zstandard: RFC 8878, <https://www.rfc-editor.org/rfc/rfc8878>.

use std::io::{self, ErrorKind, Read};

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder, StreamingDecoder};

use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, is_behind_skippable, is_next, nameless, skippable};

/// Frames in a row, with parts between them that are skipped.
pub static ZSTD: TypeInfo = TypeInfo::new("zstd", "Zstandard archive", Nature::Container, |p| {
    p.starts(MARK) || is_behind_skippable(p.bytes, MARK)
})
.mimes(&["application/zstd"])
.extensions(&["zst", "tzst", "zstd"])
.begins("28 B5 2F FD");

pub(super) static STREAM: Stream = Stream {
    content_type: &ZSTD,
    open,
    dictionary: Some(|artifact| window(&artifact.window(0, 14))),
    endings: &[("zst", ""), ("zstd", ""), ("tzst", ".tar"), ("tzstd", ".tar")],
    name: nameless,
};

/// How a frame begins.
const MARK: &[u8; 4] = b"\x28\xB5\x2F\xFD";

fn open(mut packed: Packed<'_>, most: u64) -> io::Result<Next<'_>> {
    if let Some(length) = skippable(&mut packed)? {
        return Ok(Next::Skip(packed, length));
    }
    if !is_next(&mut packed, MARK)? {
        return Ok(Next::Nothing(packed));
    }
    match StreamingDecoder::new_with_max_window_size(packed, most) {
        Ok(decoder) => Ok(Next::Member(Box::new(Frame { decoder, failure: None }))),
        Err(error) => Err(io::Error::new(kind(&error), error.to_string())),
    }
}

/// The window that the first frame asks for, in bytes, by the beginning of its header (3.1.1.1).
fn window(frame: &[u8]) -> Option<u64> {
    let (descriptor, rest) = frame.strip_prefix(MARK)?.split_first()?;
    if descriptor & 0x20 == 0 {
        let (exponent, eighths) = (u32::from(rest.first()? >> 3), u64::from(rest.first()? & 7));
        let base = 1u64 << (10 + exponent);
        return Some(base + base / 8 * eighths);
    }
    // A single segment: the window is what it unpacks to, in 1, 2, 4 or 8 bytes behind the number of a dictionary.
    let number = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let length = 1 << (descriptor >> 6);
    let bytes = rest.get(number..number + length)?;
    let size = bytes.iter().rev().fold(0u64, |size, byte| size << 8 | u64::from(*byte));
    Some(if length == 2 { size + 256 } else { size })
}

/// What a frame's header asks for that is refused.
fn kind(error: &FrameDecoderError) -> ErrorKind {
    match error {
        FrameDecoderError::WindowSizeTooBig { .. }
        | FrameDecoderError::FrameHeaderError(FrameHeaderError::WindowTooBig { .. }) => ErrorKind::OutOfMemory,
        FrameDecoderError::DictNotProvided { .. } => ErrorKind::Unsupported,
        _ => ErrorKind::InvalidData,
    }
}

/// One frame.
struct Frame<'a> {
    decoder: StreamingDecoder<Packed<'a>, FrameDecoder>,
    /// Told when everything before it was given.
    failure: Option<io::Error>,
}

impl Read for Frame<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.decoder.read(buffer) {
            Ok(0) if !buffer.is_empty() => self.failure.take().map_or(Ok(0), Err),
            Err(error) if self.failure.is_none() => {
                // The decoder holds back a window of megabytes until the frame ends. So it is ended with an empty last
                // block (and room for a checksum), and gives what came before the damage.
                const LAST: &[u8] = &[1, 0, 0, 0, 0, 0, 0];
                if self.decoder.decoder.decode_blocks(LAST, BlockDecodingStrategy::All).is_err() {
                    return Err(error);
                }
                self.failure = Some(error);
                self.read(buffer)
            }
            read => read,
        }
    }
}

impl<'a> Member<'a> for Frame<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        let decoder = &self.decoder.decoder;
        let stored = decoder.get_checksum_from_data();
        if stored.is_some() && stored != decoder.get_calculated_checksum() {
            return Err(io::Error::new(ErrorKind::InvalidData, "the checksum of a frame is wrong"));
        }
        Ok(self.decoder.into_inner())
    }
}
