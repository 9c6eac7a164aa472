//! What can be said of Windows programs. A program alone is told by the general rule for programs; these add to it.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// Every rule of this folder.
pub(super) static RULES: &[&Rule] = &[
    &PACKED,
    &UNKNOWN_PACKER,
    &HIDDEN_CALLS,
    &WRITABLE_CODE,
    &UNUSUAL_HEADER,
    &BROKEN_SIGNATURE,
    &DATA_IN_SIGNATURE,
    &BORROWED_NAME,
    &OTHER_NAME,
    &DOCUMENT_NAME,
    &ABILITIES,
    &INJECTS,
    &PROGRAM_INSIDE,
    &ARCHIVE_INSIDE,
];

pub(super) static PACKED: Rule = Rule {
    id: "pe.packed",
    title: "A packed program",
    severity: Severity::Low,
    meaning: "This program is packed with {packer|a packer}: what it does shows only when it runs. Honest makers do \
              this to save space or to protect their work, and attackers to hide theirs.",
    proof: "It has a part named {section|UPX0}, as {packer|a packer} makes it.",
    advice: ADVICE_ASK,
    attack: &["T1027.002"],
    references: &["https://attack.mitre.org/techniques/T1027/002/"],
};

pub(super) static UNKNOWN_PACKER: Rule = Rule {
    id: "pe.unknown-packer",
    title: "A program that hides its code",
    severity: Severity::Medium,
    meaning: "The code of this program is encrypted or packed in a way that we do not know, and it hardly says what it \
              needs from Windows. What it does shows only when it runs.",
    proof: "Its part {section|.text} at byte {offset|…}, in which it starts, holds {entropy|7.9} of at most 8 bits per \
            byte, and it names only {count|a few} functions of Windows.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.002"],
    references: &["https://attack.mitre.org/techniques/T1027/002/"],
};

pub(super) static HIDDEN_CALLS: Rule = Rule {
    id: "pe.hidden-calls",
    title: "A program that hides what it uses",
    severity: Severity::Medium,
    meaning: "Every ordinary program lists the functions of Windows that it uses. This one lists {which|none}, and \
              finds the rest in secret when it runs.",
    proof: "Its import table names {which|nothing}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.007"],
    references: &["https://attack.mitre.org/techniques/T1027/007/"],
};

pub(super) static WRITABLE_CODE: Rule = Rule {
    id: "pe.writable-code",
    title: "A program that can rewrite its own code",
    severity: Severity::Low,
    meaning: "A part of this program may be changed and run at the same time. Some older compilers make this; packed \
              and malicious programs need it.",
    proof: "Its part {section|.text} at byte {offset|…} may be written and run.",
    advice: ADVICE_ASK,
    attack: &["T1027.002"],
    references: &["https://learn.microsoft.com/windows/win32/debug/pe-format#section-flags"],
};

pub(super) static UNUSUAL_HEADER: Rule = Rule {
    id: "pe.unusual-header",
    title: "A program with an unusual header",
    severity: Severity::Info,
    meaning: "The header of this program is not as the specification asks. Windows may start it all the same.",
    proof: "A strict reader refuses it: {why|…}.",
    advice: "Treat it as any other program: do not open it unless you expected it.",
    attack: &[],
    references: &["https://learn.microsoft.com/windows/win32/debug/pe-format"],
};

pub(super) static BROKEN_SIGNATURE: Rule = Rule {
    id: "pe.broken-signature",
    title: "A signed program that was changed afterwards",
    severity: Severity::High,
    meaning: "This program carries the signature of {signer|its maker}, but somebody changed it after it was signed. \
              It is no longer what was signed.",
    proof: "The signature at byte {offset|…} stands for other content: {what|the checksum} is {signed|…} in the \
            signature and {actual|…} in the file.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.001", "T1553.002"],
    references: &["https://attack.mitre.org/techniques/T1036/001/"],
};

