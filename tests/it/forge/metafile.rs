//! Drawings that are lists of orders: WMF, EMF.

/// A WMF record: function number and parameters in words.
pub fn wmf_record(function: u16, words: &[u16]) -> Vec<u8> {
    let mut out = (words.len() as u32 + 3).to_le_bytes().to_vec();
    out.extend_from_slice(&function.to_le_bytes());
    out.extend(words.iter().flat_map(|w| w.to_le_bytes()));
    out
}

/// A placeable WMF with these records before its end.
pub fn wmf(records: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\xD7\xCD\xC6\x9A\0\0\0\0\0\0\x64\0\x64\0\x60\0\0\0\0\0\0\0".to_vec();
    out.extend(wmf_standard(records));
    out
}

/// A standard WMF with these records before its end.
pub fn wmf_standard(records: &[Vec<u8>]) -> Vec<u8> {
    let body: Vec<u8> = records.iter().flatten().copied().chain(wmf_record(0, &[])).collect();
    let mut out = vec![1, 0, 9, 0, 0, 3];
    out.extend_from_slice(&((body.len() as u32 + 18) / 2).to_le_bytes());
    out.extend_from_slice(&[0; 8]);
    out.extend(body);
    out
}

/// An EMF record: type and data.
pub fn emf_record(kind: u32, data: &[u8]) -> Vec<u8> {
    let mut data = data.to_vec();
    data.resize(data.len().next_multiple_of(4), 0);
    let mut out = kind.to_le_bytes().to_vec();
    out.extend_from_slice(&(data.len() as u32 + 8).to_le_bytes());
    out.extend(data);
    out
}

/// An EMF with these records before its end.
pub fn emf(records: &[Vec<u8>]) -> Vec<u8> {
    let mut header = vec![0; 80];
    header[32..36].copy_from_slice(b" EMF");
    header[38] = 1;
    let mut out = emf_record(1, &header);
    out.extend(records.iter().flatten());
    out.extend(emf_record(14, &[0, 0, 0, 0, 0x10, 0, 0, 0, 0x14, 0, 0, 0]));
    out
}
