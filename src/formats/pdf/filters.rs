//! How streams are packed, and how that is undone (ISO 32000-2, 7.4): any chain of filters, each up to a limit. Deflate and
//! LZW by crates; the others are a few lines each.

use std::io::Read as _;

use super::predictor::{self, Predictor};
use super::values::hex;
use crate::model::gap::{Gap, LimitKind};

/// One layer of packing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) kind: Kind,
    pub(super) predictor: Predictor,
    /// LZW: codes grow one step early.
    pub(super) early: bool,
}

/// What was done to the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Flate,
    Lzw,
    Hex,
    Base85,
    RunLength,
    /// Says which lock is on the stream; the data is as it is.
    Crypt,
    /// A picture's own packing, or one that nobody knows.
    Other,
}

impl Kind {
    /// By its name or its abbreviation.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "FlateDecode" | "Fl" => Self::Flate,
            "LZWDecode" | "LZW" => Self::Lzw,
            "ASCIIHexDecode" | "AHx" => Self::Hex,
            "ASCII85Decode" | "A85" => Self::Base85,
            "RunLengthDecode" | "RL" => Self::RunLength,
            "Crypt" => Self::Crypt,
            _ => Self::Other,
        }
    }
}

/// More layers are made to hide something.
pub(super) const LAYERS: usize = 8;

/// Data without its layers, up to a limit, and what went wrong; what came until then is given all the same.
pub(super) fn unpack(data: &[u8], layers: &[Layer], limit: usize) -> (Vec<u8>, Option<Gap>) {
    if layers.len() > LAYERS {
        let detail = format!("a part of the document is packed {} times over itself", layers.len());
        return (Vec::new(), Some(Gap::limit(LimitKind::Depth, detail)));
    }
    let mut out: Option<Vec<u8>> = None;
    let mut gap = None;
    for layer in layers {
        let input = out.as_deref().unwrap_or(data);
        let undone = match layer.kind {
            Kind::Flate => inflate(input, limit),
            Kind::Lzw => lzw(input, layer.early, limit),
            Kind::Hex => Ok(unhex(input)),
            Kind::Base85 => base85(input, limit),
            Kind::RunLength => run_length(input, limit),
            Kind::Crypt => continue,
            Kind::Other => {
                let detail = "a part of the document is packed in a way not known here";
                return (Vec::new(), Some(Gap::unsupported(detail)));
            }
        };
        let (bytes, fault) = match undone {
            Ok(bytes) => (bytes, None),
            Err((bytes, fault)) => (bytes, Some(fault)),
        };
        let full = bytes.len() >= limit;
        let (bytes, lie) = match predictor::undo(bytes, &layer.predictor) {
            Ok(bytes) => (bytes, None),
            Err((bytes, lie)) => (bytes, Some(lie)),
        };
        if full {
            let detail = format!("a part of the document unpacks to more than {limit} bytes");
            gap.get_or_insert_with(|| Gap::limit(LimitKind::ArtifactBytes, detail));
        }
        if let Some(fault) = fault.or(lie) {
            gap.get_or_insert_with(|| Gap::malformed(format!("a packed part of the document is damaged: {fault}")));
        }
        out = Some(bytes);
    }
    (out.unwrap_or_else(|| data[..data.len().min(limit)].to_vec()), gap)
}

/// What came, and what is wrong with the rest.
type Undone = Result<Vec<u8>, (Vec<u8>, String)>;

/// Deflated data. Its checksum is not asked for, as no reader does.
fn inflate(data: &[u8], limit: usize) -> Undone {
    // Some writers begin with the line end that belongs to the word before.
    let data = data.strip_prefix(b"\n").unwrap_or(data);
    let zlib = matches!(data, [first, flags, ..]
        if first & 15 == 8 && (u16::from(*first) << 8 | u16::from(*flags)) % 31 == 0);
    let mut out = Vec::new();
    let body = if zlib { &data[2..] } else { data };
    match flate2::read::DeflateDecoder::new(body).take(limit as u64).read_to_end(&mut out) {
        Ok(_) => Ok(out),
        Err(error) => Err((out, error.to_string())),
    }
}

fn lzw(data: &[u8], early: bool, limit: usize) -> Undone {
    use weezl::decode::Decoder;
    use weezl::{BitOrder, LzwStatus};
    let mut decoder =
        if early { Decoder::with_tiff_size_switch(BitOrder::Msb, 8) } else { Decoder::new(BitOrder::Msb, 8) };
    let (mut out, mut block, mut rest) = (Vec::new(), vec![0; 32 * 1024], data);
    while out.len() < limit {
        let step = decoder.decode_bytes(rest, &mut block);
        rest = rest.get(step.consumed_in..).unwrap_or_default();
        out.extend_from_slice(block.get(..step.consumed_out).unwrap_or_default());
        match step.status {
            Ok(LzwStatus::Ok) if step.consumed_in + step.consumed_out > 0 => {}
            // A stream without its end mark is read by everybody.
            Ok(_) => return Ok(out),
            Err(error) => return Err((out, error.to_string())),
        }
    }
    out.truncate(limit);
    Ok(out)
}

fn unhex(data: &[u8]) -> Vec<u8> {
    hex(&data[..memchr::memchr(b'>', data).unwrap_or(data.len())])
}

fn base85(data: &[u8], limit: usize) -> Undone {
    let data = data.trim_ascii_start();
    let data = data.strip_prefix(b"<~").unwrap_or(data);
    let mut out = Vec::with_capacity((data.len() / 5 * 4).min(limit));
    let (mut word, mut count) = (0u32, 0);
    for byte in data {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                word = word.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(word.to_be_bytes());
                    (word, count) = (0, 0);
                }
            }
            b'~' => break,
            byte if byte.is_ascii_whitespace() || *byte == 0 => {}
            other => return Err((out, format!("byte {other:02X} is no digit of base 85"))),
        }
        if out.len() >= limit {
            out.truncate(limit);
            return Ok(out);
        }
    }
    if count > 1 {
        for _ in count..5 {
            word = word.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(&word.to_be_bytes()[..count - 1]);
    }
    Ok(out)
}

fn run_length(data: &[u8], limit: usize) -> Undone {
    let (mut out, mut rest) = (Vec::new(), data);
    while let [length, tail @ ..] = rest {
        let length = usize::from(*length);
        match (length, tail) {
            (128, _) => break,
            (0..=127, _) => {
                let count = (length + 1).min(tail.len());
                out.extend_from_slice(&tail[..count]);
                rest = &tail[count..];
            }
            (_, [byte, after @ ..]) => {
                out.resize(out.len() + 257 - length, *byte);
                rest = after;
            }
            (_, []) => break,
        }
        if out.len() >= limit {
            out.truncate(limit);
            break;
        }
    }
    Ok(out)
}
