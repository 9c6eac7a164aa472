//! Shapes of lines: comments, marks in a row, endings. Each has a name that the word tables use.

/// A line that opens a comment of many lines: how, and with what it ends.
pub(super) fn block_comment(line: &str) -> Option<(&'static str, &'static str)> {
    const BLOCKS: &[(&str, &str)] = &[
        ("/*", "*/"),
        ("<#", "#>"),
        ("\"\"\"", "\"\"\""),
        ("'''", "'''"),
        ("=pod", "=cut"),
        ("=head", "=cut"),
        ("=begin", "=end"),
        ("--[[", "]]"),
        ("<!--", "-->"),
        ("(*", "*)"),
        ("#comments-start", "#comments-end"),
        ("#cs", "#ce"),
    ];
    if !matches!(line.as_bytes().first(), Some(b'/' | b'<' | b'"' | b'\'' | b'=' | b'-' | b'(' | b'#')) {
        return None;
    }
    BLOCKS.iter().copied().find(|(open, _)| line.starts_with(open))
}

/// A line that is a comment: its mark.
pub(super) fn line_comment(line: &str) -> Option<&'static str> {
    let bytes = line.as_bytes();
    match bytes[0] {
        b'#' if matches!(bytes.get(1), None | Some(b' ' | b'#' | b'\t' | b'-' | b'=' | b'*')) => Some("#"),
        b'/' if bytes.get(1) == Some(&b'/') => Some("//"),
        b'-' if line.starts_with("-- ") => Some("--"),
        b'\'' if !line[1..].contains('\'') => Some("'"),
        b';' => Some(";"),
        b'*' if matches!(bytes.get(1), None | Some(b' ' | b'/')) => Some("*"),
        b':' if bytes.get(1) == Some(&b':') => Some("::"),
        b'r' if line.starts_with("rem ") || line == "rem" => Some("rem"),
        b'@' if line.starts_with("@rem ") => Some("@rem"),
        b'%' if matches!(bytes.get(1), None | Some(b' ' | b'%')) => Some("%"),
        _ => None,
    }
}

/// A shape of marks at a place of a line.
pub(super) fn shape(line: &[u8], at: usize) -> Option<&'static [u8]> {
    let next = line.get(at + 1).copied().unwrap_or(0);
    let third = line.get(at + 2).copied().unwrap_or(0);
    Some(match (line[at], next) {
        (b'%', b'~') => b"%~",
        (b'%', b'*') => b"%*",
        (b'%', b'%') if third.is_ascii_alphabetic() || third == b'~' => b"%%a",
        (b'%', n) if n.is_ascii_alphabetic() && closes(&line[at + 1..]) => b"%v%",
        (b'=' | b'!', b'=') if third == b'=' => b"===",
        (b'=', b'>') => b"=>",
        (b':', b'=') => b":=",
        (b'?', b'=') => b"?=",
        (b'>', b'>') if at == 0 && third == b'>' => b">>>",
        (b'.', b'\\') if at == 0 && third == b'"' => b"<roff>",
        (b'.', b'.') if at == 0 && third == b' ' => b"..x",
        (b':', b':') => b"::x",
        (b'[', b'[') if at == 0 && line.ends_with(b"]]") => b"[section]",
        (b'[', b'[') => b"[[",
        (b'[', b' ') => b"<test>",
        (b'`', b'`') if third == b'`' => b"```",
        (b'{', n) if n == b'%' || n == b'{' => b"{%",
        (b'&', b'&') => b"&&",
        (b'&', b'h') if third == b'"' => b"&h",
        (b'&', _) if line[at + 1..].trim_ascii_start().starts_with(b"chr") => b"&chr",
        (b'/', b'c' | b'k') if third == b' ' && at > 0 && line[at - 1] == b' ' => b"/c",
        (b'.', b'/') if third.is_ascii_alphanumeric() && (at == 0 || line[at - 1] == b' ') => b"./x",
        (b'>', b'&') => b">&",
        (b'{', n) if at > 0 && line[at - 1] == b'$' && n != 0 => b"${",
        (b'(', n) if at > 0 && line[at - 1] == b'$' && n != 0 => b"$(",
        (b'"', b'$') => b"\"$",
        (b'[', n) if at == 0 && n.is_ascii_alphabetic() && line.ends_with(b"]") => b"[section]",
        (b'(', b')') if at + 2 < line.len() && line.ends_with(b"{") => b"(){",
        (b';', b';') if at + 2 == line.len() => b";;",
        (b'\\', n) if at == 0 && n.is_ascii_alphabetic() => b"\\x",
        (b'.', n) if at == 0 && n.is_ascii_alphabetic() => b".x",
        (b'*', b' ') if at == 0 => b"<bullet>",
        _ => return None,
    })
}

/// Whether `name%` follows: a variable of batch files.
fn closes(rest: &[u8]) -> bool {
    let name = rest.iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':')).count();
    name > 1 && rest.get(name) == Some(&b'%')
}

/// What a line ends with.
pub(super) fn ending(line: &[u8]) -> Option<&'static [u8]> {
    let first = line.first().copied().unwrap_or(0);
    if line.len() > 3 && matches!(first, b'=' | b'~' | b'^' | b'-' | b'*' | b'+') && line.iter().all(|b| *b == first) {
        return Some(b"<rule>");
    }
    Some(match line {
        [.., b'}', b')', b';'] => b"});",
        [.., b')', b';'] => b");",
        [.., b' ', b't', b'h', b'e', b'n'] => b"<then>",
        [.., b' ', b'd', b'o'] => b"<do>",
        [.., b' ', b'_'] => b"<_>",
        [.., b' ', b'\\'] => b"<\\>",
        [.., b'>', b' ', b'{'] => b"=>{",
        [.., b')', b':'] => b"):",
        [.., b':', b':'] => b"<::>",
        [.., b'|'] => b"|$",
        _ => return None,
    })
}

/// The family of a word that is not of letters alone: a cmdlet of PowerShell, a macro of autoconf, a scrambled name.
pub(super) fn family(word: &[u8], dash: bool) -> Option<&'static [u8]> {
    if dash && is_cmdlet(word) {
        return Some(b"<cmdlet>");
    }
    // Names that a scrambler of JavaScript gives.
    if word.starts_with(b"_0x") {
        return Some(b"<_0x>");
    }
    let macros: [&[u8]; 4] = [b"ac_", b"m4_", b"am_", b"as_if"];
    (word.len() > 5 && macros.iter().any(|m| word.starts_with(m))).then_some(b"<m4>")
}

/// `verb-noun` with one of PowerShell's usual verbs.
fn is_cmdlet(word: &[u8]) -> bool {
    const VERBS: &[&[u8]] = &[
        b"get",
        b"set",
        b"new",
        b"remove",
        b"write",
        b"invoke",
        b"start",
        b"stop",
        b"test",
        b"import",
        b"export",
        b"select",
        b"where",
        b"foreach",
        b"out",
        b"convertto",
        b"convertfrom",
        b"join",
        b"split",
        b"copy",
        b"move",
        b"add",
        b"clear",
        b"measure",
        b"sort",
        b"read",
        b"enable",
        b"disable",
        b"install",
        b"register",
        b"update",
    ];
    let Some(dash) = word.iter().position(|b| *b == b'-') else { return false };
    let noun = &word[dash + 1..];
    VERBS.contains(&&word[..dash]) && noun.len() > 2 && noun.iter().all(u8::is_ascii_alphanumeric)
}
