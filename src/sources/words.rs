//! Lists of passwords (`--passwords-file`): one a line, in any bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A longer file is no list of passwords that were made for a file.
const LONGEST: u64 = 1 << 20;
/// More passwords are not tried on a file anyway.
const MOST: usize = 10_000;

/// Reads passwords from a file; `-` is the standard input. Blank lines are none.
///
/// # Errors
/// Whatever the system says, or that the file is too long.
pub fn read(path: &Path) -> io::Result<Vec<String>> {
    let mut bytes = Vec::new();
    let input: Box<dyn Read> = if path == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    input.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other(format!("a list of passwords has {LONGEST} bytes at most")));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let lines = bytes.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let words: Vec<String> = lines.filter(|line| !line.trim_ascii().is_empty()).take(MOST + 1).map(word).collect();
    if words.len() > MOST {
        return Err(io::Error::other(format!("a list of passwords has {MOST} lines at most")));
    }
    Ok(words)
}

/// A password as text. Bytes that are no UTF-8 are read as Latin-1, which keeps them: formats whose passwords are bytes
/// try that form too.
pub fn word(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}
