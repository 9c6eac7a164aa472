use crate::forge::{Example, Specimen};

pub const SPECIMENS: &[Specimen] = &[("rtf", || br"{\rtf1\ansi Hello\par}".to_vec())];

pub const EXAMPLES: &[Example] = &[];
