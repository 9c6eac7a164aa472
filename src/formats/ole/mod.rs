//! OLE compound files: Office documents of 1997 to 2003, Outlook messages, installers and their kin (MS-CFB,
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/>).
//!
//! Streams are read by the `cfb` crate. It is strict: what it refuses Word may open, so such a file is a gap and is
//! searched for macros byte by byte.

mod biff;
mod document;
mod kinds;
mod message;
mod msi;
mod objects;
pub mod package;
mod ppt;
mod rules;
mod unlock;
pub mod vba;

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use cfb::CompoundFile;

use crate::model::artifact::{Artifact, ContentReader, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::rule::Severity;

use super::office::target::{self, Starts};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "ole", types: kinds::ALL, rules: rules::ALL, inspect: Some(inspect), seeks: true };

const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Streams and storages that are looked at.
const MOST_ENTRIES: usize = 10_000;
/// How much of the streams that describe objects is read.
const OBJECT: u64 = 1 << 20;
/// The longest stream that is read into memory at once, in bytes.
const STREAM: u64 = 64 << 20;

type File<'a> = CompoundFile<ContentReader<'a>>;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let kind = artifact.content_type.id;
    if matches!(kind, "msi" | "msp" | "mst") {
        return msi::inspect(artifact, inspection);
    }
    let mut file = match CompoundFile::open(artifact.reader()) {
        Ok(file) => file,
        Err(error) => {
            raw_macros(artifact, inspection);
            return Err(Gap::malformed(format!("the compound file is damaged: {error}")));
        }
    };
    if kind == "ooxml-encrypted" {
        return unlock::package(&mut file, inspection);
    }
    let entries = entries(&file);
    if entries.len() == MOST_ENTRIES {
        inspection.gap(Gap::limit(LimitKind::Entries, "the compound file has too many streams"));
    }
    objects::storages(&file, inspection);
    vba::inspect(&mut file, &entries, inspection)?;
    let done = if kind == "msg" { message::inspect(&mut file, &entries, inspection)? } else { BTreeSet::new() };
    for (path, _) in entries.iter().filter(|(path, stream)| *stream && !done.contains(path)) {
        inspection.check_time()?;
        stream(&mut file, path, inspection)?;
    }
    Ok(())
}

/// The paths of the file, and which of them are streams.
fn entries<R: Read + Seek>(file: &CompoundFile<R>) -> Vec<(String, bool)> {
    file.walk().take(MOST_ENTRIES).map(|e| (e.path().to_string_lossy().into_owned(), e.is_stream())).collect()
}

/// One stream: what its name says that it is, else whether it begins as another file does.
fn stream(file: &mut File<'_>, path: &str, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    match name.as_str() {
        "\u{1}Ole10Native" => {
            let bytes = read(file, path, STREAM, inspection);
            if let Some(target) = package::linked(&bytes) {
                if target::starts(&target) != Starts::Nothing {
                    inspection.found(&rules::LINKED_PROGRAM).at(0u64, 8u64).with("target", target).with("stream", path);
                }
            } else if let Some(package) = package::parse(&bytes) {
                embedded(&bytes[package.data.clone()], &package.name, path, inspection);
            }
        }
        "Workbook" | "Book" => {
            let bytes = read(file, path, STREAM, inspection);
            objects::links(&bytes, path, inspection);
            biff::inspect(&bytes, inspection)?;
        }
        "WordDocument" => {
            let bytes = read(file, path, STREAM, inspection);
            if bytes.get(11).is_some_and(|flags| flags & 1 != 0) {
                return Err(Gap::encrypted("the document is locked with a password"));
            }
            document::inspect(file, path, &bytes, inspection);
        }
        "Equation Native" => objects::formula(&read(file, path, OBJECT, inspection), path, inspection),
        "\u{1}Ole" => objects::link(&read(file, path, OBJECT, inspection), path, inspection),
        "PowerPoint Document" => ppt::inspect(&read(file, path, STREAM, inspection), inspection)?,
        // A locked presentation need not lock its properties: then only this says so.
        "Current User" if ppt::is_locked(&read(file, path, 16, inspection)) => {
            return Err(Gap::encrypted("the document is locked with a password"));
        }
        "EncryptedSummary" => return Err(Gap::encrypted("the document is locked with a password")),
        _ => {
            let beginning = read(file, path, 16, inspection);
            if begins_like_a_file(&beginning)
                && let Ok(mut content) = file.open_stream(path)
            {
                let child = inspection.child(Origin::Member, Claim::none(), &mut content);
                tell(child, path, path, inspection);
            }
        }
    }
    Ok(())
}

/// A file that is packed into the document.
fn embedded(bytes: &[u8], name: &str, path: &str, inspection: &mut Inspection<'_>) {
    let claim = if name.is_empty() { Claim::none() } else { Claim::named(Name::from_text(name)) };
    let mut reader = bytes;
    let child = inspection.child(Origin::Member, claim, &mut reader);
    tell(child, name, path, inspection);
}

fn tell(child: Option<crate::model::inspection::Child>, name: &str, path: &str, inspection: &mut Inspection<'_>) {
    let Some(child) = child else { return };
    if child.content_type.nature.runs() || child.worst >= Some(Severity::High) {
        let found = inspection.found(&rules::PROGRAM_INSIDE).at(0u64, 8u64);
        found.with("what", child.content_type.phrase()).with("name", name).with("stream", path);
    }
}

/// The first bytes of a stream; what cannot be read is a gap.
fn read(file: &mut File<'_>, path: &str, limit: u64, inspection: &mut Inspection<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let result = file.open_stream(path).and_then(|stream| stream.take(limit).read_to_end(&mut out));
    if let Err(error) = result {
        inspection.gap(Gap::malformed(format!("the stream \"{path}\" could not be read: {error}")));
    }
    out
}

/// Macros in a file whose tables are damaged: the name of their project's stream.
fn raw_macros(artifact: &Artifact, inspection: &mut Inspection<'_>) {
    let needle: Vec<u8> = "_VBA_PROJECT".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vba::scattered(artifact.bytes(), inspection);
    if let Some(at) = memchr::memmem::find(artifact.bytes(), &needle) {
        inspection.found(&rules::MACROS).at(at, needle.len()).with("storage", "_VBA_PROJECT");
    }
}

/// Whether a stream begins as a file of its own does.
fn begins_like_a_file(bytes: &[u8]) -> bool {
    const MARKS: &[&[u8]] =
        &[b"MZ", b"PK\x03\x04", b"%PDF-", b"Rar!\x1A\x07", b"7z\xBC\xAF\x27\x1C", b"{\\rt", b"MSCF\0\0\0\0", SIGNATURE];
    MARKS.iter().any(|m| bytes.starts_with(m))
}
