//! Keys, certificates, signatures and encrypted messages: X.509 (RFC 5280), CMS (RFC 5652), OpenPGP (RFC 9580).

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::super::text::TEXT;

/// The registry row.
pub static FORMAT: Format = Format { name: "keys", types: TYPES, rules: &[], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if artifact.content_type.is(&SIGNED) { super::cms::signed(artifact, inspection) } else { Ok(()) }
}

/// Data by its mark.
const fn data(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Data, matches).by_mark()
}

/// A signature, which may hold the mail that it signs.
static SIGNED: TypeInfo = TypeInfo::new("pkcs7", "signed message or signature (S/MIME)", Nature::Container, |p| {
    content_type(p.bytes) == Some(2)
})
.mimes(&["application/pkcs7-signature", "application/x-pkcs7-signature", "application/pkcs7-mime"])
.extensions(&["p7s", "p7b", "p7c", "cat"])
.begins("30 82");

static TYPES: &[&TypeInfo] = &[
    &data("certificate", "certificate (DER)", |p| is_certificate(p.bytes))
        .mimes(&["application/pkix-cert", "application/x-x509-ca-cert"])
        .extensions(&["cer", "der", "crt"])
        .begins("30 82"),
    &SIGNED,
    &data("pkcs7-enveloped", "encrypted message (S/MIME)", |p| content_type(p.bytes) == Some(3))
        .mimes(&["application/pkcs7-mime", "application/x-pkcs7-mime"])
        .extensions(&["p7m"])
        .begins("30 82")
        .not_opened("the message is encrypted"),
    &data("der-key", "key or certificate request (DER)", |p| is_key(p.bytes))
        .mimes(&["application/pkcs8", "application/pkcs10"])
        .extensions(&["p8", "p10"])
        .begins("30"),
    &data("pkcs12", "key with certificate (PKCS #12)", |p| {
        // SEQUENCE { INTEGER 3, ContentInfo
        sequence(p.bytes).is_some_and(|r| r.starts_with(&[2, 1, 3, 0x30]))
    })
    .mimes(&["application/x-pkcs12", "application/pkcs12"])
    .extensions(&["p12", "pfx"])
    .begins("30 82"),
    &data("pem-certificate", "certificate (PEM)", |p| armour(p, &["CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CRL"]))
        .mimes(&["application/x-pem-file", "application/x-x509-ca-cert"])
        .extensions(&["pem"])
        .parent(&TEXT)
        .begins("2D 2D 2D 2D (\"-----BEGIN CERTIFICATE\")"),
    &data("pem-request", "certificate request (PEM)", |p| {
        armour(p, &["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"])
    })
    .mimes(&["application/pkcs10"])
    .extensions(&["csr", "req"])
    .parent(&TEXT)
    .begins("2D 2D 2D 2D (\"-----BEGIN CERTIFICATE REQUEST\")"),
    &data("pem-key", "key (PEM)", |p| {
        armour(
            p,
            &[
                "PRIVATE KEY",
                "RSA PRIVATE KEY",
                "EC PRIVATE KEY",
                "EC PARAMETERS",
                "DSA PRIVATE KEY",
                "ENCRYPTED PRIVATE KEY",
                "OPENSSH PRIVATE KEY",
                "PUBLIC KEY",
                "RSA PUBLIC KEY",
            ],
        )
    })
    .mimes(&["application/x-pem-key"])
    .extensions(&["key"])
    .parent(&TEXT)
    .begins("2D 2D 2D 2D (\"-----BEGIN\")"),
    &data("pem-pkcs7", "signature (PEM)", |p| armour(p, &["PKCS7", "CMS"]))
        .parent(&TEXT)
        .begins("2D 2D 2D 2D (\"-----BEGIN PKCS7\")")
        .not_opened("the signed or encrypted content was not opened"),
    &data("ssh-public-key", "SSH public key", |p| {
        p.text().is_some_and(|t| {
            let line = t.first_line();
            ["ssh-rsa AAAA", "ssh-ed25519 AAAA", "ssh-dss AAAA", "ecdsa-sha2-", "sk-ssh-ed25519@", "sk-ecdsa-sha2-"]
                .iter()
                .any(|m| line.starts_with(m))
        })
    })
    .extensions(&["pub"])
    .parent(&TEXT),
    &data("pgp-message", "encrypted message (PGP)", |p| armour(p, &["PGP MESSAGE"]))
        .mimes(&["application/pgp-encrypted"])
        .extensions(&["asc"])
        .parent(&TEXT)
        .begins("2D 2D 2D 2D (\"-----BEGIN PGP MESSAGE\")")
        .not_opened("the message is encrypted"),
    &data("pgp-key", "PGP key", |p| armour(p, &["PGP PUBLIC KEY BLOCK", "PGP PRIVATE KEY BLOCK"]))
        .mimes(&["application/pgp-keys"])
        .parent(&TEXT)
        .begins("2D 2D 2D 2D (\"-----BEGIN PGP PUBLIC KEY BLOCK\")"),
    &data("pgp-signature", "PGP signature", |p| armour(p, &["PGP SIGNATURE", "SSH SIGNATURE"]))
        .mimes(&["application/pgp-signature"])
        .extensions(&["sig"])
        .parent(&TEXT)
        .begins("2D 2D 2D 2D (\"-----BEGIN PGP SIGNATURE\")"),
    &TypeInfo::new("pgp-signed", "signed text (PGP)", Nature::Text, |p| armour(p, &["PGP SIGNED MESSAGE"]))
        .by_mark()
        .parent(&TEXT)
        .begins("2D 2D 2D 2D (\"-----BEGIN PGP SIGNED MESSAGE\")"),
    &data("age", "encrypted file (age)", |p| {
        p.starts(b"age-encryption.org/v1\n") || p.starts(b"-----BEGIN AGE ENCRYPTED FILE-----")
    })
    .extensions(&["age"])
    .begins("61 67 65 2D (\"age-encryption.org\")")
    .not_opened("the file is encrypted"),
    &data("openssl-encrypted", "encrypted file (OpenSSL)", |p| p.starts(b"Salted__") && p.bytes.len() >= 32)
        .begins("53 61 6C 74 (\"Salted__\")")
        .not_opened("the file is encrypted"),
    &data("pgp-binary", "PGP key or signature (binary)", |p| matches!(packet(p), Some(2 | 5 | 6)))
        .mimes(&["application/pgp-keys", "application/pgp-signature"])
        .extensions(&["gpg"]),
    &data("pgp-encrypted", "encrypted file (PGP)", |p| matches!(packet(p), Some(1 | 3)))
        .mimes(&["application/pgp-encrypted"])
        .extensions(&["pgp"])
        .not_opened("the file is encrypted"),
];

