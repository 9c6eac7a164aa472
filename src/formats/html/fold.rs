//! Puts together what a script puts together: strings in pieces, backwards, as numbers or in an encoding. One pass
//! over the tokens, never back; what is not constant is passed over, and what was known up to there is told.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::lexer::{Lexer, Token};
use super::values::{Data, Value};

/// What is seen in a script.
pub(super) enum Event<'e> {
    /// A string or a list, as far as it is constant.
    Value(&'e Value),
    /// A variable or property is set to it.
    Set(&'e str, &'e Value),
    /// Something is called with these constant arguments, whatever stands between them.
    Call(&'e str, &'e [Value]),
}

/// Hears of what is seen, and where in the script.
pub(super) type Listener<'l> = dyn FnMut(usize, Event<'_>) + 'l;

/// The most bytes that are put together in one script.
const WORK: usize = 48 << 20;
/// Brackets in brackets.
const FRAMES: usize = 4096;
/// Variables that are remembered.
const NAMES: usize = 20_000;
/// Arguments of one call that are remembered.
const ARGUMENTS: usize = 16;

/// A bracket that is open.
struct Frame<'a> {
    open: u8,
    /// Who is called with what stands in it.
    callee: Option<Cow<'a, str>>,
    /// Whose property stands in it.
    owner: Option<Cow<'a, str>>,
    at: usize,
    values: Vec<Value>,
}

/// One pass over a script.
pub(super) struct Fold<'a, 'l> {
    pub(super) lexer: Lexer<'a>,
    peeked: Option<Token<'a>>,
    frames: Vec<Frame<'a>>,
    /// Open brackets beyond those.
    deeper: usize,
    pub(super) known: HashMap<Cow<'a, str>, Value>,
    /// The name or property that was just read: what follows sets or calls it.
    pub(super) name: Option<Cow<'a, str>>,
    /// What that is a property of.
    owner: Option<Cow<'a, str>>,
    /// Whether what was just read ends an operand, so that a bracket belongs to it.
    pub(super) operand: bool,
    work: usize,
    pub(super) listener: &'l mut Listener<'l>,
}

impl<'a, 'l> Fold<'a, 'l> {
    /// Reads a script; false where the work was too much and the rest was left.
    pub(super) fn read(text: &'a str, listener: &'l mut Listener<'l>) -> bool {
        let mut fold = Self {
            lexer: Lexer::new(text),
            peeked: None,
            frames: Vec::new(),
            deeper: 0,
            known: HashMap::new(),
            name: None,
            owner: None,
            operand: false,
            work: WORK,
            listener,
        };
        while fold.step() {}
        // What was put together piece by piece is told of when it is whole.
        for value in fold.known.values().filter(|v| matches!(v.data, Data::Growing(_))) {
            (fold.listener)(0, Event::Value(value));
        }
        fold.work > 0
    }

