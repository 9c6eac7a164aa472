//! As much of XML as the parts of a document need to be searched: element by element, in one pass, whatever is broken.

use crate::formats::office::field;
pub(super) use crate::formats::office::unescape;

/// The longest text of one field code that is kept.
const CODE: usize = 4096;

/// An opening tag with what follows it up to the next `<`, which no attribute may hold.
pub(super) struct Element<'a> {
    /// Its name without the prefix; empty of closing tags.
    pub(super) name: &'a [u8],
    /// All of it behind the `<`.
    pub(super) text: &'a [u8],
}

/// The elements in a text, comments and the like among them.
pub(super) fn elements(text: &[u8]) -> impl Iterator<Item = Element<'_>> {
    text.split(|b| *b == b'<').skip(1).map(|text| {
        let end = text.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')).unwrap_or(text.len());
        let name = text[..end].rsplit(|b| *b == b':').next().unwrap_or_default();
        Element { name, text }
    })
}

/// The value of an attribute.
pub(super) fn attribute(element: &str, name: &str) -> Option<String> {
    let mut rest = element;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + name.len()..].trim_start();
        if before.is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\''))
            && let Some(value) = after.strip_prefix('=').map(str::trim_start)
            && let Some(quote @ ('"' | '\'')) = value.chars().next()
        {
            return value.get(1..)?.split(quote).next().map(str::to_owned);
        }
        rest = &rest[at + name.len()..];
    }
    None
}

/// The codes of all fields, put together: Word puts the pieces of one in many elements.
pub(super) fn field_codes(text: &[u8]) -> String {
    let mut code = Vec::new();
    let mut open = false;
    for element in elements(text) {
        let content = if let Some(cdata) = element.text.strip_prefix(b"![CDATA[") {
            cdata.split(|b| *b == b']').next().unwrap_or_default()
        } else {
            element.text.splitn(2, |b| *b == b'>').nth(1).unwrap_or_default()
        };
        if !element.text.starts_with(b"!") {
            let tag = &element.text[..element.text.len() - content.len()];
            open = element.name == b"instrText" && !tag.ends_with(b"/>");
            if element.name == b"fldChar" && memchr::memmem::find(tag, b"begin").is_some() {
                code.push(field::BEGIN as u8);
            }
        }
        if open {
            code.extend_from_slice(&content[..content.len().min(CODE)]);
        }
        if element.name == b"fldSimple"
            && let Some(at) = memchr::memmem::find(element.text, b":instr")
        {
            let value = element.text[at + 6..].trim_ascii_start();
            let value = value.strip_prefix(b"=").unwrap_or_default().trim_ascii_start();
            let value = value.split(|b| matches!(b, b'"' | b'\'')).nth(1).unwrap_or_default();
            code.push(field::BEGIN as u8);
            code.extend_from_slice(&value[..value.len().min(CODE)]);
        }
    }
    String::from_utf8_lossy(&code).into_owned()
}
