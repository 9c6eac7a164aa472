//! Web archives: WARC 1.1 (ISO 28500), <https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/>.
//! Each record is a header, a blank line, and what a server sent, which begins with the header of HTTP.

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::mime::{self, Header};

use super::member::{Kind, Members, Place};

static WARC: TypeInfo = TypeInfo::new("warc", "web archive (WARC)", Nature::Container, |p| p.starts(MARK))
    .mimes(&["application/warc"])
    .extensions(&["warc"])
    .begins("\"WARC/\"");

/// The registry row.
pub static FORMAT: Format = Format { name: "warc", types: &[&WARC], rules: &[], inspect: Some(inspect), seeks: false };

/// The mark of a record.
const MARK: &[u8] = b"WARC/";

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (mut at, mut members) = (0, Members::repeating());
    while at < bytes.len() {
        inspection.check_time()?;
        let (_, fields) = mime::line(bytes, at, bytes.len());
        let header = mime::header(bytes, fields..bytes.len(), false);
        let length =
            header.first("content-length").and_then(|l| std::str::from_utf8(l).ok()?.trim().parse::<usize>().ok());
        let Some(length) = length.filter(|_| bytes[at..].starts_with(MARK)) else {
            // Whatever it is, it is looked at.
            inspection.carve(at..bytes.len());
            return Err(Gap::malformed(format!("the web archive is damaged: no record begins at byte {at}")));
        };
        let end = header.body.saturating_add(length);
        if one(inspection, &mut members, bytes, &header, at, end.min(bytes.len())).is_none() {
            return Ok(());
        }
        if end > bytes.len() {
            return Err(Gap::malformed("the web archive is cut off in its last record"));
        }
        at = end + bytes[end..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    }
    inspection.fact("members", members.count());
    Ok(())
}

/// Hands over what one record holds; `None` where the limits refuse more.
fn one(
    inspection: &mut Inspection<'_>,
    members: &mut Members,
    bytes: &[u8],
    header: &Header,
    at: usize,
    end: usize,
) -> Option<()> {
    let mut from = header.body.min(end);
    // What the server said about it.
    if bytes[from..end].starts_with(b"HTTP/") {
        let (_, fields) = mime::line(bytes, from, end);
        from = mime::header(bytes, fields..end, false).body.min(end);
    }
    if from == end {
        return Some(());
    }
    // The last part of the address, behind the server's name.
    let address = header.text("warc-target-uri").unwrap_or_default();
    let path = address.split(['?', '#', '>']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, behind)| behind.split_once('/').map_or("", |(_, path)| path));
    let name = Name::from_text(path.rsplit('/').next().unwrap_or_default());
    let claim = if name.text().is_empty() {
        Claim::none()
    } else {
        members.judge(inspection, &name, Place::Byte(at as u64), Kind::File);
        Claim::named(name)
    };
    inspection.slice(Origin::Member, claim, from..end).map(|_| ())
}
