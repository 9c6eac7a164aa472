//! The rules about things that hide in pictures.

use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};

pub(super) static RUNS: Rule = Rule {
    id: "hidden.something-that-runs",
    title: "Something that runs hides in the picture",
    severity: Severity::High,
    meaning: "{what|A program} hides {where|behind the end} of {outer|a picture}. The picture is a cover.",
    proof: "At byte {offset|…}, {where|behind the end} of {outer|a picture}, stands {what|a program} \
            ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.003", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

pub(super) static ENCODED_PROGRAM: Rule = Rule {
    id: "hidden.encoded-program",
    title: "A program in disguise hides in the picture",
    severity: Severity::High,
    meaning: "{what|A Windows program}, written as {how|letters (Base64)} so that scanners miss it, hides {where|behind \
              the end} of {outer|a picture}. Malware fetches such pictures to load the program in them.",
    proof: "At byte {offset|…}, {where|behind the end}, {what|a Windows program} stands as {how|letters (Base64)}: \
            {line|TVqQAAMAAAAEAAAA}…",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.003", "T1027.013", "T1140"],
    references: &["https://attack.mitre.org/techniques/T1027/003/"],
};

pub(super) static SCRIPT_IN_HEADER: Rule = Rule {
    id: "hidden.script-in-header",
    title: "The picture's header is also a script",
    severity: Severity::High,
    meaning: "The first bytes of {outer|this picture} are chosen so that a browser or web server can run the file as a \
              script, while viewers show a picture. That does not happen by accident.",
    proof: "At byte {offset|6}, inside the header, stands {bytes|2F 2A (\"/*\")}, and the script goes on: {line|*/=1;…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.008", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1036/008/"],
};

pub(super) static ARCHIVE: Rule = Rule {
    id: "hidden.archive",
    title: "An archive or document hides in the picture",
    severity: Severity::Medium,
    meaning: "{what|An archive} hides {where|behind the end} of {outer|a picture}. Viewers show the picture only; who \
              knows of it can take the rest out.",
    proof: "At byte {offset|…}, {where|behind the end}, stands {what|an archive} ({bytes|50 4B 03 04}).",
    advice: "Do not pass it on. Ask the sender for a plain screenshot instead.",
    attack: &["T1027.003", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

pub(super) static UNKNOWN_DATA: Rule = Rule {
    id: "hidden.unknown-data",
    title: "Unreadable data hides in the picture",
    severity: Severity::Medium,
    meaning: "{size|Some thousand} bytes that no viewer uses stand {where|behind the end} of {outer|a picture}. They \
              look packed or encrypted: pictures are used so to carry hidden things.",
    proof: "At byte {offset|…}, {where|behind the end}, stand {size|…} bytes of unknown kind ({bytes|…}).",
    advice: "Do not pass it on. Ask the sender for a plain screenshot instead.",
    attack: &["T1027.003"],
    references: &["https://attack.mitre.org/techniques/T1027/003/"],
};

pub(super) static OTHER_DATA: Rule = Rule {
    id: "hidden.other-data",
    title: "Extra data in the picture",
    severity: Severity::Info,
    meaning: "{what|Some data} stands {where|behind the end} of {outer|a picture}. Cameras and programs leave such \
              things; nothing in it alarms.",
    proof: "At byte {offset|…}, {where|behind the end}, stand {size|…} bytes ({bytes|…}).",
    advice: "Go on; nothing needs to be done.",
    attack: &[],
    references: &[],
};

pub(super) static CODE_IN_METADATA: Rule = Rule {
    id: "hidden.code-in-metadata",
    title: "Program code in the picture's notes",
    severity: Severity::High,
    meaning: "The invisible notes ({where|comment}) of {outer|this picture} hold program code. Such pictures are made \
              to run on web servers or to hand code to a program that is already inside.",
    proof: "In the {where|comment} at byte {offset|…} stands: {line|<?php …}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1505.003", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1505/003/"],
};

pub(super) static COMMAND_IN_METADATA: Rule = Rule {
    id: "hidden.command-in-metadata",
    title: "A script or command in the picture's notes",
    severity: Severity::Medium,
    meaning: "The invisible notes ({where|comment}) of {outer|this picture} hold a script or command. An honest \
              caption does not.",
    proof: "In the {where|comment} at byte {offset|…} stands: {line|<script …}",
    advice: "Do not upload it to a web site. Ask the sender for a plain screenshot instead.",
    attack: &["T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};
