//! The pages of `-f html` in Chromium: light, dark, narrow and printed.

use std::path::Path;

use crate::common::browser::Browser;
use crate::common::{adsift, folder_with, repository, starter, stdout, tiny_model};
use serde_json::{Value, json};

/// The key Enter in WebDriver's table.
const ENTER: char = '\u{E007}';

/// Text that tries to become markup, script or a request.
const ATTACK: &str = "</p></section></article></title></style></script><script>document.title='broken'</script>\
                      <img src=http://example.invalid/x onerror=\"document.title='broken'\"><svg onload=alert(1)>\
                      &lt;b&gt; \u{202E}tfel \u{0}";

/// Returns the least contrast between a text and its background, over all elements that contain
/// text (WCAG 2.2, success criterion 1.4.3). A transparent colour is mixed with the colour below
/// it.
const LEAST_CONTRAST: &str = "
    const parts = (css) => { const n = css.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
    const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
    const beneath = (e) => e ? over(parts(getComputedStyle(e).backgroundColor), beneath(e.parentElement))
                             : parts(getComputedStyle(document.body).backgroundColor);
    const linear = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let least = [99, ''];
    for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!own || !e.checkVisibility() || ['TITLE', 'DESC', 'SCRIPT', 'STYLE'].includes(e.tagName.toUpperCase())) continue;
        const style = getComputedStyle(e);
        const ink = e instanceof SVGElement ? style.fill : style.color;
        const [a, b] = [light(parts(ink)), light(beneath(e instanceof SVGElement ? e.closest('svg') : e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < least[0]) least = [ratio, e.outerHTML.slice(0, 80)];
    }
    return least;";

/// A page of verdicts on hostile, right-to-left and plain text.
fn verdicts() -> String {
    let line =
        json!({"id": ATTACK, "text": format!("{ATTACK}\n\nOrder now and save.\n\nشكرا لكم جميعا")});
    stdout(
        adsift()
            .args(["classify", "-f", "html"])
            .arg("-")
            .args(
                ["harbor-brief.html", "weekly-letter.txt"]
                    .map(|name| repository("data/examples").join(name)),
            )
            .write_stdin(line.to_string()),
    )
}

/// A page of an evaluation on data with hostile names and texts.
fn evaluation() -> String {
    let mut csv = std::fs::read_to_string(starter()).unwrap();
    assert!(csv.starts_with("text,label,article,outlet\n"));
    let hostile = ATTACK.replace('"', "\"\"");
    csv.push_str(&format!(
        "\"{hostile} Order your free trial now\",news,\"{hostile}\",\"{hostile}\"\n"
    ));
    let (_folder, path) = folder_with("hostile.csv", csv);
    stdout(
        adsift()
            .args(["evaluate", "-f", "html", "--article-column", "article", "--by", "outlet", "-m"])
            .arg(tiny_model())
            .arg(path),
    )
}

/// Asserts that a page is readable in light, dark, narrow and printed form, and requests nothing.
fn is_readable_in_every_medium(browser: &Browser, page: &Path, title: &str) {
    for (name, media, scheme, width) in [
        ("light", "screen", "light", 1200),
        ("dark", "screen", "dark", 1200),
        ("narrow", "screen", "light", 320),
        ("print", "print", "light", 800),
    ] {
        let scheme = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        browser.command("Emulation.setEmulatedMedia", json!({"media": media, "features": scheme}));
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        browser.command("Emulation.setDeviceMetricsOverride", size);
        browser.requests();
        browser.open(page);
        assert_eq!(browser.run("return document.title"), title, "{name}");
        browser
            .run("document.querySelectorAll('details').forEach((details) => details.open = true)");
        let overflow =
            browser.run("return document.documentElement.scrollWidth - innerWidth").as_i64();
        assert!(overflow <= Some(0), "{name}: {overflow:?} pixels too wide");
        let contrast = browser.run(LEAST_CONTRAST);
        assert!(contrast[0].as_f64() >= Some(4.5), "{name}: {contrast}");
        let paper = browser.run("return getComputedStyle(document.body).backgroundColor");
        assert_eq!(paper == "rgb(22, 24, 27)", name == "dark", "{name}: {paper}");
        assert_eq!(browser.console(), [""; 0], "{name}");
        let requests = browser.requests();
        let is_ours = |url: &String| url.starts_with("file:///") && url.ends_with("report.html");
        assert!(!requests.is_empty() && requests.iter().all(is_ours), "{name}: {requests:?}");
    }
    let pdf = browser.command("Page.printToPDF", json!({}));
    assert!(pdf["data"].as_str().unwrap().starts_with("JVBERi0"), "a PDF in base64");
}

/// Asserts that the keyboard opens every fold, and that charts, tables and sections have labels for
/// screen readers.
fn is_accessible(browser: &Browser, page: &Path) {
    browser.command("Emulation.setEmulatedMedia", json!({"media": "screen"}));
    browser.open(page);
    let folds = browser.run("return document.querySelectorAll('summary').length").as_u64().unwrap();
    assert!(folds > 1);
    for fold in [0, folds - 1] {
        browser.run(&format!("document.querySelectorAll('summary')[{fold}].focus()"));
        browser.press(ENTER);
        assert_eq!(browser.run("return document.activeElement.parentElement.open"), true);
    }
    let silent = browser.run(
        "const named = (e) => (e.getAttribute('aria-labelledby') ?? '').split(' ').every((id) => document.getElementById(id)?.textContent);
         return [...document.querySelectorAll('svg[role=img]')].filter((e) => !named(e)).length
              + [...document.querySelectorAll('svg:not([role=img]):not([aria-hidden=true])')].length
              + [...document.querySelectorAll('th:not([scope])')].length
              + [...document.querySelectorAll('section:not([aria-label])')].length",
    );
    assert_eq!(silent, 0);
    let levels = browser
        .run("return [...document.querySelectorAll('h1,h2,h3')].map((e) => Number(e.tagName[1]))");
    let levels: Vec<i64> = levels.as_array().unwrap().iter().filter_map(Value::as_i64).collect();
    assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] - pair[0] <= 1), "{levels:?}");
}

