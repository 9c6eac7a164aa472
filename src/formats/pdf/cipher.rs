//! The ciphers of locked documents: RC4 and the slow hash are a few lines each, AES and the plain hashes are crates.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// RC4: <https://www.rfc-editor.org/rfc/rfc6229> has its test vectors.
pub(super) fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|i| i.to_le_bytes()[0]);
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    let step = |byte: &u8| {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[usize::from(i)]);
        state.swap(usize::from(i), usize::from(j));
        byte ^ state[usize::from(state[usize::from(i)].wrapping_add(state[usize::from(j)]))]
    };
    data.iter().map(step).collect()
}

/// Undoes chained blocks in place; `None` where the key has the wrong length.
pub(super) fn cbc<
    C: KeyInit + BlockCipherDecrypt + aes::cipher::BlockSizeUser<BlockSize = aes::cipher::consts::U16>,
>(
    key: &[u8],
    start: &[u8; 16],
    data: &mut [u8],
) -> Option<()> {
    let cipher = C::new_from_slice(key).ok()?;
    let mut before = *start;
    for block in data.as_chunks_mut::<16>().0 {
        let locked = *block;
        let mut open = aes::Block::from(locked);
        cipher.decrypt_block(&mut open);
        for (out, (byte, chained)) in block.iter_mut().zip(open.iter().zip(before)) {
            *out = byte ^ chained;
        }
        before = locked;
    }
    Some(())
}

/// The slow hash of revision 6 (ISO 32000-2, algorithm 2.B).
pub(super) fn hardened(password: &[u8], salt: &[u8], extra: &[u8]) -> Vec<u8> {
    let mut key = Sha256::new().chain_update(password).chain_update(salt).chain_update(extra).finalize().to_vec();
    for round in 0u32.. {
        let once = [password, &key, extra].concat();
        let mut data = once.repeat(64);
        let Ok(cipher) = aes::Aes128::new_from_slice(&key[..16]) else { break };
        let mut before: [u8; 16] = std::array::from_fn(|i| key[16 + i]);
        for block in data.as_chunks_mut::<16>().0 {
            let mut open = aes::Block::from(std::array::from_fn(|i| block[i] ^ before[i]));
            cipher.encrypt_block(&mut open);
            block.copy_from_slice(&open);
            before = *block;
        }
        key = match data[..16].iter().map(|b| u32::from(*b)).sum::<u32>() % 3 {
            0 => Sha256::digest(&data).to_vec(),
            1 => Sha384::digest(&data).to_vec(),
            _ => Sha512::digest(&data).to_vec(),
        };
        let last = data.last().map_or(0, |b| u32::from(*b));
        // 64 rounds at least; at most 288, which the last byte allows.
        if round >= 63 && last <= round + 1 - 32 {
            break;
        }
    }
    key.truncate(32);
    key
}
