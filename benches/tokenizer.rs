//! Measures the tokenizer alone, in bytes per second.

mod common;

use std::hint::black_box;

use adsift::tokenizer::for_each_token;
use criterion::Throughput;

fn main() {
    let paragraphs = common::paragraphs();
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("tokenizer");
    group.throughput(Throughput::Bytes(common::bytes(&paragraphs)));
    group.bench_function("for_each_token", |bencher| {
        bencher.iter(|| {
            for paragraph in &paragraphs {
                for_each_token(black_box(paragraph), |token| {
                    black_box(token);
                });
            }
        });
    });
    group.finish();
    criterion.final_summary();
}
