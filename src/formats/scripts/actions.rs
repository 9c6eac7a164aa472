//! What together makes an attack: tables of words that fetch, unpack or open a way in, and of words that start what came, for each
//! language.

use super::kinds::{AUTO, BASIC, BATCH, JS, PAGE, PERL, PHP, POWERSHELL, PYTHON, SHELL, VBA, WINDOWS};

/// Which rule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attack {
    /// Something is fetched or unpacked and started.
    Run,
    /// The same, which installers do in plain sight too.
    RunOrInstall,
    /// Somebody else gets a hand on the computer.
    Remote,
    /// Secrets are taken and sent away.
    Steal,
}

/// A clear combination: one of each list, in a script of one of these kinds.
pub(super) struct Action {
    pub(super) kinds: u16,
    pub(super) attack: Attack,
    /// What the first list does, in words.
    pub(super) says: &'static str,
    /// Lists of words in lower case; `~` at the end: no letter may stand before or follow.
    pub(super) all: &'static [&'static [&'static str]],
    /// How near they must stand to each other, in bytes; 0 for anywhere.
    pub(super) near: usize,
}

const DOWNLOADS: &str = "downloads something from the internet";
const DECODES: &str = "unpacks hidden code";
const CONNECTS: &str = "connects to another computer";

const START_POWERSHELL: &[&str] = &[
    "start-process",
    "saps ",
    "invoke-item",
    "shellexecute",
    "[diagnostics.process]::start",
    "process]::start(",
    "start ",
    "rundll32",
    "regsvr32",
    "win32_process",
];
const EVAL_POWERSHELL: &[&str] =
    &["iex~", "invoke-expression", "reflection.assembly]::load", "[scriptblock]::create", ".invoke()"];
const FETCH_POWERSHELL: &[&str] = &[
    "downloadstring(",
    "downloadfile(",
    "downloaddata(",
    "invoke-webrequest",
    "invoke-restmethod",
    "start-bitstransfer",
    "iwr~",
    "irm~",
    "openread(",
];
const FETCH_WINDOWS: &[&str] =
    &["msxml2.xmlhttp", "msxml2.serverxmlhttp", "microsoft.xmlhttp", "winhttp.winhttprequest", "urldownloadtofile"];

/// The combinations, the clearest first.
pub(super) static ACTIONS: &[Action] = &[
    // What a script fetches and carries out at once stands in one line, or in two that follow each other.
    Action {
        kinds: POWERSHELL | WINDOWS,
        attack: Attack::Run,
        says: DOWNLOADS,
        all: &[FETCH_POWERSHELL, EVAL_POWERSHELL],
        near: 400,
    },
    Action {
        kinds: POWERSHELL | WINDOWS,
        attack: Attack::RunOrInstall,
        says: DOWNLOADS,
        all: &[FETCH_POWERSHELL, EVAL_POWERSHELL],
        near: 0,
    },
    Action {
        kinds: POWERSHELL,
        attack: Attack::RunOrInstall,
        says: DOWNLOADS,
        all: &[FETCH_POWERSHELL, START_POWERSHELL],
        near: 0,
    },
    Action {
        kinds: WINDOWS,
        attack: Attack::Run,
        says: DOWNLOADS,
        all: &[
            FETCH_POWERSHELL,
            &[
                "start-process",
                "saps ",
                "invoke-item",
                "process]::start(",
                "start %",
                "&& start",
                "; start",
                "rundll32",
                "wscript.shell",
            ],
        ],
        near: 0,
    },
    Action {
        kinds: POWERSHELL | WINDOWS,
        attack: Attack::Run,
        says: DECODES,
        all: &[
            &["frombase64string(", "gzipstream", "deflatestream", "-bxor"],
            &["iex~", "invoke-expression", "reflection.assembly]::load", "[scriptblock]::create"],
        ],
        near: 600,
    },
    Action {
        kinds: POWERSHELL | WINDOWS,
        attack: Attack::RunOrInstall,
        says: DECODES,
        all: &[
            &["frombase64string(", "gzipstream", "deflatestream", "-bxor"],
            &["iex~", "invoke-expression", "reflection.assembly]::load", "virtualalloc", "[scriptblock]::create"],
        ],
        near: 0,
    },
    Action {
        kinds: WINDOWS | SHELL | POWERSHELL,
        attack: Attack::Run,
        says: DECODES,
        all: &[
            &["-enc ", "-encodedcommand ", "-ec ", "-e jab", "-e sq", "-encod ", "-enco ", "-en ", "-e "],
            &[
                "powershell -",
                "powershell.exe -",
                "powershell.exe\" -",
                "pwsh -",
                "powershell  -",
                "powershell /",
                "powershell\" -",
            ],
        ],
        near: 400,
    },
    Action {
        kinds: WINDOWS | POWERSHELL,
        attack: Attack::Run,
        says: DOWNLOADS,
        all: &[
            &[
                "mshta http",
                "mshta.exe http",
                "mshta \"http",
                "/i:http",
                "mshta vbscript:",
                "mshta javascript:",
                "mshta \"javascript:",
                "mshta \"vbscript:",
            ],
            &["mshta", "regsvr32"],
        ],
        near: 200,
    },
    Action {
        kinds: BATCH,
        attack: Attack::Run,
        says: DOWNLOADS,
        all: &[
            &[
                "certutil -urlcache",
                "certutil.exe -urlcache",
                "bitsadmin /transfer",
                "-urlcache -split",
                "-urlcache -f",
                "-verifyctl",
            ],
            &["start ", ".exe", ".bat", ".vbs", "rundll32", "msiexec"],
        ],
        near: 0,
    },
    Action {
        kinds: BATCH,
        attack: Attack::Run,
        says: DECODES,
        all: &[
            &["certutil -decode", "certutil.exe -decode", "certutil -f -decode", "certutil -decodehex"],
            &["start ", ".exe", ".dll", ".vbs", "rundll32"],
        ],
        near: 0,
    },
    Action {
        kinds: BASIC | VBA | JS | PAGE,
        attack: Attack::Run,
        says: DOWNLOADS,
        all: &[
            FETCH_WINDOWS,
            &[".run ", ".run(", ".exec(", ".exec ", "shellexecute", "executeglobal", "execute(", "execute ", "eval("],
        ],
        near: 0,
    },
    Action {
        kinds: BASIC | VBA | JS | PAGE,
        attack: Attack::Run,
        says: DECODES,
        all: &[
            &["bin.base64", "msxml2.domdocument", "adodb.stream"],
            &[".run ", ".run(", ".exec(", "shellexecute", "executeglobal"],
        ],
        near: 0,
    },
    Action {
        kinds: JS | PAGE,
        attack: Attack::Run,
        says: DECODES,
        all: &[&[
            "eval(atob(",
            "eval(unescape(",
            "eval(decodeuricomponent(",
            "eval(string.fromcharcode(",
            "new function(atob(",
            "function(atob(",
            "eval(buffer.from(",
            "eval(new buffer(",
        ]],
        near: 0,
    },
    Action {
        kinds: PYTHON,
        attack: Attack::Run,
        says: DECODES,
        all: &[
            &[
                "b64decode(",
                "zlib.decompress(",
                "marshal.loads(",
                "urlopen(",
                "requests.get(",
                "fromhex(",
                "lzma.decompress(",
            ],
            &[
                "exec(__import__",
                "exec(base64",
                "exec(b64decode",
                "exec(zlib",
                "exec(lzma",
                "exec(marshal",
                "exec(urllib",
                "exec(requests",
                "exec(bytes.fromhex",
                "exec((_)(",
                "eval(compile(",
                "exec(compile(base64",
                "eval(base64",
                "eval(b64decode",
            ],
        ],
        near: 300,
    },
    Action {
        kinds: PHP,
        attack: Attack::Run,
        says: "takes its orders from whoever calls the page, or unpacks them,",
        all: &[
            &["$_get", "$_post", "$_request", "$_cookie", "base64_decode(", "gzinflate(", "str_rot13("],
            &[
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
        ],
        near: 0,
    },
    Action {
        kinds: PERL,
        attack: Attack::Run,
        says: DECODES,
        all: &[
            &["decode_base64(", "base64.decode64(", "unpack(", "pack(", "decode64("],
            &[
                "eval(decode_base64",
                "eval decode_base64",
                "eval(base64",
                "eval(unpack",
                "eval unpack",
                "eval(pack(",
                "eval pack",
            ],
        ],
        near: 0,
    },
    Action {
        kinds: SHELL,
        attack: Attack::Run,
        says: DECODES,
        all: &[
            &["base64 -d", "base64 --decode", "base64 -di", "openssl enc -d", "openssl base64 -d", "xxd -r"],
            &[
                "| sh~",
                "| bash~",
                "|sh~",
                "|bash~",
                "| sudo bash",
                "|sudo bash",
                "eval $(",
                "eval \"$(",
                "eval `",
                "bash -c \"$(",
                "sh -c \"$(",
                "bash <(",
                "python3 -c \"$(",
            ],
        ],
        near: 120,
    },
    Action {
        kinds: AUTO,
        attack: Attack::Run,
        says: DOWNLOADS,
        all: &[
            &["inetget(", "inetread(", "urldownloadtofile"],
            &["shellexecute(", "run(", "run,", "runwait", "execute("],
        ],
        near: 0,
    },
    Action {
        kinds: SHELL,
        attack: Attack::Remote,
        says: CONNECTS,
        all: &[&["/dev/tcp/", "/dev/udp/"], &["bash -i", "sh -i", "/bin/sh <&", "0<&1", "0>&1", "zsh -i"]],
        near: 200,
    },
    Action {
        kinds: SHELL | PYTHON | PERL | PHP,
        attack: Attack::Remote,
        says: CONNECTS,
        all: &[&[
            "nc -e /bin/",
            "nc -c /bin/",
            "nc -e sh",
            "ncat -e /bin/",
            "nc.traditional -e",
            "ncat.exe -e",
            "nc.exe -e cmd",
            "bash -i >& /dev/tcp/",
        ]],
        near: 0,
    },
    Action {
        kinds: SHELL,
        attack: Attack::Remote,
        says: CONNECTS,
        all: &[
            &["mkfifo ", "mknod "],
            &["| nc ", "|nc ", "| ncat ", "| telnet "],
            &["/bin/sh -i", "/bin/bash -i", "|sh -i", "|/bin/sh", "| /bin/sh"],
        ],
        near: 200,
    },
    Action {
        kinds: PYTHON | SHELL,
        attack: Attack::Remote,
        says: CONNECTS,
        all: &[
            &["dup2(s.fileno(),", "dup2(s.fileno()", "dup2(sock.fileno(", ".fileno(),0)", ".fileno(), 0)", "os.dup2("],
            &["connect(("],
            &["/bin/sh", "/bin/bash", "pty.spawn(", "cmd.exe", "powershell"],
        ],
        near: 600,
    },
    Action {
        kinds: POWERSHELL | WINDOWS,
        attack: Attack::Remote,
        says: CONNECTS,
        all: &[
            &["sockets.tcpclient"],
            &["getstream("],
            &["iex~", "invoke-expression", "cmd.exe", "powershell.exe", "[scriptblock]::create"],
        ],
        near: 1500,
    },
    Action {
        kinds: PERL | SHELL,
        attack: Attack::Remote,
        says: CONNECTS,
        all: &[
            &["socket(s,pf_inet", "io::socket::inet", "tcpsocket.open(", "tcpsocket.new("],
            &[
                "exec(\"/bin/sh",
                "exec('/bin/sh",
                "exec{\"/bin/sh",
                "exec sprintf(",
                "exec \"/bin/sh",
                "system$_",
                "/bin/sh -i",
                "io.popen(",
            ],
        ],
        near: 400,
    },
    Action {
        kinds: PHP | SHELL,
        attack: Attack::Remote,
        says: CONNECTS,
        all: &[&["fsockopen("], &["/bin/sh -i", "/bin/bash -i", "proc_open(", "<&3 >&3"]],
        near: 1500,
    },
    Action {
        kinds: POWERSHELL | WINDOWS | PYTHON | JS | SHELL,
        attack: Attack::Steal,
        says: "takes passwords, cookies or keys",
        all: &[
            &[
                "\\login data",
                "\\\\login data",
                "/login data",
                "cookies.sqlite",
                "logins.json",
                "key4.db",
                "wallet.dat",
                "storage\\leveldb",
                "storage\\\\leveldb",
                "storage/leveldb",
                "key=clear",
                "/.ssh/id_rsa",
                "cryptunprotectdata",
                "getasynckeystate",
            ],
            &[
                "api.telegram.org/bot",
                "discord.com/api/webhooks",
                "discordapp.com/api/webhooks",
                "uploadfile(",
                "uploadstring(",
                "webhook.site",
                "api.gofile.io",
                "send-mailmessage",
                "smtpclient",
                "cdo.message",
                "-method post",
                "requests.post(",
            ],
        ],
        near: 0,
    },
    Action {
        kinds: POWERSHELL | WINDOWS,
        attack: Attack::Steal,
        says: "takes passwords out of the memory of Windows",
        all: &[&[
            "invoke-mimikatz",
            "sekurlsa::",
            "lsass.dmp",
            "comsvcs.dll, minidump",
            "comsvcs.dll,minidump",
            "comsvcs.dll minidump",
        ]],
        near: 0,
    },
];

/// Whether a word counts where it stands, by what follows it.
pub(super) fn counts(word: &str, rest: &[u8], kinds: u16) -> bool {
    match word {
        // Other programs have such words, too: code has to follow, or a variable that holds it.
        "-ec " => code_follows(rest, kinds != POWERSHELL),
        "-e " | "-en " => code_follows(rest, false),
        "-enc " | "-encodedcommand " | "-encod " | "-enco " if kinds == POWERSHELL => code_follows(rest, false),
        _ => true,
    }
}

/// Whether written-out code follows, or a variable that holds it, and no words in plain.
fn code_follows(rest: &[u8], or_variable: bool) -> bool {
    let word = rest.trim_ascii_start();
    let word = word.strip_prefix(b"\"").or(word.strip_prefix(b"'")).unwrap_or(word);
    let letters =
        word.iter().take(17).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')).count();
    letters >= 16 || or_variable && word.first().is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// How much of a line is looked at, in bytes.
const LINE: usize = 4096;

/// The beginning of a text, in bytes at most.
pub(super) fn shortened(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// `curl … | sh` and its kin: where, and the line.
pub(super) fn piped_download<'t>(text: &'t str, places: &[(usize, &'static str)]) -> Option<(usize, &'t str)> {
    const SHELLS: &[&str] = &[
        "| sh",
        "| bash",
        "|sh",
        "|bash",
        "| sudo bash",
        "| sudo sh",
        "| sudo -e bash",
        "| python",
        "| iex",
        "|iex",
        "| zsh",
    ];
    places.iter().find_map(|(at, _)| {
        let line = text.get(*at..)?.lines().next()?;
        let line = shortened(line, LINE);
        let piped = SHELLS.iter().any(|s| {
            line.find(s).is_some_and(|i| !line[i + s.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        piped.then_some((*at, line))
    })
}
