//! What decoded bytes are: a file, a text, or something masked with a short key.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::parse::script::blobs::MARKS;

use super::encodings;
use super::fold::Shared;

/// Marks that stand further inside: where, and what.
const DEEP: &[(usize, &[u8])] =
    &[(257, b"ustar"), (2, b"-lh5-"), (7, b"**ACE**"), (0x8001, b"CD001"), (0x8001, b"BEA01"), (0x8001, b"NSR0")];
/// Marks that are long enough to try keys on.
const TRIED: &[&[u8]] = &[
    b"PK\x03\x04",
    b"Rar!\x1A\x07",
    b"7z\xBC\xAF\x27\x1C",
    b"\xD0\xCF\x11\xE0\xA1\xB1",
    b"%PDF-1",
    b"L\0\0\0\x01\x14\x02\0",
    b"<!DOCTYPE",
    b"<!doctype",
    b"<html",
    b"<script",
    b"MZ\x90\0\x03\0\0\0",
    b"MSCF\0\0\0\0",
    b"{\\rtf1",
];
/// How much of a text is looked at to see whether it is one.
const LOOK: usize = 4096;

/// What bytes are.
pub(super) enum Kind {
    File,
    Text,
    /// A picture, font or sound of the page itself.
    Own,
    Unknown,
}

/// What bytes are, by their beginning and a few places further inside.
pub(super) fn kind(bytes: &[u8]) -> Kind {
    const OWN: &[&[u8]] = &[
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"RIFF",
        b"wOFF",
        b"wOF2",
        b"\0\x01\0\0",
        b"OTTO",
        b"\0asm",
        b"\0\0\x01\0",
        b"OggS",
        b"ID3",
        b"\xFF\xFB",
    ];
    if bytes.len() < 32 {
        return if is_text(bytes) { Kind::Text } else { Kind::Unknown };
    }
    let deep = |(at, mark): &(usize, &[u8])| bytes.get(*at..at + mark.len()) == Some(*mark);
    if MARKS.iter().any(|m| bytes.starts_with(m)) && (!bytes.starts_with(b"MZ") || is_program(bytes))
        || DEEP.iter().any(deep)
    {
        Kind::File
    } else if OWN.iter().any(|m| bytes.starts_with(m)) || bytes.get(4..8) == Some(b"ftyp") {
        Kind::Own
    } else if is_text(bytes) {
        Kind::Text
    } else {
        Kind::Unknown
    }
}

/// [`kind`] of bytes that are there as a whole: a program begins with more than two letters then.
pub(super) fn kind_of_whole(bytes: &[u8]) -> Kind {
    match kind(bytes) {
        Kind::File if bytes.starts_with(b"MZ") => {
            let place = bytes.get(0x3C..0x40).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes) as usize;
            let signature = bytes.get(place..).unwrap_or_default();
            let real = [&b"PE"[..], b"NE", b"LE", b"LX"].iter().any(|s| place > 0 && signature.starts_with(s));
            let usual = [&b"MZ\x90\0\x03\0\0\0"[..], b"MZP\0\x02\0"].iter().any(|s| bytes.starts_with(s));
            if real || usual { Kind::File } else { Kind::Unknown }
        }
        kind => kind,
    }
}

/// Two letters prove nothing in a short look: the place of the real header is a small number.
fn is_program(bytes: &[u8]) -> bool {
    let place = bytes.get(0x3C..0x40).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    place.is_none_or(|at| at < 0x1000_0000) && !is_text(&bytes[..bytes.len().min(64)])
}

