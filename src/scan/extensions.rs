//! What a file name's extension makes a computer do when the file is opened. Facts from what mail services and browsers
//! block (compared with a copy in `tests/data/extension_votes.tsv`) and from how Windows, macOS and Linux open files.

use std::sync::LazyLock;

/// What opening a file with such an extension can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// A document with room for macros, which the reading program does not start unasked.
    Macro,
    /// Starts, connects, installs or changes something, but not by a double click alone or only where further software
    /// is installed.
    Starts,
    /// Runs what its sender chose on a double click.
    Runs,
}

/// Extensions that do the same.
#[derive(Debug)]
pub struct Group {
    /// Lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// What opening can do.
    pub danger: Danger,
    /// What such a file is, with its article, for sentences.
    pub what: &'static str,
    /// Whether programmers give honest source files this extension behind another one (`strings.json.js`).
    pub source: bool,
}

const fn runs(extensions: &'static [&'static str], what: &'static str) -> Group {
    Group { extensions, danger: Danger::Runs, what, source: false }
}

const fn starts(extensions: &'static [&'static str], what: &'static str) -> Group {
    Group { extensions, danger: Danger::Starts, what, source: false }
}

const fn macros(extensions: &'static [&'static str], what: &'static str) -> Group {
    Group { extensions, danger: Danger::Macro, what, source: false }
}

const fn source(mut group: Group) -> Group {
    group.source = true;
    group
}

