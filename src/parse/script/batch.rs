//! Batch files with the tricks of their shell undone: carets, variables, parts of variables, and names that stand for nothing.

use std::collections::HashMap;

use super::fold::{Folded, Made};

/// The longest value of a variable, and of a line; the shell's own bound is 8191 characters.
const LONGEST: usize = 16 * 1024;
/// Variables that are remembered.
const VARIABLES: usize = 20_000;
/// How long the whole may become, in bytes.
const MOST: usize = 24 << 20;

/// Variables that every computer with Windows has, of which scripts take single letters.
const KNOWN: &[(&str, &str)] = &[
    ("allusersprofile", "C:\\ProgramData"),
    ("commonprogramfiles", "C:\\Program Files\\Common Files"),
    ("commonprogramw6432", "C:\\Program Files\\Common Files"),
    ("comspec", "C:\\Windows\\system32\\cmd.exe"),
    ("os", "Windows_NT"),
    ("pathext", ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC"),
    ("programdata", "C:\\ProgramData"),
    ("programfiles", "C:\\Program Files"),
    (
        "psmodulepath",
        "C:\\Program Files\\WindowsPowerShell\\Modules;C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules",
    ),
    ("public", "C:\\Users\\Public"),
    ("systemdrive", "C:"),
    ("systemroot", "C:\\Windows"),
    ("windir", "C:\\Windows"),
];

struct Shell {
    variables: HashMap<String, String>,
    /// Whether the line at hand was masked.
    masked: bool,
}

/// Undoes the tricks of a batch file, line by line.
pub fn undo(text: &str) -> Folded {
    let mut shell = Shell { variables: HashMap::new(), masked: false };
    let mut out = Folded::default();
    out.whole = true;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        shell.masked = false;
        let plain = shell.expand(line);
        let plain = shell.without_carets(&plain);
        shell.set(&plain);
        if out.text.len() + plain.len() > MOST {
            out.whole = false;
            break;
        }
        if shell.masked {
            out.made.push(Made { start: at, at: out.text.len(), length: plain.len().max(1), decoded: true });
        } else {
            out.go_on(at);
        }
        out.text.push_str(&plain);
        at += line.len();
    }
    out
}

