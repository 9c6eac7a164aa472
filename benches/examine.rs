//! Criterion benches: recognising each type, and examining one forged specimen of it to the bottom.
//!
//! `cargo bench -- identify` or `cargo bench -- walk/png` runs a part. Whole-process comparisons against other tools
//! are in `benches/whole_process.sh`.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shares the tests' forge"
)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sheepdip::model::probe::Probe;
use sheepdip::scan::identify::identify;

#[path = "../tests/it/forge/mod.rs"]
mod forge;
#[path = "../tests/it/formats/mod.rs"]
mod formats;

fn specimens() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    formats::SPECIMENS.iter().flat_map(|s| s.iter()).map(|(id, forge)| (*id, forge()))
}

/// What a type costs to recognise, from bytes that nobody has looked at.
fn identification(c: &mut Criterion) {
    let mut group = c.benchmark_group("identify");
    for (id, bytes) in specimens() {
        group.bench_function(id, |b| b.iter(|| identify(&mut Probe::new(black_box(&bytes)))));
    }
    group.finish();
}

/// What one specimen costs from bytes to report: hash, recognition, claims, inspections, judgement.
fn walks(c: &mut Criterion) {
    let mut group = c.benchmark_group("walk");
    for (id, bytes) in specimens() {
        let case = forge::case("specimen.bin", bytes);
        group.throughput(Throughput::Bytes(case.bytes.len() as u64));
        group.bench_function(id, |b| b.iter(|| black_box(&case).examine()));
    }
    group.finish();
}

/// The usual attachment, large enough that reading and hashing show.
fn attachment(c: &mut Criterion) {
    let mut bytes = forge::png::SIGNATURE.to_vec();
    bytes.extend(forge::png::chunk(b"IHDR", &[0, 0, 4, 0, 0, 0, 4, 0, 8, 0, 0, 0, 0]));
    for part in forge::noise(1_000_000).chunks(32 * 1024) {
        bytes.extend(forge::png::chunk(b"IDAT", part));
    }
    bytes.extend(forge::png::chunk(b"IEND", b""));
    let case = forge::case("screenshot.png", bytes);
    let mut group = c.benchmark_group("attachment");
    group.throughput(Throughput::Bytes(case.bytes.len() as u64));
    group.bench_function("png-1mb", |b| b.iter(|| black_box(&case).examine()));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(400)).sample_size(20);
    targets = attachment, identification, walks
}
criterion_main!(benches);
