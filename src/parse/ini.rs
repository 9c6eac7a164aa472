//! Settings in sections, as Windows reads them (`GetPrivateProfileString`): names without regard to case, values without
//! the quotes around them, comments only at the start of a line. Windows takes the first of several values; whoever
//! judges looks at all of them.

/// One value, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'t> {
    /// The name in square brackets above it; empty before the first.
    pub section: &'t str,
    /// What stands before the sign of equality; empty where there is none.
    pub key: &'t str,
    /// What stands behind it, without quotes around it; the whole line where there is no sign.
    pub value: &'t str,
    /// The line without the blanks around it.
    pub line: &'t str,
    /// Where the line begins, in bytes.
    pub at: usize,
}

impl Entry<'_> {
    /// Whether it is the value of this name, in a section of that name.
    pub fn is(&self, section: &str, key: &str) -> bool {
        self.section.eq_ignore_ascii_case(section) && self.key.eq_ignore_ascii_case(key)
    }
}

/// All values in their order.
pub fn entries(text: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut section = "";
    lines(text).filter_map(move |(at, line)| {
        if line.is_empty() || line.starts_with([';', '#']) {
            return None;
        }
        if let Some(rest) = line.strip_prefix('[') {
            // Windows needs no closing bracket.
            section = rest.split(']').next().unwrap_or_default().trim();
            return None;
        }
        let (key, value) = line.split_once('=').map_or(("", line), |(k, v)| (k.trim(), v.trim()));
        Some(Entry { section, key, value: unquoted(value), line, at })
    })
}

/// Lines without the blanks around them, and where they begin; a lone carriage return ends a line, too.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive(['\n', '\r', '\0']).scan(0, |at, line| {
        let begin = *at + line.len() - line.trim_start_matches(is_blank).len();
        *at += line.len();
        Some((begin, line.trim_matches(is_blank)))
    })
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\0' | '\u{FEFF}')
}

/// A value without the one pair of quotes around it.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|v| v.strip_suffix(quote))
            && !inner.contains(quote)
        {
            return inner;
        }
    }
    value
}
