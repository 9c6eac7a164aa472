//! A tolerant reader of XML as browsers read it: tags with their attributes, texts, declarations. Nothing it meets is
//! an error; what it cannot read as a tag is text.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// One piece of the text; offsets are bytes from the text's start.
#[derive(Debug)]
pub(in crate::formats) enum Piece<'a> {
    /// `<name a="b">`; `empty` where it closes itself.
    Open { name: &'a str, attributes: Vec<(&'a str, &'a str)>, at: usize, empty: bool },
    /// `</name>`.
    Close { name: &'a str },
    /// Characters between tags; `raw` where they stand in a CDATA section and mean themselves.
    Text { text: &'a str, raw: bool },
    /// `<?name …?>` without its marks.
    Instruction { text: &'a str, at: usize },
    /// `<!DOCTYPE …>` with its inner declarations.
    Doctype { text: &'a str, at: usize },
}

/// Elements of pages whose text is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp"];

/// Reads piece after piece.
pub(in crate::formats) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// Whether it is a page: then the text of some elements is no markup.
    page: bool,
    /// The element of a page that was opened, and whose text is to be read as it is.
    raw: Option<&'a str>,
}

impl<'a> Pieces<'a> {
    pub(in crate::formats) fn of(text: &'a str) -> Self {
        Self { text, at: 0, page: false, raw: None }
    }

    /// The pieces of a page, in which scripts need no quoting.
    pub(in crate::formats) fn of_page(text: &'a str) -> Self {
        Self { page: true, ..Self::of(text) }
    }

    /// Where the next piece begins, in bytes.
    pub(in crate::formats) fn at(&self) -> usize {
        self.at
    }

    /// The text of an element whose text is no markup, up to its end tag.
    fn raw(&mut self, name: &str) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let bytes = rest.as_bytes();
        let closes = |at: &usize| {
            let tag = bytes.get(at + 2..at + 2 + name.len());
            bytes.get(at + 1) == Some(&b'/') && tag.is_some_and(|t| t.eq_ignore_ascii_case(name.as_bytes()))
        };
        let end = memchr::memchr_iter(b'<', bytes).find(closes).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Takes the text up to `close` (which is dropped), or all of it.
    fn until(&mut self, open: usize, close: &str) -> &'a str {
        let rest = self.text.get(self.at + open..).unwrap_or_default();
        let end = memchr::memmem::find(rest.as_bytes(), close.as_bytes());
        let (inner, step) = match end {
            Some(end) => (&rest[..end], open + end + close.len()),
            None => (rest, open + rest.len()),
        };
        self.at += step;
        inner
    }

    /// Passes over a comment, which a page may end in more ways than XML.
    fn comment(&mut self) {
        let rest = &self.text[self.at + 4..];
        let short = ["->", ">"].iter().find(|end| self.page && rest.starts_with(**end));
        match short {
            Some(end) => self.at += 4 + end.len(),
            None if self.page => {
                let end = memchr::memmem::find_iter(rest.as_bytes(), b"--").find_map(|at| {
                    ["-->", "--!>"].iter().find(|end| rest[at..].starts_with(**end)).map(|end| at + end.len())
                });
                self.at += 4 + end.unwrap_or(rest.len());
            }
            None => {
                self.until(4, "-->");
            }
        }
    }

    fn doctype(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let plain = rest.find(['>', '[']);
        let close = match plain {
            Some(i) if rest.as_bytes()[i] == b'[' => rest.find("]>").or_else(|| rest.find(']')).map(|i| i + 1),
            Some(i) => Some(i),
            None => None,
        };
        let end = close.unwrap_or(rest.len() - 1);
        self.at += (end + 1).min(rest.len());
        rest.get(..end).unwrap_or(rest)
    }

    /// A tag at the current place, if there is one.
    fn tag(&mut self) -> Option<Piece<'a>> {
        let at = self.at;
        let rest = &self.text[at + 1..];
        let ends_name = |c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<');
        let name = &rest[..rest.find(ends_name).unwrap_or(rest.len())];
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let mut attributes = Vec::new();
        let mut left = &rest[name.len()..];
        let mut empty = false;
        loop {
            left = left.trim_start();
            let Some(c) = left.chars().next() else { break };
            match c {
                '>' => {
                    left = &left[1..];
                    break;
                }
                // The tag was never closed.
                '<' => break,
                '/' | '"' | '\'' | '=' => {
                    empty = left.starts_with("/>");
                    left = &left[1..];
                    continue;
                }
                _ => {}
            }
            let end =
                left.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<')).unwrap_or(left.len());
            let key = &left[..end];
            left = left[end..].trim_start();
            let mut value = "";
            if let Some(behind) = left.strip_prefix('=') {
                let behind = behind.trim_start();
                let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''));
                (value, left) = match quote {
                    Some(quote) => behind[1..].split_once(quote).unwrap_or((&behind[1..], "")),
                    None => {
                        behind.split_at(behind.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(behind.len()))
                    }
                };
            }
            attributes.push((key, value));
        }
        self.at = self.text.len() - left.len();
        Some(Piece::Open { name, attributes, at, empty })
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.raw.take() {
            let text = self.raw(name);
            if !text.is_empty() {
                return Some(Piece::Text { text, raw: true });
            }
        }
        loop {
            let rest = self.text.get(self.at..).filter(|r| !r.is_empty())?;
            let at = self.at;
            if !rest.starts_with('<') {
                let text = &rest[..memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len())];
                self.at += text.len();
                if text.trim().is_empty() {
                    continue;
                }
                return Some(Piece::Text { text, raw: false });
            }
            if rest.starts_with("<!--") {
                self.comment();
                continue;
            }
            // A page knows no such sections: what seems to stand in one is shown.
            if self.page && rest.starts_with("<![CDATA[") {
                self.until(9, ">");
                continue;
            }
            if rest.starts_with("<![CDATA[") {
                return Some(Piece::Text { text: self.until(9, "]]>"), raw: true });
            }
            if self.page && rest.starts_with("<!") {
                return Some(Piece::Doctype { text: self.until(2, ">"), at });
            }
            if rest.starts_with("<!") {
                return Some(Piece::Doctype { text: self.doctype(), at });
            }
            if rest.starts_with("<?") {
                return Some(Piece::Instruction { text: self.until(2, "?>"), at });
            }
            if rest.starts_with("</") {
                return Some(Piece::Close { name: self.until(2, ">").trim() });
            }
            if let Some(tag) = self.tag() {
                if let Piece::Open { name, .. } = &tag
                    && self.page
                    && RAW.iter().any(|r| r.eq_ignore_ascii_case(name))
                {
                    self.raw = Some(name);
                }
                return Some(tag);
            }
            self.at += 1;
            return Some(Piece::Text { text: "<", raw: false });
        }
    }
}

