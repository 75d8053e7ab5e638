//! Texts and records as people have them: paragraphs of plain text, fields of records, rows of CSV.

use crate::common::{adsift, error, folder_with, stdout, verdicts};
use serde_json::{Value, json};

const COUNCIL: &str = "The council voted to close the mill bridge for a year, officials said.";
const SOCKS: &str = "Warm socks! Get 20% off with code WARM20 and free shipping on every order.";
const SHOPS: &str = "Shopkeepers said they feared losing half of their trade.";

/// Classifies a file and returns the label of each paragraph.
fn labels(name: &str, bytes: &[u8], options: &[&str]) -> Vec<String> {
    let (_folder, path) = folder_with(name, bytes);
    let output = stdout(adsift().arg("classify").args(options).arg(path));
    let rows = output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| row["label"].as_str().unwrap().to_owned()).collect()
}

/// Runs `classify` and returns standard output and standard error.
fn run(name: &str, bytes: &[u8], options: &[&str]) -> (String, String) {
    let (folder, _) = folder_with(name, bytes);
    let mut command = adsift();
    command.current_dir(folder.path()).arg("classify").args(options).arg(name);
    let output = command.assert().success().get_output().clone();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn ad_between_lines_is_found_after_a_title_and_a_blank_line() {
    let expected = ["news", "news", "sponsored", "news"];
    for (title, end) in
        [("Bridge shuts\n\n", "\n"), ("Bridge shuts\r\n\r\n", "\r\n"), ("Bridge shuts\n", "\n")]
    {
        let page = format!("{title}{COUNCIL}{end}{SOCKS}{end}{SHOPS}{end}");
        assert_eq!(labels("a.txt", page.as_bytes(), &[]), expected, "{page:?}");
        let line = json!({"id": "a", "text": page}).to_string();
        assert_eq!(labels("a.jsonl", line.as_bytes(), &[]), expected, "{page:?}");
    }
}

#[test]
fn rule_of_paragraphs_can_be_named() {
    let page = format!("Bridge shuts\n\n{COUNCIL}\n{SOCKS}\n{SHOPS}\n");
    for (rule, paragraphs) in [("auto", 4), ("blank", 2), ("line", 4), ("unwrap", 2)] {
        let found = labels("a.txt", page.as_bytes(), &["--paragraphs", rule]);
        assert_eq!(found.len(), paragraphs, "{rule}");
    }
    let wrapped = "The council voted to close the mill\nbridge for a year, officials said.\n";
    assert_eq!(labels("a.txt", wrapped.as_bytes(), &[]).len(), 1);
    assert_eq!(labels("a.txt", wrapped.as_bytes(), &["--paragraphs", "line"]).len(), 2);
}

#[test]
fn transcript_in_one_line_is_judged_in_windows_with_their_spans() {
    let news = format!("{COUNCIL} {SHOPS} ").repeat(30);
    let ads = format!("{SOCKS} Order today and save, and your first box ships free. ").repeat(10);
    let text = format!("{news}{ads}{news}");
    let output = stdout(adsift().args(["classify", "--with-text"]).write_stdin(text.clone()));
    let rows = objects(&output);
    assert!(rows.len() > 6, "{}", rows.len());
    for row in &rows {
        let (start, end) = (row["start"].as_u64().unwrap(), row["end"].as_u64().unwrap());
        assert_eq!(&text[start as usize..end as usize], row["text"]);
    }
    let paid: Vec<bool> = rows.iter().map(|row| row["label"] == "sponsored").collect();
    assert!(paid.contains(&true) && !paid[0] && !paid[paid.len() - 1], "{paid:?}");
    // A paragraph that is given as such is never divided.
    let given = json!({"id": "a", "text": [text]}).to_string();
    assert_eq!(labels("a.jsonl", given.as_bytes(), &[]).len(), 1);
}

#[test]
fn cell_with_several_paragraphs_is_split_with_and_without_an_article_column() {
    let csv = format!("id,text\na1,\"{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}\"\n");
    for (options, id) in [
        (&["--article-column", "id"][..], "a1"),
        (&["--id-column", "id"], "a1"),
        (&["--id-field", "id"], "a1"),
        (&[], "a.csv:1"),
    ] {
        let (output, _) = run("a.csv", csv.as_bytes(), options);
        let found = verdicts(&output);
        assert_eq!(found.len(), 3, "{options:?}");
        assert!(found.iter().all(|verdict| verdict.id == id), "{options:?}");
        assert_eq!(objects(&output)[1]["label"], "sponsored");
    }
    let rows = format!("id,text\na1,\"{COUNCIL}\n\n{SOCKS}\"\na1,{SHOPS}\n");
    let found = labels("a.csv", rows.as_bytes(), &["--article-column", "id"]);
    assert_eq!(found, ["news", "sponsored", "news"]);
}

#[test]
fn rows_that_do_not_stand_together_are_refused_or_gathered() {
    let csv = format!("page,n,text\nA,2,{SOCKS}\nB,1,{SHOPS}\nA,1,\"{COUNCIL}\"\n");
    let (_folder, path) = folder_with("a.csv", &csv);
    let mut command = adsift();
    command.args(["classify", "--article-column", "page"]).arg(&path);
    let refused = command.assert().code(2).get_output().stderr.clone();
    let refused = String::from_utf8(refused).unwrap().replace(&path.display().to_string(), "a.csv");
    let refused = refused.trim_start_matches("error: ");
    assert!(refused.starts_with("a.csv: row 3 (line 4, byte "), "{refused}");
    assert!(
        refused.ends_with(
            "the rows of the article \"A\" are not successive; sort the rows by article and \
             paragraph, or gather them by the column of their numbers with --paragraph-column\n"
        ),
        "{refused}"
    );
    let options = ["--article-column", "page", "--paragraph-column", "n", "--with-text"];
    let (output, _) = run("a.csv", csv.as_bytes(), &options);
    let rows: Vec<Value> =
        objects(&output).iter().map(|row| json!([row["id"], row["text"]])).collect();
    assert_eq!(rows, [json!(["A", COUNCIL]), json!(["A", SOCKS]), json!(["B", SHOPS])]);
    let bad = csv.replace("A,1", "A,first");
    let message = error(
        &["classify", "--article-column", "page", "--paragraph-column", "n"],
        "a.csv",
        bad.as_bytes(),
    );
    assert!(
        message.contains("column \"n\": \"first\" is not the number of a paragraph"),
        "{message}"
    );
}

#[test]
fn problems_of_an_article_of_rows_name_its_first_row() {
    let twice = format!("page,n,text\nB,1,{SHOPS}\nA,2,{SOCKS}\nA,2,{SOCKS}\n");
    let (_folder, path) = folder_with("a.csv", &twice);
    let by = ["--article-column", "page", "--paragraph-column", "n", "--on-error", "skip"];
    let run = adsift().arg("classify").args(by).arg(&path).assert().success();
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.contains("a.csv: row 2 (line 3, byte "), "{message}");
    assert!(message.contains("paragraph 2 of article \"A\" occurs twice"), "{message}");
    assert!(String::from_utf8_lossy(&run.get_output().stdout).starts_with("{\"id\":\"B\""));

    let long = format!("page,text\nA,One.\nA,\"<i>{}\"\n", "x".repeat(70_000));
    let options = ["classify", "--article-column", "page", "--text-format", "text"];
    let message = error(&options, "a.csv", long.as_bytes());
    assert!(
        message.starts_with("a.csv: row 1 (line 2, byte 10): paragraph 2 has more"),
        "{message}"
    );
}

