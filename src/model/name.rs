//! A stranger's text: names of files, members and attachments, kept as they came and shown only escaped.

use std::ffi::OsStr;
use std::fmt::{self, Write as _};
use std::path::PathBuf;

/// A name that somebody else chose. `Display` always escapes, so that no control, bidirectional or zero-width
/// character reaches a terminal; [`Name::text`] is the unescaped text for looking at it, never for showing it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    raw: Box<[u8]>,
    text: Box<str>,
}

impl Name {
    /// A name from the operating system; bytes that are no valid Unicode become U+FFFD in the text and stay in `raw`.
    pub fn from_os(name: &OsStr) -> Self {
        Self { raw: name.as_encoded_bytes().into(), text: name.to_string_lossy().into() }
    }

    /// A name from raw bytes, read as UTF-8 with U+FFFD for what is not.
    pub fn from_bytes(name: &[u8]) -> Self {
        Self { raw: name.into(), text: String::from_utf8_lossy(name).into() }
    }

    /// A name that was decoded already.
    pub fn from_text(name: &str) -> Self {
        Self { raw: name.as_bytes().into(), text: name.into() }
    }

    /// The unescaped text. For decisions only: print the `Name` itself.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes as they came.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The path that it is, where it came from this system; elsewhere than on Unix only one in valid Unicode can be had.
    pub fn to_path(&self) -> Option<PathBuf> {
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            Some(PathBuf::from(OsStr::from_bytes(&self.raw)))
        }
        #[cfg(not(unix))]
        {
            std::str::from_utf8(&self.raw).ok().map(PathBuf::from)
        }
    }

    /// Whether the text is exactly the bytes (a name that is not UTF-8 needs both in a report).
    pub fn is_exact(&self) -> bool {
        *self.raw == *self.text.as_bytes()
    }

    /// The name itself, or of one with more bytes than `most` its beginning and its end.
    pub fn shortened(&self, most: usize) -> Self {
        if self.raw.len() <= most {
            return self.clone();
        }
        let half = most / 2;
        let mut raw = self.raw[..half].to_vec();
        raw.extend_from_slice("…".as_bytes());
        raw.extend_from_slice(&self.raw[self.raw.len() - half..]);
        Self::from_bytes(&raw)
    }

    /// The last component of a path, whichever system's separators it uses.
    pub fn file_name(&self) -> Self {
        let cut = |c: &u8| *c == b'/' || *c == b'\\';
        // A name that ends in a separator (a folder's) keeps its last component.
        let end = self.raw.iter().rposition(|c| !cut(c)).map_or(0, |i| i + 1);
        let start = self.raw[..end].iter().rposition(cut).map_or(0, |i| i + 1);
        Self::from_bytes(&self.raw[start..end])
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape_into(&self.text, f)
    }
}

/// Whether a character may not be shown raw: it moves the cursor, reorders its neighbours or cannot be seen.
pub fn is_deceptive(c: char) -> bool {
    c.is_control() || is_bidi_control(c) || is_invisible(c)
}

/// Bidirectional controls (Unicode UAX #9): they change the order in which a name is shown.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters without width or shape that can stand between the visible letters of an extension.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206A}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// The text with everything deceptive written out: `\n`, `\x1B`, `[U+202E]`.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a String cannot fail.
    let _ = escape_into(text, &mut out);
    out
}

/// [`escape`], cut after `limit` characters with an ellipsis.
pub fn escape_short(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((cut, _)) => escape(&text[..cut]) + "…",
        None => escape(text),
    }
}

fn escape_into(text: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        if (' '..='~').contains(&c) || !is_deceptive(c) {
            continue;
        }
        out.write_str(&text[plain..at])?;
        plain = at + c.len_utf8();
        match c {
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            c if (c as u32) < 0x100 => write!(out, "\\x{:02X}", c as u32)?,
            c => write!(out, "[U+{:04X}]", c as u32)?,
        }
    }
    out.write_str(&text[plain..])
}

/// The first bytes of something as a person and a machine can read them: `4D 5A 90 00 ("MZ")`.
pub fn hex(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(16)];
    let mut out = String::new();
    for (i, b) in shown.iter().enumerate() {
        let _ = write!(out, "{}{b:02X}", if i > 0 { " " } else { "" });
    }
    let readable: String = shown.iter().map(|b| *b as char).take_while(|c| (' '..='~').contains(c)).collect();
    if readable.len() >= 2 {
        let _ = write!(out, " (\"{readable}\")");
    }
    out
}
