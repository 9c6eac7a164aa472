use crate::forge::marks::{marked, padded};
use crate::forge::{Example, Specimen, case, pe};
use sheepdip::model::report::Verdict;

fn armoured(label: &str) -> Vec<u8> {
    format!("-----BEGIN {label}-----\n\nAAECAwQFBgcICQ==\n-----END {label}-----\n").into_bytes()
}

/// SEQUENCE with a two-byte length.
fn sequence(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x30, 0x82];
    out.extend_from_slice(&(content.len() as u16).to_be_bytes());
    out.extend_from_slice(content);
    out
}

/// A signed message; `content` as it stands behind its type.
fn signed(content: &[u8]) -> Vec<u8> {
    const OID: [u8; 10] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7];
    let inner = sequence(&[&OID[..], &[1], content].concat());
    let data = sequence(&[&[2, 1, 1, 0x31, 0], &inner[..]].concat());
    let mut outer = vec![0xA0, 0x82];
    outer.extend_from_slice(&(data.len() as u16).to_be_bytes());
    outer.extend(data);
    sequence(&[&OID[..], &[2], &outer].concat())
}

fn pkcs7(kind: u8) -> Vec<u8> {
    sequence(&padded(&[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, kind], 300))
}

fn certificate() -> Vec<u8> {
    sequence(&sequence(&padded(&[0xA0, 3, 2, 1, 2, 2, 1, 1, 0x30, 0x0D], 300)))
}

fn terminfo() -> Vec<u8> {
    padded(b"\x1A\x01\x06\0\x02\0\x02\0\x01\0\x04\0dumb|\0", 64)
}

