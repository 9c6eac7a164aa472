//! What together makes an attack, in scripts that Windows runs: something is fetched or unpacked, and started.

use super::actions::{Action, Attack, DECODES, DOWNLOADS};
use super::kinds::{BASIC, BATCH, JS, PAGE, POWERSHELL, SHELL, VBA, WINDOWS};

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
                "powershell.exe\", \"-",
                "powershell\", \"-",
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
        kinds: BATCH,
        attack: Attack::RunOrInstall,
        says: DOWNLOADS,
        all: &[
            &["curl ", "curl.exe ", "wget "],
            &["start ", "&& %", "&& \"%", "& start", "rundll32", "regsvr32", "&& call"],
        ],
        near: 300,
    },
];
