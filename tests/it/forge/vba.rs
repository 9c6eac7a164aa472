//! Macro projects: modules of plain words, compressed without compression, and the list that names them.

use super::ole;

/// A compressed container that holds its bytes as they are.
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![1];
    for chunk in bytes.chunks(3000) {
        let mut body = Vec::new();
        for eight in chunk.chunks(8) {
            body.push(0);
            body.extend(eight);
        }
        out.extend((0xB000 | (body.len() as u16 - 1)).to_le_bytes());
        out.extend(body);
    }
    out
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    out
}

/// A string in compiled code.
pub fn compiled(text: &str) -> Vec<u8> {
    let mut out = vec![0xB9, 0];
    out.extend((text.len() as u16).to_le_bytes());
    out.extend(text.as_bytes());
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

/// A module with what stands before its source: name, compiled form, source.
pub type Module<'a> = (&'a str, &'a [u8], &'a str);

/// The streams of a project in the storage `root` (`/Macros`, `/_VBA_PROJECT_CUR`, nothing).
pub fn streams(root: &str, modules: &[Module<'_>]) -> Vec<(String, Vec<u8>)> {
    let mut dir = record(3, &1252u16.to_le_bytes());
    // Version: its length lies.
    dir.extend([9, 0, 4, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    let mut out = Vec::new();
    for (name, before, source) in modules {
        dir.extend(record(0x19, name.as_bytes()));
        dir.extend(record(0x1A, name.as_bytes()));
        dir.extend(record(0x32, &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()));
        dir.extend(record(0x31, &(before.len() as u32).to_le_bytes()));
        dir.extend(record(0x21, &[]));
        dir.extend(record(0x2B, &[]));
        let source = format!("Attribute VB_Name = \"{name}\"\r\n{source}");
        let mut stream = before.to_vec();
        stream.extend(packed(source.as_bytes()));
        out.push((format!("{root}/VBA/{name}"), stream));
    }
    out.push((format!("{root}/VBA/dir"), packed(&dir)));
    out.push((format!("{root}/VBA/_VBA_PROJECT"), vec![0xCC, 0x61]));
    out
}

/// A Word document with these modules.
pub fn doc(modules: &[Module<'_>]) -> Vec<u8> {
    let streams = streams("/Macros", modules);
    let mut all: Vec<(&str, &[u8])> = vec![("/WordDocument", b"x")];
    all.extend(streams.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    ole::of(&all)
}

/// A Word document with one module.
pub fn macros(source: &str) -> Vec<u8> {
    doc(&[("Module1", b"", source)])
}

/// The part `vbaProject.bin` of a package.
pub fn project(source: &str) -> Vec<u8> {
    let streams = streams("", &[("Module1", b"", source)]);
    let all: Vec<(&str, &[u8])> = streams.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    ole::of(&all)
}
