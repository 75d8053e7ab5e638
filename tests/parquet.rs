//! Parquet shards: the verdicts of JSON Lines, and malformed files that fail alone.
#![cfg(all(feature = "arrow", target_os = "linux"))]
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use adsift::output::Content;
use adsift::shards::{Part, ShardSettings, find, run};
use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Int32Array, Int64Array, LargeStringArray,
    ListBuilder, RecordBatch, StringArray, StringBuilder, StringViewArray, StructArray,
};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Int64Type};
use common::process::wait;
use common::{adsift, adsift_process, article, generated_text, names_in, stdout, verdicts};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::Value;

fn text(number: usize) -> String {
    format!("{}\n\n{}", generated_text(number), generated_text(number + 7))
}

/// Writes a file with these columns, in row groups of `group` rows.
fn write(path: &Path, columns: Vec<(&str, ArrayRef)>, group: usize) {
    let groups = WriterProperties::builder().set_max_row_group_row_count(Some(group));
    write_with(path, columns, groups.build());
}

fn write_with(path: &Path, columns: Vec<(&str, ArrayRef)>, properties: WriterProperties) {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn ids(rows: usize) -> ArrayRef {
    Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("a{row}"))))
}

fn texts(rows: usize) -> ArrayRef {
    Arc::new(StringArray::from_iter_values((0..rows).map(text)))
}

fn read(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    reader.build().unwrap().map(Result::unwrap).collect()
}

