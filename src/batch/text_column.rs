//! A column of strings of any of Arrow's kinds, read row by row.

use arrow::array::{Array, AsArray, LargeStringArray, StringArray, StringViewArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field};

/// The texts of a column, where they lie.
pub(super) enum Texts<'a> {
    Utf8(&'a StringArray),
    LargeUtf8(&'a LargeStringArray),
    Utf8View(&'a StringViewArray),
    /// A dictionary: of each row which value it has, of values that may be null themselves.
    Dictionary {
        keys: Vec<usize>,
        nulls: Option<NullBuffer>,
        values: Box<Texts<'a>>,
    },
    /// Nulls and nothing else.
    Null,
}

impl<'a> Texts<'a> {
    /// The texts of a column; none where it holds something else.
    pub(super) fn of(array: &'a dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Texts::Utf8(array.as_string()),
            DataType::LargeUtf8 => Texts::LargeUtf8(array.as_string()),
            DataType::Utf8View => Texts::Utf8View(array.as_string_view()),
            DataType::Null => Texts::Null,
            DataType::Dictionary(_, _) => {
                let dictionary = array.as_any_dictionary_opt()?;
                let values = Texts::of(dictionary.values().as_ref())?;
                // Without values there is nothing that a key could mean.
                match dictionary.values().is_empty() {
                    true => Texts::Null,
                    false => Texts::Dictionary {
                        keys: dictionary.normalized_keys(),
                        nulls: dictionary.keys().nulls().cloned(),
                        values: Box::new(values),
                    },
                }
            }
            _ => return None,
        })
    }

    /// The text of a row; none where it is null.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Texts::Utf8(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::LargeUtf8(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::Utf8View(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::Dictionary {
                keys,
                nulls,
                values,
            } => {
                let is_null = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
                values.get(*keys.get(row).filter(|_| !is_null)?)
            }
            Texts::Null => None,
        }
    }

    /// The type of texts made of those of this column; none where it holds something else. What may be
    /// over 2 GiB in all, as views and dictionaries may, has 64-bit places.
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
