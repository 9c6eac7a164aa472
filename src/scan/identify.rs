//! What bytes are: down the tree of types, the first match at each level.

use crate::formats;
use crate::model::claim::Claim;
use crate::model::probe::Probe;
use crate::model::types::{EMPTY, Nature, TypeInfo, UNKNOWN};

/// The declared media type of a message (RFC 2046, section 5.2.1).
pub const MESSAGE: &str = "message/rfc822";

/// The most special type of the tree that the bytes match.
pub fn identify(probe: &mut Probe<'_>) -> &'static TypeInfo {
    if (EMPTY.matches)(probe) {
        return &EMPTY;
    }
    let Some(mut found) = first_match(probe, None) else {
        return &UNKNOWN;
    };
    loop {
        // The words about the content are made only where a special case will look at them.
        if let Some(marks) = found.marks {
            let marks = marks(probe);
            probe.add_marks(marks);
        }
        match first_match(probe, Some(found)) {
            Some(special) => found = special,
            None => return found,
        }
    }
}

/// What a mail system hands over as a message, or a stranger named as one, is one, whatever a stranger wrote into it: its type is that of messages,
/// unless it does not even begin with a field of a header.
pub fn message(found: &'static TypeInfo, head: &[u8]) -> &'static TypeInfo {
    let is_message = |t: &TypeInfo| t.mimes.contains(&MESSAGE);
    if is_message(found) || !begins_with_field(head) {
        return found;
    }
    formats::types().find(|t| is_message(t)).unwrap_or(found)
}

/// Whether a stranger named a text as a message, so that mail programs open it as one.
pub fn is_named_message(claim: &Claim, found: &'static TypeInfo) -> bool {
    let name = claim.name.as_ref().map(|name| name.file_name().text().to_ascii_lowercase());
    found.nature == Nature::Text && name.is_some_and(|name| name.ends_with(".eml"))
}

/// Whether bytes begin with a field, behind the line that mailboxes put before a message.
fn begins_with_field(head: &[u8]) -> bool {
    let envelope = head.starts_with(b"From ").then(|| memchr::memchr(b'\n', head)).flatten();
    let head = envelope.map_or(head, |end| &head[end + 1..]);
    let Some(colon) = memchr::memchr(b':', head) else { return false };
    colon > 0 && head[..colon].iter().all(|b| *b > b' ' && *b != 0x7F)
}

fn first_match(probe: &Probe<'_>, parent: Option<&'static TypeInfo>) -> Option<&'static TypeInfo> {
    formats::below(parent).iter().copied().find(|t| (t.matches)(probe))
}
