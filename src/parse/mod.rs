//! Bytes to plain structs, where no well-kept crate reads a format. No rules, no findings.

pub mod binhex;
pub mod encoded_script;
pub mod ini;
pub mod lnk;
pub mod lzfu;
pub mod mime;
pub mod office_lock;
pub mod ovba;
pub mod parts;
pub mod script;
pub mod tnef;
pub mod uuencode;
pub mod vba;
pub mod xlm;
pub mod yenc;
