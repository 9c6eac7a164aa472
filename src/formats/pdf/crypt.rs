//! Locked documents (ISO 32000-2, 7.6, and Adobe's extension level 3): RC4 with 40 to 128 bits, AES with 128 and 256. RC4 is
//! ten lines; the other ciphers and all hashes are crates.

use std::collections::BTreeMap;

use md5::{Digest, Md5};
use sha2::Sha256;

use super::cipher::{cbc, hardened, rc4};
use super::document::Document;
use super::filters::{Kind, Layer};
use super::names::names;
use super::objects::Object;
use super::values::{Value, extent};

/// How a string or stream is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cipher {
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

/// The dictionary that says how the document is locked.
#[derive(Debug)]
pub(super) struct Encryption {
    version: i64,
    revision: i64,
    /// Of the key, in bytes.
    length: usize,
    owner: Vec<u8>,
    user: Vec<u8>,
    owner_key: Vec<u8>,
    user_key: Vec<u8>,
    permissions: i64,
    metadata: bool,
    id: Vec<u8>,
    streams: Cipher,
    strings: Cipher,
    files: Cipher,
    /// Whether it is the handler with passwords, and of a version that is known.
    pub(super) known: bool,
    /// The object that it is, whose strings are not locked.
    number: u32,
}

/// A document's key, and what it opens.
#[derive(Debug)]
pub(super) struct Lock {
    key: Vec<u8>,
    streams: Cipher,
    strings: Cipher,
    files: Cipher,
    number: u32,
}

/// What short passwords are filled up with.
const PADDING: [u8; 32] =
    *b"\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\
\x2F\x0C\xA9\xFE\x64\x53\x69\x7A";
/// The longest password of the newer versions.
const LONGEST: usize = 127;

impl Encryption {
    /// Reads the dictionary at a place (behind `/Encrypt`), references followed.
    pub(super) fn of<'a>(document: &Document<'a>, object: &Object<'a>, at: usize, id: &[u8]) -> Option<Self> {
        let all = document.resolved(object, at);
        all.into_iter().find_map(|(holder, value)| match value {
            Value::Dictionary(rest) => Some(Self::read(document, holder, rest, id.to_vec())),
            _ => None,
        })
    }

    fn read<'a>(document: &Document<'a>, holder: &Object<'a>, rest: &[u8], id: Vec<u8>) -> Self {
        let from = holder.text.len() - rest.len();
        let mut out = Self {
            version: 0,
            revision: 0,
            length: 5,
            owner: Vec::new(),
            user: Vec::new(),
            owner_key: Vec::new(),
            user_key: Vec::new(),
            permissions: 0,
            metadata: true,
            id,
            streams: Cipher::Identity,
            strings: Cipher::Identity,
            files: Cipher::Identity,
            known: false,
            number: holder.number,
        };
        let mut filters: BTreeMap<String, Cipher> = BTreeMap::new();
        let (mut named, mut files) = ([const { String::new() }; 2], None);
        let (mut standard, mut last) = (false, String::new());
        for name in names(&rest[..extent(rest)]).take(256) {
            let at = from + name.end;
            let value = || document.resolved(holder, at).into_iter().next().map_or(Value::Other, |(_, value)| value);
            let raw = || match value() {
                Value::Text(bytes) => bytes,
                _ => Vec::new(),
            };
            let word = || match value() {
                Value::Name(word) => word,
                _ => String::new(),
            };
            let number = || document.number(holder, at).unwrap_or(0);
            match name.text.as_ref() {
                "Filter" => standard = word() == "Standard",
                "V" => out.version = number(),
                "R" => out.revision = number(),
                "P" => out.permissions = number(),
                "O" => out.owner = raw(),
                "U" => out.user = raw(),
                "OE" => out.owner_key = raw(),
                "UE" => out.user_key = raw(),
                "EncryptMetadata" => out.metadata = value() == Value::True,
                "StmF" => named[0] = word(),
                "StrF" => named[1] = word(),
                "EFF" => files = Some(word()),
                // The first one is that of the document; crypt filters have lengths of their own.
                "Length" if filters.is_empty() && last.is_empty() => {
                    out.length = usize::try_from(number() / 8).unwrap_or(0).clamp(5, 16);
                }
                "CFM" => {
                    let cipher = match word().as_str() {
                        "V2" => Cipher::Rc4,
                        "AESV2" => Cipher::Aes128,
                        "AESV3" => Cipher::Aes256,
                        _ => Cipher::Identity,
                    };
                    filters.insert(std::mem::take(&mut last), cipher);
                }
                other if matches!(value(), Value::Dictionary(_)) && other != "CF" => {
                    other.clone_into(&mut last);
                }
                _ => {}
            }
        }
        let of = |name: &str| filters.get(name).copied().unwrap_or(Cipher::Identity);
        if out.version >= 4 {
            (out.streams, out.strings) = (of(&named[0]), of(&named[1]));
            out.files = files.map_or(out.streams, |f| of(&f));
            if out.version == 4 {
                out.length = 16;
            }
        } else {
            (out.streams, out.strings, out.files) = (Cipher::Rc4, Cipher::Rc4, Cipher::Rc4);
            if out.version == 1 {
                out.length = 5;
            }
        }
        let whole = if out.version == 5 {
            out.owner.len() >= 48 && out.user.len() >= 48
        } else {
            out.owner.len() >= 32 && out.user.len() >= 16
        };
        out.known = standard && whole && matches!((out.version, out.revision), (1 | 2 | 4, 2..=4) | (5, 5 | 6));
        out
    }

    /// The key, where a password fits: the user's, or the owner's.
    pub(super) fn open(&self, password: &str) -> Option<Lock> {
        let key = if self.version == 5 {
            self.new_key(&password.as_bytes()[..password.len().min(LONGEST)])
        } else {
            let latin: Option<Vec<u8>> = password.chars().map(|c| u8::try_from(c).ok()).collect();
            let password = latin.unwrap_or_else(|| password.as_bytes().to_vec());
            // Some writers name no length, or a wrong one.
            [self.length, 16, 5].into_iter().find_map(|length| {
                let key = self.old_key(&password, length);
                key.or_else(|| self.old_key(&self.user_password(&password, length), length))
            })
        };
        let (streams, strings, files) = (self.streams, self.strings, self.files);
        Some(Lock { key: key?, streams, strings, files, number: self.number })
    }

    fn old_key(&self, password: &[u8], length: usize) -> Option<Vec<u8>> {
        let mut hash = Md5::new();
        hash.update(padded(password));
        hash.update(&self.owner[..32]);
        hash.update(&self.permissions.to_le_bytes()[..4]);
        hash.update(&self.id);
        if self.revision >= 4 && !self.metadata {
            hash.update([0xFF; 4]);
        }
        let mut key = hash.finalize().to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(&key[..length]).to_vec();
            }
        }
        key.truncate(length);
        let proof = if self.revision == 2 {
            rc4(&key, &PADDING)
        } else {
            let start = Md5::new().chain_update(PADDING).chain_update(&self.id).finalize();
            (0..20u8).fold(start.to_vec(), |data, i| rc4(&key.iter().map(|b| b ^ i).collect::<Vec<_>>(), &data))
        };
        let shown = self.user.get(..proof.len().min(self.user.len()))?;
        (shown.len() >= 16 && proof.starts_with(shown)).then_some(key)
    }

    /// The user's password, if this is the owner's.
    fn user_password(&self, password: &[u8], length: usize) -> Vec<u8> {
        let mut key = Md5::digest(padded(password)).to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(&key).to_vec();
            }
        }
        key.truncate(length);
        let owner = &self.owner[..32];
        if self.revision == 2 {
            return rc4(&key, owner);
        }
        (0..20u8).rev().fold(owner.to_vec(), |data, i| rc4(&key.iter().map(|b| b ^ i).collect::<Vec<_>>(), &data))
    }

    fn new_key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let hash = |salt: &[u8], extra: &[u8]| match self.revision {
            5 => Sha256::new().chain_update(password).chain_update(salt).chain_update(extra).finalize().to_vec(),
            _ => hardened(password, salt, extra),
        };
        let user = self.user.get(..48)?;
        let key = |key: &[u8], packed: &[u8]| {
            let mut out = packed.get(..32)?.to_vec();
            cbc::<aes::Aes256>(key, &[0; 16], &mut out)?;
            Some(out)
        };
        if hash(&self.user[32..40], &[]) == self.user[..32] {
            return key(&hash(&self.user[40..48], &[]), &self.user_key);
        }
        if hash(&self.owner[32..40], user) == self.owner[..32] {
            return key(&hash(&self.owner[40..48], user), &self.owner_key);
        }
        None
    }
}

