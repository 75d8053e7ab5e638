//! Splits the text of a block into paragraphs: at line breaks between sentences, and in `pre`.

use std::ops::Range;

use super::ad_names::AdName;
use super::elements::Inside;
use super::html_block::{ElementMark, HtmlBlock, Piece};
use super::reading_length::{ends_sentence, reading_length};
use crate::paragraphs::{ParagraphRule, split_by};

/// Least length of a line that is a paragraph if it ends like a sentence.
const SENTENCE_LENGTH: usize = 25;
/// Least length of a line that is a paragraph however it ends.
const LONG_LINE: usize = 100;

/// Splits a block, whose texts are `pieces`, and appends its parts to `blocks`. A sentence that an
/// element within the line marks as an advertisement is a part; `marks` are those of the page.
pub(super) fn split(
    page: &str,
    block: HtmlBlock,
    pieces: &[Piece],
    marks: &[ElementMark],
    blocks: &mut Vec<HtmlBlock>,
) {
    let runs = marked_runs(page, block.mark, pieces, marks);
    if runs.len() < 2 || block.inside.contains(Inside::HEADING) {
        return split_lines(page, block, pieces, blocks);
    }
    for run in runs {
        let texts = run.first().zip(run.last());
        let part = texts.map(|(first, last)| first.text.start..last.text.end);
        if let Some(part) = part.and_then(|part| of_pieces(part, run, block.parent)) {
            split_lines(page, part, run, blocks);
        }
    }
}

/// Parts the texts of a block at the elements that mark a whole sentence, behind another sentence, as
/// an advertisement. `outer` is the mark of the whole block.
fn marked_runs<'p>(
    page: &str,
    outer: Option<usize>,
    pieces: &'p [Piece],
    marks: &[ElementMark],
) -> Vec<&'p [Piece]> {
    let is_ad = |piece: &Piece| {
        let kind = piece.mark.and_then(|mark| marks.get(mark)).map(|mark| mark.kind);
        piece.mark != outer && kind.is_some_and(|kind| kind > AdName::Hint)
    };
    let mut runs: Vec<&[Piece]> = Vec::new();
    let mut start = 0;
    let mut before = "";
    let mut end = 0;
    for run in pieces.chunk_by(|one, other| is_ad(one) == is_ad(other)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        let text = page.get(first.text.start..last.text.end).unwrap_or_default();
        let next = end + run.len();
        if is_ad(first) && is_sentence(text) && (before.is_empty() || ends_sentence(before)) {
            runs.extend(
                [&pieces[start..end], &pieces[end..next]].iter().filter(|run| !run.is_empty()),
            );
            start = next;
        }
        (before, end) = (text, next);
    }
    runs.extend(pieces.get(start..).filter(|run| !run.is_empty()));
    runs
}

/// Splits a block at its lines.
///
/// White space in `pre` is text, so that the block is split as plain text. Elsewhere the lines
/// between `br` are the parts if most of their text is in sentences; consecutive short lines, such as
/// those of an address, stay one part. A block of short lines (a verse, a menu) is one part.
fn split_lines(page: &str, block: HtmlBlock, pieces: &[Piece], blocks: &mut Vec<HtmlBlock>) {
    let text = &page[block.text.clone()];
    let is_pre = pieces.iter().any(|piece| piece.inside.contains(Inside::PRE));
    let parts = if is_pre { split_by(text, ParagraphRule::Auto) } else { sentences(text) };
    let is_whole = parts.len() == 1 && parts[0] == (0..text.len());
    if is_whole || !is_pre && (parts.len() < 2 || block.inside.contains(Inside::HEADING)) {
        blocks.push(block);
        return;
    }
    let mut rest = pieces;
    for part in parts {
        let part = block.text.start + part.start..block.text.start + part.end;
        let skipped = rest.iter().take_while(|piece| piece.text.end <= part.start).count();
        rest = &rest[skipped..];
        let count = rest.iter().take_while(|piece| piece.text.start < part.end).count();
        blocks.extend(of_pieces(part, &rest[..count], block.parent));
    }
}

/// Creates the block of a part of the text; `pieces` are the texts in the part.
fn of_pieces(part: Range<usize>, pieces: &[Piece], parent: Option<usize>) -> Option<HtmlBlock> {
    let (first, last) = (pieces.first()?, pieces.last()?);
    let start = match part.start.checked_sub(first.text.start) {
        Some(skipped) if first.is_verbatim => first.source.start + skipped,
        _ => first.source.start,
    };
    let end = match last.text.end.checked_sub(part.end) {
        Some(skipped) if last.is_verbatim => last.source.end - skipped,
        _ => last.source.end,
    };
    let mut block = HtmlBlock::new(part.start, start..end.max(start), first, parent);
    block.text.end = part.end;
    for piece in pieces {
        let length = piece.text.end.min(part.end) - piece.text.start.max(part.start);
        block.add(piece, length);
    }
    Some(block)
}

/// Returns the parts of a text whose lines end at `br`; the whole text if most of it is in short
/// lines.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut start, mut of_sentences, mut after_sentence) = (0, 0, true);
    for line in text.split('\n') {
        let span = start..start + line.len();
        start = span.end + 1;
        let is_sentence = is_sentence(line);
        if is_sentence {
            of_sentences += line.len();
        }
        match parts.last_mut() {
            Some(last) if !is_sentence && !after_sentence => last.end = span.end,
            _ => parts.push(span),
        }
        after_sentence = is_sentence;
    }
    if 2 * of_sentences >= text.len() { parts } else { std::iter::once(0..text.len()).collect() }
}

/// Whether a line is a paragraph: a sentence, or as long as several lines.
pub(super) fn is_sentence(line: &str) -> bool {
    let length = reading_length(line);
    length >= LONG_LINE || length >= SENTENCE_LENGTH && ends_sentence(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn lines_of_sentence_length_are_parts() {
        let story =
            "The council voted to close the bridge.\nShops feared for their trade.\nTips: a@b";
        assert_eq!(lines(story), story.split('\n').collect::<Vec<_>>());
        let chinese =
            "市议会周四以七比二的票数决定关闭旧桥十八个月。\n这项工程将耗资六百二十万美元。";
        assert_eq!(lines(chinese).len(), 2);
    }

    #[test]
    fn short_lines_stay_together() {
        for whole in [
            "Mill Museum\n12 River Street\nPennyfield",
            "The river ran, the river rose,\nand no one knew the way it goes,\nbut I.",
            "One line.",
            "",
        ] {
            assert_eq!(lines(whole), [whole]);
        }
        let visit = "The museum opens its doors again on the first Saturday of May.";
        let address = "Mill Museum\n12 River Street";
        assert_eq!(lines(&format!("{visit}\n{address}")), [visit, address]);
    }
}
