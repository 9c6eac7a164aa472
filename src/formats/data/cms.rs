//! Signed messages (CMS, RFC 5652): a signature may hold what it signs, which is examined as a part of its own.

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

/// One BER element: its tag, its content, what follows it. An element of indefinite length has all the rest as content.
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    rest: &'a [u8],
}

fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let [tag, length, rest @ ..] = bytes else { return None };
    let (length, rest) = match length {
        0x80 => return Some(Element { tag: *tag, content: rest, rest: &[] }),
        0..=0x7F => (usize::from(*length), rest),
        0x81..=0x84 => {
            let count = usize::from(length & 0x7F);
            let length = rest.get(..count)?.iter().fold(0usize, |sum, b| sum << 8 | usize::from(*b));
            (length, &rest[count..])
        }
        _ => return None,
    };
    Some(Element { tag: *tag, content: rest.get(..length)?, rest: &rest[length..] })
}

/// Hands over the content that a signature holds, if it holds one.
pub(super) fn signed(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let unread = || Gap::malformed("the signed message is damaged or cut off; what it holds was not examined");
    let message = element(artifact.bytes()).ok_or_else(unread)?;
    let content = signed_content(message.content).ok_or_else(unread)?;
    let Some(content) = content else { return Ok(()) };
    let mut whole = Vec::new();
    match content.tag {
        0x04 => whole.extend_from_slice(content.content),
        // In pieces, each an octet string, up to the two zeros of an indefinite length.
        0x24 => {
            let mut rest = content.content;
            while let Some(piece) = element(rest).filter(|p| p.tag == 0x04) {
                whole.extend_from_slice(piece.content);
                rest = piece.rest;
            }
            if !rest.is_empty() && !rest.starts_with(&[0, 0]) {
                inspection.gap(unread());
            }
        }
        // Lists of hashes (Windows catalogues) and other structures hold no files.
        _ => return Ok(()),
    }
    if !whole.is_empty() {
        inspection.child(Origin::Decoded, Claim::none(), &mut whole.as_slice());
    }
    Ok(())
}

/// The element that is signed: `Some(None)` where the signature stands alone, `None` where it cannot be read.
fn signed_content(message: &[u8]) -> Option<Option<Element<'_>>> {
    // ContentInfo: type, [0] { SignedData: version, digest algorithms, { type, [0] content }, … }
    let kind = element(message)?;
    let outer = element(kind.rest).filter(|e| e.tag == 0xA0)?;
    let data = element(outer.content).filter(|e| e.tag == 0x30)?;
    let version = element(data.content).filter(|e| e.tag == 0x02)?;
    let algorithms = element(version.rest).filter(|e| e.tag == 0x31)?;
    let inner = element(algorithms.rest).filter(|e| e.tag == 0x30)?;
    let inner_kind = element(inner.content).filter(|e| e.tag == 0x06)?;
    match element(inner_kind.rest) {
        Some(e) if e.tag == 0xA0 => element(e.content).map(Some),
        // Two zeros end an indefinite length.
        None | Some(Element { tag: 0, .. }) => Some(None),
        Some(_) => None,
    }
}
