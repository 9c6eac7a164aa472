//! The streams of a file: its bytes, and those that have a name of their own, put together from attributes.

use std::collections::HashMap;

use crate::model::gap::Gap;

use super::super::disk::{Disk, Runs, u16_at, u64_at};
use super::record::{self, Attribute, Record};
use super::{Read, Volume};

/// The bytes of a file, or of one of its named streams.
pub(super) enum Stream {
    Plain(Runs),
    /// Compressed in units of so many bytes.
    Packed(Runs, u64),
    Locked,
}

impl Stream {
    /// Its places, where they hold it as it is.
    pub(super) fn plain(&self) -> Option<&Runs> {
        match self {
            Self::Plain(runs) => Some(runs),
            _ => None,
        }
    }
}

/// Puts the streams together from attributes.
pub(super) fn collect<'r>(
    volume: &Volume,
    attributes: impl Iterator<Item = Result<Attribute<'r>, Gap>>,
) -> Result<HashMap<Vec<u8>, Stream>, Gap> {
    let mut all: HashMap<Vec<u8>, Stream> = HashMap::new();
    for attribute in attributes {
        let attribute = attribute?;
        if attribute.kind != record::DATA {
            continue;
        }
        let name = attribute.name.clone();
        if attribute.is_locked() {
            all.insert(name, Stream::Locked);
            continue;
        }
        match all.get_mut(&name) {
            // Later pieces of a stream follow in order.
            Some(Stream::Plain(runs) | Stream::Packed(runs, _)) if attribute.first > 0 => {
                attribute.add(volume, runs)?;
            }
            Some(_) => {}
            None => {
                let runs = attribute.runs(volume)?;
                let stream = match attribute.unit(volume) {
                    Some(unit) => Stream::Packed(runs, unit),
                    None => Stream::Plain(runs),
                };
                all.insert(name, stream);
            }
        }
    }
    Ok(all)
}

/// The streams of a file whose attributes fill several records.
pub(super) fn pieces(
    disk: &mut Disk<'_>,
    volume: &Volume,
    record: &Record,
    list: &Attribute<'_>,
) -> Result<HashMap<Vec<u8>, Stream>, Gap> {
    let list = disk.content(&list.runs(volume)?, 256 * 1024);
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(length) = list.get(at..at + 26).map(|entry| usize::from(u16_at(entry, 4))) {
        let number = u64_at(&list, at + 16) & 0xFFFF_FFFF_FFFF;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
        if length < 26 || numbers.len() > 4096 {
            break;
        }
        at += length;
    }
    let mut others = Vec::new();
    for number in numbers {
        if number != record.number
            && let Read::Record(other) = volume.read(disk, number)
        {
            others.push(other);
        }
    }
    collect(volume, record.attributes().chain(others.iter().flat_map(Record::attributes)).map(Ok))
}
