//! What was seen in a script and in what it holds: each deed with the line that shows it, and what together is an attack.

use crate::model::inspection::Inspection;
use crate::model::rule::Rule;
use crate::model::types::TypeInfo;

use super::actions::{self, Action, Attack};
use super::deeds::{Deed, QUOTING};
use super::hits::Hits;
use super::kinds::{ALL, AUTO, BASIC, BATCH, JS, PAGE, PERL, PHP, POWERSHELL, PYTHON};
use super::rules;
use super::signs::SIGNS;

/// A text that is looked through, and where its places are in the file.
pub(super) trait Places {
    /// The text.
    fn text(&self) -> &str;
    /// The place in the file.
    fn place(&self, at: usize) -> usize;
    /// The line as it stands in the file, where the word at this place was put together from pieces, or, if `decoded` asks for
    /// that, came out of letters that were masked.
    fn masked(&self, at: usize, word: &str, decoded: bool) -> Option<String>;
    /// Whether it was decoded from something.
    fn is_inside(&self) -> bool;
}

/// How openly a script shows what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It says nothing.
    Silent,
    /// It tells its user what it does, and looks whether that went well.
    Open,
    /// The same in many lines: installers and tools of administrators.
    AtLength,
}

/// One word and where it stands.
#[derive(Debug, Clone)]
struct Proof {
    word: &'static str,
    place: usize,
    line: String,
    masked: bool,
}

#[derive(Debug)]
struct Combined {
    attack: Attack,
    says: &'static str,
    one: Proof,
    other: &'static str,
}

/// Everything that was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    deeds: Vec<(Deed, bool, Proof)>,
    combined: Vec<Combined>,
    masked: Option<(Deed, Proof)>,
}

/// How much of a line is shown, in bytes before the word and in all.
const BEFORE: usize = 40;
const SHOWN: usize = 150;

impl Seen {
    /// Whether a deed was seen.
    pub(super) fn has(&self, deed: Deed) -> bool {
        self.deeds.iter().any(|(d, _, _)| *d == deed)
    }

    /// Adds what stands in one text.
    pub(super) fn add(&mut self, hits: &Hits, kinds: u16, places: &dyn Places) {
        if !hits.is_any() {
            return;
        }
        for sign in SIGNS.iter().filter(|s| s.kinds & kinds != 0) {
            let known = self.deeds.iter().any(|(d, clear, _)| *d == sign.deed && (*clear || !sign.clear));
            let all = hits.any(sign.words);
            if !known && let Some((at, word)) = all.first() {
                self.deeds.push((sign.deed, sign.clear, proof(places, *at, word)));
            }
            if self.masked.is_none() && can_be_masked(sign.deed, kinds) {
                let decoded = kinds & QUOTING & !JS != 0;
                let hidden = all.iter().find_map(|(at, word)| {
                    let line = places.masked(*at, word, decoded).filter(|_| tells(word, kinds))?;
                    Some(Proof { word, place: places.place(*at), line, masked: true })
                });
                self.masked = hidden.map(|proof| (sign.deed, proof));
            }
        }
        for action in actions::all().filter(|a| a.kinds & kinds != 0) {
            if self.combined.iter().any(|c| c.attack == action.attack) || is_library(action, hits, kinds) {
                continue;
            }
            if let Some((one, other)) = together(action, hits) {
                let one = proof(places, one.0, one.1);
                self.combined.push(Combined { attack: action.attack, says: action.says, one, other });
            }
        }
    }

    /// Whether anything was seen that is judged by how openly it is done.
    pub(super) fn depends_on_sight(&self) -> bool {
        !self.combined.is_empty() || self.deeds.iter().any(|(_, clear, _)| *clear)
    }

