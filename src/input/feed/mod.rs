//! RSS, Atom and JSON Feed: every item is an article, and its HTML is read as HTML.

mod feed_item;

use std::sync::Arc;
use std::vec;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use feed_rs::model::Entry;
use feed_rs::parser::{Builder, ParseFeedError};
use quick_xml::Reader;
use quick_xml::events::Event;

use self::feed_item::ItemText;
use super::articles::RawArticle;
use super::html::HtmlPage;
use super::source::Source;
use super::text_settings::TextSettings;
use crate::article::ArticleId;
use crate::error::{Error, Place, Problem, Result, guard};
use crate::limits::MAX_FEED_DEPTH;

/// The items of a feed.
pub(super) struct FeedItems {
    path: Arc<str>,
    texts: TextSettings,
    items: vec::IntoIter<Entry>,
    /// Items returned so far.
    number: u64,
}

impl FeedItems {
    /// Reads a feed. `is_decoded` if the source is already decoded to UTF-8.
    ///
    /// # Errors
    ///
    /// [`Problem::Feed`], [`Problem::LineTooLong`] for more than [`Limits::record_bytes`], and the
    /// errors of reading.
    ///
    /// [`Limits::record_bytes`]: crate::limits::Limits::record_bytes
    pub(super) fn open(source: Source, is_decoded: bool, texts: TextSettings) -> Result<Self> {
        let (path, limit): (Arc<str>, _) = (source.path.as_str().into(), texts.limits.record_bytes);
        let is_decoded = is_decoded || source.offset > 0;
        let mut bytes = source.read_whole(limit, Problem::LineTooLong { limit })?;
        let failed = |problem, bytes: &[u8]| Error::of_record(Place::file(&*path), problem, bytes);
        if bytes.contains(&0) {
            return Err(failed(Problem::Feed("it holds binary data".to_owned()), &bytes));
        }
        decode(&mut bytes, is_decoded);
        name_version(&mut bytes);
        if is_too_deep(&bytes) {
            let reason = format!("more than {MAX_FEED_DEPTH} open elements");
            return Err(failed(Problem::Feed(reason), &bytes));
        }
        let doing = || format!("reading the feed {path}");
        // Without a generator of ids, an item without a link would have another id in every run.
        let parser = Builder::new().id_generator(|_, _, _| String::new()).build();
        let parsed = guard(doing, || Ok(parser.parse(&*bytes)))?;
        let feed = parsed.map_err(|error| {
            let is_cut = is_cut(&bytes);
            let problem = if is_cut { Problem::FeedCut } else { Problem::Feed(reason(&error)) };
            failed(problem, &bytes)
        })?;
        Ok(FeedItems { path, texts, items: feed.entries.into_iter(), number: 0 })
    }

    fn article(&self, item: Entry, number: u64) -> Result<RawArticle> {
        let id = id_of(&item).unwrap_or_else(|| format!("{}:{number}", self.path));
        let place = Place { row: Some(number), ..Place::file(&*self.path) };
        match ItemText::of(item) {
            ItemText::Html(html) => {
                let id = ArticleId::Text(id);
                let limits = self.texts.limits;
                let page = HtmlPage::new(id, place, html.into_bytes(), Some(UTF_8), limits);
                Ok(RawArticle::Page(page))
            }
            ItemText::Plain(text) => {
                let article =
                    self.texts.limits.article(ArticleId::Text(id), &*text, self.texts.paragraphs);
                let failed = |problem| Error::of_record(place, problem, text.as_bytes());
                article.map(RawArticle::Parsed).map_err(failed)
            }
        }
    }
}

impl Iterator for FeedItems {
    type Item = Result<RawArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        self.number += 1;
        Some(self.article(item, self.number))
    }
}

/// The address of an item, or else its id in the feed.
fn id_of(item: &Entry) -> Option<String> {
    let is_page = |rel: Option<&str>| rel.is_none_or(|rel| rel == "alternate");
    let link = item.links.iter().find(|link| is_page(link.rel.as_deref()));
    let link = link.map(|link| link.href.trim().to_owned());
    link.or_else(|| Some(item.id.clone())).filter(|id| !id.is_empty())
}

