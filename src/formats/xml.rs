//! XML documents: the root of SVG and of many small settings files.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::text::TEXT;

/// Any XML; its marks are `root=NAME` (lower case, without prefix) and `ns=URI` for what the root element declares.
pub static XML: TypeInfo = TypeInfo::new("xml", "XML file", Nature::Text, |p| {
    p.text().is_some_and(|t| {
        t.head.trim_start().starts_with("<?xml") || root(&t.lower).is_some_and(|r| r.contains("xmlns"))
    })
})
.mimes(&["application/xml", "text/xml"])
.extensions(&["xml", "xsd", "xsl", "xslt"])
.parent(&TEXT)
.marks(marks)
.by_mark();

/// The registry row.
pub static FORMAT: Format = Format { name: "xml", types: &[&XML], rules: &[], inspect: None, seeks: false };

/// The root element's tag without angle brackets, behind declaration, comments and DOCTYPE.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let (open, close) = if rest.starts_with("<!--") {
            ("<!--", "-->")
        } else if rest.starts_with("<?") {
            ("<?", "?>")
        } else if rest.starts_with("<!") {
            ("<!", ">")
        } else {
            break;
        };
        let end = rest[open.len()..].find(close)? + open.len() + close.len();
        rest = rest[end..].trim_start();
    }
    let tag = rest.strip_prefix('<')?;
    tag.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| &tag[..tag.find('>').unwrap_or(tag.len())])
}

fn marks(probe: &Probe<'_>) -> Vec<String> {
    let Some(tag) = probe.text().and_then(|t| root(&t.lower)) else { return Vec::new() };
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    let mut marks = vec![format!("root={}", name.rsplit(':').next().unwrap_or(name))];
    let values = tag.split("xmlns").skip(1).filter_map(|d| d.split(['"', '\'']).nth(1));
    marks.extend(values.map(|uri| format!("ns={uri}")));
    marks
}
