//! What scripts do with each part of a list to make letters of it: pipes, mapped functions, comprehensions, and picking parts by number.

use super::calls;
use super::expression::{DEPTH, Folder, Tokens, is_mark, word};
use super::lex::Token;
use super::value::Value;

/// How many tokens of a function that is mapped are looked at.
const BODY: usize = 60;

/// What is done with each part.
struct Change {
    radix: u32,
    xor: i64,
    add: i64,
}

impl Change {
    fn letters(&self, folder: &mut Folder, value: &Value) -> Option<Value> {
        let parts = value.parts();
        folder.spend(parts.len().saturating_mul(8))?;
        let one = |part: &Value| {
            let number = match part {
                Value::Text(text) if self.radix != 10 => {
                    i64::from_str_radix(text.trim().trim_start_matches("0x"), self.radix).ok()
                }
                Value::Text(text) if text.chars().count() == 1 && !text.starts_with(|c: char| c.is_ascii_digit()) => {
                    text.chars().next().map(|c| i64::from(u32::from(c)))
                }
                other => other.number(),
            }?;
            calls::letter(&Value::Number((number ^ self.xor).checked_add(self.add)?))
        };
        // An empty part is what stands before the first separator.
        let parts = parts.iter().filter(|p| !matches!(p, Value::Text(t) if t.trim().is_empty() && t.len() != 1));
        let list = parts.map(one).collect::<Option<_>>()?;
        folder.decoded = true;
        Some(Value::List(list))
    }
}

/// What the function between `from` and `to` does, if it makes letters.
fn change(tokens: Tokens<'_, '_>, from: usize, to: usize) -> Option<Change> {
    let mut change = Change { radix: 10, xor: 0, add: 0 };
    let mut makes = false;
    for at in from..to {
        let number = |n: usize| match tokens.get(n).map(|p| &p.token) {
            Some(Token::Number(number)) => Some(*number),
            _ => None,
        };
        match word(tokens, at).map(str::to_ascii_lowercase).as_deref() {
            Some("char" | "chr" | "fromcharcode" | "fromcodepoint" | "chrw") => makes = true,
            Some("-bxor" | "xor") => change.xor = number(at + 1).unwrap_or(0),
            _ => {}
        }
        if let Some(n) = number(at + 1) {
            if is_mark(tokens, at, b'^') {
                change.xor = n;
            } else if is_mark(tokens, at, b'-') {
                change.add = n.checked_neg()?;
            } else if is_mark(tokens, at, b'+') {
                change.add = n;
            } else if is_mark(tokens, at, b',') && n == 16 {
                change.radix = 16;
            }
        }
    }
    makes.then_some(change)
}

/// The mark that closes what was opened before `at`, not far behind.
fn closing(tokens: Tokens<'_, '_>, at: usize, open: u8, close: u8) -> Option<usize> {
    let mut depth = 1u32;
    for (n, piece) in tokens.iter().enumerate().skip(at).take(BODY) {
        match piece.token {
            Token::Mark(mark) if mark == open => depth += 1,
            Token::Mark(mark) if mark == close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(n);
        }
    }
    None
}

/// `… | % { [char]$_ }` of PowerShell.
pub(super) fn pipe(folder: &mut Folder, tokens: Tokens<'_, '_>, value: &Value, at: usize) -> Option<(Value, usize)> {
    let each = is_mark(tokens, at + 1, b'%')
        || word(tokens, at + 1)
            .is_some_and(|w| ["foreach", "foreach-object"].iter().any(|e| w.eq_ignore_ascii_case(e)));
    if !each || !is_mark(tokens, at + 2, b'{') {
        return None;
    }
    let end = closing(tokens, at + 3, b'{', b'}')?;
    let made = change(tokens, at + 3, end)?.letters(folder, value)?;
    Some((made, end + 1))
}

