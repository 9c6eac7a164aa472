//! What scripts do, one thing at a time: the words that show it, for each language.

use super::kinds::{JS, PERL, PHP, PYTHON};

/// One kind of deed, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    Destroy,
    Disarm,
    Inject,
    Steal,
    Persist,
    Download,
    Decode,
    Carry,
    Start,
    Hide,
    Send,
}

impl Deed {
    /// The deed in words that follow "it".
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Destroy => "destroys backups or whole disks",
            Self::Disarm => "switches off protection",
            Self::Inject => "puts code into the memory of programs",
            Self::Steal => "reads passwords, cookies or keys",
            Self::Persist => "has itself started with the computer or at set times",
            Self::Download => "downloads something from the internet",
            Self::Decode => "unpacks what is written in it as letters or numbers",
            Self::Carry => "carries out text as orders",
            Self::Start => "starts programs",
            Self::Hide => "hides its window",
            Self::Send => "sends data away",
        }
    }
}

/// Words that show a deed.
pub(super) struct Sign {
    pub(super) deed: Deed,
    pub(super) kinds: u16,
    /// Whether one of them alone is an attack.
    pub(super) clear: bool,
    pub(super) words: &'static [&'static str],
}

pub(super) const fn sign(deed: Deed, kinds: u16, words: &'static [&'static str]) -> Sign {
    Sign { deed, kinds, clear: false, words }
}

pub(super) const fn clear(deed: Deed, kinds: u16, words: &'static [&'static str]) -> Sign {
    Sign { deed, kinds, clear: true, words }
}

/// Languages of which a word in a string does nothing until it is handed to a shell.
pub(super) const QUOTING: u16 = JS | PYTHON | PERL | PHP;