/// Whether the text begins with PEM or PGP armour of one of these labels.
fn armour(probe: &Probe<'_>, labels: &[&str]) -> bool {
    let label = probe.marks().iter().find_map(|mark| mark.strip_prefix("armour="));
    label.is_some_and(|label| labels.contains(&label))
}

/// The content of the SEQUENCE that the bytes begin with, if its length fits them.
fn sequence(bytes: &[u8]) -> Option<&[u8]> {
    let (start, length): (usize, usize) = match bytes {
        [0x30, 0x80, ..] => return bytes.get(2..),
        [0x30, l @ 0..=0x7F, ..] => (2, usize::from(*l)),
        [0x30, 0x81, l, ..] => (3, usize::from(*l)),
        [0x30, 0x82, a, b, ..] => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        [0x30, 0x83, a, b, c, ..] => (5, usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).ok()?),
        [0x30, 0x84, a, b, c, d, ..] => (6, usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).ok()?),
        _ => return None,
    };
    bytes.get(start..start.checked_add(length)?)
}

/// SEQUENCE { SEQUENCE { [0] version or INTEGER serial …, and an algorithm behind it.
fn is_certificate(bytes: &[u8]) -> bool {
    let Some(inner) = sequence(bytes).and_then(sequence) else { return false };
    inner.starts_with(&[0xA0, 3, 2, 1]) || behind_integer(inner).is_some_and(is_algorithm)
}

