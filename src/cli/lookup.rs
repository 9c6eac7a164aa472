//! `sheepdip lookup`: asks services about hashes and files, and examines nothing itself.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use sha2::{Digest as _, Sha256};

use crate::model::gap::{Gap, GapReason};
use crate::model::name::Name;
use crate::model::oracle::Digest;
use crate::model::report::FileReport;
use crate::pipeline::{self, Plan};

use super::args::LookUpArgs;
use super::exit::Exit;
use super::lookup_args::{self, Run, UploadArgs};
use super::waiting::Waiting;
use super::{notice, scan};

/// Asks about what the arguments name.
pub(super) fn run(args: &LookUpArgs) -> Exit {
    let stop = Arc::new(AtomicBool::new(false));
    scan::listen(&stop);
    let waiting = Arc::new(Waiting::new(!args.report.quiet));
    let mut plan = Plan::default();
    let around = Run { stop: &stop, waiting: &waiting };
    let names = args.services.as_deref().map(lookup_args::split).unwrap_or_default();
    if let Err(why) = lookup_args::ask(&names, &args.manners, &UploadArgs::default(), &around, &mut plan) {
        notice::error(&why);
        return Exit::Trouble;
    }
    let run = scan::Run::open(&args.report, args.what.len() > 1);
    let Some(run) = run else { return Exit::Trouble };
    let reports = args.what.iter().map(|what| {
        let report = look_up(what, &plan);
        waiting.clear();
        report
    });
    run.all(reports, &stop)
}

fn look_up(what: &OsStr, plan: &Plan) -> FileReport {
    let began = Instant::now();
    let path = Path::new(what);
    // Who collects files by their hash means the file.
    let hash = what.to_str().and_then(Digest::of).filter(|_| !path.exists());
    if let Some(digest) = hash {
        return pipeline::look_up(Name::from_text(&digest.hex()), None, digest, plan, began);
    }
    let name = Name::from_os(what);
    match hashed(path) {
        Ok((digest, size)) => pipeline::look_up(name, Some(size), digest, plan, began),
        Err(error) => {
            let gap = Gap::new(GapReason::Unreadable, unread(path, &error));
            pipeline::unreadable(name, None, gap, began)
        }
    }
}

fn unread(path: &Path, error: &io::Error) -> String {
    if path.is_dir() {
        return "it is a folder; sheepdip --lookup FOLDER asks about everything in it".to_owned();
    }
    match error.kind() {
        io::ErrorKind::NotFound => {
            "there is no such file, and it is no hash (32, 40 or 64 hexadecimal digits)".to_owned()
        }
        _ => crate::sources::plain(error),
    }
}

/// The SHA-256 of a file and its size, in one pass.
fn hashed(path: &Path) -> io::Result<(Digest, u64)> {
    let about = path.metadata()?;
    if !about.is_file() {
        return Err(io::Error::other("it is no ordinary file"));
    }
    let mut file = File::open(path)?;
    let (mut hash, mut size, mut block) = (Sha256::new(), 0, vec![0; 256 << 10]);
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok((Digest::Sha256(hash.finalize().into()), size)),
            Ok(count) => {
                hash.update(&block[..count]);
                size += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
