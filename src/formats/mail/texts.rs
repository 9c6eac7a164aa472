//! What the words of a message say: passwords, and links to programs. Used for Outlook's messages too.

use crate::model::inspection::Inspection;

use super::{links, passwords, rules};

/// Links of each kind that are told.
const TOLD: usize = 5;

/// Offers the words of a message as passwords for what is below, and remembers what it says about them where there are
/// attachments.
pub(in crate::formats) fn passwords(inspection: &mut Inspection<'_>, text: &str, attachments: bool) {
    let spoken = passwords::spoken(text);
    if attachments {
        // Rules over the whole tree ask for these when something stays locked.
        if let Some(named) = &spoken.named {
            inspection.fact("password named", named.as_str());
        } else if spoken.speaks {
            inspection.fact("password", "spoken of");
        }
        inspection.offer_passwords(spoken.words);
    }
}

/// Tells links to what runs.
pub(in crate::formats) fn links(inspection: &mut Inspection<'_>, text: &str) {
    let (mut traps, mut others) = (0, 0);
    for link in links::of(text) {
        match link.trap {
            Some(why) if traps < TOLD => {
                traps += 1;
                let found = inspection.found(&rules::LINK_TRAP);
                found.with("address", link.address).with("why", why).with("ending", link.extension);
            }
            None if others < TOLD => {
                others += 1;
                inspection.found(&rules::LINK_TO_PROGRAM).with("address", link.address).with("ending", link.extension);
            }
            _ => {}
        }
    }
}

/// The words of a page: without its tags, scripts left in, the few entities that passwords hold undone.
pub(in crate::formats) fn without_tags(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((text, tag)) = rest.split_once('<') {
        out.push_str(text);
        // A bracket that opens no tag is a character.
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            out.push('<');
            rest = tag;
            continue;
        }
        let (name, behind) = tag.split_once('>').unwrap_or((tag, ""));
        // Letters of one word may be formatted differently; blocks end a line.
        let inline =
            ["b", "i", "u", "span", "/b", "/i", "/u", "/span", "strong", "/strong", "em", "/em", "font", "/font"];
        let word = name.split([' ', '\t', '\r', '\n', '/']).next().filter(|w| !w.is_empty()).unwrap_or(name);
        let word = if name.starts_with('/') { name.split_whitespace().next().unwrap_or(name) } else { word };
        if !inline.contains(&word.to_ascii_lowercase().as_str()) {
            out.push('\n');
        }
        rest = behind;
    }
    out.push_str(rest);
    let entities = [
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(out, |text, (entity, plain)| if text.contains(entity) { text.replace(entity, plain) } else { text })
}
