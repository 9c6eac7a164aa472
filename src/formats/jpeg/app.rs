//! JPEG's application segments: EXIF, XMP, colour profiles, Photoshop resources, and whatever else calls itself so.

use std::ops::Range;

use crate::formats::{exif, hidden};
use crate::model::artifact::Artifact;
use crate::model::inspection::Inspection;

use super::segments::Segment;

/// The most bytes of notes in pieces that are put together.
const MOST: usize = 16 << 20;

/// Notes that are spread over several segments, because one holds 64 KiB only.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    profile: Piece,
    xmp: Piece,
    resources: Piece,
    provenance: Piece,
}

#[derive(Debug, Default)]
struct Piece {
    range: Option<Range<usize>>,
    content: Vec<u8>,
}

impl Piece {
    fn add(&mut self, bytes: &[u8], range: Range<usize>) {
        let piece = bytes.get(range.clone()).unwrap_or_default();
        if self.content.len() + piece.len() <= MOST {
            self.content.extend_from_slice(piece);
        }
        let start = self.range.as_ref().map_or(range.start, |r| r.start);
        self.range = Some(start..range.end);
    }
}

impl Pieces {
    /// Looks at what the pieces give together.
    pub(super) fn inspect(self, artifact: &Artifact, inspection: &mut Inspection<'_>) {
        let places = [
            (self.profile, "colour profile (ICC)"),
            (self.xmp, "editing notes (XMP)"),
            (self.provenance, "proof of origin (JUMBF)"),
        ];
        for (piece, place) in places {
            if let Some(range) = piece.range {
                hidden::joined(artifact, inspection, place, range, &piece.content);
            }
        }
        if let Some(range) = self.resources.range {
            hidden::joined(artifact, inspection, "Photoshop data", range.clone(), &self.resources.content);
            for resource in resources(&self.resources.content) {
                let content = self.resources.content.get(resource).unwrap_or_default();
                hidden::joined_file(artifact, inspection, "Photoshop data", range.clone(), content);
            }
        }
    }
}

/// Looks at one application segment, or keeps it for later.
pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>, segment: &Segment, pieces: &mut Pieces) {
    let bytes = artifact.bytes();
    let data = segment.data.clone();
    let content = bytes.get(data.clone()).unwrap_or_default();
    let behind = |mark: &[u8], skip: usize| {
        content.starts_with(mark).then(|| (data.start + mark.len() + skip).min(data.end)..data.end)
    };
    if let Some(range) = behind(b"Exif\0", 1) {
        return exif::inspect(artifact, inspection, range, "camera data (EXIF)");
    }
    // Behind the mark: number and count of the piece; identity, length and offset; nothing; instance and packet.
    let kept = [
        (behind(b"ICC_PROFILE\0", 2), &mut pieces.profile),
        (behind(b"http://ns.adobe.com/xmp/extension/\0", 40), &mut pieces.xmp),
        (behind(b"Photoshop 3.0\0", 0), &mut pieces.resources),
        (behind(b"JP", 6).filter(|_| segment.marker == 0xEB), &mut pieces.provenance),
    ];
    for (range, piece) in kept {
        if let Some(range) = range {
            return piece.add(bytes, range);
        }
    }
    hidden::metadata(artifact, inspection, "application data", data.clone(), None);
    // What is named in front of the content does not hide what the content begins like.
    let name = content.iter().take(64).take_while(|b| matches!(b, b'!'..=b'~' | b' ')).count();
    if name > 0 && content.get(name) == Some(&0) {
        hidden::file_in(artifact, inspection, "application data", data.start + name + 1..data.end);
    }
}

/// The contents of Photoshop's resources: "8BIM", number, name, length, content; names and contents padded to even.
fn resources(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(head) = bytes.get(at..at + 7)
        && head.starts_with(b"8BIM")
        && found.len() < 4096
    {
        let name = (1 + usize::from(head[6])).next_multiple_of(2);
        let field = at + 6 + name;
        let Some(&[a, b, c, d]) = bytes.get(field..field + 4) else { break };
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let Some(end) = (field + 4).checked_add(length).filter(|end| *end <= bytes.len()) else { break };
        found.push(field + 4..end);
        at = end + length % 2;
    }
    found
}
