//! PDF documents: ISO 32000-2, <https://pdfa.org/resource/iso-32000-2/>.
//!
//! Read by us, object by object as they stand in the file, replaced ones too: what a table of references says decides
//! nothing, since readers repair it each in its own way. Names are decoded (`#4A` is `J`), packed and locked parts opened.

mod actions;
mod attached;
mod cipher;
mod crypt;
mod document;
mod filters;
mod look;
mod names;
mod objects;
mod predictor;
mod rules;
mod scripts;
mod tell;
mod values;

use memchr::memmem;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::locked::{self, Attempt};
use super::stray;
use crypt::Encryption;
use document::Document;
use look::Seen;
use objects::Objects;
use values::Value;

static PDF: TypeInfo = TypeInfo::new("pdf", "PDF document", Nature::Document, |p| p.starts(b"%PDF-"))
    .mimes(&["application/pdf", "application/x-pdf"])
    .extensions(&["pdf"])
    .begins("25 50 44 46 (\"%PDF\")")
    .tolerant(in_the_first_kilobyte);

/// The registry row.
pub static FORMAT: Format =
    Format { name: "pdf", types: &[&PDF], rules: rules::ALL, inspect: Some(inspect), seeks: false };

/// The most that one stream of objects unpacks to, and all of them together.
const STREAM: usize = 16 << 20;
const STREAMS: usize = 64 << 20;
/// Readers look for the end mark in so many last bytes.
const END: usize = 1024;
/// The most objects that are looked at.
const OBJECTS: usize = 1_000_000;

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

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let mut found = Vec::new();
    let mut all = Objects::from(bytes, 0);
    while all.next_piece(&mut found).is_some() {
        inspection.check_time()?;
        if found.len() > OBJECTS {
            inspection.gap(Gap::limit(LimitKind::Entries, "the document has too many objects; not all were looked at"));
            break;
        }
    }
    let mut document = Document::new(bytes).with(found);
    unlock(&mut document, inspection)?;
    let packed = object_streams(&document, inspection)?;
    let held = packed.iter().map(|p| p.text.len() as u64).sum();
    inspection.hold(held)?;
    let within = packed.iter().flat_map(|p| objects::in_stream(&p.text, p.at, p.first)).take(OBJECTS);
    let read = read(artifact, &document.with(within), inspection);
    inspection.release(held);
    read?;
    end(artifact, inspection)
}

fn read(artifact: &Artifact, document: &Document<'_>, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut seen = Seen::default();
    for object in &document.objects {
        inspection.check_time()?;
        look::look(document, object, &mut seen, inspection)?;
        if let Some(stream) = object.stream.clone() {
            let layers = document.layers(object);
            let count = layers.as_ref().map_or(0, Vec::len);
            if count > seen.layers.map_or(0, |(_, most)| most) {
                seen.layers = Some((object.at, count));
            }
            // The lock makes noise of everything.
            let open = document.lock.is_none() && !document.is_locked() && layers.is_some_and(|l| l.is_empty());
            if open && bytes_of(document, stream).is_some_and(is_deflated) && !object.has("EmbeddedFile") {
                inspection.gap(Gap::malformed("a stream of the document is packed without saying so"));
            }
        }
    }
    let mut files = 0u64;
    for object in document.objects.iter().filter(|o| o.stream.is_some()) {
        inspection.check_time()?;
        // The type is optional: what a file specification refers to is a file.
        let name = seen.attached.get(&object.number);
        if name.is_some() || object.has("EmbeddedFile") {
            files += 1;
            attached::file(artifact, document, object, name.and_then(|n| n.as_deref()), inspection);
        }
    }
    if document.is_spent() {
        inspection.gap(Gap::limit(LimitKind::TotalBytes, "not all strings and packed parts of the document were read"));
    }
    tell::tell(&seen, inspection);
    for (key, count) in [("pages", seen.pages), ("scripts", seen.judged.count), ("attachments", files)] {
        if count > 0 {
            inspection.fact(key, count);
        }
    }
    Ok(())
}

fn bytes_of<'a>(document: &Document<'a>, range: std::ops::Range<usize>) -> Option<&'a [u8]> {
    document.bytes.get(range)
}

/// Whether data is deflated.
fn is_deflated(data: &[u8]) -> bool {
    matches!(data, [0x78, flags, ..] if (0x7800 + u16::from(*flags)) % 31 == 0)
}

/// Opens a locked document: with no password, as readers do, else with those that are known.
fn unlock(document: &mut Document<'_>, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let (mut places, mut ids) = (Vec::new(), Vec::new());
    for (index, object) in document.objects.iter().enumerate() {
        inspection.check_time()?;
        for name in object.names() {
            match name.text.as_ref() {
                "Encrypt" if places.len() < 64 => places.push((index, name.end)),
                "ID" if ids.len() < 16 => {
                    if let (Value::Array(_), at) = document.value(object, name.end)
                        && let (Value::Text(id), _) = document.value(object, at)
                        && !ids.contains(&id)
                    {
                        ids.push(id);
                    }
                }
                _ => {}
            }
        }
    }
    if places.is_empty() {
        return Ok(());
    }
    ids.push(Vec::new());
    let ways = |id: &Vec<u8>| {
        let of = |(index, at): &(usize, usize)| Encryption::of(document, document.objects.get(*index)?, *at, id);
        places.iter().rev().filter_map(of).filter(|e| e.known).take(4).collect::<Vec<_>>()
    };
    let ways: Vec<Encryption> = ids.iter().flat_map(ways).take(8).collect();
    let open = |password: &str| ways.iter().find_map(|way| way.open(password));
    let lock = open("").or_else(|| {
        let attempt = |password: &str| match open(password) {
            Some(lock) => Attempt::Opened(lock),
            None if ways.is_empty() => Attempt::Hopeless,
            None => Attempt::Wrong,
        };
        locked::open(inspection, "the document", attempt).map(|(_, lock)| lock)
    });
    if lock.is_none() {
        let gap = match ways.is_empty() {
            true => Gap::encrypted(
                "the document is locked in a way not known here; its texts, scripts and attachments cannot be read",
            ),
            false => locked::gap(inspection, "the document"),
        };
        inspection.gap(gap);
    }
    document.shut = lock.is_none();
    document.lock = lock;
    Ok(())
}

/// Objects that came out of a stream.
struct Packed {
    at: u64,
    first: Option<usize>,
    text: Vec<u8>,
}

/// The streams of objects, unpacked.
fn object_streams(document: &Document<'_>, inspection: &mut Inspection<'_>) -> Result<Vec<Packed>, Gap> {
    let (mut out, mut left) = (Vec::new(), STREAMS);
    let streams = document.objects.iter().filter(|o| o.holds_objects() && !document.is_locked());
    for object in streams {
        inspection.check_time()?;
        if left == 0 {
            inspection.gap(Gap::limit(LimitKind::TotalBytes, "not all packed objects of the document were unpacked"));
            break;
        }
        let (text, gap) = document.unpack(object, STREAM.min(left));
        gap.into_iter().for_each(|gap| inspection.gap(gap));
        left = left.saturating_sub(text.len().saturating_add(4096));
        let mut places = object.names().filter(|n| n.text == "First").map(|n| document.number(object, n.end));
        // Where it is said twice, nobody knows which a reader takes.
        let first = places.next().flatten().filter(|_| places.next().is_none());
        out.push(Packed { at: object.at, first: first.and_then(|f| usize::try_from(f).ok()), text });
    }
    Ok(out)
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
