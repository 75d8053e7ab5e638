//! Finds the strongest mark of payment of each block: its boxes, labels above it, its page.

use std::ops::Range;
use std::sync::Arc;

use super::ad_labels::{self, AdLabel};
use super::elements::{Inside, OUTSIDE};
use super::html_block::{HtmlBlock, PageBlocks};
use super::open_elements::Tag;
use super::reading_length::ends_sentence;
use crate::article::{MarkStrength, PaidMark};

/// Largest share of a page's text in an element that a name marks. A name on more text describes
/// the layout of the page.
const MOST_NAMED: f64 = 0.8;
/// Largest share of a page's text in the box of a label: the label of an empty place is above a
/// whole story.
const MOST_LABELLED: f64 = 0.6;
/// Most blocks of a small page, on which an advertisement can be longer than the rest.
const SMALL_PAGE: usize = 20;
/// Largest share of the text of a small page that a name or a label marks.
const MOST_OF_SMALL_PAGE: f64 = 0.95;
/// Most blocks between the headline and the label of an article.
const NEAR_TITLE: usize = 2;
/// Most blocks of a card that ends with its label.
const MOST_OF_CARD: usize = 4;
/// Length from which a line is more than a name or a date.
const SHORT_LINE: usize = 60;

/// Returns the strongest mark of each block. `boilerplate` has a flag for each block.
pub(super) fn find(page: &PageBlocks, boilerplate: &[bool]) -> Vec<Option<PaidMark>> {
    let finder = Finder::new(page);
    let mut paid: Vec<Option<PaidMark>> = finder.named();
    let mut page_mark = page.facts.paid.clone();
    for label in finder.labels() {
        let mark = PaidMark {
            strength: MarkStrength::Explicit,
            name: format!("label: {}", label.text).into(),
        };
        if label.kind == AdLabel::Article && !label.is_part && finder.heads_story(&label) {
            put(&mut page_mark, &mark);
        }
        let headed = label.covers.clone().unwrap_or_else(|| finder.headed_by(&label));
        for at in headed {
            put(&mut paid[at], &mark);
        }
    }
    if let Some(mark) = page_mark {
        for (at, block) in page.blocks.iter().enumerate() {
            let is_outside = block.inside.intersects(OUTSIDE.union(Inside::CAPTION));
            let is_article = !boilerplate[at] || block.inside.contains(Inside::TITLE);
            if finder.story.contains(&at) && !is_outside && is_article {
                put(&mut paid[at], &mark);
            }
        }
    }
    paid
}

/// Keeps the stronger of two marks, and the first of two equal ones.
fn put(known: &mut Option<PaidMark>, mark: &PaidMark) {
    if known.as_ref().is_none_or(|known| known.strength < mark.strength) {
        *known = Some(mark.clone());
    }
}

/// Sums over the blocks inside a mark.
#[derive(Debug, Clone, Copy, Default)]
struct MarkSums {
    /// Length of the text outside links.
    length: usize,
    has_title: bool,
}

/// A label line on a page.
struct FoundLabel {
    kind: AdLabel,
    text: String,
    /// The block of the label, or the first block after it if the label is an image.
    block: usize,
    /// The box that holds the label.
    parent: Option<usize>,
    /// Whether the label is a part of the block, or an image above it.
    is_part: bool,
    /// The blocks that the label discloses, if it heads no box.
    covers: Option<Range<usize>>,
}

impl FoundLabel {
    /// Creates a label that heads no box.
    fn covering(covers: Range<usize>, kind: AdLabel, text: &str, block: usize) -> Self {
        let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        FoundLabel { kind, text, block, parent: None, is_part: true, covers: Some(covers) }
    }

    /// The first block with text after the label.
    fn text_start(&self) -> usize {
        self.block + usize::from(!self.is_part)
    }
}

/// A page and sums over its blocks.
struct Finder<'p> {
    page: &'p PageBlocks,
    /// For each block the length of the texts before it, without links; then the whole length.
    lengths: Vec<usize>,
    /// The block of the headline, if there is one.
    title: Option<usize>,
    /// The blocks of the story.
    story: Range<usize>,
}

impl<'p> Finder<'p> {
    fn new(page: &'p PageBlocks) -> Self {
        let mut lengths = vec![0];
        let mut sum = 0;
        for block in &page.blocks {
            sum += own_length(block);
            lengths.push(sum);
        }
        let is_title = |block: &HtmlBlock| block.inside.contains(Inside::TITLE);
        let title = page.blocks.iter().position(is_title);
        Finder { page, lengths, title, story: story(page, title) }
    }

    /// Returns the largest share of the page's text that can be marked.
    fn most(&self, of_large_page: f64) -> f64 {
        if self.page.blocks.len() <= SMALL_PAGE { MOST_OF_SMALL_PAGE } else { of_large_page }
    }

    /// Returns the share of the page's text in these blocks, in [0, 1].
    fn share(&self, blocks: &Range<usize>) -> f64 {
        let length = |at: usize| self.lengths.get(at).copied().unwrap_or_default() as f64;
        let whole = length(self.page.blocks.len());
        (length(blocks.end) - length(blocks.start)) / whole.max(1.0)
    }

