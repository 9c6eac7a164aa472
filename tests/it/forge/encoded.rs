//! Files written as letters: uuencode, yEnc and BinHex.

/// uuencode in its old form.
pub fn uuencode(name: &str, data: &[u8]) -> Vec<u8> {
    let letter = |value: u8| if value & 0x3F == 0 { b'`' } else { b' ' + (value & 0x3F) };
    let mut out = format!("begin 644 {name}\n").into_bytes();
    for part in data.chunks(45) {
        out.push(letter(part.len() as u8));
        for group in part.chunks(3) {
            let [a, b, c] = [0, 1, 2].map(|n| group.get(n).copied().unwrap_or(0));
            out.extend([a >> 2, a << 4 | b >> 4, b << 2 | c >> 6, c].map(letter));
        }
        out.push(b'\n');
    }
    out.extend(b"`\nend\n");
    out
}

/// uuencode in Base64.
pub fn uuencode_base64(name: &str, data: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(data);
    let lines: Vec<_> = text.as_bytes().chunks(60).map(|line| [line, b"\n"].concat()).collect();
    [format!("begin-base64 644 {name}\n").into_bytes(), lines.concat(), b"====\n".to_vec()].concat()
}

/// yEnc: the lines of one file or part. `part` goes into both control lines.
pub fn yenc(name: &str, data: &[u8], part: &str) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    let mut out = format!("=ybegin {part}line=128 size={} name={name}\r\n", data.len()).into_bytes();
    for line in data.chunks(128) {
        for byte in line {
            match byte.wrapping_add(42) {
                special @ (0 | b'\r' | b'\n' | b'=') => out.extend([b'=', special.wrapping_add(64)]),
                byte => out.push(byte),
            }
        }
        out.extend(b"\r\n");
    }
    out.extend(format!("=yend size={} {part}crc32={:08x}\r\n", data.len(), crc.sum()).as_bytes());
    out
}

/// BinHex 4.0 with these two forks, repeats written short.
pub fn binhex(name: &str, data: &[u8], resources: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8] = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
    let summed = |part: &[u8]| {
        let sum = part.iter().fold(0u16, |sum, byte| {
            (0..8).fold(sum ^ u16::from(*byte) << 8, |s, _| if s & 0x8000 == 0 { s << 1 } else { s << 1 ^ 0x1021 })
        });
        [part, &sum.to_be_bytes()].concat()
    };
    let lengths = [data, resources].map(|fork| (fork.len() as u32).to_be_bytes()).concat();
    let header = [&[name.len() as u8], name.as_bytes(), b"\0TEXTttxt\0\0", &lengths].concat();
    let plain = [summed(&header), summed(data), summed(resources)].concat();
    let mut bytes = Vec::new();
    for run in plain.chunk_by(|a, b| a == b).flat_map(|run| run.chunks(255)) {
        bytes.push(run[0]);
        if run[0] == 0x90 {
            bytes.push(0);
        }
        if run.len() > 1 {
            bytes.extend([0x90, run.len() as u8]);
        }
    }
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    let value = |six: &[u8]| (0..6).fold(0, |n, at| n << 1 | usize::from(six.get(at).copied().unwrap_or(0)));
    let letters: Vec<u8> = bits.chunks(6).map(|six| LETTERS[value(six)]).collect();
    let text = [&b":"[..], &letters, b":"].concat();
    let lines: Vec<Vec<u8>> = text.chunks(64).map(|line| [line, b"\r\n"].concat()).collect();
    [b"(This file must be converted with BinHex 4.0)\r\n".to_vec(), lines.concat()].concat()
}
