//! What the fields of a text order (ECMA-376-1, 17.16.5): to start a program, or to fetch something.

use super::target::{self, Reach};

/// Where a field begins in codes that were put together; in binary documents it is the same character.
pub(in crate::formats) const BEGIN: char = '\u{13}';
/// How much of a code is shown, in characters.
const SHOWN: usize = 120;
/// The longest code of one field that is read, in bytes.
const FIELD: usize = 2048;
/// Places that are looked at.
const MOST: usize = 10_000;

/// A field that starts a program by DDE, from its keyword on. `code` is one field's code, or many behind `BEGIN`.
pub(in crate::formats) fn dde(code: &str) -> Option<String> {
    let bytes = code.as_bytes();
    for at in memchr::memmem::find_iter(&bytes.to_ascii_uppercase(), b"DDE").take(MOST) {
        let Some(rest) = code.get(at + 3..) else { continue };
        let automatic = rest.get(..4).is_some_and(|r| r.eq_ignore_ascii_case("AUTO"));
        let argument = if automatic { &rest[4..] } else { rest };
        let before = code[..at].trim_end_matches(|c: char| c.is_whitespace() && c != BEGIN);
        let begins = before.is_empty() || before.ends_with(BEGIN);
        let apart = begins || code[..at].ends_with(|c: char| c.is_whitespace());
        if !apart || !argument.starts_with(|c: char| c.is_whitespace() || matches!(c, '"' | BEGIN)) {
            continue;
        }
        // What stands in the middle of another field's text has to look like a program.
        if starts_program(argument, begins || automatic) {
            let shown = code[at..].chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c });
            return Some(shown.collect::<String>().trim().to_owned());
        }
    }
    None
}

/// Whether what follows the keyword names a program; a field whose name only was written down has switches or nothing.
fn starts_program(argument: &str, plain: bool) -> bool {
    let argument = argument.trim_start_matches(|c: char| c.is_whitespace() || c == BEGIN);
    let word = match argument.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => argument.split(|c: char| c.is_whitespace() || c.is_control()).next().unwrap_or_default(),
    };
    let lower = word.to_ascii_lowercase();
    let switch = lower.starts_with('\\') && !lower.starts_with("\\\\");
    // Office asks itself, in documents of the nineties.
    let own = ["excel", "winword", "word", "msaccess", "soffice", "powerpnt", "msgraph", "msproject"];
    let honest = own.contains(&lower.as_str()) || lower.starts_with("excel.") || lower.starts_with("word.");
    let strong = target::is_shell(&lower) || lower.contains("\\\\") || lower.contains(".exe");
    let built = matches!(lower.as_str(), "quote" | "ref" | "docvariable" | "docproperty");
    !lower.is_empty() && !switch && !honest && (plain || strong || built)
}

/// A field that fetches something when the document is opened, or when its fields are brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Fetch {
    /// What it fetches, in words.
    pub what: &'static str,
    /// From where.
    pub target: String,
    pub reach: Reach,
    /// Whether what comes is only shown.
    pub picture: bool,
}

/// The first field that fetches an object, a text or a picture from another computer; honest pictures are left out.
pub(in crate::formats) fn fetches(code: &str) -> Option<Fetch> {
    const WORDS: &[(&str, &str)] =
        &[("INCLUDETEXT", "a text"), ("LINK ", "an object"), ("INCLUDEPICTURE", "a picture"), ("IMPORT ", "a picture")];
    let upper = code.to_ascii_uppercase();
    for (word, what) in WORDS {
        for at in memchr::memmem::find_iter(upper.as_bytes(), word.as_bytes()).take(MOST) {
            let before = upper[..at].trim_end_matches(|c: char| c.is_whitespace() && c != BEGIN);
            let Some(rest) = code.get(at + word.len()..) else { continue };
            if !(before.is_empty() || before.ends_with(BEGIN)) {
                continue;
            }
            let near = &rest.as_bytes()[..rest.len().min(FIELD)];
            let end = near.iter().position(|b| u32::from(*b) == u32::from(BEGIN)).unwrap_or(near.len());
            let field = String::from_utf8_lossy(&near[..end]).into_owned();
            let words = field.split(|c: char| c.is_whitespace() || c == '"').map(|w| w.replace("\\\\", "\\"));
            let Some(target) = words.filter(|w| w.len() > 4).find(|w| target::reach(w) != Reach::Local) else {
                continue;
            };
            let (reach, picture) = (target::reach(&target), *what == "a picture");
            let web = target.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("http"));
            if !(picture && (web || reach == Reach::Network)) {
                return Some(Fetch { what, target, reach, picture });
            }
        }
    }
    None
}

/// A link in the text whose address hands orders to a program of the system.
pub(in crate::formats) fn orders(code: &str) -> Option<String> {
    let upper = code.to_ascii_uppercase();
    memchr::memmem::find_iter(upper.as_bytes(), b"HYPERLINK").take(MOST).find_map(|at| {
        let rest = code.get(at + 9..)?.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
        target::handler(rest)?;
        let end = |c: char| c == '"' || c.is_control();
        Some(rest.chars().take(SHOWN).take_while(|c| !end(*c)).collect())
    })
}
