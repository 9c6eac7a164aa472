//! The name and the declared type against the content.

use std::borrow::Cow;

use crate::formats;
use crate::model::artifact::Artifact;
use crate::model::finding::Finding;
use crate::model::gap::Gap;
use crate::model::name::hex;
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{EMPTY, Nature, TypeInfo, UNKNOWN};

use super::extensions;
use super::nature::first_line;
use super::reading::Reading;

/// The rules of this file.
pub static RULES: &[&Rule] = &[
    &PROGRAM_IN_DISGUISE,
    &SCRIPT_IN_DISGUISE,
    &DECLARED_TYPE_HIDES_PROGRAM,
    &SCRIPT_AS_TEXT,
    &ARCHIVE_IN_DISGUISE,
    &PAGE_IN_DISGUISE,
    &DECLARED_TYPE,
    &DIFFERENT_TYPE,
    &NOT_RECOGNISED,
    &OTHER_TYPE,
];

static PROGRAM_IN_DISGUISE: Rule = Rule {
    id: "claim.program-in-disguise",
    title: "A program that passes as something harmless",
    severity: Severity::High,
    meaning: "This is not {claimed_nature|a picture}. It is {actual|a Windows program} that was renamed.",
    proof: "The name promises {claimed|a JPEG picture}, but the file begins {bytes|4D 5A (\"MZ\")}, the mark of \
            {actual|a Windows program}. {honest|A JPEG picture begins FF D8 FF.}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.008"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

static SCRIPT_IN_DISGUISE: Rule = Rule {
    id: "claim.script-in-disguise",
    title: "Commands that pass as something harmless",
    severity: Severity::High,
    meaning: "This is not {claimed_nature|a picture}. It is {actual|a script}: orders that a computer carries out.",
    proof: "The name promises {claimed|a JPEG picture}, but the file reads as {actual|a script}: {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.008", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

static DECLARED_TYPE_HIDES_PROGRAM: Rule = Rule {
    id: "claim.declared-type-hides-program",
    title: "Announced as harmless, but it runs",
    severity: Severity::High,
    meaning: "The message announced {claimed_nature|a picture}. What came is {actual|a Windows program}.",
    proof: "The declared type is {declared|image/jpeg}, but the content begins {bytes|4D 5A (\"MZ\")}: \
            {actual|a Windows program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.008"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

static SCRIPT_AS_TEXT: Rule = Rule {
    id: "claim.script-as-text",
    title: "Commands under a text's name",
    severity: Severity::Medium,
    meaning: "By its name this is {claimed|a plain text}, but it reads as {actual|a script}. Opened as a text it does \
              nothing; renamed or fed to another program it runs.",
    proof: "The name promises {claimed|a plain text}, but the file reads as {actual|a script}: {line|…}",
    advice: "Ask the sender what it is for, and do not rename or run it.",
    attack: &["T1036.008", "T1059"],
    references: &[],
};

static ARCHIVE_IN_DISGUISE: Rule = Rule {
    id: "claim.archive-in-disguise",
    title: "An archive under a harmless name",
    severity: Severity::Medium,
    meaning: "This is not {claimed_nature|a picture}. It is {actual|a ZIP archive} that was renamed, so that its content \
              is not seen.",
    proof: "The name promises {claimed|a JPEG picture}, but the file begins {bytes|50 4B (\"PK\")}, as \
            {actual|a ZIP archive} does. {honest|A JPEG picture begins FF D8 FF.}",
    advice: ADVICE_ASK,
    attack: &["T1036.008"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

static PAGE_IN_DISGUISE: Rule = Rule {
    id: "claim.page-in-disguise",
    title: "A web page under a harmless name",
    severity: Severity::Medium,
    meaning: "This is not {claimed_nature|a picture}. It is {actual|a web page}. Sometimes that is a failed download, \
              sometimes a trap.",
    proof: "The name promises {claimed|a JPEG picture}, but the file reads as {actual|a web page}: {line|…}",
    advice: "Ask the sender for the file again, and do not open this one in a browser.",
    attack: &["T1036.008"],
    references: &[],
};

static DECLARED_TYPE: Rule = Rule {
    id: "claim.declared-type",
    title: "The announced type does not fit the content",
    severity: Severity::Medium,
    meaning: "The message announced {claimed_nature|a picture}. What came is {actual|a ZIP archive}.",
    proof: "The declared type is {declared|image/jpeg}, but the content begins {bytes|50 4B (\"PK\")}: \
            {actual|a ZIP archive}.",
    advice: ADVICE_ASK,
    attack: &["T1036.008"],
    references: &[],
};

static DIFFERENT_TYPE: Rule = Rule {
    id: "claim.different-type",
    title: "The content is of another kind than the name says",
    severity: Severity::Low,
    meaning: "By its name this is {claimed|a JPEG picture}; it really is {actual|a PDF document}. Such mistakes happen, \
              and nothing in this kind of file runs by itself.",
    proof: "The name promises {claimed|a JPEG picture}, but the file begins {bytes|25 50 44 46 (\"%PDF\")}. \
            {honest|A JPEG picture begins FF D8 FF.}",
    advice: "Rename the file to what it is before you open it.",
    attack: &["T1036.008"],
    references: &[],
};

static NOT_RECOGNISED: Rule = Rule {
    id: "claim.not-recognised",
    title: "The content is not what the name says",
    severity: Severity::Low,
    meaning: "By its name this is {claimed|a JPEG picture}, but it does not begin like one, and it is nothing else that \
              is known here. It may be damaged, or locked in a way of its own.",
    proof: "The file begins {bytes|…}. {honest|A JPEG picture begins FF D8 FF.}",
    advice: "Ask the sender to send it again.",
    attack: &[],
    references: &[],
};

static OTHER_TYPE: Rule = Rule {
    id: "claim.other-type",
    title: "The name's ending belongs to a sister format",
    severity: Severity::Info,
    meaning: "By its name this is {claimed|a PNG picture}; it really is {actual|a JPEG picture}. That happens often and \
              does no harm.",
    proof: "The name promises {claimed|a PNG picture}, and the file begins {bytes|FF D8 FF}.",
    advice: "Rename the file if a program refuses to open it.",
    attack: &[],
    references: &[],
};

/// Extensions of documentation, settings and lists of changes: they quote and hold scripts, and nothing runs them by
/// double click.
const QUOTING: &[&str] = &[
    "adoc",
    "asciidoc",
    "cfg",
    "cmake",
    "conf",
    "config",
    "csv",
    "diff",
    "ini",
    "ipynb",
    "json",
    "m4",
    "markdown",
    "md",
    "mdown",
    "mk",
    "org",
    "patch",
    "po",
    "pot",
    "properties",
    "rst",
    "tex",
    "toml",
    "tsv",
    "yaml",
    "yml",
];

/// Whether a script under the name of documentation, settings or source code, or in the nameless text of a message, shows
/// itself only by its words: then it is a snippet. With a mark of its own (`#!`, a tag, the encoder's mark) it is a script
/// under any name.
pub fn is_snippet(artifact: &Artifact, reading: Option<&Reading>, actual: &TypeInfo) -> bool {
    if actual.nature != Nature::Script {
        return false;
    }
    let head = artifact.bytes().trim_ascii_start();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let quotes = match reading.map(|r| r.extension.as_str()) {
        None => artifact.claim.mime.as_deref() == Some("text/plain"),
        // The texts of Tcl programs in many languages are named like the messages of Outlook, which are never text.
        Some("msg") => actual.id == "tcl",
        Some("txt" | "text") => has_heading(head),
        Some(other) => QUOTING.contains(&other) || is_source(other) && !on_windows(actual),
    };
    if !quotes {
        return false;
    }
    // Wide characters are no habit of those who write documentation.
    let marked = [&b"#!"[..], b"#@~^", b"<", b"\xFF\xFE", b"\xFE\xFF"].iter().any(|m| head.starts_with(m));
    (!marked || head.starts_with(b"<!--")) && memchr::memchr(0, &head[..head.len().min(512)]).is_none()
}

/// Whether a text begins with a heading that is underlined, or with the name and version line of a page of Vim's handbook:
/// a text about scripts. No interpreter that Windows brings along reads over such lines without complaint.
fn has_heading(head: &[u8]) -> bool {
    let mut lines = head[..head.len().min(4096)].split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let (Some(title), Some(line)) = (lines.next(), lines.next()) else { return false };
    let underlined = line.len() >= 3
        && matches!(line[0], b'=' | b'-' | b'~' | b'^' | b'*')
        && line.iter().all(|b| *b == line[0])
        && line.len().abs_diff(title.len()) <= 2;
    underlined || title.starts_with(b"*") && memchr::memmem::find(title, b".txt*").is_some()
}

/// Whether an extension is that of source code: an editor opens it, and its language shares words with scripts.
fn is_source(extension: &str) -> bool {
    !NEUTRAL.contains(&extension) && formats::with_extension(extension).iter().any(|t| t.id == "source")
}

/// Whether Windows runs such scripts by itself.
fn on_windows(actual: &TypeInfo) -> bool {
    ["batch", "powershell", "vbscript", "wsf", "hta", "encoded-script"].contains(&actual.id)
}

/// What the comparison says.
#[derive(Debug, Default)]
pub struct Judged {
    /// What was found.
    pub findings: Vec<Finding>,
    /// Where the content is neither what the name says nor anything else that we know, nobody has examined it.
    pub gap: Option<Gap>,
}

/// Extensions that say nothing about the content, or something else to everybody: `ts` is film and source code, `mod`
/// music, source code and a part of a boot loader, `cat` the list of signatures of a driver and the list of what starts
/// from a disk (`boot.cat`), `thm` the small picture of a film and the list of a gallery.
const NEUTRAL: &[&str] = &[
    "bak",
    "bin",
    "cat",
    "crdownload",
    "dat",
    "data",
    "db",
    "download",
    "hdr",
    "key",
    "map",
    "mod",
    "mts",
    "old",
    "orig",
    "part",
    "partial",
    "res",
    "snap",
    "sub",
    "temp",
    "thm",
    "tmp",
    "ts",
];
/// Declared types that say nothing about the content.
const NEUTRAL_MIMES: &[&str] = &[
    "application/binary",
    "application/data",
    "application/download",
    "application/force-download",
    "application/octet-stream",
    "application/octetstream",
    "application/unknown",
    "application/x-download",
    "application/x-force-download",
    "application/x-unknown",
    "binary/octet-stream",
    "unknown/unknown",
];
/// What mail programs open, by its media types.
const MESSAGES: &[&str] = &["message/rfc822", "multipart/related", "application/mbox"];
/// The extension of images of disks, which kernels and the firmware of devices have, too.
const IMAGE: &str = "img";
/// An extension of messages that lists of media types have, too.
const MIME: &str = "mime";
/// Compressed forms that share a picture's extension with its plain form.
const COMPRESSED_PICTURES: &[&str] = &["svgz", "emz", "wmz"];

/// Judges the claim of an artifact against its content; `content` is `None` where its content could not be read.
pub fn judge(artifact: &Artifact, reading: Option<&Reading>, content: Option<&'static TypeInfo>) -> Judged {
    let mut judged = Judged::default();
    let Some(actual) = content else { return judged };
    let extension = reading.map_or("", |r| r.extension.as_str());
    let claimed = match extension {
        neutral if NEUTRAL.contains(&neutral) => Cow::Borrowed(&[][..]),
        _ => formats::with_extension(extension),
    };
    let by_name = mildest_clash(&claimed, actual)
        .filter(|_| !COMPRESSED_PICTURES.contains(&extension))
        // What starts a computer is named like the image of a disk (`kernel.img`), and nobody takes it for harmless.
        .filter(|_| extension != IMAGE || actual.nature != Nature::Program);
    if let Some((rule, type_info)) = by_name
        && !(actual.nature.runs() && extensions::danger(extension).is_some())
        && !is_snippet(artifact, reading, actual)
    {
        judged.findings.push(finding(rule, artifact, type_info.nature, Some(type_info), actual));
        if std::ptr::eq(rule, &NOT_RECOGNISED) {
            judged.gap = Some(Gap::malformed(if artifact.size() == 0 {
                format!("named .{extension}, but it is empty")
            } else {
                format!(
                    "named .{extension}, but it does not begin as {} does, nor as anything known",
                    type_info.phrase()
                )
            }));
        }
    }
    // Mail programs open by the name what nobody else takes for a message, and find attachments in it.
    if actual.nature == Nature::Text
        && extension != MIME
        && claimed.iter().any(|t| MESSAGES.iter().any(|m| has_mime(t, m)))
    {
        judged.gap = Some(Gap::malformed(format!(
            "named .{extension}, but it does not begin as a message does; it was examined as a text only"
        )));
    }
    if judged.findings.iter().all(|f| f.rule.severity < Severity::Medium) {
        judged.findings.extend(by_mime(artifact, extension, &claimed, actual));
    }
    judged
}

/// The declared media type against the content.
fn by_mime(
    artifact: &Artifact,
    extension: &str,
    named: &[&'static TypeInfo],
    actual: &'static TypeInfo,
) -> Option<Finding> {
    let mime = artifact.claim.mime.as_deref().filter(|m| !NEUTRAL_MIMES.contains(m))?;
    let exact: Vec<&'static TypeInfo> = formats::types().filter(|t| t.mimes.contains(&mime)).collect();
    let (rule, nature, type_info) = if exact.is_empty() {
        let nature = match mime.split_once('/')?.0 {
            "image" => Nature::Picture,
            "audio" | "video" => Nature::Media,
            _ => return None,
        };
        (clash(nature, "", mime, false, actual)?, nature, None)
    } else {
        let (rule, type_info) = mildest_clash(&exact, actual)?;
        (rule, type_info.nature, Some(type_info))
    };
    let honest_name = extensions::danger(extension).is_some() || named.iter().any(|t| t.nature.runs());
    let rule = match rule.severity {
        // Careless senders declare everything as text; the honest name then says what it is.
        Severity::High if honest_name && nature == Nature::Text => return None,
        Severity::High => &DECLARED_TYPE_HIDES_PROGRAM,
        // The content is what the name says: only the announcement is careless.
        Severity::Medium if named.iter().any(|t| actual.is(t)) => return None,
        Severity::Medium if std::ptr::eq(rule, &SCRIPT_AS_TEXT) => return None,
        Severity::Medium => &DECLARED_TYPE,
        Severity::Low | Severity::Info => return None,
    };
    let mut finding = finding(rule, artifact, nature, type_info, actual);
    finding.with("declared", mime);
    Some(finding)
}

/// Of the types that a claim may mean, the one whose clash with the content is the mildest, and the rule for it; `None`
/// where one of them fits.
fn mildest_clash(
    claimed: &[&'static TypeInfo],
    actual: &'static TypeInfo,
) -> Option<(&'static Rule, &'static TypeInfo)> {
    let mut best: Option<(&'static Rule, &'static TypeInfo)> = None;
    for type_info in claimed.iter().copied() {
        // What runs does not become harmless by being a special case of what the name says (a script is a text), but
        // an archive that holds a program is still the archive that it says it is.
        let same = actual.is(type_info) && (!actual.nature.runs() || type_info.nature == Nature::Container);
        if same || type_info.is(actual) || type_info.nature.runs() && actual.nature.runs() {
            return None;
        }
        let mime = type_info.mimes.first().copied().unwrap_or("");
        let rule = clash(type_info.nature, type_info.begins, mime, is_textual(type_info), actual)?;
        if best.is_none_or(|(b, _)| rule.severity < b.severity) {
            best = Some((rule, type_info));
        }
    }
    best
}

/// Which rule a claim breaks whose type is not the content's; `None` where such a mix-up says nothing at all.
fn clash(claimed: Nature, begins: &str, mime: &str, textual: bool, actual: &'static TypeInfo) -> Option<&'static Rule> {
    use Nature::{Container, Data, Document, Media, Picture, Program, Script, Shortcut, Text};
    let office = is_office(mime);
    let shown = matches!(claimed, Picture | Media | Document);
    match actual.nature {
        _ if claimed.runs() => None,
        // Nobody opens a database or a font because of its name: told as a program, not as a disguise.
        Program if claimed == Data => None,
        Program => Some(&PROGRAM_IN_DISGUISE),
        Script | Shortcut if textual || claimed == Data => Some(&SCRIPT_AS_TEXT),
        Script | Shortcut => Some(&SCRIPT_IN_DISGUISE),
        _ if is_either(actual, &[&UNKNOWN, &EMPTY]) => {
            ((shown || claimed == Container) && !begins.is_empty()).then_some(&NOT_RECOGNISED)
        }
        _ if textual && is_textual(actual) || claimed == Data => None,
        _ if is_page(actual) && !office => Some(if shown { &PAGE_IN_DISGUISE } else { &DIFFERENT_TYPE }),
        // Logs and pages are compressed on their way.
        Container if textual && COMPRESSION.iter().any(|m| has_mime(actual, m)) => Some(&DIFFERENT_TYPE),
        Container if shown || claimed == Text => Some(&ARCHIVE_IN_DISGUISE),
        nature if nature == claimed && nature != Document => Some(&OTHER_TYPE),
        Text | Document if office => Some(&OTHER_TYPE),
        _ => Some(&DIFFERENT_TYPE),
    }
}

/// Compressed single files, by their media types.
const COMPRESSION: &[&str] = &[
    "application/gzip",
    "application/x-gzip",
    "application/zstd",
    "application/x-xz",
    "application/x-bzip2",
    "application/x-bzip",
];

fn is_either(actual: &TypeInfo, types: &[&TypeInfo]) -> bool {
    types.iter().any(|t| t.id == actual.id)
}

fn has_mime(type_info: &'static TypeInfo, mime: &str) -> bool {
    type_info.lineage().any(|t| t.mimes.contains(&mime))
}

/// Whether a browser shows it as a page.
fn is_page(actual: &'static TypeInfo) -> bool {
    has_mime(actual, "text/html") || has_mime(actual, "application/xhtml+xml")
}

/// Office programs open one another's formats, pages and tables under any of their extensions.
fn is_office(mime: &str) -> bool {
    const OFFICE: &[&str] = &[
        "application/msword",
        "application/rtf",
        "text/rtf",
        "text/csv",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-word",
        "application/vnd.openxmlformats",
        "application/vnd.oasis.opendocument",
        "application/x-ole-storage",
    ];
    OFFICE.iter().any(|o| mime.starts_with(o))
}

/// Whether it is written in characters that an editor shows.
fn is_textual(type_info: &'static TypeInfo) -> bool {
    let textual_mime = |m: &&str| {
        m.starts_with("text/") && !m.ends_with("rtf") && !m.ends_with("richtext")
            || ["+xml", "/xml", "json", "message/rfc822", "application/mbox", "yaml"].iter().any(|e| m.ends_with(e))
    };
    type_info.lineage().any(|t| t.nature == Nature::Text || t.mimes.iter().any(textual_mime))
}

/// A finding with the evidence that all rules share.
fn finding(
    rule: &'static Rule,
    artifact: &Artifact,
    nature: Nature,
    claimed: Option<&'static TypeInfo>,
    actual: &'static TypeInfo,
) -> Finding {
    let bytes = artifact.bytes();
    let readable = bytes.iter().take(8).take_while(|b| b.is_ascii_graphic()).count();
    let shown = bytes.len().min(if readable >= 2 { readable } else { 4 });
    let mut finding = Finding::new(rule, artifact.id);
    finding
        .at(0u64, shown as u64)
        .with("claimed_nature", nature.phrase())
        .with("claimed", claimed.map_or_else(|| nature.phrase().to_owned(), TypeInfo::phrase))
        .with("actual", actual.phrase())
        .with("bytes", if shown == 0 { "with nothing".to_owned() } else { hex(&bytes[..shown]) });
    if rule.keys().contains(&"line") {
        finding.with("line", first_line(bytes));
    }
    // Where it is not known how an honest one begins, nothing is said of it.
    let honest = claimed.filter(|c| !c.begins.is_empty()).map_or_else(String::new, |claimed| {
        let phrase = claimed.phrase();
        format!("{}{} begins {}.", phrase[..1].to_uppercase(), &phrase[1..], claimed.begins)
    });
    finding.with("honest", honest);
    finding
}
