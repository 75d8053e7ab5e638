//! The first record of a CSV: the names of its columns.

use csv::ByteRecord;

use crate::error::{ColumnRole, Problem};

/// Names of columns, trimmed, in their order.
#[derive(Debug, Default)]
pub(super) struct Header(Vec<String>);

impl Header {
    /// The names a record holds; one that is no UTF-8 is nobody's, and no error.
    pub(super) fn of(record: &ByteRecord) -> Self {
        let name = |bytes| String::from_utf8_lossy(bytes).trim().to_owned();
        Header(record.iter().map(name).collect())
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The name of a column.
    pub(super) fn name(&self, column: usize) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    /// Returns the index of the column `wanted`, which has this role in the caller's settings.
    ///
    /// # Errors
    ///
    /// [`Problem::MissingColumn`] with the names there are, [`Problem::DuplicateColumn`].
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
                hint: delimiter.map_or_else(|| self.meant(wanted), str::to_owned),
            }),
        }
    }

    /// `; did you mean "text"?` where a name is much like the one that is wanted.
    fn meant(&self, wanted: &str) -> String {
        let alike =
            |name: &String| strsim::jaro_winkler(&name.to_lowercase(), &wanted.to_lowercase());
        let names = self
            .0
            .iter()
            .take(MOST_COMPARED)
            .map(|name| (alike(name), name));
        let best = names.max_by(|a, b| a.0.total_cmp(&b.0));
        match best.filter(|(alike, _)| *alike >= ALIKE) {
            Some((_, name)) => format!("; did you mean {name:?}?"),
            None => String::new(),
        }
    }

    fn delimiter_hint(&self) -> Option<&'static str> {
        match &self.0[..] {
            [all] if all.contains(';') => {
                Some("; this looks separated by semicolons: convert it to commas")
            }
            [all] if all.contains('\t') => {
                Some("; this looks separated by tabs: convert it to commas")
            }
            _ => None,
        }
    }
}

/// Names that are compared with a mistyped one; a header may have millions.
const MOST_COMPARED: usize = 1000;
/// Similarity (Jaro-Winkler, 0 to 1) from which on a name may have been meant.
const ALIKE: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    fn message(names: &[&str], wanted: &str) -> String {
        let header = Header::of(&ByteRecord::from(names.to_vec()));
        header.column(wanted, None).unwrap_err().to_string()
    }

    #[test]
    fn columns_are_found_by_their_trimmed_names() {
        let header = Header::of(&ByteRecord::from(vec!["label", " text\t", "b", "b"]));
        assert_eq!(header.column("text", None).unwrap(), 1);
        assert_eq!(
            message(&["a", "b", "b"], "b"),
            "column \"b\" is there twice; rename one of the two"
        );
        assert_eq!(
            message(&["a", "b", "b"], "c"),
            "no column \"c\"; there are \"a\", \"b\", \"b\""
        );
    }

    #[test]
    fn another_delimiter_is_named() {
        assert_eq!(
            message(&["text;label"], "text"),
            "no column \"text\"; there is \"text;label\"; \
             this looks separated by semicolons: convert it to commas"
        );
        assert!(message(&["text\tlabel"], "text").contains("separated by tabs"));
    }

    #[test]
    fn a_name_much_like_the_wanted_one_is_offered() {
        for (names, wanted, offered) in [
            (&["id", "Text"][..], "text", Some("Text")),
            (&["lable", "text"], "label", Some("lable")),
            (&["headline", "body"], "text", None),
        ] {
            let found = message(names, wanted);
            let offer = offered.map_or(String::new(), |name| format!("; did you mean {name:?}?"));
            assert!(found.ends_with(&offer), "{found}");
        }
    }
}
