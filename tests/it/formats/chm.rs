use crate::forge::{Example, Specimen, case};

/// Compiled help: the header alone.
pub fn help() -> Vec<u8> {
    let mut out = b"ITSF\x03\0\0\0\x60\0\0\0\x01\0\0\0".to_vec();
    out.resize(0x60, 0);
    out
}

pub const SPECIMENS: &[Specimen] = &[("chm", help)];

pub const EXAMPLES: &[Example] = &[Example {
    rule: "chm.compiled-help",
    fires: || case("manual.chm", help()),
    silent: || case("manual.txt", "ITSF is how compiled help begins".as_bytes()),
}];
