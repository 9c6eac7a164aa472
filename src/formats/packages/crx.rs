//! Packages that are a ZIP archive behind a header: Chrome extensions (CRX2 and CRX3, Chromium's
//! `components/crx_file/crx3.proto`) and Java modules (JMOD, JEP 261).

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::types::{Nature, TypeInfo};

static CRX: TypeInfo = TypeInfo::new("crx", "Chrome extension", Nature::Program, |p| p.starts(b"Cr24"))
    .mimes(&["application/x-chrome-extension"])
    .extensions(&["crx"])
    .begins("43 72 32 34 (\"Cr24\")");

static JMOD: TypeInfo = TypeInfo::new("jmod", "Java module", Nature::Program, |p| p.starts(b"JM\x01\0PK"))
    .mimes(&["application/x-jmod"])
    .extensions(&["jmod"])
    .begins("4A 4D 01 00 (\"JM\")");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "crx", types: &[&CRX, &JMOD], rules: &[], inspect: Some(inspect), seeks: true };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let head = artifact.window(0, 16);
    let word = |n: usize| head.get(n..n + 4).map_or(0, |b| u64::from(u32::from_le_bytes([b[0], b[1], b[2], b[3]])));
    let start = match word(4) {
        _ if artifact.content_type.is(&JMOD) => 4,
        // A key and a signature; later both in one block.
        2 => 16 + word(8) + word(12),
        3 => 12 + word(8),
        version => return Err(Gap::unsupported(format!("version {version} of such packages is not known"))),
    };
    if !artifact.window(start, 4).starts_with(b"PK") {
        return Err(Gap::malformed(format!("no archive begins at byte {start}, where the header says")));
    }
    if let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(artifact.size())) {
        inspection.carve(start..end);
    }
    Ok(())
}
