use crate::forge::{Example, Specimen, tar};

pub const SPECIMENS: &[Specimen] = &[("tar", || tar::of("notes.txt", b"some words\n"))];

pub const EXAMPLES: &[Example] = &[];
