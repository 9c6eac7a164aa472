//! yEnc encoded files.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};
use crate::parse::mime::line;
use crate::parse::yenc;

use super::super::member::{Members, Place};
use super::super::stray;

static YENC: TypeInfo = TypeInfo::new("yenc", "yEnc encoded file", Nature::Container, |p| p.starts(yenc::BEGIN))
    .extensions(&["yenc", "ync"])
    .begins("\"=ybegin \"");

/// The registry row.
pub static FORMAT: Format = Format { name: "yenc", types: &[&YENC], rules: &[], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (mut at, mut members, mut behind) = (0, Members::new(), 0);
    while at < bytes.len() {
        inspection.check_time()?;
        let Some(header) = yenc::header(bytes, at) else {
            (_, at) = line(bytes, at, bytes.len());
            continue;
        };
        stray::part(artifact, inspection, behind as u64, at as u64, "between the encoded files");
        let name = Name::from_bytes(header.name);
        let mut decoder = yenc::Decoder::new(bytes, header.data);
        if members.file(inspection, name.clone(), Place::Byte(at as u64), &mut decoder).is_none() {
            return Ok(());
        }
        if header.is_part() {
            let said =
                |word: Option<&[u8]>| word.map_or_else(|| "?".to_owned(), |w| String::from_utf8_lossy(w).into_owned());
            inspection.gap(Gap::malformed(format!(
                "\"{}\" is part {} of {}; the file is whole only with the others",
                name.text(),
                said(header.part),
                said(header.total)
            )));
        }
        // Without an end line the data goes to the end of the text.
        let Some(trailer) = decoder.trailer(&header) else {
            return Err(Gap::malformed(format!("\"{}\" is cut off: its end line is missing", name.text())));
        };
        if !trailer.holds {
            inspection.gap(Gap::malformed(format!("\"{}\" is damaged: its checksum or size is wrong", name.text())));
        }
        (at, behind) = (trailer.next, trailer.next);
    }
    stray::part(artifact, inspection, behind as u64, bytes.len() as u64, "behind the end");
    inspection.fact("members", members.count());
    Ok(())
}