impl Shell {
    /// Puts the values of variables in.
    fn expand(&mut self, line: &str) -> String {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(open) = rest.find(['%', '!']) {
            out.push_str(&rest[..open]);
            let mark = &rest[open..=open];
            let inside = &rest[open + 1..];
            let end = inside.as_bytes().iter().take(400).position(|b| *b == mark.as_bytes()[0]);
            let name = end.map(|end| &inside[..end]).filter(|name| is_name(name));
            let value = name.and_then(|name| {
                let before = out.as_bytes().last().copied().unwrap_or(b' ');
                let behind = inside.as_bytes().get(name.len() + 1).copied().unwrap_or(b' ');
                self.value(name, mark == "%" && (before.is_ascii_alphanumeric() && behind.is_ascii_alphanumeric()))
            });
            match (name, value) {
                (Some(name), Some(value)) if out.len() + value.len() <= LONGEST => {
                    out.push_str(&value);
                    rest = &inside[name.len() + 1..];
                }
                _ => {
                    out.push_str(mark);
                    rest = inside;
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// The value of `name`, `name:~1,2` or `name:a=b`.
    fn value(&mut self, name: &str, within_word: bool) -> Option<String> {
        let (name, part) = name.split_once(':').map_or((name, None), |(name, part)| (name, Some(part)));
        let lower = name.to_ascii_lowercase();
        let known = || KNOWN.iter().find(|(n, _)| *n == lower).map(|(_, value)| *value);
        let value = match (self.variables.get(&lower), part) {
            (Some(value), _) => value.clone(),
            (None, Some(_)) => known()?.to_owned(),
            (None, None) => {
                // A name that was never set stands for nothing: it only tears a word apart.
                let junk = within_word && known().is_none() && !lower.is_empty();
                self.masked |= junk;
                return junk.then(String::new);
            }
        };
        let Some(part) = part else { return Some(value) };
        self.masked = true;
        if let Some(cut) = part.strip_prefix('~') {
            let (from, length) = cut.split_once(',').map_or((cut, None), |(from, length)| (from, Some(length)));
            let letters: Vec<char> = value.chars().collect();
            let size = i64::try_from(letters.len()).ok()?;
            let from = from.trim().parse::<i64>().ok()?;
            let from = if from < 0 { (size.checked_add(from)?).max(0) } else { from.min(size) };
            let end = match length.map(|l| l.trim().parse::<i64>()) {
                None => size,
                Some(Ok(length)) if length < 0 => size.checked_add(length)?.max(from),
                Some(Ok(length)) => from.checked_add(length)?.min(size),
                Some(Err(_)) => return None,
            };
            return letters
                .get(usize::try_from(from).ok()?..usize::try_from(end).ok()?)
                .map(|part| part.iter().collect());
        }
        let (from, to) = part.split_once('=')?;
        let longer = value.len().saturating_mul(to.len().max(1)) > LONGEST * 4;
        (!from.is_empty() && !longer).then(|| value.replace(from, to))
    }

    /// Takes the carets out; one at the end of a line joins it with the next.
    fn without_carets(&mut self, line: &str) -> String {
        if memchr::memchr(b'^', line.as_bytes()).is_none() {
            return line.to_owned();
        }
        let mut out = String::with_capacity(line.len());
        let mut letters = line.chars().peekable();
        let (mut quoted, mut last) = (false, ' ');
        while let Some(letter) = letters.next() {
            match letter {
                '"' => {
                    quoted = !quoted;
                    out.push(letter);
                }
                '^' if !quoted => match letters.peek() {
                    Some('\r' | '\n') => {
                        letters.next_if_eq(&'\r');
                        letters.next_if_eq(&'\n');
                    }
                    // What has a meaning for the shell is masked by honest people.
                    Some(next) if next.is_alphanumeric() => self.masked |= last.is_alphanumeric(),
                    _ => {
                        if let Some(next) = letters.next() {
                            out.push(next);
                        }
                    }
                },
                _ => out.push(letter),
            }
            if letter != '^' {
                last = letter;
            }
        }
        out
    }

    /// Remembers what the line sets.
    fn set(&mut self, line: &str) {
        let bytes = line.as_bytes();
        for at in memchr::memmem::find_iter(bytes, b"=").take(64) {
            let Some(before) = line.get(..at) else { continue };
            let from = before.len().saturating_sub(200);
            let Some(near) = before.get(from..).or_else(|| before.get(from + 1..)) else { continue };
            let lower = near.to_ascii_lowercase();
            let Some(word) = lower.rfind("set ") else { continue };
            let edge = word.checked_sub(1).and_then(|b| lower.as_bytes().get(b));
            if edge.is_some_and(|b| !matches!(b, b' ' | b'&' | b'(' | b'@' | b'\t' | b'|')) {
                continue;
            }
            let name = lower[word + 4..].trim_start();
            let quoted = name.starts_with('"');
            let name = name.trim_start_matches('"').trim();
            if name.is_empty() || name.contains(['/', '=']) || name.len() > 100 {
                continue;
            }
            let value = line[at + 1..].trim_end_matches(['\r', '\n']);
            let end = if quoted { value.rfind('"') } else { value.find('&') };
            let value = &value[..end.unwrap_or(value.len())];
            let room = self.variables.len() < VARIABLES || self.variables.contains_key(name);
            if value.len() <= LONGEST && room {
                self.variables.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What may stand between two percent signs as a name.
fn is_name(name: &str) -> bool {
    let plain = name.split(':').next().unwrap_or_default();
    !plain.is_empty()
        && plain.len() <= 100
        && !plain.starts_with(['~', '*', '%', '0'])
        && plain.chars().all(|c| {
            c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '#' | '$' | '@' | '(' | ')' | '~' | '?' | '\'' | '+')
        })
}
