//! Objects in compound files: the classes of their storages, links, and formulas for the old equation editor.

use std::io::{Read, Seek};

use cfb::CompoundFile;
use memchr::memmem;

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

/// The mark of an address in a record (the class of URL monikers); its length and letters follow.
const ADDRESS: &[u8] = b"\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B";
/// Addresses of a workbook that are looked at.
const ADDRESSES: usize = 100_000;

/// The links in the cells of a workbook (MS-XLS 2.4.140): one that hands orders to a program.
pub(super) fn links(bytes: &[u8], path: &str, inspection: &mut Inspection<'_>) {
    let target = memmem::find_iter(bytes, ADDRESS).take(ADDRESSES).find_map(|at| {
        let text = bytes.get(at + ADDRESS.len() + 4..bytes.len().min(at + ADDRESS.len() + 4 + 512))?;
        let units = text.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]])).take_while(|u| *u != 0);
        let text = String::from_utf16_lossy(&units.collect::<Vec<_>>());
        target::handler(&text).map(|_| text)
    });
    if let Some(target) = target {
        inspection.found(&rules::HANDLER_LINK).at(0u64, 8u64).with("target", target).with("stream", path);
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
