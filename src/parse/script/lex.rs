//! The words, strings and numbers of a script, one after the other, without comments.

use std::borrow::Cow;

use super::Dialect;

/// The smallest piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// A string, its escapes undone.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A name, keyword or operator of letters.
    Word(Cow<'s, str>),
    /// Any other character.
    Mark(u8),
    /// The end of a statement.
    End,
}

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Piece<'s> {
    pub(super) token: Token<'s>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// How far the end of a pattern is looked for.
const PATTERN: usize = 500;

/// Reads one token at a time.
pub(super) struct Lexer<'s> {
    dialect: Dialect,
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    /// Open parentheses: lines do not end in them.
    open: u32,
    /// Whether a value may stand before: then a slash divides.
    value: bool,
    /// Whether a statement begins.
    first: bool,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(dialect: Dialect, text: &'s str) -> Self {
        Self { dialect, text, bytes: text.as_bytes(), at: 0, open: 0, value: false, first: true }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The next token; `None` at the end of the text.
    pub(super) fn next(&mut self) -> Option<Piece<'s>> {
        let token = loop {
            let byte = *self.bytes.get(self.at)?;
            match byte {
                b'\n' => {
                    self.at += 1;
                    if self.open == 0 && !matches!(self.dialect, Dialect::JavaScript | Dialect::Php | Dialect::Perl) {
                        break (self.at - 1, Token::End);
                    }
                }
                _ if byte.is_ascii_whitespace() => self.at += 1,
                _ if self.comment() => {}
                _ if self.continued() => {}
                _ => break (self.at, self.token(byte)),
            }
        };
        let (start, token) = token;
        self.first = token == Token::End;
        self.value = match &token {
            Token::Text(_) | Token::Number(_) => true,
            Token::Word(word) => !matches!(&**word, "return" | "typeof" | "case" | "in" | "of" | "else" | "do"),
            Token::Mark(mark) => matches!(mark, b')' | b']' | b'}'),
            Token::End => false,
        };
        match token {
            Token::Mark(b'(' | b'[') => self.open += 1,
            Token::Mark(b')' | b']') => self.open = self.open.saturating_sub(1),
            Token::End => self.open = 0,
            _ => {}
        }
        Some(Piece { token, start, end: self.at })
    }

    fn line_end(&self) -> usize {
        memchr::memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |n| self.at + n)
    }

    /// Passes over a comment.
    fn comment(&mut self) -> bool {
        let (byte, next) = (self.byte(0), self.byte(1));
        let line = match self.dialect {
            Dialect::PowerShell | Dialect::Python | Dialect::Perl => byte == b'#',
            Dialect::Basic => byte == b'\'' || self.first && self.is_rem(),
            Dialect::JavaScript => byte == b'/' && next == b'/',
            Dialect::Php => byte == b'#' || byte == b'/' && next == b'/',
            Dialect::AutoIt => byte == b';',
        };
        if line {
            self.at = self.line_end();
            return true;
        }
        let close: &[u8] = match self.dialect {
            Dialect::PowerShell if byte == b'<' && next == b'#' => b"#>",
            Dialect::JavaScript | Dialect::Php if byte == b'/' && next == b'*' => b"*/",
            _ => return false,
        };
        let inside = &self.bytes[self.at + 2..];
        self.at = memchr::memmem::find(inside, close).map_or(self.bytes.len(), |n| self.at + 2 + n + close.len());
        true
    }

    fn is_rem(&self) -> bool {
        let rest = &self.bytes[self.at..];
        rest.len() > 3 && rest[..3].eq_ignore_ascii_case(b"rem") && rest[3].is_ascii_whitespace()
    }

    /// Passes over the mark that joins a line with the next one.
    fn continued(&mut self) -> bool {
        let mark = match self.dialect {
            Dialect::PowerShell => b'`',
            Dialect::Basic | Dialect::AutoIt => b'_',
            Dialect::Python => b'\\',
            _ => return false,
        };
        let skip = match (self.byte(0) == mark, self.byte(1), self.byte(2)) {
            (true, b'\n', _) => 2,
            (true, b'\r', b'\n') => 3,
            _ => return false,
        };
        self.at += skip;
        true
    }

    fn token(&mut self, byte: u8) -> Token<'s> {
        match byte {
            b'"' | b'\'' | b'`' => {
                if let Some(text) = self.string(byte, false) {
                    return Token::Text(text);
                }
                self.mark(byte)
            }
            b'@' if self.dialect == Dialect::PowerShell && matches!(self.byte(1), b'"' | b'\'') => self.here_string(),
            b';' => {
                self.at += 1;
                Token::End
            }
            b':' if self.dialect == Dialect::Basic && self.open == 0 => {
                self.at += 1;
                Token::End
            }
            b'&' if matches!(self.byte(1), b'H' | b'h') && self.dialect == Dialect::Basic => {
                let digits = self.bytes[self.at + 2..].iter().take(8).take_while(|b| b.is_ascii_hexdigit()).count();
                let number = i64::from_str_radix(&self.text[self.at + 2..self.at + 2 + digits], 16);
                let Ok(number) = number else { return self.mark(byte) };
                self.at += 2 + digits;
                if self.byte(0) == b'&' && !self.byte(1).is_ascii_whitespace() {
                    self.at += 1;
                }
                Token::Number(number)
            }
            b'0'..=b'9' => Token::Number(self.number()),
            b'/' if self.dialect == Dialect::JavaScript && !self.value => {
                self.pattern();
                Token::Mark(b'/')
            }
            b'-' if self.dialect == Dialect::PowerShell && self.byte(1).is_ascii_alphabetic() => {
                self.at += 1;
                let rest = self.bytes[self.at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                self.at += rest;
                Token::Word(Cow::Borrowed(&self.text[self.at - rest - 1..self.at]))
            }
            _ if is_word(byte) || self.tick() => self.word(),
            _ => self.mark(byte),
        }
    }

    fn mark(&mut self, byte: u8) -> Token<'s> {
        self.at += 1;
        Token::Mark(byte)
    }

    /// A backtick before a letter: PowerShell reads over it.
    fn tick(&self) -> bool {
        self.dialect == Dialect::PowerShell && self.byte(0) == b'`' && self.byte(1).is_ascii_alphabetic()
    }

    fn word(&mut self) -> Token<'s> {
        let start = self.at;
        let shell = self.dialect == Dialect::PowerShell;
        if shell && self.bytes[start..].starts_with(b"${") {
            let name = self.bytes[start + 2..].iter().take(200).position(|b| *b == b'}');
            if let Some(name) = name.and_then(|n| self.text.get(start + 2..start + 2 + n)) {
                self.at = start + 3 + name.len();
                return Token::Word(Cow::Owned(format!("${}", name.replace('`', ""))));
            }
        }
        let (mut ticked, variable) = (false, self.byte(0) == b'$');
        while let Some(byte) = self.bytes.get(self.at) {
            let letter_next = self.byte(1).is_ascii_alphabetic();
            let joins = is_word(*byte)
                || shell && letter_next && (*byte == b'`' || *byte == b'-' && !variable && self.at > start)
                || shell && variable && *byte == b':' && letter_next && self.byte(1) != b':';
            if !joins {
                break;
            }
            ticked |= *byte == b'`';
            self.at += 1;
        }
        // A name ends between characters: bytes above 127 are all of them.
        let word = self.text.get(start..self.at).unwrap_or_default();
        let quote = self.byte(0);
        if self.dialect == Dialect::Python && matches!(quote, b'"' | b'\'') && is_prefix(word) {
            let raw = word.contains(['r', 'R']);
            if let Some(text) = self.string(quote, raw) {
                return Token::Text(text);
            }
        }
        Token::Word(if ticked { Cow::Owned(word.replace('`', "")) } else { Cow::Borrowed(word) })
    }

    fn number(&mut self) -> i64 {
        let rest = &self.bytes[self.at..];
        let hex = rest.len() > 2 && rest[0] == b'0' && matches!(rest[1], b'x' | b'X');
        let (skip, radix) = if hex { (2, 16) } else { (0, 10) };
        let digits = rest[skip..].iter().take(20).take_while(|b| char::from(**b).is_digit(radix)).count();
        let text = self.text.get(self.at + skip..self.at + skip + digits).unwrap_or_default();
        let number = i64::from_str_radix(text, radix).unwrap_or(0);
        self.at += skip + digits.max(1);
        // The rest of a fraction or of a long number.
        let fraction = self.byte(0) == b'.' && self.byte(1).is_ascii_digit();
        self.at += usize::from(fraction);
        while fraction && self.byte(0).is_ascii_digit() {
            self.at += 1;
        }
        number
    }

    /// Passes over a regular expression, if one stands here.
    fn pattern(&mut self) {
        let line = &self.bytes[self.at + 1..];
        let (mut class, mut escaped) = (false, false);
        for (n, byte) in line.iter().take(PATTERN).enumerate() {
            match byte {
                b'\n' => break,
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at += n + 2;
                    return;
                }
                _ => {}
            }
        }
        self.at += 1;
    }

    /// `@'` … `'@` over several lines.
    fn here_string(&mut self) -> Token<'s> {
        let quote = self.byte(1);
        let close = [b'\n', quote, b'@'];
        let inside = &self.bytes[self.at + 2..];
        let length = memchr::memmem::find(inside, &close);
        let Some(length) = length else { return self.mark(b'@') };
        let text = self.text[self.at + 2..self.at + 2 + length].trim_matches(['\r', '\n']).to_owned();
        self.at += 2 + length + close.len();
        Token::Text(text)
    }

    /// A string; `None` where the mark is none of a string in this language.
    fn string(&mut self, quote: u8, raw: bool) -> Option<String> {
        let triple = self.dialect == Dialect::Python && self.byte(1) == quote && self.byte(2) == quote;
        let lines = triple
            || match self.dialect {
                Dialect::PowerShell | Dialect::Php | Dialect::Perl => true,
                Dialect::JavaScript => quote == b'`',
                Dialect::Basic | Dialect::Python | Dialect::AutoIt => false,
            };
        if quote == b'`' && self.dialect != Dialect::JavaScript || quote == b'\'' && self.dialect == Dialect::Basic {
            return None;
        }
        let escape = match self.dialect {
            Dialect::PowerShell if quote == b'"' => Some(b'`'),
            Dialect::PowerShell | Dialect::Basic | Dialect::AutoIt => None,
            _ => Some(b'\\'),
        };
        let doubled = matches!(self.dialect, Dialect::PowerShell | Dialect::Basic | Dialect::AutoIt);
        let mut at = self.at + if triple { 3 } else { 1 };
        let mut out = String::new();
        loop {
            let rest = &self.bytes[at.min(self.bytes.len())..];
            let stop = rest.iter().position(|b| *b == quote || Some(*b) == escape || *b == b'\n' && !lines);
            let part = self.text.get(at..at + stop.unwrap_or(rest.len())).unwrap_or_default();
            out.push_str(part);
            let byte = stop.map_or(b'\n', |stop| rest[stop]);
            at += part.len();
            if stop.is_none() || byte == b'\n' && !lines {
                // Never closed: looking on from each quote again would take forever.
                self.at = at;
                return Some(out);
            }
            if byte == quote {
                let close = if triple { self.bytes[at..].starts_with(&[quote; 3]) } else { true };
                if !close || doubled && self.bytes.get(at + 1) == Some(&quote) {
                    out.push(char::from(quote));
                    at += if close { 2 } else { 1 };
                    continue;
                }
                self.at = at + if triple { 3 } else { 1 };
                return Some(out);
            }
            let rest = &self.text[at + 1..];
            let simple = raw
                || self.dialect != Dialect::PowerShell
                    && self.dialect != Dialect::JavaScript
                    && self.dialect != Dialect::Python
                    && quote == b'\'';
            let used = if simple && !rest.starts_with(['\\', '\'', '"']) {
                out.push(char::from(byte));
                0
            } else if raw {
                out.push(char::from(byte));
                rest.chars().next().map_or(0, |c| {
                    out.push(c);
                    c.len_utf8()
                })
            } else {
                unescape(rest, self.dialect == Dialect::PowerShell, &mut out)
            };
            at += 1 + used;
        }
    }
}

