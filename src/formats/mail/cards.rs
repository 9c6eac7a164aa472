//! Calendar entries (RFC 5545) and address cards (vCard 2.1, RFC 2426, RFC 6350): what is attached to them, and the links in
//! them.

use std::borrow::Cow;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::parse::mime::params::Params;
use crate::parse::mime::{line, transfer, words};

use super::texts;

/// Attachments that are looked at.
const MOST: usize = 1000;
/// Properties that hold files, in lower case.
const HOLD: &[&str] = &["attach", "photo", "logo", "sound", "key", "image"];
/// How much is read for links, in bytes.
const TEXT: usize = 1 << 20;

pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        inspection.check_time()?;
        let (property, next) = property(bytes, at);
        at = next;
        let Some((head, value)) = split(&property) else { continue };
        let params = Params::of(head);
        let kind = params.value.rsplit('.').next().unwrap_or_default();
        if !HOLD.contains(&kind) {
            continue;
        }
        let Some((mime, data)) = content(&params, value) else { continue };
        count += 1;
        if count > MOST {
            return Err(Gap::limit(LimitKind::Entries, "it has too many attachments"));
        }
        let mime = mime.or_else(|| params.texts("fmttype").into_iter().next().map(|m| m.to_ascii_lowercase()));
        let keys = ["filename", "x-filename", "x-apple-filename", "x-oracle-filename"];
        let name = keys.iter().find_map(|key| params.texts(key).into_iter().next()).map(|n| Name::from_text(&n));
        if inspection.child(Origin::Member, Claim { name, mime }, &mut data.as_slice()).is_none() {
            return Ok(());
        }
    }
    if count > 0 {
        inspection.fact("attachments", count);
    }
    texts::links(inspection, &words::characters("", &bytes[..bytes.len().min(TEXT)]));
    Ok(())
}

/// One property with its folded lines, and where the next one begins.
fn property(bytes: &[u8], from: usize) -> (Cow<'_, [u8]>, usize) {
    let (stop, mut next) = line(bytes, from, bytes.len());
    let mut text = Cow::Borrowed(&bytes[from..stop]);
    let folded = |next: usize| matches!(bytes.get(next), Some(b' ' | b'\t'));
    // Version 2.1 ends Base64 with a blank line, and not all programs fold it.
    let loose = find(&text, b"base64").is_some() && find(&text, b":").is_some();
    while next < bytes.len() {
        let (stop, after) = line(bytes, next, bytes.len());
        let content = &bytes[next..stop];
        let letters = loose && !content.is_empty() && content.iter().all(|b| is_letter(*b));
        if !folded(next) && !letters {
            break;
        }
        text.to_mut().extend_from_slice(if folded(next) { &content[1..] } else { content });
        next = after;
    }
    (text, next)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ')
}

/// Name with parameters, and value: cut at the first colon outside of quotes.
fn split(property: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut quoted = false;
    let colon = property.iter().take(4096).position(|b| {
        quoted ^= *b == b'"';
        *b == b':' && !quoted
    })?;
    Some((&property[..colon], &property[colon + 1..]))
}

/// The file that a value holds, and its type where the value says it.
fn content(params: &Params, value: &[u8]) -> Option<(Option<String>, Vec<u8>)> {
    let decode = |text: &[u8]| transfer::base64(text).into_iter().next().filter(|d| !d.is_empty());
    if let Some(rest) = value.get(..5).filter(|v| v.eq_ignore_ascii_case(b"data:")).and(value.get(5..)) {
        let comma = rest.iter().take(1000).position(|b| *b == b',')?;
        let head = String::from_utf8_lossy(&rest[..comma]).to_ascii_lowercase();
        let mime = head.split(';').next().filter(|m| m.contains('/')).map(str::to_owned);
        let body = &rest[comma + 1..];
        let data = if head.contains("base64") { decode(body)? } else { transfer::hex_escapes(body, b'%') };
        return Some((mime, data));
    }
    let encodings: Vec<String> = params.texts("encoding").iter().map(|e| e.to_ascii_lowercase()).collect();
    // Version 2.1 leaves `ENCODING=` out: `PHOTO;BASE64;JPEG:`.
    let bare = transfer::is_base64(value);
    let encoded = encodings.iter().any(|e| e == "base64" || e == "b");
    (encoded || bare).then(|| decode(value)).flatten().map(|data| (None, data))
}

/// Where letters stand, in either case.
fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text[..text.len().min(1000)].windows(word.len()).position(|w| w.eq_ignore_ascii_case(word))
}