#[test]
fn record_with_tags_and_a_zero_is_plain_text() {
    let line = json!({"id": "a", "text": format!("<b>{COUNCIL}</b> \0")}).to_string();
    assert_eq!(labels("a.jsonl", line.as_bytes(), &[]), ["news"]);
}

#[test]
fn html_in_records_is_read_as_html() {
    let html = format!("<p>{COUNCIL}</p><p>{SOCKS}</p>");
    let page = format!("<html><body>{html}</body></html>");
    for text in [&page, &html] {
        let line = json!({"id": "a", "text": text}).to_string();
        assert_eq!(
            labels("a.jsonl", line.as_bytes(), &["--text-format", "html"]),
            ["news", "sponsored"]
        );
        let csv = format!("id,html\na,\"{text}\"\n");
        assert_eq!(
            labels("a.csv", csv.as_bytes(), &["--text-format", "html"]),
            ["news", "sponsored"]
        );
        assert_eq!(labels("a.jsonl", line.as_bytes(), &["--text-format", "text"]).len(), 1);
    }
    let line = json!({"id": "a", "text": page}).to_string();
    let (output, _) = run("a.jsonl", line.as_bytes(), &[]);
    let second = &objects(&output)[1];
    let (start, end) = (second["start"].as_u64().unwrap(), second["end"].as_u64().unwrap());
    assert_eq!(&page[start as usize..end as usize], SOCKS);
}

