//! What the objects of a document do: their actions, scripts, links and attachments.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::actions::{action, around};
use super::document::Document;
use super::names::{Name, names};
use super::objects::Object;
use super::scripts::{self, Scripts};
use super::values::{self, Value};
use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

/// Actions, links and file specifications that are kept.
const MOST: usize = 10_000;
/// The longest link that is kept, in bytes.
const LINK: usize = 2048;
/// The most that one script or form unpacks to.
const SCRIPT: usize = 4 << 20;

/// A script of the document.
pub(super) struct Script {
    /// The object that calls it.
    pub(super) number: u32,
    pub(super) at: u64,
    /// Whether it stands in the opening action itself.
    pub(super) opens: bool,
    pub(super) harmless: bool,
    pub(super) line: String,
}

/// What was seen in all objects; told once at the end.
#[derive(Default)]
pub(super) struct Seen {
    /// Objects that are carried out when the document is opened.
    pub(super) opens: BTreeSet<u32>,
    /// Which action follows which.
    pub(super) next: Vec<(u32, u32)>,
    pub(super) scripts: Vec<Script>,
    pub(super) judged: Scripts,
    /// Launch actions: where, and their target.
    pub(super) launches: Vec<(u64, String)>,
    pub(super) network: Option<(u64, String)>,
    pub(super) submits: Option<(u64, String)>,
    pub(super) hidden_name: Option<(u64, String)>,
    pub(super) layers: Option<(u64, usize)>,
    pub(super) media: Option<(u64, &'static str)>,
    pub(super) form_script: Option<(u64, String)>,
    pub(super) links: BTreeMap<String, u64>,
    /// Objects that are attached files, and their names.
    pub(super) attached: BTreeMap<u32, Option<String>>,
    pub(super) pages: u64,
    /// Actions and file specifications: more than a limit are not looked at.
    pub(super) actions: usize,
}

/// Takes note of one object's words.
pub(super) fn look<'a>(
    document: &Document<'a>,
    object: &Object<'a>,
    seen: &mut Seen,
    inspection: &mut Inspection<'_>,
) -> Result<(), Gap> {
    // Where the dictionaries of opening actions stand, and where the last string ends that was read.
    let (mut opening, mut until): (Vec<Range<usize>>, usize) = (Vec::new(), 0);
    for (count, name) in object.names().enumerate() {
        if count % 4096 == 4095 {
            inspection.check_time()?;
        }
        if name.start < until {
            continue;
        }
        if name.escaped && is_telling(&name.text) {
            let raw = String::from_utf8_lossy(name.raw);
            seen.hidden_name.get_or_insert_with(|| (object.at, format!("{raw} for /{}", name.text)));
        }
        match name.text.as_ref() {
            "JS" => {
                if let (Value::Text(_), end) = document.value(object, name.end) {
                    until = end;
                }
                let opens = opening.iter().any(|range| range.contains(&name.start));
                script(document, object, &name, opens, seen, inspection);
            }
            "OpenAction" => opens(document, object, name.end, seen, &mut opening),
            "AA" => {
                for (holder, value) in document.resolved(object, name.end) {
                    let Value::Dictionary(rest) = value else { continue };
                    let from = holder.text.len() - rest.len();
                    // A page that is opened or becomes visible, a field on it.
                    for event in names(document.inside(rest)).filter(|n| matches!(n.text.as_ref(), "O" | "PO" | "PV")) {
                        opens(document, holder, from + event.end, seen, &mut opening);
                    }
                }
            }
            "Next" if seen.next.len() < MOST => {
                let all = references(document, object, name.end);
                seen.next.extend(all.into_iter().map(|number| (object.number, number)));
            }
            "S" if seen.actions < MOST => action(document, object, &name, seen),
            "URI" if seen.links.len() < MOST => {
                if let Some(link) = document.text(object, name.end).filter(|l| l.len() <= LINK) {
                    seen.links.entry(link).or_insert(object.at);
                }
            }
            "EF" if seen.actions < MOST => attached(document, object, &name, seen),
            "XFA" => form(document, object, &name, seen, inspection),
            "RichMedia" | "Flash" => _ = seen.media.get_or_insert((object.at, "a film or program for Flash")),
            "U3D" | "PRC" => _ = seen.media.get_or_insert((object.at, "a model in three dimensions")),
            "Page" => seen.pages += 1,
            _ => {}
        }
    }
    Ok(())
}

/// An action that is carried out by itself: its object, or the dictionary that stands here.
fn opens<'a>(
    document: &Document<'a>,
    object: &Object<'a>,
    at: usize,
    seen: &mut Seen,
    opening: &mut Vec<Range<usize>>,
) {
    match document.value(object, at).0 {
        Value::Reference(number) if seen.opens.len() < MOST => _ = seen.opens.insert(number),
        Value::Dictionary(rest) if opening.len() < 64 => {
            let from = object.text.len() - rest.len();
            opening.push(from..from + document.inside(rest).len());
        }
        _ => {}
    }
}

