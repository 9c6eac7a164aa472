//! Many messages in one file: mbox in its four kinds (RFC 4155; mboxo, mboxrd, mboxcl, mboxcl2), and Apple Mail's emlx, a
//! message between its length and a property list.

use std::ops::Range;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::parse::mime;
use crate::parse::mime::params::Params;

use super::{kinds, parts};

/// How far behind a message its last boundary is looked for, in bytes.
const AHEAD: usize = 1 << 20;

/// Hands over every message of a mailbox. Lines `>From ` in texts stay as they are: no file is changed by them.
pub(super) fn mbox(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let starts = starts(bytes);
    let (mut count, mut at) = (0u64, 0);
    while let Some(start) = starts.get(at) {
        inspection.check_time()?;
        at += 1;
        let mut stop = starts.get(at).copied().unwrap_or(bytes.len());
        let (_, from) = mime::line(bytes, *start, stop);
        // An attached patch or mailbox begins with such a line too: the message goes on to its last boundary.
        if let Some(end) = last_boundary(bytes, from..stop) {
            while starts.get(at).is_some_and(|next| *next < end) {
                at += 1;
            }
            stop = starts.get(at).copied().unwrap_or(bytes.len());
        }
        if bytes[from..stop].trim_ascii().is_empty() {
            continue;
        }
        count += 1;
        if !message(artifact, inspection, from..stop)? {
            return Ok(());
        }
    }
    inspection.fact("messages", count);
    Ok(())
}

/// Where the last boundary of a message stands, if it stands behind what seems to be the message's end.
fn last_boundary(bytes: &[u8], range: Range<usize>) -> Option<usize> {
    let header = mime::header(bytes, range.clone(), true);
    let boundary = header.first("content-type").map(Params::of)?.plain("boundary").next()?.to_vec();
    let close = [b"\n--", boundary.as_slice(), b"--"].concat();
    if boundary.is_empty() || memchr::memmem::find(&bytes[range.clone()], &close).is_some() {
        return None;
    }
    let look = range.end..bytes.len().min(range.end.saturating_add(AHEAD));
    memchr::memmem::find(&bytes[look], &close).map(|at| range.end + at)
}

/// Hands over one message of several; false where the limits refuse more.
fn message(artifact: &Artifact, inspection: &mut Inspection<'_>, range: Range<usize>) -> Result<bool, Gap> {
    let claim = Claim { name: None, mime: Some("message/rfc822".to_owned()) };
    let Some(child) = inspection.slice(Origin::Carved { offset: range.start as u64 }, claim, range.clone()) else {
        return Ok(false);
    };
    if child.whole && !matches!(child.content_type.id, "eml" | "eml-raw" | "mhtml" | "mbox") {
        // A message with hardly a header is a message here all the same.
        parts::message(artifact, inspection, range, false)?;
    }
    Ok(true)
}

/// Where the lines `From ADDRESS DATE` stand: at the start and behind blank lines, with a header behind them.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let begin = bytes.len() - bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start().len();
    let mut starts = vec![begin];
    for at in memchr::memmem::find_iter(bytes, b"\nFrom ") {
        let start = at + 1;
        let before = &bytes[begin.min(at)..at];
        let blank = before.ends_with(b"\n") || before.ends_with(b"\n\r");
        let (stop, next) = mime::line(bytes, start, bytes.len());
        let (after, _) = mime::line(bytes, next, bytes.len());
        let line = String::from_utf8_lossy(&bytes[start..stop.min(start + 300)]);
        let header = String::from_utf8_lossy(&bytes[next..after.min(next + 300)]);
        if start > begin && kinds::is_from_line(&line) && (blank || kinds::is_header(&header)) {
            starts.push(start);
        }
    }
    starts
}

/// Hands over the message of Apple Mail's file, and what stands behind it.
pub(super) fn emlx(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (stop, from) = mime::line(bytes, 0, bytes.len());
    let count = std::str::from_utf8(&bytes[..stop]).ok().and_then(|l| l.trim().parse::<usize>().ok()).unwrap_or(0);
    let end = from.saturating_add(count);
    if end > bytes.len() {
        inspection.gap(Gap::malformed("the message is shorter than its first line says; it may be cut off"));
    }
    let end = end.min(bytes.len());
    if message(artifact, inspection, from..end)? && !bytes[end..].trim_ascii().is_empty() {
        inspection.carve(end..bytes.len());
    }
    Ok(())
}