#[test]
fn text_and_id_are_found_by_usual_names_and_said() {
    let line = json!({"url": "/a", "content": SOCKS}).to_string();
    let (output, notices) = run("a.jsonl", format!("{line}\n{line}\n").as_bytes(), &[]);
    assert!(output.starts_with(r#"{"id":"/a","paragraph":0"#), "{output}");
    assert_eq!(
        notices,
        "a.jsonl: no field \"text\"; the texts are those of \"content\"\n\
         a.jsonl: no field \"id\"; the ids are those of \"url\"\n"
    );
    let nested = json!({"meta": {"n": 7}, "article": {"body": [COUNCIL, SOCKS]}}).to_string();
    let options = ["--text-field", "article.body", "--id-field", "meta.n"];
    let (output, notices) = run("a.jsonl", nested.as_bytes(), &options);
    assert_eq!(notices, "");
    let rows: Vec<Value> =
        objects(&output).iter().map(|row| json!([row["id"], row["label"]])).collect();
    assert_eq!(rows, [json!([7, "news"]), json!([7, "sponsored"])]);
    let (_, notices) = run("a.csv", format!("body\n{SOCKS}\n").as_bytes(), &[]);
    assert_eq!(notices, "a.csv: no column \"text\"; the texts are those of \"body\"\n");
}

#[test]
fn clean_records_keep_all_fields_and_can_be_read_again() {
    let text = format!("{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}");
    let line = json!({"url": "/a", "date": "2024-05-01", "n": 1.0, "tags": ["x"], "text": text});
    let (output, _) = run("a.jsonl", line.to_string().as_bytes(), &["-f", "clean"]);
    let mut expected = line.clone();
    expected["text"] = json!(format!("{COUNCIL}\n\n{SHOPS}"));
    assert_eq!(objects(&output), [expected.clone()]);
    let (again, _) = run("b.jsonl", output.as_bytes(), &["-f", "clean"]);
    assert_eq!(again, output);

    let nested = json!({"article": {"body": text, "title": "Bridge"}, "id": 7});
    let options = ["-f", "clean", "--text-field", "article.body"];
    let (output, _) = run("a.jsonl", nested.to_string().as_bytes(), &options);
    let mut expected = nested.clone();
    expected["article"]["body"] = json!(format!("{COUNCIL}\n\n{SHOPS}"));
    assert_eq!(objects(&output), [expected]);

    let csv = format!("id,text,outlet\na,\"{text}\",Gazette\n");
    let (output, _) = run("a.csv", csv.as_bytes(), &["-f", "clean", "--id-column", "id"]);
    let expected = json!({"id": "a", "text": format!("{COUNCIL}\n\n{SHOPS}"), "outlet": "Gazette"});
    assert_eq!(objects(&output), [expected]);
}

#[test]
fn named_fields_are_in_every_row() {
    let line = json!({"id": "a", "url": "/a", "meta": {"date": "2024"}, "text": format!("{COUNCIL}\n\n{SOCKS}")});
    let options = ["--fields", "url,meta.date=date,none"];
    let (output, _) = run("a.jsonl", line.to_string().as_bytes(), &options);
    for row in objects(&output) {
        assert_eq!(json!([row["url"], row["date"], row["none"]]), json!(["/a", "2024", null]));
    }
    let csv = format!("id,label,text\na,news,\"{COUNCIL}\"\n");
    let options = ["-f", "csv", "--fields", "label=truth,id=page"];
    let (output, _) = run("a.csv", csv.as_bytes(), &options);
    let lines: Vec<&str> = output.lines().collect();
    assert!(lines[0].ends_with(",kind,truth,page"), "{output}");
    assert!(lines[1].ends_with(",news,a"), "{output}");
    for (options, message) in [
        (&["--fields", "label"][..], "is a column of the output; give the field another name"),
        (&["--fields", "url,url"], "names \"url\" twice"),
        (&["--fields", "url", "-f", "table"], "--fields is for the rows of jsonl and csv"),
        (&["--fields", "url="], "has an empty name"),
    ] {
        let found = error(&[&["classify"], options].concat(), "a.csv", csv.as_bytes());
        assert!(found.contains(message), "{found}");
    }
    let found = error(&["classify", "--fields", "url"], "a.csv", csv.as_bytes());
    assert!(found.contains("no column \"url\""), "{found}");
}

#[test]
fn shards_keep_all_fields_and_can_be_read_again() {
    let text = format!("{COUNCIL}\n\n{SOCKS}");
    let line = json!({"url": "/a", "text": text, "paragraphs": 9, "n": 1.5}).to_string();
    let (folder, _) = folder_with("a.jsonl", &line);
    let shards = |format: &str, input: &str, out: &str| {
        let mut command = adsift();
        command.current_dir(folder.path());
        command.args(["classify", "-f", format, "--shards", input, "--out-dir", out]);
        command.assert().success();
        let row = std::fs::read_to_string(folder.path().join(out).join("a.jsonl")).unwrap();
        objects(&row).remove(0)
    };
    let clean = shards("clean", "a.jsonl", "clean");
    assert_eq!(json!([clean["url"], clean["text"], clean["n"]]), json!(["/a", COUNCIL, 1.5]));
    assert_eq!(json!([clean["paragraphs"], clean["sponsored"]]), json!([2, 1]));
    let again = shards("clean", "clean/a.jsonl", "again");
    assert_eq!(json!([again["text"], again["paragraphs"]]), json!([COUNCIL, 1]));
    let judged = shards("jsonl", "a.jsonl", "judged");
    assert_eq!(json!([judged["url"], judged["text"], judged["n"]]), json!(["/a", null, 1.5]));
    assert_eq!(judged["verdicts"].as_array().unwrap().len(), 2);
}

#[test]
fn columns_of_the_same_name_have_different_names_in_a_record() {
    let (output, _) = run("a.csv", b"id,n,id,n,n_2,text\n1,2,3,4,5,News.\n", &["-f", "clean"]);
    assert_eq!(
        output,
        "{\"id\":\"1\",\"n\":\"2\",\"id_2\":\"3\",\"n_2_\":\"4\",\"n_2\":\"5\",\"text\":\"News.\"}\n"
    );
}

#[test]
fn clean_record_has_one_id_and_can_be_read_again() {
    let csv = format!("id,text\n7,\"{COUNCIL}\"\n");
    let (output, _) = run("a.csv", csv.as_bytes(), &["-f", "clean"]);
    assert_eq!(output, format!("{{\"id\":\"7\",\"text\":\"{COUNCIL}\"}}\n"));
    let line = format!("{{\"id\":null,\"text\":\"{COUNCIL}\"}}\n");
    let (output, _) = run("a.jsonl", line.as_bytes(), &["-f", "clean"]);
    assert_eq!(output, line);
    assert_eq!(run("b.jsonl", output.as_bytes(), &["-f", "clean"]).0, line);
}

/// A field of each row of the output.
fn values(output: &str, field: &str) -> Vec<Value> {
    objects(output).into_iter().map(|mut row| row[field].take()).collect()
}

#[test]
fn paragraphs_have_the_fields_of_their_own_rows() {
    let csv = format!(
        "page,n,gold,site,text\nA,2,0,s,\"{COUNCIL}\n\n{SHOPS}\"\nA,1,1,s,{SOCKS}\nA,3,0,s,\nB,1,x,t,{SHOPS}\n"
    );
    let fields = ["--article-column", "page", "--fields", "gold,n=number"];
    let (output, _) = run("a.csv", csv.as_bytes(), &fields);
    assert_eq!(values(&output, "gold"), ["0", "0", "1", "0", "x"]);
    assert_eq!(values(&output, "number"), ["2", "2", "1", "3", "1"]);
    let gathered = [&fields[..], &["--paragraph-column", "n", "-f", "csv"]].concat();
    let (output, _) = run("a.csv", csv.as_bytes(), &gathered);
    let ends: Vec<&str> =
        output.lines().map(|line| line.rsplit(",text,").next().unwrap()).collect();
    assert_eq!(ends[1..], ["1,1", "0,2", "0,2", "0,3", "x,1"], "{output}");

    let clean = ["-f", "clean", "--article-column", "page"];
    let (output, _) = run("a.csv", csv.as_bytes(), &clean);
    assert_eq!(
        objects(&output),
        [
            json!({"page": "A", "site": "s", "text": format!("{COUNCIL}\n\n{SHOPS}\n\n")}),
            json!({"page": "B", "n": "1", "gold": "x", "site": "t", "text": SHOPS}),
        ]
    );
}

#[test]
fn elements_and_rows_are_text_or_html_each_by_itself() {
    let html = format!("<p>{COUNCIL}</p><p>{SOCKS}</p>");
    let first_is_text = format!("page,text\nA,{SHOPS}\nA,\"{html}\"\n");
    let first_is_html = format!("page,text\nA,\"{html}\"\nA,\"{SHOPS}\n\n{SOCKS}\"\n");
    let rows =
        |csv: &str| run("a.csv", csv.as_bytes(), &["--article-column", "page", "--with-text"]).0;
    assert_eq!(values(&rows(&first_is_text), "text"), [SHOPS, COUNCIL, SOCKS]);
    let output = rows(&first_is_html);
    assert_eq!(values(&output, "text"), [COUNCIL, SOCKS, SHOPS, SOCKS]);
    let source = format!("{html}\n\n{SHOPS}\n\n{SOCKS}");
    for row in objects(&output) {
        let (start, end) = (row["start"].as_u64().unwrap(), row["end"].as_u64().unwrap());
        assert_eq!(source[start as usize..end as usize], row["text"]);
    }
    let line = json!({"id": "a", "text": [COUNCIL, html, SHOPS]}).to_string();
    let (output, _) = run("a.jsonl", line.as_bytes(), &["--with-text"]);
    assert_eq!(values(&output, "text"), [COUNCIL, COUNCIL, SOCKS, SHOPS]);
    let line = json!({"id": "a", "text": [COUNCIL, SOCKS, SHOPS]}).to_string();
    let options = ["--with-text", "--text-format", "html"];
    let (output, _) = run("a.jsonl", line.as_bytes(), &options);
    assert_eq!(values(&output, "text"), [COUNCIL, SOCKS, SHOPS]);
    assert_eq!(values(&output, "label"), ["news", "sponsored", "news"]);
}

#[test]
fn rows_that_do_not_stand_together_are_reported_once_for_each_article() {
    let csv = format!(
        "page,text\nA,\"{COUNCIL}\"\nB,{SHOPS}\nA,{SOCKS}\nC,{SHOPS}\nB,{SOCKS}\nA,{SHOPS}\nB,{SHOPS}\n"
    );
    let options = ["--article-column", "page", "--on-error", "skip"];
    let (output, message) = run("a.csv", csv.as_bytes(), &options);
    assert_eq!(values(&output, "id"), ["A", "B", "C"]);
    assert_eq!(message.matches("are not successive").count(), 2, "{message}");
}

#[test]
fn shards_say_which_fields_are_replaced_and_keep_the_object_of_the_text() {
    let line = json!({"article": {"body": SOCKS, "title": "Socks"}, "error": "x", "clean": 1, "sponsored": 0});
    let (folder, _) = folder_with("a.jsonl", line.to_string() + "\n" + &line.to_string());
    let shards = |format: &str, text: &str, input: &str, out: &str| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "-f", format, "--text-field", text]);
        let run = command.args(["--shards", input, "--out-dir", out]).assert().success();
        let row = std::fs::read_to_string(folder.path().join(out).join(input)).unwrap();
        (objects(&row).remove(0), String::from_utf8(run.get_output().stderr.clone()).unwrap())
    };
    let (row, message) = shards("jsonl", "article.body", "a.jsonl", "judged");
    assert_eq!(row["article"], json!({"body": null, "title": "Socks"}));
    assert_eq!(json!([row["error"], row["clean"], row["sponsored"]]), json!([null, 1, 1]));
    assert_eq!(
        message,
        "a.jsonl: the fields \"sponsored\", \"error\" of the input are replaced by those of the verdicts\n"
    );
    let line = json!({"paragraphs": [COUNCIL, SOCKS]}).to_string();
    std::fs::write(folder.path().join("b.jsonl"), line).unwrap();
    let (row, message) = shards("clean", "paragraphs", "b.jsonl", "clean");
    assert_eq!((&row["paragraphs"], message.as_str()), (&json!([COUNCIL]), ""));
    let output = std::fs::read_to_string(folder.path().join("clean/b.jsonl")).unwrap();
    assert_eq!(output.matches("\"paragraphs\"").count(), 1, "{output}");
}

