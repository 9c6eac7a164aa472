//! Bytes to plain structs, where no well-kept crate reads a format. No rules, no findings.

pub mod ini;
pub mod binhex;
pub mod lnk;
pub mod lzfu;
pub mod mime;
pub mod office_lock;
pub mod ovba;
pub mod parts;
pub mod tnef;
pub mod uuencode;
pub mod vba;
pub mod xlm;
pub mod yenc;
