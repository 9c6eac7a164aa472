//! Pages that hide in pictures, films and sounds.

use memchr::memmem::find;

use crate::model::probe::Probe;

/// A page in bytes that begin as a picture, film or sound: browsers and the HTA host pass over what they do not know.
pub(super) fn page_in_picture(probe: &Probe<'_>) -> Option<u64> {
    in_picture(probe, |lower| {
        let start = ["<!doctype html", "<html", "<script"].iter().filter_map(|t| find(lower, t.as_bytes())).min()?;
        let rest = &lower[start..];
        let closed = find(rest, b"</script").or_else(|| find(rest, b"</html")).or_else(|| find(rest, b"</body"))?;
        (closed > 8).then_some(start)
    })
}

pub(super) fn program_page_in_picture(probe: &Probe<'_>) -> Option<u64> {
    in_picture(probe, |lower| {
        let start = ["<hta:application", "<html", "<script"].iter().filter_map(|t| find(lower, t.as_bytes())).min()?;
        let rest = &lower[start..];
        let program = find(rest, b"<hta:application").is_some()
            || find(rest, b"<script").is_some()
                && (find(rest, b"createobject(").is_some() || find(rest, b"activexobject(").is_some());
        (program && (find(rest, b"<script").is_some() || find(rest, b"</").is_some())).then_some(start)
    })
}

/// Looks into the first and the last bytes of what is no text and begins as a picture, film or sound.
fn in_picture(probe: &Probe<'_>, look: fn(&[u8]) -> Option<usize>) -> Option<u64> {
    const HEADS: &[&[u8]] = &[
        b"\xFF\xD8\xFF",
        b"\x89PNG",
        b"GIF8",
        b"RIFF",
        b"BM",
        b"II*\0",
        b"MM\0*",
        b"\0\0\x01\0",
        b"ID3",
        b"OggS",
        b"fLaC",
        b"\x1A\x45\xDF\xA3",
        b"\xD7\xCD\xC6\x9A",
        b"8BPS",
    ];
    const PART: usize = 128 * 1024;
    if !HEADS.iter().any(|h| probe.starts(h)) && !probe.has(4, b"ftyp") || probe.text().is_some() {
        return None;
    }
    let look = |part: &[u8]| opens_a_tag(part).then(|| look(&part.to_ascii_lowercase())).flatten();
    if let Some(at) = look(probe.window(0, PART)) {
        return Some(at as u64);
    }
    let behind = probe.tail.len().saturating_sub(PART);
    let offset = probe.size - probe.tail.len() as u64 + behind as u64;
    look(&probe.tail[behind..]).map(|at| offset + at as u64)
}

/// Whether one of the tags stands there that a hidden page needs: a cheap look before the thorough one.
fn opens_a_tag(bytes: &[u8]) -> bool {
    const TAGS: &[&[u8]] = &[b"<!doctype html", b"<html", b"<script", b"<hta:application"];
    let begins = |at: usize, tag: &[u8]| bytes.get(at..at + tag.len()).is_some_and(|b| b.eq_ignore_ascii_case(tag));
    let may = |at: usize| matches!(bytes.get(at + 1), Some(b'!' | b'h' | b'H' | b's' | b'S'));
    memchr::memchr_iter(b'<', bytes).any(|at| may(at) && TAGS.iter().any(|tag| begins(at, tag)))
}
