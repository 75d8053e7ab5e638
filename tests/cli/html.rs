//! HTML: visible paragraphs and their spans, boilerplate, paid markup, and refused pages.

use std::time::Duration;

use crate::common::{Verdict, adsift, error, folder_with, gzip, repository, stdout, verdicts};

/// The longest allowed time for a page, far above the measured time.
const GUARD: Duration = Duration::from_secs(10);

/// The verdicts on a page, with their text.
fn judged(html: impl AsRef<[u8]>) -> Vec<Verdict> {
    let mut command = adsift();
    command.args(["classify", "--with-text", "--input-format", "html"]);
    verdicts(&stdout(command.timeout(GUARD).write_stdin(html.as_ref())))
}

fn texts(html: impl AsRef<[u8]>) -> Vec<String> {
    judged(html).into_iter().map(|verdict| verdict.text.unwrap()).collect()
}

#[test]
fn blocks_and_double_breaks_separate_paragraphs() {
    for (html, expected) in [
        ("<p>One<p>Two", &["One", "Two"][..]),
        ("<div>One<p>Two</p>three</div>", &["One", "Two", "three"]),
        ("<h1>A\n  head</h1><ul><li>x<li><p>y</p></ul>", &["A head", "x", "y"]),
        ("<table><tr><td>a</td><th>b</th></tr></table>", &["a", "b"]),
        ("<p>one <b>b</b>old, <i>it</i>alic</p>", &["one bold, italic"]),
        ("<p>line<br>break<br/><br>paragraph</p>", &["line\nbreak", "paragraph"]),
        ("<p>a<!-- no -->b<!---->c</p>", &["abc"]),
        ("<dl><dt>term<dd>what it is</dl>", &["term", "what it is"]),
        ("plain <b><a>mis</b>nested</a> text", &["plain misnested text"]),
        ("<td colspan=9007199254740991>wide</td>", &["wide"]),
        (
            "<p>caf&eacute; &lt;b&gt; &amp &#8212; &#x1F600; AT&T &notanentity;",
            &["café <b> & — 😀 AT&T ¬anentity;"],
        ),
        ("<p>&#0;&#x110000;&#xD800;", &["\u{FFFD}\u{FFFD}\u{FFFD}"]),
    ] {
        assert_eq!(texts(html), expected, "{html}");
    }
}

#[test]
fn hidden_elements_are_left_out() {
    for hidden in [
        "<script>if (a < b) document.write('<p>x')</script>",
        "<style>p { color: red }</style>",
        "<noscript><p>x</p></noscript>",
        "<template><p>x</p></template>",
        "<title>x</title>",
        "<textarea>x</textarea><button>x</button><select><option>x</select><label>x</label>",
        "<svg><title>x</title><text>x</text></svg>",
        "<iframe>x</iframe><object>x</object><video>x</video>",
        "<div hidden><p>x</p></div>",
        "<div style='Display : NONE'><p>x</p></div>",
        "<p style=\"visibility:hidden\">x</p>",
        "<!-- <p>x</p> -->",
    ] {
        let html = format!("<p>One.</p>{hidden}<p>Two.</p>");
        assert_eq!(texts(&html), ["One.", "Two."], "{hidden}");
    }
}

#[test]
fn spans_are_byte_ranges_of_the_source() {
    let html = "\u{FEFF}<p> Caf&eacute; <b>is</b> open </p>\n<p>É</p>";
    let places: Vec<&str> =
        judged(html).iter().map(|verdict| &html[verdict.start..verdict.end]).collect();
    assert_eq!(places, ["Caf&eacute; <b>is</b> open", "É"]);
    // In the bytes of the input, not in those of the decoded text.
    let latin = b"<p>caf\xE9 au lait</p><p>th\xE9</p>";
    let places: Vec<&[u8]> =
        judged(latin).iter().map(|verdict| &latin[verdict.start..verdict.end]).collect();
    assert_eq!(places, [&b"caf\xE9 au lait"[..], b"th\xE9"]);
}

