//! `ItemText`: the title and the content of an item of a feed.

use feed_rs::model::{Entry, Text};

/// The text of an item, its title first.
pub(super) enum ItemText {
    /// A page.
    Html(String),
    /// Plain text.
    Plain(String),
}

impl ItemText {
    /// Reads the text of an item: the longer of its content and its summary, which may be the
    /// content cut short.
    pub(super) fn of(item: Entry) -> Self {
        let content = item
            .content
            .and_then(|content| Some((content.body?, content.content_type.subty().to_string())));
        let summary =
            item.summary.map(|text| (text.content, text.content_type.subty().to_string()));
        let media = item.media.into_iter().find_map(|media| media.description);
        let media = media.map(|text| (text.content, text.content_type.subty().to_string()));
        let texts = [content, summary, media].into_iter().flatten();
        // The first of equal length.
        let (body, kind) =
            texts.rev().max_by_key(|(text, _)| text.trim().len()).unwrap_or_default();
        let title = item.title.map(visible).unwrap_or_default();
        let is_html = kind == "xhtml" || is_markup(&body);
        if !is_html {
            let blank = if title.is_empty() || body.is_empty() { "" } else { "\n\n" };
            return ItemText::Plain(format!("{title}{blank}{body}"));
        }
        let title = title.replace('&', "&amp;").replace('<', "&lt;");
        let heading = if title.is_empty() { String::new() } else { format!("<h1>{title}</h1>\n") };
        ItemText::Html(format!("<article>{heading}<div>{body}</div></article>"))
    }
}

/// The text of a title, which may be HTML.
fn visible(title: Text) -> String {
    if !is_markup(&title.content) {
        return title.content.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut text = String::new();
    let mut rest = title.content.as_str();
    while let Some((before, tag)) = rest.split_once('<')
        && let Some((_, after)) = tag.split_once('>')
    {
        text.push_str(before);
        rest = after;
    }
    text.push_str(rest);
    htmlize::unescape(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text has a tag or a character reference. Feeds do not say so reliably.
fn is_markup(text: &str) -> bool {
    let last_end = text.rfind('>').unwrap_or(0);
    let has_tag = memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let inner = &text[at + 1..];
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let is_name = |first: char| first.is_ascii_alphabetic() || first == '!';
        at < last_end && inner.starts_with(is_name)
    });
    has_tag
        || memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'#';
            let rest = &text.as_bytes()[at + 1..];
            let length = rest.iter().take(10).take_while(is_part).count();
            length > 1 && rest.get(length) == Some(&b';')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_references_are_markup() {
        for text in ["<p>One.</p>", "One<br/>two", "One &amp; two", "&#8217;", "<!-- x -->"] {
            assert!(is_markup(text), "{text}");
        }
        for text in ["One & two; three", "1 < 2 > 0", "A&B;", "<3", "<a", ""] {
            assert!(!is_markup(text), "{text}");
        }
    }
}
