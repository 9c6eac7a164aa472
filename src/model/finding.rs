//! A thing that was seen, and where.

use super::artifact::ArtifactId;
use super::name::{Name, escape_short};
use super::rule::{Rule, fill, sentence};

/// The longest evidence text that a report carries, in characters.
pub const EVIDENCE_CHARS: usize = 200;

/// A range of an artifact's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Bytes from the artifact's start.
    pub offset: u64,
    /// How many bytes.
    pub length: u64,
}

/// One value of evidence: a stranger's text is escaped and cut when it is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Escaped, short.
    Text(String),
    /// A count, size or offset.
    Number(u64),
}

impl std::fmt::Display for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl From<&str> for Evidence {
    fn from(text: &str) -> Self {
        Self::Text(escape_short(text, EVIDENCE_CHARS))
    }
}

impl From<String> for Evidence {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Name> for Evidence {
    fn from(name: &Name) -> Self {
        Self::from(name.text())
    }
}

impl From<u64> for Evidence {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Evidence {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<u32> for Evidence {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

/// A rule that fired, on which artifact, with its proof.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was found.
    pub rule: &'static Rule,
    /// In which artifact.
    pub artifact: ArtifactId,
    /// At which bytes of it, where the proof is bytes.
    pub span: Option<Span>,
    /// The proof's parts, in the order in which they were given.
    pub evidence: Vec<(&'static str, Evidence)>,
}

impl Finding {
    /// A finding without proof yet.
    pub fn new(rule: &'static Rule, artifact: ArtifactId) -> Self {
        Self { rule, artifact, span: None, evidence: Vec::new() }
    }

    /// Adds a part of the proof; a key that is there already is replaced.
    pub fn with(&mut self, key: &'static str, value: impl Into<Evidence>) -> &mut Self {
        let value = value.into();
        match self.evidence.iter_mut().find(|(k, _)| *k == key) {
            Some(slot) => slot.1 = value,
            None => self.evidence.push((key, value)),
        }
        self
    }

    /// Says where the proof stands, in bytes from the artifact's start.
    pub fn at(&mut self, offset: impl TryInto<u64>, length: impl TryInto<u64>) -> &mut Self {
        if let (Ok(offset), Ok(length)) = (offset.try_into(), length.try_into()) {
            self.span = Some(Span { offset, length });
        }
        self
    }

    /// The meaning with this finding's evidence.
    pub fn meaning(&self) -> String {
        sentence(fill(self.rule.meaning, &|key| self.value(key)))
    }

    /// The proof with this finding's evidence.
    pub fn proof(&self) -> String {
        sentence(fill(self.rule.proof, &|key| self.value(key)).trim_end().to_owned())
    }

    /// The advice with this finding's evidence.
    pub fn advice(&self) -> String {
        sentence(fill(self.rule.advice, &|key| self.value(key)))
    }

    /// The evidence of a name, as text; `{offset}` is the span's.
    fn value(&self, key: &str) -> Option<String> {
        let named = self.evidence.iter().find(|(k, _)| *k == key).map(|(_, v)| v.to_string());
        named.or_else(|| (key == "offset").then(|| self.span.map(|s| s.offset.to_string())).flatten())
    }
}
