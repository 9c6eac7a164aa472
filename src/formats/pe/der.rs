//! The parts of a signature that we compare (PKCS #7 in DER: RFC 2315, Windows Authenticode PE signature format).
//!
//! Read by us: the strict reader refuses sets with the same certificate twice, which a much used signing service makes,
//! and panics on signatures without certificates.

/// Nodes of one level that are read; real signatures have about a dozen.
const MOST: usize = 256;

/// One value with its tag.
#[derive(Debug, Clone, Copy)]
struct Node<'a> {
    tag: u8,
    body: &'a [u8],
    /// With tag and length.
    whole: &'a [u8],
}

impl<'a> Node<'a> {
    fn children(self) -> Vec<Node<'a>> {
        let mut rest = self.body;
        let mut out = Vec::new();
        while out.len() < MOST
            && let Some(node) = first(rest)
        {
            rest = &rest[node.whole.len()..];
            out.push(node);
        }
        out
    }

    /// The first value below, if this has the tag that is asked for.
    fn child(self, tag: u8) -> Option<Node<'a>> {
        if self.tag == tag { first(self.body) } else { None }
    }
}

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const TAGGED_0: u8 = 0xA0;

/// The value that begins the bytes; lengths are definite in a signature.
fn first(bytes: &[u8]) -> Option<Node<'_>> {
    let (&tag, &length) = (bytes.first()?, bytes.get(1)?);
    let (head, length) = if length < 0x80 {
        (2, usize::from(length))
    } else {
        let count = usize::from(length & 0x7F);
        let digits = bytes.get(2..2 + count).filter(|_| (1..=4).contains(&count))?;
        (2 + count, digits.iter().fold(0, |sum, b| sum << 8 | usize::from(*b)))
    };
    let end = length.checked_add(head)?;
    Some(Node { tag, body: bytes.get(head..end)?, whole: &bytes[..end] })
}

/// How long the outermost value says that it is, with its head, in bytes.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    first(bytes).map(|node| node.whole.len())
}

/// What a signature says.
#[derive(Debug)]
pub(super) struct Signature<'a> {
    /// The object number of the checksum's method, encoded.
    pub(super) method: &'a [u8],
    /// The checksum of the program.
    pub(super) digest: &'a [u8],
    /// The statement that holds both, without its head: what the signer's checksum is made of.
    pub(super) statement: &'a [u8],
    /// The method of the signer's checksum.
    pub(super) signer_method: &'a [u8],
    /// The signer's checksum of the statement.
    pub(super) statement_digest: Option<&'a [u8]>,
    /// The name in the signer's certificate.
    pub(super) signer: Option<String>,
}

/// Reads a signature; `None` where it is damaged or of another kind.
pub(super) fn read(bytes: &[u8]) -> Option<Signature<'_>> {
    const SIGNED_DATA: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
    const STATEMENT: &[u8] = b"\x2B\x06\x01\x04\x01\x82\x37\x02\x01\x04";
    const MESSAGE_DIGEST: &[u8] = b"\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04";
    let outer = first(bytes)?.children();
    let [kind, content, ..] = outer[..] else { return None };
    if kind.body != SIGNED_DATA {
        return None;
    }
    let parts = content.child(TAGGED_0)?.children();
    let enclosed = parts.iter().find(|p| p.tag == SEQUENCE)?.children();
    let [kind, content, ..] = enclosed[..] else { return None };
    let statement = content.child(TAGGED_0).filter(|_| kind.body == STATEMENT)?;
    let [method, digest, ..] = statement.children().get(1)?.children()[..] else { return None };
    // The signers stand last, and only the first of them counts.
    let signer = parts.last().filter(|p| p.tag == SET)?.child(SET)?.children();
    let [_, identity, signer_method, attributes, ..] = signer[..] else { return None };
    let [issuer, serial, ..] = identity.children()[..] else { return None };
    let attributes = if attributes.tag == TAGGED_0 { attributes.children() } else { Vec::new() };
    let statement_digest = attributes.iter().find_map(|attribute| {
        let [kind, values, ..] = attribute.children()[..] else { return None };
        values.child(SET).filter(|value| kind.body == MESSAGE_DIGEST && value.tag == OCTETS).map(|value| value.body)
    });
    let certificates = parts.iter().find(|p| p.tag == TAGGED_0).map(|p| p.children()).unwrap_or_default();
    Some(Signature {
        method: method.child(SEQUENCE)?.body,
        digest: Some(digest).filter(|d| d.tag == OCTETS)?.body,
        statement: statement.body,
        signer_method: signer_method.child(SEQUENCE)?.body,
        statement_digest,
        signer: certificates.iter().find_map(|c| subject(*c, issuer.whole, serial.body)),
    })
}

/// The name in a certificate, if it is the one of this issuer and number.
fn subject(certificate: Node<'_>, issuer: &[u8], serial: &[u8]) -> Option<String> {
    let mut fields = certificate.child(SEQUENCE)?.children().into_iter().skip_while(|f| f.tag == TAGGED_0);
    let number = fields.next().filter(|f| f.tag == INTEGER && f.body == serial)?;
    let (_, its_issuer, _, subject) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    if its_issuer.whole != issuer || number.body.is_empty() {
        return None;
    }
    // Common name, else organisation.
    [b"\x55\x04\x03", b"\x55\x04\x0A"].iter().find_map(|kind| {
        subject.children().into_iter().find_map(|set| {
            let [object, value, ..] = set.child(SET)?.children()[..] else { return None };
            (object.tag == OBJECT && object.body == *kind).then(|| text(value))
        })
    })
}

/// The text of a value; big letters of two bytes are the only form that is not ASCII or UTF-8.
fn text(value: Node<'_>) -> String {
    const BMP: u8 = 0x1E;
    if value.tag == BMP {
        let units = value.body.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        return String::from_utf16_lossy(&units.collect::<Vec<_>>());
    }
    String::from_utf8_lossy(value.body).into_owned()
}
