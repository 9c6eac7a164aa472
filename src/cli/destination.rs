//! Where the report goes: the standard output, or a file that appears when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::model::name::Name;
use crate::sources::Own;

/// The report's way out.
pub(super) struct Destination {
    /// For words about it.
    pub name: String,
    writer: Box<dyn Write>,
    /// The file beside the target that takes its place at the end.
    part: Option<Part>,
    /// What must not be examined because we write it.
    pub own: Own,
}

struct Part {
    path: PathBuf,
    target: PathBuf,
}

impl Destination {
    /// Opens it.
    ///
    /// # Errors
    /// What the system says when the file cannot be made.
    pub(super) fn open(output: Option<&Path>) -> io::Result<Self> {
        let Some(path) = output else {
            let writer = Box::new(BufWriter::with_capacity(64 << 10, io::stdout().lock()));
            return Ok(Self { name: "standard output".to_owned(), writer, part: None, own: own_stdout() });
        };
        let name = Name::from_os(path.as_os_str()).to_string();
        // A device or a pipe cannot be replaced, only written to.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if target.metadata().is_ok_and(|m| !m.is_file()) {
            let file = OpenOptions::new().write(true).open(&target)?;
            return Ok(Self { name, writer: Box::new(BufWriter::new(file)), part: None, own: Own::default() });
        }
        let mut file_name = std::ffi::OsString::from(".");
        file_name.push(target.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?);
        file_name.push(format!(".{}.part", std::process::id()));
        let part = target.with_file_name(file_name);
        let file = OpenOptions::new().write(true).create_new(true).open(&part)?;
        let own = own_file(&file);
        Ok(Self {
            name,
            writer: Box::new(BufWriter::with_capacity(64 << 10, file)),
            part: Some(Part { path: part, target }),
            own,
        })
    }

    /// The writer.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut *self.writer
    }

    /// Writes what is left, and lets a file take its place.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()?;
        if let Some(part) = self.part.take() {
            // Closed before it is renamed, as Windows asks.
            self.writer = Box::new(io::sink());
            let moved = fs::rename(&part.path, &part.target);
            if moved.is_err() {
                self.part = Some(part);
            }
            moved?;
        }
        Ok(())
    }
}

impl Drop for Destination {
    /// What is not whole does not stay.
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            let _ = fs::remove_file(&part.path);
        }
    }
}

#[cfg(unix)]
fn own_stdout() -> Own {
    let stat = rustix::fs::fstat(io::stdout()).ok();
    let regular = stat.filter(|s| rustix::fs::FileType::from_raw_mode(s.st_mode) == rustix::fs::FileType::RegularFile);
    Own(regular.into_iter().map(|s| (s.st_dev, s.st_ino)).collect())
}

#[cfg(unix)]
fn own_file(file: &File) -> Own {
    use std::os::unix::fs::MetadataExt as _;
    Own(file.metadata().into_iter().map(|m| (m.dev(), m.ino())).collect())
}

#[cfg(not(unix))]
fn own_stdout() -> Own {
    Own::default()
}

#[cfg(not(unix))]
fn own_file(_file: &File) -> Own {
    Own::default()
}
