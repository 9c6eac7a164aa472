//! Compiled rules, kept for the next time: compiling thousands of rules costs more than looking for them in one file.
//!
//! Boreal trusts the bytes that it reads back. So they come only from a folder and a file that nobody but the user can
//! write ([`crate::engines::private`]), and only behind a digest; whatever is not as it should be is no entry, and the rules are
//! compiled. An entry is found by a digest of everything that it follows from, so it is never out of date. What boreal
//! does not read back exactly as it wrote it is not kept.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use boreal::Scanner;
use boreal::scanner::DeserializeParams;
use sha2::{Digest, Sha256};

use super::side_by_side;
use super::source::Sources;
use crate::engines::private::Folder;

/// What an entry begins with; the number is that of our format.
const MARK: &[u8; 16] = b"sheepdip rules 1";
/// The version of boreal, which reads back what it wrote itself only; the manifest asks for exactly this one, and a test
/// compares.
const BOREAL: &str = "1.4.0";
/// Fewer bytes of rules are compiled as fast as they are read back.
const SMALL: usize = 64 << 10;
/// What the name of an entry ends with.
const ENDING: &str = ".rules";
/// So many entries are kept: those used last.
const KEPT: usize = 8;
/// A larger entry is neither written nor read, in bytes.
const LARGEST: usize = 256 << 20;
/// The length of a digest.
const DIGEST: usize = 32;

/// Where compiled rules are kept, in our cache folder.
#[must_use]
pub fn folder(caches: &Path) -> PathBuf {
    caches.join("rules")
}

/// Where a set of rules is kept.
pub(super) struct Place<'a> {
    folder: &'a Path,
    key: [u8; DIGEST],
}

/// What is kept.
pub(super) struct Entry {
    pub(super) scanners: Vec<Scanner>,
    pub(super) unused: Vec<String>,
}

impl<'a> Place<'a> {
    /// The place of these rules; none for those that are not worth one.
    pub(super) fn of(folder: &'a Path, sources: &Sources) -> Option<Self> {
        if sources.texts.iter().map(|text| text.text.len()).sum::<usize>() < SMALL {
            return None;
        }
        let mut digest = Sha256::new();
        digest.update(MARK);
        for word in [BOREAL, env!("CARGO_PKG_VERSION"), std::env::consts::ARCH] {
            digest.update(word);
            digest.update([0]);
        }
        digest.update(usize::BITS.to_le_bytes());
        sources.digest(&mut digest);
        Some(Self { folder, key: digest.finalize().into() })
    }

    /// The file's name.
    fn name(&self) -> String {
        self.key.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + ENDING
    }

    /// What is kept there, if it is whole.
    pub(super) fn load(&self) -> Option<Entry> {
        let bytes = Folder::open(self.folder)?.read(&self.name(), LARGEST)?;
        let (sum, rest) = bytes.split_at_checked(DIGEST)?;
        if *sum != *Sha256::digest(rest) {
            return None;
        }
        let mut rest = rest.strip_prefix(MARK)?.strip_prefix(&self.key)?;
        let mut words = block(&mut rest)?;
        let mut unused = Vec::new();
        while !words.is_empty() {
            unused.push(String::from_utf8(block(&mut words)?.to_vec()).ok()?);
        }
        let mut shards = Vec::new();
        while !rest.is_empty() {
            shards.push(block(&mut rest)?);
        }
        let scanners = side_by_side(&shards, |shard| read_back(shard)).into_iter().collect::<Option<_>>()?;
        Some(Entry { scanners, unused })
    }

    /// Keeps this, if it can be read back.
    pub(super) fn store(&self, scanners: &[Scanner], unused: &[String]) {
        let Some(folder) = Folder::make(self.folder) else { return };
        let Some(entry) = self.entry(scanners, unused) else { return };
        if folder.write(&self.name(), &entry) {
            folder.tidy(ENDING, KEPT, Duration::MAX);
        }
    }

    fn entry(&self, scanners: &[Scanner], unused: &[String]) -> Option<Vec<u8>> {
        let mut entry = vec![0; DIGEST];
        entry.extend_from_slice(MARK);
        entry.extend_from_slice(&self.key);
        let mut words = Vec::new();
        for word in unused {
            put(&mut words, word.as_bytes())?;
        }
        put(&mut entry, &words)?;
        for shard in side_by_side(scanners, written) {
            put(&mut entry, &shard?)?;
        }
        let sum = Sha256::digest(entry.get(DIGEST..)?);
        entry.get_mut(..DIGEST)?.copy_from_slice(&sum);
        (entry.len() <= LARGEST).then_some(entry)
    }
}

/// Compiled rules as bytes, if they can be read back: boreal cuts long lists short when it reads.
fn written(scanner: &Scanner) -> Option<Vec<u8>> {
    let bytes = bytes_of(scanner)?;
    (bytes_of(&read_back(&bytes)?)? == bytes).then_some(bytes)
}

fn bytes_of(scanner: &Scanner) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    catch_unwind(AssertUnwindSafe(|| scanner.to_bytes(&mut bytes))).ok()?.ok()?;
    Some(bytes)
}

fn read_back(bytes: &[u8]) -> Option<Scanner> {
    let read = || Scanner::from_bytes_unchecked(bytes, DeserializeParams::default());
    catch_unwind(AssertUnwindSafe(read)).ok()?.ok()
}

/// Takes a block off: its length, and so many bytes.
fn block<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, after) = rest.split_first_chunk::<8>()?;
    let (block, after) = after.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    *rest = after;
    Some(block)
}

fn put(to: &mut Vec<u8>, block: &[u8]) -> Option<()> {
    to.extend_from_slice(&u64::try_from(block.len()).ok()?.to_le_bytes());
    to.extend_from_slice(block);
    Some(())
}
