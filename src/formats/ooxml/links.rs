//! What the parts of a document lead to: relationships (ECMA-376-2, 8.5), fields, data from other programs, actions of slides.
//! A document in one XML file has the same elements.

use memchr::memmem;

use crate::formats::office::target::{self, Reach, Starts};
use crate::formats::office::{classes, field};
use crate::model::inspection::Inspection;

use super::{markup, rules};

/// Links of slides that are kept.
const MOST: usize = 1000;

/// Where a part stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) offset: u64,
    pub(super) part: &'p str,
}

/// A link of a slide to a program: only the slide says whether it is followed without asking.
pub(super) struct Click {
    /// The slide, in lower case.
    pub(super) slide: String,
    id: String,
    target: String,
}

/// Each relationship that leads out of the document. Links of slides that lead to programs come back.
pub(super) fn relationships(text: &[u8], place: Place<'_>, clicks: &mut Vec<Click>, inspection: &mut Inspection<'_>) {
    for element in markup::elements(text).filter(|e| e.name == b"Relationship") {
        let element = String::from_utf8_lossy(element.text);
        let value = |name: &str| markup::attribute(&element, name).map(|v| markup::unescape(&v));
        if value("TargetMode").is_none_or(|m| !m.eq_ignore_ascii_case("External")) {
            continue;
        }
        let (Some(kind), Some(target)) = (value("Type"), value("Target")) else { continue };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        external(&kind, &target, place, inspection);
        if kind == "hyperlink" && target::starts(&target) != Starts::Nothing && clicks.len() < MOST {
            let slide = place.part.to_ascii_lowercase().replace("_rels/", "");
            let slide = slide.strip_suffix(".rels").unwrap_or_default().to_owned();
            clicks.push(Click { slide, id: value("Id").unwrap_or_default(), target });
        }
    }
}

/// Judges one relationship that leads out of the document.
fn external(kind: &str, target: &str, place: Place<'_>, inspection: &mut Inspection<'_>) {
    let reach = target::reach(target);
    let chart = memmem::find(place.part.as_bytes(), b"/charts/").is_some();
    let mut tell = |rule, what: &str| {
        let found = inspection.found(rule).at(place.offset, 30u64);
        found.with("part", place.part).with("what", what).with("target", target);
    };
    match (followed(kind), reach) {
        (_, Reach::Local) if kind == "hyperlink" && gives_orders(target) => {
            tell(&rules::PROGRAM_LINK, "a program or script");
        }
        (_, Reach::Server | Reach::Network) if kind == "hyperlink" && target::starts(target) == Starts::Orders => {
            tell(&rules::PROGRAM_LINK, "a program or script on another computer");
        }
        (_, Reach::Local) => {}
        // The data of a chart are fetched when somebody edits them.
        (Some(what), Reach::Internet) if chart || kind == "oleobject" && target::is_office_store(target) => {
            tell(&rules::NETWORK_LINK, what);
        }
        (Some("an object"), Reach::Internet) if target::is_workbook(target) => tell(&rules::REMOTE_OBJECT, "an object"),
        (Some(what), Reach::Internet) => tell(&rules::REMOTE_TEMPLATE, what),
        (Some(what), Reach::Server) => tell(&rules::REACHES_OUT, what),
        (Some(what), Reach::Network) => tell(&rules::NETWORK_LINK, what),
        (None, _) if target::handler(target).is_some() => tell(&rules::HANDLER_LINK, "a program of Windows"),
        // Workbooks that lead to each other are ordinary, on the web, too; those on shares are worth knowing.
        (None, _) if kind.starts_with("externallink") && !is_web(target) => {
            tell(&rules::NETWORK_LINK, "values of a workbook, if its reader agrees,");
        }
        // Pictures and tables on the web are ordinary; shared folders are asked with the user's name and password.
        (None, Reach::Internet) if kind != "hyperlink" && !is_web(target) => {
            tell(&rules::REACHES_OUT, if kind == "image" { "a picture" } else { "a file" });
        }
        (None, _) => {}
    }
}

/// Whether a link starts something that carries out orders; the name of a script alone may be a page's.
fn gives_orders(target: &str) -> bool {
    let placed = target.contains('\\') || target.trim_start().to_ascii_lowercase().starts_with("file:");
    target::starts(target) == Starts::Orders && (placed || target::is_shell(target))
}

fn is_web(target: &str) -> bool {
    let lower: String = target.trim_start().chars().take(8).collect::<String>().to_ascii_lowercase();
    ["http://", "https://", "ftp://"].iter().any(|p| lower.starts_with(p))
}

/// Relationships that Office follows when the document is opened, in words. Links and pictures are ordinary, and workbooks
/// lead to each other.
fn followed(kind: &str) -> Option<&'static str> {
    match kind {
        "attachedtemplate" => Some("a template"),
        "oleobject" | "package" => Some("an object"),
        "frame" => Some("a frame"),
        "control" | "activexcontrolbinary" => Some("a control"),
        "subdocument" | "afchunk" | "officedocument" | "styles" | "settings" | "websettings" | "theme" | "slide"
        | "slidemaster" | "slidelayout" | "worksheet" | "header" | "footer" | "numbering" | "glossarydocument"
        | "vbaproject" | "extensibility" | "ui" | "customxml" => Some("a part of the document"),
        _ => None,
    }
}

