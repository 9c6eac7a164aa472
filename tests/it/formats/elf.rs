use crate::forge::{Example, Specimen, elf};

pub const SPECIMENS: &[Specimen] = &[
    ("elf", elf::minimal),
    ("appimage", elf::app_image),
    ("elf-shared", || elf::with_segments(3, &[1, 2])),
    ("elf-object", || elf::with_segments(1, &[])),
    ("elf-core", || elf::with_segments(4, &[4, 1])),
];

pub const EXAMPLES: &[Example] = &[];
