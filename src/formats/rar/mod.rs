//! RAR archives, 1.3 to 7: `technote.txt` of RAR 4 and <https://www.rarlab.com/technote.htm> of RAR 5.
//!
//! The `rars` crate lists and unpacks, within limits that are set here; the time that the keys of locked archives take is
//! bounded before.

mod headers;
mod members;
mod pipe;
mod streams;
mod unlock;

use rars::{Archive, ArchiveReadOptions, ArchiveReader, Error, ErrorKind};

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::parts;

use super::archives::behind_a_picture;
use super::locked::{self, Attempt};
use super::stray;

static RAR5: TypeInfo = TypeInfo::new("rar5", "RAR 5 archive", Nature::Container, |p| p.starts(RAR5_MARK))
    .mimes(&["application/vnd.rar", "application/x-rar-compressed"])
    .extensions(&["rar"])
    .begins("52 61 72 21 (\"Rar!\")")
    .tolerant(|p| behind_a_picture(p, RAR5_MARK))
    .sought(&[RAR5_MARK]);

static RAR: TypeInfo = TypeInfo::new("rar", "RAR archive", Nature::Container, |p| p.starts(RAR4_MARK))
    .mimes(&["application/vnd.rar", "application/x-rar-compressed", "application/x-rar"])
    .extensions(&["rar"])
    .begins("52 61 72 21 (\"Rar!\")")
    .tolerant(|p| behind_a_picture(p, RAR4_MARK))
    .sought(&[RAR4_MARK]);

static RAR14: TypeInfo = TypeInfo::new("rar14", "RAR archive (of 1993)", Nature::Container, |p| {
    // The size of the main header follows the mark, then its flags.
    p.starts(b"RE~^") && matches!(p.window(4, 2), [7..=255, 0] | [_, 1..=16])
})
.mimes(&["application/vnd.rar", "application/x-rar-compressed", "application/x-rar"])
.extensions(&["rar"])
.begins("52 45 7E 5E (\"RE~^\")");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "rar", types: &[&RAR5, &RAR, &RAR14], rules: streams::RULES, inspect: Some(inspect), seeks: true };

const RAR5_MARK: &[u8] = b"Rar!\x1A\x07\x01\0";
const RAR4_MARK: &[u8] = b"Rar!\x1A\x07\0";
/// Headers that are read.
const HEADERS: u64 = 100_000;
/// Bytes of headers that are read.
const HEADER_BYTES: u64 = 32 << 20;
/// The largest dictionary, and what unpacking may take beside it, in bytes.
const DICTIONARY: u64 = 128 << 20;
const BESIDE: u64 = 32 << 20;
/// The largest model of the text method of RAR 3, which has no word for it in the headers, in bytes.
const MODEL: u64 = 128 << 20;
/// Members up to this size are unpacked in one piece by the crate, in bytes.
const PIECE: u64 = 8 << 20;
/// The longest comment that is read, in bytes.
const COMMENT: u64 = 1 << 20;
/// The rounds that the keys of all members may take to make: a thousand keys of the usual two to the power of 15.
const ROUNDS: u64 = 1000 << 15;

