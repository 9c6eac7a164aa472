//! Objects of a PDF in the order in which they stand in the file: their text, without the streams' data. References are not
//! followed here, so a broken or hostile cross-reference table changes nothing.

use std::ops::Range;

use memchr::memmem;

/// One object, or what stands between two (a trailer).
#[derive(Debug, Clone)]
pub(super) struct Object<'a> {
    /// Its number; 0 where it has none.
    pub(super) number: u32,
    /// Its generation.
    pub(super) generation: u32,
    /// Where it begins in the file; of one in a stream of objects, where that stream's object does.
    pub(super) at: u64,
    /// Its text, without the stream's data. Where the end of the object is missing the next ones follow in it.
    pub(super) text: &'a [u8],
    /// How much of the text is its own.
    pub(super) own: usize,
    /// Where its value begins in the text.
    pub(super) body: usize,
    /// Where its stream's data stands in the file.
    pub(super) stream: Option<Range<usize>>,
    /// Whether it came out of a stream of objects: its strings are not locked once more.
    pub(super) packed: bool,
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
    /// The same for `endstream`.
    endstream: Option<usize>,
}

impl<'a> Objects<'a> {
    /// From a place on: where a table says that an object stands in the middle of something else.
    pub(super) fn from(bytes: &'a [u8], at: usize) -> Self {
        let next = |word| memmem::find(bytes.get(at..).unwrap_or_default(), word).map(|e| at + e);
        Self { bytes, at, endobj: next(b"endobj"), endstream: next(b"endstream") }
    }

    /// The objects of the next piece of the file, up to an end mark or to a stream's end: mostly one. At the end `None`.
    pub(super) fn next_piece(&mut self, out: &mut Vec<Object<'a>>) -> Option<()> {
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
                let mut from = start + at + 6;
                if self.bytes.get(from) == Some(&b'\r') {
                    from += 1;
                }
                if self.bytes.get(from) == Some(&b'\n') {
                    from += 1;
                }
                let to = self.stream_end(from, &window[..at]);
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
        split(&window[..length], start, data, out);
        Some(())
    }

    /// Where a stream's data ends: by its length, if that is right, else by its end mark.
    fn stream_end(&mut self, from: usize, text: &[u8]) -> usize {
        let bytes = self.bytes;
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
        if self.endstream.is_some_and(|e| e < from) {
            let rest = bytes.get(from..).unwrap_or_default();
            self.endstream = memmem::find(rest, b"endstream").map(|e| from + e);
        }
        self.endstream.unwrap_or(bytes.len())
    }
}

/// Cuts a text where objects begin in it, which is more than once where end marks are missing.
fn split<'a>(text: &'a [u8], start: usize, stream: Option<Range<usize>>, out: &mut Vec<Object<'a>>) {
    let heads: Vec<Head> = memmem::find_iter(text, b"obj").filter_map(|at| head(text, at)).collect();
    let first = heads.first().map_or(text.len(), |h| h.start);
    let object = |from: usize, to: usize, head: Option<&Head>| Object {
        number: head.map_or(0, |h| h.number),
        generation: head.map_or(0, |h| h.generation),
        at: (start + from) as u64,
        text: &text[from..],
        own: to - from,
        body: head.map_or(0, |h| h.body - h.start),
        stream: None,
        packed: false,
    };
    if heads.is_empty() || text[..first].contains(&b'/') {
        out.push(object(0, first, None));
    }
    for (i, head) in heads.iter().enumerate() {
        let next = heads.get(i + 1).map_or(text.len(), |h| h.start);
        out.push(object(head.start, next, Some(head)));
    }
    if let Some(last) = out.last_mut() {
        last.stream = stream;
    }
}

/// `N G obj`.
struct Head {
    number: u32,
    generation: u32,
    start: usize,
    body: usize,
}

fn head(text: &[u8], at: usize) -> Option<Head> {
    let digits = |end: usize| {
        let spaces = text[..end].iter().rev().take(COMMENT).take_while(|b| b.is_ascii_whitespace()).count();
        let end = end - spaces;
        let count = text[..end].iter().rev().take(11).take_while(|b| b.is_ascii_digit()).count();
        let number = std::str::from_utf8(&text[end - count..end]).ok()?.parse::<u32>().ok()?;
        Some((number, end - count, spaces))
    };
    let (generation, second, _) = digits(at)?;
    let (number, start, spaces) = digits(second)?;
    (spaces > 0).then_some(Head { number, generation, start, body: at + 3 })
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

/// The most objects of one stream.
const PACKED: usize = 100_000;

/// Objects in an unpacked object stream: pairs of number and place, then the objects themselves, from `first` on.
pub(super) fn in_stream(text: &[u8], stream: u64, first: Option<usize>) -> Vec<Object<'_>> {
    let object = |number, from: usize, to: usize| Object {
        number,
        generation: 0,
        at: stream,
        text: &text[from..],
        own: to - from,
        body: 0,
        stream: None,
        packed: true,
    };
    let header = &text[..first.filter(|f| *f <= text.len()).unwrap_or(text.len())];
    let mut places = Vec::new();
    let mut at = 0;
    loop {
        let mut number = || {
            while header.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let digits = header.get(at..)?.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
            let value = std::str::from_utf8(&header[at..at + digits]).ok()?.parse::<u32>().ok()?;
            at += digits;
            Some(value)
        };
        match (number(), number()) {
            (Some(object), Some(place)) if places.len() < PACKED => places.push((object, place as usize)),
            _ => break,
        }
    }
    // What follows the pairs, where the dictionary does not say it: their places count from there.
    let first = if header.len() < text.len() { header.len() } else { at.min(text.len()) };
    if places.is_empty() {
        return vec![object(0, 0, text.len())];
    }
    // Places that go back and forth would have the same text read again and again.
    places.sort_by_key(|(_, place)| *place);
    if let Some(lowest) = places.first_mut() {
        lowest.1 = 0;
    }
    let ends = places.iter().skip(1).map(|(_, place)| *place).chain([usize::MAX]);
    let within = |place: usize| first.saturating_add(place).min(text.len());
    places.iter().zip(ends).map(|((number, place), end)| object(*number, within(*place), within(end))).collect()
}
