//! What scripts do: small tables of words that fetch or decode and words that start, for each language.

use memchr::memmem;

/// A clear combination: one of `fetch` and one of `start`, in a script of one of these kinds.
pub(super) struct Action {
    /// Ids of the types.
    pub(super) kinds: &'static [&'static str],
    /// What `fetch` does, in words.
    pub(super) says: &'static str,
    /// Words in lower case; `~` at the end: no letter may follow.
    pub(super) fetch: &'static [&'static str],
    /// The same for what starts the result.
    pub(super) start: &'static [&'static str],
}

const POWERSHELL: &[&str] = &["powershell", "batch", "wsf", "hta", "vbscript", "javascript", "vba"];
const WINDOWS: &[&str] = &["vbscript", "vba", "javascript", "wsf", "hta", "asp"];
const DOWNLOADS: &str = "downloads something from the internet";
const DECODES: &str = "unpacks hidden code";

/// The combinations, the clearest first.
pub(super) static ACTIONS: &[Action] = &[
    Action {
        kinds: POWERSHELL,
        says: DOWNLOADS,
        fetch: &[
            "downloadstring(",
            "downloadfile(",
            "downloaddata(",
            "invoke-webrequest",
            "invoke-restmethod",
            "start-bitstransfer",
            "iwr ",
        ],
        start: &[
            "iex~",
            "invoke-expression",
            "start-process",
            "saps ",
            "reflection.assembly]::load",
            "invoke-item",
            "shellexecute",
            "[diagnostics.process]::start",
            "process]::start(",
        ],
    },
    Action {
        kinds: POWERSHELL,
        says: DECODES,
        fetch: &["frombase64string(", "gzipstream", "deflatestream", "-bxor"],
        start: &["iex~", "invoke-expression", "reflection.assembly]::load", "virtualalloc", "[scriptblock]::create"],
    },
    Action {
        kinds: &["batch", "vbscript", "javascript", "wsf", "hta", "vba", "shell", "powershell"],
        says: DECODES,
        fetch: &["-enc ", "-encodedcommand ", "-ec ", "-e jab", "-e sq"],
        start: &["powershell -", "powershell.exe -", "powershell.exe\" -", "pwsh -"],
    },
    Action {
        kinds: &["batch", "vbscript", "javascript", "wsf", "hta", "vba", "powershell"],
        says: DOWNLOADS,
        fetch: &["mshta http", "mshta.exe http", "/i:http", "mshta vbscript:", "mshta javascript:"],
        start: &["mshta", "regsvr32"],
    },
    Action {
        kinds: &["batch"],
        says: DOWNLOADS,
        fetch: &[
            "certutil -urlcache",
            "certutil.exe -urlcache",
            "bitsadmin /transfer",
            "-urlcache -split",
            "-verifyctl",
        ],
        start: &["start ", ".exe", ".bat", ".vbs", "rundll32", "msiexec"],
    },
    Action {
        kinds: &["batch"],
        says: DECODES,
        fetch: &["certutil -decode", "certutil.exe -decode", "certutil -f -decode", "certutil -decodehex"],
        start: &["start ", ".exe", ".dll", ".vbs", "rundll32"],
    },
    Action {
        kinds: WINDOWS,
        says: DOWNLOADS,
        fetch: &[
            "msxml2.xmlhttp",
            "msxml2.serverxmlhttp",
            "microsoft.xmlhttp",
            "winhttp.winhttprequest",
            "urldownloadtofile",
        ],
        start: &[
            ".run ",
            ".run(",
            ".exec(",
            ".exec ",
            "shellexecute",
            "executeglobal",
            "execute(",
            "execute ",
            "eval(",
        ],
    },
    Action {
        kinds: WINDOWS,
        says: DECODES,
        fetch: &["bin.base64", "msxml2.domdocument", "adodb.stream"],
        start: &[".run ", ".run(", ".exec(", "shellexecute", "executeglobal"],
    },
    Action {
        kinds: &["python"],
        says: DECODES,
        fetch: &["b64decode(", "zlib.decompress(", "marshal.loads(", "urlopen("],
        start: &[
            "exec(__import__",
            "exec(base64",
            "exec(zlib",
            "exec(marshal",
            "exec(urllib",
            "exec((_)(",
            "eval(compile(",
        ],
    },
    Action {
        kinds: &["php"],
        says: "takes its orders from whoever calls the page, or unpacks them,",
        fetch: &["$_get", "$_post", "$_request", "$_cookie", "base64_decode(", "gzinflate(", "str_rot13("],
        start: &[
            "eval($_",
            "system($_",
            "exec($_",
            "assert($_",
            "passthru($_",
            "eval(base64_decode(",
            "eval(gzinflate(",
            "eval(gzuncompress(",
            "eval(str_rot13(",
            "popen($_",
        ],
    },
    Action {
        kinds: &["perl", "ruby"],
        says: DECODES,
        fetch: &["decode_base64(", "base64.decode64(", "unpack("],
        start: &["eval(decode_base64", "eval decode_base64", "eval(base64", "eval(unpack", "eval unpack"],
    },
    Action {
        kinds: &["autoit", "autohotkey"],
        says: DOWNLOADS,
        fetch: &["inetget(", "urldownloadtofile"],
        start: &["shellexecute(", "run(", "run,", "runwait"],
    },
];

