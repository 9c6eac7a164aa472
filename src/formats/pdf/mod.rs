//! PDF documents: ISO 32000-2, <https://pdfa.org/resource/iso-32000-2/>.
//!
//! Read by us, object by object as they stand in the file and without following references: enough to see what the
//! document does by itself, and what is attached to it. Names are decoded (`#4A` is `J`), compressed objects unpacked.

mod names;
mod objects;
mod rules;

use std::cell::LazyCell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::Severity;
use crate::model::types::{Nature, TypeInfo};

use super::stray;
use objects::{Object, Objects};

static PDF: TypeInfo = TypeInfo::new("pdf", "PDF document", Nature::Document, |p| p.starts(b"%PDF-"))
    .mimes(&["application/pdf", "application/x-pdf"])
    .extensions(&["pdf"])
    .begins("25 50 44 46 (\"%PDF\")")
    .tolerant(in_the_first_kilobyte);

/// The registry row.
pub static FORMAT: Format =
    Format { name: "pdf", types: &[&PDF], rules: rules::ALL, inspect: Some(inspect), seeks: false };

/// The most that one stream of objects unpacks to, and all of them together.
const STREAM: u64 = 16 << 20;
const STREAMS: u64 = 128 << 20;
/// Readers look for the end mark in so many last bytes.
const END: usize = 1024;
/// Actions and file specifications that are kept.
const MOST: usize = 10_000;

/// Where the header stands behind other bytes: readers look for it in the first 1024 bytes, and for the end mark in the
/// last. The member of an archive that begins so is examined as a member.
fn in_the_first_kilobyte(probe: &Probe<'_>) -> Option<u64> {
    let at = memmem::find(probe.window(0, 1024), b"%PDF-")?;
    let end = &probe.tail[probe.tail.len().saturating_sub(END)..];
    let real = memmem::find(end, b"startxref").is_some() && probe.bytes.get(at + 5).is_some_and(u8::is_ascii_digit);
    // A line ends behind the version: in the source of a program that writes PDFs it does not.
    let line = matches!(probe.bytes.get(at + 8), Some(b'\r' | b'\n'));
    (at > 0 && real && line && !probe.starts(b"PK\x03\x04")).then_some(at as u64)
}

/// What was seen in all objects; told once at the end.
#[derive(Default)]
struct Seen {
    /// Objects that the opening action refers to.
    opens: BTreeSet<u32>,
    /// Objects whose action is a script, and where.
    scripts: Vec<(u32, u64)>,
    /// A script in the opening action itself.
    script_on_open: Option<u64>,
    any_script: Option<u64>,
    /// Launch actions: where, and the target or the object that names it.
    launches: Vec<(u64, Result<String, u32>)>,
    /// What file specifications name.
    files: BTreeMap<u32, String>,
    export_and_launch: Option<u64>,
    network: Option<(u64, String)>,
    hidden_name: Option<(u64, String)>,
    encrypted: bool,
    /// Objects that are attached files.
    attached: BTreeSet<u32>,
    pages: u64,
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut seen = Seen::default();
    let (mut left, mut streams, mut gaps) = (STREAMS, Vec::new(), Vec::new());
    for object in Objects::of(bytes) {
        inspection.check_time()?;
        look(&object, &mut seen);
        if object.has_name("Encrypt") {
            seen.encrypted = true;
        }
        let Some(stream) = object.stream.clone() else { continue };
        if bytes.get(stream.clone()).is_some_and(|data| object.is_packed_in_secret(data)) {
            gaps.push(Gap::malformed("a stream of the document is packed without saying so"));
        }
        if object.holds_objects() && !seen.encrypted && left > 0 {
            let (text, gap) = object.unpack(&bytes[stream], STREAM.min(left));
            left -= (text.len() as u64).min(left);
            seen_in_stream(&text, object.at, &mut seen, inspection)?;
            gaps.extend(gap);
        } else {
            streams.push(object);
        }
    }
    if seen.encrypted {
        inspection.gap(Gap::encrypted("the document is encrypted; its texts, scripts and attachments cannot be read"));
    } else {
        gaps.into_iter().for_each(|gap| inspection.gap(gap));
        if left == 0 {
            inspection.gap(Gap::limit(LimitKind::TotalBytes, "not all compressed objects were unpacked"));
        }
        for object in streams {
            inspection.check_time()?;
            // The type is optional: what a file specification refers to is a file.
            if object.has_name("EmbeddedFile") || seen.attached.contains(&object.number) {
                attachment(artifact, &object, inspection);
            } else if seen.scripts.is_empty() && seen.any_script.is_none() || !object.is_small(artifact) {
                continue;
            } else if let Some(stream) = object.stream.clone() {
                let (text, _) = object.unpack(&bytes[stream], 1 << 20);
                if starts_attachment(&text) {
                    seen.export_and_launch.get_or_insert(object.at);
                }
            }
        }
    }
    tell(&seen, inspection);
    if seen.pages > 0 {
        inspection.fact("pages", seen.pages);
    }
    end(artifact, inspection)
}

