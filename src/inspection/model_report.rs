//! What is in a model: its settings, what it was trained on, how right it was, how large it is, what it weighs.

use std::fmt;

use serde::Serialize;

use super::model_weights::{ColumnWeight, Weights};
use super::top_features::{TopFeature, TopFeatures};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::model::Model;
use crate::model::file::{self, Sizes};
use crate::model::record::TrainingRecord;
use crate::terminal::{escape, excerpt};

/// Cells of a feature's name.
const NAME: usize = 24;

/// A look at a model. Its `Display` is a text for a terminal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelReport {
    /// The file's format.
    pub format_version: u16,
    /// The stemmer's language.
    pub language: &'static str,
    /// There are 2^bits columns.
    pub bits: u32,
    /// On what it was trained, how, and how right it was on what was held out.
    pub training: TrainingRecord,
    /// The page's stage.
    pub page: Vec<PageWeight>,
    /// And its intercept.
    pub page_intercept: f64,
    /// The probability from which on a paragraph is called sponsored.
    pub threshold: f64,
    /// Bytes of its file.
    pub sizes: Sizes,
    /// How many slots of its vocabulary are taken: as many as it knows words, a few that share one left out.
    pub words: usize,
    /// The words' stage.
    pub weights: Weights,
    /// The weightiest features by name, where data was given that they stand in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<TopFeatures>,
}

/// A weight of the page's stage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PageWeight {
    pub column: &'static str,
    pub weight: f64,
}

impl ModelReport {
    /// Reports on a model; `data` names its features, if given.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) if the model cannot be encoded as a file.
    pub fn of(model: &Model, data: Option<&Corpus>) -> Result<Self> {
        let page = model.page.columns.columns().iter().zip(&model.page.weights);
        Ok(ModelReport {
            format_version: file::VERSION,
            language: model.ngrams.language.as_str(),
            bits: model.ngrams.bits,
            training: model.training.clone(),
            page: page
                .map(|(column, &weight)| PageWeight {
                    column: column.name(),
                    weight,
                })
                .collect(),
            page_intercept: model.page.intercept,
            threshold: model.threshold,
            sizes: file::sizes(model)?,
            words: model.paragraph.vocabulary.len(),
            weights: Weights::of(&model.paragraph),
            features: data.map(|corpus| TopFeatures::of(model, corpus)),
        })
    }
}

impl fmt::Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &self.training;
        let settings = &record.settings;
        let cap = settings.cap.map_or("none".to_owned(), |cap| {
            format!("{cap} rows of a source and label")
        });
        let page = self.page.iter();
        let page: Vec<String> = page
            .map(|page| format!("{} {:+.3}", page.column, page.weight))
            .collect();
        let (weights, sizes) = (&self.weights, &self.sizes);
        writeln!(
            f,
            "adsift model, format version {}, trained by adsift {}\n\
             \n\
             language    {}\n\
             columns     2^{} hashed n-grams, {} of them used\n\
             words       C {}, cap {cap}, seed {}\n\
             page        {}, intercept {:+.3}\n\
             threshold   {}\n\
             data        BLAKE3 {}\n\
             size        {} bytes: table {}, vocabulary {}, page {}, header {}\n\
             vocabulary  {} words\n\
             \n\
             {}\n\
             \n\
             held out, {} folds of whole groups\n\
             {}\n",
            self.format_version,
            escape(&record.adsift),
            self.language,
            self.bits,
            weights.used,
            settings.c,
            settings.seed,
            page.join(", "),
            self.page_intercept,
            self.threshold,
            escape(&record.data_digest),
            sizes.file,
            sizes.table,
            sizes.vocabulary,
            sizes.page_weights,
            sizes.header,
            self.words,
            record.data,
            record.folds,
            record.held_out,
        )?;
        write!(f, "{weights}")?;
        match &self.features {
            Some(features) => write!(f, "\n\n{features}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, nine_tenths, most, all] = self.quantiles;
        writeln!(
            f,
            "weights of columns, in log-odds: {} for news, {} for sponsored\n\
             of 50 % at most {half:.4}, of 90 % {nine_tenths:.4}, of 99 % {most:.4}, largest {all:.4}",
            self.for_news, self.for_sponsored
        )?;
        writeln!(f, "{:14}      news  sponsored", "at least")?;
        for at in &self.at_least {
            writeln!(f, "{:<14}{:>10}{:>11}", at.weight, at.news, at.sponsored)?;
        }
        let columns = |told: &[ColumnWeight]| {
            let told = told.iter();
            let told = told.map(|told| format!("{} {:+.3}", told.column, told.weight));
            told.collect::<Vec<_>>().join(", ")
        };
        writeln!(f, "most news, by column: {}", columns(&self.most_news))?;
        write!(f, "most sponsored: {}", columns(&self.most_sponsored))
    }
}

impl fmt::Display for TopFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sides = [("sponsored", &self.sponsored), ("news", &self.news)];
        let (rows, features) = (self.rows, self.features);
        write!(
            f,
            "weightiest of {features} features of {rows} labelled paragraphs"
        )?;
        for (label, features) in sides {
            let name = pad(&format!("for {label}"));
            write!(f, "\n\n{name}   weight  rows news  rows sponsored")?;
            for TopFeature {
                feature,
                weight,
                news,
                sponsored,
            } in features
            {
                write!(
                    f,
                    "\n{}{weight:>+9.3}  {news:>9}  {sponsored:>14}",
                    pad(feature)
                )?;
            }
        }
        Ok(())
    }
}

/// A name on exactly so many cells, safe for a terminal.
fn pad(name: &str) -> String {
    use unicode_width::UnicodeWidthStr;
    let name = excerpt(name, NAME);
    let padding = NAME.saturating_sub(name.width());
    name + &" ".repeat(padding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_size_is_that_of_its_file() {
        let model = Model::embedded().unwrap();
        let report = ModelReport::of(&model, None).unwrap();
        let bytes = file::encode(&model).unwrap();
        assert_eq!(report.sizes.file, bytes.len() as u64);
        assert_eq!(report.sizes.table, 2 << model.ngrams.bits);
        assert_eq!(
            report.weights.used,
            report.weights.for_news + report.weights.for_sponsored
        );
        assert!(serde_json::to_value(&report).unwrap()["features"].is_null());
    }
}
