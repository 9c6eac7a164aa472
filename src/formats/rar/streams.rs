//! What Windows keeps beside a file under its name (streams of NTFS), which RAR packs in headers that no list shows.

use std::io::{Read as _, Seek as _, SeekFrom};

use rars::{Archive, Error};

use crate::formats::member::{Kind, Members, Place, paths};
use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};

use super::pipe::Pipe;
use super::{DICTIONARY, trouble};

pub(super) static RULES: &[&Rule] = &[&HIDDEN_PROGRAM, &HIDDEN_STREAM];

static HIDDEN_PROGRAM: Rule = Rule {
    id: "rar.hidden-program",
    title: "Something that runs hides beside a file",
    severity: Severity::High,
    meaning: "{what|A program} hides in the archive beside \"{member|a.pdf}\", in a place that no list of the archive shows. \
              Unpacked, it lies on the computer unseen.",
    proof: "At byte {place|…} a stream of \"{member|a.pdf}\" named \"{stream|:x}\" is {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1564.004"],
    references: &["https://attack.mitre.org/techniques/T1564/004/"],
};

static HIDDEN_STREAM: Rule = Rule {
    id: "rar.hidden-stream",
    title: "Data that hides beside a file",
    severity: Severity::Low,
    meaning: "The archive brings data along with \"{member|a.pdf}\" that no list of the archive shows. Some honest programs \
              keep notes in such places.",
    proof: "At byte {place|…} a stream of \"{member|a.pdf}\" is named \"{stream|:x}\".",
    advice: "Go on, but ask the sender if you did not expect this.",
    attack: &["T1564.004"],
    references: &["https://attack.mitre.org/techniques/T1564/004/"],
};

/// Streams of one archive that are looked at.
const MOST: usize = 1000;
/// The largest stream that is unpacked, in bytes.
const LARGEST: u64 = 64 << 20;

/// One stream.
struct Stream {
    place: u64,
    member: Name,
    name: Name,
    size: u64,
    /// Why it cannot be unpacked.
    closed: Option<Gap>,
}

