//! Fuzzing: random changes of valid models and inputs never cause a panic.
//!
//! Each test runs for one second, or for `ADSIFT_FUZZ_SECONDS`. A failure names the seed and the
//! file with the bytes. An input that once caused a fault gets its own test.

// clippy takes only `#[test]` functions for tests.
#![allow(clippy::unwrap_used)]

mod common;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use adsift::input::{
    Columns, Format, LabelledColumns, RawArticle, Reading, articles, read_corpus, read_data_set,
};
use adsift::model::file::decode;
use adsift::output::clean_html;
use adsift::{Article, Classifier, Model};
use common::model_bytes::{CHECKSUM, small_model};
use common::{gzip, repository, starter};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn budget() -> Duration {
    let seconds = std::env::var("ADSIFT_FUZZ_SECONDS").ok();
    let seconds = seconds.map_or(1.0, |seconds| seconds.parse().unwrap());
    Duration::from_secs_f64(seconds)
}

/// Byte sequences with a meaning in one of the formats.
const PIECES: [&[u8]; 46] = [
    b"<p>",
    b"</div>",
    b"<!--",
    b"<script>",
    b"<![CDATA[",
    b"&#x110000;",
    b"&amp",
    b" class='sponsored hidden",
    b"\"",
    b"\"\"",
    b",",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"\0",
    b"{",
    b"}",
    b"\\ud800",
    b"\"text\":",
    b"[[[[",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xE2\x80\x8B",
    b"\xCC\x81",
    b"\xF0\x9F\x91\x8D",
    b"\x1F\x8B",
    b"999999999999999999999",
    b"-",
    b"---\n",
    b"WARC/1.0\r\n",
    b"Content-Length: 9\r\n",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"\nFrom a@b.example Tue Nov 25 09:00:00 2026\n",
    b"=E9=\r\n",
    b"00:00:01.000 --> 00:00:02.000\n",
    b"<v Anna>",
    b"<item>",
    b"</entry>",
    b"<!DOCTYPE x [<!ENTITY e 'eeee'>]>",
    b"| a | b |\n|---|---|\n",
    b"> * 1. ```\n",
];

