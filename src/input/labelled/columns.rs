//! The columns of a labelled CSV, and the rows that count.

/// Which columns of a labelled CSV are read, and which of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledColumns {
    /// The column of the text, a paragraph a row.
    pub text: String,
    /// The column of the label, `news` or `sponsored`.
    pub label: String,
    /// The column that names the article; successive rows of one article of a file stood on one
    /// page in this order. Without it, and where the cell is empty, a row stands alone.
    pub article: Option<String>,
    /// The column of what must stay on one side of a split. Without it, and where the cell is empty,
    /// that is the article, and without one the row.
    pub group: Option<String>,
    /// The column of the collection a row is from; without it, and where the cell is empty, its file.
    pub source: Option<String>,
    /// Labels of rows that are context only.
    pub ignore_labels: Vec<String>,
    /// Rows left out entirely: a column, and its value in them.
    pub exclude: Vec<(String, String)>,
}

impl Default for LabelledColumns {
    fn default() -> Self {
        LabelledColumns {
            text: "text".to_owned(),
            label: "label".to_owned(),
            article: None,
            group: None,
            source: None,
            ignore_labels: Vec::new(),
            exclude: Vec::new(),
        }
    }
}
