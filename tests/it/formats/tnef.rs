use crate::forge::Specimen;

pub const SPECIMENS: &[Specimen] = &[("tnef", || b"\x78\x9F\x3E\x22\x01\0".to_vec())];