impl Lock {
    /// A string of an object, unlocked.
    pub(super) fn string(&self, number: u32, generation: u32, bytes: Vec<u8>) -> Vec<u8> {
        if number == self.number { bytes } else { self.undo(self.strings, number, generation, &bytes) }
    }

    /// The data of a stream, unlocked.
    pub(super) fn stream(&self, object: &Object<'_>, data: &[u8], layers: Option<&[Layer]>) -> Vec<u8> {
        let cipher = match layers {
            // The only lock that a stream names for itself is none.
            Some([Layer { kind: Kind::Crypt, .. }, ..]) => Cipher::Identity,
            _ if object.has("EmbeddedFile") => self.files,
            _ => self.streams,
        };
        self.undo(cipher, object.number, object.generation, data)
    }

    fn undo(&self, cipher: Cipher, number: u32, generation: u32, data: &[u8]) -> Vec<u8> {
        let own_key = |salt: &[u8]| {
            let hash = Md5::new().chain_update(&self.key).chain_update(&number.to_le_bytes()[..3]);
            let hash = hash.chain_update(&generation.to_le_bytes()[..2]).chain_update(salt).finalize();
            hash[..(self.key.len() + 5).min(16)].to_vec()
        };
        let aes = |key: &[u8], wide: bool| {
            let Some((start, rest)) = data.split_first_chunk::<16>() else { return Vec::new() };
            let mut out = rest[..rest.len() / 16 * 16].to_vec();
            let done =
                if wide { cbc::<aes::Aes256>(key, start, &mut out) } else { cbc::<aes::Aes128>(key, start, &mut out) };
            // The last byte says how many were filled up.
            let filled = out.last().map_or(0, |b| usize::from(*b)).min(16);
            out.truncate(out.len().saturating_sub(filled));
            done.map(|()| out).unwrap_or_default()
        };
        match cipher {
            Cipher::Identity => data.to_vec(),
            Cipher::Rc4 => rc4(&own_key(b""), data),
            Cipher::Aes128 => aes(&own_key(b"sAlT"), false),
            Cipher::Aes256 => aes(&self.key, true),
        }
    }
}

fn padded(password: &[u8]) -> Vec<u8> {
    password.iter().chain(&PADDING).copied().take(32).collect()
}
