//! In which programming language a text is written, if in one. Read from the text alone, never from its name.
//!
//! One word proves nothing: prose mentions commands, logs quote stack traces, READMEs hold snippets. So every language
//! has a table of words and shapes of lines; all languages, those of source code and of plain settings too, compete
//! for the lines of the text, and a script must win clearly, with several different signs, in a text with little prose.

mod count;
mod source_words;
mod tags;
mod windows_words;
mod words;

use crate::model::text::TextView;

/// A language of the tables.
#[derive(Debug)]
pub struct Language {
    /// The word in the marks: `powershell`.
    pub name: &'static str,
    /// Whether an interpreter runs it as it is.
    pub runs: bool,
    /// The least score at which a text is taken for it.
    pub least: u32,
    /// Words that next to nothing else uses (4 points). `^` before a word: only at the start of a line.
    pub strong: &'static [&'static str],
    /// Words that tell it from most others (2 points).
    pub good: &'static [&'static str],
    /// Words that it shares with some (1 point).
    pub weak: &'static [&'static str],
}

/// A language recognised by a mark: shebang, opening tag.
const fn marked(name: &'static str) -> Language {
    Language { name, runs: true, least: 0, strong: &[], good: &[], weak: &[] }
}

/// The language of a text. `None` for prose, data and what cannot be told.
pub fn of(view: &TextView) -> Option<&'static Language> {
    let lower = view.lower.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if let Some(language) = tags::shebang(lower).or_else(|| tags::tagged(lower)) {
        return Some(language);
    }
    // Markup and data begin so, and no script does but those of the tags.
    if lower.starts_with('<') && !lower.starts_with("<#") || lower.starts_with("{\"") || lower.starts_with("[{") {
        return None;
    }
    count::winner(lower)
}