    pub(super) fn peek(&mut self) -> Option<&Token<'a>> {
        if self.peeked.is_none() {
            self.peeked = self.lexer.next();
        }
        self.peeked.as_ref()
    }

    pub(super) fn take(&mut self) -> Option<Token<'a>> {
        self.peeked.take().or_else(|| self.lexer.next())
    }

    /// Where the next token begins, in bytes.
    pub(super) fn place(&mut self) -> usize {
        self.peek();
        self.lexer.begin()
    }

    pub(super) fn is(&mut self, mark: u8) -> bool {
        self.peek() == Some(&Token::Mark(mark))
    }

    /// Takes work off what is left; false where there is none.
    pub(super) fn pays(&mut self, bytes: usize) -> bool {
        self.work = self.work.saturating_sub(bytes);
        self.work > 0
    }

    pub(super) fn open(&mut self, open: u8, callee: Option<Cow<'a, str>>) {
        let at = self.place();
        if self.frames.len() < FRAMES {
            self.frames.push(Frame { open, callee, owner: None, at, values: Vec::new() });
        } else {
            self.deeper += 1;
        }
    }

    pub(super) fn close(&mut self, close: u8) {
        self.name = None;
        self.operand = close != b'}';
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        match (close, frame.callee) {
            (b')', Some(callee)) => (self.listener)(frame.at, Event::Call(&callee, &frame.values)),
            // A function that is called where it is written.
            (b')', None) if frame.values.len() >= 4 => (self.listener)(frame.at, Event::Call("", &frame.values)),
            // `object["property"]`
            (b']', _) if frame.open == b'[' => {
                if let [Value { data: Data::Text(text), .. }] = frame.values.as_slice() {
                    self.name = Some(Cow::Owned(text.chars().take(64).collect()));
                    self.owner = frame.owner;
                }
            }
            _ => {}
        }
    }

    /// Takes the name that was read; what belongs to the address of the page counts as that.
    fn target(&mut self) -> Option<Cow<'a, str>> {
        let (name, owner) = (self.name.take()?, self.owner.take());
        let address = owner.as_deref() == Some("location") && matches!(&*name, "href" | "replace" | "assign");
        Some(if address { Cow::Borrowed("location") } else { name })
    }

    /// One token, or a whole constant expression.
    fn step(&mut self) -> bool {
        if self.work == 0 {
            return false;
        }
        let at = self.place();
        let operand = self.operand;
        let Some(token) = self.peek() else { return false };
        match token {
            Token::Mark(b'=' | b':') | Token::Append => {
                let token = self.take();
                if let Some(name) = self.target() {
                    self.operand = false;
                    if let Some(value) = self.sum(0) {
                        self.set(at, name, &value, token.as_ref());
                    }
                }
                self.operand = self.name.is_some();
            }
            Token::Mark(b'(') if operand => {
                self.take();
                let callee = self.target();
                self.open(b'(', callee);
                self.operand = false;
            }
            Token::Mark(b'[') if operand => {
                self.take();
                let owner = self.name.take();
                self.open(b'[', None);
                if let Some(frame) = self.frames.last_mut() {
                    frame.owner = owner;
                }
                self.operand = false;
            }
            Token::Number(n) => {
                let value = Value::number(*n);
                self.take();
                (self.name, self.operand) = (None, true);
                if let Some(frame) = self.frames.last_mut().filter(|f| f.values.len() < ARGUMENTS) {
                    frame.values.push(value);
                }
            }
            Token::Mark(b'.') => {
                self.take();
                (self.owner, self.operand) = (self.name.take(), false);
            }
            Token::Text(_) | Token::Coded(_) | Token::Word(_) | Token::Mark(b'[' | b'(') => {
                self.name = None;
                if let Some(value) = self.sum(0) {
                    // A string may be the key of an object.
                    if let Data::Text(text) = &value.data
                        && text.len() <= 64
                        && self.is(b':')
                    {
                        self.name = Some(Cow::Owned(text.to_string()));
                    }
                    self.tell(at, value);
                    self.operand = true;
                }
            }
            Token::Mark(b'{') => {
                self.take();
                self.open(b'{', None);
                (self.name, self.operand) = (None, false);
            }
            Token::Mark(mark @ (b')' | b']' | b'}')) => {
                let mark = *mark;
                self.take();
                self.close(mark);
            }
            _ => {
                self.take();
                (self.name, self.owner, self.operand) = (None, None, false);
            }
        }
        true
    }

    fn set(&mut self, at: usize, name: Cow<'a, str>, value: &Value, how: Option<&Token<'a>>) {
        (self.listener)(at, Event::Set(&name, value));
        if self.known.len() < NAMES || self.known.contains_key(&name) {
            match (how, self.known.get_mut(&name)) {
                (Some(Token::Append), Some(before)) => {
                    self.work = self.work.saturating_sub(value.size());
                    before.append(value);
                    return;
                }
                // `a ? b : "c"` is no key.
                (Some(Token::Mark(b':')), Some(_)) => {}
                _ => {
                    self.known.insert(name, Value { told: true, ..value.clone() });
                }
            }
        }
        if !value.told {
            (self.listener)(at, Event::Value(value));
        }
    }

    /// Tells of a value, and keeps it as an argument of the call around it.
    pub(super) fn tell(&mut self, at: usize, value: Value) {
        if !value.told {
            (self.listener)(at, Event::Value(&value));
        }
        if let Some(frame) = self.frames.last_mut().filter(|f| f.values.len() < ARGUMENTS) {
            frame.values.push(value);
        }
    }
}

/// A text that many may hold.
pub(super) type Shared = Rc<str>;
