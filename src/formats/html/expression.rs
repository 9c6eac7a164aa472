//! Constant expressions of scripts: sums, methods, lists, functions that undo an encoding.

use std::borrow::Cow;

use super::fold::{Event, Fold};
use super::lexer::Token;
use super::values::{self, Data, Value};

/// Brackets in brackets within one expression.
const DEPTH: u32 = 48;

impl<'a> Fold<'a, '_> {
    /// Values joined by plus.
    pub(super) fn sum(&mut self, depth: u32) -> Option<Value> {
        let at = self.place();
        let mut left = self.operand(depth)?;
        let mut pieces = None::<String>;
        while self.is(b'+') {
            self.take();
            let right = self.operand(depth);
            let pays = right.as_ref().is_none_or(|r| self.pays(r.size() + 1));
            let Some(right) = right.filter(|_| pays) else {
                left.data = pieces.map_or(left.data, |p| Data::Text(p.into()));
                self.tell(at, left);
                return None;
            };
            left.hidden |= right.hidden;
            left.told = false;
            match (&left.data, &right.data) {
                (Data::Number(a), Data::Number(b)) if pieces.is_none() => {
                    left.data = Data::Number(a.saturating_add(*b));
                }
                _ => {
                    pieces.get_or_insert_with(|| left.text().into_owned()).push_str(&right.text());
                }
            }
        }
        left.data = pieces.map_or(left.data, |p| Data::Text(p.into()));
        Some(left)
    }

    /// A value and what is done with it.
    fn operand(&mut self, depth: u32) -> Option<Value> {
        let at = self.place();
        let mut value = self.primary(depth)?;
        loop {
            let method = if self.is(b'.') {
                self.take();
                match self.peek() {
                    Some(Token::Word(word)) => {
                        let word = Cow::Borrowed(*word);
                        self.take();
                        word
                    }
                    _ => return Some(value),
                }
            } else if self.is(b'[') && depth < DEPTH {
                self.take();
                self.open(b'[', None);
                let inner = self.sum(depth + 1).filter(|_| self.is(b']'));
                let Some(Value { data, .. }) = inner else {
                    self.tell(at, value);
                    return None;
                };
                self.take();
                self.close(b']');
                self.name = None;
                match data {
                    Data::Text(text) => Cow::Owned(text.to_string()),
                    Data::Number(n) => {
                        value = value.element(n)?;
                        continue;
                    }
                    _ => return None,
                }
            } else {
                return Some(value);
            };
            if !self.is(b'(') {
                self.tell(at, value);
                (self.name, self.operand) = (Some(method), true);
                return None;
            }
            if !values::METHODS.contains(&&*method) || depth >= DEPTH {
                self.tell(at, value);
                (self.name, self.operand) = (Some(method), true);
                return None;
            }
            let arguments = self.arguments(depth, Some(value.clone()), at)?;
            if !self.pays(value.size()) {
                return None;
            }
            let Some(next) = value.method(&method, &arguments) else {
                self.tell(at, value);
                return None;
            };
            value = next;
        }
    }

    /// Constant arguments in their brackets; where one is not, `base` is told of and the rest left to [`Self::step`].
    fn arguments(&mut self, depth: u32, base: Option<Value>, at: usize) -> Option<Vec<Value>> {
        self.take();
        self.open(b'(', None);
        let mut out = Vec::new();
        loop {
            if self.is(b')') {
                self.take();
                self.close(b')');
                return Some(out);
            }
            if let Some(Token::Regex(regex)) = self.peek() {
                let regex = *regex;
                self.take();
                out.push(Value::regex(regex));
            } else if let Some(value) = self.sum(depth + 1) {
                out.push(value);
            } else {
                out.into_iter().chain(base).for_each(|v| self.tell(at, v));
                return None;
            }
            if self.is(b',') {
                self.take();
            } else if !self.is(b')') {
                out.into_iter().chain(base).for_each(|v| self.tell(at, v));
                return None;
            }
        }
    }

    fn primary(&mut self, depth: u32) -> Option<Value> {
        match self.peek()? {
            Token::Text(_) | Token::Coded(_) | Token::Number(_) => Value::literal(self.take()?),
            Token::Mark(b'-') => {
                self.take();
                match self.peek() {
                    Some(Token::Number(n)) => {
                        let n = -*n;
                        self.take();
                        Some(Value::number(n))
                    }
                    _ => None,
                }
            }
            Token::Mark(b'[') if depth < DEPTH => self.list(depth),
            Token::Mark(b'(') if depth < DEPTH => {
                self.take();
                self.open(b'(', None);
                self.operand = false;
                let value = self.sum(depth + 1)?;
                if !self.is(b')') {
                    let at = self.place();
                    self.tell(at, value);
                    return None;
                }
                self.take();
                self.close(b')');
                Some(value)
            }
            Token::Word(word) => {
                let word = *word;
                self.take();
                self.word(word, depth)
            }
            _ => None,
        }
    }

    /// `[…]`, of numbers or strings.
    fn list(&mut self, depth: u32) -> Option<Value> {
        let at = self.place();
        self.take();
        self.open(b'[', None);
        let mut list = values::Collect::default();
        loop {
            if self.is(b']') {
                self.take();
                self.close(b']');
                self.name = None;
                return Some(list.done());
            }
            let value = self.sum(depth + 1);
            let more = value.is_some_and(|v| self.pays(v.size() + 4) && list.push(v));
            if more && self.is(b',') {
                self.take();
            } else if !more || !self.is(b']') {
                // It is told of as far as it goes; its bracket stays open.
                let list = list.done();
                (self.listener)(at, Event::Value(&list));
                return None;
            }
        }
    }

    /// A name: a variable that is known, or a function that undoes an encoding.
    fn word(&mut self, word: &'a str, depth: u32) -> Option<Value> {
        let called = self.is(b'(');
        (self.name, self.operand) = (None, true);
        match word {
            "window" | "self" | "globalThis" | "top" | "this" | "String" | "Uint8Array" | "Array" if !called => {
                if self.is(b'.') {
                    self.take();
                    return match self.take() {
                        Some(Token::Word(word)) if depth < DEPTH => self.word(word, depth + 1),
                        _ => None,
                    };
                }
                self.name = Some(Cow::Borrowed(word));
                None
            }
            "new" => match self.peek() {
                Some(Token::Word(word)) => {
                    let word = *word;
                    self.take();
                    if depth < DEPTH { self.word(word, depth + 1) } else { None }
                }
                _ => None,
            },
            // What is made of what follows is a value again.
            "return" | "typeof" | "throw" | "void" | "await" | "else" | "case" | "var" | "let" | "const" | "in"
            | "of" => {
                self.operand = false;
                None
            }
            _ if called && values::FUNCTIONS.contains(&word) && depth < DEPTH => {
                let at = self.place();
                let arguments = self.arguments(depth, None, at)?;
                let size = arguments.iter().map(Value::size).sum();
                if !self.pays(size) {
                    return None;
                }
                let value = values::call(word, &arguments);
                if value.is_none() {
                    arguments.into_iter().for_each(|a| self.tell(at, a));
                }
                value
            }
            _ => {
                let set = called || matches!(self.peek(), Some(Token::Mark(b'=' | b':') | Token::Append));
                if !set && let Some(value) = self.known.get(word) {
                    let value = value.clone();
                    // What is shared costs nothing.
                    let cost = if matches!(value.data, Data::Growing(_)) { value.size() } else { 1 };
                    return self.pays(cost).then_some(value);
                }
                self.name = Some(Cow::Borrowed(word));
                None
            }
        }
    }
}
