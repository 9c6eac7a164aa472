//! The signature of a Windows program (Authenticode): who signed it, and whether it was changed afterwards.
//!
//! The content is checked against the signed checksum. Whether the signature itself is genuine (its key, its chain up
//! to a trusted root, its revocation) needs a trust store and is not checked; the words say so.

use std::ops::Range;

use sha2::Digest;

use crate::model::artifact::hex_digest;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::hex;

use super::der::{self, Signature};
use super::header::{Layout, u16_at, u32_at};
use super::rules;

/// The longest signature that is parsed, in bytes; real ones take about 10 KB, with page checksums some hundred.
const LONGEST: usize = 8 << 20;
/// Fewer further bytes than this in the signature's room hide nothing.
const STRAY: usize = 32;

/// What the signature is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signed {
    No,
    Yes,
    /// There is one that could not be read or that stands for something else.
    Doubtful,
}

pub(super) fn inspect(layout: &Layout<'_>, inspection: &mut Inspection<'_>) -> Signed {
    let Some(range) = layout.certificates() else {
        inspection.fact("signature", "not signed");
        return Signed::No;
    };
    let Some(room) = layout.bytes.get(range.clone()) else {
        inspection.gap(Gap::malformed("the signature should stand behind the end of the file: the file is cut off"));
        return Signed::Doubtful;
    };
    // A head of eight bytes (length, revision, kind), then the signature. More than one may follow; Windows looks at
    // the first.
    let length = (u32_at(room, 0).unwrap_or_default() as usize).min(room.len());
    let kind = u16_at(room, 6);
    let body = room.get(8..length).unwrap_or_default();
    let own = der::length(body).unwrap_or(body.len()).min(body.len());
    hidden_data(layout, &range, 8 + own, inspection);
    if kind != Some(2) || own > LONGEST {
        inspection.gap(Gap::unsupported("the program carries a signature of a kind that we do not read"));
        return Signed::Doubtful;
    }
    let Some(signature) = der::read(&body[..own]) else {
        inspection.fact("signature", "there is one that could not be read");
        inspection.gap(Gap::malformed("the signature is damaged: who signed and what was not examined"));
        return Signed::Doubtful;
    };
    let signer = signature.signer.clone().unwrap_or_else(|| "a signer without a certificate in the file".to_owned());
    let what = "the checksum of the program";
    let actual = Algorithm::of(signature.method).map(|a| content_digest(layout, a));
    let check = match &actual {
        None => None,
        Some(None) => Some((what, hex_digest(signature.digest), "one that cannot be made".to_owned())),
        Some(Some(actual)) if actual != signature.digest => {
            Some((what, hex_digest(signature.digest), hex_digest(actual)))
        }
        Some(_) => statement_mismatch(&signature),
    };
    if let Some((what, signed, actual)) = check {
        inspection.fact("signature", format!("broken (names {signer} as signer)"));
        let found = inspection.found(&rules::BROKEN_SIGNATURE).at(range.start, range.len());
        found.with("signer", signer).with("what", what).with("signed", signed).with("actual", actual);
        return Signed::Doubtful;
    }
    if actual.is_none() {
        inspection.gap(Gap::unsupported("the signature uses a checksum that we do not know; it was not compared"));
        return Signed::Doubtful;
    }
    inspection.fact(
        "signature",
        format!("unchanged since it was signed; names {signer} as signer (not checked whether genuine)"),
    );
    Signed::Yes
}

