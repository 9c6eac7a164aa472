//! What a type leaves unread: the gaps that need no parser to know.

use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::types::{Examined, UNKNOWN};
use crate::parse::parts;

/// The gaps that follow from the type and from how much of the artifact is in memory. `sought` says that
/// everything that looks into such an artifact seeks in all of it by itself, not only in what is in memory.
pub fn gaps(artifact: &Artifact, sought: bool) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if let Examined::Not(why) = artifact.content_type.examined {
        gaps.push(Gap::unsupported(why));
    }
    // Later parts of an archive that was cut have no mark of their own.
    if artifact.content_type.id == UNKNOWN.id
        && artifact.size() > 0
        && let Some(part) = artifact.claim.name.as_ref().and_then(|name| parts::of(name.text()))
    {
        gaps.push(Gap::unsupported(part.words()));
    }
    // What was read all the same, of an input that broke off, is told by its source.
    let cut = (artifact.content.head().len() as u64) < artifact.size();
    if !artifact.is_whole() && cut && !sought {
        gaps.push(Gap::limit(
            LimitKind::ArtifactBytes,
            format!(
                "{} bytes are more than are kept in memory; {}judged by its first {} and last {} bytes",
                artifact.size(),
                // A part of a file is not hashed by itself where it is not in memory.
                if artifact.parent.is_none() { "hashed whole, " } else { "" },
                artifact.content.head().len(),
                artifact.content.tail().len()
            ),
        ));
    }
    gaps
}
