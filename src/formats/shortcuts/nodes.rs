//! A settings file in XML as a list of its elements, whatever is broken in it.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Elements that are kept, and how deep they may lie in each other.
const MOST: usize = 50_000;
const DEPTH: usize = 200;

/// One element.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Its name without the prefix, lower case.
    pub(super) name: String,
    /// The name of the element around it.
    pub(super) parent: String,
    /// Its attributes, names without prefix and lower case, values without entities.
    pub(super) attributes: Vec<(String, String)>,
    /// The text directly in it, without entities.
    pub(super) text: String,
    /// Where it begins, in bytes of the text.
    pub(super) at: usize,
}

impl Node {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// Its text and its attributes' values.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.text.trim())
            .chain(self.attributes.iter().map(|(_, v)| v.as_str()))
            .filter(|v| !v.is_empty())
    }
}

/// The elements in their order, and what could not be read.
pub(super) fn read(xml: &str) -> (Vec<Node>, Option<String>) {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    // Windows reads what browsers would; a wrong closing tag hides nothing.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let (mut nodes, mut open): (Vec<Node>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut entities = false;
    let damage = loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => break Some(error.to_string()),
        };
        let full = nodes.len() >= MOST || open.len() >= DEPTH;
        let last = open.last().and_then(|i| nodes.get_mut(*i));
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                if full {
                    break Some("it is deeper or longer than any honest one".to_owned());
                }
                let parent = last.map_or_else(String::new, |l| l.name.clone());
                nodes.push(node(start, parent, at));
                if matches!(event, Event::Start(_)) {
                    open.push(nodes.len() - 1);
                }
            }
            Event::Text(part) => {
                if let Some(node) = last {
                    node.text.push_str(&part.xml10_content());
                }
            }
            Event::CData(part) => {
                if let Some(node) = last {
                    node.text.push_str(&part);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(node) = last {
                    node.text.extend(character(&reference));
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => break (!open.is_empty()).then(|| "it is cut off".to_owned()),
            // Windows may put a text of the file's own in the place of a name; here it stays unread.
            Event::DocType(kind) if kind.contains("<!ENTITY") => entities = true,
            _ => {}
        }
    };
    (
        nodes,
        damage.or_else(|| entities.then(|| "it gives names to texts, which were not put in their places".to_owned())),
    )
}

fn node(start: &BytesStart<'_>, parent: String, at: usize) -> Node {
    let name = start.local_name().as_ref().to_ascii_lowercase();
    let mut all = start.attributes();
    let attributes = all.with_checks(false).flatten().map(|attribute| {
        let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        (key, value)
    });
    Node { name, parent, attributes: attributes.take(64).collect(), text: String::new(), at }
}

/// The character of a reference: a number or one of the five names of XML.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    match &reference.xml10_content()[..] {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Of a property list: each key with the element behind it, and the key's place. Lists give their texts one by one.
pub(super) fn properties(nodes: &[Node]) -> impl Iterator<Item = (&str, &Node)> {
    let mut key = "";
    nodes.iter().filter_map(move |node| match node.name.as_str() {
        "key" => {
            key = node.text.trim();
            None
        }
        "dict" | "array" | "plist" => None,
        _ => Some((key, node)),
    })
}
