//! What a macro's strings come to when the tricks that cut and mask them are undone: joins, characters by number, turned,
//! replaced and cut strings, and variables that hold them. Nothing is carried out; only what is constant is put together.

use std::collections::HashMap;

use super::{Statement, Token};

/// How deep functions may stand in functions.
const DEPTH: usize = 16;
/// The longest string that is put together, in bytes.
const LONGEST: usize = 64 * 1024;
/// How many bytes and steps all strings of a project may cost together.
const BUDGET: usize = 8 << 20;
/// Variables that are remembered.
const VARIABLES: usize = 10_000;

/// The value of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    Number(i64),
    List(Vec<Value>),
}

/// Puts the strings of a project together, statement by statement.
#[derive(Debug)]
pub struct Folder {
    variables: HashMap<String, Option<String>>,
    left: usize,
}

impl Default for Folder {
    fn default() -> Self {
        Self { variables: HashMap::new(), left: BUDGET }
    }
}

impl Folder {
    /// Whether the work was more than may be spent on it: strings after that were left as they are.
    pub fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// The strings in a statement that are made of several pieces, put together, and lists of letters by number.
    pub fn statement(&mut self, statement: &Statement<'_>) -> Vec<String> {
        let tokens = &statement.tokens;
        let mut made = Vec::new();
        let target = target(tokens);
        if let Some((name, from)) = &target
            && let Some(Token::Word(first)) = tokens.get(*from)
            && first.eq_ignore_ascii_case(name)
            && self.variables.len() < VARIABLES
        {
            // What was never set is empty.
            self.variables.entry(name.to_ascii_lowercase()).or_insert_with(|| Some(String::new()));
        }
        let (mut at, mut set) = (0, false);
        while at < tokens.len() && self.left > 0 {
            let before = self.left;
            let Some((value, next)) = self.expression(tokens, at, 0, 0) else {
                self.left = self.left.min(before).saturating_sub(1);
                at += 1;
                continue;
            };
            if let Some((name, from)) = &target
                && *from == at
            {
                let whole = next == tokens.len();
                let kept = if let (Value::Text(text), true) = (&value, whole) { Some(text.clone()) } else { None };
                self.set(name, kept);
                set = true;
            }
            match value {
                Value::Text(text) if next > at + 1 => made.push(text),
                Value::List(list) => made.extend(letters(&list)),
                _ => {}
            }
            at = next.max(at + 1);
        }
        if let Some((name, _)) = target.filter(|_| !set) {
            self.set(name, None);
        }
        made
    }

    fn set(&mut self, name: &str, value: Option<String>) {
        let name = name.to_ascii_lowercase();
        if self.variables.len() < VARIABLES || self.variables.contains_key(&name) {
            self.variables.insert(name, value);
        }
    }

    fn spend(&mut self, count: usize) -> Option<()> {
        self.left = self.left.saturating_sub(count.saturating_add(1));
        (self.left > 0 && count <= LONGEST).then_some(())
    }

