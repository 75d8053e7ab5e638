//! The id of an object of JSON: a string or a number, unchanged.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::article::ArticleId;

/// An id with its JSON type; `None` for null.
#[derive(Default)]
pub(super) struct PlainId(pub(super) Option<ArticleId>);

/// Parses an id: a string or a number.
pub(super) fn parse_id(value: &RawValue) -> serde_json::Result<Option<ArticleId>> {
    let is_fraction = value.get().starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && value.get().contains(['.', 'e', 'E']);
    if is_fraction {
        return serde_json::from_str(value.get()).map(|number| Some(ArticleId::Number(number)));
    }
    serde_json::from_str::<PlainId>(value.get()).map(|id| id.0)
}

impl<'de> Deserialize<'de> for PlainId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;

        impl de::Visitor<'_> for IdVisitor {
            type Value = PlainId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a number as id")
            }

            fn visit_unit<E>(self) -> Result<PlainId, E> {
                Ok(PlainId(None))
            }

            fn visit_str<E>(self, id: &str) -> Result<PlainId, E> {
                Ok(PlainId(Some(id.into())))
            }

            fn visit_u64<E>(self, id: u64) -> Result<PlainId, E> {
                Ok(PlainId(Some(ArticleId::Number(id.into()))))
            }

            fn visit_i64<E>(self, id: i64) -> Result<PlainId, E> {
                Ok(PlainId(Some(ArticleId::Number(id.into()))))
            }
        }

        deserializer.deserialize_any(IdVisitor)
    }
}
