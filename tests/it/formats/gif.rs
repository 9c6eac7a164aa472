use crate::forge::{Example, Specimen, gif};

pub const SPECIMENS: &[Specimen] = &[("gif", gif::plain)];

pub const EXAMPLES: &[Example] = &[];
