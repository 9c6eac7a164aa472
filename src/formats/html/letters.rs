//! Runs of base64 in a text.

use std::ops::Range;

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Runs of base64 characters at least this long.
pub(super) fn runs(text: &[u8], least: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            // Looking at every `least`-th byte first: a run of that length holds one of them.
            let probe = (at + least - 1).min(text.len() - 1);
            if !is_base64(text[probe]) {
                at = probe + 1;
                continue;
            }
            let start = text[at..probe].iter().rposition(|b| !is_base64(*b)).map_or(at, |i| at + i + 1);
            let end = text[probe..].iter().position(|b| !is_base64(*b)).map_or(text.len(), |i| probe + i);
            at = end.max(probe + 1);
            if end - start >= least {
                return Some(start..end);
            }
        }
        None
    })
}

/// Where a run of base64 ends that goes on in further lines.
pub(super) fn over_lines(text: &[u8], run: Range<usize>) -> usize {
    let mut end = run.end;
    loop {
        let blanks = text[end..].iter().take(64).take_while(|b| b.is_ascii_whitespace()).count();
        if blanks == 0 {
            return end;
        }
        let start = end + blanks;
        let length = text[start..].iter().take_while(|b| is_base64(**b)).count();
        if length < 16 && text.get(start + length) != Some(&b'=') {
            return end;
        }
        end = start + length;
    }
}
