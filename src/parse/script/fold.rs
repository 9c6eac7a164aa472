//! A script with its constant strings put together: joins, characters by number, turned, replaced and cut strings, and
//! variables that hold them. The text that comes out is the script with those expressions exchanged by what they come to.

use super::Dialect;
use super::expression::{Folder, NAMED};
use super::lex::{Lexer, Piece, Token};

/// How many bytes and steps all values of a text may cost together.
const BUDGET: usize = 96 << 20;
/// Tokens of one statement; a longer one is read in parts.
const STATEMENT: usize = 50_000;
/// How much longer the text may become, in bytes.
const GROWTH: usize = 16 << 20;

/// One expression that was put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it stands in the script.
    pub start: usize,
    /// Where its value stands in the folded text.
    pub at: usize,
    /// How long its value is there.
    pub length: usize,
    /// Whether more than joining was needed: its letters were written as numbers, turned or encoded.
    pub decoded: bool,
}

/// A script with its strings put together.
#[derive(Debug, Default)]
pub struct Folded {
    /// The text.
    pub text: String,
    /// What was put together, in order.
    pub made: Vec<Made>,
    /// Places where the folded text goes on with the script: there, and in the script.
    places: Vec<(usize, usize)>,
    /// Whether all of it was worked through.
    pub whole: bool,
}

impl Folded {
    /// The place in the script that a place in the folded text comes from.
    pub fn origin(&self, at: usize) -> usize {
        if let Some(made) = self.made_at(at) {
            return made.start;
        }
        let index = self.places.partition_point(|(there, _)| *there <= at);
        index.checked_sub(1).and_then(|i| self.places.get(i)).map_or(at, |(there, here)| here + (at - there))
    }

    /// Says that the text goes on with the script at this place of it.
    pub(super) fn go_on(&mut self, here: usize) {
        self.places.push((self.text.len(), here));
    }

    /// The expression whose value stands at a place of the folded text.
    pub fn made_at(&self, at: usize) -> Option<&Made> {
        let index = self.made.partition_point(|made| made.at <= at);
        index.checked_sub(1).and_then(|i| self.made.get(i)).filter(|made| at < made.at + made.length)
    }
}

/// Puts the strings of a script together.
pub fn fold(text: &str, dialect: Dialect) -> Folded {
    let mut folder = Folder::new(dialect, BUDGET);
    let mut out = Folded { text: String::with_capacity(text.len()), whole: true, ..Folded::default() };
    let (mut lexer, mut copied, mut ended) = (Lexer::new(dialect, text), 0, false);
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    while !ended && !folder.is_spent() {
        pieces.clear();
        loop {
            let Some(piece) = lexer.next() else {
                ended = true;
                break;
            };
            if piece.token == Token::End || pieces.len() >= STATEMENT {
                if piece.token != Token::End {
                    pieces.push(piece);
                }
                break;
            }
            pieces.push(piece);
        }
        folder.statement(&pieces, &mut |start, end, value, decoded| {
            if out.text.len() + value.len() > text.len() + GROWTH {
                return;
            }
            out.text.push_str(text.get(copied..start).unwrap_or_default());
            let at = out.text.len();
            out.text.push('"');
            out.text.push_str(value);
            out.text.push('"');
            out.made.push(Made { start, at, length: out.text.len() - at, decoded });
            out.places.push((out.text.len(), end));
            copied = end;
        });
    }
    out.whole = !folder.is_spent();
    out.text.push_str(text.get(copied..).unwrap_or_default());
    // What was put together line by line and is too long to stand wherever its name does.
    for (value, decoded) in folder.grown() {
        if value.len() >= NAMED && out.text.len() + value.len() <= text.len() + GROWTH {
            out.text.push('\n');
            out.made.push(Made { start: text.len(), at: out.text.len(), length: value.len(), decoded });
            out.text.push_str(value);
        }
    }
    out
}
