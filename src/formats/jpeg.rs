//! JPEG pictures: ITU-T T.81, <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>; JFIF; EXIF; MPF (CIPA DC-007).

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static JPEG: TypeInfo = TypeInfo::new("jpeg", "JPEG picture", Nature::Picture, |p| p.starts(b"\xFF\xD8\xFF"))
    .mimes(&["image/jpeg", "image/jpg", "image/pjpeg", "image/mpo"])
    .extensions(&["jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "pjpeg", "pjp", "mpo", "jps", "thm"])
    .begins("FF D8 FF");

/// The registry row.
pub static FORMAT: Format = Format { name: "jpeg", types: &[&JPEG], rules: &[], inspect: None, seeks: false };
