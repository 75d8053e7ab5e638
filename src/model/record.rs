//! The training record of a model: settings, counts of the data, and figures on held-out groups.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::corpus::CorpusSummary;
use crate::features::{NgramSettings, PageColumns};
use crate::text_table::{TextTable, figure};

/// The settings of a training. A model stores them.
///
/// ```
/// use adsift::training::TrainingSettings;
///
/// let settings = TrainingSettings { folds: 10, cap: Some(4000), ..TrainingSettings::default() };
/// assert!(settings.check().is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingSettings {
    /// Settings of the paragraph features.
    pub ngrams: NgramSettings,
    /// C of the paragraph stage: the weight of the losses relative to the regularisation. Above 0;
    /// default 8.
    pub c: f64,
    /// Number of folds for held-out scores, 2 to 1000; default 5.
    pub folds: usize,
    /// Largest total weight of the rows of one source and label, in rows; `None`, the default, for
    /// no limit.
    pub cap: Option<usize>,
    /// Whether the paragraph stage ignores outliers: news that models of other groups score as
    /// advertising, and advertising that they score as news. Such rows are noise to a model for
    /// pages of other publications. Default false.
    pub trim: bool,
    /// Columns of the page stage, for data with articles; default [`PageColumns::Layout`].
    pub page: PageColumns,
    /// Largest number of pages of one source and kind (all news, all sponsored, mixed) that the
    /// page stage is fitted to; `None`, the default, for no limit.
    pub page_cap: Option<usize>,
    /// Threshold of the model, in [0, 1]; `None`, the default, for the threshold with the best F1
    /// on held-out groups.
    pub threshold: Option<f64>,
    /// Seed of every random choice; default 42.
    pub seed: u64,
}

impl Default for TrainingSettings {
    fn default() -> Self {
        TrainingSettings {
            ngrams: NgramSettings::default(),
            c: 8.0,
            folds: 5,
            cap: None,
            trim: false,
            page: PageColumns::Layout,
            page_cap: None,
            threshold: None,
            seed: 42,
        }
    }
}

/// The training record: the settings and data of a training, and the figures on held-out groups.
/// Every model stores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TrainingRecord {
    /// Version of adsift that trained the model.
    pub adsift: String,
    /// Settings of the training.
    pub settings: TrainingSettings,
    /// Counts of the training data.
    pub data: CorpusSummary,
    /// BLAKE3 of the training data, in hexadecimal.
    pub data_digest: String,
    /// Number of folds: that of the settings, or the number of groups if there are fewer.
    pub folds: usize,
    /// Figures on held-out groups.
    pub held_out: HeldOut,
}

/// Figures of both stages on held-out groups. Its `Display` is a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct HeldOut {
    /// Figures of the paragraph stage, at probability 0.5.
    #[serde(rename = "words")]
    pub paragraph_stage: StageFigures,
    /// Figures of the whole model, at its threshold. A threshold chosen for the best F1 was chosen
    /// on the same data, so that this F1 is slightly too high.
    #[serde(rename = "page")]
    pub whole_model: StageFigures,
}

/// The figures of a stage for the class sponsored, rounded to six decimals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StageFigures {
    /// Share of sponsored paragraphs among those labelled sponsored, in [0, 1].
    pub precision: f64,
    /// Share of sponsored paragraphs that are labelled sponsored, in [0, 1].
    pub recall: f64,
    /// Harmonic mean of precision and recall, in [0, 1].
    pub f1: f64,
    /// Area under the ROC curve, in [0, 1]; `None` if a class is missing.
    pub auc: Option<f64>,
    /// Average precision, in [0, 1]; `None` if no paragraph is sponsored.
    pub average_precision: Option<f64>,
    /// Brier score: mean squared error of the probability, in [0, 1].
    pub brier: f64,
}

impl fmt::Display for HeldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = TextTable::new(" | precision: | recall: | F1: | AUC: | AP: | Brier:");
        let stages =
            [("paragraph stage", &self.paragraph_stage), ("whole model", &self.whole_model)];
        for (name, figures) in stages {
            table.row([
                name,
                &figure(figures.precision),
                &figure(figures.recall),
                &figure(figures.f1),
                &figure(figures.auc),
                &figure(figures.average_precision),
                &figure(figures.brier),
            ]);
        }
        write!(f, "{table}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_out_figures_are_shown_as_a_table_and_stored_under_their_old_names() {
        let figures = StageFigures {
            precision: 0.9,
            recall: 0.75,
            f1: 0.818182,
            auc: None,
            average_precision: Some(0.8),
            brier: 0.1,
        };
        let held_out = HeldOut {
            paragraph_stage: figures.clone(),
            whole_model: StageFigures { brier: 0.05, ..figures },
        };
        assert_eq!(
            held_out.to_string(),
            "                 \
             precision  recall      F1  AUC      AP   Brier
paragraph stage     0.9000  0.7500  0.8182    -  0.8000  0.1000
whole model         0.9000  0.7500  0.8182    -  0.8000  0.0500"
        );
        let stored = serde_json::to_value(&held_out).unwrap();
        assert_eq!(stored["words"]["brier"], 0.1);
        assert_eq!(stored["page"]["brier"], 0.05);
    }
}
