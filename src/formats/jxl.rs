//! JPEG XL: ISO/IEC 18181-1 (codestream) and 18181-2 (container), and the naked JPEG 2000 codestream.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// JPEG XL in boxes.
static JXL: TypeInfo =
    TypeInfo::new("jxl", "JPEG XL picture", Nature::Picture, |p| p.starts(b"\0\0\0\x0CJXL \r\n\x87\n"))
        .mimes(&["image/jxl"])
        .extensions(&["jxl"])
        .begins("00 00 00 0C 4A 58 4C 20 (\"JXL\", at byte 4)");

/// The pixels without a container; they have no end mark.
static CODESTREAM: TypeInfo =
    TypeInfo::new("jxl-codestream", "JPEG XL picture (without container)", Nature::Picture, is_codestream)
        .mimes(&["image/jxl"])
        .extensions(&["jxl"])
        .begins("FF 0A")
        .by_mark();

/// JPEG 2000 without its container.
static J2K: TypeInfo =
    TypeInfo::new("j2k", "JPEG 2000 picture (without container)", Nature::Picture, |p| p.starts(b"\xFF\x4F\xFF\x51\0"))
        .mimes(&["image/j2c", "image/x-jp2-codestream", "image/jp2"])
        .extensions(&["j2k", "j2c", "jpc", "jhc"])
        .begins("FF 4F FF 51");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "jxl", types: &[&JXL, &J2K, &CODESTREAM], rules: &[], inspect: None, seeks: false };

fn is_codestream(probe: &Probe<'_>) -> bool {
    probe.starts(b"\xFF\x0A") && probe.bytes.len() >= 12 && probe.text().is_none()
}
