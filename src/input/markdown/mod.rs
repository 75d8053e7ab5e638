//! Markdown: the whole input is one article. Front matter, link targets, images, comments and the
//! marks of headings, lists and code are not text.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::source::Source;
use super::text::{checked, whole_text};
use super::text_settings::TextSettings;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Place, Problem, Result, guard};
use crate::paragraphs::{self, ParagraphRule};

/// Reads the article of a source.
///
/// # Errors
///
/// [`Problem::LineTooLong`] for more than [`Limits::record_bytes`], the limits of an article, and
/// the errors of reading.
///
/// [`Limits::record_bytes`]: crate::limits::Limits::record_bytes
pub(super) fn article(source: Source, settings: &TextSettings) -> Result<Article> {
    let (path, limit) = (source.path.clone(), settings.limits.record_bytes);
    let markdown = whole_text(source, limit, Problem::LineTooLong { limit })?;
    let id = ArticleId::Text(path.clone());
    let doing = || format!("reading the Markdown of {path}");
    let texts = guard(doing, || Ok(texts(&markdown, &id, settings)))?;
    let texts = texts
        .map_err(|problem| Error::of_record(Place::file(&*path), problem, markdown.as_bytes()))?;
    checked(Article::from_paragraphs(id, texts), &settings.limits, &path)
}

/// Returns the texts of headings, paragraphs, list items, table cells and code blocks.
///
/// # Errors
///
/// The problems of a block of HTML.
fn texts(markdown: &str, id: &ArticleId, settings: &TextSettings) -> Result<Vec<String>, Problem> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let markdown = markdown.trim_start_matches('\u{FEFF}');
    let (mut texts, mut block) = (Vec::new(), String::new());
    // The lines between breaks are paragraphs where they are in HTML.
    let add = |texts: &mut Vec<String>, block: &mut String| {
        if !block.contains(BREAK) {
            push(texts, block, settings);
            return Ok(());
        }
        let escaped = block.replace('&', "&amp;").replace('<', "&lt;").replace(BREAK, "<br>");
        let page = html::parse_text(id.clone(), &format!("<p>{escaped}</p>"), &settings.limits)?;
        texts.extend(page.texts().map(str::to_owned));
        block.clear();
        Ok(())
    };
    // Nested images and front matter.
    let mut hidden: u32 = 0;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Image { .. } | Tag::MetadataBlock(_)) => hidden += 1,
            Event::End(TagEnd::Image | TagEnd::MetadataBlock(_)) => {
                hidden = hidden.saturating_sub(1);
            }
            _ if hidden > 0 => {}
            Event::End(TagEnd::HtmlBlock) => {
                let page = html::parse_text(id.clone(), &block, &settings.limits)?;
                texts.extend(page.texts().map(str::to_owned));
                block.clear();
            }
            Event::Start(tag) if is_block(&tag.to_end()) => add(&mut texts, &mut block)?,
            Event::End(tag) if is_block(&tag) => add(&mut texts, &mut block)?,
            Event::Text(text) | Event::Code(text) | Event::Html(text) => block.push_str(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) => block.push_str(&text),
            Event::SoftBreak | Event::HardBreak => block.push('\n'),
            Event::InlineHtml(tag) if is_break(&tag) => block.push(BREAK),
            Event::Rule => add(&mut texts, &mut block)?,
            Event::Start(_)
            | Event::End(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }
    add(&mut texts, &mut block)?;
    Ok(texts)
}

/// A line break of HTML in a block.
const BREAK: char = '\u{2028}';

fn is_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    name.split_whitespace().next().is_some_and(|name| name.eq_ignore_ascii_case("br"))
}

/// Whether a tag starts or ends a block, rather than a part of a line.
fn is_block(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Adds the paragraphs of a block, whose lines are as in the source.
///
/// Lines of a block are one paragraph in Markdown. Notes have a paragraph on each line, which ends
/// with a sentence.
fn push(texts: &mut Vec<String>, block: &mut String, settings: &TextSettings) {
    let are_paragraphs = || block.lines().map(str::trim_end).all(ends_sentence);
    let spans = match settings.paragraphs {
        ParagraphRule::Auto if are_paragraphs() => {
            texts.extend(block.lines().map(|line| line.trim().to_owned()));
            Vec::new()
        }
        ParagraphRule::Auto => {
            texts.extend(Some(block.trim().to_owned()).filter(|text| !text.is_empty()));
            Vec::new()
        }
        rule => paragraphs::split_by(block, rule),
    };
    texts.extend(spans.into_iter().map(|span| block[span].to_owned()));
    block.clear();
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '”', '’', ')']);
    line.len() >= MIN_SENTENCE_BYTES && line.ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Shortest line that can be a paragraph next to others in a block.
const MIN_SENTENCE_BYTES: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(markdown: &str) -> Vec<String> {
        texts(markdown, &"a.md".into(), &TextSettings::default()).unwrap()
    }

    #[test]
    fn only_what_a_reader_sees_is_text() {
        let markdown = "---\ntitle: Bridge\ntags: [a, b]\n---\n\n# Bridge *shuts*\n\n\
            The [council](https://mill.example/ads?code=1 \"Title\") voted to `close` it.[^1]\n\n\
            ![A photo](bridge.jpg)\n\n<!-- draft -->\n\n> Shopkeepers said so.\n\n---\n\n\
            [^1]: On Tuesday.\n\n[ref]: https://mill.example\n";
        assert_eq!(
            read(markdown),
            [
                "Bridge shuts",
                "The council voted to close it.",
                "Shopkeepers said so.",
                "On Tuesday."
            ]
        );
    }

    #[test]
    fn items_cells_code_and_html_are_paragraphs() {
        let markdown = "* One\n* Two\n  1. Three\n- [x] Four\n\n| a | b |\n|---|---|\n| c | d |\n\n\
            ```sh\nrun this\n```\n\n<div>\n<p>Five</p><p>Six</p>\n</div>\n\nSetext\n======\n";
        assert_eq!(
            read(markdown),
            [
                "One", "Two", "Three", "Four", "a", "b", "c", "d", "run this", "Five", "Six",
                "Setext"
            ]
        );
    }

    #[test]
    fn wrapped_lines_are_joined_and_lines_of_sentences_are_paragraphs() {
        let wrapped = "The council voted\nto close the mill bridge\nfor a year, officials said.\n";
        assert_eq!(read(wrapped), [wrapped.trim_end()]);
        let (one, two) =
            ("The council voted to close the bridge.", "Get 20% off with the code WARM20!");
        assert_eq!(read(&format!("{one}\n{two}\n{one}\n")), [one, two, one]);
    }

    #[test]
    fn breaks_part_lines_as_in_html() {
        let (one, two) =
            ("The council voted to close the bridge.", "Get 20% off with the code WARM20!");
        for between in ["<br>", "<br>\n", "<BR/>\n", "<br /><br />", "<br>\n<br>\n"] {
            assert_eq!(read(&format!("{one}{between}{two}\n")), [one, two], "{between}");
        }
        assert_eq!(read("The mill<br>Lane 5 & 6<br>Town\n"), ["The mill\nLane 5 & 6\nTown"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(markdown in "(---\n|# |> |\\* |```|\\[a\\]\\(|<div>|<!--|\\| |é|\n|\\[\\^1\\]:| {4}){0,30}") {
            read(&markdown);
        }
    }
}
