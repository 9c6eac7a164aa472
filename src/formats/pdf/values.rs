//! The value that stands behind a key (ISO 32000-2, 7.3), and the text that a string means (7.9.2).

use super::names::{decode, ends_word, raw_name, skip_space};

/// What stands at a place of an object's text.
#[derive(Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// A string, its escapes undone, still locked where the document is.
    Text(Vec<u8>),
    /// The object of this number.
    Reference(u32),
    /// A short plain name, decoded.
    Name(String),
    /// A whole number.
    Number(i64),
    /// From behind its bracket to the end of the text.
    Array(&'a [u8]),
    /// From behind its brackets to the end of the text.
    Dictionary(&'a [u8]),
    /// `true`.
    True,
    /// Anything else, or nothing.
    Other,
}

/// The longest string that is read.
pub(super) const STRING: usize = 4 << 20;
/// How far a dictionary is followed to its end.
const DICTIONARY: usize = 64 * 1024;
/// How far behind a number the rest of a reference is looked for.
const AHEAD: usize = 4096;
/// How deep brackets are counted.
const DEEP: usize = 1000;

/// The value with which a text begins, and how many bytes of the text are behind it.
pub(super) fn value(text: &[u8]) -> (Value<'_>, usize) {
    let text = skip_space(text);
    let (value, rest) = match text {
        [b'(', rest @ ..] => literal(rest),
        [b'<', b'<', rest @ ..] => (Value::Dictionary(rest), rest),
        [b'<', rest @ ..] => hexadecimal(rest),
        [b'[', rest @ ..] => (Value::Array(rest), rest),
        [b'/', rest @ ..] => {
            let raw = raw_name(rest);
            let name = decode(raw).map_or(Value::Other, |name| Value::Name(name.into_owned()));
            (name, &rest[raw.len()..])
        }
        _ => number_or_reference(text),
    };
    (value, rest.len())
}

fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = skip_space(text);
    text.split_at(text.iter().take(32).take_while(|b| !ends_word(**b)).count())
}

fn number_or_reference(text: &[u8]) -> (Value<'_>, &[u8]) {
    let integer = |word: &[u8]| std::str::from_utf8(word).ok()?.parse::<i64>().ok();
    let (first, rest) = word(text);
    let Some(number) = integer(first) else {
        return (if first == b"true" { Value::True } else { Value::Other }, rest);
    };
    let (second, behind) = word(&rest[..rest.len().min(AHEAD)]);
    let (third, end) = word(behind);
    let end = &rest[rest.len().min(AHEAD) - end.len()..];
    match u32::try_from(number) {
        // `R` may be followed at once by what comes next.
        Ok(object) if integer(second).is_some_and(|g| g >= 0) && third == b"R" => (Value::Reference(object), end),
        _ => (Value::Number(number), rest),
    }
}

/// A string in round brackets, which nest.
fn literal(text: &[u8]) -> (Value<'_>, &[u8]) {
    let mut out = Vec::new();
    let (mut at, mut depth) = (0, 1usize);
    while let Some(byte) = text.get(at).filter(|_| out.len() < STRING) {
        at += 1;
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            b'\\' => {
                let rest = text.get(at..).unwrap_or_default();
                let octal = rest.iter().take(3).take_while(|b| (b'0'..=b'7').contains(*b)).count();
                at += octal.max(1);
                match rest.first() {
                    _ if octal > 0 => {
                        let code = rest[..octal].iter().fold(0u32, |code, b| code * 8 + u32::from(b - b'0'));
                        out.push(code.to_le_bytes()[0]);
                    }
                    Some(b'n') => out.push(b'\n'),
                    Some(b'r') => out.push(b'\r'),
                    Some(b't') => out.push(b'\t'),
                    Some(b'b') => out.push(8),
                    Some(b'f') => out.push(12),
                    // A line that goes on in the next one.
                    Some(b'\r') => at += usize::from(rest.get(1) == Some(&b'\n')),
                    Some(b'\n') | None => {}
                    Some(other) => out.push(*other),
                }
                continue;
            }
            _ => {}
        }
        out.push(*byte);
    }
    (Value::Text(out), text.get(at..).unwrap_or_default())
}

/// A string of hexadecimal digits; what is no digit is skipped, as readers do.
fn hexadecimal(text: &[u8]) -> (Value<'_>, &[u8]) {
    let end = memchr::memchr(b'>', text).unwrap_or(text.len());
    let out = hex(&text[..end.min(2 * STRING)]);
    (Value::Text(out), text.get(end + 1..).unwrap_or_default())
}

/// The bytes of hexadecimal digits; an odd last one counts as the high half.
pub(super) fn hex(text: &[u8]) -> Vec<u8> {
    let mut digits = text.iter().filter_map(|b| (*b as char).to_digit(16)).filter_map(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(text.len() / 2);
    while let Some(high) = digits.next() {
        out.push(high << 4 | digits.next().unwrap_or(0));
    }
    out
}

/// How many bytes a dictionary or array takes whose opening bracket was read: strings in it are passed over.
pub(super) fn extent(text: &[u8]) -> usize {
    let text = &text[..text.len().min(DICTIONARY)];
    let (mut at, mut depth) = (0, 1usize);
    while let Some(next) = memchr::memchr3(b'<', b'>', b'(', text.get(at..).unwrap_or_default()) {
        at += next;
        match &text[at..] {
            [b'(', rest @ ..] => {
                let (_, behind) = literal(rest);
                at = text.len() - behind.len();
                continue;
            }
            [b'<', b'<', ..] if depth < DEEP => depth += 1,
            [b'>', b'>', ..] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at - 2;
        }
    }
    text.len()
}

/// What PDFDocEncoding has from 0x80 on, where Latin-1 has controls.
const SPECIAL: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{FFFD}€";
/// The same from 0x18 on.
const ACCENTS: &str = "˘ˇˆ˙˝˛˚˜";

/// The text that a string means: UTF-16 or UTF-8 with their marks, else PDFDocEncoding.
pub(super) fn text(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|b| latin(*b)).collect(),
    }
}

fn latin(byte: u8) -> char {
    let special = match byte {
        0x18..=0x1F => ACCENTS.chars().nth(usize::from(byte - 0x18)),
        0x80..=0xA0 => SPECIAL.chars().nth(usize::from(byte - 0x80)),
        _ => None,
    };
    special.unwrap_or(char::from(byte))
}

/// Whether a list ends here.
pub(super) fn closes(text: &[u8]) -> bool {
    skip_space(text).first().is_none_or(|b| *b == b']')
}
