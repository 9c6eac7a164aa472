//! Locked Office documents (MS-OFFCRYPTO,
//! <https://learn.microsoft.com/openspecs/office_file_formats/ms-offcrypto/>): packages locked with AES in the standard and the
//! agile way, and the RC4 of old workbooks. `office-crypto` panics on damaged files; the ciphers are those of RustCrypto.

use std::io::{self, Read};

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The password that Excel tries by itself.
pub const DEFAULT: &str = "VelvetSweatshop";
/// Rounds that are worked through to make a key; Office writes 100,000.
const ROUNDS: u32 = 1_000_000;
/// Bytes of a package that are locked together (2.3.4.15).
const SEGMENT: usize = 4096;
/// Bytes of a workbook that are locked with one key (2.3.6.2, 2.3.5.2).
const BLOCK: usize = 1024;

/// How a package is locked.
#[derive(Debug, Clone)]
pub enum Lock {
    /// AES in one piece (2.3.4.5).
    Standard(Standard),
    /// AES in segments, described in XML (2.3.4.10).
    Agile(Box<Agile>),
}

/// The standard way.
#[derive(Debug, Clone)]
pub struct Standard {
    key: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    hash: Vec<u8>,
}

/// The agile way.
#[derive(Debug, Clone, Default)]
pub struct Agile {
    rounds: u32,
    key: usize,
    hash: String,
    salt: Vec<u8>,
    input: Vec<u8>,
    value: Vec<u8>,
    sealed: Vec<u8>,
    data_hash: String,
    data_salt: Vec<u8>,
}

/// What opens a package.
#[derive(Debug, Clone)]
pub struct Key {
    bytes: Vec<u8>,
    /// Hash and salt of the segments; the standard way has none.
    segments: Option<(String, Vec<u8>)>,
}

/// Reads the stream `EncryptionInfo`; `None` of what is not known.
pub fn lock(info: &[u8]) -> Option<Lock> {
    let (major, minor) = (short(info, 0)?, short(info, 2)?);
    if (major, minor) == (4, 4) {
        return agile(info.get(8..)?).map(|a| Lock::Agile(Box::new(a)));
    }
    (matches!(major, 2..=4) && minor == 2).then_some(())?;
    let size = long(info, 8)? as usize;
    let header = info.get(12..)?.get(..size)?;
    let key = match long(header, 8)? {
        0x660E => 16,
        0x660F => 24,
        0x6610 => 32,
        _ => return None,
    };
    let verifier = info.get(12 + size..)?;
    Some(Lock::Standard(Standard {
        key,
        salt: verifier.get(4..20)?.to_vec(),
        verifier: verifier.get(20..36)?.to_vec(),
        hash: verifier.get(40..72)?.to_vec(),
    }))
}

fn agile(xml: &[u8]) -> Option<Agile> {
    let text = String::from_utf8_lossy(xml);
    let tag = |name: &str| text.split('<').find(|t| t.split([' ', '/', '>']).next().is_some_and(|n| n.ends_with(name)));
    let (data, sealed) = (tag("keyData")?, tag("encryptedKey")?);
    let value = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!(" {name}=\""))?.1;
        Some(rest.split('"').next()?.to_owned())
    };
    let bytes = |tag: &str, name: &str| STANDARD.decode(value(tag, name)?).ok();
    let aes = |tag: &str| {
        value(tag, "cipherAlgorithm").as_deref() == Some("AES")
            && value(tag, "cipherChaining").as_deref() == Some("ChainingModeCBC")
    };
    (aes(data) && aes(sealed)).then_some(())?;
    let bits: usize = value(sealed, "keyBits")?.parse().ok()?;
    matches!(bits, 128 | 192 | 256).then_some(())?;
    Some(Agile {
        rounds: value(sealed, "spinCount")?.parse().ok().filter(|r| *r <= ROUNDS)?,
        key: bits / 8,
        hash: value(sealed, "hashAlgorithm")?,
        salt: bytes(sealed, "saltValue")?,
        input: bytes(sealed, "encryptedVerifierHashInput")?,
        value: bytes(sealed, "encryptedVerifierHashValue")?,
        sealed: bytes(sealed, "encryptedKeyValue")?,
        data_hash: value(data, "hashAlgorithm")?,
        data_salt: bytes(data, "saltValue")?,
    })
}

