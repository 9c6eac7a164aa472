//! A PowerPoint document stream (MS-PPT): the compound files that are packed into it, which are its objects and its macro
//! project (ExOleObjStg, 2.10.34; ExControlStg and VbaProjectStg have the same number).

use flate2::read::ZlibDecoder;

use crate::formats::office::target::{self, Starts};
use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::rules;

/// The version of a record that holds others.
const CONTAINER: u8 = 0x0F;
/// Records that are looked at.
const MOST: usize = 100_000;

/// Whether the stream of the last user (CurrentUserAtom, 2.3.2) says that the document is encrypted.
pub(super) fn is_locked(current_user: &[u8]) -> bool {
    current_user.get(2..4) == Some(b"\xF6\x0F") && current_user.get(12..16) == Some(b"\xDF\xC4\xD1\xF3")
}

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
        if head[0] & 0x0F == CONTAINER {
            actions(bytes, from, at.min(bytes.len()), inspection)?;
        }
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

/// What the shapes in a container do when they are clicked, or touched with the mouse.
fn actions(bytes: &[u8], from: usize, end: usize, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let (mut at, mut action, mut told) = (from, None, false);
    for _ in 0..MOST * 10 {
        let Some(head) = bytes.get(at..at.saturating_add(8)).filter(|_| at + 8 <= end) else { return Ok(()) };
        let instance = u16::from_le_bytes([head[0], head[1]]) >> 4;
        let kind = u16::from_le_bytes([head[2], head[3]]);
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = at + 8;
        match kind {
            // InteractiveInfo: its instance says whether the mouse only moves over.
            0x0FF2 => action = Some((instance == 1, false)),
            // Its atom: sound, link, action (2 runs a program) …
            0x0FF3 => {
                let runs = bytes.get(body + 8) == Some(&2);
                action = action.map(|(over, _)| (over, runs));
            }
            // A string: what runs.
            0x0FBA if action.is_some_and(|(_, runs)| runs) && !told => {
                let text = bytes.get(body..body.saturating_add(length.min(1024))).unwrap_or_default();
                let units: Vec<u16> = text.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
                told = runs(&String::from_utf16_lossy(&units), action.is_some_and(|(over, _)| over), at, inspection);
            }
            _ => {}
        }
        at = if head[0] & 0x0F == CONTAINER { body } else { body.saturating_add(length) };
    }
    Err(Gap::limit(LimitKind::Entries, "the presentation has too many records"))
}

/// Judges the program that an action starts.
fn runs(target: &str, over: bool, at: usize, inspection: &mut Inspection<'_>) -> bool {
    let (rule, when) = match (target::starts(target), over) {
        (Starts::Nothing, _) => return false,
        (_, true) => (&rules::STARTS_PROGRAM, "as soon as the mouse moves over it"),
        (Starts::Orders, false) => (&rules::STARTS_PROGRAM, "with a click into the slide"),
        (Starts::Program, false) => (&rules::CLICK_STARTS, "with a click into the slide"),
    };
    let found = inspection.found(rule).at(0u64, 8u64);
    found.with("when", when).with("target", target).with("record", at);
    true
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
