//! The settings of a batch: which columns are read, and which are written.

use crate::input::TextSettings;

/// The columns that a batch is read from, the columns that are written, and the limits.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchSettings {
    /// Name of the text column: strings of any Arrow type, or a dictionary of strings.
    pub text_column: String,
    /// Name of the id column, which is copied unchanged and may have any type.
    pub id_column: Option<String>,
    /// Whether to hand on all other columns unchanged. The clean text then takes the place of the
    /// text, under its name; without a clean text, the text is left out.
    pub hands_on: bool,
    /// Whether to write the column `verdicts`.
    pub verdicts: bool,
    /// Whether to write the column `clean`: the text without its sponsored paragraphs.
    pub clean: bool,
    /// Lowest probability at which a paragraph is labelled sponsored; the model's threshold if
    /// `None`.
    pub threshold: Option<f64>,
    /// How a text becomes an article, and the limits on it.
    pub texts: TextSettings,
}

impl Default for BatchSettings {
    fn default() -> Self {
        BatchSettings {
            text_column: "text".to_owned(),
            id_column: Some("id".to_owned()),
            hands_on: false,
            verdicts: true,
            clean: false,
            threshold: None,
            texts: TextSettings::default(),
        }
    }
}
