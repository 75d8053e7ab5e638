//! Measures feature extraction (tokens, stems, columns), in bytes per second.

mod common;

use std::hint::black_box;

use adsift::features::{NgramExtractor, NgramSettings};
use criterion::Throughput;

fn main() {
    let paragraphs = common::paragraphs();
    let mut extractor = NgramExtractor::new(&NgramSettings::default());
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("features");
    group.throughput(Throughput::Bytes(common::bytes(&paragraphs)));
    group.bench_function("extract", |bencher| {
        bencher.iter(|| {
            for paragraph in &paragraphs {
                black_box(extractor.extract(black_box(paragraph)));
            }
        });
    });
    group.finish();
    criterion.final_summary();
}
