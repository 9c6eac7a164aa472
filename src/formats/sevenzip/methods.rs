//! The methods of a block: which are known, how much memory they ask for, how long their key takes.

use sevenz_rust2::EncoderMethod;

use crate::model::gap::{Gap, LimitKind};

/// The most memory that the methods of one block may ask for together, in bytes.
const MEMORY: u64 = 256 << 20;
/// The key of a locked block takes two to the power of so many rounds; 7-Zip uses 19.
const CYCLES: u8 = 24;

/// What the methods of a block ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    /// A password.
    pub(super) password: bool,
    /// Memory, in bytes.
    pub(super) memory: u64,
}

/// Judges the methods of a block by name and properties.
pub(super) fn check<'c>(coders: impl Iterator<Item = (&'c [u8], &'c [u8])>) -> Result<Needs, Gap> {
    let (mut memory, mut locked) = (0u64, false);
    for (id, properties) in coders {
        let word = |at: usize| {
            let bytes = properties.get(at..at + 4).and_then(|b| <[u8; 4]>::try_from(b).ok());
            bytes.map_or(0, u32::from_le_bytes)
        };
        match id {
            EncoderMethod::ID_LZMA | EncoderMethod::ID_PPMD => memory += u64::from(word(1)),
            EncoderMethod::ID_LZMA2 => {
                let bits = u32::from(properties.first().copied().unwrap_or(0)).min(40);
                memory += u64::from(2 | bits & 1) << (bits / 2 + 11);
            }
            EncoderMethod::ID_BZIP2 => memory += 4 << 20,
            EncoderMethod::ID_LZ4 => memory += 16 << 20,
            EncoderMethod::ID_AES256_SHA256 => {
                locked = true;
                let cycles = properties.first().map_or(0, |b| b & 63);
                if cycles > CYCLES && cycles != 63 {
                    return Err(Gap::limit(
                        LimitKind::Passwords,
                        format!("its key takes two to the power of {cycles} rounds to make; no password was tried"),
                    ));
                }
            }
            EncoderMethod::ID_COPY
            | EncoderMethod::ID_DEFLATE
            | EncoderMethod::ID_DELTA
            | EncoderMethod::ID_BCJ_X86
            | EncoderMethod::ID_BCJ2
            | EncoderMethod::ID_BCJ_PPC
            | EncoderMethod::ID_BCJ_IA64
            | EncoderMethod::ID_BCJ_ARM
            | EncoderMethod::ID_BCJ_ARM64
            | EncoderMethod::ID_BCJ_ARM_THUMB
            | EncoderMethod::ID_BCJ_SPARC
            | EncoderMethod::ID_BCJ_RISCV => {}
            _ => return Err(Gap::unsupported(format!("packed by a method not known here ({})", name(id)))),
        }
    }
    if memory > MEMORY {
        return Err(Gap::limit(
            LimitKind::ArtifactBytes,
            format!("unpacking asks for {memory} bytes of memory, more than {MEMORY}"),
        ));
    }
    Ok(Needs { password: locked, memory })
}

/// The name of a method.
fn name(id: &[u8]) -> String {
    let known = EncoderMethod::by_id(id).map(|m| m.name());
    let number = || id.iter().map(|b| format!("{b:02X}")).collect::<String>();
    known.map_or_else(number, str::to_owned)
}
