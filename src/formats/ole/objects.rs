//! Objects in compound files: the classes of their storages, links, and formulas for the old equation editor.

use std::io::{Read, Seek};

use cfb::CompoundFile;

use crate::formats::office::classes;
use crate::formats::office::target::{self, Reach};
use crate::model::inspection::Inspection;

use super::{MOST_ENTRIES, rules};

/// Storages that are told of.
const TOLD: usize = 8;

/// The classes of all storages: controls say so what they are.
pub(super) fn storages<R: Read + Seek>(file: &CompoundFile<R>, inspection: &mut Inspection<'_>) {
    let named = file.walk().take(MOST_ENTRIES).filter(|e| !e.is_stream() && !e.clsid().is_nil());
    let abused = named.filter_map(|e| {
        let class = classes::abused(&e.clsid().to_string())?;
        Some((class, e.path().to_string_lossy().into_owned()))
    });
    for (class, storage) in abused.take(TOLD) {
        inspection.found(&rules::CONTROL).at(0u64, 8u64).with("class", class).with("storage", storage);
    }
}

/// The stream that says what an object is linked to (MS-OLEDS 2.3.3).
pub(super) fn link(bytes: &[u8], path: &str, inspection: &mut Inspection<'_>) {
    // The lowest bit says that it is a link; others hold no address that matters.
    if bytes.get(4).is_none_or(|flags| flags & 1 == 0) {
        return;
    }
    let Some(target) = classes::address(bytes) else { return };
    let honest = target::is_office_store(&target) || target::is_workbook(&target);
    if target::reach(&target) == Reach::Internet && !honest {
        inspection.found(&rules::LINK).at(0u64, 8u64).with("target", target).with("stream", path);
    }
}

/// A formula, which may be an attack.
pub(super) fn formula(bytes: &[u8], path: &str, inspection: &mut Inspection<'_>) {
    let reason = match classes::overflow(bytes) {
        Some(_) => Some("the name of a font that is too long"),
        None => classes::order(bytes),
    };
    if let Some(reason) = reason {
        inspection.found(&rules::EXPLOIT).at(0u64, 8u64).with("mark", reason).with("stream", path);
    }
}
