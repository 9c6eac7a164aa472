//! The row of headers, read by us where the crate gives up: it lists nothing of an archive that is cut off, of which unpackers
//! give what is there.

use std::io::{Read, Seek as _, SeekFrom};

use crate::model::artifact::Artifact;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

/// Headers that are walked over.
const MOST: u32 = 100_000;
/// How much of a header is looked at: sizes stand at its start.
const LOOK: u64 = 64;

/// Where the last block ends that is whole, in bytes.
pub(super) fn whole_until(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<u64, Gap> {
    let new = artifact.bytes().starts_with(b"Rar!\x1A\x07\x01\0");
    let mut end = if new { 8 } else { 7 };
    for _ in 0..MOST {
        inspection.check_time()?;
        let mut head = Vec::new();
        let mut reader = artifact.reader();
        let read = reader.seek(SeekFrom::Start(end)).and_then(|_| reader.take(LOOK).read_to_end(&mut head));
        let size = match read {
            Ok(_) if new => new_size(&head),
            Ok(_) => old_size(&head),
            Err(_) => None,
        };
        match size.and_then(|size| end.checked_add(size)).filter(|next| *next <= artifact.size()) {
            Some(next) => end = next,
            None => break,
        }
    }
    Ok(end)
}

/// The bytes of a block of RAR 5: checksum, size of the header, type, flags, size of extra data, size of data.
fn new_size(head: &[u8]) -> Option<u64> {
    let mut at = 4;
    let size = number(head, &mut at)?;
    let header = (at as u64).checked_add(size).filter(|_| size > 0)?;
    let _kind = number(head, &mut at)?;
    let flags = number(head, &mut at)?;
    if flags & 1 != 0 {
        number(head, &mut at)?;
    }
    let data = if flags & 2 == 0 { 0 } else { number(head, &mut at)? };
    header.checked_add(data)
}

/// A number in groups of seven bits.
fn number(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// The bytes of a block of RAR 1.5 to 4: checksum, type, flags, size, and size of data if there is any.
fn old_size(head: &[u8]) -> Option<u64> {
    let word = |at: usize| Some(u16::from_le_bytes([*head.get(at)?, *head.get(at + 1)?]));
    let (kind, flags, size) = (*head.get(2)?, word(3)?, u64::from(word(5)?));
    let has_data = flags & 0x8000 != 0 || matches!(kind, 0x74 | 0x7A);
    let long = |at: usize| Some(u64::from(word(at)?) | u64::from(word(at + 2)?) << 16);
    let mut data = if has_data { long(7)? } else { 0 };
    if matches!(kind, 0x74 | 0x7A) && flags & 0x100 != 0 {
        data |= long(32)? << 32;
    }
    (size >= 7 && (0x72..=0x7B).contains(&kind)).then(|| size.checked_add(data))?
}

/// How many rounds, as a power of two, the key of a RAR 5 archive with locked headers takes.
pub(super) fn rounds(bytes: &[u8]) -> Option<u8> {
    let head = bytes.strip_prefix(b"Rar!\x1A\x07\x01\0")?;
    let mut at = 4;
    number(head, &mut at)?;
    let kind = number(head, &mut at)?;
    let flags = number(head, &mut at)?;
    for bit in [1, 2] {
        if flags & bit != 0 {
            number(head, &mut at)?;
        }
    }
    number(head, &mut at)?;
    number(head, &mut at)?;
    (kind == 4).then(|| head.get(at).copied())?
}
