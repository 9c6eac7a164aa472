//! GIF pictures: GIF89a, <https://www.w3.org/Graphics/GIF/spec-gif89a.txt>.
//!
//! Read by us, block by block up to the trailer; pixels are not unpacked.

use std::ops::Range;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

use super::{dimensions, hidden};

static GIF: TypeInfo =
    TypeInfo::new("gif", "GIF picture", Nature::Picture, |p| p.starts(b"GIF89a") || p.starts(b"GIF87a"))
        .mimes(&["image/gif"])
        .extensions(&["gif"])
        .begins("47 49 46 38 (\"GIF8\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "gif", types: &[&GIF], rules: &[], inspect: Some(inspect), seeks: false };

/// The signature, and the screen descriptor behind it.
const SIGNATURE: usize = 6;
const SCREEN: usize = 7;
/// The most bytes of a note in pieces that are put together.
const NOTE: usize = 16 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    if hidden::script_as_header(artifact, inspection, SIGNATURE) {
        return Err(Gap::malformed("the GIF has text in place of its header"));
    }
    hidden::script_behind_comment(artifact, inspection, SIGNATURE);
    let Some(&[a, b, c, d, flags, _, _]) = bytes.get(SIGNATURE..SIGNATURE + SCREEN) else {
        return Err(Gap::malformed("the GIF is cut off in its header"));
    };
    let (width, height) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
    dimensions::claimed(artifact, inspection, SIGNATURE..SIGNATURE + 4, (width.into(), height.into()), 8);
    let mut at = SIGNATURE + SCREEN + palette(flags);
    let (mut frames, mut blocks) = (0u64, 0u32);
    let result = loop {
        blocks = blocks.wrapping_add(1);
        if blocks.is_multiple_of(4096) {
            inspection.check_time()?;
        }
        let Some(kind) = bytes.get(at) else {
            // Some writers leave the end mark out; then every block is whole, and nothing stays unread.
            if frames > 0 && at == bytes.len() {
                break Ok(());
            }
            break Err(Gap::malformed(format!("the GIF ends at byte {} without its end mark", bytes.len())));
        };
        let next = match kind {
            0x3B => {
                hidden::after_end(artifact, inspection, at + 1);
                break Ok(());
            }
            0x21 => extension(artifact, inspection, at),
            0x2C => {
                frames += 1;
                image(artifact, inspection, at)
            }
            // Some writers end a block twice; decoders go on.
            0 => Some(at + 1),
            _ => {
                hidden::part(artifact, inspection, at..bytes.len(), "in place of a block");
                break Err(Gap::malformed(format!("the GIF is damaged at byte {at}: no block begins there")));
            }
        };
        match next {
            Some(next) => at = next,
            None => {
                hidden::metadata(artifact, inspection, "last block", at..bytes.len(), None);
                break Err(Gap::malformed(format!("the GIF is cut off in its block at byte {at}")));
            }
        }
    };
    if frames > 1 {
        inspection.fact("frames", frames);
    }
    match result {
        Ok(()) if frames == 0 => Err(Gap::malformed("the GIF holds no picture data")),
        result => result,
    }
}

/// Bytes of the colour table that these flags announce.
fn palette(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// An image at `at`; gives where it ends.
fn image(artifact: &Artifact, inspection: &mut Inspection<'_>, at: usize) -> Option<usize> {
    let bytes = artifact.bytes();
    let flags = *bytes.get(at + 9)?;
    // Behind the colour table stands one byte: the size of the first codes.
    let data = at + 10 + palette(flags) + 1;
    let end = sub_blocks(bytes, data, |_| ())?;
    hidden::code_in_pixels(artifact, inspection, data..end);
    Some(end)
}

/// An extension at `at`; gives where it ends.
fn extension(artifact: &Artifact, inspection: &mut Inspection<'_>, at: usize) -> Option<usize> {
    let bytes = artifact.bytes();
    let label = *bytes.get(at + 1)?;
    let (place, first) = match label {
        0xFE => ("comment", at + 2),
        // The first sub-block of an application extension is its name.
        0xFF => ("application data", at + 3 + usize::from(*bytes.get(at + 2)?)),
        0x01 => ("text block", at + 3 + usize::from(*bytes.get(at + 2)?)),
        0xF9 => ("frame settings", at + 2),
        _ => ("extra block", at + 2),
    };
    let mut content = Vec::new();
    let end = sub_blocks(bytes, first, |block| {
        if content.len() < NOTE {
            content.extend_from_slice(&bytes[block]);
        }
    })?;
    if label == 0xF9 && content.len() <= 4 {
        return Some(end);
    }
    // XMP is not cut into pieces but stands as it is, behind its name.
    if bytes.get(at + 3..first).is_some_and(|name| name.starts_with(b"XMP Data")) {
        hidden::metadata(artifact, inspection, "editing notes (XMP)", first..end, None);
    } else {
        hidden::joined(artifact, inspection, place, at..end, &content);
    }
    Some(end)
}

/// Goes through sub-blocks from `at` to the empty one; gives where that ends.
fn sub_blocks(bytes: &[u8], mut at: usize, mut each: impl FnMut(Range<usize>)) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        let end = at + 1 + length;
        if length == 0 {
            return Some(end);
        }
        bytes.get(at + 1..end)?;
        each(at + 1..end);
        at = end;
    }
}
