use crate::forge::{Example, Specimen};

pub const SPECIMENS: &[Specimen] = &[
    ("class", class),
    ("dex", dex),
    ("odex", || b"dey\n036\0 and more".to_vec()),
    ("wasm", || b"\0asm\x01\0\0\0".to_vec()),
    ("swf", || b"FWS\x05\x15\0\0\0\x30\0\0\0\0\0\x0C\x01\0\0\0\0\0".to_vec()),
    ("pyc", pyc),
    ("luac", || b"\x1BLua\x54\0\x19\x93\r\n\x1A\n".to_vec()),
    ("llvm", || b"BC\xC0\xDE\x35\x14\0\0".to_vec()),
    ("beam", || b"FOR1\0\0\0\x04BEAM".to_vec()),
    ("coff", coff),
];

pub const EXAMPLES: &[Example] = &[];

/// A Java class without fields and methods: six constants would be usual, one is enough.
fn class() -> Vec<u8> {
    let mut out = b"\xCA\xFE\xBA\xBE\0\0\0\x41".to_vec();
    // Three constants' places: a name, a class, then flags, this, super, and no interfaces, fields, methods, attributes.
    out.extend(b"\0\x03\x01\0\x01A\x07\0\x01\0\x21\0\x02\0\0\0\0\0\0\0\0\0\0");
    out
}

fn dex() -> Vec<u8> {
    let mut out = vec![0u8; 0x70];
    out[..8].copy_from_slice(b"dex\n039\0");
    out[0x20..0x24].copy_from_slice(&0x70u32.to_le_bytes());
    out[0x24..0x28].copy_from_slice(&0x70u32.to_le_bytes());
    out[0x28..0x2C].copy_from_slice(&0x1234_5678u32.to_le_bytes());
    out
}

fn pyc() -> Vec<u8> {
    let mut out = 3571u16.to_le_bytes().to_vec();
    out.extend(b"\r\n");
    out.resize(16, 0);
    out.push(0xE3);
    out.resize(64, 0);
    out
}

fn coff() -> Vec<u8> {
    let mut out = vec![0u8; 60 + 18];
    out[..2].copy_from_slice(&0x8664u16.to_le_bytes());
    out[2] = 1;
    out[8] = 60;
    out[12] = 1;
    out[20..25].copy_from_slice(b".text");
    out
}