/// The bytes with a few changes.
fn changed(bytes: &[u8], random: &mut impl Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.gen_range(1..8) {
        let at = random.gen_range(0..=bytes.len());
        let end = (at + random.gen_range(0..40)).min(bytes.len());
        match random.gen_range(0..6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.gen_range(0..8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = random.gen_range(0..=bytes.len());
                drop(bytes.splice(to..to, copy));
            }
            3 => bytes.truncate(at),
            4 => drop(bytes.splice(
                at..at,
                (0..random.gen_range(1..9)).map(|_| random.r#gen()).collect::<Vec<u8>>(),
            )),
            _ => drop(
                bytes.splice(at..at, PIECES[random.gen_range(0..PIECES.len())].iter().copied()),
            ),
        }
    }
    bytes
}

/// Runs changed seeds until the time is over.
fn fuzz(seeds: &[Vec<u8>], run: impl Fn(&[u8])) {
    let start = Instant::now();
    for number in 0u64.. {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(number);
        let seed = &seeds[random.gen_range(0..seeds.len())];
        let bytes = changed(seed, &mut random);
        let done = catch_unwind(AssertUnwindSafe(|| run(&bytes)));
        if done.is_err() {
            let mut kept = tempfile::NamedTempFile::new().unwrap();
            kept.write_all(&bytes).unwrap();
            let (_, path) = kept.keep().unwrap();
            panic!("seed {number} causes a panic: {}", path.display());
        }
        if start.elapsed() > budget() {
            assert!(number > 20, "only {number} inputs in the time");
            return;
        }
    }
}

#[test]
fn corrupt_models_never_panic() {
    let (_, bytes) = small_model();
    fuzz(std::slice::from_ref(&bytes), |bytes| {
        // With the old checksum, and with a valid one.
        let _ = decode(bytes);
        let body = &bytes[..bytes.len().saturating_sub(CHECKSUM)];
        let forged = [body, blake3::hash(body).as_bytes()].concat();
        if let Ok(model) = decode(&forged) {
            let page = Article::from_text("a".into(), "Order today.\n\nThe council met.".into());
            for verdict in Classifier::new(model.clone()).classify(&page) {
                assert!((0.0..=1.0).contains(&verdict.probability));
            }
        }
    });
}

/// A page with all that decides about blocks and marks of payment.
const HTML: &str = "<html lang=de><head><link rel=canonical href=https://a.example/sponsored/x>\
    <meta property=article:section content=Sponsored><script type=application/ld+json>\
    {\"@type\":\"AdvertiserContentArticle\"}</script></head><body><div class='ad ad-slot' data-ad=1>\
    <img alt=Sponsored><span aria-label=Advertisement>ADVERTISEMENT</span><br>&nbsp;<br>One long line of a \
    story, with its end.<br>Two.<pre>\n a &eacute;\r\n\n<b>b</b> c\n</pre><p style='display:block;white-space:\
    pre-wrap'>x\n\ny<main><h1>T</h1><p><b>Sponsored</b> W</main><amp-ad><a rel=sponsored href=//b>z</a>";

#[test]
fn corrupt_inputs_never_panic() {
    let starter = std::fs::read(starter()).unwrap();
    let csv = starter[..4000].to_vec();
    let jsonl =
        "{\"id\": \"a\", \"text\": \"One — caf\\u00e9.\\n\\nOrder now!\", \"x\": [1, {}]}\n"
            .repeat(4);
    let html = std::fs::read(repository("data/examples/harbor-brief.html")).unwrap();
    let seeds = [
        csv.clone(),
        html,
        HTML.as_bytes().to_vec(),
        jsonl.clone().into_bytes(),
        gzip(&csv),
        zstd::encode_all(jsonl.as_bytes(), 3).unwrap(),
        b"\xFF\xFEO\0n\0e\0.\0\n\0\n\0T\0w\0o\0".to_vec(),
        b"text,label\nThe caf\xE9\x92s council \x96 it met.,news\n".to_vec(),
    ];
    fuzz_inputs(&seeds, &[Format::Auto, Format::Text, Format::Html, Format::Csv, Format::Jsonl]);
}

#[test]
fn corrupt_json_mails_and_feeds_never_panic() {
    let json = "[{\"id\": \"a\",\n\"text\": \"One.\"}, {\"text\": \"Two.\", \"x\": [{}]}]";
    let wrapped = "{\"n\": 2, \"articles\": [{\"text\": \"One.\"}, {\"text\": \"Two.\"}]}";
    let mail = "From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\
                \r\n--b\r\nContent-Type: text/plain\r\n\r\nOne.\r\n--b\r\nContent-Type: text/html; \
                charset=latin1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=E9 \
                =\r\nOne.</p>\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: b\r\n\r\nTwo.\r\n\
                --b--\r\n";
    let mailbox = format!("From a@b.example Tue Nov 25 09:00:00 2026\r\n{mail}\r\n").repeat(2);
    let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Mill</title><item>\
               <title>One</title><link>https://mill.example/1</link><description>&lt;p&gt;One \
               &amp;amp; two.</description></item><item><title>Two</title></item></channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>e</id><title type=\"html\">\
                &lt;b>One</title><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">\
                <p>One.</p></div></content></entry></feed>";
    let feed = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Mill\", \"items\": \
                [{\"id\": \"a\", \"content_html\": \"<p>One.</p>\"}]}";
    let seeds =
        [json, wrapped, mail, &mailbox, rss, atom, feed].map(|seed| seed.as_bytes().to_vec());
    fuzz_inputs(&seeds, &[Format::Auto, Format::Json, Format::Mail, Format::Feed]);
}

#[test]
fn corrupt_archives_subtitles_and_markdown_never_panic() {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n\
                8\r\n<p>One.<\r\n3\r\n/p>\r\n0\r\n\r\n";
    let gzipped = [
        &b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"[..],
        &gzip(b"<p>One.<p>Two."),
    ]
    .concat();
    let record = |kind: &str, body: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://mill.example/\r\n\
             Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body, b"\r\n\r\n"].concat()
    };
    let records = [
        record("response", http.as_bytes()),
        record("response", &gzipped),
        record("conversion", b"One.\n\nTwo."),
    ];
    let vtt = "WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Anna>One <i>two</i>.\n\n\
               00:00:09.000 --> 00:00:10.000\n- &amp; three\n";
    let markdown = "---\ntitle: One\n---\n\n# One *two* [three](x \"y\")\n\n| a | b |\n|---|---|\n| c | d \
                    |\n\n> * 1. ```\n\n<div>\n<p>Two</p>\n</div>\n\n![x](y)[^1]\n\n[^1]: Three\n";
    let seeds = [
        records.concat(),
        records.iter().flat_map(|record| gzip(record)).collect(),
        vtt.as_bytes().to_vec(),
        markdown.as_bytes().to_vec(),
    ];
    fuzz_inputs(&seeds, &[Format::Auto, Format::Warc, Format::Subtitles, Format::Markdown]);
}

