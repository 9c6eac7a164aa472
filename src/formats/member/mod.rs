//! Members of archives, whatever the archive: their names, links and sizes. Every format that lists members hands them
//! over through [`Members`], so that one rule speaks for all of them.

pub mod paths;
mod rules;

use std::collections::HashSet;
use std::io::Read;
use std::ops::Range;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::finding::Finding;
use crate::model::format::Format;
use crate::model::inspection::{Child, Inspection};
use crate::model::name::Name;

use rules::{BOMB, DEVICE, DUPLICATE_NAME, ESCAPING_PATH, OUTSIDE_LINK};

/// The registry row: rules only.
pub static FORMAT: Format = Format { name: "member", types: &[], rules: rules::ALL, inspect: None, seeks: false };

/// Links that lead out are remembered up to this count.
const LINKS: usize = 256;
/// Names are compared up to this count, which bounds the memory.
const NAMES: usize = 100_000;
/// Unpacked bytes from which an archive may be a bomb: what the default limits unpack of one member.
const BOMB_SIZE: u64 = 256 << 20;
/// Unpacked bytes for each packed one above which it is one. Logs and databases reach 100, deflate ends at 1032.
const BOMB_RATIO: u64 = 200;

/// Where an archive names a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Its header begins here, in bytes from the start of the archive.
    Byte(u64),
    /// It is the nth of the list, from 1: archives whose list is packed have no better place.
    Number(u64),
}

impl Place {
    /// Puts it into the evidence of a finding.
    fn put(self, found: &mut Finding) -> &mut Finding {
        match self {
            Self::Byte(at) => found.at(at, 1u64).with("place", format!("at byte {at}")),
            Self::Number(number) => found.with("place", format!("number {number} of the list")),
        }
    }
}

