//! `--clean-form html`: a page without its paid blocks, byte for byte the same elsewhere.

use std::fs;

use crate::common::{adsift, folder_with, gzip, names_in, refusal, stdout};

const NEWS: &str = "The council voted on Tuesday to close the mill bridge for a year.";
const AD: &str = "Order today and save 50% on your first box with code WARM20!";

fn clean(name: &str, bytes: &[u8], arguments: &[&str]) -> Vec<u8> {
    let (folder, _) = folder_with(name, bytes);
    let mut command = adsift();
    command.current_dir(folder.path()).args(["classify", "-q", "-f", "clean"]);
    command.args(["--clean-form", "html", name]).args(arguments);
    command.assert().success().get_output().stdout.clone()
}

#[test]
fn paid_blocks_are_taken_out_of_a_page() {
    let page = |ad: &str| {
        format!(
            "<!doctype html>\r\n<HTML><body class='x'>\t<article>\n<h1>Bridge &amp; river</h1>\n\
             <p>{NEWS}</p>{ad}\n<p>Shopkeepers said they feared losing half of their trade.</p>\
             </article><!-- the end --></body>\n</HTML>\n"
        )
    };
    let box_of_ad = format!("<div class=\"sponsored\"><a href=x><img src=y></a><p>{AD}</p></div>");
    let bytes = page(&box_of_ad);
    assert_eq!(clean("a.html", bytes.as_bytes(), &[]), page("").as_bytes());
    let zipped = gzip(bytes.as_bytes());
    assert_eq!(clean("a.html.gz", &zipped, &[]), page("").as_bytes());
    let marked = format!("\u{FEFF}{bytes}");
    assert_eq!(clean("a.html", marked.as_bytes(), &[]), format!("\u{FEFF}{}", page("")).as_bytes());
    // Without a paid block the page is the same.
    assert_eq!(clean("a.html", page("").as_bytes(), &[]), page("").as_bytes());
    assert_eq!(clean("a.html", bytes.as_bytes(), &["--threshold", "1"]), bytes.as_bytes());
}

#[test]
fn page_in_another_encoding_keeps_its_bytes() {
    let page = format!("<p>{NEWS}</p><p>Caf\u{1} council said.</p><p>{AD}</p>\u{1}");
    let in_latin = |text: &str| -> Vec<u8> {
        text.bytes().map(|byte| if byte == 1 { 0xE9 } else { byte }).collect()
    };
    let left = format!("<p>{NEWS}</p><p>Caf\u{1} council said.</p>\u{1}");
    assert_eq!(clean("a.html", &in_latin(&page), &[]), in_latin(&left));
}

#[test]
fn standard_input_and_a_folder_of_pages_are_cleaned() {
    let page = format!("<article><p>{NEWS}</p>\n<p>{AD}</p></article>");
    let left = format!("<article><p>{NEWS}</p>\n</article>");
    let mut command = adsift();
    command.args(["classify", "-f", "clean", "--clean-form", "html", "--input-format", "html"]);
    assert_eq!(stdout(command.write_stdin(page.clone())), left);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("in/may")).unwrap();
    for at in 0..9 {
        fs::write(folder.path().join(format!("in/may/{at}.html")), &page).unwrap();
    }
    fs::write(folder.path().join("in/b.txt"), "News.").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "-f", "clean"]);
        command.args(["--clean-form", "html", "--out-dir", "out", "-j", "3"]).args(arguments);
        command
    };
    let refused = refusal(&mut run(&["in/b.txt"]));
    assert!(refused.contains("in/b.txt: not a page of HTML"), "{refused}");
    assert!(refused.contains("--clean-form text or jsonl"), "{refused}");
    let skipped = run(&["in", "--on-error", "skip"]).assert().success();
    let notices = String::from_utf8(skipped.get_output().stderr.clone()).unwrap();
    assert!(notices.contains("9 articles, 18 paragraphs: 9 left out as paid\n"), "{notices}");
    assert!(notices.contains("skipped 1 bad record"), "{notices}");
    assert_eq!(names_in(&folder.path().join("out")), ["may"]);
    for at in 0..9 {
        let output = folder.path().join(format!("out/may/{at}.html"));
        assert_eq!(fs::read_to_string(output).unwrap(), left);
    }
}

#[test]
fn several_pages_in_one_output_are_refused() {
    let (folder, _) = folder_with("a.html", "<p>News.</p>");
    let run = |arguments: &[&str]| {
        let mut command = adsift();
        refusal(command.current_dir(folder.path()).arg("classify").args(arguments))
    };
    let clean = ["-f", "clean", "--clean-form", "html"];
    let several = run(&[&clean[..], &["a.html", "a.html"]].concat());
    assert!(several.contains("with --out-dir"), "{several}");
    let form = run(&["--clean-form", "text", "a.html"]);
    assert!(form.contains("add --format clean"), "{form}");
    // The bytes of a page that is decoded first cannot be kept.
    let decoded = run(&[&clean[..], &["--encoding", "latin1", "a.html"]].concat());
    assert!(decoded.contains("convert it to UTF-8"), "{decoded}");
}
