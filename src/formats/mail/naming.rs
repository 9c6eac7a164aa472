//! Under which names and types a part is handed over.

use crate::model::claim::Claim;
use crate::model::name::Name;

use super::tree::Leaf;

/// Names of one part that are judged.
const NAMES: usize = 3;

/// What the message says that a part is.
pub(super) fn claim(leaf: &Leaf, name: Option<&str>) -> Claim {
    let mime = leaf.mime();
    // A text without a declared type is one by the specification.
    let mime = if mime.is_empty() { "text/plain" } else { mime };
    Claim { name: name.map(Name::from_text), mime: Some(mime.to_owned()) }
}

/// The names of a part that would be opened by different programs: the first, and those with another ending.
pub(super) fn distinct(names: &[String]) -> Vec<String> {
    let ending = |name: &str| {
        let name = name.trim_end_matches(['.', ' ', '\0']);
        name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase())
    };
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if kept.len() < NAMES && !kept.iter().any(|k| ending(k) == ending(name) || ending(name).is_empty()) {
            kept.push(name.clone());
        }
    }
    if kept.is_empty() {
        kept.extend(names.first().cloned());
    }
    kept
}

/// Whether a name ends as something that runs does.
pub(super) fn runs(name: &str) -> bool {
    let name = name.trim_end_matches(['.', ' ']);
    let extension = name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    super::super::types().any(|t| t.nature.runs() && t.extensions.contains(&extension.as_str()))
}

/// The name of a part that bears none: of a page's picture its address.
pub(super) fn by_address(leaf: &Leaf) -> Option<String> {
    let location = leaf.location.as_deref()?;
    let path = location.split(['?', '#']).next().unwrap_or(location);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    // What a server runs is a page when it comes out.
    let served = ["php", "asp", "aspx", "jsp", "cgi", "pl", "py", "do", "com"].contains(&extension.as_str());
    let shown = leaf.mime().starts_with("text/");
    (!served && !shown && !extension.is_empty()).then(|| name.to_owned())
}
