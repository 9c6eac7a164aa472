//! Kinds of plain text: tables, data, logs, settings, changes, source code. None of them runs; a table can hold
//! formulas that start programs when Excel opens it.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::text::{TextView, decode_all};
use crate::model::types::{Nature, TypeInfo};

use super::text::TEXT;

/// A text of a kind that the view of its head shows.
const fn kind(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Text, matches).parent(&TEXT)
}

static JSON: TypeInfo = kind("json", "JSON data", |p| view(p, |t| json(&t.head, p)))
    .mimes(&["application/json", "text/json"])
    .extensions(&["json", "map", "geojson", "webmanifest", "ipynb", "har"])
    .by_mark();
static JSON_LINES: TypeInfo = kind("jsonl", "JSON lines", |p| {
    view(p, |t| {
        let mut lines = t.lines().filter(|l| !l.trim().is_empty()).take(4).peekable();
        let object = |l: &str| l.starts_with("{\"") && l.trim_end().ends_with('}');
        lines.peek().is_some() && lines.next().is_some_and(object) && lines.next().is_some_and(|l| l.starts_with("{\""))
    })
})
.mimes(&["application/jsonl", "application/x-ndjson"])
.extensions(&["jsonl", "ndjson"])
.by_mark();
static TSV: TypeInfo = kind("tsv", "table (TSV)", |p| view(p, |t| columns(t, b'\t')))
    .mimes(&["text/tab-separated-values"])
    .extensions(&["tsv", "tab"]);
static CSV: TypeInfo =
    kind("csv", "table (CSV)", |p| view(p, |t| columns(t, b',') || columns(t, b';') || begins_with_formula(t)))
        .mimes(&["text/csv", "application/csv"])
        .extensions(&["csv"]);
static DIFF: TypeInfo = kind("diff", "list of changes (diff)", |p| {
    view(p, |t| {
        let line = |s: &str| t.lines().take(200).any(|l| l.starts_with(s));
        t.has("@@ -") && line("--- ") && line("+++ ") && line("@@ -") || t.has("diff --git a/") && line("diff --git ")
    })
})
.mimes(&["text/x-diff", "text/x-patch"])
.extensions(&["diff", "patch"])
.by_mark();
static INI: TypeInfo = kind("ini", "settings file (INI)", |p| {
    view(p, |t| {
        let (mut sections, mut values, mut other) = (0, 0, 0);
        for line in t.lines().take(200).map(str::trim_ascii) {
            if other > 40 {
                break;
            }
            match line.as_bytes() {
                [] | [b';' | b'#', ..] => {}
                [b'[', .., b']'] => sections += 1,
                _ if line.contains('=') => values += 1,
                _ => other += 1,
            }
        }
        sections > 0 && values > 0 && other * 5 <= values
    })
})
.extensions(&["ini", "cfg", "conf", "config", "properties", "prefs"])
.by_mark();
static LOG: TypeInfo = kind("log", "log", |p| {
    view(p, |t| {
        let lines = t.lines().filter(|l| !l.is_empty()).take(40);
        let (mut stamped, mut all) = (0, 0);
        for line in lines {
            all += 1;
            stamped += usize::from(has_stamp(line));
        }
        all >= 3 && stamped * 2 >= all
    })
})
.mimes(&["text/x-log"])
.extensions(&["log"])
.by_mark();
static SOURCE: TypeInfo = kind("source", "source code", |p| p.has_mark("source"))
    .mimes(&["text/x-c", "text/x-c++", "text/css", "text/x-java"])
    .extensions(&[
        "c", "h", "cc", "cpp", "cxx", "hpp", "m", "mm", "rs", "go", "java", "kt", "scala", "swift", "cs", "vb", "css",
        "scss", "less", "ts", "tsx", "jsx", "vue", "hs", "ml", "ex", "erl", "clj", "lisp", "el", "vim", "f90", "pas",
        "asm", "s", "r", "jl", "dart", "cmake", "mk", "am", "m4", "proto", "graphql", "tf", "gradle", "groovy", "sty",
    ])
    .by_mark();

static FORMULA: Rule = Rule {
    id: "text_kinds.formula-injection",
    title: "A table that starts a program",
    severity: Severity::High,
    meaning: "A cell of this table is a command: Excel asks whether to start {what|a program} when the table is opened, \
              and one wrong click starts it.",
    proof: "At byte {offset|…} stands the cell \"{cell|=cmd|' /C calc'!A0}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1559.002", "T1204.002"],
    references: &["https://owasp.org/www-community/attacks/CSV_Injection"],
};