    /// Tells what was seen; `sight` says how openly the script shows what it does.
    pub(super) fn tell(mut self, kinds: u16, kind: &TypeInfo, sight: Sight, inspection: &mut Inspection<'_>) {
        self.deeds.sort_by_key(|(deed, clear, _)| (*deed, !*clear));
        self.deeds.dedup_by_key(|(deed, _, _)| *deed);
        let clear = self.masked.is_some() || self.has(Deed::Inject) || self.deeds.iter().any(|(_, clear, _)| *clear);
        let at_length = sight == Sight::AtLength && !clear;
        let quiet = at_length || sight == Sight::Open && !clear && !self.has(Deed::Hide);
        let mut ran = false;
        for seen in &self.combined {
            let rule: &'static Rule = match seen.attack {
                Attack::Run if at_length && kinds == POWERSHELL => &rules::INSTALLS,
                Attack::RunOrInstall if quiet => &rules::INSTALLS,
                Attack::Run | Attack::RunOrInstall => &rules::DOWNLOAD_AND_RUN,
                Attack::Remote => &rules::REMOTE,
                Attack::Steal => &rules::STEALS,
            };
            let is_run = matches!(seen.attack, Attack::Run | Attack::RunOrInstall);
            if is_run && (ran || seen.attack == Attack::RunOrInstall && self.runs()) {
                continue;
            }
            ran |= is_run;
            let found = inspection.found(rule).at(seen.one.place, length(&seen.one));
            found.with("what", kind.label).with("first", seen.says);
            found.with("one", seen.one.word.trim_end_matches('~')).with("other", seen.other.trim_end_matches('~'));
            found.with("line", seen.one.line.as_str());
        }
        if let Some((deed, proof)) = &self.masked {
            let found = inspection.found(&rules::MASKED).at(proof.place, length(proof));
            found.with("what", kind.label).with("does", deed.words()).with("line", proof.line.as_str());
            found.with("hidden", proof.word.trim_end_matches('~'));
        }
        let hands_on = kinds & QUOTING == 0 || self.has(Deed::Start);
        for (deed, clear, proof) in &self.deeds {
            let rule = match deed {
                // Tools of developers make exceptions for their folders, and say so.
                Deed::Disarm if sight == Sight::AtLength && proof.word.starts_with("add-mppreference") => None,
                Deed::Disarm if *clear && hands_on => Some(&rules::DISARMS),
                Deed::Destroy if *clear && hands_on => Some(&rules::DESTROYS),
                _ => None,
            };
            for rule in rule.into_iter().chain([&rules::DOES]) {
                let found = inspection.found(rule).at(proof.place, length(proof));
                found.with("what", kind.label).with("does", deed.words()).with("line", proof.line.as_str());
            }
        }
    }

    fn runs(&self) -> bool {
        self.combined.iter().any(|c| c.attack == Attack::Run)
    }
}

/// What of the proof stands in the file as it is.
fn length(proof: &Proof) -> usize {
    if proof.masked { 1 } else { proof.word.trim_end_matches('~').len() }
}

fn proof(places: &dyn Places, at: usize, word: &'static str) -> Proof {
    let masked = places.masked(at, word, false);
    let line = line(places.text(), at);
    let line = match &masked {
        Some(shown) if *shown != line => format!("{shown} — which comes to: {line}"),
        _ => line,
    };
    Proof { word, place: places.place(at), line, masked: masked.is_some() || places.is_inside() }
}

/// The line around a place, cut short.
pub(super) fn line(text: &str, at: usize) -> String {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = floor(at.saturating_sub(BEFORE));
    let start = text[from..floor(at)].rfind('\n').map_or(from, |n| from + n + 1);
    let end = floor(start + SHOWN);
    text[start..end].lines().next().unwrap_or_default().trim().to_owned()
}

/// One of each list of an action, near enough to each other: the first, and the last list's word.
fn together(action: &Action, hits: &Hits) -> Option<((usize, &'static str), &'static str)> {
    let lists: Vec<_> = action.all.iter().map(|list| hits.any(list)).collect();
    let (first, rest) = lists.split_first()?;
    if rest.iter().any(Vec::is_empty) {
        return None;
    }
    first.iter().find_map(|(at, word)| {
        let mut last = *word;
        for list in rest {
            let after = list.partition_point(|(place, _)| place < at);
            let near = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|i| list.get(i));
            let (place, word) = near.min_by_key(|(place, _)| place.abs_diff(*at))?;
            if action.near > 0 && place.abs_diff(*at) > action.near {
                return None;
            }
            last = word;
        }
        Some(((*at, *word), last))
    })
}

/// Libraries of web pages know the old way to ask a server, look for words with `.exec(`, and list the words of other languages to
/// colour them.
fn is_library(action: &Action, hits: &Hits, kinds: u16) -> bool {
    if kinds != JS {
        return false;
    }
    let host = hits.has(&["wscript.shell", "shell.application"]);
    let shell = host || hits.has(&["powershell -", "powershell.exe"]);
    let first = |word| action.all[0].contains(&word);
    (first("microsoft.xmlhttp") || first("bin.base64")) && !host
        || (first("invoke-webrequest") || first("frombase64string(")) && !shell
}

/// Deeds whose words nobody honest cuts to pieces, in the languages of which that is so.
fn can_be_masked(deed: Deed, kinds: u16) -> bool {
    kinds & (POWERSHELL | BATCH | BASIC | PAGE | AUTO | JS | PYTHON | PHP | PERL) != 0
        && kinds != ALL
        && matches!(deed, Deed::Start | Deed::Carry | Deed::Download | Deed::Inject | Deed::Disarm | Deed::Destroy)
}

/// Whether a masked word tells enough by itself. Short ones come out of other words, and pages ask servers in many ways.
fn tells(word: &str, kinds: u16) -> bool {
    if kinds == JS || kinds == PAGE {
        return [
            "activexobject(",
            "wscript.shell",
            "shell.application",
            "powershell.exe",
            "powershell -",
            "cmd /c",
            "msxml2.xmlhttp",
            "regsvr32",
            "rundll32",
        ]
        .contains(&word);
    }
    !matches!(
        word,
        "execute "
            | "execute("
            | "run("
            | "run,"
            | "mshta"
            | "saps "
            | "enablelua"
            | "set-executionpolicy"
            | "curl "
            | "wget "
    )
}