/// Every extension that has a danger; what each block list names and stands not here is in [`LEFT_OUT`].
pub static GROUPS: &[Group] = &[
    // Windows
    runs(&["exe", "ex_", "sfx"], "a Windows program"),
    runs(&["scr"], "a Windows program (screen saver)"),
    runs(&["com", "pif"], "a program for DOS or Windows"),
    runs(&["cpl"], "a Windows control panel program"),
    runs(&["bat", "cmd"], "a list of commands that Windows carries out"),
    runs(&["msi", "msp", "msu", "appinstaller", "msixbundle", "appxbundle"], "an installer for Windows"),
    runs(&["msix", "appx"], "an app package for Windows"),
    runs(&["hta"], "a web page that runs as a program on Windows"),
    runs(&["vbs", "vbe", "vbscript"], "a Visual Basic script that Windows runs"),
    source(runs(&["js"], "a JavaScript file that Windows runs on a double click")),
    runs(&["jse"], "an encoded JavaScript file that Windows runs"),
    runs(&["wsf", "wsh", "ws", "wsc", "sct"], "a Windows script"),
    runs(&["lnk"], "a Windows shortcut, which can start any command"),
    runs(&["msc"], "a Windows console file, which can run scripts"),
    runs(&["reg"], "a file that changes the Windows settings (registry)"),
    runs(&["chm"], "a Windows help file, which can run scripts"),
    runs(&["gadget"], "a Windows desktop gadget, which is a program"),
    runs(&["application", "appref-ms"], "an installer from the internet (ClickOnce)"),
    runs(&["settingcontent-ms"], "a Windows settings shortcut, which can start any command"),
    runs(&["diagcab", "diagcfg", "diagpkg"], "a Windows troubleshooter, which can run scripts"),
    runs(&["shs", "shb"], "a Windows scrap file, which can start programs"),
    runs(&["xll"], "an Excel add-in, which is a program"),
    runs(&["jar"], "a Java program"),
    runs(&["jnlp"], "a file that fetches and starts a Java program"),
    runs(&["xbap"], "a program that the browser starts"),
    runs(&["wsb"], "a Windows Sandbox file, which can start commands"),
    source(starts(
        &["ps1", "psm1", "psd1", "psdm1", "ps1xml", "ps2", "ps2xml", "psc1", "psc2", "pssc", "cdxml"],
        "a PowerShell file",
    )),
    starts(&["msh", "msh1", "msh1xml", "msh2", "msh2xml", "mshxml"], "a Windows shell (Monad) file"),
    starts(&["dll", "ocx", "sys", "drv", "vxd", "ax", "efi", "mui", "pyd"], "a part of a Windows program"),
    starts(&["mst"], "a change to a Windows installer"),
    starts(&["inf", "ins", "isp", "inx", "isu", "rgs", "mof", "nsh"], "a file with settings to install"),
    starts(&["scf", "url", "website", "grp", "xnk", "u3p", "mmc"], "a shortcut"),
    starts(&["library-ms", "searchconnector-ms", "search-ms"], "a Windows folder view, which can connect to a server"),
    starts(&["theme", "themepack", "deskthemepack"], "a Windows theme, which can connect to a server"),
    starts(&["rdp", "ica"], "a file that connects to another computer"),
    starts(&["ovpn", "pbk"], "a file that sets up a network tunnel"),
    starts(&["printerexport", "webpnp"], "a printer setup file"),
    starts(&["job"], "a scheduled Windows task"),
    starts(&["hlp", "cnt", "hpj", "its", "chi"], "an old Windows help file, which can run macros"),
    starts(&["cer", "crt", "der", "spc", "p7b", "pfx", "p12"], "a certificate, which can make strangers trusted"),
    starts(&["asx", "wmx", "wvx", "wax", "wms", "wmd", "wmz"], "a playlist or skin that connects to the internet"),
    starts(&["iqy", "oqy", "dqy", "rqy", "odc", "udl"], "an Office data connection"),
    starts(&["slk"], "a spreadsheet in an old form that can hold commands"),
    starts(&["prf"], "an Outlook profile"),
    starts(&["pcd", "plg", "prg", "fxp", "mcf", "osd", "htc", "hto", "vbp"], "a file that Windows software can run"),
    source(starts(&["vb", "bas"], "Visual Basic source code")),
    source(starts(&["asp", "aspx", "php", "phtml", "jsp"], "a page that a web server runs")),
    starts(&["swf", "spl"], "a Flash film, which is a program"),
    starts(&["manifest"], "a file that decides what a Windows program loads"),
    starts(&["xrm-ms", "ad", "ops", "vsmacros"], "a file with Windows or Office settings"),
    starts(&["vsix", "crx", "xpi", "oxt"], "an extension that installs itself into a program"),
    // macOS
    runs(&["command"], "a list of commands that macOS carries out"),
    runs(&["terminal"], "macOS Terminal settings, which can start commands"),
    runs(&["workflow", "wflow"], "a macOS Automator program"),
    starts(&["action", "caction", "definition", "tool"], "a file that macOS software can run"),
    runs(&["scpt", "scptd", "applescript", "osas", "osax"], "an AppleScript program"),
    runs(&["pkg", "mpkg"], "an installer for macOS"),
    starts(&["app"], "a program"),
    starts(&["fileloc", "inetloc", "webloc"], "a macOS shortcut"),
    starts(&["mobileconfig", "configprofile", "networkconnect", "internetconnect"], "Apple device settings"),
    starts(&["dylib", "kext", "seplugin", "bundle"], "a part of a macOS program"),
    // Linux, Android, everywhere
    starts(&["desktop"], "a Linux desktop shortcut"),
    starts(&["deb", "rpm", "pet", "pup", "slp", "paf", "flatpakref", "flatpak"], "an installer for Linux"),
    starts(&["appimage", "run", "elf"], "a Linux program"),
    starts(&["apk", "aab", "xapk", "apkm"], "an app package for Android"),
    starts(&["ipa"], "an app package for iPhone"),
    starts(&["class", "dex", "pyc", "pyo", "war", "ear"], "compiled program code"),
    source(starts(&["py", "pyw", "pyz", "pyzw", "pyx"], "a Python program")),
    source(starts(&["sh", "bash", "csh", "ksh", "tcsh", "zsh", "fish", "shar"], "a shell script")),
    source(starts(&["pl", "rb", "lua", "tcl", "dart", "as", "ex", "mjs", "cjs", "au3", "ahk"], "a script")),
    // Documents with room for macros
    macros(&["docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm", "ppsm", "sldm"], "an Office document with macros"),
    macros(&["xla", "xlam", "ppa", "ppam", "wll"], "an Office add-in with macros"),
    macros(
        &["mdb", "mde", "mda", "mdz", "mdw", "mdt", "mdn", "accdb", "accde", "accda", "accdr", "ade", "adp"],
        "an Access database, which can hold macros",
    ),
    macros(
        &["mad", "maf", "mag", "mam", "maq", "mar", "mas", "mat", "mau", "mav", "maw"],
        "a shortcut into an Access database",
    ),
    macros(
        &["vsd", "vss", "vst", "vsw", "vdx", "vsx", "vtx", "vsdm", "vssm", "vstm"],
        "a Visio drawing, which can hold macros",
    ),
];