    /// An expression whose operators bind at least as tightly as `level`: what of it is constant from `at` on.
    fn expression(&mut self, tokens: &[Token<'_>], at: usize, level: u8, depth: usize) -> Option<(Value, usize)> {
        if depth > DEPTH {
            return None;
        }
        let (mut left, mut next) = self.primary(tokens, at, depth)?;
        while let Some((binds, operator)) = tokens.get(next).and_then(operator).filter(|(binds, _)| *binds >= level) {
            let Some((right, end)) = self.expression(tokens, next + 1, binds + 1, depth + 1) else { break };
            let Some(value) = self.apply(&left, operator, &right) else { break };
            (left, next) = (value, end);
        }
        Some((left, next))
    }

    fn apply(&mut self, left: &Value, operator: char, right: &Value) -> Option<Value> {
        match (left, operator, right) {
            (Value::Number(a), '+', Value::Number(b)) => a.checked_add(*b).map(Value::Number),
            (Value::Number(a), '-', Value::Number(b)) => a.checked_sub(*b).map(Value::Number),
            (Value::Number(a), '*', Value::Number(b)) => a.checked_mul(*b).map(Value::Number),
            (Value::Number(a), '/' | '\\', Value::Number(b)) => a.checked_div(*b).map(Value::Number),
            (Value::Number(a), 'm', Value::Number(b)) => a.checked_rem(*b).map(Value::Number),
            (Value::Number(a), 'x', Value::Number(b)) => Some(Value::Number(a ^ b)),
            (a, '&', b) => self.join(a, b),
            (Value::Text(_), '+', Value::Text(_)) => self.join(left, right),
            _ => None,
        }
    }

    fn join(&mut self, left: &Value, right: &Value) -> Option<Value> {
        let (left, right) = (text(left)?, text(right)?);
        self.spend(left.len().saturating_add(right.len()))?;
        Some(Value::Text(left + &right))
    }

    fn primary(&mut self, tokens: &[Token<'_>], at: usize, depth: usize) -> Option<(Value, usize)> {
        match tokens.get(at)? {
            Token::Text(text) => {
                self.spend(text.len())?;
                Some((Value::Text(text.clone()), at + 1))
            }
            Token::Number(number) => Some((Value::Number(*number), at + 1)),
            Token::Mark('-') => match tokens.get(at + 1)? {
                Token::Number(number) => Some((Value::Number(number.checked_neg()?), at + 2)),
                _ => None,
            },
            Token::Mark('(') => {
                let (value, next) = self.expression(tokens, at + 1, 0, depth + 1)?;
                (tokens.get(next) == Some(&Token::Mark(')'))).then_some((value, next + 1))
            }
            Token::Word(word) => {
                // `VBA.Chr(…)`, `Strings.Chr(…)`
                if matches!(tokens.get(at + 1), Some(Token::Mark('.'))) {
                    let library = ["vba", "strings", "conversion", "interaction"].iter();
                    let known = library.clone().any(|l| word.eq_ignore_ascii_case(l));
                    return if known {
                        self.primary(tokens, at + 2, depth + 1).filter(|_| depth < DEPTH)
                    } else {
                        None
                    };
                }
                // A member of something else.
                let member = at.checked_sub(1).is_some_and(|b| tokens.get(b) == Some(&Token::Mark('.')));
                let lower = word.to_ascii_lowercase();
                if tokens.get(at + 1) == Some(&Token::Mark('(')) {
                    let known = is_function(&lower);
                    let (arguments, next) = if known { self.arguments(tokens, at + 2, depth)? } else { return None };
                    return Some((self.call(&lower, &arguments)?, next));
                }
                if let Some(letters) = constant(&lower) {
                    return Some((Value::Text(letters.to_owned()), at + 1));
                }
                let value = self.variables.get(&lower).filter(|_| !member).cloned()??;
                self.spend(value.len())?;
                Some((Value::Text(value), at + 1))
            }
            Token::Mark(_) => None,
        }
    }

    fn arguments(&mut self, tokens: &[Token<'_>], mut at: usize, depth: usize) -> Option<(Vec<Value>, usize)> {
        let mut out = Vec::new();
        if tokens.get(at) == Some(&Token::Mark(')')) {
            return Some((out, at + 1));
        }
        loop {
            let (value, next) = self.expression(tokens, at, 0, depth + 1)?;
            out.push(value);
            self.spend(1)?;
            match tokens.get(next)? {
                Token::Mark(')') => return Some((out, next + 1)),
                Token::Mark(',') => at = next + 1,
                _ => return None,
            }
        }
    }

    fn call(&mut self, name: &str, arguments: &[Value]) -> Option<Value> {
        let number = |at: usize| match arguments.get(at)? {
            Value::Number(n) => Some(*n),
            Value::Text(t) => t.trim().parse().ok(),
            Value::List(_) => None,
        };
        let count = |at: usize| number(at).and_then(|n| usize::try_from(n).ok());
        let string = |at: usize| arguments.get(at).and_then(text);
        let made = match name {
            "char" | "chr" | "chrw" | "chrb" => {
                let code = number(0)?.rem_euclid(65536);
                Value::Text(char::from_u32(u32::try_from(code).ok()?)?.to_string())
            }
            "asc" | "ascw" => Value::Number(i64::from(u32::from(string(0)?.chars().next()?))),
            "cint" | "clng" | "cbyte" | "val" | "cdbl" => Value::Number(number(0)?),
            "len" => Value::Number(i64::try_from(string(0)?.chars().count()).ok()?),
            "hex" => Value::Text(format!("{:X}", number(0)?)),
            "strreverse" => Value::Text(string(0)?.chars().rev().collect()),
            "lcase" => Value::Text(string(0)?.to_lowercase()),
            "ucase" => Value::Text(string(0)?.to_uppercase()),
            "trim" | "ltrim" | "rtrim" => Value::Text(string(0)?.trim().to_owned()),
            "cstr" | "str" | "strconv" | "cvar" => Value::Text(string(0)?),
            "space" => Value::Text(" ".repeat(count(0)?.min(LONGEST))),
            "left" => Value::Text(string(0)?.chars().take(count(1)?).collect()),
            "right" => {
                let text = string(0)?;
                let skip = text.chars().count().saturating_sub(count(1)?);
                Value::Text(text.chars().skip(skip).collect())
            }
            "mid" => {
                let text = string(0)?;
                let rest = text.chars().skip(count(1)?.checked_sub(1)?);
                Value::Text(if arguments.len() > 2 { rest.take(count(2)?).collect() } else { rest.collect() })
            }
            "replace" => {
                let (text, from, to) = (string(0)?, string(1)?, string(2)?);
                if from.is_empty() || text.len().saturating_mul(to.len() / from.len() + 1) > LONGEST {
                    return None;
                }
                Value::Text(text.replace(&from, &to))
            }
            "split" => {
                let (text, by) = (string(0)?, string(1).unwrap_or_else(|| " ".to_owned()));
                self.spend(text.len())?;
                Value::List(match by.is_empty() {
                    true => vec![Value::Text(text)],
                    false => text.split(&by).map(|t| Value::Text(t.to_owned())).collect(),
                })
            }
            "join" => {
                let Value::List(list) = arguments.first()? else { return None };
                let parts: Vec<String> = list.iter().map(text).collect::<Option<_>>()?;
                let by = string(1).unwrap_or_else(|| " ".to_owned());
                self.spend(parts.iter().map(String::len).sum::<usize>() + by.len().saturating_mul(parts.len()))?;
                Value::Text(parts.join(&by))
            }
            "array" => Value::List(arguments.to_vec()),
            "environ" => Value::Text(format!("%{}%", string(0)?)),
            _ => return None,
        };
        if let Value::Text(text) = &made {
            self.spend(text.len())?;
        }
        Some(made)
    }
}

/// Functions that are understood.
fn is_function(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "array",
        "asc",
        "ascw",
        "cbyte",
        "cdbl",
        "char",
        "chr",
        "chrb",
        "chrw",
        "cint",
        "clng",
        "cstr",
        "cvar",
        "environ",
        "hex",
        "join",
        "lcase",
        "left",
        "len",
        "ltrim",
        "mid",
        "replace",
        "right",
        "rtrim",
        "space",
        "split",
        "str",
        "strconv",
        "strreverse",
        "trim",
        "ucase",
        "val",
    ];
    NAMES.binary_search(&name).is_ok()
}

/// Constants of the language that are characters.
fn constant(name: &str) -> Option<&'static str> {
    Some(match name {
        "vbcrlf" | "vbnewline" => "\r\n",
        "vbcr" => "\r",
        "vblf" => "\n",
        "vbtab" => "\t",
        "vbnullstring" => "",
        _ => return None,
    })
}

/// How tightly an operator binds, and a letter for it.
fn operator(token: &Token<'_>) -> Option<(u8, char)> {
    match token {
        Token::Mark(c @ ('*' | '/' | '\\')) => Some((4, *c)),
        Token::Mark(c @ ('+' | '-')) => Some((3, *c)),
        Token::Mark('&') => Some((2, '&')),
        Token::Word(w) if w.eq_ignore_ascii_case("mod") => Some((4, 'm')),
        Token::Word(w) if w.eq_ignore_ascii_case("xor") => Some((1, 'x')),
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::List(_) => None,
    }
}

/// A list of numbers that are all letters.
fn letters(list: &[Value]) -> Option<String> {
    let letter = |value: &Value| match value {
        Value::Number(n) => u8::try_from(*n).ok().filter(|b| matches!(b, 9 | 10 | 13 | 32..=126)).map(char::from),
        _ => None,
    };
    (list.len() >= 4).then(|| list.iter().map(letter).collect()).flatten()
}

/// `name = …`, `Const name As String = …`: the name, and where the value begins.
fn target<'t>(tokens: &'t [Token<'_>]) -> Option<(&'t str, usize)> {
    let mut at = 0;
    while ["public", "private", "global", "const", "let", "set", "dim"]
        .iter()
        .any(|w| tokens.get(at).is_some_and(|t| t.is(w)))
    {
        at += 1;
    }
    let Some(Token::Word(name)) = tokens.get(at) else { return None };
    if tokens.get(at + 1).is_some_and(|t| t.is("As")) {
        at += 2;
    }
    (tokens.get(at + 1) == Some(&Token::Mark('='))).then_some((name, at + 2))
}
