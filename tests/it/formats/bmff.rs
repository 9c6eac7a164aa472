use crate::forge::{Example, Specimen, bmff};

pub const SPECIMENS: &[Specimen] = &[
    ("bmff", || bmff::film(b"zzzz", &[])),
    ("avif", || bmff::still(b"avif")),
    ("heic", || bmff::still(b"heic")),
    ("cr3", || bmff::film(b"crx ", &[])),
    ("m4a", || bmff::film(b"M4A ", &[])),
    ("m4v", || bmff::film(b"M4V ", &[])),
    ("3gp", || bmff::film(b"3gp4", &[])),
    ("mov", || bmff::film(b"qt  ", &[])),
    ("mp4", || bmff::film(b"isom", &[])),
    ("jp2", || bmff::jp2(b"jp2 ")),
    ("mj2", || bmff::jp2(b"mjp2")),
];

pub const EXAMPLES: &[Example] = &[];
