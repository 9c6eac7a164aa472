use std::io::Write as _;

use crate::forge::{Specimen, case, ole};
use sheepdip::model::report::Verdict;

/// A compound file as Office packs it into documents of one text.
pub fn packed(file: &[u8]) -> Vec<u8> {
    let mut out = b"ActiveMime\0\0\x01\xF0\x04\0\0\0\xFF\xFF\xFF\xFF\0\0\x07\xF0".to_vec();
    out.resize(0x32, 0);
    out[0x1E] = 4;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(file).unwrap();
    out.extend(packer.finish().unwrap());
    out
}

pub const SPECIMENS: &[Specimen] = &[("activemime", || packed(&ole::of(&[("/Something", b"words")])))];

#[test]
fn a_cut_one_is_never_clean() {
    let whole = packed(&ole::of(&[("/Something", &[7; 5000])]));
    for length in 10..whole.len() - 4 {
        assert_ne!(case("a.mso", &whole[..length]).examine().judgement.verdict, Verdict::Clean, "cut at {length}");
    }
}
