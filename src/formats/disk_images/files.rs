//! The files of a disk as its inspection hands them over: once for each name, never twice the same from two trees of one
//! disc, and watched for what is hidden beside what is shown.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::{Child, Inspection};
use crate::model::name::Name;
use crate::model::types::Nature;

use super::disk::{Disk, Runs};
use super::rules::{HIDDEN_FILE, HIDDEN_PROGRAM, LONE_PROGRAM};
use crate::formats::member::{Kind, Members, Place};

/// Entries of folders that are read on one disk: an archive of so many files is beyond the artifacts that are examined.
const ENTRIES: u64 = 300_000;
/// A longer path leads nowhere on any system.
const LONGEST_PATH: usize = 4096;
/// Bytes of all paths of folders and links together, which wait in memory.
const PATHS: usize = 64 << 20;
/// Folders in folders.
const DEEPEST: usize = 64;
/// A person who opens a disk with more visible files than this does not see at once what to click on.
const FEW: u32 = 8;

/// Why an inspection ends before its end.
pub(super) enum End {
    /// The limits refuse more; the walk has told that already.
    Refused,
    /// What follows cannot be read.
    Gap(Gap),
}

impl From<Gap> for End {
    fn from(gap: Gap) -> Self {
        Self::Gap(gap)
    }
}

/// A name on the disk.
pub(super) struct Entry {
    /// Folders and file name, joined with slashes, as bytes.
    pub(super) path: Vec<u8>,
    /// Where the disk names it.
    pub(super) at: u64,
    /// Whether folders do not show it, or the folder it is in.
    pub(super) hidden: bool,
}

/// A folder that waits to be read: its place means something to its file system only.
pub(super) struct Folder<P> {
    pub(super) place: P,
    pub(super) path: Vec<u8>,
    pub(super) hidden: bool,
}

/// What was seen of something that runs.
struct Seen {
    name: Name,
    what: String,
    at: u64,
    /// It is a shortcut: nobody needs one on a disk that is sent.
    starts: bool,
}

/// Keeps watch over the files of one disk.
pub(super) struct Files<'a> {
    pub(super) artifact: &'a Artifact,
    members: Members,
    entries: u64,
    paths: usize,
    /// The extensions under which the bytes at a place were examined in an earlier tree.
    known: HashMap<(u64, u64), Vec<String>>,
    /// Of the tree at hand, to be known when the next begins.
    fresh: Vec<((u64, u64), String)>,
    starts: HashSet<u64>,
    /// Where the last byte of all that was handed over stands.
    end: u64,
    first_tree: bool,
    /// Files that no earlier tree had.
    extra: u64,
    visible: u32,
    covered: u32,
    shown: Option<Seen>,
    hidden: Option<Seen>,
}

impl<'a> Files<'a> {
    pub(super) fn new(artifact: &'a Artifact) -> Self {
        Self {
            artifact,
            members: Members::new(),
            entries: 0,
            paths: 0,
            known: HashMap::new(),
            fresh: Vec::new(),
            starts: HashSet::new(),
            end: 0,
            first_tree: true,
            extra: 0,
            visible: 0,
            covered: 0,
            shown: None,
            hidden: None,
        }
    }

    /// A second way to name the files of the same disc begins: the same bytes are not examined again, unless their name
    /// now says something else.
    pub(super) fn next_tree(&mut self) {
        self.first_tree &= self.entries == 0;
        for (key, extension) in self.fresh.drain(..) {
            self.known.entry(key).or_default().push(extension);
        }
        self.members = Members::new();
    }

    /// Whether a file begins at this byte.
    pub(super) fn begins_at(&self, at: u64) -> bool {
        self.starts.contains(&at)
    }

    /// Where the last byte of all that was handed over stands.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// How many entries were read.
    pub(super) fn count(&self) -> u64 {
        self.entries
    }

    /// Takes one entry of a folder off the limits.
    pub(super) fn entry(&mut self, inspection: &mut Inspection<'_>) -> Result<(), End> {
        inspection.check_time()?;
        self.entries += 1;
        match self.entries > ENTRIES {
            true => {
                Err(Gap::limit(LimitKind::Entries, "the disk names too many files; the rest was not examined").into())
            }
            false => Ok(()),
        }
    }

    /// Judges a folder's name; whether it may be descended into.
    pub(super) fn folder(&mut self, inspection: &mut Inspection<'_>, entry: &Entry) -> bool {
        self.members.judge(inspection, &Name::from_bytes(&entry.path), Place::Byte(entry.at), Kind::Folder);
        self.paths += entry.path.len();
        let deep = entry.path.len() > LONGEST_PATH || entry.path.iter().filter(|b| **b == b'/').count() > DEEPEST;
        if deep {
            inspection.gap(Gap::limit(LimitKind::Depth, "folders of the disk are nested too deep; they were not read"));
        } else if self.paths > PATHS {
            inspection
                .gap(Gap::limit(LimitKind::Entries, "the paths of the disk are too long in all; not all were read"));
        }
        !deep && self.paths <= PATHS
    }

    /// Judges something that is no file and no folder.
    pub(super) fn special(&mut self, inspection: &mut Inspection<'_>, entry: &Entry, kind: Kind<'_>) {
        self.paths += entry.path.len();
        if self.paths > PATHS {
            inspection
                .gap(Gap::limit(LimitKind::Entries, "the paths of the disk are too long in all; not all were read"));
            return;
        }
        self.members.judge(inspection, &Name::from_bytes(&entry.path), Place::Byte(entry.at), kind);
    }