/// The end mark, and what stands behind it.
fn end(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    match memmem::rfind(bytes, b"%%EOF") {
        None => Err(Gap::malformed("the document has no end mark (%%EOF); it may be cut off")),
        Some(at) => {
            let behind = bytes.len() - at - 5;
            let padding = bytes[at + 5..].iter().all(|b| b.is_ascii_whitespace() || *b == 0);
            if behind > END && !padding {
                // A download that was cut in the middle has an earlier end mark (of its first version or part).
                let goes_on = memmem::find(&bytes[at..], b" obj").is_some_and(|o| o < 256);
                if goes_on {
                    return Err(Gap::malformed("the document is cut off: it goes on behind its last end mark"));
                }
                stray::part(artifact, inspection, at as u64 + 5, artifact.size(), "behind the end");
            }
            Ok(())
        }
    }
}

/// Takes note of one object's words.
fn look(object: &Object<'_>, seen: &mut Seen) {
    let at = object.at;
    // Sought once for an object, however often it names what needs them.
    let file = LazyCell::new(|| object.string_behind("F"));
    let unicode = LazyCell::new(|| object.string_behind("UF"));
    let reference = LazyCell::new(|| {
        let mut files = object.names.iter().filter(|n| n.text == "F" || n.text == "Win");
        files.find_map(|n| object.reference_behind(n.end))
    });
    for (index, name) in object.names.iter().enumerate() {
        match name.text.as_str() {
            "JavaScript" | "JS" => {
                seen.any_script.get_or_insert(at);
                seen.scripts.push((object.number, at));
            }
            "OpenAction" => {
                if let Some(number) = object.reference_behind(name.end) {
                    seen.opens.insert(number);
                } else if object.inline_behind(name.end).is_some_and(|d| memmem::find(d, b"/JavaScript").is_some()) {
                    seen.script_on_open.get_or_insert(at);
                }
            }
            "Launch" if seen.launches.len() < MOST && object.value_of(index, "S") => {
                let target = match (&*file, *reference) {
                    (None, Some(number)) => Err(number),
                    (text, _) => Ok(text.clone().unwrap_or_default()),
                };
                seen.launches.push((at, target));
            }
            "F" | "UF" if object.number > 0 && seen.files.len() < MOST => {
                let target = if name.text == "F" { &*file } else { &*unicode };
                if let (Some(target), Entry::Vacant(place)) = (target, seen.files.entry(object.number)) {
                    place.insert(target.clone());
                }
            }
            "GoToR" | "GoToE" | "SubmitForm" | "ImportData" => {
                if let Some(target) = file.as_ref().filter(|t| t.starts_with("\\\\")) {
                    seen.network.get_or_insert_with(|| (at, target.clone()));
                }
            }
            "EF" => seen.attached.extend(object.references_within(name.end)),
            "Page" => seen.pages += 1,
            _ => {}
        }
        if name.escaped && is_telling(&name.text) {
            seen.hidden_name.get_or_insert((at, format!("{} for /{}", name.raw, name.text)));
        }
    }
    if starts_attachment(object.text) {
        seen.export_and_launch.get_or_insert(at);
    }
}

