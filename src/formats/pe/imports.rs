//! Which functions a Windows program calls, and which it offers.
//!
//! Read by us and capped: tables that point at themselves keep parsers busy for minutes or eat all memory.

use super::header::{self, Layout, u32_at};

/// Exported names that are looked at; large system libraries have some thousand.
const MOST_EXPORTS: usize = 20_000;

/// Whether the program offers a function of this name.
pub(super) fn exports(layout: &Layout<'_>, name: &[u8]) -> bool {
    let check = || {
        let (address, _) = layout.directory(header::EXPORTS)?;
        let table = layout.bytes_at(address)?;
        let count = (u32_at(table, 24)? as usize).min(MOST_EXPORTS);
        let names = layout.bytes_at(u32_at(table, 32)?)?;
        let found = (0..count).map_while(|i| u32_at(names, i * 4)).any(|at| {
            layout.bytes_at(at).is_some_and(|text| text.strip_prefix(name).is_some_and(|rest| rest.first() == Some(&0)))
        });
        Some(found)
    };
    check().unwrap_or(false)
}