    /// Judges a file of which only the name is known; why is told here.
    pub(super) fn closed(&mut self, inspection: &mut Inspection<'_>, entry: &Entry, why: &Gap) -> Result<(), End> {
        let name = Name::from_bytes(&entry.path);
        inspection.gap(Gap::new(why.reason, format!("\"{}\": {}", name.text(), why.detail)));
        self.members.locked(inspection, name, Place::Byte(entry.at)).map(|_| ()).ok_or(End::Refused)
    }

    /// Hands over a file.
    pub(super) fn file(
        &mut self,
        inspection: &mut Inspection<'_>,
        disk: &mut Disk<'_>,
        entry: &Entry,
        runs: &Runs,
    ) -> Result<(), End> {
        let place = runs.first().map(|first| (first, runs.size));
        let extension = extension(&entry.path);
        if let Some(key) = place {
            if self.known.get(&key).is_some_and(|others| others.iter().any(|other| alike(other, &extension))) {
                return Ok(());
            }
            self.fresh.push((key, extension));
            self.starts.insert(key.0);
            self.end = self.end.max(key.0.saturating_add(key.1));
        } else if !self.first_tree && runs.size == 0 {
            return Ok(());
        }
        self.stream(inspection, entry, &mut disk.open(runs))
    }

    /// Hands over a file whose bytes come from a reader.
    pub(super) fn stream(
        &mut self,
        inspection: &mut Inspection<'_>,
        entry: &Entry,
        reader: &mut dyn Read,
    ) -> Result<(), End> {
        self.extra += u64::from(!self.first_tree);
        let name = Name::from_bytes(&entry.path);
        let child = self.members.file(inspection, name.clone(), Place::Byte(entry.at), reader);
        let child = child.ok_or(End::Refused)?;
        self.note(child, name, entry);
        Ok(())
    }

    /// Hands over bytes of the disk that have no name in it.
    pub(super) fn nameless(&mut self, inspection: &mut Inspection<'_>, from: u64, to: u64) -> Result<(), End> {
        let to = to.min(self.artifact.size());
        let Some(window) = to.checked_sub(from).and_then(|length| self.artifact.content.window(from, length)) else {
            return Err(Gap::malformed(format!("a part at byte {from} lies outside of the image")).into());
        };
        self.end = self.end.max(to);
        let origin = Origin::Carved { offset: from };
        inspection.view(origin, Claim::none(), std::sync::Arc::new(window), to - from).map(|_| ()).ok_or(End::Refused)
    }

    fn note(&mut self, child: Child, name: Name, entry: &Entry) {
        let nature = child.content_type.nature;
        let starts = nature == Nature::Shortcut;
        let seen = Seen { name, what: child.content_type.phrase(), at: entry.at, starts };
        match entry.hidden {
            true => self.covered += 1,
            false => self.visible += 1,
        }
        // Settings of folders are hidden by every Windows, and what they start is judged by themselves.
        let settings = matches!(child.content_type.id, "desktop-ini" | "autorun");
        match (nature.runs() && !settings, entry.hidden) {
            (true, true) if self.hidden.is_none() => self.hidden = Some(seen),
            (true, false) if starts && self.shown.as_ref().is_none_or(|s| !s.starts) => self.shown = Some(seen),
            // A program is an invitation to click only where one sees it at once.
            (true, false) if self.shown.is_none() && !entry.path.contains(&b'/') => self.shown = Some(seen),
            _ => {}
        }
    }

    /// What the files mean together.
    pub(super) fn conclude(&self, inspection: &mut Inspection<'_>) {
        if self.extra > 0 {
            inspection.fact("only_in_another_tree", self.extra);
        }
        let Some(hidden) = &self.hidden else {
            if let Some(shown) = self.shown.as_ref().filter(|_| self.visible == 1 && self.covered > 0) {
                let found =
                    inspection.found(&LONE_PROGRAM).at(shown.at, 1u64).with("place", format!("at byte {}", shown.at));
                found.with("shown", &shown.name).with("shown_what", shown.what.as_str());
            }
            return;
        };
        let shown = self.shown.as_ref().filter(|shown| shown.starts || self.visible <= FEW);
        let rule = if shown.is_some() { &HIDDEN_PROGRAM } else { &HIDDEN_FILE };
        let found = inspection.found(rule).at(hidden.at, 1u64);
        found
            .with("hidden", &hidden.name)
            .with("what", hidden.what.as_str())
            .with("place", format!("at byte {}", hidden.at));
        if let Some(shown) = shown {
            found.with("shown", &shown.name).with("shown_what", shown.what.as_str());
        }
    }
}

/// A path in a folder.
pub(super) fn join(folder: &[u8], name: &[u8]) -> Vec<u8> {
    match folder.is_empty() {
        true => name.to_vec(),
        false => [folder, b"/", name].concat(),
    }
}

/// The extension of a path, in capitals.
fn extension(path: &[u8]) -> String {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    match name.iter().rposition(|b| *b == b'.') {
        Some(dot) => String::from_utf8_lossy(&name[dot + 1..]).to_uppercase(),
        None => String::new(),
    }
}

/// Whether two extensions are one: the plain tree of a disc keeps only the first three letters.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short == long || short.len() == 3 && long.starts_with(short)
}
