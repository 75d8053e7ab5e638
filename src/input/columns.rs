//! Which columns of a CSV hold what.

/// Which columns of a CSV are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The column of the text.
    pub text: String,
    /// The column that names the article, where a row is a paragraph; an empty cell names none, and
    /// its row stands alone. Without it a row is an article.
    pub article: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Columns {
            text: "text".to_owned(),
            article: None,
        }
    }
}
