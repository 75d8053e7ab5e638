//! Throughput of HTML pages, from the file to the verdicts, in bytes per second on one thread.

mod common;

use std::fmt::Write as _;
use std::hint::black_box;

use adsift::input::{Columns, Format, Reading, articles};
use adsift::{Classifier, Error, Model};
use criterion::Throughput;

/// Returns a page of the bench's paragraphs in the proportions of news sites: a tenth of the bytes
/// is text, and most other bytes are scripts.
fn page() -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Bench</title></head><body>",
    );
    for (number, paragraph) in common::paragraphs().iter().enumerate() {
        let script = "window.dataLayer.push({'event': 'impression', 'slot': 7}); "
            .repeat(paragraph.len() / 10);
        let _ = write!(
            page,
            "<div class=\"story story-{number}\" data-track='{number}'>\
             <h3 class=head><a href=\"/{number}\">Story {number}</a></h3>\
             <p class=\"body text\">{paragraph}</p></div><script>{script}</script>\n\
             <ul class=menu><li><a href=/a>One</a></li><li><a href=/b>Two</a></li></ul>"
        );
    }
    page
}

fn main() -> adsift::Result<()> {
    let page = page();
    let folder = tempfile::tempdir().map_err(|error| Error::io("a folder", error))?;
    let path = folder.path().join("page.html");
    std::fs::write(&path, &page).map_err(|error| Error::io("the page", error))?;
    let path = path.display().to_string();
    let model = std::sync::Arc::new(Model::embedded()?);
    let mut classifier = Classifier::new(model.clone());
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("html");
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("classify", |bencher| {
        bencher.iter(|| {
            let opened = articles(&path, Format::Html, &Columns::default(), &Reading::default());
            for article in opened.into_iter().flatten().flatten() {
                black_box(classifier.classify(&article));
            }
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
