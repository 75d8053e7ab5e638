//! `LabelledColumns`: the columns of labelled data, the names of labels, and the rows to leave out.

/// Which columns of labelled data are read, what its labels mean, and which rows are left out.
///
/// A column is a column of CSV or Parquet, or a field of JSON Lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledColumns {
    /// The column of texts; a row is a paragraph.
    pub text: String,
    /// The column of labels, `news` or `sponsored`.
    pub label: String,
    /// The column of article ids. The rows of a file with the same id are the paragraphs of one
    /// page, in this order; rows that are not successive are gathered if they have the same
    /// group. Without the column, or if the cell is empty, a row is an article.
    pub article: Option<String>,
    /// The column of the paragraph's number in its article, by which the rows of an article are
    /// sorted. Needs the column of article ids.
    pub paragraph: Option<String>,
    /// The column of groups; a split or a fold never divides a group. Without the column, or if the
    /// cell is empty, the group is the article, or the row if it has no article id.
    pub group: Option<String>,
    /// The column of sources, such as collections. Without the column, or if the cell is empty, the
    /// source is the file.
    pub source: Option<String>,
    /// Names of labels that mean sponsored, other than `sponsored`. The case of names is ignored.
    pub sponsored_labels: Vec<String>,
    /// Names of labels that mean news, other than `news`.
    pub news_labels: Vec<String>,
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
            paragraph: None,
            group: None,
            source: None,
            sponsored_labels: Vec::new(),
            news_labels: Vec::new(),
            ignore_labels: Vec::new(),
            exclude: Vec::new(),
        }
    }
}
