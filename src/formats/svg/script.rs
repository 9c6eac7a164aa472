//! What a script in a drawing does, by its words. Not a JavaScript reader: the text is folded, so that spelling a name
//! in pieces changes nothing, and then searched.

/// What a script does that a drawing has no need to do, in words that follow "and"; `None` where it only draws.
pub(super) fn acts(code: &str, by_itself: bool) -> Option<&'static str> {
    let folded = fold(code);
    let has = |needles: &[&str]| needles.iter().any(|n| folded.contains(n));
    if has(&["activexobject(", "wscript.", "shell.application", "ms-msdt:", "search-ms:"]) {
        return Some("tries to start programs");
    }
    if has(&["createobjecturl(", "mssaveblob(", "mssaveoropenblob("]) {
        return Some("builds a file and saves it on the computer");
    }
    let scrambled = folded.matches("_0x").count() >= 8;
    let decodes =
        scrambled || has(&["atob(", "fromcharcode(", "unescape(", "eval(", "new function(", "fromcodepoint("]);
    let evaluates = has(&["eval(", "new function(", "settimeout(atob", "document.write(", "document.writeln("]);
    if has(&["document.write(", "document.writeln("]) && (decodes || has(&["<script", "<iframe", "<form", "<html"])) {
        return Some("writes a web page in place of the drawing");
    }
    if evaluates && has(&["atob(", "fromcharcode(", "unescape(", "fromcodepoint("]) {
        return Some("unpacks hidden code and runs it");
    }
    let navigates = navigations(&folded);
    // An address of the web beside a change of page, in whatever order they stand.
    let address = folded.replace("http://www.w3.org", "").contains("http");
    if navigates.direct || navigates.any && (decodes || by_itself || address) {
        return Some("takes the viewer to another page");
    }
    scrambled.then_some("is scrambled so that nobody can read it")
}

/// Assignments to the page's address, and calls that change it.
struct Navigations {
    any: bool,
    /// The new address is written right there.
    direct: bool,
}

fn navigations(folded: &str) -> Navigations {
    const CALLS: &[&str] = &["location.replace(", "location.assign(", "window.open(", "location.href=", "location="];
    let mut found = Navigations { any: false, direct: false };
    for call in CALLS {
        for (at, _) in folded.match_indices(call).take(200) {
            let behind = &folded[at + call.len()..];
            // A comparison, a variable of that name, and another object's property are no navigation.
            let before = folded[..at].trim_end();
            let word =
                before.len() == at && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-'));
            let declared = ["var", "let", "const"].iter().any(|d| before.ends_with(d));
            if behind.starts_with('=') || word || declared {
                continue;
            }
            found.any = true;
            found.direct |=
                ["http", "//", "data:", "javascript:", "atob(", "blob:"].iter().any(|s| behind.starts_with(s));
        }
    }
    found
}

/// Lower case, without quotes, plus signs and blanks that separate nothing; `a["b"]` becomes `a.b`.
fn fold(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut blank = false;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    for c in code.chars() {
        match c {
            c if c.is_whitespace() => blank = true,
            '"' | '\'' | '`' | '+' | ']' => {}
            c => {
                if blank && is_word(c) && out.ends_with(is_word) {
                    out.push(' ');
                }
                blank = false;
                if c == '[' { out.push('.') } else { out.extend(c.to_lowercase()) }
            }
        }
    }
    out
}