pub const SPECIMENS: &[Specimen] = &[
    ("sqlite", || padded(b"SQLite format 3\0", 128)),
    ("berkeley-db", || marked(128, &[(12, b"\x62\x31\x05\0")])),
    ("ese", || marked(128, &[(4, b"\xEF\xCD\xAB\x89")])),
    ("pst", || padded(b"!BDN\0\0\0\0SM\x17\0", 128)),
    ("kdbx", || padded(b"\x03\xD9\xA2\x9A\x67\xFB\x4B\xB5", 64)),
    ("redis", || padded(b"REDIS0011", 32)),
    ("parquet", || b"PAR1\0\0\0\0\0\0\0\0PAR1".to_vec()),
    ("arrow", || padded(b"ARROW1\0\0", 32)),
    ("avro", || padded(b"Obj\x01\x04\x16avro.schema", 64)),
    ("orc", || padded(b"ORC\n\x03\0\0", 32)),
    ("hdf5", || padded(b"\x89HDF\r\n\x1A\n", 64)),
    ("hdf4", || padded(b"\x0E\x03\x13\x01", 64)),
    ("netcdf", || padded(b"CDF\x01", 32)),
    ("npy", || padded(b"\x93NUMPY\x01\0\x76\0{'descr': '<f8'}", 128)),
    ("mat", || padded(b"MATLAB 5.0 MAT-file, Platform: PCWIN64", 128)),
    ("safetensors", || b"\x10\0\0\0\0\0\0\0{\"a\":{\"x\":[0]}}  ".to_vec()),
    ("gguf", || padded(b"GGUF\x03\0\0\0", 32)),
    ("dicom", || marked(256, &[(128, b"DICM")])),
    ("pcap", || padded(b"\xD4\xC3\xB2\xA1\x02\0\x04\0", 24)),
    ("pcapng", || padded(b"\x0A\x0D\x0D\x0A\x1C\0\0\0\x4D\x3C\x2B\x1A", 28)),
    ("torrent", || b"d8:announce19:https://example.org4:infod4:name1:aee".to_vec()),
    ("dwg", || padded(b"AC1032", 128)),
    ("blend", || padded(b"BLENDER-v300", 64)),
    ("glb", || padded(b"glTF\x02\0\0\0", 32)),
    ("fbx", || padded(b"Kaydara FBX Binary  \0\x1A\0", 64)),
    ("evtx", || padded(b"ElfFile\0", 128)),
    ("evt", || padded(b"\x30\0\0\0LfLe", 64)),
    ("hive", || padded(b"regf", 4096)),
    ("prefetch", || padded(b"\x1E\0\0\0SCCA", 128)),
    ("minidump", || padded(b"MDMP\x93\xA7\0\0", 64)),
    ("thumbcache", || padded(b"CMMM\x20\0\0\0", 64)),
    ("help", || padded(b"\x3F\x5F\x03\0", 64)),
    ("bplist", || padded(b"bplist00\xD1\x01\x02", 64)),
    ("ds-store", || padded(b"\0\0\0\x01Bud1", 64)),
    ("apple-double", || padded(b"\0\x05\x16\x07\0\x02\0\0Mac OS X        ", 64)),
    ("keychain", || padded(b"kych\0\x01\0\0", 64)),
    ("mo", || padded(b"\xDE\x12\x04\x95\0\0\0\0\x01\0\0\0", 64)),
    ("terminfo", terminfo),
    ("tzif", || padded(b"TZif2", 64)),
    ("icc", || marked(128, &[(0, &[0, 0, 0, 128]), (36, b"acsp")])),
    ("journal", || padded(b"LPKSHHRH", 64)),
    ("git-pack", || padded(b"PACK\0\0\0\x02\0\0\0\x01", 40)),
    ("git-index", || padded(b"\xFFtOc\0\0\0\x02", 40)),
    ("git-bundle", || b"# v2 git bundle\n0000 refs/heads/main\n\nPACK".to_vec()),
    ("vim-swap", || padded(b"b0VIM 9.0\0", 64)),
    ("pdb", || padded(b"Microsoft C/C++ MSF 7.00\r\n\x1ADS\0\0\0", 64)),
    ("java-keystore", || padded(b"\xFE\xED\xFE\xED\0\0\0\x02", 64)),
    ("certificate", certificate),
    ("pkcs7", || signed(&[])),
    ("der-key", || sequence(&padded(&[2, 1, 0, 0x30, 13, 6, 9, 0x2A], 300))),
    ("pkcs7-enveloped", || pkcs7(3)),
    ("pkcs12", || sequence(&padded(&[2, 1, 3, 0x30, 0x82], 300))),
    ("pem-certificate", || armoured("CERTIFICATE")),
    ("pem-request", || armoured("CERTIFICATE REQUEST")),
    ("pem-key", || armoured("PUBLIC KEY")),
    ("pem-pkcs7", || armoured("PKCS7")),
    ("ssh-public-key", || b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA someone@example.org\n".to_vec()),
    ("pgp-message", || armoured("PGP MESSAGE")),
    ("pgp-key", || armoured("PGP PUBLIC KEY BLOCK")),
    ("pgp-signature", || armoured("PGP SIGNATURE")),
    ("pgp-signed", || b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n".to_vec()),
    ("age", || b"age-encryption.org/v1\n-> X25519 AAAA\n".to_vec()),
    ("openssl-encrypted", || padded(b"Salted__", 48)),
    ("pgp-binary", || padded(&[0x99, 0, 60, 4, 0x5F, 0, 0, 0, 1], 64)),
    ("pgp-encrypted", || padded(&[0x85, 0, 60, 3, 1, 2, 3, 4, 5, 6, 7, 8, 1], 64)),
];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn a_signature_that_stands_alone_is_clean() {
    let report = case("smime.p7s", signed(&[])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert_eq!(report.artifacts.len(), 1);
}

#[test]
fn what_a_signed_message_holds_is_examined_whole_or_in_pieces() {
    let octets = |data: &[u8]| {
        let mut out = vec![4, 0x82];
        out.extend_from_slice(&(data.len() as u16).to_be_bytes());
        out.extend_from_slice(data);
        out
    };
    let program = pe::minimal();
    let whole = [&[0xA0, 0x80][..], &octets(&program)].concat();
    let (first, second) = program.split_at(2);
    let pieces = [&[0xA0, 0x80, 0x24, 0x80][..], &octets(first), &octets(second), &[0, 0]].concat();
    for content in [whole, pieces] {
        let report = case("smime.p7m", signed(&content)).examine();
        assert_eq!(report.artifacts.get(1).map(|a| a.content_type.id), Some("pe"), "{:?}", report.gaps);
    }
}

#[test]
fn a_damaged_or_encrypted_message_is_unexamined() {
    for bytes in [pkcs7(2), pkcs7(3)] {
        assert_eq!(case("smime.p7m", bytes).examine().judgement.verdict, Verdict::Unexamined);
    }
}
