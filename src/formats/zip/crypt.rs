//! Locked members: PKWARE's traditional encryption (APPNOTE.TXT 6.1), and which password opens what.
//!
//! The `zip` crate knows the traditional encryption too, but asks a header for the one byte that tells a wrong password:
//! it takes it from the checksum or from the time, as flag 3 says. Programs do not agree about that, so we accept both
//! and let the unpacking decide. WinZip's AES is left to the crate.

use std::io::{self, Read};

use crate::formats::locked::{self, Attempt};
use crate::model::artifact::Artifact;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::member::{Lock, Member, cp437};
use super::unpack::{self, Unpacker};

/// Bytes before the data that only prove the password.
const HEADER: usize = 12;
/// How much is unpacked to prove a password.
const PROOF: u64 = 64 << 20;
/// The same where the password opened another member before.
const PROOF_AGAIN: u64 = 1 << 20;
/// On so many members of one archive all passwords are tried: nearly always one opens all of them or none, but a decoy
/// with another password must not shield the rest.
const FULL_TRIES: u32 = 8;

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut value = at as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ 0xEDB8_8320 } else { value >> 1 };
            bit += 1;
        }
        table[at] = value;
        at += 1;
    }
    table
};

fn crc(sum: u32, byte: u8) -> u32 {
    TABLE[usize::from(sum as u8 ^ byte)] ^ sum >> 8
}

/// Unlocks what is locked by the traditional encryption.
pub(super) struct Traditional<R> {
    inner: R,
    keys: [u32; 3],
}

impl<R: Read> Traditional<R> {
    pub(super) fn new(inner: R, password: &[u8]) -> Self {
        let mut new = Self { inner, keys: [0x1234_5678, 0x2345_6789, 0x3456_7890] };
        for byte in password {
            new.mix(*byte);
        }
        new
    }

    /// Reads the header, and says whether the password may fit: one of 128 wrong ones seems to.
    pub(super) fn fits(&mut self, member: &Member) -> io::Result<bool> {
        let mut header = [0; HEADER];
        self.read_exact(&mut header)?;
        let last = header[HEADER - 1];
        // Of what no table lists neither is sure to be known.
        let unknown = member.crc == 0 && member.attributes.is_none();
        Ok(last == (member.crc >> 24) as u8 || last == (member.time >> 8) as u8 || unknown)
    }

    fn mix(&mut self, plain: u8) {
        let [a, b, c] = &mut self.keys;
        *a = crc(*a, plain);
        *b = b.wrapping_add(*a & 0xFF).wrapping_mul(0x0808_8405).wrapping_add(1);
        *c = crc(*c, (*b >> 24) as u8);
    }
}

impl<R: Read> Read for Traditional<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        for byte in &mut buffer[..read] {
            let key = self.keys[2] as u16 | 2;
            *byte ^= (key.wrapping_mul(key ^ 1) >> 8) as u8;
            self.mix(*byte);
        }
        Ok(read)
    }
}

/// The password of an archive, as far as it is known, and what unpacks the members that it opens.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) unpacker: Unpacker,
    /// The last one that fitted.
    fitted: Option<Vec<u8>>,
    tried: u32,
}

impl Keys {
    /// Opens the archive with the smallest of its locked members, which costs least.
    pub(super) fn new<'m>(
        artifact: &Artifact,
        inspection: &mut Inspection<'_>,
        members: impl Iterator<Item = &'m Member>,
    ) -> Self {
        let mut keys = Self::default();
        // Where nothing is in a member, every password opens it.
        let smallest = members.filter(|m| m.lock().opens() && m.size > 0 && m.data > 0).min_by_key(|m| m.packed);
        if let Some(member) = smallest {
            keys.open(artifact, inspection, member);
        }
        keys
    }

    /// The password of a locked member; `None` where none of the known ones fits.
    pub(super) fn of(
        &mut self,
        artifact: &Artifact,
        inspection: &mut Inspection<'_>,
        member: &Member,
    ) -> Option<Vec<u8>> {
        if !member.lock().opens() {
            return None;
        }
        if let Some(key) = &self.fitted
            && opens(artifact, member, key, PROOF_AGAIN)
        {
            return self.fitted.clone();
        }
        self.open(artifact, inspection, member);
        self.fitted.clone().filter(|key| opens(artifact, member, key, PROOF_AGAIN))
    }

    fn open(&mut self, artifact: &Artifact, inspection: &mut Inspection<'_>, member: &Member) {
        if self.tried >= FULL_TRIES {
            return;
        }
        self.tried += 1;
        let opened = locked::open(inspection, "the archive", |password| {
            match forms(password).into_iter().find(|form| opens(artifact, member, form, PROOF)) {
                Some(form) => Attempt::Opened(form),
                None => Attempt::Wrong,
            }
        });
        if let Some((_, key)) = opened {
            self.fitted = Some(key);
        }
    }
}

/// Whether a password opens a member: so much of it is unpacked. A method that is not known proves nothing.
fn opens(artifact: &Artifact, member: &Member, key: &[u8], most: u64) -> bool {
    let unpacked = |reader: &mut dyn Read| io::copy(&mut reader.take(most), &mut io::sink()).is_ok();
    unpack::with_reader(artifact, member, Some(key), unpacked).unwrap_or(false)
}

/// A password as programs write it into archives: in UTF-8, in Windows' code page for western Europe, in that of DOS. A
/// password of other bytes is kept as Latin-1 and so comes back as it was.
fn forms(password: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![password.as_bytes().to_vec()];
    if !password.is_ascii() {
        forms.extend(password.chars().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<_>>>());
        let dos = |c: char| (0..=u8::MAX).find(|b| cp437(*b) == c);
        forms.extend(password.chars().map(dos).collect::<Option<Vec<_>>>());
    }
    forms.dedup();
    forms
}

/// The gap of a member that stays locked.
pub(super) fn gap(inspection: &mut Inspection<'_>, member: &Member) -> Gap {
    let name = format!("\"{}\"", member.name);
    match member.lock() {
        Lock::Strong => {
            Gap::encrypted(format!("{name} is locked by PKWARE's strong encryption, which no password opens here"))
        }
        _ => locked::gap(inspection, &name),
    }
}
