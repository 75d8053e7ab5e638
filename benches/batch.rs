//! Throughput of an Arrow batch, and of the same articles read and written as JSON Lines, in bytes
//! per second on one thread.

mod common;

use std::hint::black_box;
use std::sync::Arc;

use adsift::Model;
use adsift::batch::{BatchClassifier, BatchSettings};
use adsift::input::{self, Columns, Format, Reading};
use adsift::output::Jsonl;
use adsift::pipeline::classify_all;
use arrow::array::{RecordBatch, StringArray};
use criterion::Throughput;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let articles = common::articles();
    let texts = articles.iter().map(|article| article.text.as_str());
    let ids: Vec<String> = articles.iter().map(|article| article.id.to_string()).collect();
    let lines: String = texts
        .clone()
        .zip(&ids)
        .map(|(text, id)| serde_json::json!({"id": id, "text": text}).to_string() + "\n")
        .collect();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("articles.jsonl");
    std::fs::write(&path, lines)?;
    let path = path.display().to_string();
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(StringArray::from(ids.clone())) as _),
        ("text", Arc::new(StringArray::from_iter_values(texts.clone())) as _),
    ])?;

    let model = Arc::new(Model::embedded()?);
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("batch");
    group
        .throughput(Throughput::Bytes(common::bytes(articles.iter().map(|article| &article.text))));
    // Both start with empty caches, like a run.
    group.bench_function("record_batch", |bencher| {
        bencher.iter(|| {
            let mut classifier = BatchClassifier::new(model.clone(), BatchSettings::default());
            black_box(classifier.classify(black_box(&batch)))
        });
    });
    group.bench_function("json_lines", |bencher| {
        bencher.iter(|| {
            let columns = Columns::default();
            let mut articles =
                input::articles(&path, Format::Jsonl, &columns, &Reading::default())?;
            let articles = std::iter::from_fn(move || articles.next_raw());
            let format = Jsonl::new(false);
            let sink = |bytes: &[u8]| {
                black_box(bytes);
                Ok(())
            };
            classify_all(&model, model.threshold, 1, articles, &format, sink)
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
