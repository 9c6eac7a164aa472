//! Actions that reach out of the document: start something, ask for a file, send what was entered.

use std::ops::Range;

use super::document::Document;
use super::look::Seen;
use super::names::{Name, names};
use super::objects::Object;
use super::values::{self, Value};

/// How far the dictionary around a key is looked for.
const AROUND: usize = 4096;

/// What the action is whose kind stands here.
pub(super) fn action<'a>(document: &Document<'a>, object: &Object<'a>, name: &Name<'_>, seen: &mut Seen) {
    let kind = document.resolved(object, name.end).into_iter().find_map(|(_, value)| match value {
        Value::Name(kind) => Some(kind),
        _ => None,
    });
    let Some(kind) = kind.filter(|k| {
        matches!(k.as_str(), "Launch" | "GoToR" | "GoToE" | "SubmitForm" | "ImportData" | "Thread" | "URI")
    }) else {
        return;
    };
    seen.actions += 1;
    let range = around(document, object.text, name.start);
    let inside: Vec<Name<'a>> = names(&object.text[range.clone()]).take(256).collect();
    let string = |keys: &[&str]| {
        let mut all = inside.iter().filter(|n| keys.contains(&n.text.as_ref()));
        all.find_map(|n| file(document, object, range.start + n.end))
    };
    match kind.as_str() {
        "Launch" => {
            let target = string(&["F", "UF", "Unix", "Mac", "DOS"]).or_else(|| string(&["Win"])).unwrap_or_default();
            let parameters = string(&["P"]).map(|p| format!(" {p}")).unwrap_or_default();
            seen.launches.push((object.at, target + &parameters));
        }
        "URI" => {
            if let Some(target) = string(&["URI"]).filter(|t| is_elsewhere(t)) {
                seen.network.get_or_insert((object.at, target));
            }
        }
        _ => {
            let Some(target) = string(&["F", "UF", "Unix", "Mac", "DOS"]) else { return };
            if is_elsewhere(&target) {
                seen.network.get_or_insert((object.at, target));
            } else if kind == "SubmitForm" {
                seen.submits.get_or_insert((object.at, target));
            }
        }
    }
}

/// The name of a file: a string, or a file specification.
fn file<'a>(document: &Document<'a>, object: &Object<'a>, at: usize) -> Option<String> {
    document.resolved(object, at).into_iter().find_map(|(holder, value)| match value {
        Value::Text(bytes) => Some(values::text(&bytes)),
        Value::Dictionary(rest) => {
            let from = holder.text.len() - rest.len();
            let mut keys = names(document.inside(rest)).take(64);
            keys.find_map(|n| {
                let is_name = matches!(n.text.as_ref(), "F" | "UF" | "Unix" | "Mac" | "DOS");
                is_name.then(|| document.text(holder, from + n.end)).flatten()
            })
        }
        _ => None,
    })
}

/// Whether a target is a file on another computer.
fn is_elsewhere(target: &str) -> bool {
    let plain = target.trim().replace('\\', "/").to_ascii_lowercase();
    let Some(rest) = plain.strip_prefix("file:") else { return target.trim().starts_with("\\\\") };
    let slashes = rest.len() - rest.trim_start_matches('/').len();
    let host = rest.trim_start_matches('/').split('/').next().unwrap_or_default();
    // `file:///C:/…` and `file:///home` are here.
    let here = host.is_empty() || host == "localhost" || host.contains([':', '|']);
    !here && (slashes == 2 || slashes >= 4)
}

/// The dictionary around a place, without its brackets.
pub(super) fn around(document: &Document<'_>, text: &[u8], at: usize) -> Range<usize> {
    let floor = at.saturating_sub(AROUND);
    let (mut end, mut depth) = (at, 0usize);
    let mut start = floor;
    while let Some(found) = memchr::memrchr2(b'<', b'>', &text[floor..end]) {
        let place = floor + found;
        let double = place > floor && text[place - 1] == text[place];
        if !double {
            end = place;
            continue;
        }
        end = place - 1;
        if text[place] == b'>' {
            depth += 1;
        } else if depth == 0 {
            start = place + 1;
            break;
        } else {
            depth -= 1;
        }
    }
    let rest = &text[start..text.len().min(at + AROUND)];
    start..start + document.inside(rest).len().max(at - start).min(rest.len())
}
