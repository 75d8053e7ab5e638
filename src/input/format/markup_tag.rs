//! Recognizes HTML, feeds and other XML by the first tag of a text.

use super::block_tags::has_block_tags;

/// Elements of HTML with which a page, or a part of one, begins.
const ELEMENTS: [&str; 107] = [
    "!doctype",
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "mark",
    "menu",
    "meta",
    "nav",
    "noframes",
    "noscript",
    "object",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
    "xmp",
];

/// What the first tag of a text says about its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstTag {
    /// A page, or a part of one.
    Html,
    /// RSS or Atom.
    Feed,
    /// A list of addresses for search engines.
    Sitemap,
    /// Other XML.
    Xml,
    /// The text begins with something else.
    None,
}

/// Whether a text begins with a tag of HTML: `<p`, `<div`, `<!--`, after white space.
pub(crate) fn begins_with_tag(text: &str) -> bool {
    let text = text.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{FEFF}');
    // A tag that never ends is no tag.
    text.starts_with('<') && text.contains('>') && FirstTag::of(text.as_bytes()) == FirstTag::Html
}

/// Whether a text begins with RSS or Atom.
pub(crate) fn begins_with_feed(text: &[u8]) -> bool {
    FirstTag::of(&text[..text.len().min(1024)]) == FirstTag::Feed
}

/// Whether a text is HTML: it begins with a tag, or has tags of blocks.
pub(crate) fn is_html(text: &str) -> bool {
    begins_with_tag(text) || has_block_tags(text.as_bytes())
}

impl FirstTag {
    /// Finds the first tag after white space, a byte order mark, an XML declaration, comments and a
    /// document type.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut rest = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
        // A comment alone is HTML by its sniffing standard.
        let mut is_xml = false;
        let mut fallback = FirstTag::None;
        loop {
            if starts_with(rest, b"<!doctype html") {
                return FirstTag::Html;
            }
            let skipped = if rest.starts_with(b"<!--") {
                if !is_xml {
                    fallback = FirstTag::Html;
                }
                after(rest, b"-->")
            } else if starts_with(rest, b"<?xml") {
                is_xml = true;
                fallback = FirstTag::Xml;
                after(rest, b"?>")
            } else if !is_xml && rest.starts_with(b"<![CDATA[") {
                rest.get(b"<![CDATA[".len()..)
            } else if starts_with(rest, b"<!doctype") {
                after(rest, b">")
            } else {
                break;
            };
            match skipped {
                Some(next) => rest = next.trim_ascii_start(),
                None => return fallback,
            }
        }
        let Some((name, end)) = tag_name(rest) else {
            return fallback;
        };
        match &*name {
            "rss" | "feed" | "rdf:rdf" => FirstTag::Feed,
            "urlset" | "sitemapindex" => FirstTag::Sitemap,
            // An XML of articles may use names of HTML, and reads well as HTML.
            name if is_element(name) => FirstTag::Html,
            name if !is_xml && is_within_html(name) && has_block_tags(rest) => FirstTag::Html,
            _ if is_xml => FirstTag::Xml,
            _ if closes(rest, end, &name) => FirstTag::Xml,
            _ => fallback,
        }
    }
}

/// Returns the name of the tag with which the bytes begin, in lower case, and its end. `None` if
/// the bytes begin with no tag.
fn tag_name(text: &[u8]) -> Option<(String, usize)> {
    let inner = text.strip_prefix(b"<")?;
    let inner = inner.strip_prefix(b"/").unwrap_or(inner);
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"!:-_.".contains(byte);
    let length = inner.iter().take(64).take_while(|byte| is_part(byte)).count();
    let first = inner.first()?;
    let ends =
        inner.get(length).is_none_or(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
    if !ends || !(first.is_ascii_alphabetic() || *first == b'!') {
        return None;
    }
    let name = String::from_utf8_lossy(&inner[..length]).to_ascii_lowercase();
    Some((name, text.len() - inner.len() + length))
}

fn is_element(name: &str) -> bool {
    ELEMENTS.binary_search(&name).is_ok()
}

/// Whether an element that is none of HTML can be within HTML: a custom element, a graphic, a
/// formula, the marks of a word processor.
fn is_within_html(name: &str) -> bool {
    name.contains('-')
        || matches!(name, "svg" | "math")
        || ["o:", "v:", "w:", "st1:", "fb:", "g:"].iter().any(|space| name.starts_with(space))
}

/// Whether a tag ends, and the bytes after it have a closing tag.
fn closes(text: &[u8], end: usize, name: &str) -> bool {
    after(&text[end..], b">").is_some_and(|inner| {
        memchr::memmem::find(inner, b"</").is_some()
            && memchr::memmem::find(&inner.to_ascii_lowercase(), format!("</{name}").as_bytes())
                .is_some()
    })
}

/// The bytes after the first `end`.
fn after<'t>(text: &'t [u8], end: &[u8]) -> Option<&'t [u8]> {
    memchr::memmem::find(text, end).map(|at| &text[at + end.len()..])
}

fn starts_with(text: &[u8], start: &[u8]) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_and_pages_are_html() {
        assert!(ELEMENTS.is_sorted());
        for html in [
            "<p>The council met.</p>",
            " \n<DIV class=story>One.</DIV>",
            "<article><p>One.",
            "<h1>Bridge shuts</h1>",
            "<a href='/x'>One</a>",
            "<br/>One.",
            "</p>One.",
            "<!-- saved --><p>One.",
            "<!doctype html><p>One.",
            "<!DOCTYPE HTML PUBLIC \"-//W3C\"><HTML>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html>",
            "\u{FEFF}<p>One.",
            "<table>",
            "<wbr><p>One.",
            "<![CDATA[<p>One.</p>]]>",
            "<svg viewBox='0 0 1 1'><g></g></svg><p>One.</p>",
            "<amp-img></amp-img><p>One.</p>",
            "<o:p></o:p><div>One.</div>",
        ] {
            assert!(begins_with_tag(html), "{html}");
        }
    }

    #[test]
    fn prose_and_other_markup_are_not_html() {
        for (text, tag) in [
            ("<3 hearts for the council", FirstTag::None),
            ("<anna@mill.example> wrote", FirstTag::None),
            ("<pause> The mayor waits.", FirstTag::None),
            ("< p>One", FirstTag::None),
            ("The <p> tag", FirstTag::None),
            ("<?xml version='1.0'?>\n<rss version='2.0'>", FirstTag::Feed),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", FirstTag::Feed),
            ("<?xml version='1.0'?><!-- x --><rdf:RDF xmlns='x'>", FirstTag::Feed),
            ("<?xml version='1.0'?><urlset>", FirstTag::Sitemap),
            ("<?xml version='1.0'?><NewsML><p>", FirstTag::Xml),
            ("<news><item>One.</item></news>", FirstTag::Xml),
            ("<svg viewBox='0 0 1 1'><g></g></svg>", FirstTag::Xml),
        ] {
            assert!(!begins_with_tag(text), "{text}");
            assert_eq!(FirstTag::of(text.as_bytes()), tag, "{text}");
        }
    }
}
