//! Objects of a PDF in the order in which they stand in the file: their text (without the streams' data) and the names in
//! it. References are not followed, so a broken or hostile cross-reference table changes nothing.

use std::io::Read as _;
use std::ops::Range;

use memchr::memmem;

use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};

use super::names::{Name, names, skip_space};

/// One object, or what stands between two (a trailer).
#[derive(Debug)]
pub(super) struct Object<'a> {
    /// Its number; 0 where it has none.
    pub(super) number: u32,
    /// Where it begins in the file.
    pub(super) at: u64,
    /// Its text, without the stream's data.
    pub(super) text: &'a [u8],
    /// The names in it.
    pub(super) names: Vec<Name>,
    /// Where its stream's data stands in the file.
    pub(super) stream: Option<Range<usize>>,
}

/// How a stream is packed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Filter {
    None,
    Flate,
    /// Deflated, and each row of it has bytes of the packer's own.
    Predicted,
    Other,
}

/// The longest text of one object that is looked at; fonts and pictures are streams.
const TEXT: usize = 1 << 20;

/// The longest comment that is skipped before a stream or a value.
const COMMENT: usize = 256;

/// Goes through the objects of a file.
pub(super) struct Objects<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the next `endobj` stands, so that the same bytes are not searched for it again and again.
    endobj: Option<usize>,
}

impl<'a> Objects<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, endobj: memmem::find(bytes, b"endobj") }
    }
}

impl<'a> Iterator for Objects<'a> {
    type Item = Object<'a>;

    fn next(&mut self) -> Option<Object<'a>> {
        let start = self.at;
        let rest = self.bytes.get(start..).filter(|r| !r.is_empty())?;
        let window = &rest[..rest.len().min(TEXT)];
        // The text ends with its object, with the beginning of its stream, or with the window.
        if self.endobj.is_some_and(|e| e < start) {
            self.endobj = memmem::find(rest, b"endobj").map(|e| start + e);
        }
        let end = self.endobj.map(|e| e - start + 6).filter(|e| *e <= window.len());
        let within = &window[..end.unwrap_or(window.len())];
        // The word may stand in a string before it stands where it counts.
        let stream = memmem::find_iter(within, b"stream").find(|s| is_stream(window, *s));
        let (length, data) = match (stream, end) {
            (Some(at), _) => {
                let text = &window[..at];
                let mut from = start + at + 6;
                if self.bytes.get(from) == Some(&b'\r') {
                    from += 1;
                }
                if self.bytes.get(from) == Some(&b'\n') {
                    from += 1;
                }
                let to = stream_end(self.bytes, from, text);
                self.at = to;
                (at, Some(from..to))
            }
            (None, Some(end)) => {
                self.at = start + end;
                (end, None)
            }
            (None, None) => {
                self.at = start + window.len();
                (window.len(), None)
            }
        };
        let text = &window[..length];
        let (number, place) = number_of(text);
        Some(Object { number, at: (start + place) as u64, text, names: names(text), stream: data })
    }
}

