//! Folders: walked in the order of their names, links named and not followed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use walkdir::WalkDir;

use crate::model::gap::{Gap, GapReason};
use crate::model::name::Name;

use super::{Item, file};

/// Files that the command itself is writing while it walks: the report must not be part of what is reported.
#[derive(Debug, Clone, Default)]
pub struct Own(pub Vec<(u64, u64)>);

impl Own {
    #[cfg(unix)]
    fn holds(&self, entry: &walkdir::DirEntry) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        use walkdir::DirEntryExt as _;
        // The number comes with the folder's listing; only where it fits is the file asked for its device.
        self.0.iter().any(|(device, inode)| {
            *inode == entry.ino() && entry.metadata().is_ok_and(|m| m.dev() == *device && m.ino() == *inode)
        })
    }

    #[cfg(not(unix))]
    fn holds(&self, _entry: &walkdir::DirEntry) -> bool {
        false
    }
}

/// The items that a path named by the user stands for: itself, or what is below it if it is a folder.
pub struct Walked {
    inner: Inner,
    links: Arc<AtomicU64>,
    own: Own,
}

enum Inner {
    One(Option<PathBuf>),
    Below(walkdir::IntoIter),
}

impl Walked {
    /// Starts at a path. `links` counts the links that were not followed.
    pub fn new(path: PathBuf, own: Own, links: Arc<AtomicU64>) -> Self {
        let inner = if path.is_dir() {
            // A link that the user names is followed, links below it are not.
            Inner::Below(WalkDir::new(path).follow_links(false).follow_root_links(true).sort_by_file_name().into_iter())
        } else {
            Inner::One(Some(path))
        };
        Self { inner, links, own }
    }
}

impl Iterator for Walked {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let walk = match &mut self.inner {
            Inner::One(path) => return path.take().map(Item::Named),
            Inner::Below(walk) => walk,
        };
        loop {
            let entry = match walk.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(refused(&error)),
            };
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            if kind.is_symlink() {
                self.links.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            if kind.is_file() {
                if self.own.holds(&entry) {
                    continue;
                }
                return Some(Item::Found(entry.into_path()));
            }
            let path = entry.into_path();
            let name = Name::from_os(path.as_os_str());
            // What became a file meanwhile is read as one.
            return Some(match file::special(&path) {
                Some(gap) => Item::Refused(name, gap),
                None => Item::Found(path),
            });
        }
    }
}

fn refused(error: &walkdir::Error) -> Item {
    let path = error.path().unwrap_or(Path::new("?"));
    let gap = match error.io_error() {
        Some(io) => super::failed("listed", io),
        None => Gap::new(GapReason::Unreadable, "this folder holds itself through a link, and was not entered again"),
    };
    Item::Refused(Name::from_os(path.as_os_str()), gap)
}
