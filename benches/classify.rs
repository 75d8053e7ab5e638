//! Throughput of the default model in bytes per second: page after page, and as a stream on several
//! threads.

mod common;

use std::hint::black_box;

use adsift::input::RawArticle;
use adsift::output::Jsonl;
use adsift::pipeline::classify_all;
use adsift::{Classifier, Model};
use criterion::{BatchSize, BenchmarkId, Throughput};

fn main() -> adsift::Result<()> {
    let articles = common::articles();
    let model = std::sync::Arc::new(Model::embedded()?);
    let mut classifier = Classifier::new(model.clone());
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("classify");
    let texts = articles.iter().map(|article| &article.text);
    group.throughput(Throughput::Bytes(common::bytes(texts)));
    group.bench_function("classify", |bencher| {
        bencher.iter(|| {
            for article in &articles {
                black_box(classifier.classify(black_box(article)));
            }
        });
    });
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("classify_all", threads), |bencher| {
            bencher.iter_batched(
                || articles.clone(),
                |articles| {
                    let articles =
                        articles.into_iter().map(|article| Ok(RawArticle::Parsed(article)));
                    let format = Jsonl::new(false);
                    let threshold = model.threshold;
                    classify_all(&model, threshold, threads, articles, &format, |bytes: &[u8]| {
                        black_box(bytes);
                        Ok(())
                    })
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
