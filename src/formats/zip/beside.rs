//! Passwords that stand beside a lock in the same archive: in its comment, its name, the names of its members, or a note
//! among them.

use crate::formats::locked;
use crate::model::artifact::Artifact;
use crate::model::inspection::Inspection;

use super::directory::{Directory, Source};
use super::member::Member;
use super::read;

/// The longest note that is read.
const NOTE: u64 = 4096;
/// How many notes are read.
const NOTES: usize = 5;
/// How many names are looked at.
const NAMES: usize = 1000;

/// Offers the words that may open what is locked, if anything may be.
pub(super) fn offer(artifact: &Artifact, inspection: &mut Inspection<'_>, source: &Source<'_>, directory: &Directory) {
    let members = || directory.members.iter().take(NAMES);
    if !members().any(|m| m.is_encrypted() || has_ending(&m.name, LOCKABLE)) {
        return;
    }
    let mut words = Vec::new();
    let comment = directory.end.0.saturating_add(22);
    let length = usize::try_from(directory.end.1.saturating_sub(comment)).unwrap_or(0).min(NOTE as usize);
    if let Some(comment) = source.get(comment, length) {
        words.extend(locked::words(&String::from_utf8_lossy(&comment)));
    }
    for note in members().filter(|m| is_note(m)).take(NOTES) {
        let local = super::directory::local(source, note.header);
        let note = local.and_then(|local| read(artifact, &Member { data: local.data, ..note.clone() }, NOTE));
        words.extend(note.into_iter().flat_map(|text| locked::words(&String::from_utf8_lossy(&text))));
    }
    let own = artifact.claim.name.as_ref().map(|name| name.file_name().text().to_owned());
    for name in own.iter().chain(members().map(|m| &m.name)) {
        words.extend(locked::words_of_name(name));
    }
    inspection.offer_passwords(words);
}

const LOCKABLE: &[&str] =
    &["zip", "7z", "rar", "zipx", "pdf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "docm", "xlsm"];

fn is_note(member: &Member) -> bool {
    !member.is_encrypted()
        && (1..=NOTE).contains(&member.size)
        && has_ending(&member.name, &["txt", "nfo", "md", "diz", "me"])
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)))
}
