//! What is wrong with a member of any archive.

use crate::model::rule::{Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[&ESCAPING_PATH, &OUTSIDE_LINK, &DEVICE, &DUPLICATE_NAME, &BOMB];

pub(super) static ESCAPING_PATH: Rule = Rule {
    id: "member.escaping-path",
    title: "The archive writes outside of its folder",
    severity: Severity::Medium,
    meaning: "The name of a file in the archive (\"{member|../../x}\") leads out of the folder into which one unpacks. A \
              careless program would overwrite something else on the computer.",
    proof: "The member {place|at byte 0} is named \"{member|../../x}\"{link|}.",
    advice: "Do not unpack it. Ask the sender how the archive was made.",
    attack: &["T1574"],
    references: &["https://security.snyk.io/research/zip-slip-vulnerability"],
};

pub(super) static OUTSIDE_LINK: Rule = Rule {
    id: "member.outside-link",
    title: "A link that leads out of the archive",
    severity: Severity::Low,
    meaning: "\"{member|…}\" in the archive is a link to \"{target|/etc}\", which is not part of the archive.",
    proof: "The member {place|at byte 0} is a link to \"{target|…}\".",
    advice: "Look where the link leads before you use it.",
    attack: &[],
    references: &[],
};

pub(super) static DEVICE: Rule = Rule {
    id: "member.device",
    title: "The archive makes a device",
    severity: Severity::Low,
    meaning: "Unpacked by an administrator, \"{member|…}\" becomes a device of the computer. Only images of whole systems hold \
              such things.",
    proof: "The member {place|at byte 0} (\"{member|…}\") has the type of a device.",
    advice: "Do not unpack it as an administrator.",
    attack: &[],
    references: &[],
};

pub(super) static DUPLICATE_NAME: Rule = Rule {
    id: "member.duplicate-name",
    title: "Two files of the same name in the archive",
    severity: Severity::Low,
    meaning: "Two files in the archive are named \"{member|…}\". Which one is unpacked depends on the program. Some honest \
              programs make such archives.",
    proof: "The archive names \"{member|…}\" more than once; the second is {place|at byte 0}.",
    advice: "Look at both before you trust one.",
    attack: &["T1036"],
    references: &[],
};

pub(super) static BOMB: Rule = Rule {
    id: "member.bomb",
    title: "An archive that unpacks to an absurd size",
    severity: Severity::Medium,
    meaning: "{packed|A few} bytes of this archive unpack to {size|billions of} bytes or more. Such archives are made \
              to fill disks and to make virus scanners give up.",
    proof: "{packed|…} packed bytes give {size|…} ({ratio|…} times as many){largest|}.",
    advice: "Do not unpack it. Ask the sender for the files themselves.",
    attack: &["T1499.004"],
    references: &["https://www.bamsoftware.com/hacks/zipbomb/"],
};
