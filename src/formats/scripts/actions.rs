//! What together makes an attack: tables of words that fetch, unpack or open a way in, and of words that start what came, for each
//! language.

use super::kinds::POWERSHELL;
use super::{other_actions, windows_actions};

/// Which rule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attack {
    /// Something is fetched or unpacked and started.
    Run,
    /// The same, which installers do in plain sight too.
    RunOrInstall,
    /// Somebody else gets a hand on the computer.
    Remote,
    /// Secrets are taken and sent away.
    Steal,
}

/// A clear combination: one of each list, in a script of one of these kinds.
pub(super) struct Action {
    pub(super) kinds: u16,
    pub(super) attack: Attack,
    /// What the first list does, in words.
    pub(super) says: &'static str,
    /// Lists of words in lower case; `~` at the end: no letter may stand before or follow.
    pub(super) all: &'static [&'static [&'static str]],
    /// How near they must stand to each other, in bytes; 0 for anywhere.
    pub(super) near: usize,
}

pub(super) const DOWNLOADS: &str = "downloads something from the internet";
pub(super) const DECODES: &str = "unpacks hidden code";
pub(super) const CONNECTS: &str = "connects to another computer";

/// All combinations, the clearest first.
pub(super) fn all() -> impl Iterator<Item = &'static Action> {
    windows_actions::ACTIONS.iter().chain(other_actions::ACTIONS)
}

/// Whether a word counts where it stands, by what follows it.
pub(super) fn counts(word: &str, rest: &[u8], kinds: u16) -> bool {
    match word {
        // Other programs have such words, too: code has to follow, or a variable that holds it.
        "-ec " => code_follows(rest, kinds != POWERSHELL),
        "-e " | "-en " => code_follows(rest, false),
        "-enc " | "-encodedcommand " | "-encod " | "-enco " if kinds == POWERSHELL => code_follows(rest, false),
        _ => true,
    }
}

/// Whether written-out code follows, or a variable that holds it, and no words in plain.
fn code_follows(rest: &[u8], or_variable: bool) -> bool {
    let word = rest.trim_ascii_start();
    let word = word.strip_prefix(b"\"").or(word.strip_prefix(b"'")).unwrap_or(word);
    let letters =
        word.iter().take(17).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')).count();
    letters >= 16 || or_variable && word.first().is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// How much of a line is looked at, in bytes.
const LINE: usize = 4096;

/// The beginning of a text, in bytes at most.
pub(super) fn shortened(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Commands that fetch.
pub(super) const FETCHERS: &[&str] = &["curl ", "wget ", "curl -", "curl http", "wget -", "wget http"];

/// `curl … | sh` and its kin: where, and the line.
pub(super) fn piped_download<'t>(text: &'t str, places: &[(usize, &'static str)]) -> Option<(usize, &'t str)> {
    const SHELLS: &[&str] = &[
        "| sh",
        "| bash",
        "|sh",
        "|bash",
        "| sudo bash",
        "| sudo sh",
        "| sudo -e bash",
        "| python",
        "| iex",
        "|iex",
        "| zsh",
    ];
    places.iter().find_map(|(at, _)| {
        let line = text.get(*at..)?.lines().next()?;
        let line = shortened(line, LINE);
        let piped = SHELLS.iter().any(|s| {
            line.find(s).is_some_and(|i| !line[i + s.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        piped.then_some((*at, line))
    })
}
