//! A page of HTML without its paid parts, byte for byte the same elsewhere.

use std::ops::Range;

use crate::article::Article;
use crate::input::PageSource;
use crate::verdict::Verdict;

/// Returns the bytes of a page without its sponsored paragraphs.
///
/// An element with sponsored text and without other text is taken out with its tags and images: the
/// outermost such element. Of any other sponsored paragraph the texts are taken out, and the tags
/// stay, so that the page stays well-formed. All other bytes are those of the page. `article` is
/// that of the same page, with one verdict per paragraph.
///
/// ```
/// use adsift::input::{Columns, Format, RawArticle, Reading, articles_from};
/// use adsift::output::clean_html;
/// use adsift::{Classifier, Model};
///
/// let html = "<article><p>The council voted on Tuesday to close the bridge.</p>\n\
///             <div class=ad><p>Order today and save 50% on your first box!</p></div></article>";
/// let (columns, reading) = (Columns::default(), Reading::default());
/// let mut pages = articles_from("a.html", html.as_bytes(), Format::Html, &columns, &reading)?;
/// let Some(RawArticle::Page(page)) = pages.next_raw().transpose()? else { unreachable!() };
/// let source = page.source()?;
/// let article = RawArticle::Page(page).parse()?;
/// let verdicts = Classifier::new(Model::embedded()?).classify(&article);
/// let clean = clean_html(&source, &article, &verdicts);
/// let left = "<article><p>The council voted on Tuesday to close the bridge.</p>\n</article>";
/// assert_eq!(String::from_utf8_lossy(&clean), left);
/// # Ok::<(), adsift::Error>(())
/// ```
pub fn clean_html(source: &PageSource, article: &Article, verdicts: &[Verdict]) -> Vec<u8> {
    let places = |is_paid: bool| {
        let of_label = move |(paragraph, verdict): (usize, &Verdict)| {
            (verdict.label.is_sponsored() == is_paid).then(|| article.place(paragraph))
        };
        let mut places: Vec<_> = verdicts.iter().enumerate().filter_map(of_label).collect();
        places.sort_by_key(|place| place.start);
        places
    };
    without(&source.bytes, &cuts(source, &places(true), &places(false)))
}

/// The byte ranges to take out, in order and disjoint.
fn cuts(source: &PageSource, paid: &[Range<usize>], kept: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut elements: Vec<Range<usize>> = Vec::new();
    for element in &source.elements {
        // An element within one that is taken out, or one that crosses its end.
        let is_inside = elements.last().is_some_and(|last| element.start < last.end);
        if !is_inside && meets(paid, element) && !meets(kept, element) {
            elements.push(element.clone());
        }
    }
    let mut cuts = elements.clone();
    for text in &source.texts {
        if !meets(&elements, text) {
            cuts.extend(within(paid, text));
        }
    }
    cuts.sort_by_key(|cut| cut.start);
    cuts
}

/// Whether a range shares a byte with one of `ranges`, which are in order and disjoint.
fn meets(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = ranges.partition_point(|other| other.end <= range.start);
    ranges.get(next).is_some_and(|other| other.start < range.end)
}

/// The parts of a text that are in one of `ranges`, which are in order and disjoint.
fn within(ranges: &[Range<usize>], text: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let first = ranges.partition_point(|range| range.end <= text.start);
    let inside = ranges[first..].iter().take_while(|range| range.start < text.end);
    inside.map(|range| range.start.max(text.start)..range.end.min(text.end))
}

/// The bytes outside the cuts.
fn without(bytes: &[u8], cuts: &[Range<usize>]) -> Vec<u8> {
    let mut left = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for cut in cuts {
        left.extend_from_slice(bytes.get(from..cut.start).unwrap_or_default());
        from = from.max(cut.end);
    }
    left.extend_from_slice(bytes.get(from..).unwrap_or_default());
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;
    use crate::input::{Columns, Format, RawArticle, Reading, articles_from};
    use crate::output::tests::verdict;
    use crate::verdict::Label;
    use proptest::prelude::*;

    /// The page without the paragraphs that contain `Buy`.
    fn clean(html: &[u8]) -> Result<Vec<u8>> {
        let (columns, reading) = (Columns::default(), Reading::default());
        let bytes = std::io::Cursor::new(html.to_vec());
        let mut pages = articles_from("a.html", bytes, Format::Html, &columns, &reading)?;
        let Some(RawArticle::Page(page)) = pages.next_raw().transpose()? else {
            panic!("no page");
        };
        let source = page.source()?;
        let article = RawArticle::Page(page).parse()?;
        let verdicts: Vec<Verdict> = (0..article.paragraphs.len())
            .map(|at| {
                let span = article.paragraphs[at].clone();
                let is_paid = article.text[span.clone()].contains("Buy");
                verdict(span, if is_paid { Label::Sponsored } else { Label::News }, 0.5)
            })
            .collect();
        Ok(clean_html(&source, &article, &verdicts))
    }

    #[test]
    fn paid_blocks_are_taken_out_and_all_other_bytes_stay() {
        for (html, left) in [
            (
                "<p>News.</p>\r\n<p>Buy <b>it</b>.</p>\t<P >More.</P>",
                "<p>News.</p>\r\n\t<P >More.</P>",
            ),
            // The box of an ad goes with its image and its link.
            (
                "<p>News.</p><div class=ad><a href=x><img src=y></a><p>Buy it.</p><p>Buy two.</p></div>",
                "<p>News.</p>",
            ),
            // A block that shares its element with news loses its texts only.
            (
                "<div>News.<br><br>Buy <i>it</i> now.<br><br>More.</div>",
                "<div>News.<br><br><br><br>More.</div>",
            ),
            ("<ul><li>News<li>Buy it<li>More</ul>", "<ul><li>News<li><li>More</ul>"),
            // The elements of the whole page stay.
            ("<html><body><p>Buy it.</p></body></html>", "<html><body></body></html>"),
            ("<p>News.</p><script>Buy</script>", "<p>News.</p><script>Buy</script>"),
            ("\u{FEFF}<p>Café.</p><p>Buy é.</p>!", "\u{FEFF}<p>Café.</p>!"),
            ("<p>News.<p>Buy it", "<p>News.<p>"),
            ("", ""),
        ] {
            let found = clean(html.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(found).unwrap(), left, "{html}");
        }
    }

    #[test]
    fn other_encodings_keep_their_bytes() {
        let found = clean(b"<p>Caf\xE9.</p><p>Buy caf\xE9.</p>\xE9").unwrap();
        assert_eq!(found, b"<p>Caf\xE9.</p>\xE9");
    }

    proptest! {
        #[test]
        fn any_page_is_cut_to_a_part_of_its_bytes(
            html in "(<p>|</p>|<div>|</div>|<b>|</b>|<br>|<!--|-->|<li>|Buy |News |é|\"|&amp;| |\n){0,24}"
        ) {
            let left = clean(html.as_bytes()).unwrap();
            let mut bytes = html.bytes();
            prop_assert!(left.iter().all(|byte| bytes.any(|other| other == *byte)));
        }
    }
}
