//! The bytes of a part, in every way in which programs decode it.

use std::borrow::Cow;

use crate::parse::mime::letters;
use crate::parse::mime::transfer::{self, Transfer};

/// The bytes of a body, in every way in which its encodings may be read, the usual one first, each once.
pub(super) fn readings<'r>(raw: &'r [u8], transfers: &[Transfer]) -> Vec<Cow<'r, [u8]>> {
    let mut readings: Vec<Cow<'r, [u8]>> = Vec::new();
    let mut add = |reading: Cow<'r, [u8]>| {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    let transfers = if transfers.is_empty() { &[Transfer::Plain] } else { transfers };
    for transfer in transfers {
        match transfer {
            Transfer::Base64 => {
                transfer::base64(raw).into_iter().for_each(|r| add(r.into()));
                // What is no Base64 at all is shown as it is.
                if transfer::junk(raw) > JUNK {
                    add(raw.into());
                }
            }
            Transfer::Quoted => add(transfer::quoted(raw).into()),
            Transfer::Uu | Transfer::Yenc => match letters::next(raw, 0, false) {
                Some(written) => add(written.data.into()),
                None => add(raw.into()),
            },
            Transfer::Plain | Transfer::Unknown => {
                add(raw.into());
                if *transfer == Transfer::Unknown && transfer::is_base64(raw) {
                    transfer::base64(raw).into_iter().for_each(|r| add(r.into()));
                }
            }
        }
    }
    readings
}

/// The share of other characters from which a body is no Base64, in hundredths.
const JUNK: usize = 8;
