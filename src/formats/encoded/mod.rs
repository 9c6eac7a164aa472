//! Files written as letters, as mail and news carried them: the text is the container, the header line names the file.

pub mod uuencode;
pub mod yenc;

/// The line at `at` without its end, and where the next begins; `None` at the end of the text.
fn line(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let text = &rest[..length];
    Some((text.strip_suffix(b"\r").unwrap_or(text), at + rest.len().min(length + 1)))
}
