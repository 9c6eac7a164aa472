//! Small text files: looked at before they are opened, read to a limit, and refused in a line that says what to do.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use crate::model::name::Name;

/// A larger file is none of ours, in bytes.
pub(super) const LARGEST: u64 = 1 << 20;

/// The text of a file, or nothing where none is there. `fit` refuses a file by what the system says about it.
pub(super) fn read(path: &Path, fit: impl Fn(&Metadata) -> Result<(), String>) -> Result<Option<String>, String> {
    let shown = Name::from_os(path.as_os_str());
    let check = |about: &Metadata| {
        if !about.is_file() {
            return Err(format!("{shown} is no regular file"));
        }
        if about.len() > LARGEST {
            return Err(format!("{shown} has {} bytes, and more than {LARGEST} are not read", about.len()));
        }
        fit(about)
    };
    let about = match path.metadata() {
        Ok(about) => about,
        // Where a folder above may not be entered, nothing of this user's can be: a mail system's user with root's home.
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(format!("{shown} cannot be looked at: {}", plain(&error))),
    };
    // Opening a pipe or a device could wait for ever.
    check(&about)?;
    let unread = |error: io::Error| format!("{shown} cannot be read: {}", plain(&error));
    let file = File::open(path).map_err(unread)?;
    check(&file.metadata().map_err(unread)?)?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(unread)?;
    String::from_utf8(bytes).map(Some).map_err(|_| format!("{shown} is not text in UTF-8"))
}

/// The number of the line that a byte stands in.
pub(super) fn line(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1
}

/// A failure of the system, without its number.
pub(super) fn plain(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or_default().to_ascii_lowercase()
}

/// Writes a file that only this user may read, whole or not at all; its folder is made.
///
/// # Errors
/// Those of the file system.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(parent)?;
    let mut part = tempfile::NamedTempFile::new_in(parent)?;
    part.write_all(bytes)?;
    part.persist(path)?;
    Ok(())
}