#[test]
fn encoding_of_a_page_is_detected() {
    assert_eq!(texts(b"<p>caf\xE9 \x80 5"), ["café € 5"]);
    assert_eq!(texts(b"<meta charset=shift_jis><p>\x93\x8C\x8B\x9E"), ["東京"]);
    assert_eq!(texts("<meta charset=latin1><p>café"), ["café"]);
    let mut command = adsift();
    command.args(["classify", "--with-text", "--input-format", "html", "--encoding", "koi8-r"]);
    let output = stdout(command.write_stdin(&b"<meta charset=utf-8><p>\xD1"[..]));
    assert_eq!(verdicts(&output)[0].text.as_deref(), Some("я"));
    // Long texts are decoded in pieces.
    let long = format!("<p>caf\u{E9} {}", "na\u{EF}ve ".repeat(5000));
    let bytes: Vec<u8> = long.chars().map(|c| c as u8).collect();
    assert_eq!(texts(bytes), [long[3..].trim_end()]);
}

#[test]
fn html_is_detected_by_name_or_first_bytes() {
    for (name, bytes) in [
        ("a.html", &b"One.<p>Two."[..]),
        ("a.htm", b"One.<p>Two."),
        ("a.txt", b"<html>One.<p>Two."),
        ("a", b"\n <!DOCTYPE html>One.<p>Two."),
        ("a", b"<html><body>One.<p>Two."),
        ("a", b"<!-- a comment -->\nOne.<p>Two."),
    ] {
        for (name, bytes) in
            [(name.to_owned(), bytes.to_vec()), (format!("{name}.gz"), gzip(bytes))]
        {
            let (_folder, path) = folder_with(&name, bytes);
            let output = stdout(adsift().args(["classify", "--with-text"]).arg(path));
            let texts: Vec<_> =
                verdicts(&output).into_iter().map(|verdict| verdict.text.unwrap()).collect();
            assert_eq!(texts, ["One.", "Two."], "{name}");
        }
    }
    let (_folder, path) = folder_with("a.txt", "<html>is text here");
    let mut command = adsift();
    let output = stdout(command.args(["classify", "--with-text", "--input-format=text"]).arg(path));
    assert_eq!(verdicts(&output)[0].text.as_deref(), Some("<html>is text here"));
}

#[test]
fn boilerplate_is_marked_and_left_out_of_clean_text() {
    let page = repository("data/examples/harbor-brief.html");
    let all = verdicts(&stdout(adsift().args(["classify", "--with-text"]).arg(&page)));
    let of_kind = |kind: &str| {
        let of_kind = all.iter().filter(|verdict| verdict.kind.as_deref() == Some(kind));
        of_kind.map(|verdict| verdict.text.clone().unwrap()).collect::<Vec<_>>().join("\n")
    };
    let boilerplate = of_kind("boilerplate");
    for furniture in [
        "Subscribe",
        "We use cookies",
        "Coastwire/Emil Jarrow",
        "Sign up for the Brief",
        "All rights reserved",
    ] {
        assert!(boilerplate.contains(furniture), "{furniture}");
    }
    let clean = stdout(adsift().args(["classify", "-f", "clean"]).arg(&page));
    assert!(clean.starts_with("The Strait Reopens, Sort Of\n\nTwo tankers"), "{clean}");
    for gone in [
        "Subscribe",
        "cookies",
        "Coastwire",
        "Sign up",
        "rights reserved",
        "Nobody is meant",
        "Pennyfield",
        "Orrelby",
    ] {
        assert!(!clean.contains(gone), "{gone}");
    }
    for kept in [
        "So who blinked?",
        "lighthouse on Cape Linnet",
        "Can a country run out of judges?",
        "Hard numbers",
    ] {
        assert!(clean.contains(kept), "{kept}");
    }
    let table = stdout(adsift().args(["classify", "-f", "table"]).arg(&page));
    assert!(table.lines().next().unwrap().contains("2 sponsored"), "{table}");
    assert!(table.contains("of boilerplate not shown") && !table.contains("Subscribe"));
    let csv = stdout(adsift().args(["classify", "-f", "csv"]).arg(&page));
    let rows = csv.lines().skip(1).map(|row| row.rsplit(',').next().unwrap());
    assert!(rows.eq(all.iter().map(|verdict| verdict.kind.as_deref().unwrap())));
}

