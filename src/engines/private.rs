//! A folder into which nobody but the user can put anything, and the files in it. On Unix the folder is opened once and
//! everything goes through that handle, so that it cannot be exchanged between the look at it and the use of it.
//! Elsewhere the system's own folder for a user's caches is closed to others.
//!
//! Files are written whole or not at all: a process that is killed leaves nothing half, and several at once do not disturb
//! each other. Whatever does not work here is no trouble for anybody: then nothing is kept.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::model::artifact::hex_digest;

/// What the name of a file that is being written ends with.
const UNFINISHED: &str = ".part";
/// A file that has been unfinished for so long stays behind from a process that was ended.
const ABANDONED: Duration = Duration::from_secs(3600);
/// An entry's time is set anew when it is used and its time is older.
const STALE: Duration = Duration::from_secs(3600);

/// The folder.
pub(super) struct Folder(place::Place);

impl Folder {
    /// The folder, if it is there and private.
    pub(super) fn open(path: &Path) -> Option<Self> {
        place::Place::open(path).map(Self)
    }

    /// The folder, made if it is not there.
    pub(super) fn make(path: &Path) -> Option<Self> {
        place::make(path)?;
        Self::open(path)
    }

    /// A whole file of at most so many bytes, if nobody else can have written it.
    pub(super) fn read(&self, name: &str, most: usize) -> Option<Vec<u8>> {
        let file = self.0.file(name)?;
        let about = file.metadata().ok()?;
        let length = usize::try_from(about.len()).ok().filter(|length| about.is_file() && *length <= most)?;
        let mut bytes = Vec::with_capacity(length);
        (&file).take(about.len()).read_to_end(&mut bytes).ok()?;
        // So that those used last are kept.
        let now = SystemTime::now();
        if about.modified().is_ok_and(|used| now.duration_since(used).is_ok_and(|age| age > STALE)) {
            let _ = file.set_modified(now);
        }
        Some(bytes)
    }

    /// Writes a file, whole or not at all: whoever reads it meanwhile sees the old one or the new one.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> bool {
        // A name that nobody else has.
        let mut unique = [0; 8];
        if getrandom::fill(&mut unique).is_err() {
            return false;
        }
        let unfinished = hex_digest(&unique) + UNFINISHED;
        let Some(mut file) = self.0.new_file(&unfinished) else { return false };
        let written = file.write_all(bytes).is_ok();
        drop(file);
        let done = written && self.0.rename(&unfinished, name);
        if !done {
            self.0.remove(&unfinished);
        }
        done
    }

    /// Removes a file, if it is there.
    pub(super) fn remove(&self, name: &str) {
        self.0.remove(name);
    }

    /// Waits until no other process holds the lock of this name; it goes with what is returned, and with the process.
    pub(super) fn lock(&self, name: &str) -> Option<File> {
        let file = self.0.lock_file(name)?;
        file.lock().ok()?;
        Some(file)
    }

    /// Removes all files with this ending but the newest, those that were not used for so long, and what was left unfinished.
    pub(super) fn tidy(&self, ending: &str, keep: usize, unused: Duration) {
        let now = SystemTime::now();
        let since = |time: SystemTime| now.duration_since(time).unwrap_or_default();
        let mut entries: Vec<(SystemTime, String)> = Vec::new();
        for (name, time) in self.0.list() {
            if name.ends_with(UNFINISHED) {
                if since(time) > ABANDONED {
                    self.0.remove(&name);
                }
            } else if name.ends_with(ending) {
                entries.push((time, name));
            }
        }
        entries.sort();
        let surplus = entries.len().saturating_sub(keep);
        let old = entries.iter().enumerate().filter(|(number, (time, _))| *number < surplus || since(*time) > unused);
        old.for_each(|(_, (_, name))| self.0.remove(name));
    }
}

