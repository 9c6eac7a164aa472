//! What is wrong with a disk image as a whole.

use crate::model::rule::{Rule, Severity};

pub(super) static DISK_IMAGE: Rule = Rule {
    id: "disk_images.disk-image",
    title: "A disk image",
    severity: Severity::Medium,
    meaning: "This is {what|an ISO disk image}: it opens like a disc or USB stick. Windows does not warn of programs that come \
              in one, and so attackers send them. Nobody needs one to send pictures or documents.",
    proof: "The mark of {what|an ISO disk image} ({bytes|\"CD001\"}) stands at byte {offset|32769}.",
    advice: "Do not open it. Ask the sender for the files themselves.",
    attack: &["T1553.005"],
    references: &["https://attack.mitre.org/techniques/T1553/005/"],
};

pub(super) static HIDDEN_PROGRAM: Rule = Rule {
    id: "disk_images.hidden-program",
    title: "A disk image that hides a program beside what it shows",
    severity: Severity::High,
    meaning: "Who opens this disk image sees \"{shown|a shortcut}\" and clicks on it. What that starts is hidden in the same \
              image: {what|a program} (\"{hidden|…}\") is marked as invisible. Malware is sent in exactly this way.",
    proof: "\"{hidden|…}\" {place|at byte 0} bears the mark \"hidden\" and is {what|a program}; \"{shown|…}\" is \
            {shown_what|a shortcut} that one sees.",
    advice: "Do not open it and do not click on anything in it. Delete it, and tell your IT team who sent it.",
    attack: &["T1553.005", "T1564.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1564/001/"],
};

pub(super) static HIDDEN_FILE: Rule = Rule {
    id: "disk_images.hidden-file",
    title: "A program in the disk image is marked as hidden",
    severity: Severity::Low,
    meaning: "\"{hidden|…}\" in the disk image is {what|a program} and bears the mark \"hidden\", so that folders do not show \
              it. Recovery disks of Windows have such files too.",
    proof: "\"{hidden|…}\" {place|at byte 0} bears the mark \"hidden\".",
    advice: "Ask the sender what this disk image is for before you use it.",
    attack: &["T1564.001"],
    references: &["https://attack.mitre.org/techniques/T1564/001/"],
};

pub(super) static LONE_PROGRAM: Rule = Rule {
    id: "disk_images.lone-program",
    title: "A disk image that shows nothing but something that runs",
    severity: Severity::Medium,
    meaning: "Who opens this disk image sees one thing only: \"{shown|…}\", and that is {shown_what|a shortcut}. Everything \
              else on it is hidden. Malware comes so very often.",
    proof: "\"{shown|…}\" {place|at byte 0} is {shown_what|a shortcut}; all other files of the disk bear the mark \"hidden\".",
    advice: "Do not open it. Ask the sender for a screenshot or a document instead.",
    attack: &["T1553.005", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1553/005/"],
};
