//! JPEG's marker segments as plain values: ITU-T T.81, annex B. No rules and no findings here.

use std::ops::Range;

/// One marker with what belongs to it. Ranges are in bytes from the picture's start.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    /// The marker's second byte.
    pub marker: u8,
    /// Bytes before the marker that belong to nothing.
    pub stray: Range<usize>,
    /// The parameters behind the length field.
    pub data: Range<usize>,
    /// The entropy-coded data behind a scan header, with its restart markers.
    pub scan: Range<usize>,
    /// Where the next marker is expected.
    pub next: usize,
}

/// What stands at a place where a marker is expected.
#[derive(Debug)]
pub(crate) enum Step {
    /// A segment.
    Segment(Segment),
    /// The end mark (EOI), with stray bytes before it; the picture ends at `at`.
    End {
        /// The first byte behind the end mark.
        at: usize,
        /// Bytes before it that belong to nothing.
        stray: Range<usize>,
    },
    /// The picture stops without an end mark. `from` is where what could not be read begins.
    Cut {
        /// The first byte that could not be read.
        from: usize,
        /// What is missing, in words.
        why: String,
    },
}

/// The start of image and the end of image.
pub(crate) const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
/// Start of scan.
pub(crate) const SOS: u8 = 0xDA;

/// Reads what stands at `at`.
pub(crate) fn step(bytes: &[u8], at: usize) -> Step {
    let Some((mark, marker)) = find_marker(bytes, at) else {
        return Step::Cut {
            from: at,
            why: format!("the JPEG ends at byte {} without its end mark (EOI)", bytes.len()),
        };
    };
    let stray = at..mark;
    let behind = skip_fill(bytes, mark) + 1;
    match marker {
        EOI => return Step::End { at: behind, stray },
        SOI | 0x01 | 0xD0..=0xD7 => {
            return Step::Segment(Segment { marker, stray, data: behind..behind, scan: behind..behind, next: behind });
        }
        _ => {}
    }
    let length = bytes.get(behind..behind + 2).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]])));
    let end = match length {
        Some(length @ 2..) if behind + length <= bytes.len() => behind + length,
        Some(0 | 1) => {
            return Step::Cut { from: mark, why: format!("the JPEG segment at byte {mark} has no sound length") };
        }
        _ => return Step::Cut { from: mark, why: format!("the JPEG is cut off in its segment at byte {mark}") },
    };
    let scan = if marker == SOS { end..end_of_scan(bytes, end) } else { end..end };
    Step::Segment(Segment { marker, stray, data: behind + 2..end, next: scan.end, scan })
}

/// How long the picture that begins here is, if it has its end mark.
pub(crate) fn measure(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        match step(bytes, at) {
            Step::Segment(segment) => at = segment.next,
            Step::End { at, .. } => return Some(at),
            Step::Cut { .. } => return None,
        }
    }
}

/// The next marker: the place of its first FF, and its second byte.
fn find_marker(bytes: &[u8], mut at: usize) -> Option<(usize, u8)> {
    loop {
        let mark = at + memchr::memchr(0xFF, bytes.get(at..)?)?;
        let code = skip_fill(bytes, mark);
        match bytes.get(code)? {
            marker @ 0xC0..=0xFE => return Some((mark, *marker)),
            0x01 if mark == at => return Some((mark, 0x01)),
            _ => at = code + 1,
        }
    }
}

/// The place of a marker's second byte: any number of FF may stand before it.
fn skip_fill(bytes: &[u8], mark: usize) -> usize {
    mark + bytes[mark..].iter().take_while(|b| **b == 0xFF).count()
}

/// Where the entropy-coded data ends: at the first marker that is no restart marker.
fn end_of_scan(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let marks = memchr::memchr_iter(0xFF, rest);
    let ends = |at: &usize| matches!(rest.get(at + 1), Some(0xC0..=0xCF | 0xD8..=0xFE));
    start + marks.into_iter().find(ends).unwrap_or(rest.len())
}
