//! A file that was dropped into a document: the stream `\x01Ole10Native` of the object "Package" (packager.dll). It has no
//! specification; the layout is that of oletools' `oleobj.py`.

use std::ops::Range;

/// The name under which the file came, and its bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    /// The file's name; empty where the stream holds plain data.
    pub name: String,
    /// Its bytes in the stream.
    pub data: Range<usize>,
}

/// Reads a stream that begins with its length.
pub fn parse(bytes: &[u8]) -> Option<Package> {
    let plain = || (bytes.len() > 4).then(|| Package { name: String::new(), data: 4..bytes.len() });
    parse_body(bytes, 4).or_else(plain)
}

/// Reads the same without the length (as RTF has it), from `start` on.
pub fn parse_body(bytes: &[u8], start: usize) -> Option<Package> {
    let mut at = start;
    (bytes.get(at..at + 2)? == [2, 0]).then_some(())?;
    at += 2;
    let mut text = || {
        let field = bytes.get(at..bytes.len().min(at + 4096))?;
        let length = field.iter().position(|b| *b == 0)?;
        at += length + 1;
        Some(String::from_utf8_lossy(&field[..length]).into_owned())
    };
    let (label, path) = (text()?, text()?);
    at += 4;
    let number = |at: usize| {
        let field = bytes.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes([field[0], field[1], field[2], field[3]]) as usize)
    };
    at = at.checked_add(4)?.checked_add(number(at)?)?;
    let length = number(at)?;
    let from = at + 4;
    let data = from..from.checked_add(length)?.min(bytes.len());
    bytes.get(data.clone())?;
    let name = if label.contains('.') { label } else { path.rsplit(['\\', '/']).next().unwrap_or_default().to_owned() };
    Some(Package { name, data })
}
