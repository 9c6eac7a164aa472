//! Scripts as far as judging them needs: their strings put together and their blobs decoded. Nothing is carried out; only
//! what is constant is put together, with bounds on depth, length and work. No crate reads scripts of a dozen languages that
//! are broken on purpose.

pub mod batch;
pub mod blobs;
mod calls;
mod expression;
pub mod fold;
mod lex;
mod maps;
mod members;
mod value;

pub use value::letters;

/// How a language writes strings, comments and operators, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// PowerShell.
    PowerShell,
    /// VBScript, Visual Basic, ASP.
    Basic,
    /// JavaScript and JScript.
    JavaScript,
    /// Python.
    Python,
    /// PHP.
    Php,
    /// Perl, Ruby.
    Perl,
    /// AutoIt, AutoHotkey.
    AutoIt,
}
