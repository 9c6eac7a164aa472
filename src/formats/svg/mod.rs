//! SVG drawings: Scalable Vector Graphics 2, <https://www.w3.org/TR/SVG2/>. Text that a browser carries out.

mod addresses;
pub(super) mod markup;
mod reader;
mod script;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::text::decode_all;
use crate::model::types::{Nature, TypeInfo};

use super::hidden;
use super::packed::gzip::GZIP;
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

/// What a web server makes a drawing of, and a browser takes for one as it is.
static PHP: TypeInfo = TypeInfo::new("svg-php", "PHP script with a drawing", Nature::Script, |p| {
    p.text().is_some_and(|t| t.lower.starts_with("<?php"))
})
.parent(&BARE)
.begins("3C 3F 70 68 70 (\"<?php\")");

/// Examined as what it holds; this only names it.
static SVGZ: TypeInfo = TypeInfo::new("svgz", "compressed SVG drawing", Nature::Picture, is_svgz)
    .mimes(&["image/svg+xml", "image/svg+xml-compressed"])
    .extensions(&["svgz"])
    .parent(&GZIP)
    .begins("1F 8B 08");

static ACTS: Rule = Rule {
    id: "svg.script-acts",
    title: "A drawing that takes over the browser",
    severity: Severity::High,
    meaning: "This drawing holds a script that {acts|takes the viewer to another page}. It is sent as a picture, but it \
              is a web page made to deceive.",
    proof: "At byte {offset|…} of the text, in {kind|a script}, stands: {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.017", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1027/017/"],
};

static SCRIPT: Rule = Rule {
    id: "svg.script",
    title: "A drawing with a script in it",
    severity: Severity::Medium,
    meaning: "This drawing holds {kind|a script}: a browser that shows it carries it out. Charts of programmers do so; a \
              picture for looking at has no need to.",
    proof: "At byte {offset|…} of the text, in {kind|a script}, stands: {line|…}",
    advice: "Do not open it in a browser. Ask the sender for a screenshot or a PNG picture instead.",
    attack: &["T1027.017"],
    references: &["https://www.w3.org/TR/SVG2/interact.html#ScriptElement"],
};

static FORM: Rule = Rule {
    id: "svg.asks-for-password",
    title: "A drawing that asks for a password",
    severity: Severity::High,
    meaning: "This drawing holds a form that asks for {asks|a password}. It is a false login page that is sent as a \
              picture.",
    proof: "At byte {offset|…} of the text stands: {line|<input type=\"password\"…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1566.001", "T1056.003"],
    references: &["https://attack.mitre.org/techniques/T1056/003/"],
};

static PAGE: Rule = Rule {
    id: "svg.web-page-inside",
    title: "A drawing with a web page in it",
    severity: Severity::Medium,
    meaning: "This drawing shows a part of a web page ({what|a frame}). A picture has no need to.",
    proof: "At byte {offset|…} of the text stands: {line|<iframe src=…}",
    advice: "Do not open it in a browser. Ask the sender for a screenshot or a PNG picture instead.",
    attack: &["T1027.017"],
    references: &["https://attack.mitre.org/techniques/T1027/017/"],
};