/// Whether these are characters that people or interpreters read.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let look = &bytes[..bytes.len().min(LOOK)];
    let cut = look.len() < bytes.len();
    let text = match std::str::from_utf8(look) {
        Ok(text) => text,
        Err(error) if cut && error.valid_up_to() + 4 > look.len() => {
            std::str::from_utf8(&look[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

/// Undoes a mask of one byte, or of one of these words; what comes out begins as a known file.
pub(super) fn unmask(bytes: &[u8], words: &[Shared]) -> Option<Vec<u8>> {
    let fits = |key: &[u8], mark: &[u8], from: usize| {
        let part = bytes.get(from..from + mark.len());
        part.is_some_and(|p| p.iter().zip(mark).enumerate().all(|(i, (b, m))| b ^ key[(from + i) % key.len()] == *m))
    };
    let first = *bytes.first()?;
    let disk: &[u8] = b"CD001";
    let one = TRIED.iter().map(|m| (m, 0)).chain([(&disk, 0x8001)]).find_map(|(mark, from)| {
        let key = [bytes.get(from)? ^ mark.first()?];
        (key[0] != 0 && fits(&key, mark, from)).then(|| key.to_vec())
    });
    let word = || {
        let long = |mark: &&&[u8]| mark.len() >= 4;
        words.iter().map(|w| w.as_bytes()).filter(|w| !w.is_empty()).find_map(|key| {
            TRIED.iter().filter(long).any(|mark| first ^ key[0] == mark[0] && fits(key, mark, 0)).then(|| key.to_vec())
        })
    };
    let key = one.or_else(word)?;
    Some(bytes.iter().zip(key.iter().cycle()).map(|(b, k)| b ^ k).collect())
}

/// Unpacks what a script may have packed: gzip, zlib, bare deflate.
pub(super) fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    const MOST: u64 = 64 << 20;
    let mut out = Vec::new();
    let read = if bytes.starts_with(b"\x1F\x8B\x08") {
        flate2::read::GzDecoder::new(bytes).take(MOST).read_to_end(&mut out)
    } else if let [0x78, flags, ..] = bytes
        && (0x7800 + u32::from(*flags)) % 31 == 0
    {
        flate2::read::ZlibDecoder::new(bytes).take(MOST).read_to_end(&mut out)
    } else {
        flate2::read::DeflateDecoder::new(bytes).take(MOST).read_to_end(&mut out)
    };
    // What came before an error counts where it begins as a file.
    (read.is_ok() || matches!(kind(&out), Kind::File)).then_some(out).filter(|out| out.len() >= 32)
}

/// The text of codes of characters to each of which the same number was added.
pub(super) fn unshift(codes: &[i32]) -> Option<String> {
    const HEADS: &[&str] = &[
        "<html", "<!doc", "<!DOC", "<scri", "<div ", "<form", "var ", "https://", "http://", "funct", "docum", "windo",
    ];
    let first = codes.first()?;
    let by = HEADS.iter().find_map(|head| {
        let by = first.checked_sub(i32::from(*head.as_bytes().first()?))?;
        let same = |(code, b): (&i32, u8)| code.checked_sub(i32::from(b)) == Some(by);
        (codes.len() > head.len() && codes.iter().zip(head.bytes()).all(same)).then_some(by)
    })?;
    codes.iter().map(|c| char::from_u32(u32::try_from(c.checked_sub(by)?).ok()?)).collect()
}

/// The bytes of numbers that are bytes, or signed ones.
pub(super) fn from_numbers(numbers: &[i32]) -> Option<Vec<u8>> {
    numbers.iter().map(|n| u8::try_from(*n).ok().or_else(|| i8::try_from(*n).ok().map(|n| n as u8))).collect()
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Base64,
    Backwards,
    Hexadecimal,
    HexadecimalBackwards,
    Numbers(u32),
    Percent,
    Raw,
}

impl Code {
    /// In words that follow "written as".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Base64 => "letters (Base64)",
            Self::Backwards => "letters written backwards (Base64)",
            Self::Hexadecimal => "hexadecimal digits",
            Self::HexadecimalBackwards => "hexadecimal digits written backwards",
            Self::Numbers(_) => "numbers",
            Self::Percent => "codes behind percent signs",
            Self::Raw => "escapes or pieces, which its script puts together",
        }
    }

    /// The beginning and, of large ones, what the deepest mark needs.
    pub(super) fn head(self, text: &str) -> Vec<u8> {
        let bytes = text.as_bytes();
        let end = |most: usize| text.get(..most.min(bytes.len())).unwrap_or_default();
        match self {
            Self::Base64 => encodings::base64(&bytes[..bytes.len().min(64)]).unwrap_or_default(),
            Self::Hexadecimal => self.decode(end(128)),
            Self::Backwards | Self::HexadecimalBackwards => {
                self.decode(text.get(bytes.len().saturating_sub(96)..).unwrap_or_default())
            }
            _ => self.decode(end(1024)),
        }
    }

    /// All of it.
    pub(super) fn decode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Base64 => encodings::base64(text.as_bytes()).unwrap_or_default(),
            Self::Backwards => {
                let back: Vec<u8> = text.trim_start_matches('=').bytes().rev().collect();
                encodings::base64(&back).unwrap_or_default()
            }
            Self::Hexadecimal => hexadecimal(text.bytes()),
            Self::HexadecimalBackwards => hexadecimal(text.bytes().rev()),
            Self::Numbers(radix) => {
                let number = |piece: &str| {
                    let piece = piece.strip_prefix("0x").unwrap_or(piece);
                    i32::from_str_radix(piece, radix).ok()
                };
                let pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|p| !p.is_empty());
                let numbers: Vec<i32> = pieces.map_while(number).collect();
                from_numbers(&numbers).unwrap_or_default()
            }
            Self::Percent => encodings::percent(text),
            Self::Raw => text.chars().map(|c| u8::try_from(c as u32).unwrap_or(b'?')).collect(),
        }
    }
}

