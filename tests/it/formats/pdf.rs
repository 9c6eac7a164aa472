use crate::forge::{Example, Specimen, pdf};

pub const SPECIMENS: &[Specimen] = &[("pdf", pdf::plain)];

pub const EXAMPLES: &[Example] = &[];
