//! The weights of [`super::boilerplate`], learned anew from the hand-labelled pages and held to what it says.

// What is skipped and what is found is told.
#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

use super::blocks::Page;
use super::boilerplate::{FEATURES, INTERCEPT, WEIGHTS, features, find_by};
use crate::article::ParagraphKind;
use crate::{Classifier, Model};

struct LabelledPage {
    outlet: String,
    kind: String,
    page: Page,
    /// Of each block, whether it is boilerplate, where that is known.
    labels: Vec<Option<bool>>,
    /// The labels of the page's paragraphs, and their words.
    rows: Vec<(String, String)>,
}

/// Words and nothing else, a space before, between and behind them.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    format!(" {} ", words.join(" "))
}

fn pages(shared: &Path) -> Vec<LabelledPage> {
    let mut rows: BTreeMap<String, Vec<csv::StringRecord>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(shared.join("data/pages/dev.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let column = |name| header.iter().position(|column| column == name).unwrap();
    for row in reader.records().map(Result::unwrap) {
        rows.entry(row[column("article")].to_owned())
            .or_default()
            .push(row);
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
        let labels = page.blocks.iter().map(|block| {
            let block = words(&page.text[block.text.clone()]);
            let is_of = |row: &str| {
                row.len() > 2
                    && (block.contains(row) || block.split(' ').count() > 5 && row.contains(&block))
            };
            rows.iter()
                .find(|(_, row)| is_of(row))
                .map(|(label, _)| label == "other")
        });
        let labels = labels.collect();
        pages.push(LabelledPage {
            outlet,
            kind,
            page,
            labels,
            rows,
        });
    }
    pages
}

/// Weights and intercept by the labelled blocks of these pages.
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
    (
        std::array::from_fn(|i| sign * fitted.params()[i]),
        sign * fitted.intercept(),
    )
}

/// Share of paragraphs of this label, on pages of these kinds, that are in what is left of the pages.
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

/// The words that `clean` leaves of a page, its boilerplate found by these weights.
fn clean(
    page: &LabelledPage,
    weights: &[f64; FEATURES],
    intercept: f64,
    judge: &mut Classifier,
) -> String {
    let boilerplate = find_by(&page.page, weights, intercept);
    let article = super::article("a".into(), page.page.clone(), boilerplate, 0);
    let mut left = String::new();
    for (at, verdict) in judge.classify(&article).iter().enumerate() {
        if article.kind(at) == ParagraphKind::Text && !verdict.label.is_sponsored() {
            left.push_str(&words(&article.text[verdict.span.clone()]));
        }
    }
    left.replace("  ", " ")
}

#[test]
fn the_weights_are_what_the_pages_teach_and_carry_over_to_other_outlets() {
    let Some(shared) = std::env::var_os("ADSIFT_SHARED") else {
        eprintln!("skipped: ADSIFT_SHARED names no folder of real data");
        return;
    };
    let pages = pages(Path::new(&shared));
    assert!(pages.len() > 40);
    let (weights, intercept) = fit(pages.iter());
    let outlets: BTreeSet<&str> = pages.iter().map(|page| page.outlet.as_str()).collect();
    let model = Model::embedded().unwrap();
    let mut judge = Classifier::new(model.clone());
    let mut left = Vec::new();
    for outlet in outlets {
        let (others, own) = (
            pages.iter().filter(|page| page.outlet != outlet),
            pages.iter().filter(|page| page.outlet == outlet),
        );
        let (weights, intercept) = fit(others);
        left.extend(own.map(|page| (page, clean(page, &weights, intercept, &mut judge))));
    }
    let kept = |kinds: &[&str], label| kept(&left, kinds, label);
    let any = ["news", "mixed", "advertorial", "pressrelease"];
    let (news, other) = (kept(&any, "news"), kept(&any, "other"));
    let (mixed, advertorials) = (
        kept(&["mixed"], "sponsored"),
        kept(&["advertorial"], "sponsored"),
    );
    eprintln!(
        "outlets left out: editorial kept {news:.3}, paid removed {:.3} of mixed pages and {:.3} of advertorials, \
         boilerplate removed {:.3}",
        1.0 - mixed,
        1.0 - advertorials,
        1.0 - other
    );
    assert!(news > 0.959 && mixed < 0.2 && advertorials < 0.25 && other < 0.2);
    for ((name, weight), found) in WEIGHTS.iter().zip(weights) {
        eprintln!(
            "    ({name:?}, {found:.1}),{}",
            if (weight - found).abs() > 0.06 {
                " // !"
            } else {
                ""
            }
        );
    }
    eprintln!("INTERCEPT {intercept:.1}");
    let near = |(said, found): (f64, f64)| (said - found).abs() < 0.06;
    assert!(
        WEIGHTS
            .iter()
            .map(|&(_, weight)| weight)
            .zip(weights)
            .all(near)
    );
    assert!(near((INTERCEPT, intercept)));
}
