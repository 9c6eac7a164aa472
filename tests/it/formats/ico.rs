use crate::forge::{Example, Specimen, bmp};

pub const SPECIMENS: &[Specimen] =
    &[("ico", || bmp::icon(1, &[bmp::icon_bitmap()])), ("cur", || bmp::icon(2, &[bmp::icon_bitmap()]))];

pub const EXAMPLES: &[Example] = &[];
