//! In which programming language a text is written, if in one. Read from the text alone, never from its name.
//!
//! One word proves nothing: prose mentions commands, logs quote stack traces, READMEs hold snippets. So every language
//! has a table of words and shapes of lines; all languages, those of source code and of plain settings too, compete
//! for the lines of the text, and a script must win clearly, with several different signs, in a text with little prose.

mod count;
mod plain_words;
mod shapes;
mod source_words;
mod table;
mod tags;
mod windows_words;
mod words;

use crate::model::text::TextView;

/// What a language is to the reader of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An interpreter runs it as it is.
    Script,
    /// Source code that must be built first.
    Source,
    /// Settings, marked-up prose, logs.
    Plain,
}

/// A language of the tables.
#[derive(Debug)]
pub struct Language {
    /// The word in the marks: `powershell`.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The least score at which a text is taken for it.
    pub least: u32,
    /// Words that decide alone against scripts that share most of the rest (12 points).
    pub sure: &'static str,
    /// Words that next to nothing else uses (4 points), between blanks. `^` before a word: only at the start of a line;
    /// `+` joins the first two words of a line; `<…>` and marks are shapes of lines (see `count`).
    pub strong: &'static str,
    /// Words that tell it from most others (2 points).
    pub good: &'static str,
    /// Words that it shares with some (1 point).
    pub weak: &'static str,
}

/// A language recognised by a mark: shebang, opening tag.
const fn marked(name: &'static str) -> Language {
    Language { name, kind: Kind::Script, least: 0, sure: "", strong: "", good: "", weak: "" }
}

/// Marks of code; letters, digits, blanks and `.,;-_` are those of prose and tables, too. A dash behind a blank begins a
/// switch.
const MARKS: &[u8] = b"(){}[]<>=$&|%#@/\\\"'`:*!?^~+";

/// The language of a text. `None` for prose, data and what cannot be told.
pub fn of(view: &TextView) -> Option<&'static Language> {
    let lower = view.lower.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if let Some(language) = tags::shebang(lower).or_else(|| tags::tagged(view, lower)) {
        return Some(language);
    }
    // Prose and plain tables: no language comes through a page without one of these marks.
    if !view.holds_any(MARKS) && !view.has(" -") {
        return None;
    }
    let lower = past_comments(lower);
    // Markup and data begin so, and no script does but those of the tags.
    if lower.starts_with('<') && !lower.starts_with("<#") || begins_as_data(lower) {
        return None;
    }
    let winner = count::winner(lower).filter(|l| l.name != PARSED_WHOLE || !opens_like_c(lower))?;
    if CLASHING.contains(&winner.name) && opens_like_javascript(lower) {
        return words::LANGUAGES.iter().find(|l| l.name == "javascript").copied();
    }
    Some(winner)
}

/// Languages that refuse a whole file over how modules of JavaScript begin: editors for them hold all of their words.
const CLASHING: &[&str] = &["powershell", "vbscript", "vba", "autoit", "autohotkey", "python"];

/// A module of JavaScript: a call or an expression at the very start that is handed a function.
fn opens_like_javascript(lower: &str) -> bool {
    const STARTS: &[&str] =
        &["ace.define(", "define(", "(function", "!function", ";(function", "(()=>", "\"use strict\";"];
    let line = lower.lines().next().unwrap_or_default();
    let head = line.get(..400).unwrap_or(line);
    let function = ["function(", "function (", "=>"].iter().any(|f| head.contains(f));
    STARTS.iter().any(|start| head.starts_with(start)) && function
}

/// A language that is parsed whole before its first line runs; shells run line by line and pass over what they cannot read.
const PARSED_WHOLE: &str = "python";

/// Comments and orders of C and its kin at the very start: bindings to Python are full of Python's words.
fn opens_like_c(lower: &str) -> bool {
    ["//", "/*", "#include", "#pragma", "#ifndef", "#ifdef"].iter().any(|mark| lower.starts_with(mark))
}

/// What stands behind comments of markup: interpreters of commands pass over such lines with an error.
fn past_comments(lower: &str) -> &str {
    let mut rest = lower;
    for _ in 0..64 {
        let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|inside| inside.split_once("-->")) else { break };
        rest = behind.trim_start();
    }
    rest
}

/// JSON: a brace or bracket, then a string, an object or nothing. Manual pages, lists of changes and Perl's handbook
/// pages say in their first bytes what they are, too.
fn begins_as_data(lower: &str) -> bool {
    const MARKS: &[&str] = &[".th ", ".\\\"", "'\\\"", "diff ", "--- a/", "index: ", "=head1", "=pod", "=encoding"];
    match lower.strip_prefix(['{', '[']) {
        // Templates of web pages begin so, too: `{% extends …`, `{# … #}`.
        Some(rest) => rest.starts_with(['%', '#']) || rest.trim_start().starts_with(['"', '{', '}', ']']),
        None => MARKS.iter().any(|m| lower.starts_with(m)),
    }
}
