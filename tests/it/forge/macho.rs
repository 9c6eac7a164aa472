//! Programs of macOS: headers only, nothing to run.

/// The header of a 64-bit ARM program of a kind (1 object, 2 program, 6 library) without load commands.
pub fn of_kind(kind: u32) -> Vec<u8> {
    let mut out = b"\xCF\xFA\xED\xFE".to_vec();
    for field in [0x0100_000C, 0, kind, 0, 0, 0, 0u32] {
        out.extend(field.to_le_bytes());
    }
    out
}

/// The same for 32-bit x86.
pub fn short() -> Vec<u8> {
    let mut out = b"\xCE\xFA\xED\xFE".to_vec();
    for field in [7, 0, 2, 0, 0, 0u32] {
        out.extend(field.to_le_bytes());
    }
    out
}

/// Programs for several processors in one file.
pub fn fat(programs: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\xCA\xFE\xBA\xBE".to_vec();
    out.extend((programs.len() as u32).to_be_bytes());
    let mut at = 0x1000u32;
    for program in programs {
        for field in [0x0100_000C, 0, at, program.len() as u32, 12u32] {
            out.extend(field.to_be_bytes());
        }
        at += 0x1000;
    }
    for (i, program) in programs.iter().enumerate() {
        out.resize((i + 1) * 0x1000, 0);
        out.extend(program);
    }
    out
}