#[test]
fn markup_raises_the_probability_but_does_not_decide() {
    let news = "The council voted on Tuesday to keep the ferry, the mayor said after the meeting at the town hall.";
    let probability = |open: &str, text: &str| {
        judged(format!("<article>{open}{text}</div></article>"))[0].probability
    };
    let plain = probability("<div class=story>", news);
    for marked in [
        "<div class='sponsored'>",
        "<div id=taboola-below>",
        "<div class=partner-content>",
        "<div data-type='advertorial'>",
    ] {
        let hinted = probability(marked, news);
        assert!(hinted > plain && hinted < 0.5, "{marked}: {plain} {hinted}");
    }
    let link =
        |attributes: &str| probability("<div>", &format!("{news} <a {attributes}>Read on.</a>"));
    let plain = link("href=/more");
    for marked in [
        "rel='nofollow sponsored' href=/x",
        "href=https://amzn.to/1",
        "href='https://a.example/?utm_source=b'",
    ] {
        assert!(link(marked) > plain, "{marked}");
    }
}

#[test]
fn paid_link_around_a_block_counts_for_its_paragraphs() {
    let card = "<h3>Tents for all weathers</h3><p>They keep you dry, and they weigh next to nothing at all.</p>";
    let probabilities = |attributes: &str| {
        let html = format!("<article><a href=/x {attributes}><div>{card}</div></a></article>");
        let verdicts = judged(html).into_iter();
        verdicts.map(|verdict| verdict.probability).collect::<Vec<_>>()
    };
    let (plain, paid) = (probabilities(""), probabilities("rel=sponsored"));
    assert_eq!(plain.len(), 2);
    assert!(plain.iter().zip(&paid).all(|(plain, paid)| paid > plain), "{plain:?} {paid:?}");
}

#[test]
fn deep_nesting_and_huge_attributes_are_read_quickly() {
    for html in [
        "<div>".repeat(512) + "One.",
        "<div>".repeat(513) + "One.",
        "<div>".repeat(100_000) + "One." + &"</div>".repeat(100_000),
        "<b><a>".repeat(50_000) + "One.",
        "<p>".repeat(100_000) + "One.",
        "<ul><li>".repeat(50_000) + "One.",
        format!("<div class=\"{}\">One.</div>", "a ".repeat(2_000_000)),
        format!("<div {}>One.</div>", "a=b ".repeat(200_000)),
        format!("One.{}", "<!--".repeat(500_000)),
    ] {
        let found = texts(&html);
        assert_eq!(found, ["One."], "{}", &html[..20]);
    }
    let all = texts(format!("{}One.{}<p>Two.", "<div>".repeat(600), "</div>".repeat(600)));
    assert_eq!(all, ["One.", "Two."]);
}

#[test]
fn binary_data_and_oversized_pages_are_refused() {
    let message = error(&["classify"], "a.html", b"\x7FELF\0\0\x01");
    assert!(message.starts_with("a.html: this is a program; name a file of text"), "{message}");
    let message = error(&["classify"], "a.html", ("<p>One.".repeat(2000) + "\0").as_bytes());
    assert!(message.starts_with("a.html: binary data instead of HTML"), "{message}");
    let page = "<p>One two three.".repeat(10);
    for (limit, message) in [
        (
            "--max-record-bytes",
            "a page longer than 100 bytes; split it, or raise the limit with --max-record-bytes",
        ),
        ("--max-article-bytes", "an article longer than 100 bytes"),
    ] {
        let found = error(&["classify", limit, "100"], "a.html", page.as_bytes());
        assert!(found.starts_with(&format!("a.html: {message}")), "{found}");
    }
    let bytes = page.len().to_string();
    let (_folder, path) = folder_with("a.html", &page);
    adsift().args(["classify", "--max-record-bytes", &bytes]).arg(path).assert().success();
    // A bad page is one bad record.
    let (_folder, bad) = folder_with("bad.html", b"\0");
    let (_other, good) = folder_with("good.html", "<p>One.");
    let output = stdout(adsift().args(["classify", "--on-error", "skip"]).args([bad, good]));
    assert_eq!(verdicts(&output).len(), 1);
}

#[test]
fn empty_page_has_no_paragraphs() {
    for html in ["", " \n", "<html><body></body></html>", "<script>x</script>", "<"] {
        let found = texts(html);
        assert!(found.is_empty() || found == ["<"], "{html}: {found:?}");
    }
}