/// Reads and classifies changed seeds in these formats, with and without an encoding.
fn fuzz_inputs(seeds: &[Vec<u8>], formats: &[Format]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input");
    let name = path.to_str().unwrap().to_owned();
    let model = Model::embedded().unwrap();
    fuzz(seeds, |bytes| {
        std::fs::write(&path, bytes).unwrap();
        let mut classifier = Classifier::new(model.clone());
        for &format in formats {
            for encoding in [None, Some("utf-16"), Some("shift_jis"), Some("auto")] {
                let encoding = encoding.map(|label| label.parse().unwrap());
                let reading = Reading { encoding, ..Reading::default() };
                let Ok(found) = articles(&name, format, &Columns::default(), &reading) else {
                    continue;
                };
                for article in found.flatten().take(5) {
                    let verdicts = classifier.classify(&article);
                    assert_eq!(verdicts.len(), article.paragraphs.len());
                    for paragraph in 0..verdicts.len() {
                        let place = article.place(paragraph);
                        assert!(place.start <= place.end);
                    }
                    let has_markup = article.markup.len() == verdicts.len();
                    assert!(has_markup || article.markup.is_empty());
                    assert!(
                        verdicts
                            .iter()
                            .all(|verdict| article.text.get(verdict.span.clone()).is_some())
                    );
                }
            }
        }
        let reading = Reading::default();
        let page = articles(&name, Format::Html, &Columns::default(), &reading);
        if let Ok(Some(Ok(RawArticle::Page(page)))) = page.map(|mut pages| pages.next_raw())
            && let Ok(source) = page.source()
            && let Ok(article) = RawArticle::Page(page).parse()
        {
            let verdicts = classifier.classify(&article);
            let clean = clean_html(&source, &article, &verdicts);
            assert!(clean.len() <= source.bytes.len());
        }
        let labelled =
            LabelledColumns { article: Some("article".into()), ..LabelledColumns::default() };
        let _ = read_corpus(std::slice::from_ref(&name), &labelled, &Reading::default());
    });
}

#[test]
fn corrupt_labelled_data_never_panics() {
    let rows = [("One.", "ad", "a", 2), ("Two; 2", "not_ad", "b", 1), ("Three.", "ad", "a", 1)];
    let csv = |delimiter: &str| {
        let row = |(text, label, page, at): &(&str, &str, &str, i32)| {
            let at = at.to_string();
            [&format!("\"{text}\""), *label, *page, &at].join(delimiter) + "\r\n"
        };
        let header = ["text", "Label", "page", "at"].join(delimiter);
        let rows: String = rows.iter().map(row).collect();
        format!("sep={delimiter}\r\n{header}\r\n{rows}{}\r\n", delimiter.repeat(3)).into_bytes()
    };
    let json: String = rows
        .iter()
        .map(|(text, label, page, at)| {
            format!(
                "{{\"text\":\"{text}\",\"label\":\"{label}\",\"page\":\"{page}\",\"at\":{at}}}\n"
            )
        })
        .collect();
    let seeds = [csv(","), csv(";"), csv("\t"), csv("|"), json.into_bytes()];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input");
    let paths = [path.to_str().unwrap().to_owned()];
    let list = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let labelled = |paragraph: Option<&str>| LabelledColumns {
        article: Some("page".into()),
        paragraph: paragraph.map(str::to_owned),
        sponsored_labels: list(&["ad"]),
        news_labels: list(&["not_ad"]),
        ..LabelledColumns::default()
    };
    fuzz(&seeds, |bytes| {
        std::fs::write(&path, bytes).unwrap();
        for paragraph in [None, Some("at")] {
            if let Ok(data) = read_data_set(&paths, &labelled(paragraph), None, &Reading::default())
            {
                let corpus = &data.corpus;
                let in_articles: usize =
                    corpus.articles().iter().map(|article| article.len()).sum();
                assert_eq!(in_articles, corpus.len());
                assert_eq!(data.article_names.len(), corpus.len());
                for column in data.columns {
                    assert!(column.codes.is_empty() || column.codes.len() == corpus.len());
                }
            }
        }
    });
}
