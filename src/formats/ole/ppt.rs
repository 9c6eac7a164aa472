//! A PowerPoint document stream (MS-PPT): the compound files that are packed into it, which are its objects and its macro
//! project (ExOleObjStg, 2.10.34; ExControlStg and VbaProjectStg have the same number).

use flate2::read::ZlibDecoder;

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

/// Records that are looked at.
const MOST: usize = 100_000;

/// Hands over each packed compound file.
pub(super) fn inspect(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut at = 0usize;
    for _ in 0..MOST {
        inspection.check_time()?;
        let Some(head) = bytes.get(at..at.saturating_add(8)) else { return Ok(()) };
        let instance = u16::from_le_bytes([head[0], head[1]]) >> 4;
        let kind = u16::from_le_bytes([head[2], head[3]]);
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let from = at + 8;
        at = from.saturating_add(length);
        if kind != 0x1011 {
            continue;
        }
        let body = bytes.get(from..at.min(bytes.len())).unwrap_or_default();
        let child = match (instance, body.get(4..)) {
            (1, Some(packed)) => {
                let declared = u64::from(u32::from_le_bytes([body[0], body[1], body[2], body[3]]));
                let mut packed = Unended { inner: ZlibDecoder::new(packed), declared, came: 0 };
                inspection.child(Origin::Decoded, Claim::none(), &mut packed)
            }
            _ => inspection.child(Origin::Decoded, Claim::none(), &mut &*body),
        };
        if child.is_none() {
            return Ok(());
        }
    }
    Err(Gap::limit(LimitKind::Entries, "the presentation has too many records"))
}

/// PowerPoint leaves off the end of its packed parts: where all came that was declared, that is no fault.
struct Unended<'b> {
    inner: ZlibDecoder<&'b [u8]>,
    declared: u64,
    came: u64,
}

impl std::io::Read for Unended<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(count) => {
                self.came += count as u64;
                Ok(count)
            }
            Err(_) if self.came >= self.declared => Ok(0),
            Err(error) => Err(error),
        }
    }
}
