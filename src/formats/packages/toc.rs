//! The table of contents of a XAR archive: XML, with a `file` element for each file, nested as the folders are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements in elements, up to this depth.
const DEPTH: usize = 256;

/// A file of the table.
#[derive(Debug, Default, Clone)]
pub(super) struct File {
    /// Its name without the folders.
    pub(super) name: String,
    /// `file`, `directory`, `symlink`, `hardlink`, or a kind of device.
    pub(super) kind: String,
    /// Where a link leads.
    pub(super) link: String,
    /// Where its packed bytes begin, from the beginning of the heap.
    pub(super) offset: u64,
    /// How many packed bytes it has; 0 where it has no content.
    pub(super) length: u64,
    /// How it is packed: a media type.
    pub(super) packing: String,
}

/// What the table says.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The files with their whole paths.
    pub(super) files: Vec<File>,
    /// Where the last part of the heap that the table names ends, from the beginning of the heap.
    pub(super) end: u64,
    /// Why the rest could not be read.
    pub(super) damage: Option<String>,
}

/// Reads the table, up to `most` files.
pub(super) fn read(xml: &str, most: usize) -> Contents {
    let mut reader = Reader::from_str(xml);
    let mut contents = Contents::default();
    let (mut open, mut files): (Vec<String>, Vec<File>) = (Vec::new(), Vec::new());
    let (mut text, mut encoded) = (String::new(), false);
    let (mut offset, mut size) = (0u64, 0u64);
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                contents.damage = Some(error.to_string());
                break;
            }
        };
        match event {
            Event::Start(start) => {
                let name = local(&start);
                if open.len() >= DEPTH || contents.files.len() >= most {
                    contents.damage = Some("it is deeper or longer than any honest one".to_owned());
                    break;
                }
                if name == "file" || name == "ea" {
                    files.push(File::default());
                }
                encoded = attribute(&start, "enctype").is_some_and(|e| e == "base64");
                packing(&start, &open, &mut files);
                open.push(name);
                text.clear();
            }
            Event::Empty(start) => packing(&start, &open, &mut files),
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part),
            Event::GeneralRef(reference) => text.extend(character(&reference)),
            Event::End(_) => {
                let Some(name) = open.pop() else { break };
                let said = text.trim();
                let number = || said.parse::<u64>().unwrap_or(0);
                let inside = open.last().map_or("", String::as_str);
                // The bytes of a file stand in its `data`, those of an attribute in itself.
                let data = matches!(inside, "data" | "ea");
                match (name.as_str(), files.last_mut()) {
                    ("file" | "ea", _) => close(&mut files, &mut contents, name == "ea"),
                    ("offset", Some(file)) if data => file.offset = number(),
                    ("length", Some(file)) if data => file.length = number(),
                    // Elsewhere (checksums, signatures) `size` is what they take of the heap.
                    ("offset", _) => offset = number(),
                    ("size", _) if !data => size = number(),
                    ("checksum" | "signature" | "x-signature", _) => {
                        contents.end = contents.end.max(offset.saturating_add(size));
                        (offset, size) = (0, 0);
                    }
                    ("name", Some(file)) if matches!(inside, "file" | "ea") => {
                        let bytes = encoded.then(|| STANDARD.decode(said).ok()).flatten();
                        file.name = bytes.map_or_else(|| said.to_owned(), |b| String::from_utf8_lossy(&b).into_owned());
                    }
                    ("type", Some(file)) if inside == "file" => said.clone_into(&mut file.kind),
                    ("link", Some(file)) if inside == "file" => said.clone_into(&mut file.link),
                    _ => {}
                }
                text.clear();
            }
            Event::Eof => {
                contents.damage = (!open.is_empty()).then(|| "it is cut off".to_owned());
                break;
            }
            _ => {}
        }
    }
    contents
}

/// Takes a finished file off the stack, with the names of the folders that are open around it.
fn close(files: &mut Vec<File>, contents: &mut Contents, attribute: bool) {
    let Some(mut file) = files.pop() else { return };
    let folders = files.iter().map(|f| f.name.as_str());
    // An attribute of a file (a resource fork, say) is told as macOS names such a thing.
    let between = if attribute { Some("..namedfork") } else { None };
    let path: Vec<_> = folders.chain(between).chain(std::iter::once(file.name.as_str())).collect();
    file.name = path.join("/");
    if attribute {
        "file".clone_into(&mut file.kind);
    }
    contents.end = contents.end.max(file.offset.saturating_add(file.length));
    contents.files.push(file);
}

/// Notes how the content is packed.
fn packing(start: &BytesStart<'_>, open: &[String], files: &mut [File]) {
    if local(start) == "encoding"
        && open.last().is_some_and(|inside| matches!(inside.as_str(), "data" | "ea"))
        && let (Some(file), Some(style)) = (files.last_mut(), attribute(start, "style"))
    {
        file.packing = style;
    }
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    Some(attribute.value.into_owned())
}

/// The character of a reference: a number or one of the five names of XML.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(c),
        _ => match &reference.xml10_content()[..] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        },
    }
}
