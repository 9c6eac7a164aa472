//! Plain text: the root of everything that is written in characters.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::encoded::uuencode;
use super::languages::{self, Kind};

/// Text that no special case claims; its marks are `script=LANGUAGE` for a script and `source` for other source code.
pub static TEXT: TypeInfo = TypeInfo::new("text", "plain text", Nature::Text, |p| p.text().is_some())
    .mimes(&["text/plain", "text/markdown", "text/x-rst", "application/yaml", "application/toml", "text/x-log"])
    .extensions(&[
        "txt", "text", "md", "markdown", "rst", "nfo", "readme", "adoc", "asc", "yaml", "yml", "toml", "tex", "bib",
        "sql", "po", "pot", "srt", "vtt", "m3u", "m3u8", "1st", "me", "diz", "org",
    ])
    .marks(marks)
    .by_mark();

/// The registry row.
pub static FORMAT: Format = Format { name: "text", types: &[&TEXT], rules: &[], inspect: Some(inspect), seeks: false };

/// Files written as letters in the middle of a text. Those of a mail are found in its parts, once it is taken apart.
fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    match artifact.content_type.id {
        "eml" | "mbox" | "mhtml" => Ok(()),
        _ => uuencode::in_text(artifact, inspection),
    }
}

fn marks(probe: &Probe<'_>) -> Vec<String> {
    match probe.text().and_then(languages::of) {
        Some(language) if language.kind == Kind::Script => vec![format!("script={}", language.name)],
        Some(language) if language.kind == Kind::Source => vec!["source".to_owned()],
        _ => Vec::new(),
    }
}
