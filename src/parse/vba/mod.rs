//! Visual Basic for Applications as source: its words, strings and numbers, line by line, as far as judging it needs them
//! (MS-VBAL, <https://learn.microsoft.com/openspecs/microsoft_general_purpose_programming_languages/ms-vbal/>). No crate reads
//! it without a grammar that a broken module would fail.

pub mod fold;

/// Statements that are read of one module.
const STATEMENTS: usize = 200_000;
/// Tokens that are read of one module.
const TOKENS: usize = 2_000_000;

/// The smallest piece of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'s> {
    /// A name or keyword, without a type mark at its end.
    Word(&'s str),
    /// A string, its doubled quotes undone.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Any other character.
    Mark(char),
}

impl Token<'_> {
    /// Whether it is this word, in whatever case.
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(w) if w.eq_ignore_ascii_case(word))
    }
}

/// One statement; a line may hold several, and one may reach over several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<'s> {
    /// The number of its first line, from 1.
    pub line: usize,
    /// That line, trimmed.
    pub text: &'s str,
    /// Its tokens, without comments.
    pub tokens: Vec<Token<'s>>,
}

impl Statement<'_> {
    /// Whether it says nothing that runs: attributes of the module and options of the compiler.
    pub fn is_idle(&self) -> bool {
        matches!(self.tokens.first(), Some(t) if t.is("Attribute") || t.is("Option") || t.is("VERSION") || t.is("BEGIN"))
            || self.tokens.len() == 1 && self.tokens[0].is("End")
            || matches!(&self.tokens[..], [t, Token::Mark('='), ..] if t.is("MultiUse"))
    }

    /// The name of the procedure that begins here.
    pub fn procedure(&self) -> Option<&str> {
        let mut words = self.tokens.iter();
        let kind = words.find(|t| !["Public", "Private", "Friend", "Static"].iter().any(|w| t.is(w)))?;
        if !kind.is("Sub") && !kind.is("Function") {
            return None;
        }
        match words.next() {
            Some(Token::Word(name)) => Some(name),
            _ => None,
        }
    }
}

/// The statements of a module, and whether that is all of them.
pub fn statements(source: &str) -> (Vec<Statement<'_>>, bool) {
    let mut out: Vec<Statement<'_>> = Vec::new();
    let (mut count, mut continued) = (0usize, false);
    for (index, raw) in lines(source).enumerate() {
        let line = raw.trim();
        let mut reader = Reader { rest: line };
        let mut open = std::mem::take(&mut continued) && !out.is_empty();
        if !open && line.is_empty() {
            continue;
        }
        loop {
            if !open {
                if out.len() >= STATEMENTS {
                    return (out, false);
                }
                out.push(Statement { line: index + 1, text: line, tokens: Vec::new() });
                open = true;
            }
            let Some(statement) = out.last_mut() else { break };
            match reader.next(statement.tokens.is_empty()) {
                Piece::Token(token) => {
                    count += 1;
                    if count > TOKENS {
                        return (out, false);
                    }
                    statement.tokens.push(token);
                }
                Piece::Colon => open = false,
                Piece::Continued => {
                    continued = true;
                    break;
                }
                Piece::End => break,
            }
        }
    }
    out.retain(|s| !s.tokens.is_empty());
    (out, true)
}

/// The lines of a module (MS-VBAL 3.2.1): those that a Mac wrote end in a carriage return alone.
fn lines(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    lines.flat_map(|line| line.split(['\r', '\u{2028}', '\u{2029}']))
}

enum Piece<'s> {
    Token(Token<'s>),
    Colon,
    Continued,
    End,
}

struct Reader<'s> {
    rest: &'s str,
}

impl<'s> Reader<'s> {
    fn next(&mut self, first: bool) -> Piece<'s> {
        self.rest = self.rest.trim_start();
        let Some(begin) = self.rest.chars().next() else { return Piece::End };
        match begin {
            '\'' => Piece::End,
            '"' => Piece::Token(Token::Text(self.text())),
            '_' if self.rest == "_" => Piece::Continued,
            ':' if !self.rest.starts_with(":=") => {
                self.skip(1);
                Piece::Colon
            }
            '&' if self.rest[1..].starts_with(['H', 'h', 'O', 'o']) => match self.based() {
                Some(number) => Piece::Token(Token::Number(number)),
                None => self.mark('&'),
            },
            c if c.is_ascii_digit() => Piece::Token(Token::Number(self.number())),
            c if c.is_alphabetic() || c == '_' => {
                let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
                let word = &self.rest[..end];
                self.skip(end);
                if first && word.eq_ignore_ascii_case("rem") {
                    return Piece::End;
                }
                // The mark of a type, not of an operation.
                if self.rest.starts_with(['$', '%', '#']) {
                    self.skip(1);
                }
                Piece::Token(Token::Word(word))
            }
            c => self.mark(c),
        }
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn mark(&mut self, c: char) -> Piece<'s> {
        self.skip(c.len_utf8());
        Piece::Token(Token::Mark(c))
    }

    /// A string: two quotes in it are one.
    fn text(&mut self) -> String {
        self.skip(1);
        let mut out = String::new();
        while let Some(at) = self.rest.find('"') {
            out.push_str(&self.rest[..at]);
            self.skip(at + 1);
            if !self.rest.starts_with('"') {
                return out;
            }
            out.push('"');
            self.skip(1);
        }
        out.push_str(self.rest);
        self.rest = "";
        out
    }

    /// `&H41`, `&O101`, with a type mark behind.
    fn based(&mut self) -> Option<i64> {
        let radix = if self.rest[1..].starts_with(['H', 'h']) { 16 } else { 8 };
        let digits = &self.rest[2..];
        let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let number = i64::from_str_radix(&digits[..end], radix).ok()?;
        self.skip(2 + end);
        if self.rest.starts_with(['&', '%']) {
            self.skip(1);
        }
        Some(number)
    }

    /// A decimal number; of a fraction the whole part.
    fn number(&mut self) -> i64 {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let number = self.rest[..end].parse().unwrap_or(0);
        self.skip(end);
        if self.rest.starts_with('.') {
            let end = self.rest[1..].find(|c: char| !c.is_ascii_digit()).map_or(self.rest.len(), |n| n + 1);
            self.skip(end);
        }
        if self.rest.starts_with(['%', '!', '#', '@']) || self.rest.starts_with('&') && !self.rest.starts_with("& ") {
            self.skip(1);
        }
        number
    }
}