#[test]
#[ignore = "needs chromedriver"]
fn verdict_page_is_readable_on_screens_and_paper() {
    let (_folder, path) = folder_with("report.html", verdicts());
    let browser = Browser::start();
    is_readable_in_every_medium(&browser, &path, "Paid paragraphs, by adsift");
    is_accessible(&browser, &path);
    browser.open(&path);
    assert_eq!(browser.run("return document.querySelectorAll('#index a').length"), 3);
    let total = browser.run("return document.getElementById('total').textContent");
    assert!(total.as_str().unwrap().starts_with("3 articles, "), "{total}");
    browser.run("document.querySelectorAll('#index a')[2].click()");
    assert_eq!(
        browser.run(
            "return document.querySelector(':target h2').textContent.endsWith('weekly-letter.txt')"
        ),
        true
    );
}

#[test]
#[ignore = "needs chromedriver"]
fn evaluation_page_is_readable_on_screens_and_paper() {
    let (_folder, path) = folder_with("report.html", evaluation());
    let browser = Browser::start();
    is_readable_in_every_medium(&browser, &path, "Evaluation of labels, by adsift");
    is_accessible(&browser, &path);
    assert_eq!(browser.run("return document.querySelectorAll('svg[role=img]').length"), 4);
}

#[test]
#[ignore = "needs chromedriver"]
fn hostile_text_stays_text_in_a_browser() {
    for (page, scripts) in [(verdicts(), 1), (evaluation(), 0)] {
        let (_folder, path) = folder_with("report.html", page);
        let browser = Browser::start();
        browser.open(&path);
        let count = |selector: &str| {
            browser.run(&format!("return document.querySelectorAll({selector:?}).length"))
        };
        assert_eq!(count("script"), scripts);
        assert_eq!(count("img"), 0);
        assert_eq!(count("svg:not([viewBox])"), 0);
        assert_eq!(count("[onload], [onerror]"), 0);
        let text = browser.run("return document.body.textContent");
        assert!(text.as_str().unwrap().contains("<script>document.title='broken'</script>"));
    }
}
