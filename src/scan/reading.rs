//! The plain reading of a name: what a stranger's tricks with letters, blanks, dots and encodings make of it on the
//! screen, and what a computer makes of it.
//!
//! Sources: Unicode UAX #9 and UTS #39 (confusables), RFC 2047 and RFC 2231 (mail names), Microsoft "Naming Files, Paths,
//! and Namespaces" (trailing dots and blanks, streams).

use crate::formats;
use crate::model::name::{Name, is_bidi_control, is_invisible};

use super::extensions;
use super::letters::{is_blank, is_dot, skeleton};
use super::mail_names;

/// A trick in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trick {
    /// A character that reverses the direction of the text (U+202D, U+202E).
    Override(char),
    /// Another character that steers the direction; `true` where it stands in the extension.
    Direction(char, bool),
    /// A character without shape in the extension; `true` where it is the last one, which a copied title leaves behind.
    Invisible(char, bool),
    /// A letter of another alphabet in the extension.
    Letter(char),
    /// A character that looks like the dot; `true` where typing in Chinese or Japanese makes it by accident.
    Dot(char, bool),
    /// So many blanks in a row; `true` where they stand before the extension.
    Blanks(usize, bool),
    /// So many dots and blanks behind the extension, which Windows drops.
    Trailing(usize),
    /// Letters of the extension written as `%65`.
    Percent,
    /// A second name behind a colon (NTFS stream).
    Stream,
    /// A control character.
    Control(char),
}

/// A name read plainly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The last component, decoded from its mail encoding, with its tricks.
    pub text: String,
    /// What a person sees, roughly.
    pub looks: String,
    /// The part before the real extension, with its tricks undone.
    pub stem: String,
    /// The real extension, lower case without the dot; empty where there is none.
    pub extension: String,
    /// The tricks, in the order in which they were undone.
    pub tricks: Vec<Trick>,
    /// The class identifier that ends the name: `name.{CLSID}`.
    pub class_id: Option<String>,
}

/// Fewer blanks in a row are sloppy typing.
const BLANKS: usize = 5;
/// Longer extensions do not exist.
const EXTENSION: usize = 24;

impl Reading {
    /// Reads a name: the last component of a path, as mail, Windows and a person would.
    pub fn of(name: &Name) -> Self {
        let decoded = mail_names::decode(name.text());
        let whole = decoded.map_or_else(|| name.file_name(), |text| Name::from_text(&text).file_name());
        let text = whole.text().to_owned();
        let mut tricks = Vec::new();
        // Steering characters behind the last letter close what was opened before the name.
        let last_dot = text.rfind('.').unwrap_or(text.len());
        let last_letter = text.rfind(|c: char| c.is_ascii_alphanumeric()).unwrap_or(0);
        let mut clean = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            match c {
                '\u{202D}' | '\u{202E}' => push(&mut tricks, Trick::Override(c)),
                c if is_bidi_control(c) => {
                    push(&mut tricks, Trick::Direction(c, (last_dot..last_letter).contains(&at)));
                }
                // Letters of an old code page, read as Latin-1, fall into the upper range; a tab is a blank.
                '\0'..='\u{8}' | '\n'..='\u{1F}' | '\u{7F}' => push(&mut tricks, Trick::Control(c)),
                _ => clean.push(c),
            }
        }
        // The folder icon of macOS is honestly named so.
        if text == "Icon\r" {
            tricks.clear();
        }
        let looks = looks(&text);
        let trimmed = clean.trim_end_matches(|c| c == '.' || is_blank(c));
        let trailing = clean.chars().count() - trimmed.chars().count();
        let mut rest = trimmed.to_owned();
        if let Some(stream) = stream(&rest) {
            tricks.push(Trick::Stream);
            rest = stream;
        }
        let class_id = class_id(&rest);
        let (stem, extension) = match class_id {
            Some(_) => split(&rest[..rest.len() - CLASS_ID], &mut tricks),
            None => split(&rest, &mut tricks),
        };
        if trailing > 0 && is_known(&extension) {
            tricks.push(Trick::Trailing(trailing));
        }
        if let Some((count, at_end)) = blanks(&stem) {
            tricks.push(Trick::Blanks(count, at_end));
        }
        Self { text, looks, stem, extension, tricks, class_id }
    }

    /// The extension in front of the real one, without padding and counters: `pdf` of `invoice.pdf (1) .exe`.
    pub fn earlier_extension(&self) -> Option<String> {
        let at = self.stem.char_indices().rfind(|(_, c)| is_dot(*c))?;
        if at.0 == 0 {
            return None;
        }
        let segment: String = self.stem[at.0 + at.1.len_utf8()..].chars().filter(|c| !is_invisible(*c)).collect();
        let padding = |c: char| is_blank(c) || matches!(c, '_' | '-' | '(' | ')' | '[' | ']');
        let end = segment.find(padding).unwrap_or(segment.len());
        let (word, behind) = segment.split_at(end);
        let counter = behind.chars().all(|c| padding(c) || c.is_ascii_digit());
        let word: Option<String> = word.chars().map(skeleton).collect();
        word.filter(|w| counter && !w.is_empty())
    }
}

/// A few of each kind tell all.
fn push(tricks: &mut Vec<Trick>, trick: Trick) {
    if tricks.len() < 16 && !tricks.contains(&trick) {
        tricks.push(trick);
    }
}

