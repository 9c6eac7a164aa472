//! Files of boxes: MP4, HEIC, JPEG 2000, JPEG XL.

/// A box with its 32-bit size.
pub fn make(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = (data.len() as u32 + 8).to_be_bytes().to_vec();
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    out
}

/// A box of boxes.
pub fn nest(kind: &[u8; 4], boxes: &[Vec<u8>]) -> Vec<u8> {
    make(kind, &boxes.concat())
}

/// The file type box: major brand and compatible brands.
pub fn ftyp(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
    let mut data = major.to_vec();
    data.extend_from_slice(&[0; 4]);
    data.extend(compatible.iter().flat_map(|b| b.iter()));
    make(b"ftyp", &data)
}

/// A box with version and flags of zero before its content.
pub fn full(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    make(kind, &[&[0; 4], data].concat())
}

/// The header of a track that is shown at this size.
fn track(width: u16, height: u16) -> Vec<u8> {
    let mut data = vec![0; 80];
    data[72..74].copy_from_slice(&width.to_be_bytes());
    data[76..78].copy_from_slice(&height.to_be_bytes());
    nest(b"trak", &[full(b"tkhd", &data)])
}

/// An honest film of this brand with further boxes at its end.
pub fn film(brand: &[u8; 4], extra: &[Vec<u8>]) -> Vec<u8> {
    let mut out = ftyp(brand, &[brand]);
    out.extend(nest(b"moov", &[full(b"mvhd", &[0; 96]), track(640, 360)]));
    out.extend(make(b"mdat", &[0x11; 64]));
    out.extend(extra.iter().flatten());
    out
}

/// An honest still picture of this brand.
pub fn still(brand: &[u8; 4]) -> Vec<u8> {
    let size = [64u32.to_be_bytes(), 48u32.to_be_bytes()].concat();
    let properties = nest(b"iprp", &[nest(b"ipco", &[full(b"ispe", &size)])]);
    let mut out = ftyp(brand, &[b"mif1", brand]);
    out.extend(full(b"meta", &[full(b"hdlr", &[0; 21]), properties].concat()));
    out.extend(make(b"mdat", &[0x11; 64]));
    out
}

/// An honest JPEG 2000 picture or film in boxes.
pub fn jp2(brand: &[u8; 4]) -> Vec<u8> {
    let header = [&48u32.to_be_bytes()[..], &64u32.to_be_bytes(), &[0, 1, 7, 7, 0, 0]].concat();
    let mut out = make(b"jP  ", b"\r\n\x87\n");
    out.extend(ftyp(brand, &[brand]));
    out.extend(nest(b"jp2h", &[make(b"ihdr", &header)]));
    out.extend(make(b"jp2c", &j2k()));
    out
}

/// A JPEG 2000 codestream with its end mark.
pub fn j2k() -> Vec<u8> {
    let mut size = vec![0; 36];
    size[2..6].copy_from_slice(&64u32.to_be_bytes());
    size[6..10].copy_from_slice(&48u32.to_be_bytes());
    let mut out = b"\xFF\x4F\xFF\x51\x00\x26".to_vec();
    out.extend(size);
    // One tile part without data.
    out.extend_from_slice(b"\xFF\x90\x00\x0A\0\0\0\0\0\x0E\0\x01\xFF\x93\xFF\xD9");
    out
}

/// An honest JPEG XL picture in boxes with further boxes at its end.
pub fn jxl(extra: &[Vec<u8>]) -> Vec<u8> {
    let mut out = make(b"JXL ", b"\r\n\x87\n");
    out.extend(ftyp(b"jxl ", &[b"jxl "]));
    out.extend(make(b"jxlc", &jxl_codestream()));
    out.extend(extra.iter().flatten());
    out
}

/// The beginning of a JPEG XL codestream: 16 × 16, all else default, then bytes of no meaning.
pub fn jxl_codestream() -> Vec<u8> {
    let mut out = vec![0xFF, 0x0A, 0x43, 0x03];
    out.extend(crate::forge::noise(64));
    out
}
