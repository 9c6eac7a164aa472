//! The words of macros: what starts by itself, and what reaches out of the document.

use super::seen::Kind;

/// Procedures that Office starts by itself, in lower case.
const STARTS: &[&str] = &[
    "auto_add",
    "auto_close",
    "auto_open",
    "auto_remove",
    "autoclose",
    "autoexec",
    "autoexit",
    "autonew",
    "autoopen",
    "document_beforeclose",
    "document_close",
    "document_new",
    "document_open",
    "documentbeforeclose",
    "documentchange",
    "documentopen",
    "newdocument",
    "onslideshowpagechange",
    "onslideshowterminate",
    "workbook_activate",
    "workbook_addininstall",
    "workbook_beforeclose",
    "workbook_close",
    "workbook_deactivate",
    "workbook_open",
    "workbook_windowactivate",
];

/// Endings of events that come without anybody's will where a control stands in the document itself.
const EVENTS: &[&str] = &[
    "_painted",
    "_painting",
    "_layout",
    "_resize",
    "_beforenavigate2",
    "_beforescriptexecute",
    "_documentcomplete",
    "_downloadbegin",
    "_downloadcomplete",
    "_filedownload",
    "_navigatecomplete2",
    "_navigateerror",
    "_progresschange",
    "_propertychange",
    "_setsecurelockicon",
    "_statustextchange",
    "_titlechange",
    "_mousehover",
    "_onconnecting",
    "_gotfocus",
];

/// Whether Office starts a procedure of this name by itself.
pub(super) fn starts(name: &str, form: bool) -> bool {
    let lower = name.to_ascii_lowercase();
    STARTS.binary_search(&lower.as_str()).is_ok() || !form && EVENTS.iter().any(|end| lower.ends_with(end))
}

/// Names that do something wherever they stand in code, in lower case.
const NAMES: &[(&str, Kind)] = &[
    ("copyfile", Kind::Touch),
    ("createobject", Kind::Ask),
    ("createprocess", Kind::Execute),
    ("createprocessa", Kind::Execute),
    ("createprocessw", Kind::Execute),
    ("createremotethread", Kind::Inject),
    ("createtextfile", Kind::Touch),
    ("createthread", Kind::Inject),
    ("declare", Kind::Ask),
    ("enumsystemlanguagegroups", Kind::Inject),
    ("executeexcel4macro", Kind::Ask),
    ("filecopy", Kind::Touch),
    ("filesaveas", Kind::Touch),
    ("followhyperlink", Kind::Ask),
    ("getobject", Kind::Ask),
    ("internetopenurla", Kind::Download),
    ("kill", Kind::Touch),
    ("macscript", Kind::Ask),
    ("mkdir", Kind::Touch),
    ("ntallocatevirtualmemory", Kind::Inject),
    ("queueuserapc", Kind::Inject),
    ("rmdir", Kind::Touch),
    ("saveas", Kind::Touch),
    ("saveasrtf", Kind::Touch),
    ("savesetting", Kind::Touch),
    ("savetofile", Kind::Write),
    ("sendkeys", Kind::Ask),
    ("setattr", Kind::Touch),
    ("shellexecute", Kind::Execute),
    ("shellexecutea", Kind::Execute),
    ("shellexecuteex", Kind::Execute),
    ("shellexecutew", Kind::Execute),
    ("urldownloadtofile", Kind::Download),
    ("urldownloadtofilea", Kind::Download),
    ("urldownloadtofilew", Kind::Download),
    ("virtualalloc", Kind::Inject),
    ("virtualallocex", Kind::Inject),
    ("winexec", Kind::Execute),
    ("writeprocessmemory", Kind::Inject),
    ("writetext", Kind::Touch),
];

/// What a name does.
pub(super) fn name(lower: &str) -> Option<Kind> {
    NAMES.binary_search_by(|(word, _)| word.cmp(&lower)).ok().map(|at| NAMES[at].1)
}

/// What a string in lower case stands for, the worst first.
const TEXTS: &[(&str, Kind)] = &[
    ("powershell", Kind::Execute),
    ("cmd /c", Kind::Execute),
    ("cmd.exe /", Kind::Execute),
    ("cmd /k", Kind::Execute),
    ("comspec", Kind::Execute),
    ("mshta ", Kind::Execute),
    ("mshta.exe", Kind::Execute),
    ("rundll32", Kind::Execute),
    ("regsvr32", Kind::Execute),
    ("certutil", Kind::Execute),
    ("bitsadmin", Kind::Execute),
    ("win32_process", Kind::Execute),
    ("win32_scheduledjob", Kind::Execute),
    ("scriptcontrol", Kind::Execute),
    ("schedule.service", Kind::Execute),
    ("script:http", Kind::Execute),
    ("new:{", Kind::Execute),
    ("new:72c24dd5", Kind::Execute),
    ("new:13709620", Kind::Execute),
    ("new:c08afd90", Kind::Execute),
    ("do shell script", Kind::Execute),
    ("shellexecute", Kind::Execute),
    ("=exec(", Kind::Execute),
    ("exec(\"", Kind::Execute),
    ("wscript.shell", Kind::Shell),
    ("wscript.exe", Kind::Execute),
    ("cscript.exe", Kind::Execute),
    ("shell.application", Kind::Shell),
    ("currentversion\\run", Kind::Write),
    ("msxml2.xmlhttp", Kind::Download),
    ("msxml2.serverxmlhttp", Kind::Download),
    ("microsoft.xmlhttp", Kind::Download),
    ("winhttp.winhttprequest", Kind::Download),
    ("urldownloadtofile", Kind::Download),
    ("virtualalloc", Kind::Inject),
    ("createremotethread", Kind::Inject),
    ("writeprocessmemory", Kind::Inject),
];

/// What a string does when it is used.
pub(super) fn text(lower: &str) -> Option<Kind> {
    TEXTS.iter().find(|(word, _)| memchr::memmem::find(lower.as_bytes(), word.as_bytes()).is_some()).map(|(_, k)| *k)
}

/// Whether a string names a file that runs.
pub(super) fn names_program(lower: &str) -> bool {
    const ENDS: &[&str] = &[
        ".exe", ".scr", ".dll", ".vbs", ".vbe", ".js", ".jse", ".bat", ".cmd", ".ps1", ".hta", ".wsf", ".sct", ".pif",
        ".com", ".cpl", ".lnk",
    ];
    const HONEST: &[&str] =
        &["explorer.exe", "excel.exe", "winword.exe", "powerpnt.exe", "msaccess.exe", "notepad.exe"];
    let trimmed = lower.trim_end_matches(['"', '\'', ' ']);
    ENDS.iter().any(|end| trimmed.ends_with(end))
        && !HONEST.iter().any(|name| trimmed.ends_with(name))
        && !trimmed.contains("://")
        && (!trimmed.ends_with(".dll") || trimmed.contains(['\\', '%']))
}
