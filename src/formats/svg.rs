//! SVG drawings: Scalable Vector Graphics 2, <https://www.w3.org/TR/SVG2/>. Text that a browser carries out.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::gzip::GZIP;
use super::text::TEXT;
use super::xml::XML;

static SVG: TypeInfo = TypeInfo::new("svg", "SVG drawing", Nature::Picture, is_svg)
    .mimes(&["image/svg+xml"])
    .extensions(&["svg"])
    .parent(&XML)
    .begins("3C 73 76 67 (\"<svg\")");

static BARE: TypeInfo = TypeInfo::new("svg-bare", "SVG drawing without name space", Nature::Picture, is_svg)
    .mimes(&["image/svg+xml"])
    .parent(&TEXT)
    .begins("3C 73 76 67 (\"<svg\")");

/// Examined as what it holds; this only names it.
static SVGZ: TypeInfo = TypeInfo::new("svgz", "compressed SVG drawing", Nature::Picture, is_svgz)
    .mimes(&["image/svg+xml", "image/svg+xml-compressed"])
    .extensions(&["svgz"])
    .parent(&GZIP)
    .begins("1F 8B 08")
    .by_mark();

/// The registry row.
pub static FORMAT: Format =
    Format { name: "svg", types: &[&SVG, &BARE, &SVGZ], rules: &[], inspect: None, seeks: false };

/// How much of a prolog (declaration, comments, DOCTYPE) may stand before the root element, in bytes.
const PROLOG: usize = 4 << 20;
/// How much of a gzip file is unpacked to see what it holds.
const PEEK: u64 = 16 * 1024;

fn is_svg(probe: &Probe<'_>) -> bool {
    match probe.text() {
        None => false,
        // Beyond the first look the bytes are read themselves: a long comment must not hide what follows.
        Some(text) => root_is_svg(text.head.as_bytes()) || root_is_svg(probe.window(0, PROLOG)),
    }
}

fn is_svgz(probe: &Probe<'_>) -> bool {
    use std::io::Read as _;
    let mut head = Vec::new();
    // What came before an error is enough to see the root element.
    let _ = flate2::read::GzDecoder::new(probe.window(0, 64 * 1024)).take(PEEK).read_to_end(&mut head);
    root_is_svg(&head)
}

/// Whether the root element, behind declaration, comments and DOCTYPE, is `svg` with whatever prefix.
fn root_is_svg(text: &[u8]) -> bool {
    let mut rest = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
    loop {
        let close: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!") {
            // The declarations of a DOCTYPE stand in brackets.
            let plain = rest.iter().position(|b| matches!(b, b'>' | b'[')).and_then(|i| rest.get(i));
            if plain == Some(&b'[') { b"]" } else { b">" }
        } else {
            break;
        };
        let Some(end) = memchr::memmem::find(rest, close) else { return false };
        rest = rest[end + close.len()..].trim_ascii_start();
        if close == b"]" {
            rest = rest.strip_prefix(b">").unwrap_or(rest).trim_ascii_start();
        }
    }
    let Some(tag) = rest.strip_prefix(b"<") else { return false };
    let end = tag.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(tag.len());
    let name = &tag[..end.min(64)];
    name.rsplit(|b| *b == b':').next().is_some_and(|n| n.eq_ignore_ascii_case(b"svg"))
}
