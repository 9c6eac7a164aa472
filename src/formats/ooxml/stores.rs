//! What a document tells its macros: strings that stand outside of them (properties, variables, alternative texts, controls),
//! and the procedures that its menus start.

use crate::formats::macros::Stores;
use crate::formats::zip;
use crate::model::artifact::Artifact;

use super::{as_utf8, markup};

/// How much of one part is read, and of how many parts.
const PART: u64 = 4 << 20;
const PARTS: usize = 64;
/// Strings that come back.
const MOST: usize = 10_000;
/// Shorter strings order nothing.
const LEAST: usize = 6;

/// The parts whose names fit.
fn parts(artifact: &Artifact, fits: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let members = zip::members(artifact).into_iter().map(|m| (m.name.replace('\\', "/").to_ascii_lowercase(), m));
    let wanted = members.filter(|(lower, _)| lower.ends_with(".xml") && fits(lower)).take(PARTS);
    wanted.filter_map(|(lower, m)| Some((lower, as_utf8(zip::read(artifact, &m, PART)?)))).collect()
}

/// The procedures that a menu of the document's own (customUI) starts when the document is opened. Add-ins are made of
/// menus, and what they can do is not done at once.
pub(super) fn starters(artifact: &Artifact) -> Vec<String> {
    if matches!(artifact.content_type.id, "xlam" | "ppam" | "dotm") {
        return Vec::new();
    }
    let menus = parts(artifact, |lower| lower.starts_with("customui"));
    let mut out = Vec::new();
    for (_, text) in &menus {
        for element in markup::elements(text).filter(|e| e.name == b"customUI") {
            let element = String::from_utf8_lossy(element.text);
            let called = ["onLoad", "loadImage"].iter().filter_map(|name| markup::attribute(&element, name));
            // A menu may name the module, too.
            out.extend(called.map(|name| name.rsplit(['.', '!']).next().unwrap_or_default().to_owned()));
        }
    }
    out
}

/// The strings in the places that macros ask for.
pub(super) fn texts(artifact: &Artifact, wanted: Stores) -> Vec<String> {
    if wanted == Stores::default() {
        return Vec::new();
    }
    let properties = |lower: &str| wanted.properties && lower.starts_with("docprops/");
    let variables = |lower: &str| wanted.variables && lower == "word/settings.xml";
    let stories = |lower: &str| {
        let names = ["word/document.xml", "word/header", "word/footer", "xl/drawings/", "ppt/slides/"];
        (wanted.alternatives || wanted.controls) && names.iter().any(|n| lower.starts_with(n))
    };
    let controls = |lower: &str| wanted.controls && (lower.contains("/activex/") || lower.contains("/ctrlprops/"));
    let mut out = Vec::new();
    for (lower, text) in parts(artifact, |l| properties(l) || variables(l) || stories(l) || controls(l)) {
        let property = lower.starts_with("docprops/");
        for element in markup::elements(&text) {
            let head = element.text.split(|b| *b == b'>').next().unwrap_or_default();
            if property && element.text.len() > head.len() + 1 + LEAST {
                out.push(markup::unescape(&String::from_utf8_lossy(&element.text[head.len() + 1..])));
            }
            let names: &[&str] = match element.name {
                b"docVar" => &["w:val", "val"],
                b"docPr" | b"cNvPr" => &["descr", "title"],
                b"ocxPr" => &["ax:value", "value"],
                b"tag" | b"alias" => &["w:val"],
                _ => continue,
            };
            let head = String::from_utf8_lossy(head);
            let values = names.iter().filter_map(|name| markup::attribute(&head, name));
            out.extend(values.filter(|v| v.len() >= LEAST).map(|v| markup::unescape(&v)));
            if out.len() > MOST {
                return out;
            }
        }
    }
    out
}
