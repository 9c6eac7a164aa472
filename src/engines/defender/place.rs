//! Where Defender's command line is: its updates stand beside each other in folders that are named after their version,
//! and an older copy came with Windows.

use std::fs;
use std::path::{Path, PathBuf};

/// Where it is looked for first, for people.
pub const USUAL: &str = r"%ProgramData%\Microsoft\Windows Defender\Platform\…\MpCmdRun.exe";

const PROGRAM: &str = "MpCmdRun.exe";

/// The newest copy in these folders, `%ProgramData%` and `%ProgramFiles%`.
pub(super) fn newest(data: Option<&Path>, programs: Option<&Path>) -> Option<PathBuf> {
    let updates = data.map(|data| data.join("Microsoft").join("Windows Defender").join("Platform"));
    let folders = updates.and_then(|updates| fs::read_dir(updates).ok()).into_iter().flatten().flatten();
    let copies = folders.filter_map(|folder| {
        let version = numbers(folder.file_name().to_str()?)?;
        let program = folder.path().join(PROGRAM);
        program.is_file().then_some((version, program))
    });
    let newest = copies.max_by(|a, b| a.0.cmp(&b.0)).map(|(_, program)| program);
    newest.or_else(|| {
        let program = programs?.join("Windows Defender").join(PROGRAM);
        program.is_file().then_some(program)
    })
}

/// The version of an updated copy, which is the name of its folder.
pub(super) fn version(program: &Path) -> Option<&str> {
    let folder = program.parent()?.file_name()?.to_str()?;
    numbers(folder).filter(|parts| parts.len() > 2).map(|_| folder)
}

/// `4.18.25050.5-0` by its numbers: as letters, 9999 would be newer than 25050.
fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split(['.', '-']).map(|part| part.parse().ok()).collect()
}

/// A path as people and programs write it: Windows gives the target of a link in a form (`\\?\C:\…`) that not every
/// program takes.
pub(super) fn without_prefix(path: PathBuf) -> PathBuf {
    let Some(rest) = path.to_str().and_then(|path| path.strip_prefix(r"\\?\")) else { return path };
    match rest.strip_prefix(r"UNC\") {
        Some(share) => PathBuf::from(format!(r"\\{share}")),
        None if rest.as_bytes().get(1) == Some(&b':') => PathBuf::from(rest),
        None => path,
    }
}
