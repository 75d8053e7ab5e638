//! The report on a model: settings, training data, held-out figures, sizes and weights.

use std::fmt::{self, Display};

use serde::Serialize;

use super::model_weights::{ColumnWeight, Weights};
use super::top_features::{TopFeature, TopFeatures};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::model::Model;
use crate::model::file::{self, Sizes};
use crate::model::record::TrainingRecord;
use crate::terminal::{escape, excerpt};
use crate::text_table::TextTable;

/// Maximum width of a feature's name in the text, in terminal cells.
const NAME_CELLS: usize = 24;

/// A report on a model. Its `Display` is a text for a terminal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ModelReport {
    /// The version of the file format.
    pub format_version: u16,
    /// The language of the stemmer.
    pub language: &'static str,
    /// The model has 2^bits columns.
    pub bits: u32,
    /// Settings, training data and held-out figures.
    pub training: TrainingRecord,
    /// The weights of the page stage.
    pub page: Vec<PageWeight>,
    /// The intercept of the page stage, in log-odds.
    pub page_intercept: f64,
    /// The lowest probability at which a paragraph is labelled sponsored.
    pub threshold: f64,
    /// The bytes of the file and of its parts.
    pub sizes: Sizes,
    /// The number of used slots of the vocabulary. It is a little below the number of known words,
    /// because a few words share a slot.
    pub words: usize,
    /// The weights of the paragraph stage.
    pub weights: Weights,
    /// The features with the largest weights; `None` without data that names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<TopFeatures>,
}

/// A weight of the page stage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PageWeight {
    /// The name of the column.
    pub column: &'static str,
    /// The weight, in log-odds per unit of the column.
    pub weight: f64,
}

impl ModelReport {
    /// Reports on a model; `data`, if given, names its features.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`](crate::Error::Setting) if the model cannot be encoded as a file.
    ///
    /// ```
    /// use adsift::Model;
    /// use adsift::inspection::ModelReport;
    ///
    /// let report = ModelReport::of(&Model::embedded()?, None)?;
    /// assert_eq!(report.language, "english");
    /// println!("{report}");
    /// # Ok::<(), adsift::Error>(())
    /// ```
    pub fn of(model: &Model, data: Option<&Corpus>) -> Result<Self> {
        let page = model.page.columns.columns().iter().zip(&model.page.weights);
        Ok(ModelReport {
            format_version: file::VERSION,
            language: model.ngrams.language.as_str(),
            bits: model.ngrams.bits,
            training: model.training.clone(),
            page: page
                .map(|(column, &weight)| PageWeight { column: column.name(), weight })
                .collect(),
            page_intercept: model.page.intercept,
            threshold: model.threshold,
            sizes: file::sizes(model)?,
            words: model.paragraph.vocabulary.len(),
            weights: Weights::of(&model.paragraph),
            features: data.map(|corpus| TopFeatures::of(model, corpus)),
        })
    }

    /// The lines above the training data, as names and values.
    fn settings(&self) -> [(&'static str, String); 8] {
        let record = &self.training;
        let settings = &record.settings;
        let cap = settings
            .cap
            .map_or("none".to_owned(), |cap| format!("{cap} rows per source and label"));
        let page: String =
            self.page.iter().map(|page| format!("{} {:+.3}, ", page.column, page.weight)).collect();
        let Sizes { file, table, vocabulary, page_weights, header } = self.sizes;
        [
            ("language", self.language.to_owned()),
            (
                "columns",
                format!("2^{} hashed n-grams, {} with a weight", self.bits, self.weights.used),
            ),
            ("paragraph", format!("C {}, cap {cap}, seed {}", settings.c, settings.seed)),
            ("page", format!("{page}intercept {:+.3}", self.page_intercept)),
            ("threshold", self.threshold.to_string()),
            ("data", format!("BLAKE3 {}", escape(&record.data_digest))),
            (
                "size",
                format!(
                    "{file} bytes: table {table}, vocabulary {vocabulary}, page {page_weights}, \
                     header {header}"
                ),
            ),
            ("vocabulary", format!("{} words", self.words)),
        ]
    }
}

impl Display for ModelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &self.training;
        writeln!(
            f,
            "adsift model, format version {}, trained by adsift {}\n",
            self.format_version,
            escape(&record.adsift),
        )?;
        for (name, value) in self.settings() {
            writeln!(f, "{name:<10}  {value}")?;
        }
        writeln!(f, "\n{}\n", record.data)?;
        writeln!(f, "figures on held-out groups, {} folds", record.folds)?;
        writeln!(f, "{}\n", record.held_out)?;
        write!(f, "{}", self.weights)?;
        match &self.features {
            Some(features) => write!(f, "\n\n{features}"),
            None => Ok(()),
        }
    }
}

impl Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p90, p99, max] = self.quantiles;
        writeln!(
            f,
            "weights of the paragraph stage, in log-odds: {} for news, {} for sponsored\n\
             size: median {p50:.4}, 90 % up to {p90:.4}, 99 % up to {p99:.4}, largest {max:.4}",
            self.for_news, self.for_sponsored
        )?;
        let mut table = TextTable::new("size at least | news: | sponsored:");
        for at in &self.at_least {
            table.row([&at.weight as &dyn Display, &at.news, &at.sponsored]);
        }
        let columns = |weights: &[ColumnWeight]| {
            let columns: Vec<String> = weights
                .iter()
                .map(|weight| format!("{} {:+.3}", weight.column, weight.weight))
                .collect();
            columns.join(", ")
        };
        writeln!(f, "{table}")?;
        let (news, sponsored) = (columns(&self.most_news), columns(&self.most_sponsored));
        writeln!(f, "columns with the largest weights for news: {news}")?;
        write!(f, "columns with the largest weights for sponsored: {sponsored}")
    }
}

impl Display for TopFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "features with the largest weights, of {} in {} labelled paragraphs",
            self.features, self.rows
        )?;
        for (header, features) in [("for sponsored", &self.sponsored), ("for news", &self.news)] {
            let mut table =
                TextTable::new(&format!("{header} | weight: | news rows: | sponsored rows:"));
            for TopFeature { feature, weight, news, sponsored } in features {
                table.row([
                    &excerpt(feature, NAME_CELLS) as &dyn Display,
                    &format!("{weight:+.3}"),
                    news,
                    sponsored,
                ]);
            }
            write!(f, "\n\n{table}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reported_sizes_are_those_of_the_file() {
        let model = Model::embedded().unwrap();
        let report = ModelReport::of(&model, None).unwrap();
        let bytes = file::encode(&model).unwrap();
        assert_eq!(report.sizes.file, bytes.len() as u64);
        assert_eq!(report.sizes.table, 2 << model.ngrams.bits);
        assert_eq!(report.weights.used, report.weights.for_news + report.weights.for_sponsored);
        assert!(serde_json::to_value(&report).unwrap()["features"].is_null());
    }
}