/// Whether a feed begins, and ends before its end tag or brace.
fn is_cut(feed: &[u8]) -> bool {
    let feed = feed.trim_ascii();
    if feed.starts_with(b"{") {
        return !feed.ends_with(b"}");
    }
    let (head, tail) = (&feed[..feed.len().min(4096)], &feed[feed.len().saturating_sub(4096)..]);
    let has = |text: &[u8], part: &[u8]| memchr::memmem::find(text, part).is_some();
    let roots = [(&b"<rss"[..], &b"</rss"[..]), (b"<feed", b"</feed"), (b"<rdf:RDF", b"</rdf:RDF")];
    roots.into_iter().any(|(start, end)| has(head, start) && !has(tail, end))
}

/// The reason of an error, in one line.
fn reason(error: &ParseFeedError) -> String {
    let message = error.to_string();
    let reason = ["unable to parse feed: ", "unable to read feed: "]
        .iter()
        .find_map(|start| message.strip_prefix(start));
    reason.unwrap_or(&message).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names the version of an RSS whose version feed-rs does not know, or which has none.
fn name_version(bytes: &mut Vec<u8>) {
    const KNOWN: [&[u8]; 3] = [b"2.0", b"0.91", b"0.92"];
    let Some(start) = memchr::memmem::find(&bytes[..bytes.len().min(4096)], b"<rss") else {
        return;
    };
    let Some(length) = memchr::memchr(b'>', &bytes[start..]) else {
        return;
    };
    let tag = &bytes[start..start + length];
    match memchr::memmem::find(tag, b" version=") {
        None => drop(bytes.splice(start + 4..start + 4, *b" version=\"2.0\"")),
        Some(at) => {
            let value = start + at + b" version=".len() + 1;
            let quote = bytes.get(value - 1).copied().unwrap_or(b'"');
            let Some(end) = memchr::memchr(quote, &bytes[value..]) else {
                return;
            };
            if !KNOWN.contains(&&bytes[value..value + end]) {
                drop(bytes.splice(value..value + end, *b"2.0"));
            }
        }
    }
}

/// Decodes a feed to UTF-8 by its XML declaration, and replaces the declaration by spaces. The
/// declaration of a feed that is already decoded names the encoding that the file had before.
fn decode(bytes: &mut Vec<u8>, is_decoded: bool) {
    let start = bytes.len() - bytes.trim_ascii_start().len();
    let end = match memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"?>") {
        Some(end) if bytes[start..].starts_with(b"<?xml") => end + 2,
        _ => 0,
    };
    let declaration = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let label = declaration.split_once("encoding").and_then(|(_, rest)| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| "\"'".contains(*quote))?;
        value[1..].split(quote).next()
    });
    bytes[..end].fill(b' ');
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    match declared {
        Some(encoding) if !is_decoded && encoding != UTF_8 => {
            *bytes = encoding.decode_without_bom_handling(bytes).0.into_owned().into_bytes();
        }
        _ => {}
    }
    if std::str::from_utf8(bytes).is_err() {
        *bytes = WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned().into_bytes();
    }
}

