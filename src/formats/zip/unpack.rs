//! The data of a member, unlocked and unpacked whatever either directory says, so that there is one reader for listed,
//! hidden and contradicted members. Each method has its crate. The rare ones go through the `zip` crate, which is handed a
//! plain local header of our own making and then the packed bytes.

use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};

use flate2::{Decompress, FlushDecompress, Status};
use zip::read::{ZipReadOptions, read_zipfile_from_stream_with_options};
use zip::result::ZipError;

use crate::model::artifact::Artifact;
use crate::model::gap::{Gap, LimitKind};

use super::crypt;
use super::member::{Lock, Member};

/// The largest dictionary or model that is allocated, in bytes; packers use 192 MiB at most.
const MEMORY: u32 = 192 << 20;
/// The same for xz and Zstandard, whose crate has this limit of its own.
const WINDOW: u32 = 128 << 20;
/// Members packed by the methods of DOS times are kept whole while they are unpacked: none is larger than this.
const OLD: u64 = 64 << 20;
/// How much of a packed member is read at a time where it is not in memory.
const BLOCK: usize = 64 * 1024;

/// Why a member could not be unpacked.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is locked, and no password was given or this one does not fit.
    Wrong,
    /// Another reason.
    Gap(Gap),
}

/// The methods that are unpacked: stored, shrink, reduce, implode, deflate, deflate64, bzip2, LZMA, Zstandard, xz, PPMd.
pub(super) fn is_known(method: u16) -> bool {
    matches!(method, 0..=6 | 8 | 9 | 12 | 14 | 20 | 93 | 95 | 98)
}

/// The name of a method that is not unpacked.
pub(super) fn method_name(method: u16) -> String {
    let name = match method {
        7 => "Tokenize",
        10 | 18 => "IBM TERSE",
        16 => "IBM z/OS CMPSC",
        19 => "IBM LZ77",
        94 => "MP3",
        96 => "JPEG",
        97 => "WavPack",
        _ => return format!("number {method}"),
    };
    name.to_owned()
}

/// What the members of an archive may use one after the other: to set up the state of an inflation costs more than to
/// inflate a small text.
#[derive(Debug, Default)]
pub(super) struct Unpacker {
    inflate: Option<Decompress>,
}

