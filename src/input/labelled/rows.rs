//! One row of labelled CSV: its label, and whether it is excluded.

use super::columns::LabelledColumns;
use crate::corpus::CorpusBuilder;
use crate::error::{ColumnRole, Problem, Result};
use crate::input::csv::rows::Rows;
use crate::verdict::Label;

/// The label of the row under way; none for one that is ignored.
pub(super) fn read_label(
    rows: &Rows,
    column: usize,
    columns: &LabelledColumns,
    builder: &mut CorpusBuilder,
) -> Result<Option<Label>> {
    let cell = rows.cell(column)?;
    let word = cell.trim();
    let ignored = &columns.ignore_labels;
    if ignored
        .iter()
        .any(|label| word.eq_ignore_ascii_case(label.trim()))
    {
        return Ok(None);
    }
    let labels = [Label::News, Label::Sponsored];
    let known = labels
        .into_iter()
        .find(|label| word.eq_ignore_ascii_case(label.as_str()));
    let Some(label) = known else {
        let label = word.to_owned();
        return Err(rows.problem_in(column, Problem::UnknownLabel { label }));
    };
    if cell != label.as_str() {
        builder.count_normalised_label();
    }
    Ok(Some(label))
}

/// Where the columns stand in one file.
pub(super) struct LabelledIndices<'a> {
    pub(super) text: usize,
    pub(super) label: usize,
    pub(super) article: Option<usize>,
    pub(super) group: Option<usize>,
    pub(super) source: Option<usize>,
    exclude: Vec<(usize, &'a str)>,
}

impl<'a> LabelledIndices<'a> {
    pub(super) fn of(rows: &Rows, columns: &'a LabelledColumns) -> Result<Self> {
        let named = |name: &Option<String>| {
            let name = name.as_ref();
            name.map(|name| rows.column(name, None)).transpose()
        };
        let exclude = columns.exclude.iter();
        Ok(LabelledIndices {
            text: rows.column(&columns.text, Some(ColumnRole::Text))?,
            label: rows.column(&columns.label, Some(ColumnRole::Label))?,
            article: named(&columns.article)?,
            group: named(&columns.group)?,
            source: named(&columns.source)?,
            exclude: exclude
                .map(|(name, value)| Ok((rows.column(name, None)?, value.as_str())))
                .collect::<Result<_>>()?,
        })
    }

    pub(super) fn excludes(&self, rows: &Rows) -> Result<bool> {
        for &(column, value) in &self.exclude {
            if rows.cell(column)? == value {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