impl Lock {
    /// The key, if the password fits.
    pub fn open(&self, password: &str) -> Option<Key> {
        match self {
            Self::Standard(lock) => lock.open(password),
            Self::Agile(lock) => lock.open(password),
        }
    }
}

impl Standard {
    fn open(&self, password: &str) -> Option<Key> {
        let mut hash = Sha1::digest([self.salt.as_slice(), &wide(password)].concat());
        for round in 0..50_000u32 {
            hash = Sha1::digest([round.to_le_bytes().as_slice(), &hash].concat());
        }
        let last = Sha1::digest([hash.as_slice(), &[0; 4]].concat());
        let half = |fill: u8| {
            let mut pad = [fill; 64];
            pad.iter_mut().zip(last.iter()).for_each(|(p, h)| *p ^= h);
            Sha1::digest(pad).to_vec()
        };
        let bytes = [half(0x36), half(0x5C)].concat().get(..self.key)?.to_vec();
        let cipher = Cipher::new(&bytes)?;
        let (mut verifier, mut expected) = (self.verifier.clone(), self.hash.clone());
        cipher.each(&mut verifier);
        cipher.each(&mut expected);
        (Sha1::digest(&verifier).as_slice() == expected.get(..20)?).then_some(Key { bytes, segments: None })
    }
}

impl Agile {
    fn open(&self, password: &str) -> Option<Key> {
        let mut hash = digest(&self.hash, &[&self.salt, &wide(password)])?;
        for round in 0..self.rounds {
            hash = digest(&self.hash, &[&round.to_le_bytes(), &hash])?;
        }
        let unseal = |block: [u8; 8], sealed: &[u8]| {
            let mut key = digest(&self.hash, &[&hash, &block])?;
            key.resize(self.key, 0x36);
            let mut out = sealed.to_vec();
            Cipher::new(&key)?.chained(&mut out, &first(&self.salt));
            Some(out)
        };
        let input = unseal([0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], &self.input)?;
        let value = unseal([0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], &self.value)?;
        let made = digest(&self.hash, &[input.get(..self.salt.len())?])?;
        (value.get(..made.len())? == made).then_some(())?;
        let bytes = unseal([0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], &self.sealed)?.get(..self.key)?.to_vec();
        Some(Key { bytes, segments: Some((self.data_hash.clone(), self.data_salt.clone())) })
    }
}

/// Opens the stream `EncryptedPackage` piece by piece.
pub struct Opened<R> {
    inner: R,
    cipher: Cipher,
    segments: Option<(String, Vec<u8>)>,
    number: u32,
    left: u64,
    ready: Vec<u8>,
    at: usize,
}

