//! What is found in messages.

use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] =
    &[&TWO_NAMES, &TWO_READINGS, &NO_END, &HIDDEN_PART, &ENCODED_PROGRAM, &LINK_TRAP, &LINK_TO_PROGRAM];

pub(super) static TWO_NAMES: Rule = Rule {
    id: "mail.two-names",
    title: "An attachment with two names",
    severity: Severity::Medium,
    meaning: "The message gives one attachment two names: \"{first|photo.jpg}\" and \"{second|photo.exe}\". One mail program \
              shows the one, another saves the other.",
    proof: "The part at byte {offset|…} is named \"{first|…}\" and \"{second|…}\".",
    advice: "Do not open the attachment. Ask the sender what it is.",
    attack: &["T1036.008", "T1566.001"],
    references: &["https://www.rfc-editor.org/rfc/rfc2183"],
};

pub(super) static TWO_READINGS: Rule = Rule {
    id: "mail.two-readings",
    title: "A message that programs read differently",
    severity: Severity::Low,
    meaning: "The message is built so that mail programs and virus scanners may see different things in it: {what|it names two \
              boundaries between its parts}. Careless software makes such mails too. Every reading was examined.",
    proof: "At byte {offset|…} of the message: {what|it names two boundaries between its parts}.",
    advice: "Go on, but ask the sender if you did not expect this message.",
    attack: &["T1027", "T1566.001"],
    references: &[],
};

pub(super) static NO_END: Rule = Rule {
    id: "mail.no-end",
    title: "The message has no end mark",
    severity: Severity::Low,
    meaning: "Everything in this message is whole and was examined, but the mark behind its last part is missing. Some \
              programs do not write one; or further parts were cut off.",
    proof: "The last part, from byte {offset|…} on, ends as a whole one does; no line that ends the parts follows.",
    advice: "Ask the sender to send it again if you miss something in it.",
    attack: &[],
    references: &["https://www.rfc-editor.org/rfc/rfc2046#section-5.1"],
};

pub(super) static HIDDEN_PART: Rule = Rule {
    id: "mail.hidden-part",
    title: "Something that runs hides between the parts of a mail",
    severity: Severity::High,
    meaning: "In a place of the message that most programs do not show there is {what|a Windows program} (\"{name|…}\"). It was put \
              there so that only some programs see it.",
    proof: "At byte {offset|…}, outside of the parts that the message declares, stands {what|a Windows program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.009", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1566/001/"],
};

pub(super) static ENCODED_PROGRAM: Rule = Rule {
    id: "mail.encoded-program",
    title: "A program written out as letters in a text",
    severity: Severity::High,
    meaning: "What looks like a text without sense is {what|a Windows program}, written out as letters ({how|Base64}). Mail \
              filters do not see it like this.",
    proof: "At byte {offset|…} of the text begin letters ({how|Base64}) that give {what|a Windows program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.013", "T1140"],
    references: &["https://attack.mitre.org/techniques/T1140/"],
};

pub(super) static LINK_TRAP: Rule = Rule {
    id: "mail.link-trap",
    title: "A link to something that runs, made to deceive",
    severity: Severity::Medium,
    meaning: "The message links to {address|a program}, and {why|its name pretends to be a document}.",
    proof: "The text holds the address {address|…} (ending .{ending|exe}): {why|its name pretends to be a document}.",
    advice: "Do not follow the link. Ask the sender by another way what it is.",
    attack: &["T1566.002", "T1204.001"],
    references: &["https://attack.mitre.org/techniques/T1566/002/"],
};

pub(super) static LINK_TO_PROGRAM: Rule = Rule {
    id: "mail.link-to-program",
    title: "A link to a program",
    severity: Severity::Low,
    meaning: "The message links to a file that runs (ending .{ending|exe}): {address|…}. Mails about software do that.",
    proof: "The text holds the address {address|…}.",
    advice: "Check that you know the site before you follow the link.",
    attack: &["T1566.002", "T1204.001"],
    references: &[],
};
