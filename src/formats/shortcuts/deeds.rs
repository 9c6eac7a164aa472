//! The table of what command lines do, and by which words each deed is known.

/// Something that a line does.
pub(super) struct Deed {
    /// In words, behind "it".
    pub(super) says: &'static str,
    /// Lower case; `~` at the start or end: no letter may stand there.
    pub(super) words: &'static [&'static str],
    /// Whether honest shortcuts and settings do not do it.
    pub(super) strong: bool,
}

/// Reaches for another computer as it would for a file.
pub(super) const SHARE: &str = "starts something from another computer";
pub(super) const CODED: &str = "carries encoded orders";
pub(super) const HIDES: &str = "hides its window";
/// The deeds, the worst first.
pub(super) static DEEDS: &[Deed] = &[
    Deed {
        says: "downloads something from the internet",
        words: &[
            "downloadstring",
            "downloadfile",
            "downloaddata",
            "invoke-webrequest",
            "~iwr ",
            "invoke-restmethod",
            "~irm ",
            "start-bitstransfer",
            "/transfer ",
            "urlcache",
            "net.webclient",
            "xmlhttp",
            "winhttp.winhttprequest",
            "~curl ",
            "~curl.exe ",
            "~wget ",
            "ftp -s:",
            "ftp.exe -s:",
            "~finger ",
            "mshta http",
            "mshta.exe http",
            "/i:http",
            "/i http",
            "/q http",
        ],
        strong: true,
    },
    Deed {
        says: CODED,
        words: &[
            "frombase64string",
            "certutil -decode",
            "certutil.exe -decode",
            "-decodehex",
            "-bxor",
            "gzipstream",
            "deflatestream",
            "[char[]]",
            "[char]",
        ],
        strong: true,
    },
    Deed {
        says: HIDES,
        words: &["start /min ", "start /b ", "--headless", "createnowindow", ",0,false)", ", 0, false)"],
        strong: true,
    },
    Deed {
        says: "carries a script of its own",
        words: &[
            "javascript:",
            "vbscript:",
            "~iex~",
            "invoke-expression",
            "scrobj.dll",
            "shellexec_rundll",
            "reflection.assembly",
            "[scriptblock]",
            "executeglobal",
            "createobject(",
            "activexobject",
            "-inlinetask",
            "os.system(",
        ],
        strong: true,
    },
    Deed {
        says: "makes a program start by itself from then on",
        words: &[
            "/create /",
            "\\currentversion\\run",
            "\\start menu\\programs\\startup",
            "register-scheduledtask",
            "~sc create ",
            "~sc.exe create ",
            "process call create",
        ],
        strong: true,
    },
    Deed {
        says: "switches off protection",
        words: &["-mppreference", "disablerealtimemonitoring", "advfirewall set", "amsiutils", "amsiinitfailed"],
        strong: true,
    },
    Deed {
        says: "takes hidden orders out of another file",
        words: &["findstr ", "findstr.exe ", "select-string", "readallbytes", "copy /b ", "~more +", "for /f "],
        strong: true,
    },
    Deed {
        says: "removes traces or copies that could help",
        words: &["vssadmin delete", "wevtutil cl", "shadowcopy delete", "~del /f", "~del /q", "~attrib +h"],
        strong: true,
    },
    Deed {
        says: "goes around the rules for scripts",
        words: &["bypass", "-ep unrestricted", "-executionpolicy unrestricted"],
        strong: false,
    },
    Deed {
        says: "writes files",
        words: &["~copy ", "xcopy ", "robocopy ", "set-content", "out-file", "~expand ", "extrac32 ", "writealltext"],
        strong: false,
    },
    Deed { says: "uses an address on the internet", words: &["http://", "https://", "ftp://"], strong: false },
    Deed {
        says: "starts other programs",
        words: &["~start ", "start-process", "~saps ", "invoke-item", "shellexecute", "rundll32", "regsvr32", "~call "],
        strong: false,
    },
];

/// Whether a word stands in a line; `~` asks for an edge.
pub(super) fn has(lower: &str, word: &str) -> bool {
    let (needle, before) = word.strip_prefix('~').map_or((word, false), |w| (w, true));
    let (needle, after) = needle.strip_suffix('~').map_or((needle, false), |w| (w, true));
    let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let bytes = lower.as_bytes();
    memchr::memmem::find_iter(bytes, needle.as_bytes()).take(256).any(|at| {
        let joined = before && letter(at.checked_sub(1).and_then(|b| bytes.get(b)));
        !(joined || after && letter(bytes.get(at + needle.len())))
    })
}