static HIDDEN_FILE: Rule = Rule {
    id: "svg.file-inside",
    title: "Something that is no picture is packed into a drawing",
    severity: Severity::High,
    meaning: "This drawing carries {what|a web page} inside its text, in a form that people cannot read.",
    proof: "At byte {offset|…} of the text stands an address that holds the whole file: {line|data:text/html;base64,…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.006", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

static SYSTEM_LINK: Rule = Rule {
    id: "svg.system-link",
    title: "A drawing that starts a part of the system",
    severity: Severity::High,
    meaning: "A link in this drawing starts a part of Windows ({scheme|search-ms}) with orders of its sender's choice.",
    proof: "At byte {offset|…} of the text stands: {line|search-ms:…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.001", "T1218"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2022-30190"],
};

static NETWORK_SHARE: Rule = Rule {
    id: "svg.network-share",
    title: "A drawing that connects to a stranger's network share",
    severity: Severity::Medium,
    meaning: "This drawing makes the computer connect to a network share. On Windows that can hand the user's password, \
              in scrambled form, to whoever runs the share.",
    proof: "At byte {offset|…} of the text stands: {line|file://server/share…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

static OUTSIDE_PICTURE: Rule = Rule {
    id: "svg.loads-from-web",
    title: "A drawing that loads a picture from the web",
    severity: Severity::Low,
    meaning: "Whoever runs {line|the web site} learns that and when the drawing was opened.",
    proof: "At byte {offset|…} of the text a picture is fetched from: {line|https://…}",
    advice: "Open it without connection to the network if the sender must not know that you did.",
    attack: &[],
    references: &[],
};

static ENTITY: Rule = Rule {
    id: "svg.dangerous-entity",
    title: "A drawing that reads other files or swells up",
    severity: Severity::Medium,
    meaning: "The head of this drawing {does|fetches another file into it}. That is done to steal files from, or to \
              choke, a program that opens it.",
    proof: "In the declaration at byte {offset|…} of the text stands: {line|<!ENTITY x SYSTEM …}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203"],
    references: &["https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "svg",
    types: &[&SVG, &BARE, &PHP, &SVGZ],
    rules: &[&ACTS, &SCRIPT, &FORM, &PAGE, &HIDDEN_FILE, &SYSTEM_LINK, &NETWORK_SHARE, &OUTSIDE_PICTURE, &ENTITY],
    inspect: Some(inspect),
    seeks: false,
};

/// How much of a drawing is read, in bytes.
const LONGEST: usize = 32 << 20;
/// How much of a prolog (declaration, comments, DOCTYPE) may stand before the root element, in bytes.
const PROLOG: usize = 4 << 20;
/// How much of a gzip file is unpacked to see what it holds.
const PEEK: u64 = 16 * 1024;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    // The compressed form is examined as what it holds, when gzip hands that over.
    if artifact.content_type.is(&SVGZ) {
        return Ok(());
    }
    let bytes = artifact.bytes();
    let text = decode_all(bytes, LONGEST).map_or_else(
        // Control characters make it no text to us; a browser may still show what comes before them.
        || String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]).into_owned(),
        |(_, text)| text,
    );
    reader::read(&text, inspection)?;
    behind_root(artifact, inspection);
    if bytes.len() > LONGEST {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {LONGEST} bytes were read")));
    }
    Ok(())
}

/// Text behind the last end tag, which no viewer shows, and programs written as letters anywhere.
fn behind_root(artifact: &Artifact, inspection: &mut Inspection<'_>) {
    let bytes = &artifact.bytes()[..artifact.bytes().len().min(LONGEST)];
    hidden::written_program(artifact, inspection, "the text of the drawing", 0..bytes.len(), bytes);
    let mut closes = memchr::memmem::rfind_iter(bytes, b"</").take(4096);
    let last = closes.find(|at| {
        let name = &bytes[at + 2..bytes.len().min(at + 66)];
        let name = &name[..name.iter().position(|b| *b == b'>' || b.is_ascii_whitespace()).unwrap_or(name.len())];
        name.rsplit(|b| *b == b':').next().is_some_and(|n| n.eq_ignore_ascii_case(b"svg"))
    });
    let Some(end) = last.and_then(|at| Some(at + memchr::memchr(b'>', &bytes[at..])? + 1)) else { return };
    // Elements and comments there were read with the rest.
    let rest = bytes[end..].trim_ascii_start();
    // What is named as the script that it is hides none.
    let named = artifact.claim.name.as_ref().is_some_and(|name| name.text().to_ascii_lowercase().ends_with(".php"));
    if named && artifact.content_type.id == PHP.id {
        return;
    }
    if !rest.starts_with(b"<") || rest.starts_with(b"<?php") || rest.starts_with(b"<?=") {
        hidden::note(artifact, inspection, "behind the end", end..bytes.len(), rest);
    }
}

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