impl<R: Read> Opened<R> {
    /// Reads the length and makes ready; `None` where the stream is too short.
    pub fn new(mut inner: R, key: &Key) -> Option<Self> {
        let mut length = [0; 8];
        inner.read_exact(&mut length).ok()?;
        let (cipher, segments) = (Cipher::new(&key.bytes)?, key.segments.clone());
        Some(Self { inner, cipher, segments, number: 0, left: u64::from_le_bytes(length), ready: Vec::new(), at: 0 })
    }
}

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.ready.len() && self.left > 0 {
            self.ready.clear();
            self.at = 0;
            (&mut self.inner).take(SEGMENT as u64).read_to_end(&mut self.ready)?;
            if self.ready.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match &self.segments {
                Some((hash, salt)) => {
                    let iv = digest(hash, &[salt, &self.number.to_le_bytes()]);
                    let iv = iv.ok_or(io::ErrorKind::Unsupported)?;
                    self.cipher.chained(&mut self.ready, &first(&iv));
                }
                None => self.cipher.each(&mut self.ready),
            }
            self.number = self.number.wrapping_add(1);
            let real = usize::try_from(self.left).unwrap_or(usize::MAX).min(self.ready.len());
            self.ready.truncate(real);
            self.left -= real as u64;
        }
        let count = buffer.len().min(self.ready.len() - self.at);
        buffer[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// AES with a key of any of its lengths.
enum Cipher {
    Short(Box<Aes128>),
    Middle(Box<Aes192>),
    Long(Box<Aes256>),
}

impl Cipher {
    fn new(key: &[u8]) -> Option<Self> {
        Some(match key.len() {
            16 => Self::Short(Box::new(Aes128::new_from_slice(key).ok()?)),
            24 => Self::Middle(Box::new(Aes192::new_from_slice(key).ok()?)),
            32 => Self::Long(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    fn block(&self, block: &mut [u8; 16]) {
        let mut array = Array::from(*block);
        match self {
            Self::Short(aes) => aes.decrypt_block(&mut array),
            Self::Middle(aes) => aes.decrypt_block(&mut array),
            Self::Long(aes) => aes.decrypt_block(&mut array),
        }
        *block = array.into();
    }

    /// Each block by itself.
    fn each(&self, bytes: &mut [u8]) {
        for part in bytes.as_chunks_mut::<16>().0 {
            self.block(part);
        }
    }

    /// Each block with the one before it.
    fn chained(&self, bytes: &mut [u8], iv: &[u8; 16]) {
        let mut before = *iv;
        for part in bytes.as_chunks_mut::<16>().0 {
            let sealed = *part;
            self.block(part);
            part.iter_mut().zip(before).for_each(|(b, x)| *b ^= x);
            before = sealed;
        }
    }
}

/// How an old workbook is locked: the record FilePass (MS-XLS 2.4.117).
#[derive(Debug, Clone)]
pub struct OldLock {
    /// 40 bits and MD5, or CryptoAPI and SHA-1 with this many bytes.
    key: Option<usize>,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    hash: Vec<u8>,
}

/// What opens an old workbook.
#[derive(Debug, Clone)]
pub struct OldKey {
    hash: Vec<u8>,
    key: Option<usize>,
}

/// Reads the record; `None` of what is not known (the XOR of Excel 5).
pub fn old_lock(body: &[u8]) -> Option<OldLock> {
    (short(body, 0)? == 1).then_some(())?;
    let (major, minor) = (short(body, 2)?, short(body, 4)?);
    if (major, minor) == (1, 1) {
        let part = |at: usize| body.get(at..at + 16).map(<[u8]>::to_vec);
        return Some(OldLock { key: None, salt: part(6)?, verifier: part(22)?, hash: part(38)? });
    }
    (matches!(major, 2..=4) && minor == 2).then_some(())?;
    let size = long(body, 10)? as usize;
    let header = body.get(14..)?.get(..size)?;
    let bits = match long(header, 16)? {
        0 => 40,
        bits => bits as usize,
    };
    (long(header, 8)? == 0x6801 && (40..=128).contains(&bits)).then_some(())?;
    let verifier = body.get(14 + size..)?;
    Some(OldLock {
        key: Some(bits / 8),
        salt: verifier.get(4..20)?.to_vec(),
        verifier: verifier.get(20..36)?.to_vec(),
        hash: verifier.get(40..60)?.to_vec(),
    })
}

impl OldLock {
    /// The key, if the password fits.
    pub fn open(&self, password: &str) -> Option<OldKey> {
        let hash = match self.key {
            Some(_) => Sha1::digest([self.salt.as_slice(), &wide(password)].concat()).to_vec(),
            None => {
                let short = Md5::digest(wide(password));
                let once = [short.get(..5)?, &self.salt].concat();
                Md5::digest(once.repeat(16)).get(..5)?.to_vec()
            }
        };
        let key = OldKey { hash, key: self.key };
        let mut rc4 = key.block(0);
        let (mut verifier, mut expected) = (self.verifier.clone(), self.hash.clone());
        verifier.iter_mut().chain(expected.iter_mut()).for_each(|b| *b ^= rc4.next_byte());
        let made = if self.key.is_some() { Sha1::digest(&verifier).to_vec() } else { Md5::digest(&verifier).to_vec() };
        (made == expected).then_some(key)
    }
}

impl OldKey {
    fn block(&self, number: u32) -> Rc4 {
        match self.key {
            Some(length) => {
                let mut key = Sha1::digest([self.hash.as_slice(), &number.to_le_bytes()].concat()).to_vec();
                key.truncate(length);
                // 40 bits stand in a key of 128.
                key.resize(if length == 5 { 16 } else { length }, 0);
                Rc4::new(&key)
            }
            None => Rc4::new(&Md5::digest([self.hash.as_slice(), &number.to_le_bytes()].concat())),
        }
    }

    /// Opens a whole workbook stream: heads of records and some records stand open in it.
    pub fn workbook(&self, bytes: &[u8]) -> Vec<u8> {
        const OPEN: &[u16] = &[0x0809, 0x002F, 0x00E1, 0x0195, 0x0196, 0x0138, 0x0194];
        let mut out = bytes.to_vec();
        let (mut rc4, mut block, mut at) = (self.block(0), 0u32, 0usize);
        // How many bytes must stay as they are from here.
        let mut next = 0usize;
        let mut open = 0usize;
        while at < out.len() {
            if at % BLOCK == 0 && at > 0 {
                block = block.wrapping_add(1);
                rc4 = self.block(block);
            }
            if at == next {
                let kind = short(bytes, at).unwrap_or(0);
                let length = usize::from(short(bytes, at + 2).unwrap_or(0));
                next = at.saturating_add(4).saturating_add(length);
                open = match kind {
                    kind if OPEN.contains(&kind) => next,
                    // The place of a sheet is not locked.
                    0x0085 => at + 8,
                    _ => at + 4,
                };
            }
            let mask = rc4.next_byte();
            if at >= open {
                out[at] ^= mask;
            }
            at += 1;
        }
        out
    }
}

/// RC4, which old Office locked with.
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state = [0; 256];
        (0..=255u8).zip(state.iter_mut()).for_each(|(n, s)| *s = n);
        let mut j = 0u8;
        for (i, byte) in key.iter().cycle().take(256).enumerate() {
            j = j.wrapping_add(state[i]).wrapping_add(*byte);
            state.swap(i, usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    fn next_byte(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        let a = self.state[usize::from(self.i)];
        self.j = self.j.wrapping_add(a);
        self.state.swap(usize::from(self.i), usize::from(self.j));
        self.state[usize::from(self.state[usize::from(self.i)].wrapping_add(a))]
    }
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Sixteen bytes, filled up as the specification says.
fn first(bytes: &[u8]) -> [u8; 16] {
    let mut out = [0x36; 16];
    out.iter_mut().zip(bytes).for_each(|(o, b)| *o = *b);
    out
}

fn digest(name: &str, parts: &[&[u8]]) -> Option<Vec<u8>> {
    fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
        let mut hash = D::new();
        parts.iter().for_each(|part| hash.update(part));
        hash.finalize().to_vec()
    }
    Some(match name {
        "SHA1" | "SHA-1" => of::<Sha1>(parts),
        "SHA256" | "SHA-256" => of::<Sha256>(parts),
        "SHA384" | "SHA-384" => of::<Sha384>(parts),
        "SHA512" | "SHA-512" => of::<Sha512>(parts),
        "MD5" => of::<Md5>(parts),
        _ => return None,
    })
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