/// The name behind a prefix.
pub(in crate::formats) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The general entities that a DOCTYPE declares with a value of their own, and the declarations that name a place
/// outside (the name and that place).
#[derive(Debug, Default)]
pub(in crate::formats) struct Entities {
    pub(in crate::formats) values: BTreeMap<String, String>,
    pub(in crate::formats) outside: Vec<(String, String)>,
}

impl Entities {
    /// The most entities that are kept; real drawings have about ten.
    const MOST: usize = 500;

    /// Adds what this DOCTYPE declares.
    pub(in crate::formats) fn declare(&mut self, doctype: &str) {
        for declaration in doctype.split("<!ENTITY").skip(1).take(Self::MOST) {
            let declaration = declaration.trim_start();
            let declaration = declaration.strip_prefix('%').map_or(declaration, str::trim_start);
            let Some((name, rest)) = declaration.split_once(char::is_whitespace) else { continue };
            let rest = rest.trim_start();
            let quoted = |text: &str| -> Option<String> {
                let quote = text.trim_start().chars().next().filter(|c| matches!(c, '"' | '\''))?;
                Some(text.trim_start()[1..].split(quote).next().unwrap_or_default().to_owned())
            };
            if let Some(place) = rest.strip_prefix("SYSTEM").and_then(quoted) {
                self.outside.push((name.to_owned(), place));
            } else if rest.starts_with("PUBLIC") {
                // The standard's own character entities are declared so.
            } else if let Some(value) = quoted(rest) {
                self.values.insert(name.to_owned(), value);
            }
        }
    }

    /// The text with character references and entities replaced, as a browser sees it; entities inside of entities up
    /// to a small depth and size.
    pub(in crate::formats) fn expand<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for _ in 0..4 {
            if !text.contains('&') {
                break;
            }
            let next = self.expand_once(&text);
            if next == *text {
                break;
            }
            text = Cow::Owned(next);
        }
        text
    }

    fn expand_once(&self, text: &str) -> String {
        const LONGEST: usize = 1 << 20;
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            out.push_str(before);
            let end = after.bytes().take(64).position(|b| b == b';');
            let value = end.and_then(|end| after.get(..end)).and_then(|name| self.value(name));
            match (value, end) {
                (Some(value), Some(end)) if out.len() + value.len() < LONGEST => {
                    out.push_str(&value);
                    rest = &after[end + 1..];
                }
                _ => {
                    out.push('&');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        });
        if let Some(c) = number.and_then(char::from_u32) {
            // An escaped ampersand must not be taken for the beginning of another reference.
            return Some(Cow::Owned(c.to_string()));
        }
        let known = match name {
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            "colon" => ":",
            "Tab" => "\t",
            "NewLine" => "\n",
            "lpar" => "(",
            "rpar" => ")",
            "amp" => "&",
            _ => return self.values.get(name).map(|v| Cow::Borrowed(v.as_str())),
        };
        Some(Cow::Borrowed(known))
    }
}