/// The limits, for every call of the crate. Unpacking may take so much memory.
fn options(password: Option<&str>, memory: u64) -> ArchiveReadOptions<'_> {
    ArchiveReadOptions::with_optional_password(password.map(str::as_bytes))
        .with_max_header_count(HEADERS)
        .with_max_header_bytes(HEADER_BYTES)
        .with_rar50_dictionary_size_limit(DICTIONARY)
        .with_rar50_buffered_decode_limit(PIECE)
        .with_max_reader_workspace_bytes(memory)
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut archive = list(artifact, inspection, artifact.size(), None);
    let (mut password, mut cut) = (None, false);
    if matches!(&archive, Err(error) if is_lock(error)) {
        let opened = open(artifact, inspection)?;
        password = Some(opened.0);
        archive = Ok(opened.1);
    }
    let archive = match archive {
        Ok(archive) => archive,
        Err(error) => {
            inspection.gap(trouble("the RAR archive is damaged or cut off", &error));
            cut = true;
            let end = headers::whole_until(artifact, inspection)?;
            // What is wrong with the part that is whole is what was said already.
            match list(artifact, inspection, end, None) {
                Ok(archive) => archive,
                Err(_) => return Ok(()),
            }
        }
    };
    if archive.sfx_offset() != 0 {
        return Err(Gap::malformed("the RAR archive does not begin at its start"));
    }
    parts(artifact, inspection, &archive);
    if let Ok(Some(comment)) =
        archive.comment_with_options(options(password.as_deref(), BESIDE).with_max_member_output_bytes(COMMENT))
    {
        let shown = comment.get(..comment.len().min(200)).unwrap_or_default();
        inspection.fact("comment", String::from_utf8_lossy(shown).into_owned());
    }
    // Decoders keep it while members are examined, and what those hold asks for more.
    let memory = memory(&archive);
    if let Err(gap) = inspection.hold(memory) {
        members::names(inspection, &archive);
        return Err(gap);
    }
    let unpacked =
        members::unpack(inspection, artifact, archive.clone(), &mut password, memory).and_then(|more| match more {
            true => streams::unpack(inspection, artifact, &archive, password.as_deref()).map(|()| true),
            false => Ok(false),
        });
    inspection.release(memory);
    if !unpacked? {
        return Ok(());
    }
    if !cut {
        if !has_end(&archive) {
            inspection.gap(Gap::malformed("the RAR archive has no end mark; it may be cut off"));
        }
        let end = end(&archive);
        if end > 0 && end < artifact.size() {
            stray::part(artifact, inspection, end, artifact.size(), "behind the end");
        }
    }
    Ok(())
}

/// Reads the headers.
fn list(
    artifact: &Artifact,
    inspection: &mut Inspection<'_>,
    end: u64,
    password: Option<&str>,
) -> Result<Archive, Error> {
    let source = pipe::Source::new(artifact, end, inspection.deadline());
    ArchiveReader::read_reader_with_options(source, options(password, BESIDE))
}

/// How much memory unpacking takes at most, in bytes.
fn memory(archive: &Archive) -> u64 {
    let dictionary = match archive {
        Archive::Rar50Plus(archive) => {
            let asked = archive.files().chain(archive.services()).filter(|f| !f.is_stored());
            let asked = asked.filter_map(|f| f.decoded_compression_info().ok().map(|info| info.dictionary_size));
            // What was unpacked before is kept twice in a solid archive, to go on behind a damaged member.
            let copies = if archive.main.is_solid() { 2 } else { 1 };
            copies * asked.filter(|size| *size <= DICTIONARY).max().unwrap_or(0)
        }
        Archive::Rar15To40(archive) if archive.files().any(|f| f.unp_ver >= 29 && !f.is_stored()) => MODEL,
        _ => 0,
    };
    dictionary + BESIDE
}

fn is_lock(error: &Error) -> bool {
    matches!(error.root_cause(), Error::NeedPassword)
}

/// The gap of something that the crate refuses.
fn trouble(what: &str, error: &Error) -> Gap {
    let kind = match error.kind() {
        ErrorKind::ResourceLimit => return Gap::limit(LimitKind::Entries, format!("{what}: {error}")),
        ErrorKind::UnsupportedFeature | ErrorKind::UnsupportedFormat => Gap::unsupported,
        _ => Gap::malformed,
    };
    kind(format!("{what}: {}", error.root_cause()))
}

