//! OLE compound files with given streams.

use std::io::{Cursor, Write as _};

/// A compound file of these streams (path, content); storages on the way are made. `class` is the root's CLSID.
pub fn with_class(class: Option<u128>, streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    if let Some(class) = class {
        file.set_storage_clsid("/", uuid(class)).unwrap();
    }
    for (path, content) in streams {
        if let Some((storage, _)) = path.rsplit_once('/').filter(|(s, _)| !s.is_empty()) {
            file.create_storage_all(storage).unwrap();
        }
        file.create_stream(path).unwrap().write_all(content).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn uuid(class: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(class)
}

/// A compound file of these streams.
pub fn of(streams: &[(&str, &[u8])]) -> Vec<u8> {
    with_class(None, streams)
}

/// An OLE package stream (`\x01Ole10Native`) that holds a file under a name.
pub fn package(name: &str, data: &[u8]) -> Vec<u8> {
    let mut body = vec![2, 0];
    for text in [name, &format!("C:\\{name}")] {
        body.extend(text.as_bytes());
        body.push(0);
    }
    body.extend([0, 0, 3, 0]);
    let path = format!("C:\\{name}\0");
    body.extend((path.len() as u32).to_le_bytes());
    body.extend(path.as_bytes());
    body.extend((data.len() as u32).to_le_bytes());
    body.extend(data);
    let mut out = (body.len() as u32).to_le_bytes().to_vec();
    out.extend(body);
    out
}
