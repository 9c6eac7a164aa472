//! Scripts that Microsoft's encoder made unreadable: decoded and handed over.

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::rule::Rule;
use crate::model::types::Nature;
use crate::parse::encoded_script::{MARK, blocks};

use super::actions::shortened;
use super::judge::Bytes;

/// How much of a line is shown, in bytes.
const SHOWN: usize = 120;

/// Decodes the blocks of a text, one behind the other, and hands what they say over. Fires where there is one, or where the
/// whole text should be one. Gives back what is still to be judged: what came out of them and its place, if it is too short to be
/// known as a script.
pub(super) fn decode(
    text: &str,
    bytes: Bytes,
    (rule, whole_text): (&'static Rule, bool),
    inspection: &mut Inspection<'_>,
) -> Option<(String, usize)> {
    let first = memchr::memmem::find(text.as_bytes(), MARK.as_bytes())?;
    let (blocks, whole) = blocks(text);
    if blocks.is_empty() && !whole_text {
        return None;
    }
    if !whole {
        inspection
            .gap(Gap::limit(LimitKind::Entries, "it has so many encoded blocks that not all of them were decoded"));
    }
    let mut plain = String::new();
    for block in &blocks {
        plain.push_str(&block.text);
        plain.push('\n');
        if !block.sound {
            inspection.gap(Gap::malformed(format!(
                "the encoded script at byte {} is damaged; it was decoded as far as it goes",
                bytes.place(text, block.start)
            )));
        }
    }
    let at = blocks.first().map_or(first, |block| block.start);
    let line = plain.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("…");
    let at = bytes.place(text, at);
    let found = inspection.found(rule).at(at, MARK.len());
    found.with("line", shortened(line, SHOWN));
    if plain.trim().is_empty() {
        return None;
    }
    let child = inspection.child(Origin::Decoded, Claim::none(), &mut plain.as_bytes());
    child.is_none_or(|child| child.content_type.nature != Nature::Script).then_some((plain, at))
}
