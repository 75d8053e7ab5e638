//! Finds the array of records within an object: `{"articles": [{…}, {…}]}`.

use super::record_scan::RecordScan;

/// Names under which services return arrays of records.
const NAMES: [&str; 16] = [
    "articles",
    "content",
    "data",
    "documents",
    "docs",
    "entries",
    "hits",
    "items",
    "news",
    "pages",
    "posts",
    "records",
    "results",
    "rows",
    "stories",
    "value",
];

/// Names of objects around such arrays.
const OUTER_NAMES: [&[u8]; 3] = [b"response", b"result", b"feed"];

/// Names of texts. An object with one of them is a record.
const TEXT_NAMES: [&[u8]; 5] = [b"text", b"content", b"body", b"html", b"id"];

/// Longest string next to an empty list of records, such as a status.
const MAX_STATUS_BYTES: usize = 40;

/// The most objects around an array: `{"hits": {"hits": [{…}]}}` has two.
const MAX_DEPTH: usize = 3;

/// Returns the elements of the array of objects in an object, each with its offset.
///
/// `None` unless exactly one value of the object is an array of objects, and its name is one of
/// [`NAMES`] or the only one. Such an array in a record, for example of links, is not a list of
/// records. An object without an array may hold another object of these names.
pub(in crate::input) fn wrapped_array(object: &[u8]) -> Option<Vec<(usize, Vec<u8>)>> {
    array_within(object, 0, 1)
}

/// What an object holds instead of a list of records, in words; `None` if it is a record.
pub(in crate::input) fn other_form(object: &[u8]) -> Option<&'static str> {
    let fields = fields(object)?;
    if fields.iter().any(|field| is_text(object, field)) {
        return None;
    }
    let value = |name: &[u8]| {
        let (_, start) = fields.iter().find(|(known, _)| *known == name)?;
        Some(&object[*start..])
    };
    let is_list = |value: &[u8]| value.starts_with(b"[");
    let is_split = value(b"columns").is_some_and(is_list) && value(b"data").is_some_and(is_list);
    if is_split {
        return Some("a table in the form \"split\" of pandas: write it with orient=\"records\"");
    }
    let arrays = fields.iter().filter(|(_, start)| is_array_of_objects(&object[*start..])).count();
    let strings = fields.iter().filter(|(_, start)| object[*start..].starts_with(b"\"")).count();
    // A record under other names may have lists of links and authors.
    (arrays > 1 && strings == 0)
        .then_some("an object with several arrays of objects: keep the one of the records")
}

fn is_text(object: &[u8], (name, value): &(&[u8], usize)) -> bool {
    TEXT_NAMES.contains(name) && object[*value..].starts_with(b"\"")
}

fn is_array_of_objects(value: &[u8]) -> bool {
    value.strip_prefix(b"[").is_some_and(|inner| inner.trim_ascii_start().starts_with(b"{"))
}

/// Finds the array in the object that starts at `offset` of the input.
fn array_within(object: &[u8], offset: usize, depth: usize) -> Option<Vec<(usize, Vec<u8>)>> {
    let fields = fields(object)?;
    if fields.iter().any(|field| is_text(object, field)) {
        return None;
    }
    let is_only = fields.len() == 1;
    let is_known =
        |name: &[u8]| NAMES.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    let mut arrays = fields.iter().filter(|(_, value)| is_array_of_objects(&object[*value..]));
    let Some(&(name, start)) = arrays.next() else {
        let is_empty = |value: usize| {
            let inner = object[value..].strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
            inner.is_some_and(|inner| inner.starts_with(b"]"))
        };
        // An object with a long string may be a record under other names.
        let is_long = |value: usize| {
            let end = value_end(object, value).unwrap_or(value);
            object[value..].starts_with(b"\"") && end - value > MAX_STATUS_BYTES
        };
        let has_empty = fields.iter().any(|(name, value)| is_known(name) && is_empty(*value));
        if has_empty && !fields.iter().any(|(_, value)| is_long(*value)) {
            return Some(Vec::new());
        }
        let mut objects = fields.iter().filter(|(name, value)| {
            (is_known(name) || OUTER_NAMES.contains(name)) && object[*value..].starts_with(b"{")
        });
        let (_, start) = *objects.next().filter(|_| depth < MAX_DEPTH)?;
        let end = value_end(object, start)?;
        return array_within(&object[start..end], offset + start, depth + 1);
    };
    let is_list = is_only || is_known(name);
    if arrays.next().is_some() || !is_list {
        return None;
    }
    let mut elements = Vec::new();
    let mut at = start + 1;
    loop {
        at = skip_space(object, at);
        let end = value_end(object, at)?;
        elements.push((offset + at, object[at..end].to_vec()));
        at = skip_space(object, end);
        match object.get(at)? {
            b',' => at += 1,
            b']' => return Some(elements),
            _ => return None,
        }
    }
}