/// Extensions that at least two block lists name and that have no row above, and why.
pub static LEFT_OUT: &[(&str, &str)] = &[
    ("lib", "a programmer's library; nothing opens it by double click"),
    ("cab", "an archive: its members are judged"),
    ("ace", "an archive: its members are judged or told as unread"),
    ("arj", "an archive: its members are judged or told as unread"),
    ("iso", "a disk image: the rules of disk images speak"),
    ("img", "a disk image: the rules of disk images speak"),
    ("dmg", "a disk image: the rules of disk images speak"),
    ("vhd", "a disk image: the rules of disk images speak"),
    ("vhdx", "a disk image: the rules of disk images speak"),
    ("html", "a page: what is in it is judged"),
    ("mht", "a saved page: what is in it is judged"),
    ("mhtml", "a saved page: what is in it is judged"),
    ("pst", "a mailbox; blocked for its size and privacy, it runs nothing"),
    ("ini", "settings that nothing runs by double click"),
    ("ani", "a mouse pointer; what is wrong in it is judged"),
    ("tmp", "says nothing about the content, which is judged"),
];

static SORTED: LazyLock<Vec<(&'static str, &'static Group)>> = LazyLock::new(|| {
    let mut all: Vec<_> = GROUPS.iter().flat_map(|g| g.extensions.iter().map(move |e| (*e, g))).collect();
    all.sort_unstable_by_key(|(extension, _)| *extension);
    all
});

/// What a lower-case extension makes a computer do, where that can do harm.
pub fn danger(extension: &str) -> Option<&'static Group> {
    let at = SORTED.binary_search_by_key(&extension, |(e, _)| *e).ok()?;
    SORTED.get(at).map(|(_, group)| *group)
}

/// Whether opening a file with this lower-case extension runs what its sender chose.
pub fn runs_when_opened(extension: &str) -> bool {
    danger(extension).is_some_and(|g| g.danger == Danger::Runs)
}

/// Extensions that people take for pictures, films, documents and archives, and that stand in front of the real one.
const DECOYS: &[&str] = &[
    "3gp", "7z", "aac", "avi", "avif", "bmp", "doc", "docx", "dot", "dotx", "epub", "flac", "gif", "gz", "heic",
    "heif", "jfif", "jpe", "jpeg", "jpg", "key", "m4a", "m4v", "mid", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg",
    "numbers", "odp", "ods", "odt", "ogg", "opus", "pages", "pdf", "png", "pps", "ppsx", "ppt", "pptx", "psd", "rar",
    "raw", "rtf", "tgz", "tif", "tiff", "wav", "webm", "webp", "wma", "wmv", "xls", "xlsb", "xlsx", "zip",
];

/// Extensions of texts: programmers put another one behind them honestly.
const TEXT_DECOYS: &[&str] = &[
    "cfg", "csv", "eml", "htm", "html", "ics", "ini", "json", "log", "md", "msg", "svg", "text", "txt", "vcf", "xml",
    "yaml", "yml",
];

/// What an extension in front of the last one makes people believe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoy {
    /// A picture, film, document or archive.
    Strong,
    /// A text.
    Text,
}

/// Whether a lower-case extension is one that a liar puts in front of the real one.
pub fn decoy(extension: &str) -> Option<Decoy> {
    if DECOYS.binary_search(&extension).is_ok() {
        Some(Decoy::Strong)
    } else {
        TEXT_DECOYS.binary_search(&extension).is_ok().then_some(Decoy::Text)
    }
}
