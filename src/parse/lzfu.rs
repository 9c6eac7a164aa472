//! Compressed RTF (MS-OXRTFCP), the body of Outlook messages. No crate reads it by itself; it is forty lines.

/// What the dictionary begins with (MS-OXRTFCP 2.1.2.1).
const START: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
                       \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\
                       \\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
/// How large the dictionary is, in bytes.
const SIZE: usize = 4096;

/// Unpacked RTF, and whether it ends as it should; `None` where the bytes are no compressed RTF. Two bytes give at most
/// seventeen, so the input bounds the output.
pub fn unpack(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let packed = bytes.get(16..)?;
    match bytes.get(8..12)? {
        b"LZFu" => {
            let declared = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) as usize;
            let (out, ended) = lz(packed);
            let whole = ended || out.len() >= declared;
            Some((out, whole))
        }
        b"MELA" => {
            // The first number counts from behind itself; programs disagree about the second one.
            let declared = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
            let length = declared.saturating_sub(12).min(packed.len());
            Some((packed[..length].to_vec(), declared.saturating_add(4) <= bytes.len()))
        }
        _ => None,
    }
}

fn lz(packed: &[u8]) -> (Vec<u8>, bool) {
    let mut dictionary = [b' '; SIZE];
    dictionary[..START.len()].copy_from_slice(START);
    let (mut write, mut out, mut rest) = (START.len(), Vec::new(), packed);
    while let Some((control, more)) = rest.split_first() {
        rest = more;
        for bit in 0..8 {
            if control >> bit & 1 == 0 {
                let Some((byte, more)) = rest.split_first() else { return (out, false) };
                rest = more;
                out.push(*byte);
                dictionary[write] = *byte;
                write = (write + 1) % SIZE;
                continue;
            }
            let [high, low, more @ ..] = rest else { return (out, false) };
            rest = more;
            let token = usize::from(*high) << 8 | usize::from(*low);
            let (from, length) = (token >> 4, (token & 0xF) + 2);
            if from == write {
                return (out, true);
            }
            for step in 0..length {
                let byte = dictionary[(from + step) % SIZE];
                out.push(byte);
                dictionary[write] = byte;
                write = (write + 1) % SIZE;
            }
        }
    }
    (out, false)
}
