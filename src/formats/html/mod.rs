//! HTML pages (<https://html.spec.whatwg.org/>), and pages that run as programs (HTA).
//!
//! A page is read as a browser reads it: markup, scripts, and what the scripts put together, layer by layer. Looked for
//! are files that it carries inside and saves, false login pages, hidden pages and code, links that start programs of
//! the computer, and commands that the reader is told to paste.

mod addresses;
mod carried;
mod commands;
mod encodings;
mod events;
mod expression;
mod files;
mod fold;
mod forms;
mod letters;
mod lexer;
mod links;
mod names;
mod packer;
mod page;
mod pictures;
mod rules;
mod values;

use memchr::memmem::find;

use crate::model::artifact::{Artifact, Origin};
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::text::decode_all;
use crate::model::types::{Nature, TypeInfo};

use super::scripts;
use super::text::TEXT;
use super::xml::XML;
use page::Page;
use pictures::{page_in_picture, program_page_in_picture};

/// A page. XML that is a page is an XHTML page, a type of its own.
pub static HTML: TypeInfo = TypeInfo::new("html", "HTML page", Nature::Document, |p| {
    p.has_mark("script=hta") || p.marks().is_empty() && p.text().is_some_and(|t| begins_as_page(&t.lower))
})
.mimes(&["text/html"])
.extensions(&["html", "htm", "shtml"])
.parent(&TEXT)
.tolerant(|p| page_in_picture(p).filter(|_| program_page_in_picture(p).is_none()));

/// A page that is well-formed XML.
static XHTML: TypeInfo = TypeInfo::new("xhtml", "XHTML page", Nature::Document, |p| p.has_mark("root=html"))
    .mimes(&["application/xhtml+xml"])
    .extensions(&["xhtml", "xht"])
    .parent(&XML);

/// A page that Windows runs as a program, without the limits of a browser.
static HTA: TypeInfo =
    TypeInfo::new("hta", "page that runs as a program (HTA)", Nature::Script, |p| p.has_mark("script=hta"))
        .mimes(&["application/hta"])
        .extensions(&["hta"])
        .parent(&HTML)
        .tolerant(program_page_in_picture);

/// The registry row.
pub static FORMAT: Format =
    Format { name: "html", types: &[&HTML, &XHTML, &HTA], rules: rules::ALL, inspect: Some(inspect), seeks: false };

/// How much of a page is read, in bytes.
const READ: usize = 32 << 20;
/// Elements with which pages begin.
const FIRST: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "script",
    "meta",
    "title",
    "table",
    "div",
    "style",
    "center",
    "iframe",
    "svg onload",
    "form",
    "h1",
    "p>",
    "p ",
    "a href",
    "font",
    "br",
    "b>",
    "img ",
    "frameset",
    "span",
    "link ",
    "h2",
    "ul",
    "base ",
    "object",
    "embed",
    "pre",
    "main",
    "section",
    "article",
    "nav",
    "template",
];
fn begins_as_page(lower: &str) -> bool {
    let mut rest = lower.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    // Comments and declarations may stand first; browsers pass over them.
    for _ in 0..64 {
        let close = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") || rest.starts_with("<!") && !rest.starts_with("<!doctype html") {
            ">"
        } else {
            break;
        };
        let Some(end) = rest.find(close) else { return rest.contains("<html") };
        rest = rest[end + close.len()..].trim_start();
    }
    if let Some(tag) = rest.strip_prefix('<') {
        let named = FIRST.iter().find(|f| tag.starts_with(**f));
        let whole = |f: &&&str| {
            f.ends_with([' ', '>']) || tag[f.len()..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/')
        };
        // One short element alone may be a snippet in prose.
        return named.is_some_and(|f| whole(&f))
            && (tag.contains("</") || tag.contains("<!") || tag.starts_with('!') || tag.starts_with("html"));
    }
    // A line of text before the page (mail exports, server messages).
    let early = &rest.as_bytes()[..rest.len().min(1024)];
    find(early, b"<!doctype html").or_else(|| find(early, b"\n<html")).is_some()
        && rest.contains("</")
        && find(early, b"```").is_none()
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let Some((_, text)) = decode_all(bytes, READ) else {
        return Err(Gap::malformed("the page holds bytes that are no text; it was not read"));
    };
    read(&text, artifact, inspection)?;
    if artifact.content_type.id == HTA.id {
        scripts::judge(&text, inspection, artifact.content_type);
    }
    if bytes.len() > READ {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {READ} bytes of the page were read")));
    }
    Ok(())
}

/// Reads a page and what it unpacks.
fn read(text: &str, artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut page = Page::new();
    page.xml = artifact.content_type.is(&XHTML);
    // Parts of messages come with a declared type; those that are attached have a name besides.
    let claim = &artifact.claim;
    page.forms.mailed = artifact.origin == Origin::Member && claim.mime.is_some() && claim.name.is_some();
    page.carried.inflates = inflates(text);
    // Browsers write whence they saved it.
    let head = text.get(..floor(text, 4096)).unwrap_or_default();
    if let Some((_, from)) = head.split_once("<!-- saved from url=(") {
        page.forms.own(from.split_once(')').map_or("", |(_, address)| address));
    }
    page.markup(text, inspection)?;
    page.unpack(inspection)?;
    for (at, layer) in page.carried.anywhere(text, inspection)? {
        page.push_hidden(&layer, at);
    }
    page.unpack(inspection)?;
    page.judge(inspection)
}

/// Reads the scripts of something else that a browser shows, a drawing: its text, where the scripts begin in it, and
/// what they say.
pub(super) fn read_scripts(
    text: &str,
    scripts: &[(usize, String)],
    inspection: &mut Inspection<'_>,
) -> Result<(), Gap> {
    if scripts.is_empty() {
        return Ok(());
    }
    let mut page = Page::new();
    for (at, script) in scripts {
        page.carried.inflates |= inflates(script);
        page.push(script, *at, false);
    }
    page.unpack(inspection)?;
    // A script finds its data anywhere in the text.
    for (at, layer) in page.carried.anywhere(text, inspection)? {
        page.push_hidden(&layer, at);
    }
    page.unpack(inspection)?;
    page.judge(inspection)
}

/// Whether scripts unpack data.
fn inflates(text: &str) -> bool {
    let words = ["DecompressionStream", "inflate", "pako.", "ungzip", "gunzip"];
    words.iter().any(|word| find(text.as_bytes(), word.as_bytes()).is_some())
}

/// The nearest character boundary at or below.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}
