//! The lies of ZIP archives.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[&HEADERS_DISAGREE, &HIDDEN_MEMBER, &OVERLAPPING_MEMBERS];

pub(super) static HEADERS_DISAGREE: Rule = Rule {
    id: "zip.headers-disagree",
    title: "The archive contradicts itself about a member",
    severity: Severity::Medium,
    meaning: "The archive says two different things about \"{member|a member}\" ({what|its name}). Scanners believe the \
              one, unpackers the other: that is how malware is slipped past a check.",
    proof: "The table at the end says {central|…}, the header before the data (byte {offset|…}) says {local|…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027"],
    references: &["https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"],
};

pub(super) static HIDDEN_MEMBER: Rule = Rule {
    id: "zip.hidden-member",
    title: "A file in the archive that its table does not list",
    severity: Severity::Medium,
    meaning: "The archive holds \"{member|a file}\", but does not list it. Most programs do not show it; some unpack it all \
              the same.",
    proof: "At byte {offset|…} a member named \"{member|…}\" begins that the table of contents does not name.",
    advice: ADVICE_ASK,
    attack: &["T1027", "T1564"],
    references: &["https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"],
};

pub(super) static OVERLAPPING_MEMBERS: Rule = Rule {
    id: "zip.overlapping-members",
    title: "An archive whose files use the same bytes",
    severity: Severity::Medium,
    meaning: "Files in this archive share their packed bytes: {count|many} of them overlap. No packing program does so; such \
              archives are built by hand to unpack to absurd sizes or to deceive scanners.",
    proof: "The member at byte {offset|…} (\"{member|…}\") begins inside of the one before it.",
    advice: "Do not unpack it. Delete it, and tell your IT team who sent it.",
    attack: &["T1499.004"],
    references: &["https://www.bamsoftware.com/hacks/zipbomb/"],
};