/// Whether `stream` at this place begins data: a dictionary ends before it, a line behind it.
fn is_stream(text: &[u8], at: usize) -> bool {
    let mut before = text[..at].trim_ascii_end();
    // Readers skip a comment there.
    let line = &before[before.len().saturating_sub(COMMENT)..];
    let line = line.rsplit(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or_default();
    if !before.ends_with(b">>")
        && let Some(comment) = memchr::memchr(b'%', line)
    {
        before = before[..before.len() - line.len() + comment].trim_ascii_end();
    }
    before.ends_with(b">>") && text.get(at + 6).is_none_or(|b| b.is_ascii_whitespace() || *b == b'%')
}

/// Where a stream's data ends: by its length, if that is right, else by its end mark.
fn stream_end(bytes: &[u8], from: usize, text: &[u8]) -> usize {
    let declared = memmem::rfind(text, b"/Length").and_then(|at| {
        let value = text[at + 7..].trim_ascii_start();
        let digits = value.iter().take(12).take_while(|b| b.is_ascii_digit()).count();
        let rest = value.get(digits..).unwrap_or_default().trim_ascii_start();
        let direct = !rest.first().is_some_and(u8::is_ascii_digit);
        let number = std::str::from_utf8(&value[..digits]).ok()?.parse::<usize>().ok()?;
        direct.then_some(number)
    });
    if let Some(end) = declared.and_then(|l| from.checked_add(l)).filter(|e| *e <= bytes.len()) {
        let behind = &bytes[end..bytes.len().min(end + 16)];
        if behind.trim_ascii_start().starts_with(b"endstream") {
            return end;
        }
    }
    let rest = bytes.get(from..).unwrap_or_default();
    memmem::find(rest, b"endstream").map_or(bytes.len(), |e| from + e)
}

/// The number of the last `N G obj` of a text, and where it stands.
fn number_of(text: &[u8]) -> (u32, usize) {
    let Some(at) = memmem::find_iter(text, b"obj").filter(|at| *at < 3 || text[at - 3..*at] != *b"end").last() else {
        return (0, 0);
    };
    let before = text[..at].trim_ascii_end();
    let generation = before.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let before = before[..before.len() - generation].trim_ascii_end();
    let digits = before.iter().rev().take(10).take_while(|b| b.is_ascii_digit()).count();
    let start = before.len() - digits;
    let number = std::str::from_utf8(&before[start..]).ok().and_then(|d| d.parse().ok()).unwrap_or(0);
    (number, start)
}

/// Objects in an unpacked object stream: pairs of number and place, then the objects themselves.
pub(super) fn in_stream(text: &[u8]) -> Vec<Object<'_>> {
    let mut places = Vec::new();
    let mut at = 0;
    loop {
        let mut number = || {
            while text.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let digits = text.get(at..)?.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
            let value = std::str::from_utf8(&text[at..at + digits]).ok()?.parse::<u32>().ok()?;
            at += digits;
            Some(value)
        };
        match (number(), number()) {
            (Some(object), Some(place)) if places.len() < 100_000 => places.push((object, place as usize)),
            _ => break,
        }
    }
    // What follows the pairs: their places count from there.
    let first = at.min(text.len());
    let first = text[first..].iter().position(|b| !b.is_ascii_whitespace()).map_or(first, |p| first + p);
    if places.is_empty() {
        return vec![Object { number: 0, at: 0, text, names: names(text), stream: None }];
    }
    // Places that go back and forth would have the same text read again and again.
    places.sort_by_key(|(_, place)| *place);
    places.dedup_by_key(|(_, place)| *place);
    if let Some(lowest) = places.first_mut() {
        lowest.1 = 0;
    }
    let mut objects = Vec::new();
    for (i, (number, place)) in places.iter().enumerate() {
        let next = places.get(i + 1).map_or(text.len(), |(_, next)| first.saturating_add(*next).min(text.len()));
        // An object that begins with a number looks like one pair more; so the text may begin a little early.
        let start = first.saturating_add(*place).saturating_sub(2).min(next);
        let text = &text[start..next];
        objects.push(Object { number: *number, at: 0, text, names: names(text), stream: None });
    }
    objects
}

