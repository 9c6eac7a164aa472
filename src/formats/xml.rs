//! XML documents: the root of SVG and of many small settings files; office documents in one XML file.

use memchr::memmem::find;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_ASK, Rule, Severity};
use crate::model::text::decode_all;
use crate::model::types::{Nature, TypeInfo};

use super::ooxml;
use super::text::TEXT;
use crate::parse::mime::transfer;

/// Any XML; its marks are `root=NAME` (lower case, without prefix) and `ns=URI` for what the root element declares.
pub static XML: TypeInfo = TypeInfo::new("xml", "XML file", Nature::Text, |p| {
    // Scripts may be written in XML, and pages in what looks like it; their own types know them.
    !p.has_mark("script=wsf")
        && !p.has_mark("script=hta")
        && !p.has_mark("script=php")
        && p.text().is_some_and(|t| {
            t.head.trim_start().starts_with("<?xml")
                || root(&t.lower).is_some_and(|r| r.contains("xmlns") && !r.starts_with("html"))
        })
})
.mimes(&["application/xml", "text/xml"])
.extensions(&["xml", "xsd", "dtd", "plist", "rss", "atom", "xmp"])
.parent(&TEXT)
.marks(marks)
.by_mark();

/// A Word document as one XML file (Word 2003, and the flat form of later ones).
static WORD: TypeInfo = TypeInfo::new("word-xml", "Word document in one XML file", Nature::Document, |p| {
    p.has_mark("root=worddocument")
        || p.has_mark("root=package") && p.has_mark("ns=http://schemas.microsoft.com/office/2006/xmlpackage")
})
.mimes(&["application/vnd.ms-wordml"])
.extensions(&["wml"])
.parent(&XML);

/// An Excel sheet as one XML file (Excel 2003).
static EXCEL: TypeInfo = TypeInfo::new("excel-xml", "Excel sheet in one XML file", Nature::Document, |p| {
    p.has_mark("root=workbook") && p.has_mark("ns=urn:schemas-microsoft-com:office:spreadsheet")
})
.parent(&XML);

/// An OpenDocument as one XML file.
static FLAT_ODF: TypeInfo = TypeInfo::new("flat-odf", "OpenDocument in one XML file", Nature::Document, |p| {
    p.has_mark("root=document") && p.has_mark("ns=urn:oasis:names:tc:opendocument:xmlns:office:1.0")
})
.extensions(&["fodt", "fods", "fodp", "fodg"])
.parent(&XML);

static MACRO: Rule = Rule {
    id: "xml.office-macro",
    title: "A document with a program inside",
    severity: Severity::Medium,
    meaning: "This {what|document} carries a macro: a program that runs inside the office program when it is allowed to.",
    proof: "At byte {offset|…} stands {mark|w:macrosPresent=\"yes\"}.",
    advice: ADVICE_ASK,
    attack: &["T1204.002", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "xml",
    types: &[&XML, &WORD, &EXCEL, &FLAT_ODF],
    rules: &[&MACRO],
    inspect: Some(inspect),
    seeks: false,
};

/// Marks of macros and of objects that stand in a document as one XML file.
const MACROS: &[&[u8]] = &[
    b"w:macrosPresent=\"yes\"",
    b"editdata.mso",
    b"vbaProject.bin",
    b"<script:event-listener",
    b"<office:script ",
    b"x:macroname",
];

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if artifact.content_type.nature != Nature::Document
        || ![WORD.id, EXCEL.id, FLAT_ODF.id].contains(&artifact.content_type.id)
    {
        return Ok(());
    }
    let bytes = artifact.bytes();
    let mark = MACROS.iter().find_map(|m| Some((find(bytes, m)?, *m)));
    if let Some((at, mark)) = mark {
        let found = inspection.found(&MACRO).at(at, mark.len());
        found.with("what", artifact.content_type.label).with("mark", String::from_utf8_lossy(mark).into_owned());
    }
    // In UTF-16 no tag would be found.
    let wide = bytes.iter().take(4).any(|b| matches!(b, 0 | 0xFE | 0xFF));
    match decode_all(bytes, bytes.len().saturating_mul(2)).filter(|_| wide) {
        Some((_, text)) => office(text.as_bytes(), inspection),
        None => office(bytes, inspection),
    }
}

