//! What a matcher of a content type may look at.

use std::cell::OnceCell;

use super::text::TextView;

/// A first look at bytes of unknown type: their head, their tail, their size, and their text where they are text.
#[derive(Debug)]
pub struct Probe<'a> {
    /// The first bytes; all of them unless the file is above the memory limit.
    pub bytes: &'a [u8],
    /// The last bytes: the same slice as `bytes` when that is whole.
    pub tail: &'a [u8],
    /// The whole size in bytes.
    pub size: u64,
    text: OnceCell<Option<TextView>>,
    marks: Vec<String>,
}

impl<'a> Probe<'a> {
    /// A probe of bytes that are there as a whole.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::of_parts(bytes, bytes, bytes.len() as u64)
    }

    /// A probe of a file of which only head and tail are at hand.
    pub fn of_parts(bytes: &'a [u8], tail: &'a [u8], size: u64) -> Self {
        Self { bytes, tail, size, text: OnceCell::new(), marks: Vec::new() }
    }

    /// Whether all bytes are at hand.
    pub fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.size
    }

    /// Whether these bytes stand at this offset.
    pub fn has(&self, offset: usize, bytes: &[u8]) -> bool {
        self.bytes.get(offset..).is_some_and(|rest| rest.starts_with(bytes))
    }

    /// Whether the content begins with these bytes.
    pub fn starts(&self, bytes: &[u8]) -> bool {
        self.bytes.starts_with(bytes)
    }

    /// Up to `length` bytes from `offset`; empty beyond the end.
    pub fn window(&self, offset: usize, length: usize) -> &'a [u8] {
        let start = offset.min(self.bytes.len());
        let end = start.saturating_add(length).min(self.bytes.len());
        &self.bytes[start..end]
    }

    /// The content as text, if its head is text in an encoding that we know. Decoded once, on the first call.
    pub fn text(&self) -> Option<&TextView> {
        self.text.get_or_init(|| TextView::of(self.bytes, self.is_whole())).as_ref()
    }

    /// Words about the content that the parent types gave (member names, the root element).
    pub fn marks(&self) -> &[String] {
        &self.marks
    }

    /// Whether the parent types gave exactly this mark.
    pub fn has_mark(&self, mark: &str) -> bool {
        self.marks.iter().any(|m| m == mark)
    }

    /// Adds marks; done by the identification when it goes down from a type to its special cases.
    pub fn add_marks(&mut self, marks: Vec<String>) {
        self.marks.extend(marks);
    }
}
