//! What is said of a document once all its objects were seen.

use std::collections::BTreeSet;

use super::look::{Script, Seen};
use super::rules;
use crate::formats::mail::links;
use crate::model::inspection::Inspection;

/// More layers than these hide something: two are a habit of old printers, three one of pictures.
const LAYERS: usize = 4;
/// Links of so many pages and fewer are all that the reader sees.
const PAGES: u64 = 2;
/// Endings of archives and disk images; those of programs are known to the links of mails.
const ARCHIVES: &[&str] = &["zip", "rar", "7z", "iso", "img", "cab", "gz", "tgz", "ace", "arj", "vhd", "vhdx", "wim"];
/// Addresses that hand orders to a program of the system.
const HANDLERS: &[&str] = &[
    "ms-msdt:",
    "search-ms:",
    "search:",
    "ms-officecmd:",
    "vbscript:",
    "hcp:",
    "ms-appinstaller:",
    "mhtml:",
    "shell:",
];

/// Tells all findings of the document.
pub(super) fn tell(seen: &Seen, inspection: &mut Inspection<'_>) {
    if let Some((at, target)) = seen.launches.iter().find(|(_, target)| !is_document(target)) {
        inspection.found(&rules::LAUNCH).at(*at, 7u64).with("target", target.as_str());
    }
    scripts(seen, inspection);
    if let Some((at, target)) = &seen.network {
        inspection.found(&rules::NETWORK_ACTION).at(*at, 5u64).with("target", target.as_str());
    }
    if let Some((at, target)) = &seen.submits {
        inspection.found(&rules::SUBMITS).at(*at, 5u64).with("target", target.as_str());
    }
    if let Some((at, name)) = &seen.hidden_name {
        inspection.found(&rules::HIDDEN_NAME).at(*at, name.len()).with("name", name.as_str());
    }
    if let Some((at, count)) = seen.layers.filter(|(_, count)| *count >= LAYERS) {
        inspection.found(&rules::MANY_LAYERS).at(at, 6u64).with("count", count);
    }
    if let Some((at, what)) = seen.media {
        inspection.found(&rules::MEDIA).at(at, 9u64).with("what", what);
    }
    if let Some((at, line)) = &seen.form_script {
        inspection.found(&rules::FORM_SCRIPT).at(*at, 7u64).with("line", line.as_str());
    }
    addresses(seen, inspection);
}

fn scripts(seen: &Seen, inspection: &mut Inspection<'_>) {
    let mut open: BTreeSet<u32> = seen.opens.clone();
    // One action names the next; as often as there are actions, and no more.
    let mut news: Vec<u32> = open.iter().copied().collect();
    let mut next = seen.next.clone();
    next.sort_unstable();
    while let Some(number) = news.pop() {
        let from = next.partition_point(|(before, _)| *before < number);
        for (_, after) in next[from..].iter().take_while(|(before, _)| *before == number) {
            if open.insert(*after) {
                news.push(*after);
            }
        }
    }
    let opens = |s: &&Script| !s.harmless && (s.opens || open.contains(&s.number));
    if let Some(script) = seen.scripts.iter().find(opens) {
        inspection.found(&rules::SCRIPT_ON_OPEN).at(script.at, 11u64).with("line", script.line.as_str());
    } else if let Some(script) = seen.scripts.first() {
        inspection.found(&rules::SCRIPT).at(script.at, 11u64).with("line", script.line.as_str());
    }
}

/// Where the links lead.
fn addresses(seen: &Seen, inspection: &mut Inspection<'_>) {
    let handler = seen.links.iter().find(|(link, _)| {
        let lower = link.trim_start().get(..16).unwrap_or(link.trim_start()).to_ascii_lowercase();
        HANDLERS.iter().any(|h| lower.starts_with(h))
    });
    if let Some((link, at)) = handler {
        inspection.found(&rules::HANDLER_LINK).at(*at, link.len()).with("link", link.as_str());
    }
    let lone = (1..=PAGES).contains(&seen.pages) && seen.links.len() == 1;
    let (mut told, mut mild) = (false, None);
    for (link, at) in &seen.links {
        let program = links::of(link).into_iter().next();
        let trap = program.as_ref().and_then(|p| p.trap);
        let archive = leads_to_archive(link);
        if program.is_none() && !archive {
            continue;
        }
        let why = trap.or(lone.then_some("the document holds no other link, and hardly a page"));
        match why {
            Some(why) if !told => {
                inspection.found(&rules::LURE).at(*at, link.len()).with("link", link.as_str()).with("why", why);
                told = true;
            }
            None if program.is_some() => mild = mild.or(Some((link, at))),
            _ => {}
        }
    }
    let of_scripts = seen.judged.addresses.iter().flat_map(|text| links::of(text)).find(|l| l.trap.is_some());
    if let Some(link) = of_scripts.filter(|_| !told) {
        let found = inspection.found(&rules::LURE).at(0u64, 0u64);
        found.with("link", link.address.as_str()).with("why", link.trap.unwrap_or_default());
        told = true;
    }
    if let Some((link, at)) = mild.filter(|_| !told) {
        inspection.found(&rules::PROGRAM_LINK).at(*at, link.len()).with("link", link.as_str());
    }
}

/// Whether the path of an address ends in an archive.
fn leads_to_archive(link: &str) -> bool {
    let Some((_, address)) = link.split_once("://") else { return false };
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let Some((_, path)) = path.split_once('/') else { return false };
    let ending = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    ARCHIVES.contains(&ending.as_str())
}

/// Catalogues on discs link to other documents so.
fn is_document(target: &str) -> bool {
    let ending = target.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let harmless = [
        "pdf", "txt", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "htm", "html", "jpg", "png", "avi", "mov", "mp4",
        "mp3",
    ];
    harmless.contains(&ending.trim_end_matches(['"', ')', ' '])) && !target.starts_with("\\\\")
}