/// Calls `body` with the member's unpacked bytes. `data` has to be known.
pub(super) fn with_reader<T>(
    artifact: &Artifact,
    member: &Member,
    key: Option<&[u8]>,
    body: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, Fault> {
    Unpacker::default().with_reader(artifact, member, key, body)
}

impl Unpacker {
    /// Calls `body` with the member's unpacked bytes, as [`with_reader`] does.
    pub(super) fn with_reader<T>(
        &mut self,
        artifact: &Artifact,
        member: &Member,
        key: Option<&[u8]>,
        body: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, Fault> {
        let packed = packed(artifact, member)?;
        match (member.lock(), key) {
            (Lock::Open, _) => unpacked(self, packed, member, body),
            _ => unlocked(self, packed, member, key, body),
        }
    }
}

/// Unlocks, then unpacks.
fn unlocked<T>(
    unpacker: &mut Unpacker,
    packed: Box<dyn BufRead + '_>,
    member: &Member,
    key: Option<&[u8]>,
    body: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, Fault> {
    match (member.lock(), key) {
        (Lock::Traditional, Some(key)) => {
            let mut plain = crypt::Traditional::new(packed, key);
            if !plain.fits(member).map_err(|e| damaged(member, &e))? {
                return Err(Fault::Wrong);
            }
            unpacked(unpacker, Box::new(BufReader::with_capacity(BLOCK, plain)), member, body)
        }
        (Lock::Aes { strength }, Some(key)) => aes(unpacker, packed, member, strength, key, body),
        _ => Err(Fault::Wrong),
    }
}

/// The memory that the headers of a member ask for, in bytes: where they are locked, the most that is given.
pub(super) fn memory(artifact: &Artifact, member: &Member) -> u64 {
    let head = || {
        let mut head = [0; 9];
        let open = member.lock() == Lock::Open;
        open.then(|| packed(artifact, member).ok()?.read_exact(&mut head).ok().map(|()| head)).flatten()
    };
    match member.packing() {
        14 => head().map_or(MEMORY, |h| u32::from_le_bytes([h[5], h[6], h[7], h[8]]).min(MEMORY)).into(),
        98 => head().map_or(MEMORY, |h| model([h[0], h[1]]).min(MEMORY)).into(),
        1..=6 => member.size.min(OLD),
        20 | 93 | 95 => WINDOW.into(),
        _ => 0,
    }
}

/// The memory that PPMd's parameters ask for, in bytes.
fn model(head: [u8; 2]) -> u32 {
    (u32::from(u16::from_le_bytes(head) >> 4 & 0xFF) + 1) << 20
}

/// The packed bytes: a slice where they are in memory.
fn packed<'a>(artifact: &'a Artifact, member: &Member) -> Result<Box<dyn BufRead + 'a>, Fault> {
    if artifact.is_whole() {
        let bytes = artifact.bytes();
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(bytes.len());
        return Ok(Box::new(bytes.get(at(member.data)..at(member.end())).unwrap_or_default()));
    }
    let mut reader = artifact.reader();
    reader.seek(SeekFrom::Start(member.data)).map_err(|e| damaged(member, &e))?;
    Ok(Box::new(BufReader::with_capacity(BLOCK, reader.take(member.packed))))
}

/// WinZip's AES: the `zip` crate unlocks what it is told to be a stored member.
fn aes<T>(
    unpacker: &mut Unpacker,
    packed: Box<dyn BufRead + '_>,
    member: &Member,
    strength: u8,
    key: &[u8],
    body: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, Fault> {
    let mut header = header(9, 99);
    // AE-2: the checksum is checked by us, behind the unpacking.
    let extra = [0x01, 0x99, 7, 0, 2, 0, b'A', b'E', strength, 0, 0];
    header[28] = 11;
    header.extend(extra);
    let mut stream = header.as_slice().chain(packed);
    let options = ZipReadOptions::new().override_compressed_size(member.packed).ignore_crc32(true);
    match read_zipfile_from_stream_with_options(&mut stream, options.password(Some(key))) {
        Ok(Some(mut file)) => {
            let plain: Box<dyn BufRead + '_> = Box::new(BufReader::with_capacity(BLOCK, &mut file));
            unpacked(unpacker, plain, member, body)
        }
        Err(ZipError::InvalidPassword) => Err(Fault::Wrong),
        Ok(None) => Err(damaged(member, &"it is no member")),
        Err(error) => Err(damaged(member, &error)),
    }
}

/// Unpacks by the member's method.
fn unpacked<T>(
    unpacker: &mut Unpacker,
    mut packed: Box<dyn BufRead + '_>,
    member: &Member,
    body: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, Fault> {
    let crc = (member.crc != 0).then_some(member.crc);
    let run = |reader: &mut dyn Read| body(&mut Checked { inner: reader, crc, sum: flate2::Crc::new() });
    let too_much =
        || Fault::Gap(Gap::limit(LimitKind::Memory, format!("\"{}\" asks for too much memory", member.name)));
    match member.packing() {
        0 => Ok(run(&mut packed)),
        8 => {
            let state = unpacker.inflate.get_or_insert_with(|| Decompress::new(false));
            state.reset(false);
            Ok(run(&mut Inflated { packed, state }))
        }
        14 => {
            // Version, length of the properties, properties, dictionary size.
            let mut head = [0; 9];
            packed.read_exact(&mut head).map_err(|e| damaged(member, &e))?;
            let dictionary = u32::from_le_bytes([head[5], head[6], head[7], head[8]]);
            if dictionary > MEMORY {
                return Err(too_much());
            }
            // Flag 1: an end mark stands behind the data. The size of what no table lists may be unknown.
            let size = if member.flags & 2 != 0 || member.size == 0 { u64::MAX } else { member.size };
            let reader = lzma_rust2::LzmaReader::new_with_props(packed, size, head[4], dictionary, None);
            Ok(run(&mut reader.map_err(|e| damaged(member, &e))?))
        }
        20 | 93 => Ok(run(&mut ruzstd::decoding::StreamingDecoder::new(packed).map_err(|e| damaged(member, &e))?)),
        95 => Ok(run(&mut lzma_rust2::XzReader::new_mem_limit(packed, true, WINDOW >> 10))),
        98 => {
            let head = packed.fill_buf().ok().and_then(|head| Some([*head.first()?, *head.get(1)?]));
            if head.is_some_and(|head| model(head) > MEMORY) {
                return Err(too_much());
            }
            crate_reader(packed, member, run)
        }
        1..=6 if member.size.max(member.packed) > OLD => Err(too_much()),
        _ => crate_reader(packed, member, run),
    }
}

/// The methods that only the `zip` crate knows.
fn crate_reader<T>(
    packed: Box<dyn BufRead + '_>,
    member: &Member,
    run: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, Fault> {
    // Flags 1 and 2 belong to the method.
    let header = header(member.flags & 6, member.packing());
    let mut stream = header.as_slice().chain(packed);
    let mut options = ZipReadOptions::new().override_compressed_size(u64::MAX).ignore_crc32(true);
    if matches!(member.packing(), 1..=6) {
        options = options.override_uncompressed_size(member.size);
    }
    match read_zipfile_from_stream_with_options(&mut stream, options) {
        Ok(Some(mut file)) => Ok(run(&mut file)),
        Ok(None) => Err(damaged(member, &"it is no member")),
        Err(error) => Err(damaged(member, &error)),
    }
}

/// A local header without name. Version 6.3; flag 3: sizes are not in it, so that a lie in them does not cut the data
/// short.
fn header(flags: u16, method: u16) -> Vec<u8> {
    let mut header = b"PK\x03\x04\x3F\0".to_vec();
    header.extend((flags | 8).to_le_bytes());
    header.extend(method.to_le_bytes());
    header.extend([0; 20]);
    header
}

fn damaged(member: &Member, why: &dyn std::fmt::Display) -> Fault {
    Fault::Gap(Gap::malformed(format!("\"{}\" could not be unpacked: {why}", member.name)))
}

/// What comes out of an inflation, as `flate2` reads it, with a state that is not its own.
struct Inflated<'r, 's> {
    packed: Box<dyn BufRead + 'r>,
    state: &'s mut Decompress,
}

impl Read for Inflated<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let input = self.packed.fill_buf()?;
            let over = input.is_empty();
            let flush = if over { FlushDecompress::Finish } else { FlushDecompress::None };
            let (read, given) = (self.state.total_in(), self.state.total_out());
            let status = self.state.decompress(input, buffer, flush);
            let count = |now: u64, before: u64| usize::try_from(now.saturating_sub(before)).unwrap_or(usize::MAX);
            self.packed.consume(count(self.state.total_in(), read));
            let came = count(self.state.total_out(), given);
            match status {
                Ok(Status::Ok | Status::BufError) if came == 0 && !buffer.is_empty() => {
                    if over {
                        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "incomplete deflate stream"));
                    }
                }
                Ok(_) => return Ok(came),
                Err(_) => return Err(io::Error::new(io::ErrorKind::InvalidInput, "corrupt deflate stream")),
            }
        }
    }
}

/// Checks the checksum where one is known: 0 stands for one that stands behind the data, where nothing reads it.
struct Checked<'r> {
    inner: &'r mut dyn Read,
    crc: Option<u32>,
    sum: flate2::Crc,
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let Some(crc) = self.crc else { return Ok(read) };
        self.sum.update(&buffer[..read]);
        if read == 0 && !buffer.is_empty() && self.sum.sum() != crc {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
        }
        Ok(read)
    }
}
