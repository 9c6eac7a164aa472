use crate::forge::{Example, Specimen, bmp};

pub const SPECIMENS: &[Specimen] = &[("bmp", bmp::plain)];

pub const EXAMPLES: &[Example] = &[];