/// Examines all streams.
pub(super) fn unpack(
    inspection: &mut Inspection<'_>,
    artifact: &Artifact,
    archive: &Archive,
    password: Option<&str>,
) -> Result<(), Gap> {
    match archive {
        Archive::Rar50Plus(new) => {
            use rars::rar50::Block;
            let mut member = Name::from_text("");
            let mut seen = 0;
            for block in &new.blocks {
                match block {
                    Block::File(file) => member = Name::from_bytes(&file.name),
                    Block::Service(service) if service.name == b"STM" => {
                        seen += 1;
                        let dictionary = service.decoded_compression_info().map_or(u64::MAX, |i| i.dictionary_size);
                        let large = dictionary > DICTIONARY && !service.is_stored();
                        let stream = Stream {
                            place: service.block.offset as u64,
                            member: member.clone(),
                            name: Name::from_bytes(service.service_data.as_deref().unwrap_or_default()),
                            size: service.unpacked_size,
                            closed: closed(
                                service.encrypted && password.is_none(),
                                service.is_split_before() || service.is_split_after(),
                                large,
                            ),
                        };
                        one(inspection, stream, seen, |out| service.write_to(new, password.map(str::as_bytes), out))?;
                    }
                    _ => {}
                }
            }
        }
        Archive::Rar15To40(old) => {
            use rars::rar15_40::{Block, NewSubKind};
            let mut member = Name::from_text("");
            let mut seen = 0;
            for block in &old.blocks {
                match block {
                    Block::File(file) => member = Name::from_bytes(&file.name),
                    Block::NewSub(sub) if matches!(&sub.kind, NewSubKind::Unknown(name) if name == b"STM") => {
                        seen += 1;
                        let stream = Stream {
                            place: sub.file.block.offset as u64,
                            member: member.clone(),
                            name: old_name(artifact, &sub.file),
                            size: sub.file.unp_size,
                            closed: closed(
                                sub.file.is_encrypted() && password.is_none(),
                                sub.file.is_split_before() || sub.file.is_split_after(),
                                false,
                            ),
                        };
                        one(inspection, stream, seen, |out| sub.file.write_to(old, password.map(str::as_bytes), out))?;
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// The name of a stream of RAR 3 and 4 stands in the header behind the header's own name, in UTF-16.
fn old_name(artifact: &Artifact, file: &rars::rar15_40::FileHeader) -> Name {
    const LARGE: u16 = 0x100;
    const SALT: u16 = 0x400;
    let mut header = Vec::new();
    let mut reader = artifact.reader();
    let at = SeekFrom::Start(file.block.offset as u64);
    // Of what cannot be read there is no name.
    let _ = reader.seek(at).and_then(|_| reader.take(file.block.head_size.into()).read_to_end(&mut header));
    let length = header.get(26..28).map_or(0, |l| usize::from(u16::from_le_bytes([l[0], l[1]])));
    let more = [LARGE, SALT].iter().filter(|flag| file.block.flags & **flag != 0).count() * 8;
    let rest = header.get(32 + more + length..).unwrap_or_default();
    let units: Vec<u16> = rest.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]])).collect();
    Name::from_text(String::from_utf16_lossy(&units).trim_end_matches('\0'))
}

fn closed(locked: bool, split: bool, large: bool) -> Option<Gap> {
    if locked {
        Some(Gap::encrypted("a stream beside a member is locked with a password"))
    } else if split {
        Some(Gap::unsupported("a stream beside a member goes on in another part of the archive, which is missing"))
    } else {
        large.then(|| Gap::limit(LimitKind::ArtifactBytes, "a stream beside a member asks for too much memory"))
    }
}

fn one(
    inspection: &mut Inspection<'_>,
    stream: Stream,
    seen: usize,
    write: impl FnOnce(&mut Pipe) -> Result<(), Error>,
) -> Result<(), Gap> {
    inspection.check_time()?;
    if seen > MOST {
        return Err(Gap::limit(LimitKind::Entries, format!("more than {MOST} streams beside its members")));
    }
    let Stream { place, member, name, size, closed } = stream;
    // What climbs does so from the folder of the member: the colon stands for its name.
    let bare = name.text().trim_start_matches(':');
    if paths::escapes(bare) {
        Members::new().judge(inspection, &Name::from_text(bare), Place::Byte(place), Kind::File);
    }
    let claim = Claim::named(Name::from_text(bare.trim_end_matches(":$DATA")));
    let mut pipe = Pipe::new(size.min(LARGEST), inspection.deadline());
    let closed = closed.or_else(|| match size > LARGEST {
        true => Some(Gap::limit(LimitKind::ArtifactBytes, format!("a stream beside \"{member}\" is too large"))),
        false => inspection.hold(size).err(),
    });
    let child = match closed {
        Some(gap) => {
            inspection.gap(gap);
            inspection.locked_child(Origin::Member, claim)
        }
        None => {
            if let Err(error) = write(&mut pipe) {
                inspection.gap(trouble(&format!("a stream beside \"{member}\" could not be unpacked"), &error));
            }
            inspection.release(size);
            inspection.child(Origin::Member, claim, &mut pipe)
        }
    };
    // Where a file came from is what Windows itself notes.
    if bare.trim_end_matches(":$DATA").eq_ignore_ascii_case("Zone.Identifier") {
        return Ok(());
    }
    let runs = child.is_some_and(|c| c.content_type.nature.runs() || c.worst >= Some(Severity::High));
    let found = inspection.found(if runs { &HIDDEN_PROGRAM } else { &HIDDEN_STREAM }).at(place, 1u64);
    let found = found.with("member", &member).with("stream", &name).with("place", place);
    if runs {
        found.with("what", child.map_or_else(String::new, |c| c.content_type.phrase()));
    }
    Ok(())
}
