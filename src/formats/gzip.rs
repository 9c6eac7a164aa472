//! gzip: RFC 1952, <https://www.rfc-editor.org/rfc/rfc1952>.

use std::io::{BufReader, Read, Seek as _};

use flate2::bufread::GzDecoder;

use crate::model::artifact::{Artifact, ContentReader, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::stray;

/// One or more compressed streams in a row.
pub static GZIP: TypeInfo =
    TypeInfo::new("gzip", "gzip archive", Nature::Container, |p| p.starts(b"\x1F\x8B\x08") && p.size >= 18)
        .mimes(&["application/gzip", "application/x-gzip"])
        .extensions(&["gz", "tgz", "gzip"])
        .begins("1F 8B 08");

/// The registry row.
pub static FORMAT: Format = Format { name: "gzip", types: &[&GZIP], rules: &[], inspect: Some(inspect), seeks: true };

/// The longest name that is read from the header; the RFC knows no limit.
const NAME: usize = 1024;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut members = Members { decoder: Some(GzDecoder::new(BufReader::new(artifact.reader()))), end: None, count: 1 };
    let claim = name_inside(artifact).map_or_else(Claim::none, Claim::named);
    inspection.child(Origin::Decoded, claim, &mut members);
    if members.count > 1 {
        inspection.fact("members", members.count);
    }
    if let Some(end) = members.end {
        stray::part(artifact, inspection, end, artifact.size(), "behind the end");
    }
    Ok(())
}

/// The name in the header or, without one, the archive's own name without its ending.
fn name_inside(artifact: &Artifact) -> Option<Name> {
    let bytes = artifact.bytes();
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(u16::from_le_bytes([*bytes.get(10)?, *bytes.get(11)?]));
    }
    if flags & 8 != 0 {
        let field = bytes.get(at..bytes.len().min(at + NAME))?;
        let name = &field[..field.iter().position(|b| *b == 0)?];
        if !name.is_empty() {
            // Latin-1 by the RFC, UTF-8 in practice.
            let text =
                std::str::from_utf8(name).map_or_else(|_| name.iter().map(|b| *b as char).collect(), str::to_owned);
            return Some(Name::from_text(&text));
        }
    }
    let own = artifact.claim.name.as_ref()?.file_name();
    let (stem, ending) = own.text().rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "gz" | "gzip" => Some(Name::from_text(stem)),
        "tgz" => Some(Name::from_text(&format!("{stem}.tar"))),
        "svgz" => Some(Name::from_text(&format!("{stem}.svg"))),
        _ => None,
    }
}

/// How a member begins.
const MARK: &[u8] = b"\x1F\x8B\x08";

/// All members of a gzip file as one stream, as unpackers give them; remembers where the last one ended.
struct Members<'a> {
    decoder: Option<GzDecoder<BufReader<ContentReader<'a>>>>,
    end: Option<u64>,
    count: u64,
}

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let read = decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(decoder) = self.decoder.take() else { break };
            let mut rest = decoder.into_inner();
            // The mark may lie across two fillings of the buffer, so a look at one of them is not enough.
            let mut mark = Vec::with_capacity(MARK.len());
            rest.by_ref().take(MARK.len() as u64).read_to_end(&mut mark)?;
            rest.seek_relative(-i64::try_from(mark.len()).unwrap_or(0))?;
            if mark == MARK {
                self.count += 1;
                self.decoder = Some(GzDecoder::new(rest));
            } else {
                self.end = Some(rest.stream_position()?);
            }
        }
        Ok(0)
    }
}
