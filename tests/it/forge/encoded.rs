//! Files written as letters: uuencode and yEnc.

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
