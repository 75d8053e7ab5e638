//! Whether reading can go on after a problem.

use super::problem::Problem;

impl Problem {
    /// Whether the reader of the input cannot go on after this problem: there is no next record, or
    /// its start is unknown.
    pub fn ends_input(&self) -> bool {
        // Exhaustive, so that the compiler asks for a decision about every new problem.
        match self {
            // One record is bad; the start of the next one is known.
            Problem::RowWidth { .. }
            | Problem::InvalidUtf8
            | Problem::LineTooLong { .. }
            | Problem::PageTooLong { .. }
            | Problem::Binary
            | Problem::HtmlMemory
            | Problem::DecodedPage
            | Problem::NotHtml
            | Problem::CannotOpen(_)
            | Problem::ArticleTooLong { .. }
            | Problem::TooManyParagraphs { .. }
            | Problem::IdTooLong { .. }
            | Problem::ParagraphTooLong { .. }
            | Problem::TooManyTokens { .. }
            | Problem::Json(_)
            | Problem::MissingField { .. }
            | Problem::ObjectField { .. }
            | Problem::ScatteredRows { .. }
            | Problem::ParagraphNumber { .. }
            | Problem::RepeatedParagraph { .. }
            | Problem::Mail(_)
            | Problem::NoMailHeader
            | Problem::WarcPage(_)
            | Problem::NoCues
            | Problem::CueTimes => false,
            Problem::Empty
            | Problem::NoRows
            | Problem::MissingColumn { .. }
            | Problem::OtherDelimiter { .. }
            | Problem::DuplicateColumn(_)
            | Problem::UnknownLabels { .. }
            | Problem::MadeColumn(_)
            | Problem::Utf16 { .. }
            | Problem::Utf32
            | Problem::Undecodable { .. }
            | Problem::UnclosedQuote
            | Problem::StrayQuote
            | Problem::RecordTooLong { .. }
            | Problem::NotText { .. }
            | Problem::NestedColumn { .. }
            | Problem::NoHeader { .. }
            | Problem::BatchTooLarge
            | Problem::Arrow(_)
            | Problem::RefusedArticle(_)
            | Problem::Parquet(_)
            | Problem::ParquetInput
            | Problem::OtherFormat { .. }
            | Problem::OtherName { .. }
            | Problem::JsonForm(_)
            | Problem::Feed(_)
            | Problem::FeedCut
            | Problem::Warc(_)
            | Problem::Compressed(_)
            | Problem::Bomb { .. }
            | Problem::DecompressedTooLong { .. } => true,
        }
    }
}
