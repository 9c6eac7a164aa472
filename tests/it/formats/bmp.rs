use crate::forge::{Example, Specimen};

pub const SPECIMENS: &[Specimen] = &[];

pub const EXAMPLES: &[Example] = &[];
