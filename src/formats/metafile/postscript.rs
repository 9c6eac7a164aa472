//! PostScript as text: orders that touch files or start programs, and what stands behind the end.

use crate::formats::hidden;
use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::rule::Rule;

use super::{A_LANGUAGE, STARTS_PROGRAM, TOUCHES_FILES};

/// How much of a file is searched, in bytes.
const LONGEST: usize = 64 << 20;
/// Orders that no drawing needs. `.forceput` and its kin change what Ghostscript protects; `%pipe%` starts a program.
const ORDERS: &[(&[u8], &Rule)] = &[
    (b"(%pipe%", &STARTS_PROGRAM),
    (b"<257069706525", &STARTS_PROGRAM),
    (b".forceput", &STARTS_PROGRAM),
    (b".forcedef", &STARTS_PROGRAM),
    (b".setsafe", &STARTS_PROGRAM),
    (b"/LockSafetyParams", &STARTS_PROGRAM),
    (b"deletefile", &TOUCHES_FILES),
    (b"renamefile", &TOUCHES_FILES),
    (b"(w) file", &TOUCHES_FILES),
    (b"(w)file", &TOUCHES_FILES),
    (b"(w+) file", &TOUCHES_FILES),
    (b"(w+)file", &TOUCHES_FILES),
    (b"(a) file", &TOUCHES_FILES),
    (b"(a)file", &TOUCHES_FILES),
    (b"filenameforall", &TOUCHES_FILES),
];
/// More than this many of one order say nothing new.
const MOST: usize = 3;

pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let text = &bytes[..bytes.len().min(LONGEST)];
    let mut alarms = false;
    for (order, rule) in ORDERS {
        inspection.check_time()?;
        for at in memchr::memmem::find_iter(text, order).filter(|at| is_order(text, *at, order.len())).take(MOST) {
            alarms = true;
            let start = text[..at].iter().rposition(|b| matches!(b, b'\n' | b'\r')).map_or(0, |i| i + 1);
            let start = start.max(at.saturating_sub(80));
            let line: Vec<u8> =
                text[start..].iter().take(160).copied().take_while(|b| !matches!(b, b'\n' | b'\r')).collect();
            let line = String::from_utf8_lossy(&line).into_owned();
            inspection.found(rule).at(at, order.len()).with("line", line);
        }
    }
    if !alarms {
        let begins = hex(&bytes[..bytes.len().min(4)]);
        let found = inspection.found(&A_LANGUAGE).at(0usize, 4usize);
        found.with("what", artifact.content_type.phrase()).with("bytes", begins);
    }
    if let Some(end) = memchr::memmem::rfind(bytes, b"%%EOF") {
        let rest = bytes.get(end + 5..).unwrap_or_default().trim_ascii_start();
        // The end mark is only a comment: Illustrator goes on behind it, in PostScript that skips its own notes.
        if !rest.starts_with(b"%") {
            hidden::after_end(artifact, inspection, end + 5);
        }
    }
    if bytes.len() > LONGEST {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {LONGEST} bytes were searched")));
    }
    Ok(())
}

/// Whether the word at these bytes is an order: it stands by itself, not in a comment and not as a name with a slash.
fn is_order(text: &[u8], at: usize, length: usize) -> bool {
    let line = text[..at].iter().rposition(|b| matches!(b, b'\n' | b'\r')).map_or(0, |i| i + 1);
    let comment = text[line..at].contains(&b'%');
    let part_of_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'/');
    let first_is_letter = text[at].is_ascii_alphanumeric();
    let last_is_letter = text[at + length - 1].is_ascii_alphanumeric();
    let before = first_is_letter && part_of_word(at.checked_sub(1).and_then(|i| text.get(i)));
    let behind = last_is_letter && part_of_word(text.get(at + length)) && !text[at..].starts_with(b"<");
    !comment && !before && !behind
}

/// An EPS with a preview in front: a table of three parts (PostScript, WMF, TIFF), offset and length each.
pub(super) fn with_preview(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let field =
        |at: usize| bytes.get(at..at + 4).and_then(|f| f.try_into().ok()).map_or(0, u32::from_le_bytes) as usize;
    let mut last = 30;
    let mut cut = None;
    for at in [4, 12, 20] {
        let (start, length) = (field(at), field(at + 4));
        if start == 0 || length == 0 {
            continue;
        }
        let end = start.saturating_add(length);
        if start < 28 || end > bytes.len() {
            cut = Some(end);
        }
        if start >= 28 {
            inspection.slice(Origin::Carved { offset: start as u64 }, Claim::none(), start..end);
        }
        last = last.max(end.min(bytes.len()));
    }
    if let Some(end) = cut {
        return Err(Gap::malformed(format!("a part should end at byte {end}, the file ends at {}", bytes.len())));
    }
    hidden::after_end(artifact, inspection, last);
    Ok(())
}