    /// Returns the strongest mark of each block by names of elements around it and by its links.
    fn named(&self) -> Vec<Option<PaidMark>> {
        let marks = &self.page.marks;
        let mut sums = vec![MarkSums::default(); marks.len()];
        for (at, block) in self.page.blocks.iter().enumerate() {
            if let Some(mark) = block.mark {
                sums[mark].length += own_length(block);
                sums[mark].has_title |= self.title == Some(at);
            }
        }
        // A mark has a higher number than the marks around it.
        for at in (0..marks.len()).rev() {
            if let Some(parent) = marks[at].parent {
                let inner = sums[at];
                sums[parent].length += inner.length;
                sums[parent].has_title |= inner.has_title;
            }
        }
        let whole = self.lengths.last().copied().unwrap_or_default().max(1) as f64;
        let mut resolved: Vec<Option<PaidMark>> = Vec::with_capacity(marks.len());
        for (at, mark) in marks.iter().enumerate() {
            let MarkSums { length, has_title } = sums[at];
            let share = length as f64 / whole;
            let is_whole = mark.is_layout
                || share > self.most(MOST_NAMED)
                || has_title && share > MOST_NAMED / 2.0;
            let mut strongest = mark.parent.and_then(|parent| resolved[parent].clone());
            if let Some(strength) = mark.kind.strength(is_whole) {
                let name: Arc<str> = format!("markup: {}", mark.name).into();
                put(&mut strongest, &PaidMark { strength, name });
            }
            resolved.push(strongest);
        }
        let of_block = |block: &HtmlBlock| {
            let mut mark = block.mark.and_then(|mark| resolved[mark].clone());
            if let Some(link) = block.paid_link {
                let name = format!("markup: link {}", link.name()).into();
                put(&mut mark, &PaidMark { strength: MarkStrength::Hint, name });
            }
            mark
        };
        self.page.blocks.iter().map(of_block).collect()
    }

    /// Returns the labels of the page.
    fn labels(&self) -> Vec<FoundLabel> {
        let mut labels = Vec::new();
        for (at, block) in self.page.blocks.iter().enumerate() {
            if block.inside.intersects(Inside::NAVIGATION.union(Inside::FOOTER)) {
                continue;
            }
            let text = &self.page.text[block.text.clone()];
            if let Some((kind, label)) = ad_labels::before_sentence(text) {
                labels.push(FoundLabel::covering(at..at + 1, kind, label, at));
                continue;
            }
            let last = text.get(text.len().saturating_sub(block.last_node)..).unwrap_or_default();
            if let Some(kind) = ad_labels::after_name(last) {
                let covers = if last.len() < text.len() { at..at + 1 } else { self.ended_by(at) };
                labels.push(FoundLabel::covering(covers, kind, last, at));
                continue;
            }
            let line = text.split('\n').next().unwrap_or_default();
            let mut found = ad_labels::of_line(line).map(|kind| (kind, line));
            let parent = block.parent.and_then(|at| self.page.boxes.get(at));
            if parent.is_some_and(|parent| parent.tag == Tag::Headline) && ad_labels::is_word(line)
            {
                continue;
            }
            if found.is_none() && block.first_node < text.len() {
                found = text.get(..block.first_node).and_then(|first| inline_label(first, text));
            }
            if let Some((kind, line)) = found {
                let is_part = line.len() < text.len();
                if !is_part && let Some(term) = self.described_by(at) {
                    labels.push(FoundLabel::covering(term, kind, line, at));
                }
                let text = line.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
                labels.push(FoundLabel {
                    kind,
                    text,
                    block: at,
                    parent: block.parent,
                    is_part,
                    covers: None,
                });
            }
        }
        for image in &self.page.image_labels {
            labels.push(FoundLabel {
                kind: AdLabel::Box,
                text: image.text.clone(),
                block: image.block,
                parent: image.parent,
                is_part: true,
                covers: None,
            });
        }
        labels
    }

    /// Returns the blocks of the smallest box that the label heads, and that has more text.
    fn headed_by(&self, label: &FoundLabel) -> Range<usize> {
        let mut outer = label.parent;
        while let Some(found) = outer.and_then(|at| self.page.boxes.get(at)) {
            let blocks = &found.blocks;
            let is_story = found.own.contains(Inside::ARTICLE)
                || self.title.is_some_and(|title| blocks.contains(&title));
            if blocks.start != label.block
                || is_story
                || self.share(blocks) > self.most(MOST_LABELLED)
            {
                break;
            }
            if blocks.end > label.text_start() {
                return blocks.clone();
            }
            // An item of a list heads no list, and an empty place for an ad nothing after it.
            if found.own.contains(Inside::LIST_ITEM) || found.is_marked {
                break;
            }
            outer = found.parent;
        }
        0..0
    }