/// Objects in a compressed stream: told at the place of the stream.
fn seen_in_stream(text: &[u8], at: u64, seen: &mut Seen, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    for mut object in objects::in_stream(text) {
        inspection.check_time()?;
        object.at = at;
        look(&object, seen);
    }
    Ok(())
}

/// Whether a script opens a file that is attached to the document.
fn starts_attachment(text: &[u8]) -> bool {
    let Some(at) = memmem::find(text, b"exportDataObject") else { return false };
    let call = &text[at..text.len().min(at + 300)];
    memmem::find(call, b"nLaunch").is_some_and(|n| {
        let value = call[n..].iter().find(|b| b.is_ascii_digit());
        matches!(value, Some(b'1' | b'2'))
    })
}

/// A file that is attached: examined like every other.
fn attachment(artifact: &Artifact, object: &Object<'_>, inspection: &mut Inspection<'_>) {
    let Some(stream) = object.stream.clone() else { return };
    let packed = &artifact.bytes()[stream.clone()];
    let child = match object.filter() {
        objects::Filter::None => inspection.slice(Origin::Member, Claim::none(), stream),
        objects::Filter::Flate => {
            let mut reader = flate2::read::ZlibDecoder::new(packed);
            inspection.child(Origin::Member, Claim::none(), &mut reader)
        }
        objects::Filter::Predicted | objects::Filter::Other => {
            inspection.gap(Gap::unsupported("a file attached to the document is packed in a way not known here"));
            return;
        }
    };
    let Some(child) = child else { return };
    if child.content_type.nature.runs() || child.worst >= Some(Severity::High) {
        let found = inspection.found(&rules::PROGRAM_INSIDE).at(object.at, packed.len());
        found.with("what", child.content_type.phrase());
    }
}

fn tell(seen: &Seen, inspection: &mut Inspection<'_>) {
    for (at, target) in &seen.launches {
        let target = match target {
            Ok(text) => text.as_str(),
            Err(number) => seen.files.get(number).map_or("", String::as_str),
        };
        if !is_document(target) {
            inspection.found(&rules::LAUNCH).at(*at, 7u64).with("target", target);
            break;
        }
    }
    if let Some(at) = seen.export_and_launch {
        inspection.found(&rules::STARTS_ATTACHMENT).at(at, 16u64);
    }
    let by_reference = seen.scripts.iter().find(|(number, _)| seen.opens.contains(number)).map(|(_, at)| *at);
    if let Some(at) = seen.script_on_open.or(by_reference) {
        inspection.found(&rules::SCRIPT_ON_OPEN).at(at, 11u64);
    } else if let Some(at) = seen.any_script {
        inspection.found(&rules::SCRIPT).at(at, 11u64);
    }
    if let Some((at, target)) = &seen.network {
        inspection.found(&rules::NETWORK_ACTION).at(*at, 5u64).with("target", target.as_str());
    }
    if let Some((at, name)) = &seen.hidden_name {
        inspection.found(&rules::HIDDEN_NAME).at(*at, name.len()).with("name", name.as_str());
    }
}

/// Names that matter: writing one of these in another way hides it.
fn is_telling(name: &str) -> bool {
    matches!(
        name,
        "JavaScript" | "JS" | "Launch" | "OpenAction" | "AA" | "EmbeddedFile" | "ObjStm" | "RichMedia" | "XFA"
    )
}

/// Catalogues on discs link to other documents so.
fn is_document(target: &str) -> bool {
    let ending = target.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let harmless = [
        "pdf", "txt", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "htm", "html", "jpg", "png", "avi", "mov", "mp4",
        "mp3",
    ];
    harmless.contains(&ending.trim_end_matches(['"', ')', ' '])) && !target.starts_with("\\\\")
}
