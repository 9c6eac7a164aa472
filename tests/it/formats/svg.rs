use std::io::Write as _;

use crate::forge::{Example, Specimen, svg};

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

pub const SPECIMENS: &[Specimen] = &[
    ("svg", svg::logo),
    ("svg-bare", || b"<!-- no name space --><svg width=\"8\"><rect/></svg>".to_vec()),
    ("svgz", || gzip(&svg::logo())),
];

pub const EXAMPLES: &[Example] = &[];