#[test]
fn wrong_names_of_fields_are_said() {
    let line = |more: &str| format!("{{\"id\":1,\"text\":\"{COUNCIL}\"{more}}}\n");
    let lines = line("") + &line(",\"url\":\"/a\",\"n\":null");
    let options = ["--id-field", "nope", "--fields", "url, n=number,none"];
    let (output, message) = run("a.jsonl", lines.as_bytes(), &options);
    assert_eq!(values(&output, "id"), ["a.jsonl:1", "a.jsonl:2"]);
    assert_eq!(values(&output, "url"), [json!(null), json!("/a")]);
    assert_eq!(
        message,
        "a.jsonl: no record has a field \"nope\"; their ids are their places\n\
         a.jsonl: some records have no field \"url\"; their value is null\n\
         a.jsonl: some records have no field \"n\"; their value is null\n\
         a.jsonl: no record has a field \"none\"; their value is null\n"
    );
    let (_, message) =
        run("a.jsonl", line("").as_bytes(), &["--id-field", "id", "--fields", "text=t"]);
    assert_eq!(message, "");
}

#[test]
fn names_in_another_case_and_names_like_others_are_found_or_named() {
    let line = json!({"ID": 7, "Text": SOCKS, "Meta": {"Lang": "en"}}).to_string();
    let (output, message) = run("a.jsonl", line.as_bytes(), &["--fields", "meta.lang=lang"]);
    let row = &objects(&output)[0];
    assert_eq!(json!([row["id"], row["label"], row["lang"]]), json!([7, "sponsored", "en"]));
    assert_eq!(
        message,
        "a.jsonl: no field \"text\"; the texts are those of \"Text\"\n\
         a.jsonl: no field \"id\"; the ids are those of \"ID\"\n"
    );
    let two = json!({"TEXT": SOCKS, "Text": SOCKS}).to_string();
    let message = error(&["classify"], "a.jsonl", two.as_bytes());
    assert!(
        message.contains("no field \"text\"; there are \"TEXT\", \"Text\"; did you mean"),
        "{message}"
    );
    for name in
        ["content_html", "page_content", "full_text", "raw_content", "article_body", "story"]
    {
        let line = json!({"id": 1, name: SOCKS}).to_string();
        assert_eq!(labels("a.jsonl", line.as_bytes(), &[]), ["sponsored"], "{name}");
        let csv = format!("{name}\n{SOCKS}\n");
        assert_eq!(labels("a.csv", csv.as_bytes(), &[]), ["sponsored"], "{name}");
    }
}

