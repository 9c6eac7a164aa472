//! Plain text: the root of everything that is written in characters.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::text::TextView;
use crate::model::types::{Nature, TypeInfo};

use super::encoded::{binhex, uuencode};
use super::languages::{self, Kind};
use super::{scripts, text_kinds};

/// Text that no special case claims; its marks are `script=LANGUAGE` for a script, `source` for other source code and
/// `armour=LABEL` for a PEM or PGP block.
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

/// Files written as letters in the middle of a text. Those of a message are found while it is taken apart: its texts are
/// the ones that come with a declared type.
fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if artifact.content_type.id == TEXT.id {
        scripts::judge_as_named(artifact, inspection);
    }
    let is_message = artifact.content_type.mimes.contains(&"message/rfc822");
    let in_message = artifact.claim.mime.as_deref().is_some_and(|mime| mime.starts_with("text"));
    if is_message || matches!(artifact.content_type.id, "mbox" | "mhtml") {
        return Ok(());
    }
    if text_kinds::is_named_table(artifact) {
        text_kinds::cells(artifact, inspection)?;
    }
    binhex::in_text(artifact, inspection)?;
    if in_message { Ok(()) } else { uuencode::in_text(artifact, inspection) }
}

fn marks(probe: &Probe<'_>) -> Vec<String> {
    let Some(text) = probe.text() else { return Vec::new() };
    let mut marks = match languages::of(text) {
        Some(language) if language.kind == Kind::Script => vec![format!("script={}", language.name)],
        Some(language) if language.kind == Kind::Source => vec!["source".to_owned()],
        _ => Vec::new(),
    };
    marks.extend(armour(text).map(|label| format!("armour={label}")));
    marks
}

/// The label of the PEM or PGP armour with which the text begins, at a line's start within its first lines: certificates
/// often come with a few lines that say in words what they hold.
fn armour(text: &TextView) -> Option<&str> {
    const BEGIN: &str = "-----BEGIN ";
    if !text.has("-----begin ") {
        return None;
    }
    text.lines().take(120).find_map(|line| line.trim_end().strip_prefix(BEGIN)?.strip_suffix("-----"))
}
