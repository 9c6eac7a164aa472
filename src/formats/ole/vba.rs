//! The macro projects of a compound file: their modules are read here and judged by [`crate::formats::macros`].

use std::io::{Cursor, Read as _, Seek};

use cfb::CompoundFile;

use crate::formats::macros::{self, Compiled, Module};
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::parse::mime::words;
use crate::parse::ovba;

use super::{File, read, rules};

/// The most source that is read of one module, in bytes.
const SOURCE: usize = 4 << 20;
/// The most source of all modules together.
const SOURCES: usize = 32 << 20;
/// The longest stream of a project that is read.
const STREAM: u64 = 16 << 20;
/// How much of the streams of forms is searched for strings.
const FORMS: u64 = 1 << 20;
/// Modules that are looked for in a damaged file.
const SCATTERED: usize = 200;
/// Shorter strings in forms are names of fonts.
const LEAST: usize = 6;

/// A module and its stream.
struct Read {
    module: Module,
    stream: Vec<u8>,
    compiled: usize,
}

/// The modules of one project.
#[derive(Default)]
struct Project {
    modules: Vec<Read>,
    /// Modules and lists that could not be read.
    unread: usize,
    /// Whether there is more source than is read.
    cut: bool,
}

/// Examines every project of the file.
pub(super) fn inspect(
    file: &mut File<'_>,
    entries: &[(String, bool)],
    inspection: &mut Inspection<'_>,
) -> Result<(), Gap> {
    for storage in storages(entries) {
        inspection.check_time()?;
        let Some(project) = load(file, storage, entries) else { continue };
        if project.cut {
            inspection.gap(Gap::limit(LimitKind::TotalBytes, "the macros are too long; not all were read"));
        }
        if project.unread > 0 {
            inspection.gap(Gap::malformed(format!("{} parts of the macro project could not be read", project.unread)));
        }
        let plain: Vec<Module> = project.modules.iter().map(|m| m.module.clone()).collect();
        let texts = texts(file, entries, &plain, inspection);
        let judged = macros::judge(&plain, &texts, &[], inspection);
        let stomped = stomped(&project.modules, inspection);
        if judged.code || stomped || project.unread > 0 {
            inspection.found(&rules::MACROS).at(0u64, 8u64).with("storage", storage);
        } else {
            inspection.fact("macros", "a project without code");
        }
    }
    Ok(())
}

/// Whether a macro project in bytes of its own holds any code; what cannot be read may. It is judged once more together with
/// what only the document around it knows: strings that its macros ask for, and procedures that the document starts. What the
/// project says of itself is told where the project is examined.
pub(in crate::formats) fn in_document(
    bytes: &[u8],
    texts: impl Fn(macros::Stores) -> Vec<String>,
    starters: &[String],
    inspection: &mut Inspection<'_>,
) -> bool {
    let Ok(mut file) = CompoundFile::open(Cursor::new(bytes)) else { return true };
    let entries = super::entries(&file);
    let storages = storages(&entries);
    let mut code = storages.is_empty();
    for storage in storages {
        let Some(project) = load(&mut file, storage, &entries) else { continue };
        code |= project.unread > 0 || project.cut;
        let modules: Vec<Module> = project.modules.into_iter().map(|m| m.module).collect();
        if macros::any_code(modules.iter().map(|m| m.source.as_str())) {
            code = true;
            macros::judge_again(&modules, &texts(macros::stores(&modules)), starters, inspection);
        }
    }
    code
}

/// Judges the modules of a file whose tables are lost or not read: as much of each as stands together. Where the first
/// stands comes back.
pub(in crate::formats) fn scattered(bytes: &[u8], inspection: &mut Inspection<'_>) -> Option<usize> {
    let (mut modules, mut first) = (Vec::new(), None);
    for at in ovba::sources(bytes).take(SCATTERED) {
        first = first.or(Some(at));
        if let Some((source, _)) = source(bytes, at, "") {
            modules.push(Module { name: format!("module at byte {at}"), source, form: false });
        }
    }
    macros::judge(&modules, &[], &[], inspection);
    first
}

/// The storages that hold projects (MS-OVBA 2.2.1).
fn storages(entries: &[(String, bool)]) -> Vec<&str> {
    let vba = entries.iter().filter(|(path, stream)| !stream && last(path).eq_ignore_ascii_case("VBA"));
    vba.map(|(path, _)| path.as_str()).collect()
}