/// Opens an archive whose headers are locked.
fn open(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(String, Archive), Gap> {
    const WHAT: &str = "the archive, with the names of its members,";
    let rounds = headers::rounds(artifact.bytes()).map_or(0, u32::from);
    if rounds < 64 && 1u64 << rounds > ROUNDS {
        return Err(Gap::limit(
            LimitKind::Passwords,
            format!("the key of the archive takes two to the power of {rounds} rounds to make; no password was tried"),
        ));
    }
    let deadline = inspection.deadline();
    let opened = locked::open(inspection, "the archive", |password| {
        let source = pipe::Source::new(artifact, artifact.size(), deadline.clone());
        match ArchiveReader::read_reader_with_options(source, options(Some(password), BESIDE)) {
            Ok(archive) => Attempt::Opened(archive),
            Err(_) => Attempt::Wrong,
        }
    });
    match opened {
        Some((password, archive)) => Ok((password.text, archive)),
        None => Err(locked::gap(inspection, WHAT)),
    }
}

/// Says which parts are missing of an archive that was cut into several.
fn parts(artifact: &Artifact, inspection: &mut Inspection<'_>, archive: &Archive) {
    let split = archive.member_refs().any(|m| m.is_split_before() || m.to_owned().meta.is_split_after);
    let (volume, number, more) = match archive {
        Archive::Rar13(archive) => (archive.main.is_volume(), None, false),
        Archive::Rar15To40(archive) => {
            let more =
                archive.blocks.iter().any(|b| matches!(b, rars::rar15_40::Block::End(end) if end.flags & 1 != 0));
            let first = archive.main.is_first_volume().then_some(1);
            (archive.main.is_volume(), first, more)
        }
        Archive::Rar50Plus(archive) => {
            let more =
                archive.blocks.iter().any(|b| matches!(b, rars::rar50::Block::End(end) if end.has_next_volume()));
            let number =
                archive.main.volume_number.map_or(1, |n| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1));
            (archive.main.is_volume(), Some(number), more)
        }
        _ => (false, None, false),
    };
    let named = artifact.claim.name.as_ref().and_then(|name| parts::of(name.text()));
    let number = number.or(named.as_ref().map(|p| p.number));
    if volume && (split || more || number.is_some_and(|n| n > 1)) {
        let part = number.map(|number| parts::Part { number, stem: String::new() });
        inspection.gap(Gap::unsupported(part.map_or_else(
            || "it is one of several parts of an archive; only all of them together can be examined".to_owned(),
            |part| part.words(),
        )));
    } else if split {
        inspection.gap(Gap::unsupported("members of it go on in another part of the archive, which is missing"));
    }
}

/// Whether the archive ends as it should: RAR writes an end mark since version 3.
fn has_end(archive: &Archive) -> bool {
    match archive {
        Archive::Rar15To40(archive) => {
            let old = archive.files().next().is_some() && archive.files().all(|file| file.unp_ver < 29);
            old || archive.blocks.iter().any(|b| matches!(b, rars::rar15_40::Block::End(_)))
        }
        Archive::Rar50Plus(archive) => archive.blocks.iter().any(|b| matches!(b, rars::rar50::Block::End(_))),
        _ => true,
    }
}

/// Where the last block ends, in bytes.
fn end(archive: &Archive) -> u64 {
    let end = match archive {
        Archive::Rar13(archive) => archive.entries.iter().map(|e| e.packed_range.end).max(),
        Archive::Rar15To40(archive) => {
            let ends = archive.blocks.iter().map(|block| {
                use rars::rar15_40::Block;
                let of = |b: &rars::rar15_40::BlockHeader| {
                    let data = usize::try_from(b.add_size.unwrap_or(0)).unwrap_or(0);
                    b.offset.saturating_add(usize::from(b.head_size)).saturating_add(data)
                };
                match block {
                    Block::File(file) => file.packed_range.end,
                    Block::NewSub(sub) => sub.file.packed_range.end,
                    Block::Comment(comment) => comment.packed_range.end.max(of(&comment.block)),
                    Block::Protect(protect) => protect.data_range.end,
                    Block::End(block) | Block::Unknown(block) => of(block),
                    _ => 0,
                }
            });
            // Locked headers are longer than they say.
            ends.max().filter(|_| !archive.main.has_encrypted_headers())
        }
        Archive::Rar50Plus(archive) => {
            let ends = archive.blocks.iter().map(|block| {
                use rars::rar50::Block;
                match block {
                    Block::File(file) | Block::Service(file) => &file.block,
                    Block::End(end) => &end.block,
                    Block::Unknown(block) => block,
                    _ => &archive.main.block,
                }
            });
            ends.map(|b| b.data_range.end.max(b.header_range.end)).max().filter(|_| !archive.main.encrypted_headers)
        }
        _ => None,
    };
    end.unwrap_or(0) as u64
}