    /// Returns the blocks of the smallest box that ends with a block and has another one, if it is
    /// small: a card whose last line is the label.
    fn ended_by(&self, at: usize) -> Range<usize> {
        let mut outer = self.page.blocks.get(at).and_then(|block| block.parent);
        while let Some(found) = outer.and_then(|at| self.page.boxes.get(at)) {
            let blocks = &found.blocks;
            if blocks.len() > 1 {
                let has_title = self.title.is_some_and(|title| blocks.contains(&title));
                let is_card = blocks.len() <= MOST_OF_CARD
                    && blocks.end == at + 1
                    && !has_title
                    && !found.own.contains(Inside::ARTICLE)
                    && self.share(blocks) <= self.most(MOST_LABELLED);
                return if is_card { blocks.clone() } else { at..at + 1 };
            }
            outer = found.parent;
        }
        at..at + 1
    }

    /// Returns the blocks of the `dd` that a `dt` describes, if the block is alone in the `dt`.
    fn described_by(&self, at: usize) -> Option<Range<usize>> {
        let boxes = &self.page.boxes;
        let mut outer = self.page.blocks.get(at)?.parent;
        while let Some(number) = outer {
            let found = boxes.get(number).filter(|found| found.blocks == (at..at + 1))?;
            if found.tag == Tag::Term {
                let mut next = boxes.get(number + 1..)?.iter();
                let next = next.find(|next| next.blocks.start > at)?;
                let is_described = next.tag == Tag::Term && next.parent == found.parent;
                return (is_described && !found.is_marked).then(|| next.blocks.clone());
            }
            outer = found.parent;
        }
        None
    }

    /// Whether a label heads the whole story: the label is next to the headline or, without a
    /// headline, the first block of the story, and is alone in its box or with the sponsor's name.
    fn heads_story(&self, label: &FoundLabel) -> bool {
        let Some(block) = self.page.blocks.get(label.block) else {
            return false;
        };
        // A link leads to other pages that are paid, except for the section of an article, right
        // above its headline.
        let is_section = block.inside.contains(Inside::ARTICLE)
            && self.title.is_some_and(|title| title == label.block + 1);
        if block.inside.intersects(OUTSIDE.union(Inside::LIST_ITEM))
            || block.inside.contains(Inside::LINK) && !is_section
        {
            return false;
        }
        let is_near = match self.title {
            Some(title) => {
                let between = title.min(label.block) + 1..title.max(label.block);
                between.len() < NEAR_TITLE && between.into_iter().all(|at| self.is_short(at))
            }
            None => self.story.start == label.block,
        };
        is_near && self.is_box_of_story(label)
    }

    /// Whether the smallest box that has more than the label and a sponsor's name has the story: a
    /// card, a menu or an advertisement has not.
    fn is_box_of_story(&self, label: &FoundLabel) -> bool {
        let mut outer = label.parent;
        while let Some(found) = outer.and_then(|at| self.page.boxes.get(at)) {
            let blocks = &found.blocks;
            let is_label = blocks.start == label.block
                && blocks.len() <= NEAR_TITLE
                && (label.block + 1..blocks.end).all(|at| self.is_short(at));
            let has_story = match self.title {
                Some(title) => blocks.contains(&title),
                None => blocks.start <= self.story.start && self.story.end <= blocks.end,
            };
            if has_story || !is_label {
                return has_story;
            }
            outer = found.parent;
        }
        true
    }

    /// Whether a block is a line of names or a date, and no sentence.
    fn is_short(&self, at: usize) -> bool {
        let text = self.page.blocks.get(at).map(|block| &self.page.text[block.text.clone()]);
        text.is_some_and(|text| text.len() < SHORT_LINE && !ends_sentence(text))
    }
}

/// Returns the blocks of the story: those of the innermost `article` or `main` with the headline or,
/// without a headline, of the first such element; on other pages the blocks from the headline on.
fn story(page: &PageBlocks, title: Option<usize>) -> Range<usize> {
    let mut stories = page.boxes.iter().filter(|found| {
        let is_story = found.own.contains(Inside::ARTICLE);
        is_story && title.is_none_or(|title| found.blocks.contains(&title))
    });
    let story = match title {
        Some(_) => stories.min_by_key(|found| found.blocks.len()),
        None => stories.next(),
    };
    story.map_or(title.unwrap_or(0)..page.blocks.len(), |found| found.blocks.clone())
}

/// Returns the label at the start of a block, if it is a text node: `<b>Sponsored</b> Warm socks`.
fn inline_label<'t>(first: &'t str, text: &str) -> Option<(AdLabel, &'t str)> {
    /// Shorter labels, such as `Ad`, are words of a sentence too.
    const SHORTEST: usize = 9;
    let kind = ad_labels::of_line(first).filter(|_| first.len() >= SHORTEST)?;
    let next = text[first.len()..].chars().find(|c| c.is_alphanumeric());
    next.is_some_and(|c| !c.is_lowercase()).then_some((kind, first))
}

/// The length of a block's text outside links.
fn own_length(block: &HtmlBlock) -> usize {
    block.text.len().saturating_sub(block.link_bytes)
}
