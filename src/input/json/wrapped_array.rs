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

/// Names of texts. An object with one of them is a record.
const TEXT_NAMES: [&[u8]; 5] = [b"text", b"content", b"body", b"html", b"id"];

/// Returns the elements of the array of objects in an object, each with its offset.
///
/// `None` unless exactly one value of the object is an array of objects, and its name is one of
/// [`NAMES`] or the only one. Such an array in a record, for example of links, is not a list of
/// records.
pub(in crate::input) fn wrapped_array(object: &[u8]) -> Option<Vec<(usize, Vec<u8>)>> {
    let fields = fields(object)?;
    let is_text = |(name, value): &(&[u8], usize)| {
        TEXT_NAMES.contains(name) && object[*value..].starts_with(b"\"")
    };
    if fields.iter().any(is_text) {
        return None;
    }
    let is_only = fields.len() == 1;
    let mut arrays = fields.into_iter().filter(|(_, value)| {
        let inner = object[*value..].strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
        inner.is_some_and(|inner| inner.starts_with(b"{"))
    });
    let (name, start) = arrays.next()?;
    let is_list = is_only || NAMES.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    if arrays.next().is_some() || !is_list {
        return None;
    }
    let mut elements = Vec::new();
    let mut at = start + 1;
    loop {
        at = skip_space(object, at);
        let end = value_end(object, at)?;
        elements.push((at, object[at..end].to_vec()));
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
        ] {
            assert_eq!(elements(object).unwrap(), ["{\"a\":1}", "{\"b\":[2]}"], "{object}");
        }
    }

    #[test]
    fn other_objects_have_no_list_of_records() {
        for object in [
            "{\"title\":\"One\",\"links\":[{\"text\":\"Home\"}]}",
            "{\"data\":[{}],\"items\":[{}]}",
            "{\"text\":\"One.\",\"items\":[{}]}",
            "{\"data\":[1,2]}",
            "{\"data\":[]}",
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
