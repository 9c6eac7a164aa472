//! Windows installer packages and patches: a database in a compound file, with cabinets and programs beside its tables.
//!
//! The format of the tables is not published; Wine (`dlls/msi/table.c`) and libmsi document it by reading it. Here the streams
//! are handed over, and of the tables the one that says what is started is read.

use std::io::{Read, Seek};

use cfb::CompoundFile;

use crate::formats::member::Members;
use crate::formats::shortcuts::orders::Order;
use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};

pub(super) static RUNS_COMMAND: Rule = Rule {
    id: "msi.runs-command",
    title: "An installer that runs commands of an attack",
    severity: Severity::High,
    meaning: "While it installs, this package starts {program|powershell.exe} with orders that installers do not need: it \
              {does|downloads something from the internet}.",
    proof: "Its action \"{action|…}\" starts \"{line|powershell -enc …}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1218.007", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1218/007/"],
};

/// Streams that are handed over.
const MOST: usize = 10_000;
/// The longest table that is read, in bytes.
const TABLE: u64 = 16 << 20;
/// Actions that are looked at.
const ACTIONS: usize = 1000;
/// The kind of action that sets a property.
const PROPERTY: u16 = 51;

/// Examines the streams of a package.
pub(super) fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mut file = CompoundFile::open(artifact.reader())
        .map_err(|error| Gap::malformed(format!("the compound file is damaged: {error}")))?;
    let streams: Vec<std::path::PathBuf> =
        file.walk().filter(cfb::Entry::is_stream).take(MOST + 1).map(|e| e.path().to_path_buf()).collect();
    if streams.len() > MOST {
        inspection.gap(Gap::limit(LimitKind::Entries, "the installer package has too many streams"));
    }
    let mut members = Members::rooted();
    let mut tables = Tables::default();
    for path in streams.iter().take(MOST) {
        inspection.check_time()?;
        let name: Vec<String> = path.iter().skip(1).map(|part| decoded(&part.to_string_lossy())).collect();
        let name = name.join("/");
        let mut stream = match file.open_stream(path) {
            Ok(stream) => stream,
            Err(error) => {
                inspection.gap(Gap::malformed(format!("the stream \"{name}\" could not be read: {error}")));
                continue;
            }
        };
        if let Some(table) = name.strip_prefix(TABLE_MARK) {
            tables.keep(table, &mut stream);
            continue;
        }
        // What the system itself shows of the package.
        if name.starts_with('\u{5}') {
            continue;
        }
        let place = members.number();
        if members.file(inspection, Name::from_text(&name), place, &mut stream).is_none() {
            return Ok(());
        }
    }
    inspection.fact("streams", members.count());
    actions(&tables, inspection)
}

/// The sign before the names of tables, as it is decoded.
const TABLE_MARK: char = '!';

/// The name of a stream: two letters of 64 are packed in one character of a row that no writing uses.
pub(super) fn decoded(name: &str) -> String {
    const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    let letter = |n: u32| LETTERS.get((n & 63) as usize).map_or('_', |b| char::from(*b));
    let mut out = String::new();
    for c in name.chars() {
        match u32::from(c) {
            code @ 0x3800..0x4800 => out.extend([letter(code - 0x3800), letter((code - 0x3800) >> 6)]),
            code @ 0x4800..0x4840 => out.push(letter(code - 0x4800)),
            0x4840 => out.push(TABLE_MARK),
            _ => out.push(c),
        }
    }
    out
}

/// The tables that are needed.
#[derive(Debug, Default)]
struct Tables {
    pool: Vec<u8>,
    text: Vec<u8>,
    columns: Vec<u8>,
    actions: Vec<u8>,
}

impl Tables {
    fn keep(&mut self, name: &str, stream: &mut (impl Read + Seek)) {
        let place = match name {
            "_StringPool" => &mut self.pool,
            "_StringData" => &mut self.text,
            "_Columns" => &mut self.columns,
            "CustomAction" => &mut self.actions,
            _ => return,
        };
        // What came before an error is judged.
        let _ = stream.take(TABLE).read_to_end(place);
    }

