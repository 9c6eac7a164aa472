//! Lists of paths (`--files-from`): read while they come, one path a line or one path a NUL.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::model::gap::Gap;
use crate::model::name::Name;

use super::{Item, failed};

/// A longer line is no path: no system takes one.
const LONGEST: u64 = 64 << 10;

/// Paths from a file or from the standard input.
pub struct PathList {
    name: Name,
    input: Option<Box<dyn BufRead + Send>>,
    end: u8,
}

impl PathList {
    /// Opens a list; `-` is the standard input. `null` says that paths end with NUL, not with a line.
    ///
    /// # Errors
    /// Whatever the system says when it cannot be opened.
    pub fn open(path: &Path, null: bool) -> io::Result<Self> {
        let input: Box<dyn BufRead + Send> = if path == Path::new("-") {
            Box::new(BufReader::new(io::stdin()))
        } else {
            Box::new(BufReader::new(File::open(path)?))
        };
        Ok(Self { name: Name::from_os(path.as_os_str()), input: Some(input), end: if null { 0 } else { b'\n' } })
    }

    fn end_with(&mut self, gap: Gap) -> Result<PathBuf, Item> {
        self.input = None;
        Err(Item::Refused(self.name.clone(), gap))
    }
}

impl Iterator for PathList {
    /// A path, or what is wrong with the list.
    type Item = Result<PathBuf, Item>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            let read = self.input.as_mut()?.take(LONGEST).read_until(self.end, &mut line);
            match read {
                Ok(0) => return None,
                Ok(count) if count as u64 == LONGEST && line.last() != Some(&self.end) => {
                    return Some(self.end_with(Gap::malformed(
                        "this list of paths has a line longer than any path; the rest of it was not used (is it NUL-separated? then give -0)",
                    )));
                }
                Ok(_) => {}
                Err(error) => return Some(self.end_with(failed("read", &error))),
            }
            if line.last() == Some(&self.end) {
                line.pop();
            }
            if cfg!(windows) && line.last() == Some(&b'\r') {
                line.pop();
            }
            if !line.is_empty() {
                return Some(Ok(path_of(line)));
            }
        }
    }
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    OsString::from(String::from_utf8_lossy(&bytes).into_owned()).into()
}