pub(super) static DATA_IN_SIGNATURE: Rule = Rule {
    id: "pe.data-in-signature",
    title: "Data hides beside the signature",
    severity: Severity::Medium,
    meaning: "Data was added {where|in the room of the signature} of this signed program, where it does not break the \
              signature. Attackers keep settings and programs there; a few honest installers keep a customer number.",
    proof: "At byte {offset|…}, {where|in the room of the signature}, stand {size|…} bytes that are no part of it \
            ({bytes|…}).",
    advice: ADVICE_ASK,
    attack: &["T1553.002", "T1027.009"],
    references: &["https://learn.microsoft.com/security-updates/securityadvisories/2014/2915720"],
};

pub(super) static BORROWED_NAME: Rule = Rule {
    id: "pe.borrowed-name",
    title: "An unsigned program with a well-known name",
    severity: Severity::Low,
    meaning: "This program says that it comes from {company|a well-known company}, but it is not signed. Such \
              companies sign what they send; anybody can write their name.",
    proof: "Its description names \"{company|…}\" as its maker, and there is no signature in the file.",
    advice: ADVICE_ASK,
    attack: &["T1036.005"],
    references: &["https://attack.mitre.org/techniques/T1036/005/"],
};

pub(super) static OTHER_NAME: Rule = Rule {
    id: "pe.other-name",
    title: "A program under another name",
    severity: Severity::Info,
    meaning: "Its maker named this program {original|otherwise}. People rename programs for good reasons as well.",
    proof: "Its description says \"{original|…}\", the file is named \"{name|…}\".",
    advice: "Treat it as any other program: do not open it unless you expected it.",
    attack: &["T1036.005"],
    references: &[],
};

pub(super) static DOCUMENT_NAME: Rule = Rule {
    id: "pe.document-name",
    title: "A program made to look like a document",
    severity: Severity::High,
    meaning: "When this program was made, it was named \"{original|invoice.pdf.exe}\": it was made to pass as a \
              document or picture.",
    proof: "Its description says \"{original|invoice.pdf.exe}\" as {field|its original name}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.007"],
    references: &["https://attack.mitre.org/techniques/T1036/007/"],
};

pub(super) static ABILITIES: Rule = Rule {
    id: "pe.abilities",
    title: "What the program can do",
    severity: Severity::Info,
    meaning: "By the functions of Windows that it names, this program can {abilities|start other programs}. Many honest \
              programs can do the same.",
    proof: "It names {functions|CreateProcessW}.",
    advice: "Treat it as any other program: do not open it unless you expected it.",
    attack: &[],
    references: &[],
};

pub(super) static INJECTS: Rule = Rule {
    id: "pe.injects",
    title: "A program that can write into other programs",
    severity: Severity::Low,
    meaning: "This program can put code into other running programs. Debuggers and password helpers do this; so do \
              programs that want to hide.",
    proof: "It names {functions|WriteProcessMemory and CreateRemoteThread}.",
    advice: ADVICE_ASK,
    attack: &["T1055"],
    references: &["https://attack.mitre.org/techniques/T1055/"],
};

pub(super) static PROGRAM_INSIDE: Rule = Rule {
    id: "pe.program-inside",
    title: "A second program inside the program",
    severity: Severity::Low,
    meaning: "This program carries {what|a second program} {where|among its resources}. Installers do this, and so do \
              programs that bring others along in secret.",
    proof: "At byte {offset|…}, {where|among its resources}, {what|a second program} begins ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_ASK,
    attack: &["T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

pub(super) static ARCHIVE_INSIDE: Rule = Rule {
    id: "pe.archive-inside",
    title: "The program carries other files",
    severity: Severity::Info,
    meaning: "This program carries {what|an archive} {where|behind its end}, as installers and programs that unpack \
              themselves do. What could be opened of it was examined as well.",
    proof: "At byte {offset|…}, {where|behind its end}, {what|an archive} begins ({bytes|50 4B 03 04}).",
    advice: "Treat it as any other program: do not open it unless you expected it.",
    attack: &[],
    references: &[],
};
