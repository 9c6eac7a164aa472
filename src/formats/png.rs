//! PNG and APNG pictures: PNG Specification (Third Edition), <https://www.w3.org/TR/png-3/>.
//!
//! Read by us: decoders stop at IEND and skip what they do not know, which is exactly where things hide.

use std::ops::Range;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

use super::{dimensions, exif, hidden};

static PNG: TypeInfo = TypeInfo::new("png", "PNG picture", Nature::Picture, |p| p.starts(SIGNATURE))
    .mimes(&["image/png", "image/x-png"])
    .extensions(&["png"])
    .begins("89 50 4E 47 (\"PNG\")");

static APNG: TypeInfo = TypeInfo::new("apng", "animated PNG picture", Nature::Picture, |p| {
    let pixels = memchr::memmem::find(p.window(0, 4096), b"IDAT").unwrap_or(4096);
    memchr::memmem::find(p.window(0, pixels), b"acTL").is_some()
})
.mimes(&["image/apng", "image/vnd.mozilla.apng"])
.extensions(&["apng"])
.parent(&PNG)
.begins("89 50 4E 47 (\"PNG\")");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "png", types: &[&PNG, &APNG], rules: &[], inspect: Some(inspect), seeks: false };

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";
/// The longest note that is unpacked, in bytes; real ones are some hundred KB at most.
const NOTE: u64 = 4 << 20;
/// How much all notes of one picture may unpack to, in bytes; and how many packed notes are looked at.
const NOTES: u64 = 64 << 20;
const MOST_NOTES: u32 = 1000;
/// How far the pixels of a picture without end mark are unpacked, in bytes.
const PIXELS: usize = 256 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut at = SIGNATURE.len();
    let mut chunks = 0u32;
    let mut budget = Budget { bytes: NOTES, notes: MOST_NOTES };
    loop {
        let Some(header) = bytes.get(at..at + 8) else {
            if at == bytes.len() && pixels_end(artifact, inspection)? {
                return Ok(());
            }
            return Err(Gap::malformed(format!("the PNG ends at byte {} without its end mark (IEND)", bytes.len())));
        };
        let length = u32::from_be_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let kind = [header[4], header[5], header[6], header[7]];
        let (start, end) = (at + 8, at.saturating_add(8).saturating_add(length));
        if chunks == 0 && kind != *b"IHDR" {
            hidden::part(artifact, inspection, at..bytes.len(), "in place of the picture");
            return Err(Gap::malformed("the PNG does not begin with its header chunk (IHDR)"));
        }
        if !kind.iter().all(u8::is_ascii_alphabetic) || length > i32::MAX as usize {
            hidden::part(artifact, inspection, at..bytes.len(), "in place of a chunk");
            return Err(Gap::malformed(format!("the PNG is damaged at byte {at}: no chunk begins there")));
        }
        if end.saturating_add(4) > bytes.len() {
            if kind != *b"IDAT" {
                hidden::metadata(artifact, inspection, "last chunk", start..bytes.len(), None);
            }
            return Err(Gap::malformed(format!(
                "the PNG is cut off: the chunk at byte {at} should end at byte {}, the file ends at {}",
                end.saturating_add(4),
                bytes.len()
            )));
        }
        match &kind {
            b"IHDR" => header_chunk(artifact, inspection, start, end),
            b"IDAT" | b"fdAT" => hidden::code_in_pixels(artifact, inspection, start..end),
            b"IEND" => {
                hidden::metadata(artifact, inspection, "end chunk", start..end, None);
                hidden::after_end(artifact, inspection, end + 4);
                return Ok(());
            }
            b"eXIf" => exif::inspect(artifact, inspection, start..end, chunk_words(kind)),
            b"zTXt" | b"iCCP" | b"iTXt" => compressed(artifact, inspection, kind, start..end, &mut budget)?,
            _ => hidden::metadata(artifact, inspection, chunk_words(kind), start..end, None),
        }
        at = end + 4;
        chunks += 1;
        if chunks.is_multiple_of(4096) {
            inspection.check_time()?;
        }
    }
}

