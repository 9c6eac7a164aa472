//! Sound and film: frames without sound in them, ID3 notes, Windows Media headers.

/// MPEG-1 layer III frames of silence, 128 kbit/s at 44.1 kHz.
pub fn mp3_frames(count: usize) -> Vec<u8> {
    let mut frame = vec![0xFF, 0xFB, 0x90, 0x00];
    frame.resize(417, 0);
    frame.repeat(count)
}

/// An ID3v2.3 note of these frames (id and content).
pub fn id3(frames: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (id, data) in frames {
        body.extend_from_slice(*id);
        body.extend_from_slice(&(data.len() as u32).to_be_bytes());
        body.extend_from_slice(&[0, 0]);
        body.extend_from_slice(data);
    }
    let size = body.len() as u32;
    let mut out = b"ID3\x03\0\0".to_vec();
    out.extend([21u32, 14, 7, 0].map(|shift| (size >> shift & 0x7F) as u8));
    out.extend(body);
    out
}

/// The content of an ID3 frame that holds a whole file (GEOB).
pub fn geob(data: &[u8]) -> Vec<u8> {
    let mut out = b"\0application/octet-stream\0notes.bin\0notes\0".to_vec();
    out.extend_from_slice(data);
    out
}

/// An Ogg page that begins with these bytes.
pub fn ogg(codec: &[u8]) -> Vec<u8> {
    let mut out = b"OggS\0\x02".to_vec();
    out.resize(26, 0);
    out.extend_from_slice(&[1, codec.len() as u8]);
    out.extend_from_slice(codec);
    out
}

/// An EBML header that names this kind of document.
pub fn ebml(doc_type: &str) -> Vec<u8> {
    let mut out = b"\x1A\x45\xDF\xA3\x93\x42\x86\x81\x01\x42\x82".to_vec();
    out.push(0x80 | doc_type.len() as u8);
    out.extend_from_slice(doc_type.as_bytes());
    out
}

const ASF_HEADER: &[u8] = b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C";
const SCRIPT_COMMAND: &[u8] = b"\x30\x1A\xFB\x1E\x62\x0B\xD0\x11\xA3\x9B\x00\xA0\xC9\x03\x48\xF6";
const STREAM_PROPERTIES: &[u8] = b"\x91\x07\xDC\xB7\xB7\xA9\xCF\x11\x8E\xE6\x00\xC0\x0C\x20\x53\x65";
/// The GUID of a film's stream.
pub const VIDEO: &[u8] = b"\xC0\xEF\x19\xBC\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B";
/// The GUID of a sound's stream.
pub const AUDIO: &[u8] = b"\x40\x9E\x69\xF8\x4D\x5B\xCF\x11\xA8\xFD\x00\x80\x5F\x5C\x44\x2B";

fn object(guid: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = guid.to_vec();
    out.extend_from_slice(&(data.len() as u64 + 24).to_le_bytes());
    out.extend_from_slice(data);
    out
}

/// A Windows Media file with a stream of this kind, and commands of one type if asked for.
pub fn asf(stream: Option<&[u8]>, command: Option<(&str, &str)>) -> Vec<u8> {
    let mut objects = Vec::new();
    if let Some(kind) = stream {
        objects.push(object(STREAM_PROPERTIES, &[kind, &[0; 38]].concat()));
    }
    if let Some((kind, value)) = command {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let mut data = vec![0; 16];
        // One command of one type.
        data.extend_from_slice(&[1, 0, 1, 0]);
        data.extend_from_slice(&(kind.len() as u16).to_le_bytes());
        data.extend(wide(kind));
        data.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
        data.extend_from_slice(&(value.len() as u16).to_le_bytes());
        data.extend(wide(value));
        objects.push(object(SCRIPT_COMMAND, &data));
    }
    let mut data = (objects.len() as u32).to_le_bytes().to_vec();
    data.extend_from_slice(&[1, 2]);
    data.extend(objects.concat());
    object(ASF_HEADER, &data)
}