#[test]
fn object_in_the_place_of_a_text_or_an_id_is_named() {
    let text = json!({"id": 1, "article": {"title": "Socks", "body": SOCKS}}).to_string();
    assert_eq!(
        error(&["classify"], "a.jsonl", text.as_bytes()),
        "a.jsonl: line 1 (byte 11): field \"article\" is an object; name the text inside it, such \
         as \"article.body\", with --text-field\n"
    );
    let id = json!({"id": {"oid": "x"}, "text": SOCKS}).to_string();
    assert_eq!(
        error(&["classify"], "a.jsonl", id.as_bytes()),
        "a.jsonl: line 1 (byte 6): field \"id\" is an object; name the id inside it, such as \
         \"id.oid\", with --id-field\n"
    );
}

#[test]
fn successive_rows_with_the_same_id_are_told_once() {
    let csv =
        format!("page,text\nA,{SOCKS}\nB,{SHOPS}\nB,{SOCKS}\nB,{SHOPS}\n,{SHOPS}\n,{SHOPS}\n");
    let (output, message) = run("a.csv", csv.as_bytes(), &["--id-column", "page"]);
    assert_eq!(values(&output, "id"), ["A", "B", "B", "B", "a.csv:5", "a.csv:6"]);
    assert_eq!(
        message,
        "a.csv: successive rows have the same \"page\", and each is an article; if they are the \
         paragraphs of one article, name \"page\" as the article column instead\n"
    );
    let one_each = format!("page,text\nA,{SOCKS}\nB,{SHOPS}\n,{SHOPS}\n,{SHOPS}\nA,{SHOPS}\n");
    let (_, message) = run("a.csv", one_each.as_bytes(), &["--id-column", "page"]);
    assert_eq!(message, "");
}