fn classify(folder: &Path, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = adsift();
    command.current_dir(folder).args(["classify", "--out-dir", "out", "--shards"]).args(arguments);
    command
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    names_in(folder)
        .into_iter()
        .map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

/// Start, end, label and the bits of the probability of a verdict.
type FoundVerdict = (i64, i64, String, u64);

/// The verdicts of each row; `None` for a null.
fn found_verdicts(batches: &[RecordBatch]) -> Vec<Option<Vec<FoundVerdict>>> {
    let mut rows = Vec::new();
    for batch in batches {
        let lists = batch.column_by_name("verdicts").unwrap().as_list::<i32>();
        for row in 0..batch.num_rows() {
            rows.push(lists.is_valid(row).then(|| verdicts_of_row(lists.value(row).as_struct())));
        }
    }
    rows
}

fn verdicts_of_row(verdicts: &StructArray) -> Vec<FoundVerdict> {
    let column = |name| verdicts.column_by_name(name).unwrap();
    let numbers = |name, at| column(name).as_primitive::<Int64Type>().value(at);
    let verdict = |at| {
        let probability = column("probability").as_primitive::<Float64Type>().value(at);
        (
            numbers("start", at),
            numbers("end", at),
            column("label").as_string::<i32>().value(at).to_owned(),
            probability.to_bits(),
        )
    };
    (0..verdicts.len()).map(verdict).collect()
}

#[test]
fn parquet_has_the_verdicts_of_json_lines() {
    const ROWS: usize = 50_000;
    let folder = tempfile::tempdir().unwrap();
    write(
        &folder.path().join("a.parquet"),
        vec![("id", ids(ROWS)), ("noise", ids(ROWS)), ("text", texts(ROWS))],
        ROWS / 7,
    );
    let lines: String = (0..ROWS).map(|row| article(&format!("a{row}"), &text(row))).collect();
    let expected = verdicts(&stdout(adsift().arg("classify").write_stdin(lines)));
    assert_eq!(expected.len(), 2 * ROWS);
    let summary: Value =
        serde_json::from_str(&stdout(&mut classify(folder.path(), &["a.parquet"]))).unwrap();
    assert_eq!([&summary["rows"], &summary["paragraphs"]], [ROWS, 2 * ROWS]);
    let batches = read(&folder.path().join("out/a.parquet"));
    let names: Vec<_> =
        batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names.join(" "), "id noise verdicts paragraphs sponsored paid_share error");
    let ids: Vec<String> = batches
        .iter()
        .flat_map(|batch| {
            batch
                .column(0)
                .as_string::<i32>()
                .iter()
                .map(|id| id.unwrap().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let classified: Vec<_> = found_verdicts(&batches)
        .into_iter()
        .zip(ids)
        .flat_map(|(row, id)| row.unwrap().into_iter().map(move |verdict| (id.clone(), verdict)))
        .collect();
    for ((id, found), expected) in classified.iter().zip(&expected) {
        assert_eq!(expected.id, *id);
        let (start, end) = (expected.start as i64, expected.end as i64);
        assert_eq!(*found, (start, end, expected.label.clone(), expected.probability.to_bits()));
    }
    assert_eq!(classified.len(), expected.len());
}

#[test]
fn every_string_type_nulls_and_empty_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<Option<String>> = (0..40).map(|row| (row % 5 != 3).then(|| text(row))).collect();
    let keys: Int32Array = (0..40).map(Some).collect();
    let columns: [ArrayRef; 4] = [
        Arc::new(StringArray::from(texts.clone())),
        Arc::new(LargeStringArray::from(texts.clone())),
        Arc::new(StringViewArray::from(texts.clone())),
        Arc::new(
            DictionaryArray::<Int32Type>::try_new(keys, Arc::new(StringArray::from(texts)))
                .unwrap(),
        ),
    ];
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(100..140));
    for (at, column) in columns.iter().enumerate() {
        write(
            &folder.path().join(format!("{at}.parquet")),
            vec![("url", numbers.clone()), ("body", column.clone())],
            16,
        );
        write(
            &folder.path().join(format!("empty-{at}.parquet")),
            vec![("url", numbers.slice(0, 0)), ("body", column.slice(0, 0))],
            16,
        );
    }
    let arguments = ["*.parquet", "--text-column", "body", "--id-column", "url"];
    stdout(&mut classify(folder.path(), &arguments));
    let expected = read(&folder.path().join("out/0.parquet"));
    assert_eq!(expected[0].column(0), &numbers);
    assert_eq!(found_verdicts(&expected).iter().filter(|row| row.is_none()).count(), 8);
    for (at, column) in columns.iter().enumerate() {
        let out = |name: &str| read(&folder.path().join(format!("out/{name}{at}.parquet")));
        assert_eq!(out(""), expected, "{:?}", column.data_type());
        assert_eq!(out("empty-").len(), 0);
    }
    let clean = [&arguments[..], &["-f", "clean", "--out-dir", "clean"]].concat();
    adsift()
        .current_dir(folder.path())
        .args(["classify", "--shards"])
        .args(clean)
        .assert()
        .success();
    let clean = read(&folder.path().join("clean/0.parquet"));
    assert_eq!(clean[0].schema().field(1).data_type(), &DataType::LargeUtf8);
    assert!(clean[0].column(1).as_string::<i64>().value(0).starts_with("Paragraph 0"));
}

#[test]
fn all_columns_are_handed_on_and_html_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let page = "<html><p>The council voted on Tuesday to close the bridge, officials said.</p>\
                <p>Order today and save 50% on your first box! Get your free trial now.</p>";
    let text = |texts: [&str; 2]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
    let columns = vec![
        ("url", text(["/a", "/b"])),
        ("content", text([page, "The council met."])),
        ("n", Arc::new(Int64Array::from(vec![7, 8])) as ArrayRef),
    ];
    write(&folder.path().join("a.parquet"), columns, 100);
    let run = |out: &str, options: &[&str]| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "--shards", "a.parquet"]);
        let run = command.args(["--out-dir", out]).args(options).assert().success();
        let notices = String::from_utf8(run.get_output().stderr.clone()).unwrap();
        assert!(notices.contains("the texts are those of \"content\""), "{notices}");
        read(&folder.path().join(out).join("a.parquet")).remove(0)
    };
    let names = |batch: &RecordBatch| {
        let schema = batch.schema();
        schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>().join(" ")
    };
    let verdicts = run("verdicts", &[]);
    assert_eq!(names(&verdicts), "url n verdicts paragraphs sponsored paid_share error");
    assert_eq!(verdicts.column(3).as_primitive::<Int64Type>().values()[..], [2, 1]);
    let clean = run("clean", &["-f", "clean"]);
    assert_eq!(names(&clean), "url content n paragraphs sponsored paid_share error");
    let texts = clean.column(1).as_string::<i64>();
    assert_eq!(texts.value(0), "The council voted on Tuesday to close the bridge, officials said.");
    assert_eq!(clean.column(2).as_primitive::<Int64Type>().values()[..], [7, 8]);
}