    /// All texts, by their number, and how many bytes a number takes.
    fn texts(&self) -> (Vec<&[u8]>, usize) {
        let mut at = 0usize;
        let mut out: Vec<&[u8]> = vec![b""];
        let mut long = 0usize;
        let mut rows = self.pool.chunks_exact(4);
        // The first row is the code page; its highest bit says that numbers take three bytes.
        let wide = rows.next().is_some_and(|row| row[3] & 0x80 != 0);
        for row in rows {
            let (size, uses) =
                (usize::from(u16::from_le_bytes([row[0], row[1]])), u16::from_le_bytes([row[2], row[3]]));
            if size == 0 && uses != 0 {
                // The length of a long text is in the next row, of which this is the upper half.
                long = usize::from(uses) << 16;
                continue;
            }
            let size = size + std::mem::take(&mut long);
            let end = at.saturating_add(size).min(self.text.len());
            out.push(self.text.get(at..end).unwrap_or_default());
            at = end;
        }
        (out, if wide { 3 } else { 2 })
    }
}

/// The commands and scripts that the package starts.
fn actions(tables: &Tables, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let (texts, wide) = tables.texts();
    let text = |number: usize| texts.get(number).copied().unwrap_or_default();
    // Tables are stored column by column. Name, kind, source, target; newer ones have one more number of four bytes.
    let number = |table: &[u8], at: usize| {
        let bytes = table.get(at..at + wide).unwrap_or_default();
        bytes.iter().rev().fold(0usize, |n, b| n << 8 | usize::from(*b))
    };
    let rows_of_columns = tables.columns.len() / (2 * wide + 4);
    let columns =
        (0..rows_of_columns.min(100_000)).filter(|row| text(number(&tables.columns, row * wide)) == b"CustomAction");
    let width = 3 * wide + 2 + if columns.count() > 4 { 4 } else { 0 };
    let rows = tables.actions.len() / width;
    if rows > ACTIONS {
        inspection.gap(Gap::limit(LimitKind::Entries, format!("more than {ACTIONS} actions in the installer package")));
    }
    for row in 0..rows.min(ACTIONS) {
        inspection.check_time()?;
        let name = text(number(&tables.actions, row * wide));
        let kind_at = rows * wide + row * 2;
        // Numbers are stored with their sign turned.
        let kind = tables.actions.get(kind_at..kind_at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]])) ^ 0x8000;
        let target = text(number(&tables.actions, rows * (2 * wide + 2) + row * wide));
        let ending = match kind & 0x3F {
            // Scripts that stand in the table itself.
            37 => Some("js"),
            38 => Some("vbs"),
            // Command lines for programs in the package, a folder, or a property; texts that properties are set to, which
            // the actions of installer tools start.
            2 | 18 | 34 | 50 | PROPERTY => None,
            _ => continue,
        };
        if target.is_empty() {
            continue;
        }
        let claim = match ending {
            Some(ending) => Claim::named(Name::from_text(&format!("{}.{ending}", String::from_utf8_lossy(name)))),
            None => {
                command(inspection, kind, &String::from_utf8_lossy(name), &String::from_utf8_lossy(target));
                if kind & 0x3F == PROPERTY {
                    continue;
                }
                Claim::none()
            }
        };
        let mut reader = target;
        if inspection.child(Origin::Decoded, claim, &mut reader).is_none() {
            break;
        }
    }
    Ok(())
}

/// What a command line of an action does. Installers start shells, hide windows and write settings by trade.
fn command(inspection: &mut Inspection<'_>, kind: u16, name: &str, target: &str) {
    let order = Order::read(target);
    if kind & 0x3F != PROPERTY || order.program.is_some() {
        inspection.fact("starts", target);
    }
    let Some(program) = order.program else { return };
    let hostile = order.deeds.iter().any(|d| {
        ["downloads", "carries", "switches off"].iter().any(|w| d.starts_with(w)) || d.ends_with("another computer")
    });
    if hostile {
        let found = inspection.found(&RUNS_COMMAND).with("program", program).with("does", order.does());
        found.with("action", name).with("line", order.plain.as_str());
        order.hand_over(inspection);
    }
}
