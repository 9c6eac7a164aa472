use crate::forge::{Example, Specimen, zip};

pub const SPECIMENS: &[Specimen] = &[("zip", || zip::of("notes.txt", "some words\n"))];

pub const EXAMPLES: &[Example] = &[];
