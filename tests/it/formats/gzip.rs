use crate::forge::marks::padded;
use crate::forge::{Example, Specimen};

pub const SPECIMENS: &[Specimen] = &[("gzip", || padded(b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x03\0", 20))];

pub const EXAMPLES: &[Example] = &[];
