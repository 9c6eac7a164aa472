//! PDF documents, object by object.

/// A document of these objects (the text between `obj` and `endobj`), with a cross-reference table.
pub fn of(objects: &[&str]) -> Vec<u8> {
    of_bytes(&objects.iter().map(|o| o.as_bytes().to_vec()).collect::<Vec<_>>(), "")
}

/// The same of bytes, with further entries in the trailer.
pub fn of_bytes(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

/// The objects of a document with one empty page; `catalog` is put into its root.
pub fn with_catalog(catalog: &str, extra: &[&str]) -> Vec<u8> {
    let root = format!("<</Type/Catalog/Pages 2 0 R{catalog}>>");
    let mut objects: Vec<&str> =
        vec![&root, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"];
    objects.extend_from_slice(extra);
    of(&objects)
}

/// A document with one empty page.
pub fn plain() -> Vec<u8> {
    with_catalog("", &[])
}