/// What follows an escape mark; how many bytes of it were read.
fn unescape(rest: &str, tick: bool, out: &mut String) -> usize {
    let Some(letter) = rest.chars().next() else { return 0 };
    let digits = |from: usize, most: usize, radix: u32| {
        let count =
            rest.as_bytes().iter().skip(from).take(most).take_while(|b| char::from(**b).is_digit(radix)).count();
        let code = rest.get(from..from + count).and_then(|d| u32::from_str_radix(d, radix).ok());
        (code.and_then(char::from_u32), count)
    };
    let (made, used) = match letter {
        'n' => (Some('\n'), 1),
        'r' => (Some('\r'), 1),
        't' => (Some('\t'), 1),
        '\n' if !tick => (None, 1),
        'x' if !tick => {
            let (made, count) = digits(1, 2, 16);
            (made, 1 + count)
        }
        'u' if rest[1..].starts_with('{') => {
            let (made, count) = digits(2, 6, 16);
            (made, (3 + count).min(rest.len()))
        }
        'u' if !tick => {
            let (made, count) = digits(1, 4, 16);
            (made, 1 + count)
        }
        '0'..='7' if !tick => digits(0, 3, 8),
        other => (Some(other), other.len_utf8()),
    };
    out.extend(made);
    used
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

/// Letters before a string of Python.
fn is_prefix(word: &str) -> bool {
    (1..=2).contains(&word.len()) && word.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'r' | b'b' | b'u' | b'f'))
}
