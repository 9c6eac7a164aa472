//! HTML pages (<https://html.spec.whatwg.org/>), and pages that run as programs (HTA).
//!
//! This looks for pages that carry a file inside and save it by script, that start programs of the computer by a link,
//! or that lead on to a file at once.

mod embedded;
mod pictures;

use memchr::memmem::find;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::text::decode_all;
use crate::model::types::{Nature, TypeInfo};

use super::scripts;
use super::text::TEXT;
use super::xml::XML;
use pictures::{page_in_picture, program_page_in_picture};

/// A page. XML that is a page is `XHTML`.
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

static SMUGGLING: Rule = Rule {
    id: "html.smuggling",
    title: "A page that carries a hidden file",
    severity: Severity::High,
    meaning: "This page holds a file in disguise ({size|some thousand} characters of code) and saves it on your computer \
              by script when it is opened. Mail filters do not see such a file.",
    proof: "At byte {offset|…} the hidden data begins; the page turns it into a file with \"{make|new Blob(}\" and saves \
            it with \"{save|msSaveOrOpenBlob}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.006"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

static CARRIES: Rule = Rule {
    id: "html.carries-program",
    title: "A program or archive hides in the page",
    severity: Severity::High,
    meaning: "Written out as letters, {what|a program} hides in this page. Pages have no honest use for that.",
    proof: "At byte {offset|…}, {size|…} characters of base64 decode to {what|a program} ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.006", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

static HANDLER: Rule = Rule {
    id: "html.local-handler",
    title: "A page that starts a program of Windows",
    severity: Severity::High,
    meaning: "This page calls a tool of Windows by a special link ({scheme|ms-msdt:}) that attackers misuse to run \
              their commands.",
    proof: "At byte {offset|…} stands \"{line|ms-msdt:/id PCWDiagnostic …}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1218"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2022-30190"],
};

static REDIRECT: Rule = Rule {
    id: "html.redirect-to-file",
    title: "A page that leads to a file at once",
    severity: Severity::Medium,
    meaning: "This page shows nothing but sends the browser on at once to {target|a file or hidden page}.",
    proof: "At byte {offset|…} stands \"{line|<meta http-equiv=\"refresh\" content=\"0;url=file:…}\".",
    advice: "Do not open it. Ask the sender for a screenshot instead.",
    attack: &["T1204.001", "T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "html",
    types: &[&HTML, &XHTML, &HTA],
    rules: &[&SMUGGLING, &CARRIES, &HANDLER, &REDIRECT],
    inspect: Some(inspect),
    seeks: false,
};

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
/// Links that start a tool of Windows with what stands behind them.
const SCHEMES: &[&str] = &["ms-msdt:", "search-ms:", "ms-officecmd:", "ms-appinstaller:", "ms-cxh-full:", "ms-search:"];

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
    let lower = text.to_ascii_lowercase();
    if find(lower.as_bytes(), b"<script").is_some() {
        smuggling(&lower, inspection);
    }
    embedded::programs(&text, inspection, &CARRIES)?;
    handlers(&lower, inspection);
    redirect(&lower, inspection);
    if artifact.content_type.id == HTA.id {
        scripts::judge(&text, inspection, artifact.content_type);
    }
    if bytes.len() > READ {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {READ} bytes of the page were read")));
    }
    Ok(())
}

/// The three signs together: data, a maker of files, a saver.
fn smuggling(lower: &str, inspection: &mut Inspection<'_>) {
    const MAKE: &[&str] = &["new blob(", "new file(", "uint8array", "blobbuilder", "atob("];
    const SAVE: &[&str] = &[
        "mssaveoropenblob",
        "mssaveblob",
        ".download=",
        ".download =",
        "setattribute('download'",
        "setattribute(\"download\"",
        "location.href=",
        "location.href =",
        "location.replace(",
        "window.open(",
    ];
    let word = |list: &[&'static str]| list.iter().find(|w| find(lower.as_bytes(), w.as_bytes()).is_some()).copied();
    let url = word(&["createobjecturl", "mssaveoropenblob", "mssaveblob", "data:application/"]);
    if let (Some(_), Some(make), Some(save)) = (url, word(MAKE), word(SAVE))
        && let Some(data) = embedded::large_literal(lower)
    {
        let found = inspection.found(&SMUGGLING).at(data.start, data.len());
        found.with("size", data.len()).with("make", make).with("save", save);
    }
}

fn handlers(lower: &str, inspection: &mut Inspection<'_>) {
    for scheme in SCHEMES {
        // Prose names these links; a link or a script calls them.
        let call = memchr::memmem::find_iter(lower.as_bytes(), scheme.as_bytes()).find(|at| {
            let before = lower[..*at].trim_end().trim_end_matches(['"', '\'', '`']).trim_end();
            let quoted = before.len() < lower[..*at].trim_end().len();
            let calls = ["href=", "href =", "src=", "url=", "location=", "location =", "replace(", "open(", "assign("];
            (quoted || before.ends_with("url=")) && calls.iter().any(|c| before.ends_with(c))
        });
        if let Some(at) = call {
            let found = inspection.found(&HANDLER).at(at, scheme.len());
            found.with("scheme", *scheme).with("line", lower[at..].lines().next().unwrap_or_default());
        }
    }
}

/// A refresh to what no web page is.
fn redirect(lower: &str, inspection: &mut Inspection<'_>) {
    const TARGETS: &[(&str, &str)] = &[
        ("url=data:text/html", "a page hidden in the link"),
        ("url=data:application", "a file hidden in the link"),
        ("url=file:", "a file on another computer"),
        ("url=\\\\", "a file on another computer"),
        ("url=javascript:", "a script"),
    ];
    let refresh = memchr::memmem::find_iter(lower.as_bytes(), b"http-equiv").take(64).find_map(|at| {
        let tag: String =
            lower[at..].split('>').next()?.chars().take(400).filter(|c| !matches!(c, ' ' | '"' | '\'')).collect();
        let target = TARGETS.iter().find(|(t, _)| tag.contains(t))?;
        tag.starts_with("http-equiv=refresh").then_some((at, target.1, tag))
    });
    if let Some((at, target, line)) = refresh {
        inspection.found(&REDIRECT).at(at, line.len()).with("target", target).with("line", line);
    }
}
