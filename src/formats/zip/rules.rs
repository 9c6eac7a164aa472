//! The lies of ZIP archives.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] =
    &[&HEADERS_DISAGREE, &HIDDEN_MEMBER, &DUPLICATE_NAME, &OVERLAPPING_MEMBERS, &BOMB, &ESCAPING_PATH, &OUTSIDE_LINK];

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

pub(super) static DUPLICATE_NAME: Rule = Rule {
    id: "zip.duplicate-name",
    title: "Two files of the same name in the archive",
    severity: Severity::Low,
    meaning: "Two files in the archive are named \"{member|…}\". Which one is unpacked depends on the program. Some honest \
              programs make such archives.",
    proof: "The table of contents names \"{member|…}\" more than once; the second is at byte {offset|…}.",
    advice: "Look at both before you trust one.",
    attack: &["T1036"],
    references: &[],
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

pub(super) static BOMB: Rule = Rule {
    id: "zip.bomb",
    title: "An archive that unpacks to an absurd size",
    severity: Severity::Medium,
    meaning: "This archive of {packed|a few} bytes unpacks to {size|billions of} bytes. Such archives are made to fill disks \
              and to make virus scanners give up.",
    proof: "Its table declares {size|…} bytes for {packed|…} packed ones ({ratio|…} times as many); \"{member|…}\" alone, at \
            byte {offset|…}, declares the most.",
    advice: "Do not unpack it. Ask the sender for the files themselves.",
    attack: &["T1499.004"],
    references: &["https://www.bamsoftware.com/hacks/zipbomb/"],
};

pub(super) static ESCAPING_PATH: Rule = Rule {
    id: "zip.escaping-path",
    title: "The archive writes outside of its folder",
    severity: Severity::Medium,
    meaning: "The name of a file in the archive (\"{member|../../x}\") leads out of the folder into which one unpacks. A \
              careless program would overwrite something else on the computer.",
    proof: "The member at byte {offset|…} is named \"{member|../../x}\"{link|}.",
    advice: "Do not unpack it. Ask the sender how the archive was made.",
    attack: &["T1574"],
    references: &["https://security.snyk.io/research/zip-slip-vulnerability"],
};

pub(super) static OUTSIDE_LINK: Rule = Rule {
    id: "zip.outside-link",
    title: "A link that leads out of the archive",
    severity: Severity::Low,
    meaning: "\"{member|…}\" in the archive is a link to \"{target|/etc}\", which is not part of the archive.",
    proof: "The member at byte {offset|…} is a symbolic link to \"{target|…}\".",
    advice: "Look where the link leads before you use it.",
    attack: &[],
    references: &[],
};