#[test]
fn threads_and_killed_runs_leave_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for shard in 0..4 {
        write(
            &folder.path().join(format!("{shard}.parquet")),
            vec![("id", ids(4000)), ("text", texts(4000))],
            1500,
        );
    }
    let run = |out: &str, threads: &str| {
        let mut command = adsift_process();
        command.current_dir(folder.path()).args([
            "classify",
            "-q",
            "-j",
            threads,
            "--out-dir",
            out,
            "--shards",
            "*.parquet",
        ]);
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let start = std::time::Instant::now();
    assert!(wait(&mut run("1", "1")).success());
    let whole = start.elapsed();
    let expected = files(&folder.path().join("1"));
    for threads in ["2", "9"] {
        assert!(wait(&mut run(threads, threads)).success());
        assert!(files(&folder.path().join(threads)) == expected, "{threads} threads");
    }
    for moment in 1..=5u32 {
        let out = format!("killed-{moment}");
        let mut child = run(&out, "1");
        std::thread::sleep(whole * moment / 6);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(wait(&mut run(&out, "1")).success());
        assert!(files(&folder.path().join(&out)) == expected, "killed at {moment}/6");
    }
}

#[test]
fn malformed_file_fails_alone_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    write(&path("good.parquet"), vec![("id", ids(10)), ("text", texts(10))], 16);
    write(&path("other.parquet"), vec![("id", ids(10)), ("words", texts(10))], 16);
    write(&path("numbers.parquet"), vec![("text", Arc::new(Int64Array::from(vec![1])))], 16);
    let long: ArrayRef = Arc::new(StringArray::from(vec!["x".repeat(70_000)]));
    write(&path("long.parquet"), vec![("id", ids(1)), ("text", long)], 16);
    fs::write(path("empty.parquet"), b"").unwrap();
    fs::write(path("text.parquet"), "Some text that is no Parquet. ".repeat(9)).unwrap();
    // The footers of arrow-rs's issues 9874 and 10920: lists with more elements than memory.
    for (name, thrift) in [
        ("bomb-1.parquet", &[0x28, 0xfc, 0xff, 0xff, 0xff, 0x7f, 0x00, 0x00, 0x00, 0x00][..]),
        ("bomb-2.parquet", &[0x15, 0x04, 0x19, 0xfc, 0xfc, 0xff, 0xff, 0xff, 0x07, 0x15, 0x00]),
    ] {
        let footer = [b"PAR1", thrift, &(thrift.len() as u32).to_le_bytes(), b"PAR1"].concat();
        fs::write(path(name), footer).unwrap();
    }
    // A small file with a large text.
    let much: ArrayRef = Arc::new(StringArray::from(vec!["x ".repeat(20 << 20)]));
    write_with(
        &path("bomb-3.parquet"),
        vec![("text", much)],
        WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build(),
    );
    let mut cut = fs::read(path("good.parquet")).unwrap();
    cut.truncate(cut.len() - 5);
    fs::write(path("cut.parquet"), cut).unwrap();
    let run = classify(folder.path(), &["*.parquet"]).assert().code(2);
    let summary: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    let failed: BTreeMap<&str, &str> = summary["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failure| (failure["shard"].as_str().unwrap(), failure["error"].as_str().unwrap()))
        .collect();
    for (name, expected) in [
        ("bomb-1.parquet", "cannot be read as Parquet"),
        ("bomb-2.parquet", "cannot be read as Parquet"),
        ("bomb-3.parquet", "as in a decompression bomb"),
        ("cut.parquet", "cannot be read as Parquet"),
        ("empty.parquet", "cannot be read as Parquet"),
        ("long.parquet", "paragraph 1 has more than 65536 bytes"),
        ("numbers.parquet", "has the type Int64 instead of text"),
        ("other.parquet", "no column \"text\"; there are \"id\", \"words\""),
        ("text.parquet", "cannot be read as Parquet"),
    ] {
        let error = failed.get(name).unwrap_or_else(|| panic!("{name} did not fail"));
        assert!(error.starts_with(name) && error.contains(expected), "{error}");
    }
    assert_eq!((failed.len(), &summary["done"]), (9, &1.into()));
    assert_eq!(names_in(&path("out")), ["good.parquet", "good.parquet.done"]);
    // A skipped article is a row with its error.
    let skipped = classify(folder.path(), &["long.parquet", "--on-error", "skip"]);
    let summary: Value = serde_json::from_str(&stdout(&mut { skipped })).unwrap();
    assert_eq!([&summary["rows"], &summary["rejected"]], [1, 1]);
    let batch = &read(&path("out/long.parquet"))[0];
    let error = batch.column_by_name("error").unwrap().as_string::<i32>().value(0).to_owned();
    assert!(error.starts_with("paragraph 1 has more than"), "{error}");
}