/// `.map(function (c) { return String.fromCharCode(c ^ 7); })` of JavaScript; `at` is behind the parenthesis.
pub(super) fn mapped(
    folder: &mut Folder,
    tokens: Tokens<'_, '_>,
    value: &Value,
    name: &str,
    (at, depth): (usize, usize),
) -> Option<(Value, usize)> {
    let comprehended = name == "join" && matches!(value, Value::Text(_));
    if comprehended {
        let (list, end) = generator(folder, tokens, (at, depth), "join")?;
        let Value::Text(by) = value else { return None };
        return Some((calls::join(folder, &list.parts(), by)?, end));
    }
    if !matches!(name, "map" | "foreach") {
        return None;
    }
    let end = closing(tokens, at, b'(', b')')?;
    let made = change(tokens, at, end)?.letters(folder, value)?;
    Some((made, end + 1))
}

/// `chr(x ^ 7) for x in [1, 2]` and `map(chr, [1, 2])` of Python; `at` is behind the parenthesis. The closing one is read.
pub(super) fn generator(
    folder: &mut Folder,
    tokens: Tokens<'_, '_>,
    (at, depth): (usize, usize),
    name: &str,
) -> Option<(Value, usize)> {
    if !matches!(name, "join" | "bytes" | "bytearray") || depth > DEPTH {
        return None;
    }
    let open = usize::from(is_mark(tokens, at, b'['));
    if word(tokens, at) == Some("map") && is_mark(tokens, at + 1, b'(') {
        let comma = (at + 2..at + BODY).find(|n| is_mark(tokens, *n, b','))?;
        let change = change(tokens, at + 2, comma)?;
        let (values, next) = folder.arguments(tokens, comma + 1, depth + 1)?;
        let list = change.letters(folder, values.first().filter(|_| values.len() == 1)?)?;
        return is_mark(tokens, next, b')').then_some((list, next + 1));
    }
    let near = at + open..at + open + BODY;
    let each = near.clone().find(|n| word(tokens, *n) == Some("for"))?;
    let source = (each..each + 8).find(|n| word(tokens, *n) == Some("in"))? + 1;
    let change = change(tokens, at, each)?;
    let (values, next) = match open {
        0 => folder.arguments(tokens, source, depth + 1)?,
        _ => {
            let (value, next) = folder.value(tokens, source, depth + 1)?;
            (
                vec![value],
                if is_mark(tokens, next, b']') && is_mark(tokens, next + 1, b')') { next + 2 } else { return None },
            )
        }
    };
    let list = change.letters(folder, values.first().filter(|_| values.len() == 1)?)?;
    Some((list, next))
}

/// `[::-1]` of Python and `[-1..-9]` of PowerShell: where it ends.
pub(super) fn turned(tokens: Tokens<'_, '_>, at: usize, value: &Value) -> Option<usize> {
    let number = |n: usize| match tokens.get(n).map(|p| &p.token) {
        Some(Token::Number(number)) => Some(*number),
        _ => None,
    };
    let colons = is_mark(tokens, at + 1, b':') && is_mark(tokens, at + 2, b':') && is_mark(tokens, at + 3, b'-');
    if colons && number(at + 4) == Some(1) && is_mark(tokens, at + 5, b']') {
        return Some(at + 6);
    }
    let first = is_mark(tokens, at + 1, b'-') && number(at + 2) == Some(1);
    if first && is_mark(tokens, at + 3, b'.') && is_mark(tokens, at + 4, b'.') && is_mark(tokens, at + 5, b'-') {
        let end = (at + 6..at + 16).find(|n| is_mark(tokens, *n, b']'))?;
        // To the length of it, or to a number that is that.
        let whole = number(at + 6).is_none_or(|n| n >= calls::length(value));
        return whole.then_some(end + 1);
    }
    None
}

/// One part, or several put into a list, by number.
pub(super) fn picked(folder: &mut Folder, value: &Value, index: &Value) -> Option<Value> {
    let parts = match value {
        Value::Text(text) if text.len() > 4096 => return None,
        Value::List(list) if list.len() > 4096 => return list.get(usize::try_from(index.number()?).ok()?).cloned(),
        other => other.parts(),
    };
    folder.spend(parts.len())?;
    let one = |n: i64| {
        let length = i64::try_from(parts.len()).ok()?;
        parts.get(usize::try_from(if n < 0 { n.checked_add(length)? } else { n }).ok()?).cloned()
    };
    match index {
        Value::Number(n) => one(*n),
        Value::List(list) => {
            folder.decoded = true;
            list.iter().map(|n| one(n.number()?)).collect::<Option<_>>().map(Value::List)
        }
        _ => None,
    }
}