#[derive(Debug, Clone, Copy)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// By its encoded object number.
    fn of(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            b"\x2A\x86\x48\x86\xF7\x0D\x02\x05" => Self::Md5,
            b"\x2B\x0E\x03\x02\x1A" => Self::Sha1,
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x01" => Self::Sha256,
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x02" => Self::Sha384,
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x03" => Self::Sha512,
            _ => return None,
        })
    }

    fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hasher = D::new();
            parts.iter().for_each(|part| hasher.update(part));
            hasher.finalize().to_vec()
        }
        match self {
            Self::Md5 => of::<md5::Md5>(parts),
            Self::Sha1 => of::<sha1::Sha1>(parts),
            Self::Sha256 => of::<sha2::Sha256>(parts),
            Self::Sha384 => of::<sha2::Sha384>(parts),
            Self::Sha512 => of::<sha2::Sha512>(parts),
        }
    }
}

/// The checksum over everything but the header's own checksum, the place of the signature, and the signature: headers,
/// then sections in the order of the file, then the rest. `None` where the sections are not in the file.
fn content_digest(layout: &Layout<'_>, algorithm: Algorithm) -> Option<Vec<u8>> {
    let bytes = layout.bytes;
    let optional = layout.pe + 24;
    let checksum = optional + 64;
    let place = optional + if layout.wide { 112 } else { 96 } + 4 * 8;
    let mut parts = vec![
        bytes.get(..checksum)?,
        bytes.get(checksum + 4..place)?,
        bytes.get(place + 8..layout.headers_size as usize)?,
    ];
    let mut sections: Vec<Range<usize>> = Vec::new();
    for section in layout.sections.iter().filter(|s| s.size > 0) {
        sections.push(section.offset as usize..(section.offset as usize).checked_add(section.size as usize)?);
    }
    sections.sort_unstable_by_key(|r| r.start);
    let mut hashed = layout.headers_size as usize;
    for section in sections {
        hashed = hashed.checked_add(section.len())?;
        // Sections that lie over each other would make us hash the file again and again.
        if hashed > bytes.len() {
            return None;
        }
        parts.push(bytes.get(section)?);
    }
    let signature = layout.certificates().map_or(0, |r| r.len());
    parts.push(bytes.get(hashed..bytes.len().checked_sub(signature)?)?);
    Some(algorithm.digest(&parts))
}

/// The signer signs a checksum of the statement that holds the program's checksum: one that does not fit was swapped.
fn statement_mismatch(signature: &Signature<'_>) -> Option<(&'static str, String, String)> {
    let signed = signature.statement_digest?;
    let actual = Algorithm::of(signature.signer_method)?.digest(&[signature.statement]);
    (signed != actual).then(|| ("the checksum of its statement", hex_digest(signed), hex_digest(&actual)))
}

/// Data in the signature's room behind the signatures, and behind the room: neither is signed.
fn hidden_data(layout: &Layout<'_>, range: &Range<usize>, own: usize, inspection: &mut Inspection<'_>) {
    let first = layout.bytes.get(range.start..).and_then(|r| u32_at(r, 0)).unwrap_or_default() as usize;
    let room_end = range.start.saturating_add(first).min(range.end);
    let places = [
        (range.start.saturating_add(own).min(room_end)..room_end, "in the room of the signature"),
        (range.end.min(layout.bytes.len())..layout.bytes.len(), "behind the signature"),
    ];
    for (place, words) in places {
        let bytes = layout.bytes.get(place.clone()).unwrap_or_default();
        let padding = bytes.iter().take_while(|b| **b == 0).count();
        let data = &bytes[padding..];
        if data.len() < STRAY || is_download_tag(data) {
            continue;
        }
        let start = place.start + padding;
        let _ = inspection.carve(start..place.end);
        let found = inspection.found(&rules::DATA_IN_SIGNATURE).at(start, data.len());
        found.with("where", words).with("size", data.len()).with("bytes", hex(&data[..data.len().min(8)]));
    }
}

/// The marks that makers of browsers and their like put there at each download, to count their customers.
fn is_download_tag(data: &[u8]) -> bool {
    [&b"Gact2.0Omaha"[..], b"__MOZCUSTOM__"]
        .iter()
        .any(|tag| memchr::memmem::find(&data[..data.len().min(256)], tag).is_some())
}
