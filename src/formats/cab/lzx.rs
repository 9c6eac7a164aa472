//! LZX, the method of cabinets and of compiled help ([MS-PATCH] 2), unpacked by the `lzxd` crate.
//!
//! The crate asserts here and there what hostile bytes need not keep. Such a panic costs one folder, not the cabinet.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lzxd::{Lzxd, WindowSize};

/// Every chunk but the last gives so many bytes.
pub const CHUNK: usize = 32 * 1024;

/// The state of one stream.
pub struct Lzx {
    window: WindowSize,
    inner: Lzxd,
}

impl Lzx {
    /// A stream with a window of two to the power of `bits`; `None` where there is no such window.
    pub fn new(bits: u32) -> Option<Self> {
        let window = match bits {
            15 => WindowSize::KB32,
            16 => WindowSize::KB64,
            17 => WindowSize::KB128,
            18 => WindowSize::KB256,
            19 => WindowSize::KB512,
            20 => WindowSize::MB1,
            21 => WindowSize::MB2,
            22 => WindowSize::MB4,
            23 => WindowSize::MB8,
            24 => WindowSize::MB16,
            25 => WindowSize::MB32,
            _ => return None,
        };
        Some(Self { window, inner: Lzxd::new(window) })
    }

    /// Forgets what came before.
    pub fn reset(&mut self) {
        self.inner = Lzxd::new(self.window);
    }

    /// Unpacks one chunk, which gives `size` bytes.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn chunk(&mut self, packed: &[u8], size: usize) -> Result<Vec<u8>, String> {
        let step = || self.inner.decompress_next(packed, size).map(<[u8]>::to_vec);
        match catch_unwind(AssertUnwindSafe(step)) {
            Ok(result) => result.map_err(|error| error.to_string()),
            Err(_) => Err("the packed data is damaged".to_owned()),
        }
    }
}

impl std::fmt::Debug for Lzx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lzx({} bytes)", self.window as u32)
    }
}
