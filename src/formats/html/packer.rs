//! Scripts that were made smaller by a widespread packer (Dean Edwards, <https://dean.edwards.name/packer/>): each word
//! is a number that stands for one of a list.

use super::values::{Data, Value};

/// The longest script that is unpacked, in bytes.
const LONGEST: usize = 4 << 20;

/// The script of `(text, base, count, words.split("|"), …)`.
pub(super) fn unpack(arguments: &[Value]) -> Option<String> {
    let [text, base, _, words, ..] = arguments else { return None };
    let (Data::Text(text), Data::Number(base), Data::Split(words, at, false)) = (&text.data, &base.data, &words.data)
    else {
        return None;
    };
    if &**at != "|" || !(2..=62).contains(base) {
        return None;
    }
    let words: Vec<&str> = words.split('|').collect();
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest: &str = text;
    while !rest.is_empty() && out.len() < LONGEST {
        let end = rest.find(|c: char| c.is_ascii_alphanumeric() || c == '_').unwrap_or(rest.len());
        let (between, behind) = rest.split_at(end);
        let length = behind.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let (word, behind) = behind.split_at(length);
        out.push_str(between);
        let full = number(word, *base).and_then(|n| words.get(n)).filter(|w| !w.is_empty());
        out.push_str(full.unwrap_or(&word));
        rest = behind;
    }
    Some(out)
}

/// A number in digits, small letters, large letters.
fn number(word: &str, base: i64) -> Option<usize> {
    if word.is_empty() || word.len() > 4 {
        return None;
    }
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(i64::from(b - b'0')),
        b'a'..=b'z' => Some(i64::from(b - b'a') + 10),
        b'A'..=b'Z' => Some(i64::from(b - b'A') + 36),
        _ => None,
    };
    let value = word.bytes().try_fold(0, |sum: i64, b| Some(sum * base + digit(b).filter(|d| *d < base)?))?;
    usize::try_from(value).ok()
}