/// Whether more elements are open at once than [`MAX_FEED_DEPTH`].
fn is_too_deep(feed: &[u8]) -> bool {
    let mut reader = Reader::from_reader(feed);
    reader.config_mut().trim_markup_names_in_closing_tags = true;
    let mut depth: usize = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // feed-rs stops at the same error.
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
        if depth > MAX_FEED_DEPTH {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;
    use proptest::prelude::*;

    fn read(feed: &[u8]) -> Result<Vec<Article>> {
        let source = Source::new("a.xml", trickle(feed), &Reading::default())?;
        let items = FeedItems::open(source, false, TextSettings::default())?;
        items.map(|item| item.and_then(RawArticle::parse)).collect()
    }

    fn shown(feed: &str) -> Vec<(String, String)> {
        let articles = read(feed.as_bytes()).unwrap();
        let shown = |article: &Article| {
            (article.id.to_string(), article.texts().collect::<Vec<_>>().join(" | "))
        };
        articles.iter().map(shown).collect()
    }

    #[test]
    fn items_of_rss_are_articles() {
        let rss = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
            <channel><title>Mill news</title><link>https://mill.example/</link>\
            <item><title>Bridge &amp; mill</title><link>https://mill.example/1</link>\
            <guid isPermaLink=\"false\">g1</guid><description>Short.</description>\
            <content:encoded><![CDATA[<p>The council voted.</p><p>Get 20% off.</p>]]>\
            </content:encoded></item>\
            <item><title>Two</title><guid isPermaLink=\"false\">g2</guid>\
            <description>&lt;p&gt;One &amp;amp; two.&lt;/p&gt;</description></item>\
            <item><title>Three</title><description>Plain &amp; short.</description></item>\
            </channel></rss>";
        assert_eq!(
            shown(rss),
            [
                (
                    "https://mill.example/1".into(),
                    "Bridge & mill | The council voted. | Get 20% off.".into()
                ),
                ("g2".into(), "Two | One & two.".into()),
                ("a.xml:3".into(), "Three | Plain & short.".into()),
            ]
        );
    }

    #[test]
    fn entries_of_atom_rdf_and_json_feed_are_articles() {
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Mill</title><id>f</id>\
            <updated>2026-11-25T09:00:00Z</updated><entry><title type=\"html\">One &lt;b>two&lt;/b></title>\
            <id>e1</id><updated>2026-11-25T09:00:00Z</updated>\
            <link rel=\"alternate\" href=\"https://mill.example/e1\"/>\
            <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>The council \
            voted.</p><p>It ended.</p></div></content></entry></feed>";
        let text = "One two | The council voted. | It ended.".to_owned();
        assert_eq!(shown(atom), [("https://mill.example/e1".into(), text)]);
        let rdf = "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
            xmlns=\"http://purl.org/rss/1.0/\"><channel><title>Mill</title></channel>\
            <item><title>One</title><link>https://mill.example/r</link>\
            <description>The council voted.</description></item></rdf:RDF>";
        let text = "One | The council voted.".to_owned();
        assert_eq!(shown(rdf), [("https://mill.example/r".into(), text)]);
        let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Mill\",\"items\":\
            [{\"id\":\"j\",\"url\":\"https://mill.example/j\",\"title\":\"One\",\
            \"content_html\":\"<p>The council voted.</p>\"}]}";
        let text = "One | The council voted.".to_owned();
        assert_eq!(shown(json), [("https://mill.example/j".into(), text)]);
    }

    #[test]
    fn rss_of_another_version_or_without_one_is_read() {
        for start in [
            "<rss>",
            "<rss version='2.0.1'>",
            "\n<rss  version=\"0.93\" a=\"b\">",
            "<rss version=\"",
        ] {
            let rss = format!("{start}<channel><item><title>One</title></item></channel></rss>");
            let found = read(rss.as_bytes());
            if !start.ends_with('"') {
                assert_eq!(found.unwrap()[0].text, "One", "{start}");
            }
        }
    }

    #[test]
    fn feed_in_another_encoding_is_decoded() {
        let rss = b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss version=\"2.0\"><channel>\
            <item><title>caf\xE9</title></item></channel></rss>";
        assert_eq!(read(rss).unwrap()[0].text, "café");
    }

    #[test]
    fn damaged_feed_is_an_error() {
        for (feed, part) in [
            (
                "<rss version=\"2.0\"><channel><item><title>One</title>",
                "(it is cut short); download",
            ),
            ("<rss version=\"2.0\"><channel><item><title>One</item></channel></rss>", "("),
            ("<html></html>", "(no root element); correct it, or name another file"),
        ] {
            let message = match read(feed.as_bytes()) {
                Err(error) => error.to_string(),
                Ok(articles) => panic!("{feed}: {articles:?}"),
            };
            assert!(
                message.starts_with("a.xml: cannot be read as RSS, Atom or JSON Feed"),
                "{message}"
            );
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let start =
            "<rss version=\"2.0\" xmlns:media=\"http://search.yahoo.com/mrss/\"><channel><item>";
        for element in ["media:group", "media:content", "description", "category", "d"] {
            let deep = |depth: usize| {
                let (open, close) = (format!("<{element}>"), format!("</{element}>"));
                let end = "</item></channel></rss>";
                read(
                    format!("{start}{}{}{end}", open.repeat(depth), close.repeat(depth)).as_bytes(),
                )
            };
            assert!(deep(MAX_FEED_DEPTH - 3).is_ok(), "{element}");
            let message = deep(MAX_FEED_DEPTH - 2).unwrap_err().to_string();
            assert!(message.contains("more than 100 open elements"), "{message}");
            assert!(deep(5000).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_articles_or_an_error(rest in "(<item>|</item>|<title>|</title>|<description>|</channel>|<!\\[CDATA\\[|\\]\\]>|&lt;|&x;|&#0;|<p>|é|<media:group>|<link/>){0,20}") {
            let _ = read(format!("<rss version=\"2.0\"><channel>{rest}").as_bytes());
        }
    }
}
