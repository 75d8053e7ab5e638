//! Records as people have them, and records that are refused.

use super::*;

fn parse(json: &str) -> Result<JsonRecord<'_>, InvalidRecord> {
    JsonRecord::parse(json, &Columns::default())
}

fn text(json: &str) -> String {
    match parse(json).unwrap().text {
        JsonText::Whole(text) => text.into_owned(),
        JsonText::Paragraphs(paragraphs) => paragraphs.join("|"),
    }
}

#[test]
fn invalid_records_have_a_reason_and_a_byte() {
    for (json, expected) in [
        (r#"["1","a"]"#, "not a JSON object"),
        (" 7", "not a JSON object"),
        ("null", "not a JSON object"),
        (r#"{"text":7}"#, "invalid type: integer `7`, expected a string or a list of strings"),
        (r#"{"text":null}"#, "invalid type: null, expected a string"),
        (r#"{"text":["a",1]}"#, "invalid type: integer `1`, expected a string"),
        (r#"{"text":"a","text":"b"}"#, "duplicate field `text`"),
        (r#"{"id":1,"id":1,"text":"b"}"#, "duplicate field `id`"),
        (r#"{"id":true,"text":""}"#, "invalid type: boolean `true`, expected a string or a number"),
        (r#"{"id":[],"text":""}"#, "invalid type: sequence"),
        (r#"{"id":99999999999999999999,"text":""}"#, "invalid type: floating point"),
        (r#"{"text":"a"} x"#, "trailing characters"),
        (r#"{"text":"a""#, "EOF while parsing an object"),
        (r#"{"text":"\ud800"}"#, "unexpected end of hex escape"),
        (r#"{"text":"\udc00x"}"#, "lone leading surrogate"),
    ] {
        let Err(InvalidRecord::Json { index, reason }) = parse(json) else {
            panic!("{json} is valid");
        };
        assert!(reason.starts_with(expected), "{json}: {reason}");
        assert!(index < json.len());
    }
}

#[test]
fn missing_text_names_the_fields_that_are_there() {
    let missing = parse(r#"{"id":1,"piece":{"lead":"a","rest":"b"},"n":2}"#).unwrap_err();
    let present = ["id", "piece.lead", "piece.rest", "n"].map(str::to_owned).to_vec();
    assert_eq!(missing, InvalidRecord::MissingText { wanted: "text".into(), present });
}

#[test]
fn texts_and_ids_are_found_by_their_usual_names() {
    for (json, expected, id) in [
        (r#"{"content":"a","_id":"x"}"#, "a", "x"),
        (r#"{"body":"a","url":"x","title":"b"}"#, "a", "x"),
        (r#"{"html":"<p>a","doc_id":"x","id":null}"#, "<p>a", "x"),
        (r#"{"text":["a","b"],"id":"x"}"#, "a|b", "x"),
        (r#"{"text":null,"content":"a","id":7.5}"#, "a", "7.5"),
        (r#"{"body":"b","text":"a","url":["y"],"uri":"x"}"#, "a", "x"),
    ] {
        assert_eq!(text(json), expected);
        assert_eq!(parse(json).unwrap().id.unwrap().to_string(), id, "{json}");
    }
    let guessed = parse(r#"{"content":"a","url":"x"}"#).unwrap().guessed;
    let expected = GuessedNames { text: "content".into(), id: Some("url".into()) };
    assert_eq!(guessed, Some(expected));
    assert_eq!(parse(r#"{"id":"a","text":"b"}"#).unwrap().guessed, None);
}

#[test]
fn named_fields_may_be_nested() {
    let columns = Columns {
        text: Some("article.body".into()),
        id: Some("meta.n".into()),
        ..Columns::default()
    };
    let json = r#"{"text":"no","article":{"body":"yes"},"meta":{"n":-3}}"#;
    let record = JsonRecord::parse(json, &columns).unwrap();
    assert_eq!(record.text, JsonText::Whole("yes".into()));
    assert_eq!(record.id, Some(ArticleId::Number((-3).into())));
    assert!(JsonRecord::parse(r#"{"text":"a"}"#, &columns).is_err());
}

#[test]
fn fields_are_handed_on_as_they_stand() {
    let json =
        "{\"n\": 1.50,\n \"article\": {\"body\": \"One.\", \"x\": [1,\n2]}, \"url\": \"/\\u00e9\"}";
    let text = Some("article.body".to_owned());
    let columns = Columns { text, handed_on: HandedOn::All, ..Columns::default() };
    let record = JsonRecord::parse(json, &columns).unwrap().fields.unwrap();
    assert!(record.has_id);
    let mut out = Vec::new();
    record.write_with_text(&["A.", "B."], &[], &mut out).unwrap();
    let expected = r#""n":1.50,"article":{"body": "A.\n\nB.", "x": [1, 2]},"url":"/\u00e9","#;
    assert_eq!(String::from_utf8(out).unwrap(), expected);

    let names = ["n", "article.x=x", "none"].map(|name| FieldName::parse(name).unwrap());
    let columns = Columns { handed_on: HandedOn::Named(names.to_vec()), ..columns };
    let record = JsonRecord::parse(json, &columns).unwrap().fields.unwrap();
    let mut out = Vec::new();
    record.write_others(&[], &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), r#""n":1.50,"x":[1, 2],"none":null,"#);
}

#[test]
fn deep_nesting_is_an_error_in_a_field_and_ignored_elsewhere() {
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let nested = |key| format!("{{\"{key}\":{open}{close},\"text\":\"a\"}}");
    assert!(parse(&nested("text")).is_err());
    assert!(parse(&nested("id")).is_err());
    assert_eq!(text(&nested("other")), "a");
}
