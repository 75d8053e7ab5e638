//! `CsvHeader`: the column names in the first record of a CSV.

use csv::ByteRecord;

use super::delimiter::Delimiter;
use crate::error::{ColumnRole, Problem};

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

    /// Returns the name of a column.
    pub(super) fn name(&self, column: usize) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    /// Returns the index of the column `wanted`, which has this role in the caller's settings. If
    /// no name is the same, the only one that differs in case alone is found.
    ///
    /// # Errors
    ///
    /// [`Problem::MissingColumn`] with the names of the header, [`Problem::DuplicateColumn`].
    pub(super) fn column(&self, wanted: &str, role: Option<ColumnRole>) -> Result<usize, Problem> {
        let mut found = (0..self.len()).filter(|&at| self.0[at] == wanted);
        match (found.next(), found.next()) {
            (Some(column), None) => return Ok(column),
            (Some(_), Some(_)) => return Err(Problem::DuplicateColumn(wanted.to_owned())),
            (None, _) => {}
        }
        let lower = wanted.trim().to_lowercase();
        let mut alike = (0..self.len()).filter(|&at| self.0[at].to_lowercase() == lower);
        match (alike.next(), alike.next()) {
            (Some(column), None) => Ok(column),
            _ => Err(self.missing(wanted, role)),
        }
    }

    /// Returns `; did you mean "text"?` if a name is similar to `wanted`, or an empty text.
    fn suggestion(&self, wanted: &str) -> String {
        let similarity =
            |name: &String| strsim::jaro_winkler(&name.to_lowercase(), &wanted.to_lowercase());
        let compared = self.0.iter().take(MAX_COMPARED_NAMES);
        let best = compared.map(|name| (similarity(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((similarity, name)) if similarity >= MIN_SIMILARITY => {
                format!("; did you mean {name:?}?")
            }
            _ => String::new(),
        }
    }

    /// Creates the problem of a missing column.
    fn missing(&self, wanted: &str, role: Option<ColumnRole>) -> Problem {
        let wanted = wanted.to_owned();
        if let [all] = &self.0[..] {
            let occurs = |delimiter: &Delimiter| all.contains(char::from(delimiter.byte()));
            let header = all.clone();
            if let Some(other) = Delimiter::ALL.into_iter().find(occurs) {
                return Problem::OtherDelimiter { wanted, header, delimiter: other.as_str() };
            }
        }
        let hint = self.suggestion(&wanted);
        Problem::MissingColumn { wanted, present: self.0.clone(), role, hint }
    }
}

/// Most names that are compared with a missing one; a header may have millions.
const MAX_COMPARED_NAMES: usize = 1000;

/// Least similarity (Jaro-Winkler, 0 to 1) of a suggested name.
const MIN_SIMILARITY: f64 = 0.8;

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
        assert_eq!(header.column(" LABEL", None).unwrap(), 0);
        let exact = CsvHeader::of(&ByteRecord::from(vec!["Text", "text", "B", "É"]));
        assert_eq!(exact.column("text", None).unwrap(), 1);
        assert_eq!(exact.column("é", None).unwrap(), 3);
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
    fn other_delimiter_is_named() {
        assert_eq!(
            message(&["text;label"], "text"),
            "no column \"text\"; the header is the single name \"text;label\": \
             name the delimiter of the file"
        );
        let header = CsvHeader::of(&ByteRecord::from(vec!["text\tlabel"]));
        let problem = header.column("text", Some(ColumnRole::Text)).unwrap_err();
        assert!(matches!(problem, Problem::OtherDelimiter { delimiter: "tab", .. }));
    }

    #[test]
    fn similar_name_is_suggested() {
        for (names, wanted, suggested) in [
            (&["id", "Text", "TEXT"][..], "text", Some("TEXT")),
            (&["lable", "text"], "label", Some("lable")),
            (&["headline", "body"], "text", None),
        ] {
            let found = message(names, wanted);
            let hint = suggested.map_or(String::new(), |name| format!("; did you mean {name:?}?"));
            assert!(found.ends_with(&hint), "{found}");
        }
    }
}