impl Object<'_> {
    /// Whether one of the names is this.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.iter().any(|n| n.text == name)
    }

    /// Whether the name of this index is the value of this key: nothing but space and comments stands between them.
    pub(super) fn value_of(&self, index: usize, key: &str) -> bool {
        let before = index.checked_sub(1).and_then(|i| self.names.get(i)).filter(|n| n.text == key);
        let (Some(before), Some(name)) = (before, self.names.get(index)) else { return false };
        self.text.get(before.end..name.start).is_some_and(|between| skip_space(between).is_empty())
    }

    /// The reference `N G R` that follows.
    pub(super) fn reference_behind(&self, at: usize) -> Option<u32> {
        let rest = self.text.get(at..)?;
        let text = String::from_utf8_lossy(&rest[..rest.len().min(32)]);
        let mut words = text.split_ascii_whitespace();
        let (number, generation, mark) = (words.next()?, words.next()?, words.next()?);
        (generation.bytes().all(|b| b.is_ascii_digit()) && mark.starts_with('R')).then(|| number.parse().ok())?
    }

    /// The beginning of the dictionary that follows.
    pub(super) fn inline_behind(&self, at: usize) -> Option<&[u8]> {
        let rest = self.text.get(at..)?.trim_ascii_start();
        rest.starts_with(b"<<").then(|| &rest[..rest.len().min(300)])
    }

    /// The references in the dictionary that follows.
    pub(super) fn references_within(&self, at: usize) -> Vec<u32> {
        let Some(rest) = self.text.get(at..) else { return Vec::new() };
        let dictionary = &rest[..rest.len().min(300)];
        let dictionary = &dictionary[..memmem::find(dictionary, b">>").unwrap_or(dictionary.len())];
        let text = String::from_utf8_lossy(dictionary);
        let words: Vec<&str> = text.split(|c: char| c.is_ascii_whitespace() || c == '/' || c == '<').collect();
        words.windows(3).filter(|w| w[2] == "R" || w[2].starts_with("R")).filter_map(|w| w[0].parse().ok()).collect()
    }

    /// The first string that is the value of this key (`/F (…)`), its escapes undone.
    pub(super) fn string_behind(&self, key: &str) -> Option<String> {
        let name = self.names.iter().find(|n| {
            n.text == key && self.text.get(n.end..).is_some_and(|r| r.trim_ascii_start().starts_with(b"("))
        })?;
        let rest = self.text.get(name.end..)?.trim_ascii_start().get(1..)?;
        let mut out = Vec::new();
        let mut bytes = rest[..rest.len().min(1024)].iter();
        while let Some(byte) = bytes.next() {
            match byte {
                b')' => break,
                b'\\' => {
                    let octal = bytes.as_slice().iter().take(3).take_while(|b| (b'0'..=b'7').contains(*b)).count();
                    if octal == 0 {
                        out.extend(bytes.next());
                    } else {
                        let code = bytes.by_ref().take(octal).fold(0u32, |code, b| code * 8 + u32::from(b - b'0'));
                        out.push(code.to_le_bytes()[0]);
                    }
                }
                byte => out.push(*byte),
            }
        }
        Some(String::from_utf8_lossy(&out).into_owned())
    }

    /// How the stream is packed: by what its dictionary says, wherever it says it.
    pub(super) fn filter(&self) -> Filter {
        let mut filter = Filter::None;
        for (index, name) in self.names.iter().enumerate().filter(|(_, n)| n.text == "Filter") {
            let value = skip_space(self.text.get(name.end..).unwrap_or_default());
            let end = match value.first() {
                Some(b'[') => name.end + memchr::memchr(b']', &self.text[name.end..]).unwrap_or(0),
                Some(b'/') => self.names.get(index + 1).map_or(name.end, |n| n.end),
                // A reference is not followed.
                _ => return Filter::Other,
            };
            let within = |n: &&Name| n.end <= end;
            let used: Vec<_> = self.names[index + 1..].iter().take(8).take_while(within).collect();
            filter = match (filter, used.as_slice()) {
                (before, []) if value.get(1..).is_some_and(|v| skip_space(v).starts_with(b"]")) => before,
                (Filter::None | Filter::Flate, [one]) if matches!(one.text.as_str(), "FlateDecode" | "Fl") => {
                    Filter::Flate
                }
                _ => return Filter::Other,
            };
        }
        // A predictor mixes bytes of its own into the data.
        let mut predictors = self.names.iter().filter(|n| n.text == "Predictor");
        let one = |n: &Name| {
            let value = skip_space(self.text.get(n.end..).unwrap_or_default());
            value.starts_with(b"1") && !value.get(1).is_some_and(u8::is_ascii_digit)
        };
        if filter == Filter::Flate && !predictors.all(one) { Filter::Predicted } else { filter }
    }

    /// Whether it is a stream of objects. Readers know by the cross-reference table; its dictionary has to have these.
    pub(super) fn holds_objects(&self) -> bool {
        self.has_name("ObjStm") || self.has_name("N") && self.has_name("First")
    }

    /// Whether data is deflated of which nothing says so: its dictionary was not seen for what it is.
    pub(super) fn is_packed_in_secret(&self, data: &[u8]) -> bool {
        self.filter() == Filter::None && matches!(data, [0x78, flags, ..] if (0x7800 + u16::from(*flags)) % 31 == 0)
    }

    /// Whether the stream can be a script: neither a picture nor a font, and not long.
    pub(super) fn is_small(&self, artifact: &Artifact) -> bool {
        let length = self.stream.as_ref().map_or(0, |s| s.len().min(artifact.bytes().len()));
        length > 0
            && length < 256 * 1024
            && !["Image", "XObject", "FontFile", "XRef", "Metadata"].iter().any(|n| self.has_name(n))
    }

    /// The stream's data, unpacked up to a limit.
    pub(super) fn unpack(&self, data: &[u8], limit: u64) -> (Vec<u8>, Option<Gap>) {
        match self.filter() {
            Filter::None => (data[..data.len().min(usize::try_from(limit).unwrap_or(usize::MAX))].to_vec(), None),
            Filter::Other => {
                (Vec::new(), Some(Gap::unsupported("objects of the document are packed in a way not known here")))
            }
            filter @ (Filter::Flate | Filter::Predicted) => {
                let mut out = Vec::new();
                let read = flate2::read::ZlibDecoder::new(data).take(limit).read_to_end(&mut out);
                let gap = match read {
                    Err(error) => Some(Gap::malformed(format!("compressed objects are damaged: {error}"))),
                    Ok(read) if read as u64 == limit => {
                        Some(Gap::limit(LimitKind::ArtifactBytes, "a stream of objects is too large"))
                    }
                    Ok(_) if filter == Filter::Predicted => {
                        Some(Gap::unsupported("objects of the document are packed in a way that was not undone wholly"))
                    }
                    Ok(_) => None,
                };
                (out, gap)
            }
        }
    }
}