fn hexadecimal(digits: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut high = None;
    for digit in digits.filter_map(|b| (b as char).to_digit(16)) {
        match high.take() {
            Some(h) => out.push((h << 4 | digit) as u8),
            None => high = Some(digit),
        }
    }
    out
}

/// The ways in which a text may be written, by how it begins.
pub(super) fn codes(text: &str) -> Vec<Code> {
    let bytes = text.as_bytes();
    let head = &bytes[..bytes.len().min(64)];
    let mut codes = Vec::new();
    if bytes.len() < 24 {
        return codes;
    }
    let letters = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_' | b'\r' | b'\n');
    if head.iter().all(u8::is_ascii_hexdigit) && bytes.len().is_multiple_of(2) {
        codes.extend([Code::Hexadecimal, Code::HexadecimalBackwards]);
    }
    if head.iter().all(letters) {
        codes.extend([Code::Base64, Code::Backwards]);
    }
    if head.iter().filter(|b| **b == b'%').count() >= 6 {
        codes.push(Code::Percent);
    }
    let separated = |b: &&u8| !b.is_ascii_alphanumeric();
    if head[0].is_ascii_alphanumeric() && head.iter().filter(separated).count() >= 12 && bytes.len() >= 64 {
        let look = text.get(..head.len()).unwrap_or_default();
        let mut pieces = look.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|p| !p.is_empty());
        // The last may be cut.
        let pieces: Vec<&str> = pieces.by_ref().take(12).collect();
        let all = |radix: u32| {
            pieces.iter().all(|p| {
                let digits = p.strip_prefix("0x").or(p.strip_prefix('-')).unwrap_or(p);
                digits.len() <= 3 && u32::from_str_radix(digits, radix).is_ok_and(|n| n < 256)
            })
        };
        if all(10) && !pieces.iter().any(|p| p.starts_with("0x")) {
            codes.push(Code::Numbers(10));
        } else if all(16) {
            codes.push(Code::Numbers(16));
        }
    }
    if text.chars().take(64).any(|c| matches!(c as u32, 0..=8 | 0x0E..=0x1F | 0x7F..=0xFF)) {
        codes.push(Code::Raw);
    }
    codes
}

/// Five letters of the mark of a disk, in the middle of a text that is base64.
pub(super) fn is_disk(text: &str) -> bool {
    // 0x8001 = 3 * 10923: the sector's mark begins at a whole group of four letters.
    let mark = text.as_bytes().get(4 * (0x8001 / 3)..4 * (0x8001 / 3) + 12);
    let engine = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let decoded = mark.and_then(|m| engine.decode(m).ok()).unwrap_or_default();
    [&b"CD001"[..], b"BEA01", b"NSR0"].iter().any(|m| decoded.get(0x8001 % 3..).is_some_and(|d| d.starts_with(m)))
}
