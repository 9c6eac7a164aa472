//! gzip streams.

use std::io::Write as _;

/// One gzip member without a name.
pub fn of(data: &[u8]) -> Vec<u8> {
    named(None, data)
}

/// One gzip member with a name in its header.
pub fn named(name: Option<&str>, data: &[u8]) -> Vec<u8> {
    let builder = flate2::GzBuilder::new();
    let builder = match name {
        Some(name) => builder.filename(name),
        None => builder,
    };
    let mut encoder = builder.write(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}
