//! `LabelledColumns`: the columns of a labelled CSV, and the rows to leave out.

/// Which columns of a labelled CSV are read, and which rows are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledColumns {
    /// The column of texts; a row is a paragraph.
    pub text: String,
    /// The column of labels, `news` or `sponsored`.
    pub label: String,
    /// The column of article ids. Successive rows of a file with the same id are the paragraphs of
    /// one page, in this order. Without the column, or if the cell is empty, a row is an article.
    pub article: Option<String>,
    /// The column of groups; a split or a fold never divides a group. Without the column, or if the
    /// cell is empty, the group is the article, or the row if it has no article id.
    pub group: Option<String>,
    /// The column of sources, such as collections. Without the column, or if the cell is empty, the
    /// source is the file.
    pub source: Option<String>,
    /// Labels of rows that are only context for their neighbours.
    pub ignore_labels: Vec<String>,
    /// Rows to leave out: the name of a column, and the value of its cell.
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
