//! Addresses in a drawing: links that are scripts, parts of the system, network shares, and whole files.

use base64::Engine as _;

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::{Child, Inspection};
use crate::model::rule::Severity;
use crate::model::types::Nature;

use super::reader::{Reader, does_nothing, judge, line};
use super::{HIDDEN_FILE, NETWORK_SHARE, OUTSIDE_PICTURE, SYSTEM_LINK};

/// The most files in addresses that are unpacked; drawings with more are maps and icon sheets.
pub(super) const MOST_FILES: u32 = 500;
/// Schemes that hand their text to a part of the system.
const SYSTEM: &[&str] = &[
    "ms-msdt:",
    "search-ms:",
    "search:",
    "ms-officecmd:",
    "ms-appinstaller:",
    "ms-word:",
    "ms-excel:",
    "ms-powerpoint:",
    "ms-cxh:",
    "ms-settings:",
    "shell:",
    "ms-its:",
    "mk:",
    "mhtml:",
    "hcp:",
];

impl Reader {
    /// Looks at an attribute that may be an address, or a list of addresses that an animation sets.
    pub(super) fn address(
        &mut self,
        key: &str,
        value: &str,
        at: usize,
        fetches: bool,
        inspection: &mut Inspection<'_>,
    ) {
        // Browsers skip blanks and controls before and within the scheme.
        let start: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(64).collect();
        let start = start.to_ascii_lowercase();
        let is_script = |s: &str| s.starts_with("javascript:") || s.starts_with("vbscript:");
        let animated = matches!(key, "values" | "to" | "from" | "by");
        if is_script(&start) || animated && value.split(';').any(|v| is_script(&v.trim().to_ascii_lowercase())) {
            let code = value.split_once(':').map_or(value, |(_, code)| code);
            if !does_nothing(code) {
                judge(inspection, "a link", code, at, animated);
            }
        } else if let Some(scheme) = SYSTEM.iter().find(|s| start.starts_with(**s)) {
            if matches!(key, "href" | "src" | "to" | "values" | "data" | "action") {
                inspection.found(&SYSTEM_LINK).at(at, 1usize).with("scheme", *scheme).with("line", line(value));
            }
        } else if start.starts_with("data:") {
            self.data(&start, value, at, inspection);
        } else if matches!(key, "href" | "src" | "data") {
            let host = start.strip_prefix("\\\\").or_else(|| start.strip_prefix("file://"));
            let share =
                host.is_some_and(|h| h.starts_with(|c: char| c.is_alphanumeric()) && !h.starts_with("localhost"));
            if share {
                inspection.found(&NETWORK_SHARE).at(at, 1usize).with("line", line(value));
            } else if fetches && ["http:", "https:", "//"].iter().any(|s| start.starts_with(s)) {
                inspection.found(&OUTSIDE_PICTURE).at(at, 1usize).with("line", line(value));
            }
        }
    }

    /// Unpacks an address that holds a whole file, and examines it.
    fn data(&mut self, start: &str, value: &str, at: usize, inspection: &mut Inspection<'_>) {
        let page = ["data:text/html", "data:application/xhtml"].iter().any(|p| start.starts_with(p));
        self.files += 1;
        let mut what = page.then(|| "a web page".to_owned());
        if self.files <= MOST_FILES
            && let Some((head, body)) = value.split_once(',')
        {
            let mut bytes = if head.to_ascii_lowercase().contains("base64") {
                let clean: Vec<u8> = percent(body).into_iter().filter(|b| !b.is_ascii_whitespace()).collect();
                let lenient = base64::engine::GeneralPurposeConfig::new()
                    .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
                    .with_decode_allow_trailing_bits(true);
                let engine = base64::engine::GeneralPurpose::new(&base64::alphabet::STANDARD, lenient);
                engine.decode(clean).unwrap_or_else(|_| {
                    inspection.gap(Gap::malformed(format!("the file in the address at byte {at} is no base64")));
                    Vec::new()
                })
            } else {
                percent(body)
            };
            if !bytes.is_empty() {
                let child = inspection.child(Origin::Decoded, Claim::none(), &mut bytes.as_slice());
                let runs = |c: &Child| {
                    c.content_type.nature.runs()
                        || c.worst >= Some(Severity::High) && c.content_type.nature != Nature::Picture
                };
                what = what.or_else(|| child.filter(runs).map(|c| c.content_type.phrase()));
            }
            bytes.clear();
        }
        if let Some(what) = what {
            inspection
                .found(&HIDDEN_FILE)
                .at(at, 1usize)
                .with("what", what)
                .with("line", line(&start.replace('\n', "")));
        }
    }
}

/// Bytes with `%41` written out.
fn percent(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        match (byte, code) {
            (b'%', Some(code)) => {
                out.push(code);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}
