//! The members of a RAR archive, one after the other as they stand.

use rars::{
    Archive, ArchiveMember, ArchiveMemberDetail, AttrSource, ExtractionDecision, ExtractionErrorAction,
    ExtractionOutcome,
};

use crate::formats::member::{self, Kind, Members, Place};
use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::pipe::Pipe;
use super::{DICTIONARY, options, trouble, unlock};

/// The longest link target that is looked at.
const LINK: u64 = 4096;
/// So much of a member is kept, in bytes: it is in memory twice while it is handed over.
const MEMBER: u64 = 128 << 20;
/// No method of 1993 gives more bytes for each packed one.
const RATIO_1993: u64 = 1024;

/// Hands over all members; false when the limits refuse more. `password` is the one that opened the list, or becomes the
/// one that opened the members.
pub(super) fn unpack(
    inspection: &mut Inspection<'_>,
    artifact: &Artifact,
    mut archive: Archive,
    password: &mut Option<String>,
    memory: u64,
) -> Result<bool, Gap> {
    let places = places(&archive);
    let place = |index: usize| places.get(index).copied().unwrap_or(Place::Number(index as u64 + 1));
    inspection.fact("members", places.len());
    let listed: Vec<ArchiveMember> = archive.members().collect();
    declared(inspection, artifact, &listed, &place);
    if password.is_none() && listed.iter().any(|m| m.meta.is_encrypted) {
        match unlock::open(inspection, artifact, &archive, &listed, memory) {
            Ok((word, opened)) => {
                *password = Some(word);
                archive = opened;
            }
            Err(gap) => inspection.gap(gap),
        }
    }
    let (solid, known, deadline) = (archive.is_solid(), password.is_some(), inspection.deadline());
    let most = inspection.most_bytes().min(MEMBER);
    let mut state = State { inspection, members: Members::new(), pending: None, full: false, done: 0 };
    // Two callbacks of the crate need it.
    let shared = std::cell::RefCell::new(&mut state);
    let result = archive.extract_with_control_and_errors(
        options(password.as_deref(), memory),
        |member| {
            let mut state = shared.borrow_mut();
            state.finish();
            let index = state.done;
            if state.full || state.inspection.check_time().is_err() {
                return Ok(ExtractionDecision::Stop);
            }
            state.done += 1;
            let plan = plan(member, known);
            match plan {
                Plan::Named(kind) => {
                    let name = name(member);
                    let State { inspection, members, .. } = &mut **state;
                    members.judge(inspection, &name, place(index), kind.as_kind());
                    Ok(ExtractionDecision::Skip)
                }
                Plan::Locked(gap) => {
                    if let Some(gap) = gap {
                        state.inspection.gap(gap);
                    }
                    state.named(member, place(index));
                    Ok(if solid { ExtractionDecision::Stop } else { ExtractionDecision::Skip })
                }
                Plan::Unpack => {
                    // The crate goes on with zeros behind the end of the data of the oldest archives, slowly.
                    let oldest = member.meta.family == rars::ArchiveFamily::Rar13;
                    let honest = member.meta.packed_size.saturating_mul(RATIO_1993).saturating_add(64 << 10);
                    let most = if oldest { most.min(honest) } else { most };
                    // It is kept until it is handed over. What unpacks to more than it says is cut there.
                    let kept = most.min(member.meta.unpacked_size);
                    if let Err(gap) = state.inspection.hold(kept) {
                        let what = format!("\"{}\": {}", name(member), gap.detail);
                        state.inspection.gap(Gap::new(gap.reason, what));
                        state.named(member, place(index));
                        return Ok(if solid { ExtractionDecision::Stop } else { ExtractionDecision::Skip });
                    }
                    let pipe = Pipe::new(kept, deadline.clone());
                    state.pending = Some((member.clone(), place(index), pipe.clone(), kept));
                    Ok(ExtractionDecision::Extract(Box::new(pipe)))
                }
            }
        },
        |member, error| {
            let mut state = shared.borrow_mut();
            // One that the pipe refused is told as too large when it is handed over.
            if !matches!(error.root_cause(), rars::Error::Io(_)) {
                state.inspection.gap(trouble(&format!("\"{}\" could not be unpacked", name(member)), error));
            }
            Ok(ExtractionErrorAction::Continue)
        },
    );
    state.finish();
    if state.full {
        return Ok(false);
    }
    state.inspection.check_time()?;
    match result {
        Ok(ExtractionOutcome::Complete) => return Ok(true),
        Ok(ExtractionOutcome::Stopped) => {}
        Err(error) => state.inspection.gap(trouble("the rest of the archive could not be unpacked", &error)),
    }
    for (index, member) in listed.iter().enumerate().skip(state.done) {
        state.named(member, place(index));
        if state.full {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Judges all members by their names.
pub(super) fn names(inspection: &mut Inspection<'_>, archive: &Archive) {
    let places = places(archive);
    let mut state = State { inspection, members: Members::new(), pending: None, full: false, done: 0 };
    for (index, member) in archive.members().enumerate() {
        state.named(&member, places.get(index).copied().unwrap_or(Place::Number(index as u64 + 1)));
        if state.full {
            return;
        }
    }
}

/// What is done with a member.
enum Plan {
    Named(Owned),
    Locked(Option<Gap>),
    Unpack,
}

/// A [`Kind`] with its text.
enum Owned {
    Folder,
    Link(String),
    HardLink(String),
}

impl Owned {
    fn as_kind(&self) -> Kind<'_> {
        match self {
            Self::Folder => Kind::Folder,
            Self::Link(target) => Kind::Link(target),
            Self::HardLink(target) => Kind::HardLink(target),
        }
    }
}

fn plan(member: &ArchiveMember, password_known: bool) -> Plan {
    let meta = &member.meta;
    if let ArchiveMemberDetail::Rar50Plus { redirection: Some(to), .. } = &member.detail {
        let target = String::from_utf8_lossy(&to.target_name).into_owned();
        // 1 to 3 are symbolic links of the systems, 4 a hard link, 5 a copy of another member.
        return Plan::Named(if to.redirection_type <= 3 { Owned::Link(target) } else { Owned::HardLink(target) });
    }
    if meta.is_directory {
        return Plan::Named(Owned::Folder);
    }
    if meta.is_split_before || meta.is_split_after {
        let what = format!("\"{}\" goes on in another part of the archive, which is missing", name(member));
        return Plan::Locked(Some(Gap::unsupported(what)));
    }
    if meta.is_encrypted && !password_known {
        return Plan::Locked(None);
    }
    match dictionary(member) {
        Some(size) if size > DICTIONARY => Plan::Locked(Some(Gap::limit(
            LimitKind::ArtifactBytes,
            format!("\"{}\" asks for {size} bytes of memory", name(member)),
        ))),
        _ => Plan::Unpack,
    }
}

/// The dictionary of a member of RAR 5 or 7, in bytes.
fn dictionary(member: &ArchiveMember) -> Option<u64> {
    let ArchiveMemberDetail::Rar50Plus { compression_info: info, .. } = &member.detail else { return None };
    let (new, stored) = (info & 0x3F > 0, info >> 7 & 7 == 0);
    let power = info >> 10 & if new { 0x1F } else { 0xF };
    let fraction = if new { info >> 15 & 0x1F } else { 0 };
    (!stored).then_some((0x2_0000u64 << power) / 32 * (32 + fraction))
}

/// The name as it was meant.
pub(super) fn name(member: &ArchiveMember) -> Name {
    match member.decoded_name(None) {
        Ok(name) => Name::from_bytes(&name),
        Err(_) => Name::from_bytes(&member.meta.name),
    }
}

/// Whether a member is a symbolic link whose target is its content, as RAR 4 has them.
fn is_link(member: &ArchiveMember) -> bool {
    member.meta.attr_source() == AttrSource::Unix && member.meta.file_attr & 0xF000 == 0xA000
}

struct State<'s, 'w> {
    inspection: &'s mut Inspection<'w>,
    members: Members,
    /// The member that the crate unpacks at the moment, and how much memory is held for it.
    pending: Option<(ArchiveMember, Place, Pipe, u64)>,
    /// Whether the limits refuse more.
    full: bool,
    /// Members that were met.
    done: usize,
}

impl State<'_, '_> {
    /// Hands over what was unpacked last.
    fn finish(&mut self) {
        use std::io::Read as _;
        let Some((member, place, mut pipe, held)) = self.pending.take() else { return };
        self.inspection.release(held);
        if is_link(&member) {
            let mut target = Vec::new();
            // A pipe gives no errors.
            let _ = pipe.take(LINK).read_to_end(&mut target);
            let target = String::from_utf8_lossy(&target);
            return self.members.judge(self.inspection, &name(&member), place, Kind::Link(&target));
        }
        self.full |= self.members.file(self.inspection, name(&member), place, &mut pipe).is_none();
    }

    /// Judges a member by its name.
    fn named(&mut self, member: &ArchiveMember, place: Place) {
        if let Plan::Named(kind) = plan(member, true) {
            return self.members.judge(self.inspection, &name(member), place, kind.as_kind());
        }
        self.full |= self.members.locked(self.inspection, name(member), place).is_none();
    }
}

/// Where the headers of the members stand.
fn places(archive: &Archive) -> Vec<Place> {
    match archive {
        Archive::Rar15To40(archive) => archive.files().map(|f| Place::Byte(f.block.offset as u64)).collect(),
        Archive::Rar50Plus(archive) => archive.files().map(|f| Place::Byte(f.block.offset as u64)).collect(),
        other => (1..=other.member_refs().count() as u64).map(Place::Number).collect(),
    }
}

/// What the headers declare, against what is packed.
fn declared(
    inspection: &mut Inspection<'_>,
    artifact: &Artifact,
    listed: &[ArchiveMember],
    place: &dyn Fn(usize) -> Place,
) {
    // A size that is not known is written as the largest number.
    let size = |m: &ArchiveMember| if m.meta.unpacked_size > i64::MAX as u64 { 0 } else { m.meta.unpacked_size };
    let largest = listed.iter().enumerate().max_by_key(|(_, m)| size(m));
    let largest = largest.map(|(i, m)| (name(m).text().to_owned(), place(i)));
    let all = listed.iter().fold(0, |sum: u64, m| sum.saturating_add(size(m)));
    member::bomb(inspection, largest.as_ref().map(|(n, p)| (n.as_str(), *p)), artifact.size(), all);
}