/// Reads a project; `None` where the storage holds nothing.
fn load<R: std::io::Read + Seek>(
    file: &mut CompoundFile<R>,
    storage: &str,
    entries: &[(String, bool)],
) -> Option<Project> {
    let below = |path: &str| path.strip_prefix(storage).is_some_and(|rest| rest.starts_with(['/', '\\']));
    let streams: Vec<&str> = entries.iter().filter(|(p, s)| *s && below(p)).map(|(p, _)| p.as_str()).collect();
    let named = |name: &str| streams.iter().find(|p| last(p).eq_ignore_ascii_case(name)).copied();
    // Publisher makes a place for macros that it cannot have.
    if streams.iter().all(|path| stream(file, path).is_empty()) {
        return None;
    }
    let mut project = Project::default();
    let dir = named("dir").map(|path| stream(file, path)).unwrap_or_default();
    let dir = ovba::unpack(&dir, SOURCE);
    project.unread += usize::from(dir.is_none());
    let listed = ovba::project(&dir.map(|dir| dir.bytes).unwrap_or_default());
    let charset = ovba::charset(listed.code_page);
    let (mut total, mut done) = (0usize, Vec::new());
    for entry in &listed.modules {
        let name = words::characters(&charset, &entry.name);
        let Some(path) = named(&entry.stream).or_else(|| named(&name)) else {
            project.unread += 1;
            continue;
        };
        done.push(path);
        let stream = stream(file, path);
        let Some((source, compiled)) = source(&stream, entry.source, &charset) else {
            project.unread += 1;
            continue;
        };
        total = total.saturating_add(source.len());
        let form = entries.iter().any(|(p, s)| !s && last(p).eq_ignore_ascii_case(&name));
        project.modules.push(Read { module: Module { name, source, form }, stream, compiled });
        if total > SOURCES {
            project.cut = true;
            return Some(project);
        }
    }
    // Modules that the list of the project does not name.
    for path in streams.iter().filter(|p| !done.contains(p) && !is_own(last(p))) {
        let stream = stream(file, path);
        let Some(at) = ovba::sources(&stream).last() else { continue };
        if let Some((source, compiled)) = source(&stream, at, &charset) {
            let name = last(path).to_owned();
            project.modules.push(Read { module: Module { name, source, form: false }, stream, compiled });
        }
    }
    Some(project)
}

/// What can be read of a stream of a project.
fn stream<R: std::io::Read + Seek>(file: &mut CompoundFile<R>, path: &str) -> Vec<u8> {
    let mut out = Vec::new();
    if let Ok(stream) = file.open_stream(path) {
        // What came before an error is judged.
        let _ = stream.take(STREAM).read_to_end(&mut out);
    }
    out
}

/// A module's source, and where its compiled form ends.
fn source(stream: &[u8], offset: usize, charset: &str) -> Option<(String, usize)> {
    let at = |at: usize| ovba::unpack(stream.get(at..)?, SOURCE).map(|u| (words::characters(charset, &u.bytes), at));
    at(offset).or_else(|| ovba::sources(stream).last().and_then(at))
}

/// Whether what runs is something else than what can be read.
fn stomped(modules: &[Read], inspection: &mut Inspection<'_>) -> bool {
    for read in modules {
        let compiled = Compiled { bytes: &read.stream[..read.compiled.min(read.stream.len())] };
        let missing = compiled.missing(&read.module.source);
        if let Some((place, hidden)) = missing.iter().max_by_key(|(_, text)| text.len()) {
            let found = inspection.found(&macros::STOMPED);
            found.with("module", read.module.name.as_str()).with("hidden", hidden.as_str()).with("place", *place);
            return true;
        }
    }
    false
}

/// Strings of the document that its macros ask for: captions and tags of forms, properties, document variables.
fn texts(
    file: &mut File<'_>,
    entries: &[(String, bool)],
    modules: &[Module],
    inspection: &mut Inspection<'_>,
) -> Vec<String> {
    let forms = modules.iter().any(|m| m.form);
    let stores = macros::stores(modules);
    let wanted = |name: &str| match name {
        "o" | "f" | "\u{3}VBFrame" => forms,
        "\u{5}SummaryInformation" | "\u{5}DocumentSummaryInformation" => stores.properties,
        "0Table" | "1Table" => stores.variables,
        _ => false,
    };
    let mut out = Vec::new();
    for (path, _) in entries.iter().filter(|(p, stream)| *stream && wanted(last(p))) {
        let bytes = read(file, path, FORMS, inspection);
        out.extend(runs(&bytes));
    }
    out
}

/// Text in bytes, of letters of one byte or two.
fn runs(bytes: &[u8]) -> Vec<String> {
    let plain = |b: &u8| matches!(b, 0x20..=0x7E);
    let narrow = bytes.split(|b| !plain(b)).filter(|run| run.len() >= LEAST);
    let mut out: Vec<String> = narrow.map(|run| String::from_utf8_lossy(run).into_owned()).collect();
    for start in [0, 1] {
        let mut wide = String::new();
        for pair in bytes.get(start..).unwrap_or_default().chunks_exact(2) {
            if pair[1] == 0 && plain(&pair[0]) {
                wide.push(char::from(pair[0]));
            } else if wide.len() >= LEAST {
                out.push(std::mem::take(&mut wide));
            } else {
                wide.clear();
            }
        }
        out.extend((wide.len() >= LEAST).then_some(wide));
    }
    out
}

/// Streams of a project that are no modules.
fn is_own(name: &str) -> bool {
    name.eq_ignore_ascii_case("dir") || name.eq_ignore_ascii_case("_VBA_PROJECT") || name.starts_with("__SRP_")
}

fn last(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}
