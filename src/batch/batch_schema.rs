//! The schema of a batch: finds the columns of the input, and names the columns of the output.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use super::batch_settings::BatchSettings;
use super::output_columns;
use super::text_column::TextColumn;
use crate::error::{ColumnRole, Error, Place, Problem, Result};
use crate::output::row_schema::REPLACED;

impl BatchSettings {
    /// Returns the schema of the output for a batch of schema `input`:
    ///
    /// | column | type | content |
    /// |---|---|---|
    /// | the id column | unchanged | copied from the input, with [`id_column`](Self::id_column) |
    /// | `verdicts` | list of struct | the verdicts, with [`verdicts`](Self::verdicts) |
    /// | `clean` | string | the text without sponsored paragraphs, with [`clean`](Self::clean) |
    /// | `paragraphs`, `sponsored` | 64-bit | number of paragraphs and of sponsored ones |
    /// | `paid_share` | double | sponsored share of the paragraphs' bytes; 0 without paragraphs |
    /// | `error` | string | why the article was rejected |
    ///
    /// With [`hands_on`](Self::hands_on) all columns of the input come first, and no column `clean`
    /// follows.
    ///
    /// A verdict has `start` and `end` (64-bit, bytes of the text's UTF-8), `label` (`news` or
    /// `sponsored`), `probability` (of sponsored, calibrated) and `reliable` (boolean).
    ///
    /// A null text has nulls in all columns but the id; a rejected article in all columns but the
    /// id and `error`.
    ///
    /// # Errors
    /// [`Error::Input`] if a column is missing, occurs twice or has another type, or if the id
    /// column has the name of an output column.
    pub fn output_schema(&self, input: &Schema) -> Result<SchemaRef> {
        let text = find_column(input, &self.text_column, ColumnRole::Text)?;
        if self.hands_on {
            if let Some(id) = &self.id_column {
                find_column(input, id, ColumnRole::Id)?;
            }
            return self.schema_of_all(input, text);
        }
        let mut fields: Vec<Arc<Field>> = Vec::new();
        if let Some(id) = &self.id_column {
            fields.push(input.fields()[find_column(input, id, ColumnRole::Id)?].clone());
            if crate::output::row_schema::COLUMNS.contains(&id.as_str()) {
                let place = Place::file("batch");
                return Err(Error::input(place, Problem::MadeColumn(id.clone())));
            }
        }
        let text = input.field(text);
        let clean = TextColumn::type_of_clean(text).ok_or_else(|| not_text(text))?;
        fields.extend(output_columns::fields(self, clean).map(Arc::new));
        Ok(Arc::new(Schema::new(fields)))
    }

    /// Returns the schema of an output that hands on all columns.
    fn schema_of_all(&self, input: &Schema, text: usize) -> Result<SchemaRef> {
        let text_field = input.field(text);
        let clean = TextColumn::type_of_clean(text_field).ok_or_else(|| not_text(text_field))?;
        let handed_on = self.handed_on(input, text).map(|column| {
            if column == text {
                Arc::new(Field::new(text_field.name(), clean.clone(), true))
            } else {
                input.fields()[column].clone()
            }
        });
        let mut fields: Vec<Arc<Field>> = handed_on.collect();
        let added = BatchSettings { clean: false, ..self.clone() };
        let added = output_columns::fields(&added, clean.clone());
        let is_text = |field: &Field| self.clean && field.name() == text_field.name();
        fields.extend(added.filter(|field| !is_text(field)).map(Arc::new));
        Ok(Arc::new(Schema::new(fields)))
    }

    /// Returns the columns that are handed on, with the text if it is replaced by a clean text. The
    /// output's own columns replace those of the same names: an output can be an input.
    pub(super) fn handed_on(&self, input: &Schema, text: usize) -> impl Iterator<Item = usize> {
        let is_kept = move |column: &usize| {
            let is_made = || REPLACED.contains(&input.field(*column).name().as_str());
            if *column == text { self.clean } else { !is_made() }
        };
        (0..input.fields().len()).filter(is_kept)
    }
}

/// Returns the index of the column `name`, which has this role in the settings.
pub(super) fn find_column(schema: &Schema, name: &str, role: ColumnRole) -> Result<usize> {
    let names = || schema.fields().iter().map(|field| field.name());
    let mut found = names().enumerate().filter(|(_, found)| *found == name).map(|(index, _)| index);
    let outer = name.split_once('.').and_then(|(outer, _)| schema.field_with_name(outer).ok());
    let problem = match (found.next(), found.next()) {
        (Some(index), None) => return Ok(index),
        (Some(_), Some(_)) => Problem::DuplicateColumn(name.to_owned()),
        (None, _) => outer.and_then(nested).unwrap_or_else(|| Problem::MissingColumn {
            wanted: name.to_owned(),
            present: names().cloned().collect(),
            hint: String::new(),
            role: Some(role),
        }),
    };
    Err(Error::input(Place::file("batch"), problem))
}

/// Reports that the column `field` holds no text.
pub(super) fn not_text(field: &Field) -> Error {
    if let Some(problem) = nested(field) {
        return Error::input(Place::file("batch"), problem);
    }
    let place = Place { column: Some(field.name().clone()), ..Place::file("batch") };
    let found = field.data_type().to_string();
    Error::input(place, Problem::NotText { found })
}

/// The problem of a column of lists or structs in the place of a text.
fn nested(field: &Field) -> Option<Problem> {
    let (found, advice) = match field.data_type() {
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::ListView(_)
        | DataType::LargeListView(_)
        | DataType::FixedSizeList(_, _) => {
            ("list", "join its elements with blank lines in a column of strings")
        }
        DataType::Struct(_) | DataType::Map(_, _) => {
            ("struct", "copy the text inside it to a column of strings")
        }
        _ => return None,
    };
    Some(Problem::NestedColumn { column: field.name().clone(), found, advice })
}

/// Whether a column holds texts.
pub(crate) fn is_text(field: &Field) -> bool {
    TextColumn::type_of_clean(field).is_some()
}
