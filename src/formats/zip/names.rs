//! What the special cases of ZIP are told apart by: the members' names, and the first words of two of them.

use std::io::Read as _;

use crate::model::probe::Probe;

use super::directory::{self, Member, Source};

/// How many names are looked at.
const MOST: usize = 4096;
/// How much of a describing member is unpacked.
const DESCRIPTION: u64 = 512 * 1024;

/// The members' names; `mimetype:…`, the content of the member of that name (ODF, EPUB); `main:…`, each content type
/// that an Office package declares.
pub(super) fn marks(probe: &Probe<'_>) -> Vec<String> {
    let source = Source::new(probe.bytes, probe.tail, probe.size, None);
    let members = match directory::read(&source) {
        Some(directory) if !directory.members.is_empty() => directory.members,
        _ => directory::scan(&source, 0, source.size),
    };
    let mut marks = Vec::new();
    for member in members.iter().take(MOST) {
        match member.name.as_str() {
            "mimetype" => {
                let content = small(&source, member).unwrap_or_default();
                marks.push(format!("mimetype:{}", String::from_utf8_lossy(&content).trim()));
            }
            "[Content_Types].xml" => {
                let content = small(&source, member).unwrap_or_default();
                let text = String::from_utf8_lossy(&content);
                for after in text.split("ContentType=").skip(1) {
                    let quote = after.chars().next().unwrap_or('"');
                    let value = after.get(1..).and_then(|v| v.split(quote).next()).unwrap_or_default();
                    if value.contains(".main") || value.contains("fixed") || value.contains("3dmanufacturing") {
                        marks.push(format!("main:{value}"));
                    }
                }
            }
            _ => {}
        }
        marks.push(member.name.clone());
    }
    marks
}

/// The beginning of a stored or deflated member that is in memory.
fn small(source: &Source<'_>, member: &Member) -> Option<Vec<u8>> {
    let data = directory::local(source, member.header)?.data;
    let bytes = source.get(data, usize::try_from(member.packed.min(DESCRIPTION)).ok()?)?;
    match member.method {
        0 => Some(bytes.into_owned()),
        8 => {
            let mut out = Vec::new();
            // What came before an error is enough to tell a type by.
            let _ = flate2::read::DeflateDecoder::new(&*bytes).take(DESCRIPTION).read_to_end(&mut out);
            Some(out)
        }
        _ => None,
    }
}
