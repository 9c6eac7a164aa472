//! Rich Text Format: the specification 1.9.1.
//!
//! Read by us: Word reads RTF that no other program accepts, and exploits live in that difference. Only what matters for
//! safety is read: embedded objects, templates and field codes.

mod reader;
mod rules;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::rule::Severity;
use crate::model::types::{Nature, TypeInfo};

use super::office::target::{self, Reach};
use super::office::{classes, field};
use super::ole::package;
use reader::{Object, Piece};

static RTF: TypeInfo = TypeInfo::new("rtf", "RTF document", Nature::Document, |p| {
    p.starts(b"{\\rt") || p.window(0, 64).trim_ascii_start().starts_with(b"{\\rt")
})
.mimes(&["application/rtf", "text/rtf", "text/richtext"])
.extensions(&["rtf"])
.begins("7B 5C 72 74 (\"{\\rt\")");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "rtf", types: &[&RTF], rules: rules::ALL, inspect: Some(inspect), seeks: false };

/// Objects that are looked at.
const MOST: usize = 1000;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut objects = 0;
    let (mut updates, mut class) = (None, String::new());
    let mut document = reader::Reader::new(artifact.bytes());
    while let Some(piece) = document.next_piece() {
        inspection.check_time()?;
        match piece {
            Piece::Update(at) => updates = updates.or(Some(at)),
            Piece::Class(name) => class = name,
            Piece::Fragments(at, length) => {
                let found = inspection.found(&rules::EXPLOIT).at(at, length);
                found.with("what", "Word's drawing of shapes").with("mark", "a list of fragments that is too long");
            }
            Piece::Template(at, target) => {
                if leads_out(&target) {
                    inspection.found(&rules::REMOTE_TEMPLATE).at(at, target.len()).with("target", target.trim());
                }
            }
            Piece::Field(at, code) => {
                if let Some(code) = field::dde(&code) {
                    inspection.found(&rules::DDE).at(at, code.len()).with("code", code);
                }
                if let Some(target) = field::orders(&code) {
                    inspection.found(&rules::HANDLER_LINK).at(at, code.len()).with("target", target);
                }
                let honest = |target: &str| target::is_office_store(target) || target::is_workbook(target);
                let fetch = field::fetches(&code).filter(|f| f.reach == Reach::Internet && !f.picture);
                if let Some(fetch) = fetch.filter(|f| !honest(&f.target)) {
                    let found = inspection.found(&rules::LINK).at(at, code.len());
                    found.with("class", "field").with("target", fetch.target);
                }
            }
            Piece::Object(found) => {
                objects += 1;
                if objects > MOST {
                    return Err(Gap::limit(crate::model::gap::LimitKind::Entries, "the document has too many objects"));
                }
                object(&found, &class, inspection);
                class.clear();
            }
        }
    }
    if objects > 0
        && let Some(at) = updates
    {
        inspection.found(&rules::UPDATES_ITSELF).at(at, 10usize);
    }
    if objects > 0 {
        inspection.fact("objects", objects);
    }
    if document.depth() > 0 {
        return Err(Gap::malformed("the document is cut off: not all of its groups are closed"));
    }
    Ok(())
}

/// An embedded object: an OLE 1.0 header (MS-OLEDS 2.2.4) and what it holds.
fn object(object: &Object, named: &str, inspection: &mut Inspection<'_>) {
    // Word and this reader may count the digits from different ones: half a byte later all may be clear.
    let shifted: Vec<u8> = match reader::ole1(&object.data) {
        None => object.data.windows(2).map(|pair| pair[0] << 4 | pair[1] >> 4).collect(),
        Some(_) => Vec::new(),
    };
    let data = if reader::ole1(&shifted).is_some() { &shifted } else { &object.data };
    let ole1 = reader::ole1(data);
    let class = ole1.as_ref().map_or(named, |o| o.class.as_str());
    let lower = class.trim().to_ascii_lowercase();
    let called = classes::called(data);
    let place = (object.at, object.length);
    let address = || classes::address(data).unwrap_or_default();
    let linked = ole1.as_ref().filter(|o| o.linked).and_then(|o| leads_out(&o.topic).then(|| o.topic.clone()));
    if lower.starts_with("equation") || called.equation.is_some() {
        let class = if lower.starts_with("equation") { class } else { called.equation.unwrap_or_default() };
        let reason = match (classes::overflow(data), classes::order(data)) {
            (Some(_), _) => Some("the name of a font that is too long"),
            (None, order) => order,
        };
        match reason {
            Some(reason) => {
                let found = inspection.found(&rules::EXPLOIT).at(place.0, place.1);
                found.with("what", "the old equation editor").with("mark", reason);
            }
            None => _ = inspection.found(&rules::EQUATION).at(place.0, place.1).with("class", class),
        }
    } else if let Some(target) = linked {
        inspection.found(&rules::LINK).at(place.0, place.1).with("class", class).with("target", target);
    } else if lower == "ole2link" || called.link.is_some() {
        let class = if lower == "ole2link" { class } else { called.link.unwrap_or_default() };
        inspection.found(&rules::LINK).at(place.0, place.1).with("class", class).with("target", address());
    }
    if let Some(class) = called.runs {
        inspection.found(&rules::RUNS).at(place.0, place.1).with("class", class).with("target", address());
    }
    let by_name = ["mscomctl", "comctl", "otkloadr", "shockwaveflash"].iter().any(|c| lower.starts_with(c));
    if let Some(class) = called.faulty.or(by_name.then_some(class)) {
        inspection.found(&rules::FAULTY).at(place.0, place.1).with("class", class);
    }
    let unread = ole1.is_none();
    let native = ole1.map_or(&data[..], |o| data.get(o.data).unwrap_or_default());
    let packed = if lower == "package" { package::parse_body(native, 0) } else { None };
    if lower == "package" && packed.is_none() {
        inspection.gap(Gap::malformed("an object of the document is written in a way that was not understood"));
    }
    let (mut content, claim) = match &packed {
        Some(package) => {
            (native.get(package.data.clone()).unwrap_or_default(), Claim::named(Name::from_text(&package.name)))
        }
        None => (native, Claim::none()),
    };
    if content.is_empty() {
        return;
    }
    let Some(child) = inspection.child(Origin::Decoded, claim, &mut content) else { return };
    if unread && matches!(child.content_type.nature, Nature::Data | Nature::Text) {
        inspection.gap(Gap::malformed("an object of the document is written in a way that was not understood"));
    }
    if child.content_type.nature.runs() || child.worst >= Some(Severity::High) {
        let found = inspection.found(&rules::PROGRAM_INSIDE).at(object.at, object.length);
        found.with("what", child.content_type.phrase());
    }
}

/// Whether an address leads to another computer that is not one of the sender's own network.
fn leads_out(target: &str) -> bool {
    let lower = target.trim().to_ascii_lowercase();
    let remote = lower.starts_with("http") || lower.starts_with("ftp:") || lower.contains("://");
    let dotted = lower.starts_with("\\\\")
        && lower.trim_start_matches('\\').split('\\').next().is_some_and(|h| h.contains(['.', '@']));
    remote && !lower.starts_with("file:///") || dotted
}
