//! Packages: ar and deb, rpm, xar, Chrome extensions.

use std::io::Write as _;

/// A member of an ar archive, filled up to an even length.
pub fn ar_member(name: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 100_644, data.len()).into_bytes();
    out.extend(data);
    out.resize(out.len().next_multiple_of(2), b'\n');
    out
}

/// An ar archive.
pub fn ar(members: &[Vec<u8>]) -> Vec<u8> {
    [b"!<arch>\n".to_vec(), members.concat()].concat()
}

/// A Debian package of these two archives.
pub fn deb(control: &[u8], data: &[u8]) -> Vec<u8> {
    ar(&[
        ar_member("debian-binary", b"2.0\n"),
        ar_member("control.tar.gz", &super::gzip::of(control)),
        ar_member("data.tar.xz", &super::packed::xz(data)),
    ])
}

/// A header of an RPM package with these texts.
fn rpm_header(texts: &[(u32, &str)]) -> Vec<u8> {
    let (mut index, mut store) = (Vec::new(), Vec::new());
    for (tag, text) in texts {
        index.extend([*tag, 6, store.len() as u32, 1].iter().flat_map(|n| n.to_be_bytes()));
        store.extend(text.as_bytes());
        store.push(0);
    }
    let mut out = b"\x8E\xAD\xE8\x01\0\0\0\0".to_vec();
    out.extend((texts.len() as u32).to_be_bytes());
    out.extend((store.len() as u32).to_be_bytes());
    [out, index, store].concat()
}

/// An RPM package with these tags and this packed archive of files.
pub fn rpm(texts: &[(u32, &str)], payload: &[u8]) -> Vec<u8> {
    let mut out = b"\xED\xAB\xEE\xDB\x03\0".to_vec();
    out.resize(96, 0);
    out.extend(rpm_header(&[]));
    out.resize(out.len().next_multiple_of(8), 0);
    out.extend(rpm_header(texts));
    out.extend(payload);
    out
}

/// A XAR archive with this table of contents and heap.
pub fn xar_of(table: &str, heap: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(table.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let mut out = b"xar!\0\x1C\0\x01".to_vec();
    out.extend((packed.len() as u64).to_be_bytes());
    out.extend((table.len() as u64).to_be_bytes());
    out.extend(1u32.to_be_bytes());
    [out, packed, heap.to_vec()].concat()
}

/// A XAR archive of one file in a folder, packed in this way.
pub fn xar(name: &str, style: &str, packed: &[u8]) -> Vec<u8> {
    let table = format!(
        "<?xml version=\"1.0\"?><xar><toc><checksum style=\"sha1\"><offset>0</offset><size>20</size></checksum>\
         <file id=\"1\"><name>folder</name><type>directory</type><file id=\"2\"><data><length>{}</length>\
         <offset>20</offset><size>7</size><encoding style=\"{style}\"/></data><type>file</type><name>{name}</name>\
         </file></file></toc></xar>",
        packed.len()
    );
    xar_of(&table, &[&[7; 20], packed].concat())
}

/// A Chrome extension of the third version: a header of so many bytes before the ZIP archive.
pub fn crx(header: &[u8], zip: &[u8]) -> Vec<u8> {
    [b"Cr24\x03\0\0\0", &(header.len() as u32).to_le_bytes()[..], header, zip].concat()
}

/// One of the second version: a key and a signature.
pub fn crx2(zip: &[u8]) -> Vec<u8> {
    [b"Cr24\x02\0\0\0\x04\0\0\0\x03\0\0\0KEY!SIG", zip].concat()
}
