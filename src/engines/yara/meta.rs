//! What a rule says of itself in its `meta`: there is no standard, but the great collections agree on some names.

use boreal::{Metadata, MetadataValue, Scanner};

/// What we repeat of it.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What a match means, in the author's words.
    pub(super) description: Option<String>,
    /// How sure the author is, of 100.
    pub(super) score: Option<i64>,
    /// Where to read more.
    pub(super) reference: Option<String>,
}

impl Said {
    /// Reads a rule's `meta`; of a name that stands twice the first counts.
    pub(super) fn of(scanner: &Scanner, metadatas: &[Metadata]) -> Self {
        let mut said = Self::default();
        for meta in metadatas {
            let name = scanner.get_string_symbol(meta.name).to_ascii_lowercase();
            let text = match meta.value {
                MetadataValue::Bytes(bytes) => String::from_utf8_lossy(scanner.get_bytes_symbol(bytes)).into_owned(),
                MetadataValue::Integer(number) => number.to_string(),
                MetadataValue::Boolean(_) => continue,
            };
            let text = text.trim().trim_end_matches('.').to_owned();
            match name.as_str() {
                "description" | "desc" | "info" if !text.is_empty() => {
                    said.description.get_or_insert(text);
                }
                "score" | "threat_score" => {
                    if let Some(score) = text.parse().ok().filter(|s| (0..=100).contains(s)) {
                        said.score.get_or_insert(score);
                    }
                }
                "severity" | "threat_level" => {
                    if let Some(score) = in_words(&text) {
                        said.score.get_or_insert(score);
                    }
                }
                "reference" | "ref" | "url" if !text.is_empty() => {
                    said.reference.get_or_insert(text);
                }
                _ => {}
            }
        }
        said
    }
}

/// A severity in words, or as the percentage that some collections write.
fn in_words(text: &str) -> Option<i64> {
    match text.to_ascii_lowercase().as_str() {
        "critical" | "high" | "malicious" => Some(90),
        "medium" | "suspicious" => Some(60),
        "low" | "info" | "informational" => Some(20),
        number => number.parse().ok().filter(|n| (11..=100).contains(n)),
    }
}
