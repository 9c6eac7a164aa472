//! One JSON object a line for each file, as it is examined.

use std::io::{self, Write};

use crate::model::report::FileReport;

use super::{Output, wire};

/// The output; it needs no memory of what it wrote.
#[derive(Debug)]
pub struct JsonLines;

impl Output for JsonLines {
    fn file(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        wire::write(out, &wire::File::of(report))?;
        out.write_all(b"\n")
    }
}