/// Stem and real extension of a name without trailing dots.
fn split(name: &str, tricks: &mut Vec<Trick>) -> (String, String) {
    let (stem, tail, dot) = match last_dot(name) {
        Some((at, dot)) => (&name[..at], &name[at + dot.len_utf8()..], Some(dot)),
        None => (name, "", None),
    };
    if let Some((stem, extension)) = percent(name, if dot.is_some() { tail } else { name }) {
        tricks.push(Trick::Percent);
        return (stem, extension);
    }
    let visible: String = tail.chars().filter(|c| !is_invisible(*c)).collect();
    let plain: Option<String> = visible.chars().map(skeleton).collect();
    let Some(plain) = plain.filter(|p| !p.is_empty() && p.len() <= EXTENSION) else {
        // No extension that any system knows, or one with signs in it (`library-ms`, `c++`).
        return (stem.to_owned(), if tail.len() <= 64 { visible.to_lowercase() } else { String::new() });
    };
    if let Some(dot) = dot.filter(|d| *d != '.') {
        tricks.push(Trick::Dot(dot, matches!(dot, '\u{3002}' | '\u{FF61}' | '\u{FF0E}' | '\u{B7}' | '\u{30FB}')));
    }
    if let Some(hidden) = tail.chars().find(|c| is_invisible(*c)) {
        let inner = tail.trim_end_matches(is_invisible).chars().any(is_invisible);
        tricks.push(Trick::Invisible(hidden, !inner));
    }
    let foreign = visible.chars().filter(|c| !c.is_ascii()).count();
    if let Some(letter) = visible.chars().find(|c| !c.is_ascii()) {
        // Words of two letters of another alphabet are words (".ру"); longer ones that spell an extension are none.
        let word = foreign == visible.chars().count() && plain.len() < 3 || plain == "com";
        if !is_known(&plain) || word {
            return (stem.to_owned(), visible.to_lowercase());
        }
        tricks.push(Trick::Letter(letter));
    }
    (stem.to_owned(), plain)
}

/// The last dot; one that only looks like a dot counts where an extension that somebody knows follows.
fn last_dot(name: &str) -> Option<(usize, char)> {
    let (at, dot) = name.char_indices().rfind(|(_, c)| is_dot(*c))?;
    if dot == '.' {
        return Some((at, dot));
    }
    let tail: Option<String> =
        name[at + dot.len_utf8()..].chars().filter(|c| !is_invisible(*c)).map(skeleton).collect();
    match tail {
        Some(tail) if is_known(&tail) => Some((at, dot)),
        _ => name.rfind('.').map(|at| (at, '.')),
    }
}

/// Whether an extension says something to a computer.
fn is_known(extension: &str) -> bool {
    extensions::danger(extension).is_some()
        || extensions::decoy(extension).is_some()
        || !formats::with_extension(extension).is_empty()
}

/// Undoes `%2e%65xe` where it writes the dot or letters of an extension that somebody knows.
fn percent(name: &str, tail: &str) -> Option<(String, String)> {
    if !tail.contains('%') || name.len() > 4096 {
        return None;
    }
    let once = mail_names::unpercent(name)?;
    let all = if once.contains('%') { mail_names::unpercent(&once).unwrap_or(once) } else { once };
    let (stem, extension) = all.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    (is_known(&extension) && !stem.is_empty()).then(|| (stem.to_owned(), extension))
}

/// What stands behind the colon of `file.txt:evil.exe`, if it is a stream's name and no time or title.
fn stream(name: &str) -> Option<String> {
    let cut = name.len().checked_sub(6).filter(|at| name.is_char_boundary(*at));
    let (name, data) = match cut.map(|at| name.split_at(at)) {
        Some((front, end)) if end.eq_ignore_ascii_case(":$data") => (front, true),
        _ => (name, false),
    };
    let known = |n: &str| n.rsplit_once('.').is_some_and(|(stem, e)| !stem.is_empty() && is_known(&e.to_lowercase()));
    match name.rsplit_once(':') {
        Some((file, "")) if data && known(file) => Some(file.to_owned()),
        Some((file, stream)) if known(file) && known(stream) && !stream.starts_with(is_blank) => {
            Some(stream.to_owned())
        }
        _ if data && known(name) => Some(name.to_owned()),
        _ => None,
    }
}

/// The length of `.{8-4-4-4-12}`.
const CLASS_ID: usize = 39;

/// The class identifier that ends a name.
fn class_id(name: &str) -> Option<String> {
    let at = name.len().checked_sub(CLASS_ID).filter(|at| *at > 0)?;
    let id = name.get(at..)?.strip_prefix(".{")?.strip_suffix('}')?;
    let shape = id.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    (shape && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-')).then(|| id.to_ascii_uppercase())
}

/// The longest run of blanks, and whether it is the end.
fn blanks(stem: &str) -> Option<(usize, bool)> {
    let (mut longest, mut run) = (0, 0);
    for c in stem.chars() {
        run = if is_blank(c) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    (longest >= BLANKS).then_some((longest, run == longest))
}

/// Roughly what a person sees: overridden text reversed, what has no shape left out, the part behind many blanks gone.
fn looks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut reversed: Option<Vec<char>> = None;
    let mut run = 0;
    let flush = |out: &mut String, reversed: &mut Option<Vec<char>>| {
        out.extend(reversed.take().into_iter().flat_map(|r| r.into_iter().rev()));
    };
    for c in text.chars().take(1024) {
        run = if is_blank(c) { run + 1 } else { 0 };
        if run > 3 * BLANKS {
            flush(&mut out, &mut reversed);
            return out.trim_end_matches(is_blank).to_owned() + " …";
        }
        match c {
            '\u{202E}' => {
                flush(&mut out, &mut reversed);
                reversed = Some(Vec::new());
            }
            '\u{202C}' | '\u{202D}' => flush(&mut out, &mut reversed),
            c if c.is_control() || is_bidi_control(c) || is_invisible(c) => {}
            c => match &mut reversed {
                Some(reversed) => reversed.push(c),
                None => out.push(c),
            },
        }
    }
    flush(&mut out, &mut reversed);
    out
}
