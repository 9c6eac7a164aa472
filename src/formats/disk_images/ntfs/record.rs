//! Records of the table of files, and the attributes in them.

use crate::model::gap::Gap;

use super::super::disk::{Runs, u16_at, u32_at, u64_at, utf16};
use super::Volume;

/// Kinds of attributes.
const INFORMATION: u32 = 0x10;
pub(super) const LIST: u32 = 0x20;
const FILE_NAME: u32 = 0x30;
pub(super) const DATA: u32 = 0x80;
pub(super) const REPARSE: u32 = 0xC0;

/// A record, with the ends of its sectors put back.
pub(super) struct Record {
    bytes: Vec<u8>,
    pub(super) number: u64,
}

/// An attribute of a record.
pub(super) struct Attribute<'r> {
    pub(super) kind: u32,
    pub(super) name: Vec<u8>,
    /// The first cluster of the stream that it describes.
    pub(super) first: u64,
    bytes: &'r [u8],
}

/// A name of a file.
pub(super) struct FileName {
    pub(super) parent: u64,
    pub(super) name: Vec<u8>,
    /// For old programs.
    pub(super) short: bool,
}

/// Reads a record; `None` where there is none.
pub(super) fn read(bytes: &[u8]) -> Option<Record> {
    if !bytes.starts_with(b"FILE") || bytes.len() < 512 {
        return None;
    }
    let mut out = bytes.to_vec();
    // The last two bytes of each sector are kept apart, to notice writes that were cut off.
    let (from, count) = (usize::from(u16_at(bytes, 4)), usize::from(u16_at(bytes, 6)));
    let check = bytes.get(from..from + 2)?;
    for sector in 1..count.min(bytes.len() / 512 + 1) {
        let saved = bytes.get(from + 2 * sector..from + 2 * sector + 2)?;
        let end = sector * 512 - 2;
        if out.get(end..end + 2)? != check {
            return None;
        }
        out[end..end + 2].copy_from_slice(saved);
    }
    Some(Record { bytes: out, number: 0 })
}

impl Record {
    pub(super) fn is_used(&self) -> bool {
        u16_at(&self.bytes, 22) & 1 != 0
    }

    pub(super) fn is_folder(&self) -> bool {
        u16_at(&self.bytes, 22) & 2 != 0
    }

    /// Whether it goes on where another record ends.
    pub(super) fn is_extension(&self) -> bool {
        u64_at(&self.bytes, 32) & 0xFFFF_FFFF_FFFF != 0
    }

    pub(super) fn is_hidden(&self) -> bool {
        let information = self.attributes().find(|a| a.kind == INFORMATION);
        information.is_some_and(|a| a.resident().is_some_and(|content| u32_at(content, 32) & 2 != 0))
    }

    /// Whether it is a symbolic link or a junction; other reparse points are no links.
    pub(super) fn is_link(&self) -> bool {
        let point = self.attributes().find(|a| a.kind == REPARSE);
        let kind = point.and_then(|p| p.resident().map(|content| u32_at(content, 0)));
        matches!(kind, Some(0xA000_000C | 0xA000_0003))
    }

    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        let mut at = usize::from(u16_at(&self.bytes, 20));
        std::iter::from_fn(move || {
            let kind = u32_at(&self.bytes, at);
            let length = u32_at(&self.bytes, at + 4) as usize;
            let bytes = self.bytes.get(at..at.checked_add(length)?).filter(|b| b.len() >= 24 && kind != u32::MAX)?;
            at += length;
            let name = usize::from(u16_at(bytes, 10));
            let name = bytes.get(name..name + 2 * usize::from(bytes[9])).unwrap_or_default();
            let first = if bytes[8] == 0 { 0 } else { u64_at(bytes, 16) };
            Some(Attribute { kind, name: utf16(name, false), first, bytes })
        })
    }
}

impl<'r> Attribute<'r> {
    /// The content, where it stands in the record.
    fn resident(&self) -> Option<&'r [u8]> {
        if self.bytes[8] != 0 {
            return None;
        }
        let from = usize::from(u16_at(self.bytes, 20));
        self.bytes.get(from..from.checked_add(u32_at(self.bytes, 16) as usize)?)
    }

    pub(super) fn is_locked(&self) -> bool {
        u16_at(self.bytes, 12) & 0x4000 != 0
    }

    /// The bytes of a unit, where it is compressed.
    pub(super) fn unit(&self, volume: &Volume) -> Option<u64> {
        let power = u32::from(u16_at(self.bytes, 34));
        (self.bytes[8] != 0 && u16_at(self.bytes, 12) & 0xFF != 0 && (1..=8).contains(&power))
            .then(|| volume.cluster << power)
    }

    pub(super) fn file_name(&self) -> Option<FileName> {
        let content = self.resident().filter(|c| self.kind == FILE_NAME && c.len() >= 66)?;
        let name = content.get(66..66 + 2 * usize::from(content[64]))?;
        let parent = u64_at(content, 0) & 0xFFFF_FFFF_FFFF;
        Some(FileName { parent, name: utf16(name, false), short: content[65] == 2 })
    }

    /// Where the content stands.
    pub(super) fn runs(&self, volume: &Volume) -> Result<Runs, Gap> {
        if let Some(content) = self.resident() {
            return Ok(Runs::inline(content.to_vec()));
        }
        if self.bytes[8] == 0 || self.bytes.len() < 64 {
            return Err(Gap::malformed("its entry in the table of files is damaged"));
        }
        // What was set aside beyond the written size reads as zeros.
        let mut runs = Runs::of_size(u64_at(self.bytes, 48));
        self.add(volume, &mut runs)?;
        Ok(runs)
    }

    /// Adds the places that this attribute names.
    pub(super) fn add(&self, volume: &Volume, runs: &mut Runs) -> Result<(), Gap> {
        let mut list = self.bytes.get(usize::from(u16_at(self.bytes, 32))..).unwrap_or_default();
        let mut cluster = 0i64;
        while let Some((head, rest)) = list.split_first().filter(|(head, _)| **head != 0) {
            let (length, offset) = (usize::from(head & 15), usize::from(head >> 4));
            let damaged = || Gap::malformed("the list of its places is damaged");
            if length == 0 || length > 8 || offset > 8 || rest.len() < length + offset {
                return Err(damaged());
            }
            let count = signed(&rest[..length]).cast_unsigned();
            let bytes = count.checked_mul(volume.cluster).ok_or_else(damaged)?;
            if offset == 0 {
                runs.push(None, bytes)?;
            } else {
                cluster = cluster.checked_add(signed(&rest[length..length + offset])).ok_or_else(damaged)?;
                let at =
                    u64::try_from(cluster).ok().and_then(|at| at.checked_mul(volume.cluster)).ok_or_else(damaged)?;
                runs.push(Some(at), bytes)?;
            }
            list = &rest[length + offset..];
        }
        Ok(())
    }
}

/// A little-endian number with its sign, of one to eight bytes.
fn signed(bytes: &[u8]) -> i64 {
    let negative = bytes.last().is_some_and(|b| *b & 0x80 != 0);
    let mut wide = if negative { [0xFF; 8] } else { [0; 8] };
    wide[..bytes.len()].copy_from_slice(bytes);
    i64::from_le_bytes(wide)
}
