//! Throughput of a training with its five folds, in bytes per second, on 1 and 2 threads.

mod common;

use std::hint::black_box;

use adsift::training::{TrainingSettings, train};
use criterion::{BenchmarkId, Throughput};

fn main() -> adsift::Result<()> {
    let corpus = common::corpus();
    let settings = TrainingSettings::default();
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("train");
    group.throughput(Throughput::Bytes(common::bytes(common::paragraphs())));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
            bencher.iter(|| pool.install(|| train(black_box(&corpus), &settings)));
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
