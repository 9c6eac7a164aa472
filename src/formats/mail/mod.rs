//! Mail and what travels with it: RFC 5322 messages, mailboxes (RFC 4155), Apple Mail's files, pages saved as one file
//! (MHTML, RFC 2557), calendars (iCalendar, RFC 5545) and address cards (vCard, RFC 6350).

mod cards;
mod decode;
mod kinds;
mod letters;
pub(super) mod links;
mod mailbox;
mod naming;
mod parts;
pub mod passwords;
mod rules;
pub(in crate::formats) mod texts;
mod tree;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::text::{Encoding, decode_all};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "mail", types: kinds::ALL, rules: rules::ALL, inspect: Some(inspect), seeks: false };

/// The longest message in wide characters that is decoded, in bytes.
const WIDE: usize = 64 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let marked = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let wide = marked || bytes[..bytes.len().min(64)].contains(&0);
    if wide && let Some((Encoding::Utf16Le | Encoding::Utf16Be, text)) = decode_all(bytes, WIDE) {
        if bytes.len() > WIDE {
            inspection.gap(Gap::limit(LimitKind::ArtifactBytes, "only the beginning of the message was decoded"));
        }
        inspection.child(Origin::Decoded, Claim::none(), &mut text.as_bytes());
        return Ok(());
    }
    match artifact.content_type.id {
        "mbox" => mailbox::mbox(artifact, inspection),
        "emlx" => mailbox::emlx(artifact, inspection),
        "ics" | "vcf" => cards::inspect(artifact, inspection),
        _ => parts::message(artifact, inspection, 0..bytes.len(), true),
    }
}