/// A private key (PKCS #1, PKCS #8), a public key (SPKI) or a request (PKCS #10) that fills the bytes.
fn is_key(bytes: &[u8]) -> bool {
    let Some(inner) = sequence(bytes) else { return false };
    let private = inner.starts_with(&[2, 1, 0]) || inner.starts_with(&[2, 1, 1]);
    let private = private
        && inner.get(3..).is_some_and(|r| {
            is_algorithm(r) || r.starts_with(&[2, 0x82]) || r.starts_with(&[2, 0x81]) || r.starts_with(&[4])
        });
    let request = sequence(inner).is_some_and(|r| r.starts_with(&[2, 1, 0, 0x30]));
    bytes.len() - inner.len() <= 4 && (private || is_algorithm(inner) || request)
}

/// What stands behind a short INTEGER.
fn behind_integer(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [2, length @ 1..=21, rest @ ..] => rest.get(usize::from(*length)..),
        _ => None,
    }
}

/// SEQUENCE { OBJECT IDENTIFIER …
fn is_algorithm(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 5..=0x7F, 6, 3..=12, ..])
}

/// The last arc of the PKCS #7 object identifier: 2 is signed, 3 enveloped.
fn content_type(bytes: &[u8]) -> Option<u8> {
    const PKCS7: &[u8] = &[6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7];
    sequence(bytes)?.strip_prefix(PKCS7)?.first().copied()
}

/// The tag of the OpenPGP packet that the bytes begin with, where its fields make sense.
fn packet(probe: &Probe<'_>) -> Option<u8> {
    let first = *probe.bytes.first()?;
    let (tag, body) = match first {
        // New format: 11tttttt, then one, two or five bytes of length.
        0xC0..=0xFF => (
            first & 0x3F,
            match *probe.bytes.get(1)? {
                0..=191 => 2,
                192..=223 => 3,
                255 => 6,
                _ => return None,
            },
        ),
        // Old format: 10ttttll.
        0x80..=0xBF => (
            first >> 2 & 15,
            match first & 3 {
                0 => 2,
                1 => 3,
                2 => 5,
                _ => return None,
            },
        ),
        _ => return None,
    };
    let length = match (first, body) {
        (_, 2) => u64::from(*probe.bytes.get(1)?),
        (0xC0.., 3) => (u64::from(*probe.bytes.get(1)?) - 192) * 256 + u64::from(*probe.bytes.get(2)?) + 192,
        (_, 3) => u16::from_be_bytes(probe.bytes.get(1..3)?.try_into().ok()?).into(),
        (0xC0.., _) => u32::from_be_bytes(probe.bytes.get(2..6)?.try_into().ok()?).into(),
        _ => u32::from_be_bytes(probe.bytes.get(1..5)?.try_into().ok()?).into(),
    };
    let known = match (tag, probe.window(body, 12)) {
        // Public-key session key: version, key id, algorithm.
        (1, [3, rest @ ..]) => matches!(rest.get(8), Some(1 | 2 | 16 | 18 | 25)),
        (2, [4 | 5, kind, algorithm, hash, ..]) => {
            matches!(kind, 0..=3 | 0x10..=0x13 | 0x18..=0x20) && matches!(algorithm, 1..=3 | 16..=28) && *hash <= 14
        }
        (2, [3, 5, ..]) => true,
        (3, [4 | 5, cipher, s2k, ..]) => *cipher <= 13 && *s2k <= 4,
        // Keys: version, time, algorithm.
        (5 | 6, [4..=6, _, _, _, _, algorithm, ..]) => matches!(algorithm, 1..=3 | 16..=28),
        _ => false,
    };
    (known && length >= 8 && (body as u64).saturating_add(length) <= probe.size).then_some(tag)
}