/// The names of an object's fields and the starts of their values. `None` if it is no valid object.
fn fields(object: &[u8]) -> Option<Vec<(&[u8], usize)>> {
    let mut fields = Vec::new();
    let mut at = skip_space(object, 0);
    if object.get(at)? != &b'{' {
        return None;
    }
    loop {
        at = skip_space(object, at + 1);
        if object.get(at)? != &b'"' {
            return None;
        }
        let end = string_end(object, at)?;
        let name = &object[at + 1..end - 1];
        let colon = skip_space(object, end);
        if object.get(colon)? != &b':' {
            return None;
        }
        let value = skip_space(object, colon + 1);
        fields.push((name, value));
        at = skip_space(object, value_end(object, value)?);
        match object.get(at)? {
            b',' => {}
            b'}' => return Some(fields),
            _ => return None,
        }
    }
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The end of the value at `start`.
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start)? == &b'"' {
        return string_end(bytes, start);
    }
    let (length, is_complete) = RecordScan::default().advance(&bytes[start..]);
    (is_complete && length > 0).then_some(start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(object: &str) -> Option<Vec<String>> {
        let elements = wrapped_array(object.as_bytes())?;
        assert!(elements.iter().all(|(at, bytes)| object.as_bytes()[*at..].starts_with(bytes)));
        Some(elements.into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect())
    }

    #[test]
    fn elements_of_the_only_array_of_objects_are_found() {
        for object in [
            "{\"articles\":[{\"a\":1},{\"b\":[2]}]}",
            "{ \"count\" : 2 , \"Data\" : [ {\"a\":1} , {\"b\":[2]} ] , \"x\":[] }",
            "{\"anything\":[{\"a\":1},{\"b\":[2]}]}",
            "{\"took\":3,\"hits\":{\"total\":2,\"hits\":[{\"a\":1},{\"b\":[2]}]}}",
        ] {
            assert_eq!(elements(object).unwrap(), ["{\"a\":1}", "{\"b\":[2]}"], "{object}");
        }
    }

    #[test]
    fn empty_list_has_no_records_and_other_forms_are_named() {
        assert_eq!(elements("{\"articles\":[],\"total\":0}"), Some(Vec::new()));
        let record = "{\"story\":\"The council voted to close the mill bridge.\",\"items\":[]}";
        assert_eq!(elements(record), None);
        let split = b"{\"columns\":[\"text\"],\"index\":[0],\"data\":[[\"One.\"]]}";
        assert!(other_form(split).unwrap().contains("orient=\"records\""));
        assert!(other_form(b"{\"data\":[{}],\"items\":[{}]}").unwrap().contains("several arrays"));
        assert_eq!(other_form(b"{\"text\":\"One.\",\"links\":[{}]}"), None);
    }

    #[test]
    fn other_objects_have_no_list_of_records() {
        for object in [
            "{\"title\":\"One\",\"links\":[{\"text\":\"Home\"}]}",
            "{\"data\":[{}],\"items\":[{}]}",
            "{\"text\":\"One.\",\"items\":[{}]}",
            "{\"data\":[1,2]}",
            "{\"data\":[{}",
            "{\"data\"",
            "{}",
            "[{}]",
            "",
        ] {
            assert_eq!(elements(object), None, "{object}");
        }
    }
}
