//! A test that refits the weights of [`super::boilerplate`] on the hand-labelled pages.
//!
//! The pages are not part of a clone, so a plain run ignores the test.

// The test prints the figures and weights of the fit.
#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

use super::boilerplate::{FEATURES, INTERCEPT, WEIGHTS, features, find_by};
use super::html_block::{HtmlBlock, PageBlocks};
use crate::article::ParagraphKind;
use crate::{Classifier, Model};

/// A hand-labelled page.
struct LabelledPage {
    outlet: String,
    kind: String,
    page: PageBlocks,
    /// For each block whether the block is boilerplate; `None` if no row matches the block.
    labels: Vec<Option<bool>>,
    /// The labels and the words of the page's labelled paragraphs.
    rows: Vec<(String, String)>,
}

/// Returns the lower-case words of a text, with a space before, between and after them.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

/// Reads the labelled pages whose HTML is in the folder of the real data.
fn pages(shared: &Path) -> Vec<LabelledPage> {
    let mut rows: BTreeMap<String, Vec<csv::StringRecord>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(shared.join("data/pages/dev.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name| header.iter().position(|column| column == name).unwrap();
    for row in reader.records().map(Result::unwrap) {
        rows.entry(row[column("article")].to_owned()).or_default().push(row);
    }
    let mut pages = Vec::new();
    for (article, rows) in rows {
        let path = shared.join(format!("data/pages/html/{article}.html.gz"));
        let Ok(file) = std::fs::File::open(path) else {
            continue;
        };
        let mut html = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(file), &mut html).unwrap();
        let page = super::page(&html, super::charset::of(&html), usize::MAX).unwrap();
        let field = |name| rows[0][column(name)].to_owned();
        let (outlet, kind) = (field("outlet"), field("kind"));
        let rows: Vec<(String, String)> = rows
            .iter()
            .map(|row| (row[column("label")].to_owned(), words(&row[column("text")])))
            .collect();
        let label_of = |block: &HtmlBlock| {
            let block = words(&page.text[block.text.clone()]);
            let is_same = |row: &str| {
                row.len() > 2
                    && (block.contains(row) || block.split(' ').count() > 5 && row.contains(&block))
            };
            rows.iter().find(|(_, row)| is_same(row)).map(|(label, _)| label == "other")
        };
        let labels = page.blocks.iter().map(label_of).collect();
        pages.push(LabelledPage { outlet, kind, page, labels, rows });
    }
    pages
}

/// Fits weights and intercept to the labelled blocks of these pages.
fn fit<'p>(pages: impl Iterator<Item = &'p LabelledPage>) -> ([f64; FEATURES], f64) {
    let (mut cells, mut labels) = (Vec::new(), Vec::new());
    for page in pages {
        for (row, label) in features(&page.page).into_iter().zip(&page.labels) {
            if let Some(label) = label {
                cells.extend(row);
                labels.push(*label);
            }
        }
    }
    let rows = Array2::from_shape_vec((labels.len(), FEATURES), cells).unwrap();
    let fitted = LogisticRegression::default()
        .alpha(3.0)
        .gradient_tolerance(1e-4)
        .max_iterations(1000)
        .fit(&DatasetBase::new(rows, Array1::from(labels)))
        .unwrap();
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    (std::array::from_fn(|i| sign * fitted.params()[i]), sign * fitted.intercept())
}

/// Returns the share of paragraphs with this label, on pages of these kinds, that are in the
/// cleaned pages.
fn kept(pages: &[(&LabelledPage, String)], kinds: &[&str], label: &str) -> f64 {
    let rows = pages
        .iter()
        .filter(|(page, _)| kinds.contains(&&*page.kind))
        .flat_map(|(page, text)| page.rows.iter().map(move |row| (row, text)));
    let of_label: Vec<bool> = rows
        .filter(|(row, _)| row.0 == label && row.1.len() > 2)
        .map(|(row, text)| text.contains(&row.1))
        .collect();
    of_label.iter().filter(|&&kept| kept).count() as f64 / of_label.len() as f64
}

/// Returns the words of a page without boilerplate, found by these weights, and paid paragraphs.
fn clean(
    page: &LabelledPage,
    weights: &[f64; FEATURES],
    intercept: f64,
    classifier: &mut Classifier,
) -> String {
    let boilerplate = find_by(&page.page, weights, intercept);
    let article = super::article("a".into(), page.page.clone(), boilerplate, 0);
    let mut cleaned = String::new();
    for (at, verdict) in classifier.classify(&article).iter().enumerate() {
        if article.kind(at) == ParagraphKind::Text && !verdict.label.is_sponsored() {
            cleaned.push_str(&words(&article.text[verdict.span.clone()]));
        }
    }
    cleaned.replace("  ", " ")
}

#[test]
#[ignore = "needs ADSIFT_SHARED"]
fn weights_match_a_fit_that_holds_on_other_outlets() {
    let shared = std::env::var_os("ADSIFT_SHARED");
    let shared = shared.expect("this test needs ADSIFT_SHARED: the folder of the real data");
    let pages = pages(Path::new(&shared));
    assert!(pages.len() > 40);
    let (weights, intercept) = fit(pages.iter());
    let outlets: BTreeSet<&str> = pages.iter().map(|page| page.outlet.as_str()).collect();
    let mut classifier = Classifier::new(Model::embedded().unwrap());
    let mut cleaned = Vec::new();
    for outlet in outlets {
        let (own, others): (Vec<_>, Vec<_>) = pages.iter().partition(|page| page.outlet == outlet);
        let (weights, intercept) = fit(others.into_iter());
        for page in own {
            cleaned.push((page, clean(page, &weights, intercept, &mut classifier)));
        }
    }
    let kept = |kinds: &[&str], label| kept(&cleaned, kinds, label);
    let any = ["news", "mixed", "advertorial", "pressrelease"];
    let (news, other) = (kept(&any, "news"), kept(&any, "other"));
    let mixed = kept(&["mixed"], "sponsored");
    let advertorials = kept(&["advertorial"], "sponsored");
    eprintln!(
        "held-out outlets: editorial kept {news:.3}, paid removed {:.3} of mixed pages and {:.3} \
         of advertorials, boilerplate removed {:.3}",
        1.0 - mixed,
        1.0 - advertorials,
        1.0 - other
    );
    let is_near = |weight: f64, fitted: f64| (weight - fitted).abs() < 0.06;
    for ((name, weight), fitted) in WEIGHTS.iter().zip(weights) {
        let mark = if is_near(*weight, fitted) { "" } else { " // !" };
        eprintln!("    ({name:?}, {fitted:.1}),{mark}");
    }
    eprintln!("INTERCEPT {intercept:.1}");
    assert!(news > 0.959 && mixed < 0.2 && advertorials < 0.25 && other < 0.2);
    let mut pairs = WEIGHTS.iter().zip(weights);
    assert!(pairs.all(|((_, weight), fitted)| is_near(*weight, fitted)));
    assert!(is_near(INTERCEPT, intercept));
}
