//! Locked documents that a password opens: the one that Excel tries by itself, and those that are known here.

use std::io::Read as _;

use crate::formats::locked::{self, Attempt};
use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::parse::office_lock::{self, DEFAULT};

use super::{File, rules};

/// The longest description of a lock, in bytes.
const INFO: u64 = 1 << 20;

/// Opens a locked package and hands it over.
pub(super) fn package(file: &mut File<'_>, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut info = Vec::new();
    if let Ok(stream) = file.open_stream("/EncryptionInfo") {
        // What came before an error is judged.
        let _ = stream.take(INFO).read_to_end(&mut info);
    }
    let Some(lock) = office_lock::lock(&info) else {
        return Err(Gap::encrypted("the document is locked in a way that is not known here"));
    };
    let key = open(inspection, "the document", |password| lock.open(password))?;
    let stream = file.open_stream("/EncryptedPackage");
    let Some(mut opened) = stream.ok().and_then(|stream| office_lock::Opened::new(stream, &key)) else {
        return Err(Gap::malformed("the locked document is cut off"));
    };
    inspection.child(Origin::Decoded, Claim::none(), &mut opened);
    Ok(())
}

/// Opens a locked workbook stream.
pub(super) fn workbook(body: &[u8], bytes: &[u8], inspection: &mut Inspection<'_>) -> Result<Vec<u8>, Gap> {
    let Some(lock) = office_lock::old_lock(body) else {
        return Err(Gap::encrypted("the workbook is locked with a password, in a way that is not known here"));
    };
    let key = open(inspection, "the workbook", |password| lock.open(password))?;
    Ok(key.workbook(bytes))
}

/// Tries Excel's own password, then those that are known.
fn open<T>(inspection: &mut Inspection<'_>, what: &str, mut key: impl FnMut(&str) -> Option<T>) -> Result<T, Gap> {
    if let Some(opened) = key(DEFAULT) {
        inspection.found(&rules::DEFAULT_PASSWORD).at(0u64, 8u64).with("what", what);
        return Ok(opened);
    }
    let opened = locked::open(inspection, what, |password| key(password).map_or(Attempt::Wrong, Attempt::Opened));
    opened.map(|(_, key)| key).ok_or_else(|| locked::gap(inspection, what))
}
