//! `CsvHeader`: the column names in the first record of a CSV.

use csv::ByteRecord;

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

    /// Returns the index of the column `wanted`, which has this role in the caller's settings.
    ///
    /// # Errors
    ///
    /// [`Problem::MissingColumn`] with the names of the header, [`Problem::DuplicateColumn`].
    pub(super) fn column(&self, wanted: &str, role: Option<ColumnRole>) -> Result<usize, Problem> {
        let delimiter = self.delimiter_hint();
        let mut found = (0..self.len()).filter(|&at| self.0[at] == wanted);
        match (found.next(), found.next()) {
            (Some(column), None) => Ok(column),
            (Some(_), Some(_)) => Err(Problem::DuplicateColumn(wanted.to_owned())),
            (None, _) => Err(Problem::MissingColumn {
                wanted: wanted.to_owned(),
                present: self.0.clone(),
                role: role.filter(|_| delimiter.is_none()),
                hint: delimiter.map_or_else(|| self.suggestion(wanted), str::to_owned),
            }),
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

    /// Returns a hint if the header is a single name with another delimiter in it.
    fn delimiter_hint(&self) -> Option<&'static str> {
        match &self.0[..] {
            [all] if all.contains(';') => {
                Some("; the file looks separated by semicolons: convert it to commas")
            }
            [all] if all.contains('\t') => {
                Some("; the file looks separated by tabs: convert it to commas")
            }
            _ => None,
        }
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
            "no column \"text\"; there is \"text;label\"; \
             the file looks separated by semicolons: convert it to commas"
        );
        assert!(message(&["text\tlabel"], "text").contains("separated by tabs"));
    }

    #[test]
    fn similar_name_is_suggested() {
        for (names, wanted, suggested) in [
            (&["id", "Text"][..], "text", Some("Text")),
            (&["lable", "text"], "label", Some("lable")),
            (&["headline", "body"], "text", None),
        ] {
            let found = message(names, wanted);
            let hint = suggested.map_or(String::new(), |name| format!("; did you mean {name:?}?"));
            assert!(found.ends_with(&hint), "{found}");
        }
    }
}