/// The first place of a word outside of comment lines.
pub(super) fn find_code(lower: &str, word: &str) -> Option<usize> {
    let (needle, alone) = match word.strip_suffix('~') {
        Some(needle) => (needle, true),
        None => (word, false),
    };
    let bytes = lower.as_bytes();
    memmem::find_iter(bytes, needle.as_bytes()).take(64).find(|at| {
        let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        let joined = alone
            && (letter(bytes.get(at + needle.len()))
                || at.checked_sub(1).is_some_and(|before| letter(bytes.get(before))));
        let plain = needle == EC && !code_follows(&bytes[at + needle.len()..]);
        !joined && !plain && !in_comment(bytes, *at)
    })
}

/// PowerShell's shortest word for code written as letters. Python's word for code is `-c`, often behind `-E`.
const EC: &str = "-ec ";

/// Whether written-out code follows, or a variable that holds it, and no words in plain.
fn code_follows(rest: &[u8]) -> bool {
    let word = rest.trim_ascii_start();
    let word = word.strip_prefix(b"\"").or(word.strip_prefix(b"'")).unwrap_or(word);
    let letters = word.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')).count();
    letters >= 16 || word.first().is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// Whether the line of this place begins as a comment.
fn in_comment(bytes: &[u8], at: usize) -> bool {
    // No further back than a long comment reaches, or a script of one endless line would be read again and again.
    let from = at.saturating_sub(4096);
    let start = memchr::memrchr(b'\n', &bytes[from..at]).map_or(from, |n| from + n + 1);
    let line = bytes[start..at].trim_ascii_start();
    [b"#".as_slice(), b"//", b"'", b"rem ", b"::", b"* ", b"@rem "].iter().any(|mark| line.starts_with(mark))
}

/// `curl … | sh` and its kin: where, and the line.
pub(super) fn piped_download(lower: &str) -> Option<(usize, &str)> {
    const SHELLS: &[&str] =
        &["| sh", "| bash", "|sh", "|bash", "| sudo bash", "| sudo sh", "| python", "| iex", "|iex"];
    ["curl ", "wget "].iter().find_map(|fetch| {
        memmem::find_iter(lower.as_bytes(), fetch.as_bytes()).take(64).find_map(|at| {
            let line = lower[at..].lines().next()?;
            let piped = SHELLS.iter().any(|s| {
                line.find(s)
                    .is_some_and(|i| !line[i + s.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            });
            (piped && !in_comment(lower.as_bytes(), at)).then_some((at, line))
        })
    })
}