/// Reads changed and cut files for three seconds, or for `ADSIFT_FUZZ_SECONDS`.
#[test]
fn corrupt_parquet_never_ends_the_run() {
    let seconds =
        std::env::var("ADSIFT_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let budget = Duration::from_secs(seconds.unwrap_or(3));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let repeated: ArrayRef =
        Arc::new(StringArray::from_iter_values((0..300).map(|row| text(row % 7))));
    write(&path, vec![("id", ids(300)), ("text", repeated)], 100);
    let sound = fs::read(&path).unwrap();
    let model = Arc::new(adsift::Model::embedded().unwrap());
    let settings = ShardSettings {
        content: Content::Clean,
        keeps_bad_records: true,
        ..ShardSettings::default()
    };
    // Caught panics of the Parquet reader print nothing.
    std::panic::set_hook(Box::new(|_| {}));
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    let start = std::time::Instant::now();
    let (mut runs, mut failed) = (0, 0);
    while start.elapsed() < budget {
        let mut bytes = sound.clone();
        match next(4) {
            0 => bytes.truncate(next(sound.len())),
            1 => drop(bytes.drain(next(sound.len() / 2)..sound.len() / 2)),
            _ => {
                // Half of the changes are in the footer, which holds the sizes.
                for _ in 0..=next(4) {
                    let at = if next(2) == 0 {
                        next(sound.len())
                    } else {
                        sound.len() - 1 - next(sound.len() / 8)
                    };
                    bytes[at] = next(256) as u8;
                }
            }
        }
        fs::write(&path, bytes).unwrap();
        let shards =
            find(&[path.display().to_string()], &folder.path().join("out"), Part::default())
                .unwrap();
        let summary = run(&model, &shards, &settings, |_, _| {}).unwrap();
        runs += 1;
        failed += summary.failed.len();
        assert_eq!(summary.done + summary.failed.len() + summary.skipped, 1);
    }
    let _ = std::panic::take_hook();
    assert!(runs > 10 && failed > runs / 4, "{failed} of {runs}");
}

#[test]
fn text_is_guessed_among_strings_and_lists_and_structs_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let strings = |text: &str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
    let body = Arc::new(Field::new("body", DataType::Utf8, true));
    let article =
        Arc::new(StructArray::from(vec![(body, strings("The council met."))])) as ArrayRef;
    let number = Arc::new(Int64Array::from(vec![7])) as ArrayRef;
    let mut list = ListBuilder::new(StringBuilder::new());
    list.append_value([Some("One."), Some("Two.")]);
    let list = Arc::new(list.finish()) as ArrayRef;
    let run = |columns: Vec<(&str, ArrayRef)>, options: &[&str]| {
        write(&folder.path().join("a.parquet"), columns, 100);
        let _ = fs::remove_dir_all(folder.path().join("out"));
        let run = classify(folder.path(), &["a.parquet"]).args(options).assert();
        String::from_utf8(run.get_output().stderr.clone()).unwrap()
    };
    let columns = vec![
        ("article", article.clone()),
        ("Story", strings("Order today and save 50% on your first box!")),
        ("clean", number.clone()),
        ("sponsored", number),
    ];
    let message = run(columns, &[]);
    assert_eq!(
        message,
        "a.parquet: no column \"text\"; the texts are those of \"Story\"\n\
         a.parquet: the field \"sponsored\" of the input is replaced by those of the verdicts\n"
    );
    let output = read(&folder.path().join("out/a.parquet")).remove(0);
    let numbers = |name: &str| {
        output.column_by_name(name).unwrap().as_primitive::<Int64Type>().values().to_vec()
    };
    assert_eq!([numbers("clean"), numbers("sponsored")], [vec![7], vec![1]]);
    let name_it = "is a struct instead of text; copy the text inside it to a column of strings";
    for options in [&[][..], &["--text-field", "article"], &["--text-field", "article.body"]] {
        let message = run(vec![("article", article.clone())], options);
        assert!(message.contains(&format!("a.parquet: column \"article\" {name_it}")), "{message}");
    }
    run(vec![("paragraphs", strings("The council met on Tuesday."))], &["-f", "clean"]);
    let output = read(&folder.path().join("out/a.parquet")).remove(0);
    let schema = output.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, ["paragraphs", "sponsored", "paid_share", "error"]);
    assert_eq!(output.column(0).as_string::<i64>().value(0), "The council met on Tuesday.");
    let message = run(vec![("Text", list)], &[]);
    let name_it = "is a list instead of text; join its elements with blank lines in a column";
    assert!(message.contains(&format!("column \"Text\" {name_it}")), "{message}");
}
