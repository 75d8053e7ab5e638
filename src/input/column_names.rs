//! Finds a column by its name, or the likely reason why it is missing.

use crate::error::{ColumnRole, Problem};

/// Most names that are compared with a missing one; a header may have millions.
const MAX_COMPARED_NAMES: usize = 1000;

/// Least similarity (Jaro-Winkler, 0 to 1) of a suggested name.
const MIN_SIMILARITY: f64 = 0.8;

/// Returns the index of the column `wanted`, which has this role in the caller's settings. If no
/// name is the same, the only name that differs in case alone is found.
///
/// # Errors
///
/// [`Problem::MissingColumn`] with all names, [`Problem::DuplicateColumn`].
pub(super) fn find_column(
    names: &[String],
    wanted: &str,
    role: Option<ColumnRole>,
) -> Result<usize, Problem> {
    let mut found = (0..names.len()).filter(|&at| names[at] == wanted);
    match (found.next(), found.next()) {
        (Some(column), None) => return Ok(column),
        (Some(_), Some(_)) => return Err(Problem::DuplicateColumn(wanted.to_owned())),
        (None, _) => {}
    }
    let lower = wanted.trim().to_lowercase();
    let mut alike = (0..names.len()).filter(|&at| names[at].trim().to_lowercase() == lower);
    match (alike.next(), alike.next()) {
        (Some(column), None) => Ok(column),
        _ => Err(missing_column(names.to_vec(), wanted, role)),
    }
}

/// Creates the problem of the column `wanted`, which is not among the names.
pub(super) fn missing_column(
    present: Vec<String>,
    wanted: &str,
    role: Option<ColumnRole>,
) -> Problem {
    let hint = suggestion(&present, wanted);
    Problem::MissingColumn { wanted: wanted.to_owned(), present, hint, role }
}

/// Returns `; did you mean "text"?` if a name is similar to `wanted`, or an empty text.
pub(super) fn suggestion(names: &[String], wanted: &str) -> String {
    let similarity =
        |name: &String| strsim::jaro_winkler(&name.to_lowercase(), &wanted.to_lowercase());
    let compared = names.iter().take(MAX_COMPARED_NAMES);
    let best = compared.map(|name| (similarity(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((similarity, name)) if similarity >= MIN_SIMILARITY => {
            format!("; did you mean {name:?}?")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(names: &[&str], wanted: &str) -> Result<usize, Problem> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        find_column(&names, wanted, None)
    }

    #[test]
    fn exact_name_is_found_before_one_in_another_case() {
        assert_eq!(find(&["Text", "text", "B", "É"], "text").unwrap(), 1);
        assert_eq!(find(&["Text", "text", "B", "É"], "é").unwrap(), 3);
        assert_eq!(find(&["id", " TEXT "], "text").unwrap(), 1);
        assert_eq!(find(&["label"], " LABEL").unwrap(), 0);
    }

    #[test]
    fn similar_name_is_suggested() {
        for (names, wanted, suggested) in [
            (&["id", "Text", "TEXT"][..], "text", Some("TEXT")),
            (&["lable", "text"], "label", Some("lable")),
            (&["headline", "body"], "text", None),
        ] {
            let found = find(names, wanted).unwrap_err().to_string();
            let hint = suggested.map_or(String::new(), |name| format!("; did you mean {name:?}?"));
            assert!(found.ends_with(&hint), "{found}");
        }
    }
}
