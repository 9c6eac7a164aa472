use crate::forge::{Example, Specimen, macho};

pub const SPECIMENS: &[Specimen] = &[
    ("macho", || macho::of_kind(2)),
    ("macho-dylib", || macho::of_kind(6)),
    ("macho-object", || macho::of_kind(1)),
    ("macho-32", macho::short),
    ("macho-fat", || macho::fat(&[macho::of_kind(2), macho::of_kind(2)])),
];

pub const EXAMPLES: &[Example] = &[];
