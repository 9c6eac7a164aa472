//! Files in the repository that are made from the code: the schema, golden reports, parts of the README, the picture.
//!
//! `SHEEPDIP_UPDATE=1 cargo test` writes them anew; without it the tests compare them.

use std::fs;
use std::path::{Path, PathBuf};

/// A path from the root of the repository.
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether the kept files are to be written.
pub fn updating() -> bool {
    std::env::var_os("SHEEPDIP_UPDATE").is_some_and(|v| !v.is_empty() && v != "0")
}

/// Compares a kept file with what the code makes now, or writes it.
pub fn same(path: &str, made: &str) {
    if updating() {
        fs::write(root(path), made).unwrap();
        return;
    }
    let kept = fs::read_to_string(root(path)).unwrap_or_default().replace("\r\n", "\n");
    if let Some((line, (old, new))) = kept.lines().zip(made.lines()).enumerate().find(|(_, (old, new))| old != new) {
        panic!(
            "{path} is not what the code makes, from line {}:\n- {old}\n+ {new}\nSHEEPDIP_UPDATE=1 cargo test writes it",
            line + 1
        );
    }
    assert_eq!(kept.len(), made.len(), "{path} is not what the code makes; SHEEPDIP_UPDATE=1 cargo test writes it");
}
