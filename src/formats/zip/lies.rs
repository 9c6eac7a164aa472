//! What is judged of an archive's directories, apart from the members' contents.

use crate::model::inspection::Inspection;

use crate::formats::member::{self, Place, is_bomb};

use super::directory::{Directory, Member};
use super::rules::{HEADERS_DISAGREE, HIDDEN_MEMBER, OVERLAPPING_MEMBERS};

/// Absurd sizes.
pub(super) fn before_unpacking(directory: &Directory, inspection: &mut Inspection<'_>) {
    let sum = |of: fn(&Member) -> u64| directory.members.iter().fold(0u64, |sum, m| sum.saturating_add(of(m)));
    let Some(largest) = directory.members.iter().max_by_key(|m| m.size) else { return };
    let place = Some((largest.name.as_str(), Place::Byte(largest.header)));
    if is_bomb(largest.packed, largest.size) {
        member::bomb(inspection, place, largest.packed, largest.size);
    } else {
        member::bomb(inspection, place, sum(|m| m.packed), sum(|m| m.size));
    }
}

/// Members whose bytes overlap, in the order of their headers.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    count: u64,
    first: Option<(u64, String)>,
    reach: u64,
}

impl Overlap {
    /// Whether a member shares bytes with those before it; if not, its bytes are taken.
    pub(super) fn check(&mut self, member: &Member, taken: &mut Vec<(u64, u64)>) -> bool {
        if member.header < self.reach {
            self.count += 1;
            self.first.get_or_insert_with(|| (member.header, member.name.clone()));
            return true;
        }
        self.reach = member.end();
        taken.push((member.header, member.end()));
        false
    }

    /// Tells it once for the archive.
    pub(super) fn tell(self, inspection: &mut Inspection<'_>) {
        if let Some((at, name)) = self.first {
            inspection.found(&OVERLAPPING_MEMBERS).at(at, 30u64).with("member", name).with("count", self.count);
        }
    }
}

/// Compares what the table and the local header say; `Some` where they disagree.
pub(super) fn headers(listed: &Member, local: &Member, inspection: &mut Inspection<'_>) -> Option<()> {
    let same_name = listed.raw_name == local.raw_name
        || listed.name.replace('\\', "/") == local.name.replace('\\', "/")
        // Flag 13: the central directory is encrypted and local names are masked.
        || local.flags & 0x2000 != 0;
    // Flag 3: sizes and checksum stand behind the data; what stands here is empty or, from some programs, right.
    let later = local.flags & 8 != 0;
    let differs = |a: u64, b: u64| a != b && b != 0xFFFF_FFFF && !(later && b == 0);
    let (what, central, near) = if !same_name {
        ("its name", format!("\"{}\"", listed.name), format!("\"{}\"", local.name))
    } else if listed.method != local.method {
        ("how it is packed", format!("method {}", listed.method), format!("method {}", local.method))
    } else if listed.is_encrypted() != local.is_encrypted() {
        let words = |m: &Member| (if m.is_encrypted() { "encrypted" } else { "not encrypted" }).to_owned();
        ("whether it is locked", words(listed), words(local))
    } else if differs(listed.packed, local.packed) {
        ("its packed size", format!("{} bytes", listed.packed), format!("{} bytes", local.packed))
    } else if differs(listed.size, local.size) {
        ("its size", format!("{} bytes", listed.size), format!("{} bytes", local.size))
    } else if differs(listed.crc.into(), local.crc.into()) {
        ("its checksum", format!("{:08x}", listed.crc), format!("{:08x}", local.crc))
    } else {
        return None;
    };
    let found = inspection.found(&HEADERS_DISAGREE).at(local.header, 30u64);
    found.with("member", listed.name.as_str()).with("what", what).with("central", central).with("local", near);
    Some(())
}

/// A member that unpacked to more than declared.
pub(super) fn size(member: &Member, count: u64, inspection: &mut Inspection<'_>) {
    let found = inspection.found(&HEADERS_DISAGREE).at(member.header, 30u64);
    found
        .with("member", member.name.as_str())
        .with("what", "its size")
        .with("central", format!("{} bytes", member.size))
        .with("local", format!("nothing else, and {count} bytes come out"));
}

/// A member that the table does not list.
pub(super) fn hidden(member: &Member, inspection: &mut Inspection<'_>) {
    inspection.found(&HIDDEN_MEMBER).at(member.header, 30u64).with("member", member.name.as_str());
}
