//! Whether lines are wrapped, at which width, and where a wrapped paragraph ends.

use super::line_shape::{End, LineShape, Start};
use super::text_line::TextLine;

/// Widest line of wrapped text, in characters.
const WIDEST: usize = 140;

/// Least share of the line ends of a wrapped text at which a sentence goes on in lower case.
const LEAST_SHARE: f64 = 0.25;

/// Least share of the width that a wrapped line has, where lines differ in width, for example
/// because they were set in a proportional font.
const LEAST_FILL: f64 = 0.75;

/// Widest line of a verse or an address, in characters.
const WIDEST_VERSE: usize = 60;

/// Most words of a line of an address.
const MOST_ADDRESS_WORDS: usize = 5;

/// Most lines of a text that is an address.
const MOST_ADDRESS_LINES: usize = 6;

/// The wrapping of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wrap {
    /// The width at which lines are wrapped, in characters; `None` if they are not wrapped.
    width: Option<usize>,
    /// Whether every wrapped line has all the words that fit.
    is_exact: bool,
}

/// Whether the text goes on in the next line, within a sentence.
fn goes_on(before: &LineShape, after: &LineShape) -> bool {
    !before.ends_sentence() && after.start == Start::Lower && !after.is_item
}

/// Whether a script without case may go on in the next line.
fn may_go_on(before: &LineShape, after: &LineShape) -> bool {
    !before.ends_sentence() && after.start == Start::Caseless
}

impl Wrap {
    /// Finds the wrapping of a whole text. If `is_forced`, its lines are known to be wrapped.
    pub(super) fn of_text(lines: &[TextLine], shapes: &[LineShape], is_forced: bool) -> Self {
        let is_pair = |at: &usize| !lines[at + 1].begins_block && shapes[*at].width <= WIDEST;
        let pairs: Vec<usize> = (0..lines.len().saturating_sub(1)).filter(is_pair).collect();
        let widest = pairs.iter().map(|&at| shapes[at].width).max().unwrap_or(0);
        let is_wide = |at: usize| shapes[at].width * 10 >= widest * 9;
        let within: Vec<usize> = pairs
            .iter()
            .copied()
            .filter(|&at| {
                goes_on(&shapes[at], &shapes[at + 1])
                    || may_go_on(&shapes[at], &shapes[at + 1]) && is_wide(at)
            })
            .collect();
        if is_forced && within.is_empty() {
            let in_block = |at: &usize| shapes[*at].width <= WIDEST;
            let width = (0..lines.len()).filter(in_block).map(|at| shapes[at].width).max();
            return Wrap { width, is_exact: true };
        }
        let is_rare = (within.len() as f64) < LEAST_SHARE * pairs.len() as f64;
        if within.is_empty() || is_rare && !is_forced {
            return Wrap { width: None, is_exact: false };
        }
        let mut widths: Vec<usize> = within.iter().map(|&at| shapes[at].width).collect();
        widths.sort_unstable();
        // A longer line, such as one with an address of the web, does not set the width.
        let common = widths[((widths.len() - 1) * 9 + 5) / 10];
        let longest = widths.iter().rev().find(|&&width| width <= common + common / 8);
        let longest = longest.copied().unwrap_or(common);
        let fits = |&&at: &&usize| shapes[at].width + 1 + shapes[at + 1].first_word <= longest;
        let loose = within.iter().filter(fits).count();
        let is_exact = loose * 20 <= within.len();
        Wrap { width: Some(if is_exact { longest } else { common }), is_exact }
    }

    /// Whether the paragraph of line `at` goes on in the next line of its block.
    pub(super) fn continues(&self, shapes: &[LineShape], at: usize, is_forced: bool) -> bool {
        let (before, after) = (&shapes[at], &shapes[at + 1]);
        let Some(width) = self.width else {
            return false;
        };
        if before.width > width + width / 8 {
            // A longer line is a paragraph by itself, unless its sentence goes on.
            return goes_on(before, after) && before.width <= WIDEST;
        }
        if goes_on(before, after) {
            return true;
        }
        let is_full = if self.is_exact {
            before.width + 1 + after.first_word > width
        } else {
            before.width as f64 >= LEAST_FILL * width as f64
        };
        if !is_full {
            return before.end == End::Pause && !is_forced;
        }
        // A short line between two paragraphs, such as a heading or a label, begins one.
        let is_standing = || {
            shapes.get(at + 2).is_some_and(|next| {
                !after.ends_sentence()
                    && next.start == Start::Other
                    && after.width + 1 + next.first_word <= width * 3 / 4
            })
        };
        !(before.ends_sentence() && (after.width > width + width / 8 || is_standing()))
    }
}

/// Whether the lines of a block are one paragraph that no sentence and no width divides: a verse, an
/// address. `is_alone` is whether the text has no other block.
pub(super) fn is_verse_or_address(
    lines: &[TextLine],
    shapes: &[LineShape],
    wrap: &Wrap,
    is_alone: bool,
) -> bool {
    if lines.len() < 2 {
        return false;
    }
    // Lines of a wrapped paragraph are nearly as wide as the text.
    let widest = match wrap.width {
        Some(width) if wrap.is_exact || width > WIDEST_VERSE => width * 6 / 10,
        _ => WIDEST_VERSE,
    };
    let is_plain = |shape: &LineShape| {
        shape.width <= widest && !shape.is_item && !shape.is_heading && shape.depth == 0
    };
    if !shapes.iter().all(is_plain) {
        return false;
    }
    let ends = shapes.iter().filter(|shape| shape.ends_sentence()).count();
    if ends * 2 > shapes.len() {
        return false;
    }
    let linked = shapes
        .windows(2)
        .filter(|pair| pair[0].end == End::Pause || goes_on(&pair[0], &pair[1]))
        .count();
    if linked * 3 >= shapes.len() - 1 {
        return true;
    }
    let is_short = |shape: &LineShape| shape.words <= MOST_ADDRESS_WORDS && !shape.has_price;
    // A text that is an address has a name first, and the number of a house or a post code.
    let is_address = || {
        (3..=MOST_ADDRESS_LINES).contains(&shapes.len())
            && !shapes[0].has_digit
            && shapes.iter().any(|shape| shape.has_digit)
    };
    ends == 0 && shapes.iter().all(is_short) && (!is_alone || is_address())
}

/// The indentations of the lines of a block.
pub(super) struct Indents {
    /// The least indentation.
    base: usize,
    /// Whether the first line of a paragraph is indented less than the others.
    is_hanging: bool,
    /// Whether lines differ in their indentation.
    differ: bool,
}

impl Indents {
    pub(super) fn of_block(lines: &[TextLine], shapes: &[LineShape]) -> Self {
        let base = lines.iter().map(|line| line.indent).min().unwrap_or(0);
        let differ = lines.iter().any(|line| line.indent > base);
        let deeper: Vec<usize> =
            (1..lines.len()).filter(|&at| lines[at].indent > base && !shapes[at].is_item).collect();
        let going_on = deeper.iter().filter(|&&at| goes_on(&shapes[at - 1], &shapes[at])).count();
        Indents { base, is_hanging: going_on > 0 && going_on * 2 >= deeper.len(), differ }
    }

    /// Whether a paragraph begins at a line by its indentation; `None` if the indentation does not
    /// decide.
    pub(super) fn begins(&self, before: usize, indent: usize) -> Option<bool> {
        if !self.differ {
            return None;
        }
        if self.is_hanging {
            return Some(indent == self.base);
        }
        // One column is a slip.
        (indent > self.base + 1 && indent >= before).then_some(true)
    }
}
