//! What no table of contents names: members between the others, and bytes that belong to nothing.

use crate::formats::stray;
use crate::model::artifact::Artifact;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::crypt::Keys;
use super::directory::{self, Directory, Source};
use super::{lies, one};

/// Examines the bytes that no listed member, table or record uses.
pub(super) fn between(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    keys: &mut Keys,
    source: &Source<'_>,
    directory: &Directory,
    mut taken: Vec<(u64, u64)>,
) -> Result<(), Gap> {
    taken.push(directory.table);
    // ZIP64 records stand between the table and the end record.
    let wide = source.get(directory.table.1, 4).is_some_and(|s| *s == *b"PK\x06\x06" || *s == *b"PK\x05\x05");
    let records = if wide && directory.end.0.saturating_sub(directory.table.1) < 4096 {
        directory.table.1
    } else {
        directory.end.0.saturating_sub(20)
    };
    taken.push((records, (directory.end.0 + 22).min(directory.end.1)));
    taken.sort_unstable();
    let mut free = Vec::new();
    let mut at = 0;
    for (from, to) in taken {
        if from > at {
            free.push((
                at,
                from,
                if at.cast_signed() < directory.base { "before the start" } else { "between the members" },
            ));
        }
        at = at.max(to);
    }
    free.push((at, directory.end.1, "in the comment"));
    free.push((directory.end.1, source.size, "behind the end"));
    for (from, to, place) in free {
        inspection.check_time()?;
        if to.saturating_sub(from) < stray::LEFT_OVER || is_signing_block(source, from, to) {
            continue;
        }
        let from =
            if place == "in the comment" { from } else { members(artifact, inspection, keys, source, from, to, true)? };
        if to.saturating_sub(from) >= stray::LEFT_OVER {
            stray::part(artifact, inspection, from, to, place);
        }
    }
    Ok(())
}

/// Examines members by their local headers where no table names them; gives the place behind the last one.
pub(super) fn members(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    keys: &mut Keys,
    source: &Source<'_>,
    from: u64,
    to: u64,
    hidden: bool,
) -> Result<u64, Gap> {
    let mut end = from;
    for member in directory::scan(source, from, to) {
        inspection.check_time()?;
        end = member.end();
        // Android's build tools fill free space with members without a name.
        if member.raw_name.is_empty() && hidden || member.is_empty_folder() {
            continue;
        }
        if hidden {
            lies::hidden(&member, inspection);
        }
        if one(artifact, inspection, keys, &member).is_none() {
            break;
        }
    }
    Ok(end)
}

/// The APK Signing Block (v2 and later) before the table of contents ends with its own mark.
fn is_signing_block(source: &Source<'_>, from: u64, to: u64) -> bool {
    to - from >= 32 && source.get(to - 16, 16).is_some_and(|m| *m == *b"APK Sig Block 42")
}
