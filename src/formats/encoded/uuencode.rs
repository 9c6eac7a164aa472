//! uuencoded files, and texts in which such files stand.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::mime::line;
use crate::parse::uuencode::{self, Decoder, Header};

use super::super::member::{Members, Place};
use super::super::stray;

static UUENCODE: TypeInfo = TypeInfo::new("uuencode", "uuencoded file", Nature::Container, is_uuencode)
    .mimes(&["text/x-uuencode", "application/x-uuencode"])
    .extensions(&["uu", "uue"])
    .begins("\"begin 644 \"");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "uuencode", types: &[&UUENCODE], rules: &[], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (mut at, mut members, mut behind) = (0, Members::new(), 0);
    while at < bytes.len() {
        inspection.check_time()?;
        let Some(header) = header(bytes, at) else {
            (_, at) = line(bytes, at, bytes.len());
            continue;
        };
        // What stands before and between the files is text that nobody decodes.
        stray::part(artifact, inspection, behind as u64, at as u64, "between the encoded files");
        let place = Place::Byte(at as u64);
        let Some(end) = hand_over(bytes, inspection, &mut members, &header, place) else { return Ok(()) };
        (at, behind) = (end, end);
    }
    stray::part(artifact, inspection, behind as u64, bytes.len() as u64, "behind the end");
    inspection.fact("members", members.count());
    Ok(())
}

/// Decodes one file; gives where it ended, or nothing where the limits refuse more.
fn hand_over(
    bytes: &[u8],
    inspection: &mut Inspection<'_>,
    members: &mut Members,
    header: &Header,
    place: Place,
) -> Option<usize> {
    let name = Name::from_bytes(&header.name);
    let mut decoder = Decoder::new(bytes, header.lines, header.form);
    members.file(inspection, name.clone(), place, &mut decoder)?;
    if !decoder.is_ended() {
        inspection.gap(Gap::malformed(format!("\"{}\" is cut off: its end mark is missing", name.text())));
    }
    Some(decoder.end())
}

/// More encoded files than this in one text are not opened.
const BLOCKS: u64 = 1000;

/// Opens the encoded files in the middle of a text: mail programs and decoders find them there.
pub(in crate::formats) fn in_text(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (mut members, mut from) = (Members::new(), 0);
    while let Some(at) = memchr::memmem::find(&bytes[from..], b"begin").map(|at| from + at) {
        inspection.check_time()?;
        from = at + 5;
        let at_start = at == 0 || bytes[at - 1] == b'\n';
        let block = bytes[at..].get(..HEAD).unwrap_or(&bytes[at..]);
        if !at_start || !is_block(block) {
            continue;
        }
        let Some(header) = header(bytes, at) else { continue };
        if members.count() >= BLOCKS {
            return Err(Gap::limit(LimitKind::Entries, format!("more than {BLOCKS} encoded files in one text")));
        }
        match hand_over(bytes, inspection, &mut members, &header, Place::Byte(at as u64)) {
            Some(end) => from = end.max(from),
            None => return Ok(()),
        }
    }
    if members.count() > 0 {
        inspection.fact("members", members.count());
    }
    Ok(())
}

/// How much is looked at to know an encoded file, in bytes.
const HEAD: usize = 8192;

fn is_uuencode(probe: &Probe<'_>) -> bool {
    is_block(probe.window(0, HEAD))
}

/// The line that begins a file, and one behind it that is as long as its first character says.
fn is_block(head: &[u8]) -> bool {
    header(head, 0).is_some_and(|header| uuencode::follows(head, &header))
}

/// The line that begins a file: mails may leave out its name, files do not.
fn header(bytes: &[u8], at: usize) -> Option<Header> {
    uuencode::header(bytes, at).filter(|header| !header.name.is_empty())
}
