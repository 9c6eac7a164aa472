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
    let file = |path: &str| path.rsplit(['\\', '/']).next().unwrap_or_default().to_owned();
    let name = if label.contains('.') { label } else { file(&path) };
    // Newer versions repeat the names behind the data, in letters that hold every language.
    let name = match wide(bytes, data.end) {
        Some((_, label)) if label.contains('.') => label,
        Some((command, _)) if command.contains('.') && !name.is_ascii() => file(&command),
        _ => name,
    };
    Some(Package { name, data })
}

/// The names behind the data: of the temporary file, and the one that is shown.
fn wide(bytes: &[u8], at: usize) -> Option<(String, String)> {
    let mut at = at;
    let mut text = || {
        let count = bytes.get(at..at.checked_add(4)?)?;
        let count = u32::from_le_bytes([count[0], count[1], count[2], count[3]]) as usize;
        let units = bytes.get(at + 4..(at + 4).checked_add(count.checked_mul(2)?)?).filter(|u| u.len() <= 4096)?;
        at += 4 + units.len();
        let units: Vec<u16> = units.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).collect();
        Some(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned())
    };
    Some((text()?, text()?))
}

/// The path that a package names where it holds no file itself: a double click starts what is there.
pub fn linked(bytes: &[u8]) -> Option<String> {
    (bytes.get(4..6)? == [2, 0]).then_some(())?;
    let body = bytes.get(6..bytes.len().min(8192))?;
    let mut texts = body.split(|b| *b == 0);
    let (label, path) = (texts.next()?, texts.next()?);
    // Behind the path: the number of the icon, and the kind (1 is linked, 3 holds a file).
    let kind = body.get(label.len() + path.len() + 4..label.len() + path.len() + 6)?;
    let best = if path.is_empty() { label } else { path };
    (kind == [1, 0]).then(|| String::from_utf8_lossy(best).into_owned())
}
