use crate::forge::{Example, Specimen, jpeg};

pub const SPECIMENS: &[Specimen] = &[("jpeg", jpeg::plain)];

pub const EXAMPLES: &[Example] = &[];