/// Whether the packed pixels come to their end: then nothing but the end mark is missing, which decoders do not look for.
fn pixels_end(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<bool, Gap> {
    let bytes = artifact.bytes();
    let (mut at, mut came, mut out) = (SIGNATURE.len(), 0usize, vec![0; 64 * 1024]);
    let mut pixels = flate2::Decompress::new(true);
    while let Some(&[a, b, c, d, ref kind @ ..]) = bytes.get(at..at + 8) {
        let end = at.saturating_add(8).saturating_add(u32::from_be_bytes([a, b, c, d]) as usize);
        let mut packed = bytes.get(at + 8..end).filter(|_| kind == b"IDAT").unwrap_or_default();
        while !packed.is_empty() {
            inspection.check_time()?;
            let (taken, given) = (pixels.total_in(), pixels.total_out());
            match pixels.decompress(packed, &mut out, flate2::FlushDecompress::None) {
                Ok(flate2::Status::StreamEnd) => return Ok(true),
                Ok(_) if (taken, given) != (pixels.total_in(), pixels.total_out()) && came < PIXELS => {}
                _ => return Ok(false),
            }
            came += usize::try_from(pixels.total_out() - given).unwrap_or(usize::MAX);
            packed = packed.get(usize::try_from(pixels.total_in() - taken).unwrap_or(usize::MAX)..).unwrap_or_default();
        }
        at = end.saturating_add(4);
    }
    Ok(false)
}

fn header_chunk(artifact: &Artifact, inspection: &mut Inspection<'_>, start: usize, end: usize) {
    let Some(&[a, b, c, d, e, f, g, h, depth, kind, ..]) = artifact.bytes().get(start..end) else { return };
    let (width, height) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
    let channels = match kind {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    let bits = u64::from(depth) * channels;
    dimensions::claimed(artifact, inspection, start..start + 8, (width.into(), height.into()), bits);
}

/// Notes that may be compressed: their text is behind a keyword, flags and languages.
fn compressed(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    kind: [u8; 4],
    Range { start, end }: Range<usize>,
    budget: &mut Budget,
) -> Result<(), Gap> {
    let chunk = artifact.bytes().get(start..end).unwrap_or_default();
    let keyword = chunk.iter().position(|b| *b == 0).map_or(chunk.len(), |i| i + 1);
    let rest = chunk.get(keyword..).unwrap_or_default();
    let packed = match (&kind, rest) {
        // iTXt: flag, method, language, 0, translated keyword, 0, text
        (b"iTXt", [1, _, more @ ..]) => {
            let behind = more.splitn(3, |b| *b == 0).nth(2);
            behind.unwrap_or_default()
        }
        (b"iTXt", _) => {
            hidden::metadata(artifact, inspection, chunk_words(kind), start..end, None);
            return Ok(());
        }
        (_, [_, more @ ..]) => more,
        (_, []) => return Ok(()),
    };
    inspection.check_time()?;
    if budget.notes == 0 || budget.bytes == 0 {
        let said = format!("more than {MOST_NOTES} packed notes, or notes that unpack to more than {NOTES} bytes");
        return Err(Gap::limit(LimitKind::ArtifactBytes, said));
    }
    let (text, gap) = hidden::inflate(packed, NOTE.min(budget.bytes));
    budget.notes -= 1;
    budget.bytes = budget.bytes.saturating_sub(text.len() as u64);
    hidden::metadata(artifact, inspection, chunk_words(kind), start..end, Some(&text));
    match gap {
        // What does not decompress may be something else than it says.
        Some(gap) if text.is_empty() => {
            hidden::metadata(artifact, inspection, chunk_words(kind), end - packed.len()..end, None);
            inspection.gap(gap);
        }
        Some(gap) => inspection.gap(gap),
        None => {}
    }
    Ok(())
}

/// What the packed notes of one picture may still cost.
struct Budget {
    bytes: u64,
    notes: u32,
}

fn chunk_words(kind: [u8; 4]) -> &'static str {
    match &kind {
        b"tEXt" => "text note (tEXt)",
        b"zTXt" => "compressed text note (zTXt)",
        b"iTXt" => "text note (iTXt)",
        b"iCCP" => "colour profile (iCCP)",
        b"eXIf" => "camera data (eXIf)",
        b"PLTE" => "colour table (PLTE)",
        _ => "extra chunk",
    }
}
