use crate::forge::{Example, Specimen, gzip};

pub const SPECIMENS: &[Specimen] = &[("gzip", || gzip::of(b"some words\n"))];

pub const EXAMPLES: &[Example] = &[];