/// What the document does when it is opened, and what is packed into it.
fn office(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    ooxml::flat(bytes, inspection);
    packed(bytes, inspection)
}

/// Elements that hold files as letters.
const PACKED: &[&[u8]] = &[b"binData", b"binaryData", b"binary-data"];
/// Files that are handed over.
const MOST: usize = 10_000;

/// The pictures, objects and macros in the document, which stand in it as Base64.
fn packed(bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let (mut count, mut name) = (0, None);
    for element in bytes.split(|b| *b == b'<') {
        let length = element.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        let tag = &element[..length.unwrap_or(element.len())];
        let local = tag.rsplit(|b| *b == b':').next().unwrap_or_default();
        if tag == b"pkg:part" {
            name = attribute(element, b"pkg:name=");
        }
        if tag.first() == Some(&b'/') || !PACKED.contains(&local) {
            continue;
        }
        let Some((head, letters)) = find(element, b">").map(|at| (&element[..at], &element[at + 1..])) else {
            continue;
        };
        let named = attribute(head, b":name=").or_else(|| name.take());
        for file in transfer::base64(letters).into_iter().filter(|f| !f.is_empty()) {
            inspection.check_time()?;
            count += 1;
            if count > MOST {
                return Err(Gap::limit(LimitKind::Entries, "the document holds too many files"));
            }
            let claim = named.as_deref().map_or_else(Claim::none, |n| Claim::named(Name::from_text(n)));
            if inspection.child(Origin::Decoded, claim, &mut file.as_slice()).is_none() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The value of an attribute, by its name with `=`.
fn attribute(element: &[u8], name: &[u8]) -> Option<String> {
    let rest = element.get(find(element, name)? + name.len()..)?;
    let value = rest.split(|b| matches!(b, b'"' | b'\'')).nth(1)?;
    Some(String::from_utf8_lossy(value).rsplit('/').next().unwrap_or_default().to_owned())
}

/// The root element's tag without angle brackets, behind declaration, comments and DOCTYPE.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let (open, close) = if rest.starts_with("<!--") {
            ("<!--", "-->")
        } else if rest.starts_with("<?") {
            ("<?", "?>")
        } else if rest.starts_with("<!") {
            ("<!", doctype_end(rest))
        } else {
            break;
        };
        let end = rest[open.len()..].find(close)? + open.len() + close.len();
        rest = rest[end..].trim_start();
    }
    let tag = rest.strip_prefix('<')?;
    tag.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| &tag[..tag.find('>').unwrap_or(tag.len())])
}

/// What closes a DOCTYPE: its inner subset, if it has one, holds angle brackets of its own.
fn doctype_end(text: &str) -> &'static str {
    let first = text.find(['[', '>']);
    if first.is_some_and(|at| text[at..].starts_with('[')) { "]>" } else { ">" }
}

fn marks(probe: &Probe<'_>) -> Vec<String> {
    let Some(tag) = probe.text().and_then(|t| root(&t.lower)) else { return Vec::new() };
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    let mut marks = vec![format!("root={}", name.rsplit(':').next().unwrap_or(name))];
    // Values may hold the word too (`urn:…:xmlns:office:1.0`), but not behind a blank.
    let declared = tag.match_indices("xmlns").filter(|(at, _)| tag[..*at].ends_with(|c: char| c.is_whitespace()));
    let values = declared.filter_map(|(at, _)| tag[at..].split(['"', '\'']).nth(1));
    marks.extend(values.map(|uri| format!("ns={uri}")));
    marks
}
