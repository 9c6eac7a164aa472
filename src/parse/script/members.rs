//! What stands before and behind a value: casts, methods, members, parts by number, pipes.

use super::expression::{DEPTH, Folder, Tokens, is_mark, word};
use super::lex::Token;
use super::value::Value;
use super::{Dialect, calls, maps};

impl Folder {
    /// `[type]value` and `[type]::name(…)` of PowerShell.
    pub(super) fn cast(&mut self, tokens: Tokens<'_, '_>, at: usize, depth: usize) -> Option<(Value, usize)> {
        let (mut next, mut kind) = (at + 1, String::new());
        let mut array = false;
        loop {
            match &tokens.get(next)?.token {
                Token::Word(word) => kind = word.to_ascii_lowercase(),
                Token::Mark(b'.') => {}
                Token::Mark(b'[') if is_mark(tokens, next + 1, b']') => {
                    array = true;
                    next += 1;
                }
                Token::Mark(b']') => break,
                _ => return None,
            }
            next += 1;
            if next > at + 16 {
                return None;
            }
        }
        next += 1;
        if is_mark(tokens, next, b':') && is_mark(tokens, next + 1, b':') {
            let mut name = word(tokens, next + 2)?.to_ascii_lowercase();
            next += 3;
            // `[Text.Encoding]::UTF8.GetString(…)`
            while is_mark(tokens, next, b'.') {
                name = word(tokens, next + 1)?.to_ascii_lowercase();
                next += 2;
            }
            if !is_mark(tokens, next, b'(') || !calls::is_function(&name, true) {
                return None;
            }
            let (arguments, end) = self.arguments(tokens, next + 1, depth)?;
            return Some((calls::function(self, &name, &arguments)?, end));
        }
        if depth > DEPTH {
            return None;
        }
        let (value, end) = self.primary(tokens, next, depth + 1)?;
        Some((calls::cast(self, &kind, array, value)?, end))
    }

    /// Methods, members and pipes behind a value.
    pub(super) fn behind(
        &mut self,
        tokens: Tokens<'_, '_>,
        mut value: Value,
        mut next: usize,
        depth: usize,
    ) -> Option<(Value, usize)> {
        loop {
            let step = if is_mark(tokens, next, b'.') && !matches!(self.dialect, Dialect::Php | Dialect::Perl) {
                self.method(tokens, &value, next, depth)
            } else if is_mark(tokens, next, b'[') {
                self.member(tokens, &value, next, depth)
            } else if is_mark(tokens, next, b'|') && self.dialect == Dialect::PowerShell {
                maps::pipe(self, tokens, &value, next)
            } else {
                None
            };
            let Some((made, end)) = step else { return Some((value, next)) };
            (value, next) = (made, end);
        }
    }

    fn method(&mut self, tokens: Tokens<'_, '_>, value: &Value, at: usize, depth: usize) -> Option<(Value, usize)> {
        let name = match &tokens.get(at + 1)?.token {
            Token::Word(word) => word.to_ascii_lowercase(),
            Token::Text(text) => text.to_ascii_lowercase(),
            _ => return None,
        };
        if !is_mark(tokens, at + 2, b'(') {
            return (name == "length").then(|| (Value::Number(calls::length(value)), at + 2));
        }
        self.call(tokens, value, &name, at + 3, depth)
    }

    fn call(
        &mut self,
        tokens: Tokens<'_, '_>,
        value: &Value,
        name: &str,
        at: usize,
        depth: usize,
    ) -> Option<(Value, usize)> {
        if !calls::is_method(name) || depth > DEPTH {
            return None;
        }
        if let Some((mapped, end)) = maps::mapped(self, tokens, value, name, (at, depth)) {
            return Some((mapped, end));
        }
        let (arguments, end) = self.arguments(tokens, at, depth)?;
        self.spend(value.size())?;
        Some((calls::method(self, value, name, &arguments)?, end))
    }

    /// `[3]`, `[1,4,2]`, `[-1..-9]`, `[::-1]` and `["name"](…)`.
    fn member(&mut self, tokens: Tokens<'_, '_>, value: &Value, at: usize, depth: usize) -> Option<(Value, usize)> {
        if let Some(end) = maps::turned(tokens, at, value) {
            self.spend(value.size())?;
            self.decoded = true;
            return Some((calls::reverse(value), end));
        }
        if depth > DEPTH {
            return None;
        }
        let (index, next) = self.list(tokens, at + 1, 0, depth + 1)?;
        if !is_mark(tokens, next, b']') {
            return None;
        }
        match &index {
            Value::Text(name) if is_mark(tokens, next + 1, b'(') => {
                self.call(tokens, value, &name.to_ascii_lowercase(), next + 2, depth)
            }
            _ => Some((maps::picked(self, value, &index)?, next + 1)),
        }
    }
}