/// What a member is, beside its name and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'t> {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link to this target.
    Link(&'t str),
    /// A hard link to another member.
    HardLink(&'t str),
    /// A device node of a Unix system.
    Device,
}

/// Keeps watch over the members of one archive.
#[derive(Debug, Default)]
pub struct Members {
    /// A leading slash is no trick: archives of whole systems have it, and unpackers take it off.
    rooted: bool,
    /// Equal names are ordinary: libraries of programs have them.
    repeating: bool,
    links: Vec<String>,
    /// As bytes: what is no Unicode would look alike as text.
    names: HashSet<Box<[u8]>>,
    count: u64,
}

impl Members {
    /// The watch over an archive that honest programs do not fill with absolute paths.
    pub fn new() -> Self {
        Self::default()
    }

    /// The watch over an archive whose names may honestly begin with a slash (tar, cpio).
    pub fn rooted() -> Self {
        Self { rooted: true, ..Self::default() }
    }

    /// The watch over an archive whose names may honestly repeat (libraries of programs).
    pub fn repeating() -> Self {
        Self { repeating: true, ..Self::default() }
    }

    /// How many members were judged.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The next place, for archives whose members have no byte of their own.
    pub fn number(&self) -> Place {
        Place::Number(self.count + 1)
    }

    /// Judges the name and kind of a member: leads its path or its link out of the archive, is it a device, is its
    /// name taken.
    pub fn judge(&mut self, inspection: &mut Inspection<'_>, name: &Name, place: Place, kind: Kind<'_>) {
        self.count += 1;
        let text = name.text();
        let through = paths::goes_through(text, &self.links);
        if through.is_some() || self.escapes(text) {
            let link = through.map_or_else(String::new, |l| format!(", and \"{l}\" is a link out of the archive"));
            place.put(inspection.found(&ESCAPING_PATH)).with("member", name).with("link", link);
        }
        let target = match kind {
            Kind::Link(target) if paths::link_escapes(text, target) => Some(target),
            Kind::HardLink(target) if self.escapes(target) => Some(target),
            _ => None,
        };
        if let Some(target) = target {
            place.put(inspection.found(&OUTSIDE_LINK)).with("member", name).with("target", target);
            if self.links.len() < LINKS {
                self.links.push(text.trim_end_matches('/').to_owned());
            }
        }
        if kind == Kind::Device {
            place.put(inspection.found(&DEVICE)).with("member", name);
        }
        if kind != Kind::Folder && !self.repeating && self.names.len() < NAMES && !self.names.insert(name.raw().into())
        {
            place.put(inspection.found(&DUPLICATE_NAME)).with("member", name);
        }
    }

    /// Judges a file and hands over its bytes. `None` when the limits refuse more: the inspection then ends.
    pub fn file(
        &mut self,
        inspection: &mut Inspection<'_>,
        name: Name,
        place: Place,
        reader: &mut dyn Read,
    ) -> Option<Child> {
        self.judge(inspection, &name, place, Kind::File);
        inspection.child(Origin::Member, Claim::named(name), reader)
    }

    /// Judges a file and hands over its bytes as [`Self::file`] does, for archives that need not know what it is: it may
    /// be examined beside others. Says whether all of it came; `None` when the limits refuse more.
    pub fn file_later(
        &mut self,
        inspection: &mut Inspection<'_>,
        name: Name,
        place: Place,
        reader: &mut dyn Read,
    ) -> Option<bool> {
        self.judge(inspection, &name, place, Kind::File);
        let claim = Claim::named(name);
        let fetched = inspection.fetch(&claim, reader);
        let whole = fetched.is_whole();
        inspection.give_later(Origin::Member, claim, fetched).map(|()| whole)
    }

    /// Judges a file whose bytes stand in the archive as they are, from the first of `range` to the last, and hands them
    /// over without a copy.
    pub fn stored(
        &mut self,
        inspection: &mut Inspection<'_>,
        name: Name,
        place: Place,
        range: Range<u64>,
    ) -> Option<Child> {
        self.judge(inspection, &name, place, Kind::File);
        let end = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        match range.is_empty() {
            true => inspection.child(Origin::Member, Claim::named(name), &mut std::io::empty()),
            false => inspection.slice(Origin::Member, Claim::named(name), end(range.start)..end(range.end)),
        }
    }

    /// Judges a file that cannot be unpacked by its name alone; why it cannot is a gap that the caller reports.
    pub fn locked(&mut self, inspection: &mut Inspection<'_>, name: Name, place: Place) -> Option<Child> {
        self.judge(inspection, &name, place, Kind::File);
        inspection.locked_child(Origin::Member, Claim::named(name))
    }

    fn escapes(&self, name: &str) -> bool {
        paths::escapes(if self.rooted { name.trim_start_matches('/') } else { name })
    }
}

/// Whether so many packed bytes that give so many are a bomb.
pub fn is_bomb(packed: u64, size: u64) -> bool {
    size > BOMB_SIZE && size / packed.max(1) > BOMB_RATIO
}

/// Tells an archive that was made to unpack to an absurd size: what it declares or what came out, against what is packed.
/// `largest` is the member that declares the most. The image of a disk is no bomb: most of it is empty; what was not
/// unpacked of it is a gap.
pub fn bomb(inspection: &mut Inspection<'_>, largest: Option<(&str, Place)>, packed: u64, size: u64) {
    if !is_bomb(packed, size) || largest.is_some_and(|(name, _)| paths::is_disk(name)) {
        return;
    }
    let ratio = size / packed.max(1);
    let found = inspection.found(&BOMB).with("size", size).with("packed", packed).with("ratio", ratio);
    let most = largest.map_or_else(String::new, |(name, place)| {
        place.put(found);
        match place {
            Place::Byte(at) => format!("; \"{name}\", at byte {at}, is the largest"),
            Place::Number(_) => format!("; \"{name}\" is the largest"),
        }
    });
    found.with("largest", most);
}

/// [`bomb`] for a stream of one packed file: what came out of it before the limits ended it.
pub fn stream_bomb(artifact: &Artifact, inspection: &mut Inspection<'_>, child: Option<Child>) {
    if let Some(child) = child.filter(|c| !c.whole) {
        bomb(inspection, None, artifact.size(), child.size);
    }
}
