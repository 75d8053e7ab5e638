//! `RowFields`: the cells of a row that are handed on to the output, as JSON.

use std::collections::{HashMap, HashSet};

use super::csv_rows::CsvRows;
use crate::error::{Error, Result};
use crate::input::columns::HandedOn;
use crate::source_record::{SourceField, SourceRecord, TextPlace};

/// The columns whose cells are handed on, and their names in the output.
pub(super) struct RowFields {
    columns: Vec<(usize, String)>,
    /// The index of the text among `columns`.
    text: Option<usize>,
    has_id: bool,
}

/// Names that are all different, for an object: of equal ones, the second is `name_2`.
fn different(names: &[String]) -> Vec<String> {
    let all: HashSet<&String> = names.iter().collect();
    let mut counts: HashMap<&String, usize> = HashMap::new();
    let different = |name| {
        let count = counts.entry(name).or_default();
        *count += 1;
        if *count == 1 {
            return name.clone();
        }
        let mut other = format!("{name}_{count}");
        while all.contains(&other) {
            other.push('_');
        }
        other
    };
    names.iter().map(different).collect()
}

impl RowFields {
    /// Finds the columns; `text` and `id` are those of the text and of the id.
    ///
    /// # Errors
    ///
    /// The errors of [`CsvRows::column`] for a named column.
    pub(super) fn of(
        rows: &CsvRows,
        wanted: &HandedOn,
        text: usize,
        id: Option<usize>,
    ) -> Result<Self> {
        let columns: Vec<(usize, String)> = match wanted {
            HandedOn::None => Vec::new(),
            HandedOn::Named(names) => names
                .iter()
                .map(|name| Ok((rows.column(&name.path, None)?, name.output.clone())))
                .collect::<Result<_>>()?,
            HandedOn::All => different(rows.names()).into_iter().enumerate().collect(),
        };
        let is_all = *wanted == HandedOn::All;
        let place = |wanted: usize| columns.iter().position(|(column, _)| *column == wanted);
        let text = place(text).filter(|_| is_all);
        let has_id = id.and_then(place).is_some();
        Ok(RowFields { columns, text, has_id })
    }

    /// Returns the fields of the current row; `None` if none are handed on.
    ///
    /// # Errors
    ///
    /// The error of [`CsvRows::cell`].
    pub(super) fn record(&self, rows: &CsvRows) -> Result<Option<Box<SourceRecord>>> {
        if self.columns.is_empty() {
            return Ok(None);
        }
        let text_column = self.text.map(|at| self.columns[at].0);
        let field = |(column, name): &(usize, String)| {
            // Another text takes the place of the text.
            let cell = if Some(*column) == text_column { "" } else { rows.cell(*column)? };
            let json = serde_json::to_string(cell);
            let json = json.map_err(|error| Error::Internal(error.to_string()))?;
            Ok(SourceField { name: name.clone(), json })
        };
        let fields: Vec<_> = self.columns.iter().map(field).collect::<Result<_>>()?;
        let text = self.text.map(|at| TextPlace {
            field: at,
            value: 0..fields[at].json.len(),
            is_list: false,
        });
        Ok(Some(Box::new(SourceRecord { fields, text, has_id: self.has_id, rows: Vec::new() })))
    }
}