static FETCH: Rule = Rule {
    id: "text_kinds.formula-fetch",
    title: "A table that calls a web address",
    severity: Severity::Medium,
    meaning: "A cell of this table {what|fetches something from the internet}. When the table is opened, or the cell is \
              clicked, it can give away what stands in the other cells.",
    proof: "At byte {offset|…} stands the cell \"{cell|=WEBSERVICE(…)}\".",
    advice: "Do not open it in Excel. Look at it in a text editor instead.",
    attack: &["T1567"],
    references: &["https://owasp.org/www-community/attacks/CSV_Injection"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "text_kinds",
    types: &[&DIFF, &JSON_LINES, &JSON, &SOURCE, &INI, &LOG, &TSV, &CSV],
    rules: &[&FORMULA, &FETCH],
    inspect: Some(inspect),
    seeks: false,
};

/// What programs of tables pass over before a formula.
const BEFORE: &[char] = &['"', '\'', ' ', '\t', '\r', '\u{A0}', '\u{FEFF}', '\u{200B}'];
/// With what formulas begin, also in the wide letters of East Asia.
const SIGNS: &[char] = &['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
/// How much of a table is read, in bytes.
const READ: usize = 16 << 20;

/// Looks at the text, unless it is known to be source code.
fn view(probe: &Probe<'_>, look: impl Fn(&TextView) -> bool) -> bool {
    !probe.has_mark("source") && probe.text().is_some_and(look)
}

/// Begins as JSON, and where the whole of it is at hand ends so.
fn json(head: &str, probe: &Probe<'_>) -> bool {
    let head = head.trim_start();
    let next = head.get(1..).unwrap_or_default().trim_start();
    let end = probe.tail.trim_ascii_end().last();
    match head.as_bytes().first() {
        Some(b'{') => next.starts_with(['"', '}']) && end.is_none_or(|b| matches!(b, b'}' | 0)),
        Some(b'[') => {
            next.starts_with(|c: char| "{[\"]-".contains(c) || c.is_ascii_digit())
                && end.is_none_or(|b| matches!(b, b']' | 0))
        }
        _ => false,
    }
}

/// The same number of columns, at least two, in nine of ten of the first lines.
fn columns(text: &TextView, separator: u8) -> bool {
    let count = |line: &str| {
        let bytes = line.as_bytes();
        let mut quoted = false;
        let bare = memchr::memchr2_iter(separator, b'"', bytes).filter(|at| {
            let quote = bytes.get(*at) == Some(&b'"');
            quoted ^= quote;
            !quote && !quoted
        });
        bare.count()
    };
    // Asked of every text: most have none in their first line.
    if text
        .lines()
        .find(|l| !l.trim_ascii().is_empty())
        .is_none_or(|l| memchr::memchr(separator, l.as_bytes()).is_none())
    {
        return false;
    }
    // The last line of the look may be cut.
    let mut lines = text.lines().filter(|l| !l.trim_ascii().is_empty()).take(text.line_feeds().clamp(2, 20));
    let Some(first) = lines.next().map(count).filter(|n| *n > 0) else { return false };
    let (mut all, mut same, mut spaced) = (1, 1, 0);
    for line in lines {
        all += 1;
        same += usize::from(count(line) == first);
        spaced += usize::from(separator == b',' && line.contains(", "));
        if (all - same) * 10 > 20 {
            return false;
        }
    }
    // Prose has a comma in many lines too, but followed by a blank.
    all >= 2 && same * 10 >= all * 9 && (first > 1 || all >= 5) && spaced * 2 <= all
}

/// A date or time, or a level in brackets, among the first words of a line.
fn has_stamp(line: &str) -> bool {
    let head = &line.as_bytes()[..line.len().min(48)];
    let digits = |b: &[u8]| b.iter().all(u8::is_ascii_digit);
    let is_time = |w: &[u8]| w[2] == b':' && w[5] == b':' && digits(&w[..2]) && digits(&w[3..5]) && digits(&w[6..]);
    let part = |b: u8| matches!(b, b'-' | b'/' | b'.');
    let is_date = |w: &[u8]| part(w[4]) && w[7] == w[4] && digits(&w[..4]) && digits(&w[5..7]) && digits(&w[8..]);
    let time = head.contains(&b':') && head.windows(8).any(is_time);
    let date = head.iter().any(|b| part(*b)) && head.windows(10).any(is_date);
    time || date && !line.contains(',')
}

/// Whether a cell of a text without columns is a formula that starts or fetches something.
fn begins_with_formula(text: &TextView) -> bool {
    const SIGNS: &[&str] =
        &["|'", "|\"", "dde(", "exec(", "call(\"", "register(\"", "webservice(", "importxml(", "importdata("];
    // Asked of every text: next to none holds one of these.
    if !text.holds_any(b"|(") || !SIGNS.iter().any(|s| text.has(s)) {
        return false;
    }
    let lines = text.lower.lines().map(|l| &l[..floor(l, l.len().min(400))]).filter(|l| l.contains(['|', '(']));
    lines.flat_map(|l| l.split([',', ';', '\t'])).any(|c| starts_formula(c) && formula(c.trim()).is_some())
}

/// What a cell does: the rule, and the program that it names. The cell is in lower case.
fn formula(cell: &str) -> Option<(&'static Rule, &str)> {
    let cell = cell.trim_start_matches(BEFORE);
    let body = cell.strip_prefix(SIGNS)?;
    // A link to another program: name, bar, quoted arguments, exclamation mark.
    if let Some((before, behind)) = body.split_once('|') {
        let program = before
            .rsplit(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | ':' | '\\'))
            .next()
            .unwrap_or_default();
        let quoted = behind.trim_start().starts_with(['\'', '"']) || before.ends_with('\'');
        if quoted && behind.contains('!') && !program.is_empty() {
            return Some((&FORMULA, program));
        }
    }
    let calls = ["dde(", "exec(", "call(\"", "register(\""];
    // Python decorates functions so: `@register("name")`.
    if calls.iter().any(|call| body.starts_with(call)) && !cell.starts_with('@') {
        return Some((&FORMULA, "a program"));
    }
    let fetch =
        ["webservice(", "importxml(", "importdata(", "importhtml(", "importfeed(", "importrange(", "image(", "rtd("];
    let http = body.contains("http") || body.contains("//") || body.contains("\\\\");
    if fetch.iter().any(|f| body.contains(f)) && http {
        return Some((&FETCH, "fetches something from the internet"));
    }
    // An address to which the words of other cells are hung.
    let link = body.find("hyperlink(").map(|at| &body[at..]);
    let cells = |l: &str| {
        let joined = l.contains('&') && l.split('&').skip(1).any(is_cell);
        joined || l.contains("concat") || l.contains("textjoin(")
    };
    if link.is_some_and(|l| http && cells(l)) {
        return Some((&FETCH, "makes a link that carries other cells to a web address"));
    }
    // LibreOffice reads another file so.
    let file = body.trim_start().strip_prefix('\'').is_some_and(|b| b.starts_with("file:")) && body.contains("'#");
    file.then_some((&FETCH, "reads another file"))
}

/// Whether a part of a formula begins with a cell: `A1`, `$B$2`.
fn is_cell(part: &str) -> bool {
    let part = part.trim_start().trim_start_matches('$');
    let letters = part.bytes().take_while(u8::is_ascii_lowercase).count();
    let rest = part[letters..].trim_start_matches('$');
    (1..=3).contains(&letters) && rest.starts_with(|c: char| c.is_ascii_digit() || c == ':')
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    if is_table(artifact) { cells(artifact, inspection) } else { Ok(()) }
}

fn is_table(artifact: &Artifact) -> bool {
    [CSV.id, TSV.id].contains(&artifact.content_type.id)
}

/// Whether a text is named as a table and no table by its words: a table may read as a log, or as nothing known, but
/// programs go by the name.
pub fn is_named_table(artifact: &Artifact) -> bool {
    let name = artifact.claim.name.as_ref().map(|name| name.text().to_ascii_lowercase());
    !is_table(artifact) && name.is_some_and(|name| [".csv", ".tsv", ".tab"].iter().any(|ending| name.ends_with(ending)))
}

/// Judges the cells of a table.
///
/// # Errors
/// What could not be read.
pub fn cells(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    // Without a sign there is no formula, and most tables have none.
    let no_formula =
        |b: &u8| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~') && !matches!(b, b'=' | b'+' | b'-' | b'@' | b'|');
    if bytes.len() <= READ && bytes.iter().fold(true, |all, b| all & no_formula(b)) {
        return Ok(());
    }
    let Some((_, text)) = decode_all(bytes, READ) else {
        return Err(Gap::malformed("the table holds bytes that are no text; its cells were not read"));
    };
    let lower = text.to_ascii_lowercase();
    let (mut at, mut lines) = (0, 0u32);
    for line in lower.split_inclusive('\n') {
        lines += 1;
        if lines.is_multiple_of(8192) {
            inspection.check_time()?;
        }
        if line.contains(SIGNS) || line.contains('|') {
            let mut place = at;
            for cell in line.split([',', ';', '\t']) {
                // A comma inside the formula cuts it: the rest of the line belongs to it.
                if starts_formula(cell) {
                    let end = floor(&lower, (place + 400).min(at + line.len()));
                    if let Some((rule, what)) = formula(lower[place..end].trim()) {
                        let found = inspection.found(rule).at(place, cell.len());
                        found.with("cell", text[place..end].trim_end()).with("what", what);
                    }
                }
                place += cell.len() + 1;
            }
        }
        at += line.len();
    }
    if bytes.len() > READ {
        return Err(Gap::limit(
            crate::model::gap::LimitKind::ArtifactBytes,
            format!("only the first {READ} bytes of the table were read"),
        ));
    }
    Ok(())
}

/// Whether a cell begins as a formula and is no number.
fn starts_formula(cell: &str) -> bool {
    let cell = cell.trim_start_matches(BEFORE);
    let number =
        cell.starts_with(['+', '-']) && cell[1..].bytes().all(|b| b.is_ascii_digit() || b" .,\"\r\n()/-".contains(&b));
    cell.starts_with(SIGNS) && !number
}

/// The nearest character boundary at or below.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
