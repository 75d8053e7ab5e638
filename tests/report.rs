//! The page of `-f html`, opened in Chromium where there is one.

#![allow(clippy::unwrap_used)]

mod common;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use common::{adsift, folder_with, repository, stdout};

/// Runs Chromium on a page; `None`, which is told, where there is none.
fn chromium(page: &Path, arguments: &[&str]) -> Option<Output> {
    let profile = tempfile::tempdir().unwrap();
    let run = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--no-first-run",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .output();
    if run.is_err() {
        let _ = writeln!(std::io::stderr(), "skipped: no chromium");
    }
    run.ok()
}

/// What the page logs: errors, and what its policy kept it from loading.
fn console(run: &Output) -> Vec<String> {
    let log = String::from_utf8_lossy(&run.stderr);
    log.lines()
        .filter(|line| line.contains("CONSOLE"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_hostile_article_stays_text_in_a_browser() {
    let attack = "</p></section></article></title></style></script><script>document.title='broken'</script>\
                  <img src=http://example.invalid/x onerror=\"document.title='broken'\"><svg onload=alert(1)>\
                  &lt;b&gt; \u{202E}tfel \u{0}";
    let line =
        serde_json::json!({"id": attack, "text": format!("{attack}\n\nOrder now and save.")})
            .to_string();
    let page = stdout(adsift().args(["classify", "-f", "html"]).write_stdin(line));
    let (_folder, path) = folder_with("report.html", page);
    let Some(run) = chromium(&path, &["--dump-dom"]) else {
        return;
    };
    assert_eq!(console(&run), [""; 0]);
    let dom = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(dom.contains("<title>Paid paragraphs, by adsift</title>"));
    assert!(
        dom.contains(">1 article, 2 paragraphs,"),
        "the page's own script did not run"
    );
    assert_eq!(dom.matches("<script").count(), 1);
    assert!(!dom.contains("<img") && !dom.contains("<svg"));
    assert_eq!(dom.matches("</article>").count(), 1);
}

#[test]
fn several_articles_have_an_index_in_every_light_and_width() {
    let inputs = ["harbor-brief.html", "weekly-letter.txt"]
        .map(|name| repository("data/examples").join(name));
    let page = stdout(adsift().args(["classify", "-f", "html"]).args(inputs));
    let (folder, path) = folder_with("report.html", page);
    let Some(run) = chromium(&path, &["--dump-dom"]) else {
        return;
    };
    let dom = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(dom.contains("<a href=\"#article-2\">") && dom.contains("id=\"article-2\""));
    for arguments in [
        &["--window-size=1200,900"][..],
        &["--window-size=320,900"],
        &[
            "--window-size=900,900",
            "--blink-settings=preferredColorScheme=0",
        ],
    ] {
        let shot = folder.path().join("shot.png");
        let screenshot = format!("--screenshot={}", shot.display());
        let arguments = [arguments, &[&screenshot]].concat();
        let run = chromium(&path, &arguments).unwrap();
        assert_eq!(console(&run), [""; 0]);
        assert!(std::fs::metadata(&shot).unwrap().len() > 5000);
        std::fs::remove_file(shot).unwrap();
    }
    let print = folder.path().join("report.pdf");
    chromium(&path, &[&format!("--print-to-pdf={}", print.display())]).unwrap();
    assert!(std::fs::read(print).unwrap().starts_with(b"%PDF"));
}
