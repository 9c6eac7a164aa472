//! The resources of a Windows program: its description, and files that it carries.

use std::ops::Range;

use super::header::{self, Layout, u16_at, u32_at};

/// Leaves of the tree that are looked at.
const MOST: usize = 4096;
/// Folders of the second level that are looked into.
const MOST_FOLDERS: usize = 16_384;
/// Version descriptions are some hundred bytes; this much is read.
const VERSION_BYTES: usize = 64 * 1024;

/// One resource.
#[derive(Debug)]
pub(super) struct Resource {
    /// The number of its type (16: version description, 10: raw data); 0 where the type has a name.
    pub(super) kind: u32,
    /// Where its bytes stand in the file.
    pub(super) range: Range<usize>,
}

/// All resources, and whether the list is complete.
pub(super) fn list(layout: &Layout<'_>) -> (Vec<Resource>, bool) {
    let mut out = Vec::new();
    let Some((address, size)) = layout.directory(header::RESOURCES) else { return (out, true) };
    if size == 0 {
        return (out, true);
    }
    let Some(tree) = layout.bytes_at(address) else { return (out, false) };
    // Exactly three levels (type, name, language), so that a tree that points at itself ends.
    let (mut seen, mut leaves) = (0, 0);
    // A folder of which only the first entries are read makes the list incomplete.
    let mut whole = true;
    let mut folder = |at: usize| {
        let entries = entries(tree, at);
        whole &= entries.len() < MOST;
        entries
    };
    for (kind, types) in folder(0) {
        for (_, names) in folder(below(types)) {
            // Folders without a leaf count too: every folder may name the same one of 65,535 others.
            seen += 1;
            if seen > MOST_FOLDERS {
                return (out, false);
            }
            for (_, leaf) in folder(below(names)) {
                leaves += 1;
                if leaves > MOST {
                    return (out, false);
                }
                let at = leaf as usize;
                let Some((data, length)) = u32_at(tree, at).zip(u32_at(tree, at.saturating_add(4))) else { continue };
                let Some(start) = layout.offset_of(data) else { continue };
                let end = start.saturating_add(length as usize).min(layout.bytes.len());
                let number = if kind & NAMED == 0 { kind } else { 0 };
                out.push(Resource { kind: number, range: start..end });
            }
        }
        seen += 1;
    }
    (out, whole)
}

/// The bit that tells a name from a number, and a folder from a leaf.
const NAMED: u32 = 0x8000_0000;

fn below(entry: u32) -> usize {
    // A leaf where a folder should be leads to a place with no folder.
    if entry & NAMED == 0 { usize::MAX } else { (entry & !NAMED) as usize }
}

/// Name or number, and place, of the entries of a folder.
fn entries(tree: &[u8], at: usize) -> Vec<(u32, u32)> {
    let count = |by: usize| u16_at(tree, at.checked_add(by)?).map(usize::from);
    let Some((named, numbered)) = count(12).zip(count(14)) else { return Vec::new() };
    (0..(named + numbered).min(MOST))
        .map_while(|i| {
            let row = at.checked_add(16 + i * 8)?;
            u32_at(tree, row).zip(u32_at(tree, row + 4))
        })
        .collect()
}

/// A value of the version description ("CompanyName").
pub(super) fn version_value(bytes: &[u8], key: &str) -> Option<String> {
    let look = &bytes[..bytes.len().min(VERSION_BYTES)];
    let needle: Vec<u8> = key.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let at = memchr::memmem::find(look, &needle)?.checked_add(needle.len())?;
    // Values begin at a multiple of four; further zeros are none of them.
    let mut units =
        (at.next_multiple_of(2)..look.len()).step_by(2).map_while(|i| u16_at(look, i)).skip_while(|u| *u == 0);
    let value: Vec<u16> = units.by_ref().take_while(|u| *u != 0).take(300).collect();
    let value = String::from_utf16_lossy(&value).trim().to_owned();
    // An empty value is followed by the head of the next one: its length comes first, which is no printable text.
    (!value.is_empty() && !value.starts_with(char::is_control) && value.chars().count() > 1).then_some(value)
}
