//! Programs for virtual machines: Java classes, DEX, WebAssembly, Flash, Python byte code.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "bytecode", types: &[], rules: &[], inspect: None, seeks: false };
