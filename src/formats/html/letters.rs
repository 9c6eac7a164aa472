//! Base64 wherever it stands in a page.

use std::ops::Range;

use crate::model::gap::Gap;
use crate::model::inspection::Inspection;

use super::carried::{Carried, LEAST, MOST};
use super::files::{self, Code, Kind};

impl Carried {
    /// Looks for files that stand anywhere in the page as base64, also over several lines; gives back pages and where
    /// they stand.
    pub(super) fn anywhere(
        &mut self,
        text: &str,
        inspection: &mut Inspection<'_>,
    ) -> Result<Vec<(usize, String)>, Gap> {
        let bytes = text.as_bytes();
        let (mut free, mut pages) = (0, Vec::new());
        for run in runs(bytes, LEAST) {
            inspection.check_time()?;
            if run.start < free {
                continue;
            }
            if self.stands_at(run.start) {
                continue;
            }
            let head = super::encodings::base64(&bytes[run.start..run.start + 64]).unwrap_or_default();
            let kind = files::kind(&head);
            let page = matches!(kind, Kind::Text)
                && head.starts_with(b"<")
                && !head.starts_with(b"<svg")
                && pages.len() < MOST;
            if !page && !matches!(kind, Kind::File) {
                continue;
            }
            // An address that says itself what it holds was read with its element.
            if page && text.get(run.start.saturating_sub(8)..run.start).is_some_and(|b| b.ends_with("base64,")) {
                continue;
            }
            let end = over_lines(bytes, run.clone());
            free = end;
            let decoded = super::encodings::base64(&bytes[run.start..end]).unwrap_or_default();
            if page {
                pages.extend(String::from_utf8(decoded).ok().map(|page| (run.start, page)));
            } else if matches!(files::kind_of_whole(&decoded), Kind::File) {
                self.file(decoded, run.start, end - run.start, Code::Base64.words());
            }
            if self.too_many {
                break;
            }
        }
        Ok(pages)
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Runs of base64 characters at least this long.
fn runs(text: &[u8], least: usize) -> impl Iterator<Item = Range<usize>> + '_ {
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
fn over_lines(text: &[u8], run: Range<usize>) -> usize {
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
