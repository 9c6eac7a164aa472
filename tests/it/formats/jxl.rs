use crate::forge::{Example, Specimen, bmff};

pub const SPECIMENS: &[Specimen] =
    &[("jxl", || bmff::jxl(&[])), ("jxl-codestream", bmff::jxl_codestream), ("j2k", bmff::j2k)];

pub const EXAMPLES: &[Example] = &[];
