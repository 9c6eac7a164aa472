//! What Office packs its macros into where a document is one text file (Word 2003 XML, MHT): the word "ActiveMime", a head of
//! varying length, and a zlib stream that holds a compound file. It has no published specification; oletools' `olevba.py`
//! describes it.

use flate2::read::ZlibDecoder;

use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

static ACTIVEMIME: TypeInfo =
    TypeInfo::new("activemime", "packed macros of an Office document", Nature::Document, |p| p.starts(b"ActiveMime"))
        .begins("41 63 74 69 76 65 4D 69 6D 65 (\"ActiveMime\")");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "activemime", types: &[&ACTIVEMIME], rules: &[], inspect: Some(inspect), seeks: false };

/// How far in the packed bytes are looked for.
const HEAD: usize = 4096;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let said = bytes.get(0x1E..0x20).map(|b| usize::from(u16::from_le_bytes([b[0], b[1]])) + 46);
    let is_zlib = |at: &usize| {
        let head = bytes.get(*at..*at + 2);
        head.is_some_and(|h| h[0] == 0x78 && u16::from_be_bytes([h[0], h[1]]) % 31 == 0)
    };
    let start = said.filter(is_zlib).or_else(|| (10..bytes.len().min(HEAD)).find(is_zlib));
    let Some(start) = start else {
        return Err(Gap::malformed("the packed macros could not be unpacked"));
    };
    let packed = bytes.get(start..).unwrap_or_default();
    inspection.child(Origin::Decoded, Claim::none(), &mut ZlibDecoder::new(packed));
    Ok(())
}
