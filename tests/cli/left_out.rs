//! Standard error says what clean articles leave out, and which inputs have no text.

use std::fs;

use crate::common::{adsift, article, folder_with};

const NEWS: &str = "The council voted on Tuesday to close the mill bridge for a year.";
const AD: &str = "Order today and save 50% on your first box with code WARM20!";
const MENU: &str = "<nav><a href=/>Home</a> <a href=/n>News</a> <a href=/s>Sport</a></nav>";

fn notices(files: &[(&str, String)], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut command = adsift();
    command.current_dir(folder.path()).arg("classify").args(arguments);
    command.args(files.iter().map(|(name, _)| name));
    let run = command.assert().success();
    String::from_utf8(run.get_output().stderr.clone()).unwrap()
}

fn text() -> String {
    format!("{NEWS}\n\n{AD}\n")
}

#[test]
fn clean_output_says_what_is_left_out() {
    let page = format!("<body>{MENU}<article><p>{NEWS}</p><p>{AD}</p></article></body>");
    let clean = ["-f", "clean"];
    assert_eq!(
        notices(&[("a.html", page.clone())], &clean),
        "a.html: 2 of 3 paragraphs left out: 1 paid, 1 boilerplate\n"
    );
    assert_eq!(
        notices(&[("a.html", page), ("b.txt", text()), ("c.txt", AD.into())], &clean),
        "3 articles, 6 paragraphs: 3 left out as paid, 1 as boilerplate; nothing is left of 1 \
         article: c.txt\n"
    );
    let lines: String = (0..9).map(|at| article(&format!("ad {at}"), AD)).collect();
    assert_eq!(
        notices(&[("a.jsonl", lines.clone())], &["-f", "clean", "-j", "3"]),
        "9 articles, 9 paragraphs: 9 left out as paid, 0 as boilerplate; nothing is left of 9 \
         articles: ad 0, ad 1, ad 2, ad 3, ad 4, and 4 more\n"
    );
    assert_eq!(notices(&[("a.txt", NEWS.into())], &clean), "");
    assert_eq!(notices(&[("a.jsonl", lines)], &["-q", "-f", "clean"]), "");
    // The other formats leave nothing out.
    assert_eq!(notices(&[("b.txt", text())], &[]), "");
}

#[test]
fn input_without_text_is_named_in_every_format() {
    for format in ["jsonl", "csv", "table", "clean", "html"] {
        for (name, text) in [
            ("a.txt", " \n"),
            ("a.jsonl", ""),
            ("a.csv", "text\n"),
            ("a.html", ""),
            ("a.html", "<html><body></body></html>"),
        ] {
            let found = notices(&[(name, text.into())], &["-f", format]);
            assert_eq!(found, format!("{name}: no text\n"), "{format} {name}");
        }
    }
    let several = notices(&[("a.txt", String::new()), ("b.txt", String::new())], &[]);
    assert_eq!(several, "2 inputs without text: a.txt, b.txt\n");
    let menu = format!("<body>{MENU}</body>");
    assert_eq!(notices(&[("a.html", menu)], &[]), "a.html: only boilerplate\n");
}

#[test]
fn form_of_clean_articles_follows_from_the_inputs() {
    let (folder, _) = folder_with("a.txt", text());
    fs::write(folder.path().join("b.jsonl"), article("b1", &text())).unwrap();
    let clean = |arguments: &[&str]| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "-q", "-f", "clean"]).args(arguments);
        let run = command.assert().success();
        String::from_utf8(run.get_output().stdout.clone()).unwrap()
    };
    assert_eq!(clean(&["a.txt"]), format!("{NEWS}\n"));
    let named = |id: &str| format!("==> {id} <==\n{NEWS}\n");
    assert_eq!(clean(&["a.txt", "a.txt"]), format!("{0}\n{0}", named("a.txt")));
    let lines = [article("a.txt", NEWS), article("b1", NEWS)].concat();
    assert_eq!(clean(&["a.txt", "b.jsonl"]), lines);
    assert_eq!(clean(&["--clean-form", "jsonl", "a.txt"]), article("a.txt", NEWS));
    assert_eq!(clean(&["--clean-form", "text", "b.jsonl"]), named("b1"));
}
