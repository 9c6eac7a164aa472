//! Tokens of JavaScript, one after the other, with strings unescaped. Nothing it meets is an error: a string that is
//! not closed ends with its line, a comment with the text.

use std::borrow::Cow;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// A name or keyword.
    Word(&'a str),
    /// A string; a template with its expressions as they stand.
    Text(Cow<'a, str>),
    /// A string most of whose ordinary letters are written as codes.
    Coded(String),
    /// A whole number; what has a fraction or is too large is none.
    Number(i64),
    /// A regular expression, without its slashes.
    Regex(&'a str),
    /// A number that is of no use here, and what else has no meaning to us.
    Other,
    /// An operator or bracket; of `==`, `=>` and their kin the first character stands for an operator that assigns nothing.
    Mark(u8),
    /// `+=`
    Append,
    /// An operator that begins like `=` and is no assignment.
    Compare,
}

/// Reads token after token.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    begin: usize,
    /// Whether a slash would begin a regular expression here.
    operand: bool,
    /// How many bytes may still be looked through for the ends of regular expressions that have none.
    vain: usize,
}

/// The longest regular expression.
const LONGEST_REGEX: usize = 4096;
/// Slashes that open nothing must not cost a look ahead each.
const VAIN: usize = 1 << 22;

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, begin: 0, operand: true, vain: VAIN }
    }

    /// Where the last token began, in bytes.
    pub(super) fn begin(&self) -> usize {
        self.begin
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Passes over blanks and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
            self.at += blanks;
            let rest = &rest[blanks..];
            let end = match rest {
                [b'/', b'/', ..] => memchr::memchr2(b'\n', b'\r', rest),
                [b'/', b'*', ..] => memchr::memmem::find(&rest[2..], b"*/").map(|i| i + 4),
                // Browsers take the mark of a page's comment for one of a line.
                _ if rest.starts_with(b"<!--") => memchr::memchr2(b'\n', b'\r', rest),
                _ => return,
            };
            self.at += end.unwrap_or(rest.len());
        }
    }

    /// A quoted string; the cursor stands on its quote.
    fn quoted(&mut self, quote: u8) -> Token<'a> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut end = start;
        let mut plain = true;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'\\' => {
                    plain = false;
                    end += 1;
                }
                b if *b == quote => break,
                b'\n' if quote != b'`' => break,
                _ => {}
            }
            end += 1;
        }
        let inner = self.text.get(start..end.min(bytes.len())).unwrap_or_default();
        self.at = (end + 1).min(bytes.len());
        // An escape may have led into the middle of a character.
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        if plain {
            return Token::Text(Cow::Borrowed(inner));
        }
        let (text, codes) = unescape(inner);
        if codes >= 8 && codes * 2 >= text.len() { Token::Coded(text) } else { Token::Text(Cow::Owned(text)) }
    }

    fn number(&mut self) -> Token<'a> {
        let rest = self.rest();
        let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_')).count();
        let word = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        let value = match word.as_bytes() {
            [b'0', b'x' | b'X', ..] => i64::from_str_radix(&word[2..], 16).ok(),
            [b'0', b'b' | b'B', ..] => i64::from_str_radix(&word[2..], 2).ok(),
            [b'0', b'o' | b'O', ..] => i64::from_str_radix(&word[2..], 8).ok(),
            _ => word.parse().ok(),
        };
        value.map_or(Token::Other, Token::Number)
    }

    /// The length of a regular expression at a slash.
    fn regex(&mut self) -> Option<usize> {
        let mut class = false;
        let (mut escaped, mut seen) = (false, 0);
        for (i, byte) in self.rest().iter().enumerate().skip(1).take(LONGEST_REGEX.min(self.vain)) {
            match byte {
                b'\n' => break,
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(i + 1),
                _ => {}
            }
            seen = i;
        }
        self.vain = self.vain.saturating_sub(seen);
        None
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip();
        self.begin = self.at;
        let rest = self.rest();
        let first = *rest.first()?;
        let was_operand = std::mem::replace(&mut self.operand, false);
        Some(match first {
            b'"' | b'\'' | b'`' => self.quoted(first),
            b'0'..=b'9' => self.number(),
            b'_' | b'$' | b'\\' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                let part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'\\' | 0x80..);
                let length = rest.iter().take_while(part).count();
                let word = self.text.get(self.at..self.at + length).unwrap_or_default();
                self.at += length;
                self.operand = matches!(word, "return" | "typeof" | "case" | "in" | "of" | "else" | "do" | "void");
                Token::Word(word)
            }
            b'/' if was_operand && let Some(length) = self.regex() => {
                let inner = self.text.get(self.at + 1..self.at + length - 1).unwrap_or_default();
                self.at += length;
                // Its flags belong to it.
                self.at += self.rest().iter().take(8).take_while(|b| b.is_ascii_lowercase()).count();
                Token::Regex(inner)
            }
            _ => {
                let (token, length) = match rest {
                    [b'=' | b'!', b'=', b'=', ..] => (Token::Compare, 3),
                    [b'=', b'=' | b'>', ..] | [b'!' | b'<' | b'>' | b'-' | b'*' | b'|' | b'&' | b'^', b'=', ..] => {
                        (Token::Compare, 2)
                    }
                    [b'+', b'=', ..] => (Token::Append, 2),
                    [b'+', b'+', ..] | [b'-', b'-', ..] => (Token::Other, 2),
                    _ => (Token::Mark(first), 1),
                };
                self.at += length;
                self.operand = !matches!(token, Token::Mark(b')' | b']' | b'}') | Token::Other);
                token
            }
        })
    }
}

/// A string with its escapes written out, and how many ordinary letters were written so; characters below 256 may be
/// bytes.
fn unescape(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut codes = 0;
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else { return (out, codes) };
        rest = &rest[c.len_utf8()..];
        let hex = |rest: &str, count: usize| {
            let digits = rest.get(..count).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
            digits.and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32).map(|c| (c, count))
        };
        let code = match c {
            'x' => hex(rest, 2),
            'u' if rest.starts_with('{') => rest
                .get(1..9.min(rest.len()))
                .and_then(|d| d.find('}'))
                .and_then(|n| hex(&rest[1..], n))
                .map(|(c, n)| (c, n + 2)),
            'u' => hex(rest, 4),
            '0'..='7' => {
                let more = rest.bytes().take(2).take_while(|b| matches!(b, b'0'..=b'7')).count();
                let value = rest[..more].bytes().fold(c as u32 - 48, |v, b| v * 8 + u32::from(b - b'0'));
                char::from_u32(value & 0xFF).map(|c| (c, more))
            }
            'n' => Some(('\n', 0)),
            'r' => Some(('\r', 0)),
            't' => Some(('\t', 0)),
            'b' => Some(('\u{8}', 0)),
            'f' => Some(('\u{C}', 0)),
            'v' => Some(('\u{B}', 0)),
            // A string goes on in the next line.
            '\n' => continue,
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                continue;
            }
            other => Some((other, 0)),
        };
        match code {
            Some((c, used)) => {
                codes += usize::from(used > 0 && c.is_ascii_alphanumeric());
                out.push(c);
                rest = &rest[used..];
            }
            None => out.push(c),
        }
    }
    out.push_str(rest);
    (out, codes)
}
