//! One JSON document for the whole run, written while the files come, so that memory does not grow with their number.

use std::io::{self, Write};

use crate::model::report::FileReport;

use super::{Output, Summary, wire};

/// The output.
#[derive(Debug, Default)]
pub struct Json {
    files: u64,
}

impl Output for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"schema\":\"{}\",\"files\":[", wire::SCHEMA)
    }

    fn file(&mut self, report: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.files == 0 { b"\n" } else { b",\n" })?;
        self.files += 1;
        wire::write(out, &wire::File::of(report))
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n],\"summary\":")?;
        wire::write(out, &wire::Summary::of(summary))?;
        out.write_all(b"}\n")
    }
}
