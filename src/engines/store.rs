//! Small files that only this user may read, written whole or not at all: answers, quotas, compiled rules. A process that is
//! killed leaves nothing half, and several processes at once do not disturb each other.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::model::artifact::hex_digest;

/// Makes a folder, and those above it, that nobody else may enter.
///
/// # Errors
/// Those of the file system.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut make = fs::DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    make.create(path)
}

/// The bytes of a small file.
///
/// # Errors
/// Those of the file system; a larger file is one, too, and on Unix one that somebody else owns or may write.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() || about.len() > most || !is_ours(&about) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether nobody else could have written it.
#[cfg(unix)]
fn is_ours(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    about.uid() == rustix::process::geteuid().as_raw() && about.mode() & 0o022 == 0
}

/// The folders of a Windows user are closed to others by where they are.
#[cfg(not(unix))]
fn is_ours(_: &fs::Metadata) -> bool {
    true
}

/// Writes a file that appears when it is whole; its folder is made.
///
/// # Errors
/// Those of the file system.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    folder(parent)?;
    // A name that nobody else has: not even a process of the same number that was killed here once.
    let mut unique = [0; 8];
    getrandom::fill(&mut unique).map_err(|_| io::ErrorKind::Other)?;
    let part: PathBuf = parent.join(format!(".{}.part", hex_digest(&unique)));
    let written = private().create_new(true).open(&part).and_then(|mut file| file.write_all(bytes));
    let moved = written.and_then(|()| fs::rename(&part, path));
    if moved.is_err() {
        let _ = fs::remove_file(&part);
    }
    moved
}

/// Opens a file for nothing but its lock, and waits until no other process holds that; it goes with the returned file,
/// and with the process.
///
/// # Errors
/// Those of the file system.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        folder(parent)?;
    }
    let file = private().create(true).truncate(false).open(path)?;
    file.lock()?;
    Ok(file)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
