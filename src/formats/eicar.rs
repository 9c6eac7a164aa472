//! The EICAR test file: the file that every user tries first. <https://www.eicar.org/download-anti-malware-testfile/>

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "eicar", types: &[], rules: &[], inspect: None, seeks: false };
