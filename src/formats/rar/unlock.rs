//! The password of locked members.

use rars::{Archive, ArchiveMember, ArchiveReader};

use crate::formats::locked::{self, Attempt};
use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::members::name;
use super::pipe::Source;
use super::{ROUNDS, options};

/// How large a member may be that is unpacked to try a password, in bytes.
const TRIED: u64 = 64 << 20;

/// Finds the password of locked members: the smallest one is unpacked with each.
pub(super) fn open(
    inspection: &mut Inspection<'_>,
    artifact: &Artifact,
    archive: &Archive,
    listed: &[ArchiveMember],
    memory: u64,
) -> Result<(String, Archive), Gap> {
    if let Archive::Rar50Plus(archive) = archive {
        let rounds = archive.files().chain(archive.services()).filter_map(|f| f.encryption.as_ref());
        let rounds = rounds.fold(0u64, |sum, e| sum.saturating_add(1 << u32::from(e.kdf_count).min(63)));
        if rounds > ROUNDS {
            return Err(Gap::limit(
                LimitKind::Passwords,
                format!("the keys of its locked members take {rounds} rounds to make; no password was tried"),
            ));
        }
    }
    let locked = listed.iter().enumerate().filter(|(_, m)| m.meta.is_encrypted);
    let whole = locked.filter(|(_, m)| !m.meta.is_directory && !m.meta.is_split_before && !m.meta.is_split_after);
    let smallest = whole.filter(|(_, m)| m.meta.unpacked_size > 0).min_by_key(|(i, m)| match archive.is_solid() {
        true => *i as u64,
        false => m.meta.unpacked_size,
    });
    let what = smallest.map_or_else(|| "the archive".to_owned(), |(_, m)| format!("\"{}\"", name(m)));
    let Some((index, member)) = smallest else { return Err(locked::gap(inspection, &what)) };
    if member.meta.unpacked_size > TRIED {
        return Err(Gap::limit(LimitKind::Passwords, format!("{what} is locked and too large to try passwords on it")));
    }
    let deadline = inspection.deadline();
    let tried = member.meta.unpacked_size;
    inspection.hold(tried)?;
    let opened = locked::open(inspection, "the archive", |password| {
        let source = Source::new(artifact, artifact.size(), deadline.clone());
        let limits = options(Some(password), memory).with_max_member_output_bytes(TRIED);
        let opened = ArchiveReader::read_reader_with_options(source, limits)
            .and_then(|archive| archive.read_member_at_with_options(index, limits).map(|_| archive));
        opened.map_or(Attempt::Wrong, Attempt::Opened)
    });
    inspection.release(tried);
    match opened {
        Some((password, archive)) => Ok((password.text, archive)),
        None if listed.iter().all(|m| m.meta.is_encrypted || m.meta.is_directory) => {
            Err(locked::gap(inspection, "the archive"))
        }
        None => Err(locked::gap(inspection, &what)),
    }
}
