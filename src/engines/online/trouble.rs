//! Why a service did not answer, in words for its user. None of them is "nothing found".

use std::time::Duration;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The key is wrong or may not ask this; asking again only makes it worse.
    Key(String),
    /// A quota is used up; `after` is when to ask again, where that is known.
    Quota {
        /// Which, and what to do.
        words: String,
        /// In what time it makes sense to ask again.
        after: Option<Duration>,
    },
    /// Nothing that a second try would mend: another address, a certificate, an answer in another language.
    Wrong(String),
    /// Lost on the way, or the service is in trouble: a second try may help.
    Passing(String),
    /// The time for all questions is over.
    Late,
    /// The user stopped the run.
    Stopped,
    /// It was not to be asked: no consent to send the file.
    Declined(String),
}

impl Trouble {
    /// A quota of which nothing more is known.
    pub fn quota(words: impl Into<String>) -> Self {
        Self::Quota { words: words.into(), after: None }
    }

    /// Whether asking about the next file makes sense in the same run.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Key(_) | Self::Wrong(_) | Self::Stopped)
    }

    /// The words.
    pub fn words(&self) -> String {
        match self {
            Self::Quota { words, after: Some(after) } => {
                format!("{words}; ask again in {}", super::clock::words(*after))
            }
            Self::Key(words)
            | Self::Wrong(words)
            | Self::Passing(words)
            | Self::Declined(words)
            | Self::Quota { words, after: None } => words.clone(),
            Self::Late => "its answers took too long (--lookup-time allows more)".to_owned(),
            Self::Stopped => "the user stopped the run".to_owned(),
        }
    }
}
