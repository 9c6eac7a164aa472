//! Undoes what hides a command line from its reader: variables, carets, idle quotes and joined pieces.

use std::borrow::Cow;

/// Variables that each Windows has, lower case, and what they usually hold.
const VARIABLES: &[(&str, &str)] = &[
    ("comspec", "C:\\Windows\\system32\\cmd.exe"),
    ("windir", "C:\\Windows"),
    ("systemroot", "C:\\Windows"),
    ("systemdrive", "C:"),
    ("homedrive", "C:"),
    ("programfiles", "C:\\Program Files"),
    ("programfiles(x86)", "C:\\Program Files (x86)"),
    ("programw6432", "C:\\Program Files"),
    ("commonprogramfiles", "C:\\Program Files\\Common Files"),
    ("programdata", "C:\\ProgramData"),
    ("allusersprofile", "C:\\ProgramData"),
    ("public", "C:\\Users\\Public"),
    ("userprofile", "C:\\Users\\user"),
    ("temp", "C:\\Users\\user\\AppData\\Local\\Temp"),
    ("tmp", "C:\\Users\\user\\AppData\\Local\\Temp"),
    ("appdata", "C:\\Users\\user\\AppData\\Roaming"),
    ("localappdata", "C:\\Users\\user\\AppData\\Local"),
    ("pathext", ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC"),
    ("psmodulepath", "C:\\Program Files\\WindowsPowerShell\\Modules"),
    ("os", "Windows_NT"),
    ("cd", "."),
    ("", "%"),
];
/// Variables that a line sets itself, and how long their values may be.
const MOST: usize = 64;
const VALUE: usize = 1024;

/// The line without its tricks, cut to `longest` characters.
pub(super) fn undo(line: &str, longest: usize) -> String {
    let line = line.char_indices().nth(longest).map_or(line, |(end, _)| &line[..end]);
    let joined = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = without_carets(&joined);
    let set = assignments(&bare);
    let filled = fill(&bare, &set, longest);
    let mut plain = without_quotes(&filled);
    for joint in ["'+'", "' + '", "\"+\"", "\" + \""] {
        if plain.contains(joint) {
            plain = plain.replace(joint, "");
        }
    }
    plain
}

/// `p^o^w` is `pow` for the shell.
fn without_carets(line: &str) -> Cow<'_, str> {
    if !line.contains('^') {
        return line.into();
    }
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '^' { out.extend(chars.next()) } else { out.push(c) }
    }
    out.into()
}

/// Quotes and backticks between letters change nothing.
fn without_quotes(line: &str) -> String {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '"' | '`') && letter(out.chars().next_back()) {
            let mut run = String::from(c);
            while let Some(next) = chars.next_if(|n| *n == c) {
                run.push(next);
            }
            if !letter(chars.peek().copied()) || c == '"' && run.len() == 1 && !closes(&chars) {
                out.push_str(&run);
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether the next quote ends in the middle of a word, too: `p"ow"er`, and not `say"hello there"`.
fn closes(rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    rest.clone().take(64).find(|c| matches!(c, '"' | ' ')).is_none_or(|c| c == '"')
}

/// What `set` in the line itself gives names to.
fn assignments(line: &str) -> Vec<(String, String)> {
    let lower = line.to_ascii_lowercase();
    let mut out = Vec::new();
    for (at, _) in lower.match_indices("set ").take(MOST) {
        if lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-') {
            continue;
        }
        let rest = line[at + 4..].trim_start_matches([' ', '"']);
        let Some((name, value)) = rest.split_once('=') else { continue };
        let value = value.split(['&', '"', '|']).next().unwrap_or_default();
        if name.len() <= 64 && value.len() <= VALUE && !name.starts_with('/') {
            out.push((name.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }
    out
}

/// Puts values in the place of `%name%`, `!name!`, `%name:~1,2%` and `$env:name`.
fn fill(line: &str, set: &[(String, String)], longest: usize) -> String {
    let value = |name: &str| {
        let name = name.to_ascii_lowercase();
        let own = set.iter().rev().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
        own.or_else(|| VARIABLES.iter().find(|(n, _)| *n == name).map(|(_, v)| *v))
    };
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['%', '!', '$']) {
        out.push_str(&rest[..at]);
        let mark = &rest[at..=at];
        rest = &rest[at + 1..];
        if out.len() > longest * 4 {
            break;
        }
        if mark == "$" {
            let name = rest
                .get(..4)
                .filter(|p| p.eq_ignore_ascii_case("env:"))
                .map(|_| rest[4..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default());
            match name.and_then(|n| Some((n, value(n)?))) {
                Some((name, text)) => {
                    out.push_str(text);
                    rest = &rest[4 + name.len()..];
                }
                None => out.push('$'),
            }
            continue;
        }
        // No name is longer than this.
        let end = rest.bytes().take(128).position(|b| b == mark.as_bytes()[0]);
        let filled = end.and_then(|end| {
            let inner = rest.get(..end)?;
            let (name, cut) = inner.split_once(":~").map_or((inner, None), |(n, c)| (n, Some(c)));
            let text = value(name)?;
            Some((end, cut.map_or_else(|| text.to_owned(), |c| part(text, c))))
        });
        match filled {
            Some((end, text)) => {
                out.push_str(&text);
                rest = &rest[end + 1..];
            }
            None => out.push_str(mark),
        }
    }
    out + rest
}

/// `~start,length` of a value; both count from the end where they are negative.
fn part(text: &str, cut: &str) -> String {
    let count = text.chars().count() as i64;
    let (start, length) = cut.split_once(',').map_or((cut, None), |(s, l)| (s, Some(l)));
    let number = |n: &str| n.trim().parse::<i64>().unwrap_or(0).clamp(-(1 << 20), 1 << 20);
    let from = number(start);
    let from = if from < 0 { (count + from).max(0) } else { from.min(count) };
    let to = match length.map(number) {
        Some(n) if n < 0 => (count + n).max(from),
        Some(n) => (from + n).min(count),
        None => count,
    };
    text.chars().skip(from as usize).take((to - from) as usize).collect()
}