#[cfg(unix)]
mod place {
    use std::fs::{DirBuilder, File};
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::DirBuilderExt;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};

    pub(super) struct Place(OwnedFd);

    /// Whether it is the user's, and nobody else can write to it.
    fn is_private(about: &Stat) -> bool {
        about.st_uid == rustix::process::geteuid().as_raw()
            && !Mode::from_raw_mode(about.st_mode).intersects(Mode::WGRP | Mode::WOTH)
    }

    pub(super) fn make(path: &Path) -> Option<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).ok()
    }

    impl Place {
        pub(super) fn open(path: &Path) -> Option<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let folder = rustix::fs::open(path, flags, Mode::empty()).ok()?;
            is_private(&rustix::fs::fstat(&folder).ok()?).then_some(Self(folder))
        }

        pub(super) fn file(&self, name: &str) -> Option<File> {
            // A pipe without a writer must not hold us up.
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = rustix::fs::openat(&self.0, name, flags, Mode::empty()).ok()?;
            let about = rustix::fs::fstat(&file).ok()?;
            let regular = FileType::from_raw_mode(about.st_mode) == FileType::RegularFile;
            (regular && is_private(&about)).then(|| File::from(file))
        }

        pub(super) fn new_file(&self, name: &str) -> Option<File> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            rustix::fs::openat(&self.0, name, flags, Mode::RUSR | Mode::WUSR).ok().map(File::from)
        }

        pub(super) fn lock_file(&self, name: &str) -> Option<File> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            rustix::fs::openat(&self.0, name, flags, Mode::RUSR | Mode::WUSR).ok().map(File::from)
        }

        pub(super) fn rename(&self, from: &str, to: &str) -> bool {
            rustix::fs::renameat(&self.0, from, &self.0, to).is_ok()
        }

        pub(super) fn remove(&self, name: &str) {
            let _ = rustix::fs::unlinkat(&self.0, name, AtFlags::empty());
        }

        /// The files, each with when it was changed.
        pub(super) fn list(&self) -> Vec<(String, SystemTime)> {
            let Ok(entries) = Dir::read_from(&self.0) else { return Vec::new() };
            entries
                .filter_map(|entry| {
                    let name = entry.ok()?.file_name().to_str().ok()?.to_owned();
                    let about = rustix::fs::statat(&self.0, name.as_str(), AtFlags::SYMLINK_NOFOLLOW).ok()?;
                    let since = Duration::from_secs(u64::try_from(about.st_mtime).ok()?);
                    Some((name, SystemTime::UNIX_EPOCH.checked_add(since)?))
                })
                .collect()
        }
    }
}

#[cfg(not(unix))]
mod place {
    use std::fs::File;
    use std::path::{Path, PathBuf};
    use std::time::SystemTime;

    pub(super) struct Place(PathBuf);

    pub(super) fn make(path: &Path) -> Option<()> {
        std::fs::create_dir_all(path).ok()
    }

    impl Place {
        pub(super) fn open(path: &Path) -> Option<Self> {
            path.symlink_metadata().is_ok_and(|about| about.is_dir()).then(|| Self(path.to_owned()))
        }

        pub(super) fn file(&self, name: &str) -> Option<File> {
            let path = self.0.join(name);
            path.symlink_metadata().is_ok_and(|about| about.is_file()).then(|| File::open(path).ok())?
        }

        pub(super) fn new_file(&self, name: &str) -> Option<File> {
            File::options().write(true).create_new(true).open(self.0.join(name)).ok()
        }

        pub(super) fn lock_file(&self, name: &str) -> Option<File> {
            File::options().write(true).create(true).truncate(false).open(self.0.join(name)).ok()
        }

        pub(super) fn rename(&self, from: &str, to: &str) -> bool {
            std::fs::rename(self.0.join(from), self.0.join(to)).is_ok()
        }

        pub(super) fn remove(&self, name: &str) {
            let _ = std::fs::remove_file(self.0.join(name));
        }

        /// The files, each with when it was changed.
        pub(super) fn list(&self) -> Vec<(String, SystemTime)> {
            let Ok(entries) = self.0.read_dir() else { return Vec::new() };
            entries
                .filter_map(|entry| {
                    let entry = entry.ok()?;
                    Some((entry.file_name().into_string().ok()?, entry.metadata().ok()?.modified().ok()?))
                })
                .collect()
        }
    }
}
