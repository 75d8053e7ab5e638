//! `CsvHeader`: the column names in the first record of a CSV.

use csv::ByteRecord;

use super::delimiter::Delimiter;
use crate::error::{ColumnRole, Problem};
use crate::input::column_names::find_column;

/// Trimmed column names in the order of the file.
#[derive(Debug, Default)]
pub(super) struct CsvHeader(Vec<String>);

impl CsvHeader {
    /// Reads the names of a record. Invalid UTF-8 in a name is replaced by U+FFFD.
    pub(super) fn of(record: &ByteRecord) -> Self {
        let name = |bytes| String::from_utf8_lossy(bytes).trim().to_owned();
        CsvHeader(record.iter().map(name).collect())
    }

    /// Returns the number of columns.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the names of all columns.
    pub(super) fn names(&self) -> &[String] {
        &self.0
    }

    /// Returns the name of a column.
    pub(super) fn name(&self, column: usize) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    /// Returns the index of the column `wanted`, which has this role in the caller's settings.
    ///
    /// # Errors
    ///
    /// [`Problem::MissingColumn`], [`Problem::OtherDelimiter`], [`Problem::DuplicateColumn`].
    pub(super) fn column(&self, wanted: &str, role: Option<ColumnRole>) -> Result<usize, Problem> {
        find_column(&self.0, wanted, role).map_err(|problem| match (&self.0[..], problem) {
            ([all], Problem::MissingColumn { wanted, present, hint, role }) => {
                let occurs = |delimiter: &Delimiter| all.contains(char::from(delimiter.byte()));
                match Delimiter::ALL.into_iter().find(occurs) {
                    Some(other) => Problem::OtherDelimiter {
                        wanted,
                        header: all.clone(),
                        delimiter: other.as_str(),
                    },
                    None => Problem::MissingColumn { wanted, present, hint, role },
                }
            }
            (_, problem) => problem,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(names: &[&str], wanted: &str) -> String {
        let header = CsvHeader::of(&ByteRecord::from(names.to_vec()));
        header.column(wanted, None).unwrap_err().to_string()
    }

    #[test]
    fn columns_are_found_by_trimmed_names() {
        let header = CsvHeader::of(&ByteRecord::from(vec!["label", " text\t", "b", "b"]));
        assert_eq!(header.column("text", None).unwrap(), 1);
        assert_eq!(
            message(&["a", "b", "b"], "b"),
            "column \"b\" occurs twice; rename one of the two"
        );
        assert_eq!(
            message(&["a", "b", "b"], "c"),
            "no column \"c\"; there are \"a\", \"b\", \"b\""
        );
    }

    #[test]
    fn other_delimiter_is_named_in_the_hint() {
        assert_eq!(
            message(&["text;label"], "text"),
            "no column \"text\"; the header is the single name \"text;label\": \
             name the delimiter of the file"
        );
        let header = CsvHeader::of(&ByteRecord::from(vec!["text\tlabel"]));
        let problem = header.column("text", Some(ColumnRole::Text)).unwrap_err();
        assert!(matches!(problem, Problem::OtherDelimiter { delimiter: "tab", .. }));
    }
}