/// The script behind `/JS`: a string, or a stream that holds it.
fn script<'a>(
    document: &Document<'a>,
    object: &Object<'a>,
    name: &Name<'_>,
    opens: bool,
    seen: &mut Seen,
    inspection: &mut Inspection<'_>,
) {
    let all = if document.is_locked() { Vec::new() } else { document.resolved(object, name.end) };
    let (mut harmless, mut line) = (!all.is_empty(), None);
    for (holder, value) in all {
        let bytes = match value {
            Value::Text(bytes) => bytes,
            Value::Dictionary(_) if holder.stream.is_some() => {
                let (bytes, gap) = document.unpack(holder, SCRIPT);
                gap.into_iter().for_each(|gap| inspection.gap(gap));
                bytes
            }
            _ => continue,
        };
        let judged = scripts::judge(&values::text(&bytes), object.at, &mut seen.judged, inspection);
        harmless &= judged.harmless;
        line.get_or_insert(judged.line);
    }
    if seen.scripts.len() < MOST {
        let line = line.unwrap_or_else(|| "…".to_owned());
        seen.scripts.push(Script { number: object.number, at: object.at, opens, harmless, line });
    }
}

/// The files of a specification whose `/EF` stands here, and its name.
fn attached<'a>(document: &Document<'a>, object: &Object<'a>, name: &Name<'_>, seen: &mut Seen) {
    seen.actions += 1;
    let range = around(document, object.text, name.start);
    let title = |key: &str| {
        let mut all = names(&object.text[range.clone()]).take(256).filter(|n| n.text == key);
        all.find_map(|n| match document.is_locked() {
            true => None,
            false => document.text(object, range.start + n.end),
        })
    };
    let title = title("UF").filter(|t| !t.is_empty()).or_else(|| title("F"));
    for (holder, value) in document.resolved(object, name.end) {
        let Value::Dictionary(rest) = value else { continue };
        let from = holder.text.len() - rest.len();
        for key in names(document.inside(rest)).take(16) {
            if let Value::Reference(number) = document.value(holder, from + key.end).0 {
                let known = seen.attached.entry(number).or_default();
                if known.is_none() {
                    known.clone_from(&title);
                }
            }
        }
    }
}

/// A form in XML: its packets are parts of the document, and its scripts are judged.
fn form<'a>(
    document: &Document<'a>,
    object: &Object<'a>,
    name: &Name<'_>,
    seen: &mut Seen,
    inspection: &mut Inspection<'_>,
) {
    if document.is_locked() {
        return;
    }
    for number in references(document, object, name.end).into_iter().take(64) {
        for holder in document.versions(number).filter(|o| o.stream.is_some()).take(1) {
            let (bytes, gap) = document.unpack(holder, SCRIPT * 4);
            gap.into_iter().for_each(|gap| inspection.gap(gap));
            let packet = String::from_utf8_lossy(&bytes);
            for code in scripts::of_form(&packet) {
                let judged = scripts::judge(&code, holder.at, &mut seen.judged, inspection);
                seen.form_script.get_or_insert((holder.at, judged.line));
            }
            inspection.child(Origin::Decoded, Claim::none(), &mut &bytes[..]);
        }
    }
}

/// The reference, or the list of them, that stands at a place.
fn references<'a>(document: &Document<'a>, object: &Object<'a>, at: usize) -> Vec<u32> {
    let (holder, at) = match document.value(object, at) {
        (Value::Reference(number), _) => {
            // The list itself may stand elsewhere.
            match document.versions(number).map(|o| (o, document.value(o, o.body))).next() {
                Some((other, (Value::Array(_), at))) => (other, at),
                _ => return vec![number],
            }
        }
        (Value::Array(_), at) => (object, at),
        _ => return Vec::new(),
    };
    let (mut out, mut at) = (Vec::new(), at);
    while out.len() < 256 && !values::closes(holder.text.get(at..).unwrap_or_default()) {
        let (value, end) = document.value(holder, at);
        match value {
            Value::Reference(number) => out.push(number),
            Value::Text(_) => {}
            _ => break,
        }
        at = end;
    }
    out
}

/// Names that matter: writing one of these in another way hides it.
fn is_telling(name: &str) -> bool {
    matches!(
        name,
        "JavaScript" | "JS" | "Launch" | "OpenAction" | "AA" | "EmbeddedFile" | "ObjStm" | "RichMedia" | "XFA"
    )
}
