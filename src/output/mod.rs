//! From reports to bytes: one file per format. Outputs never judge, and know nothing but the model.

pub mod doctor;
pub mod json;
pub mod jsonl;
mod layout;
mod opinions;
pub mod plain;
pub mod rules;
pub mod summary;
pub mod terminal;
mod verbose;
pub mod wire;

use std::io::{self, Write};

use crate::model::report::FileReport;

pub use layout::Style;
pub use summary::Summary;

/// One run's output: told each file as it comes, and at the end what all came to.
pub trait Output {
    /// Before the first file.
    ///
    /// # Errors
    /// Those of the writer, as in the other methods.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// One file.
    ///
    /// # Errors
    /// Those of the writer.
    fn file(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()>;

    /// After the last file.
    ///
    /// # Errors
    /// Those of the writer.
    fn finish(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A row of the registry of outputs.
#[derive(Debug)]
pub struct OutputFormat {
    /// The word behind `--format`.
    pub name: &'static str,
    /// What it is for, for the help.
    pub about: &'static str,
    /// Begins a run's output.
    pub make: fn(Style) -> Box<dyn Output>,
}

/// Every output; the first is what a person at a terminal gets.
pub static FORMATS: &[OutputFormat] = &[
    OutputFormat {
        name: "terminal",
        about: "for people: the verdict, why, and what to do now",
        make: |style| Box::new(terminal::Terminal::new(style)),
    },
    OutputFormat {
        name: "plain",
        about: "one line a file, as clamscan writes it: `PATH: OK`, `PATH: RULE FOUND`, `PATH: UNEXAMINED reason`",
        make: |style| Box::new(plain::Plain::new(style)),
    },
    OutputFormat {
        name: "json",
        about: "one JSON document for the whole run",
        make: |_| Box::new(json::Json::default()),
    },
    OutputFormat {
        name: "jsonl",
        about: "one JSON object a line for each file, as it is examined",
        make: |_| Box::new(jsonl::JsonLines),
    },
];

/// The output of a name.
pub fn format(name: &str) -> Option<&'static OutputFormat> {
    FORMATS.iter().find(|f| f.name == name)
}