/// A template or frame that a document in one XML file (Word 2003) names by its address.
pub(super) fn addresses(text: &[u8], place: Place<'_>, inspection: &mut Inspection<'_>) {
    for element in markup::elements(text).filter(|e| matches!(e.name, b"attachedTemplate" | b"sourceFileName")) {
        let kind = if element.name == b"attachedTemplate" { "attachedtemplate" } else { "frame" };
        let element = String::from_utf8_lossy(&element.text[..element.text.len().min(4096)]).into_owned();
        if let Some(target) = markup::attribute(&element, "w:val") {
            external(kind, &markup::unescape(&target), place, inspection);
        }
    }
}

/// Field codes that start a program or fetch something: their pieces stand in many elements and are put together first.
pub(super) fn fields(text: &[u8], place: Place<'_>, inspection: &mut Inspection<'_>) {
    let code = markup::unescape(&markup::field_codes(text));
    if let Some(code) = field::dde(&code).or_else(|| service(text)).or_else(|| formula(text)) {
        inspection.found(&rules::DDE).at(place.offset, 30u64).with("part", place.part).with("code", code);
    }
    if let Some(target) = field::orders(&code) {
        let found = inspection.found(&rules::HANDLER_LINK).at(place.offset, 30u64);
        found.with("part", place.part).with("what", "a program of Windows").with("target", target);
    }
    let Some(fetch) = field::fetches(&code) else { return };
    let rule = match fetch.reach {
        Reach::Internet if fetch.picture => &rules::REACHES_OUT,
        Reach::Internet if target::is_office_store(&fetch.target) => &rules::NETWORK_LINK,
        Reach::Internet if target::is_workbook(&fetch.target) => &rules::REMOTE_OBJECT,
        Reach::Internet => &rules::REMOTE_TEMPLATE,
        Reach::Server => &rules::REACHES_OUT,
        _ => &rules::NETWORK_LINK,
    };
    let found = inspection.found(rule).at(place.offset, 30u64);
    found.with("part", place.part).with("what", fetch.what).with("target", fetch.target);
}

/// A workbook's link to a program that carries out orders.
fn service(text: &[u8]) -> Option<String> {
    let name = b"ddeService=";
    memmem::find_iter(text, name).take(MOST).find_map(|at| {
        let rest = String::from_utf8_lossy(&text[at..text.len().min(at + 512)]).into_owned();
        let mut values = rest.split(['"', '\'']).skip(1);
        let (service, topic) = (markup::unescape(values.next()?), markup::unescape(values.nth(1).unwrap_or_default()));
        target::is_shell(&service).then(|| shown(&format!("{service}|{topic}")))
    })
}

/// A formula of a sheet in one XML file that asks such a program.
fn formula(text: &[u8]) -> Option<String> {
    memmem::find_iter(text, b":Formula=").take(MOST * 100).find_map(|at| {
        let rest = &text[at + 9..text.len().min(at + 9 + 512)];
        let value = rest.split(|b| *b == b'"').nth(1)?;
        let pipe = memchr::memchr(b'|', value)?;
        let service = String::from_utf8_lossy(value.get(..pipe)?).into_owned();
        target::is_shell(&service).then(|| shown(&markup::unescape(&String::from_utf8_lossy(value))))
    })
}

/// What a slide says of its links to programs.
pub(super) fn slide(text: &[u8], place: Place<'_>, clicks: &[&Click], inspection: &mut Inspection<'_>) {
    for element in
        markup::elements(text).filter(|e| matches!(e.name, b"hlinkClick" | b"hlinkMouseOver" | b"hlinkHover"))
    {
        let over = element.name != b"hlinkClick";
        let element = String::from_utf8_lossy(element.text);
        let value = |name: &str| markup::attribute(&element, name);
        let action = value("action").unwrap_or_default().to_ascii_lowercase();
        let id = ["r:id", "id"].iter().find_map(|name| value(name)).unwrap_or_default();
        let runs = ["ppaction://program", "ppaction://hlinkfile"].iter().any(|a| action.starts_with(a));
        let Some(click) = clicks.iter().find(|c| c.id == id).filter(|_| runs || over) else { continue };
        let orders = target::starts(&click.target) == Starts::Orders;
        let (rule, when) = match (over, orders) {
            (true, _) => (&rules::STARTS_PROGRAM, "as soon as the mouse moves over it"),
            (false, true) => (&rules::STARTS_PROGRAM, "with a click into the slide"),
            (false, false) => (&rules::CLICK_STARTS, "with a click into the slide"),
        };
        let found = inspection.found(rule).at(place.offset, 30u64);
        found.with("part", place.part).with("when", when).with("target", click.target.as_str());
    }
}

/// A control in a document whose class attacks abuse.
pub(super) fn control(text: &[u8], place: Place<'_>, inspection: &mut Inspection<'_>) {
    let Some(at) = memmem::find(text, b"classid=") else { return };
    let rest = String::from_utf8_lossy(&text[at..text.len().min(at + 64)]).into_owned();
    let id = rest.split(['"', '\'']).nth(1).unwrap_or_default();
    if let Some(class) = classes::abused(id) {
        inspection.found(&rules::CONTROL).at(place.offset, 30u64).with("part", place.part).with("class", class);
    }
}

fn shown(text: &str) -> String {
    text.chars().take(120).collect()
}
