//! XML that a browser shows through a style sheet (<https://www.w3.org/TR/xml-stylesheet/>), and style sheets that carry
//! scripts: XSLT makes a page of the file, and the script in it runs.

use memchr::memmem::find;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::text::decode_all;
use crate::model::types::{Nature, TypeInfo};

use super::svg::markup::{Entities, Piece, Pieces, local};
use super::xml::XML;
use super::{html, scripts};

/// A file that names the style sheet that it is to be shown through.
static STYLED: TypeInfo =
    TypeInfo::new("xml-styled", "XML file with a style sheet", Nature::Text, is_styled).parent(&XML);

/// A style sheet that carries a script; Windows tools run it.
static SCRIPTED: TypeInfo = TypeInfo::new("xsl-script", "XSL style sheet with a script", Nature::Script, |p| {
    let scripted = |t: &str| {
        find(t.as_bytes(), b"urn:schemas-microsoft-com:xslt").is_some()
            && find(t.as_bytes(), b":script").is_some()
            && find(t.as_bytes(), b"implements-prefix").is_some()
    };
    is_sheet(p) && p.text().is_some_and(|t| scripted(&t.lower))
})
.parent(&XML);

/// Any other style sheet.
static SHEET: TypeInfo = TypeInfo::new("xsl", "XSL style sheet", Nature::Text, is_sheet)
    .mimes(&["text/xsl", "application/xslt+xml"])
    .extensions(&["xsl", "xslt"])
    .parent(&XML);

static STARTS: Rule = Rule {
    id: "stylesheet.script-starts",
    title: "A style sheet that starts programs",
    severity: Severity::High,
    meaning: "A script in this style sheet starts programs or fetches them ({word|WScript.Shell}). Windows runs it when the \
              style sheet is used.",
    proof: "At byte {offset|…} of the script stands \"{word|WScript.Shell}\": {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1220", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1220/"],
};

static ELSEWHERE: Rule = Rule {
    id: "stylesheet.from-stranger",
    title: "An XML file that loads its style sheet from elsewhere",
    severity: Severity::Medium,
    meaning: "This file is shown through a style sheet that is fetched from {from|another computer}. The style sheet can \
              make any page of it.",
    proof: "At byte {offset|…} stands {line|<?xml-stylesheet href=…?>}.",
    advice: "Do not open it in a browser. Look at it in a text editor instead.",
    attack: &["T1220", "T1221"],
    references: &["https://attack.mitre.org/techniques/T1220/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "stylesheet",
    types: &[&SCRIPTED, &SHEET, &STYLED],
    rules: &[&STARTS, &ELSEWHERE],
    inspect: Some(inspect),
    seeks: false,
};

/// How much of a file is read, in bytes.
const READ: usize = 16 << 20;
/// Objects and orders that no style sheet for pages needs, in lower case.
const WORDS: &[&str] = &[
    "wscript.shell",
    "shell.application",
    "winmgmts:",
    "win32_process",
    "adodb.stream",
    "powershell",
    "cmd.exe",
    "cmd /c",
    "mshta",
    "rundll32",
    "regsvr32",
    "process.start(",
    "diagnostics.process",
    "assembly.load(",
    "frombase64string(",
    "downloadfile(",
    "downloadstring(",
];

fn is_sheet(probe: &Probe<'_>) -> bool {
    probe.has_mark("root=stylesheet") || probe.has_mark("root=transform")
}

fn is_styled(probe: &Probe<'_>) -> bool {
    probe.text().is_some_and(|t| t.has("<?xml-stylesheet"))
}

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let Some((_, text)) = decode_all(bytes, READ) else {
        return Err(Gap::malformed("the file holds bytes that are no text; it was not read"));
    };
    let entities = Entities::default();
    let (mut element, mut begin, mut pages) = (String::new(), 0, Vec::new());
    let mut pieces = Pieces::of(&text);
    let mut count = 0u32;
    while let Some(piece) = pieces.next() {
        count += 1;
        if count.is_multiple_of(4096) {
            inspection.check_time()?;
        }
        match piece {
            Piece::Open { name, .. } => name.clone_into(&mut element),
            Piece::Close { .. } => element.clear(),
            Piece::Instruction { text, at } => instruction(text, at, inspection),
            // `msxsl:script` is carried out by the style sheet's reader, `script` by the browser that shows the page.
            Piece::Text { text, raw } if local(&element).eq_ignore_ascii_case("script") => {
                let code = if raw { text.into() } else { entities.expand(text) };
                if element.contains(':') {
                    script(&code, begin, artifact, inspection);
                }
                pages.push((begin, code.into_owned()));
            }
            _ => {}
        }
        begin = pieces.at();
    }
    html::read_scripts(&text, &pages, inspection)?;
    if bytes.len() > READ {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {READ} bytes of it were read")));
    }
    Ok(())
}

/// The script of a style sheet.
fn script(code: &str, at: usize, artifact: &Artifact, inspection: &mut Inspection<'_>) {
    let lower = code.to_ascii_lowercase();
    let word = WORDS.iter().find_map(|w| Some((find(lower.as_bytes(), w.as_bytes())?, *w)));
    if let Some((place, word)) = word {
        let line = code.get(place..).unwrap_or_default().lines().next().unwrap_or_default();
        let found = inspection.found(&STARTS).at(at + place, word.len());
        found.with("word", word).with("line", line.chars().take(160).collect::<String>());
    }
    scripts::judge(code, inspection, artifact.content_type);
}

/// `<?xml-stylesheet href="…"?>`
fn instruction(text: &str, at: usize, inspection: &mut Inspection<'_>) {
    let lower = text.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("xml-stylesheet") else { return };
    // Style sheets that only colour what is shown make no page of it.
    if !rest.contains("xsl") && !rest.contains("data:") {
        return;
    }
    let href = rest.split_once("href").map_or("", |(_, h)| h.trim_start().trim_start_matches('=').trim_start());
    let href = href.split(['"', '\'']).nth(1).unwrap_or_default().trim();
    // Browsers refuse one of another web site.
    let from = if href.starts_with("data:") {
        "an address that holds it whole"
    } else if href.starts_with("\\\\") || href.starts_with("file://") && !href.starts_with("file:///") {
        "the network share of a stranger"
    } else {
        return;
    };
    inspection.found(&ELSEWHERE).at(at, text.len()).with("from", from).with("line", format!("<?{text}?>"));
}
