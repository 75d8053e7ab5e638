//! A column of strings of any Arrow type, read row by row.

use arrow::array::{Array, AsArray, LargeStringArray, StringArray, StringViewArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field};

/// The texts of a column, borrowed from its array.
pub(super) enum TextColumn<'a> {
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
    /// A dictionary: the index of each row's value. A value may be null, too.
    Dictionary {
        keys: Vec<usize>,
        nulls: Option<NullBuffer>,
        values: Box<TextColumn<'a>>,
    },
    /// Only nulls.
    Null,
}

impl<'a> TextColumn<'a> {
    /// Returns the texts of a column, or `None` if its type is not a text type.
    pub(super) fn of(array: &'a dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => TextColumn::Utf8(array.as_string()),
            DataType::LargeUtf8 => TextColumn::LargeUtf8(array.as_string()),
            DataType::Utf8View => TextColumn::Utf8View(array.as_string_view()),
            DataType::Null => TextColumn::Null,
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary_opt()?;
                let values = TextColumn::of(dictionary.values().as_ref())?;
                // In a dictionary without values every row is null, and keys cannot be normalized.
                if dictionary.values().is_empty() {
                    TextColumn::Null
                } else {
                    TextColumn::Dictionary {
                        keys: dictionary.normalized_keys(),
                        nulls: dictionary.keys().nulls().cloned(),
                        values: Box::new(values),
                    }
                }
            }
            _ => return None,
        })
    }

    /// Returns the text of a row, or `None` if it is null.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        match self {
            TextColumn::Utf8(array) => array.is_valid(row).then(|| array.value(row)),
            TextColumn::LargeUtf8(array) => array.is_valid(row).then(|| array.value(row)),
            TextColumn::Utf8View(array) => array.is_valid(row).then(|| array.value(row)),
            TextColumn::Dictionary { keys, nulls, values } => {
                let is_null = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
                values.get(*keys.get(row).filter(|_| !is_null)?)
            }
            TextColumn::Null => None,
        }
    }

    /// Returns the type of the column `clean` for this text column, or `None` if the type is not a
    /// text type. Views and dictionaries may hold more than 2 GiB in all, so that their clean texts
    /// have 64-bit offsets.
    pub(super) fn type_of_clean(field: &Field) -> Option<DataType> {
        match field.data_type() {
            DataType::Utf8 | DataType::Null => Some(DataType::Utf8),
            DataType::LargeUtf8 | DataType::Utf8View => Some(DataType::LargeUtf8),
            DataType::Dictionary(_, values) => match **values {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                    Some(DataType::LargeUtf8)
                }
                _ => None,
            },
            _ => None,
        }
    }
}
