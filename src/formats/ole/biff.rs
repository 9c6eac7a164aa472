//! The beginning of an Excel workbook stream (MS-XLS): whether it is locked, and its list of sheets.

use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::rules;

/// Records that are looked at; the list of sheets stands among the first hundreds.
const MOST: usize = 100_000;

/// Reads the records of the workbook's first part up to its end.
pub(super) fn inspect(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut at = 0usize;
    for _ in 0..MOST {
        let Some(&[a, b, c, d]) = bytes.get(at..at.saturating_add(4)) else { break };
        let (kind, length) = (u16::from_le_bytes([a, b]), usize::from(u16::from_le_bytes([c, d])));
        let body = bytes.get(at + 4..at + 4 + length).unwrap_or_default();
        match kind {
            // EOF of the workbook's globals
            0x000A => return Ok(()),
            // FilePass: the rest is encrypted.
            0x002F => return Err(Gap::encrypted("the workbook is locked with a password")),
            // BoundSheet8: place, visibility, kind (1 is a macro sheet), name
            0x0085 if body.get(5) == Some(&1) => {
                let hidden = body.get(4).is_some_and(|v| v & 3 != 0);
                let words = if hidden { "a hidden macro sheet" } else { "a macro sheet" };
                inspection.found(&rules::MACRO_SHEET).at(0u64, 8u64).with("what", words).with("record", at);
                inspection.gap(Gap::unsupported("the macro sheets of the workbook were not judged"));
            }
            _ => {}
        }
        at += 4 + length;
    }
    Ok(())
}
