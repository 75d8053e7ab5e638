//! `JsonFields`: all fields of a JSON object, by names with dots, with the places of their values.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Most names that a message lists from nested objects.
const MOST_NESTED: usize = 20;

/// The fields of an object, in order, unparsed.
#[derive(Debug)]
pub(super) struct JsonFields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> JsonFields<'a> {
    /// Parses an object.
    ///
    /// # Errors
    ///
    /// The error of serde_json if the text is not one object.
    pub(super) fn parse(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The names and values, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (&**name, *value))
    }

    /// Returns the values of the field `path`, in order: the field of this name, or the field inside
    /// other objects, named with dots.
    pub(super) fn all(&self, path: &str) -> Vec<&'a RawValue> {
        self.all_by(path, |name, path| name == path)
    }

    /// Returns the values of the field `path` as [`all`](Self::all) does, or else the value of the
    /// only field whose name differs in case alone.
    pub(super) fn find(&self, path: &str) -> Vec<&'a RawValue> {
        let exact = self.all(path);
        if !exact.is_empty() {
            return exact;
        }
        let alike = self.all_by(path, str::eq_ignore_ascii_case);
        if alike.len() == 1 { alike } else { Vec::new() }
    }

    /// Returns the only field whose name is the same but for case.
    pub(super) fn only_alike(&self, wanted: &str) -> Option<(&str, &'a RawValue)> {
        let mut alike = self.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        alike.next().filter(|_| alike.next().is_none())
    }

    fn all_by(&self, path: &str, is_same: fn(&str, &str) -> bool) -> Vec<&'a RawValue> {
        let named = |wanted| self.iter().filter(move |(name, _)| is_same(name, wanted));
        let of_name: Vec<_> = named(path).map(|(_, value)| value).collect();
        if !of_name.is_empty() {
            return of_name;
        }
        let dots = path.match_indices('.').map(|(at, _)| at);
        dots.flat_map(|dot| {
            let (outer, inner) = (&path[..dot], &path[dot + 1..]);
            let outer = named(outer).map(|(_, value)| value);
            outer
                .flat_map(|value| {
                    let fields = JsonFields::parse(value.get());
                    fields.map_or_else(|_| Vec::new(), |fields| fields.all_by(inner, is_same))
                })
                .collect::<Vec<_>>()
        })
        .collect()
    }

    /// Returns the index of the top-level field in which a value lies.
    pub(super) fn index_of(&self, value: &RawValue) -> Option<usize> {
        self.0.iter().position(|(_, outer)| place_in(outer.get(), value).is_some())
    }

    /// The names of the fields, with those inside other objects.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (name, value) in self.iter() {
            let inner = JsonFields::parse(value.get()).ok();
            match inner.filter(|inner| !inner.0.is_empty()) {
                None => names.push(name.to_owned()),
                Some(inner) => {
                    let inner = inner.iter().take(MOST_NESTED);
                    names.extend(inner.map(|(inner, _)| format!("{name}.{inner}")));
                }
            }
        }
        names
    }
}

/// Returns the byte range of a value in the text that it was parsed from.
pub(super) fn place_in(json: &str, value: &RawValue) -> Option<Range<usize>> {
    let start = (value.get().as_ptr() as usize).checked_sub(json.as_ptr() as usize)?;
    let end = start.checked_add(value.get().len())?;
    (end <= json.len()).then_some(start..end)
}

impl<'de: 'a, 'a> Deserialize<'de> for JsonFields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct JsonFieldsVisitor;

        impl<'de> Visitor<'de> for JsonFieldsVisitor {
            type Value = JsonFields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                /// A name, borrowed where it has no escapes.
                #[derive(serde::Deserialize)]
                struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

                let mut fields = Vec::new();
                while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &RawValue>()? {
                    fields.push((name, value));
                }
                Ok(JsonFields(fields))
            }
        }

        deserializer.deserialize_map(JsonFieldsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"id":7, "a":{"b":{"c":"x"},"b.c":"y"}, "a.d":"z", "e":[1], "e":2}"#;

    #[test]
    fn fields_are_found_by_names_with_dots() {
        let fields = JsonFields::parse(JSON).unwrap();
        let found = |path| fields.all(path).into_iter().map(RawValue::get).collect::<Vec<_>>();
        assert_eq!(found("id"), ["7"]);
        assert_eq!(found("a.b.c"), ["\"y\""]);
        assert_eq!(found("a.d"), ["\"z\""]);
        assert_eq!(found("e"), ["[1]", "2"]);
        assert!(found("a.x").is_empty() && found("id.x").is_empty() && found(".").is_empty());
        assert_eq!(fields.names(), ["id", "a.b", "a.b.c", "a.d", "e", "e"]);
    }

    #[test]
    fn value_has_its_place_in_the_text() {
        let fields = JsonFields::parse(JSON).unwrap();
        let value = fields.all("a.d")[0];
        assert_eq!(&JSON[place_in(JSON, value).unwrap()], "\"z\"");
        assert_eq!(fields.index_of(fields.all("a.b.c")[0]), Some(1));
        assert_eq!(place_in("other", value), None);
    }
}
