//! Which lines with the marker of a list item are items.

use super::item_marker::ItemMarker;
use super::line_shape::LineShape;
use super::text_line::TextLine;

/// Clears the flag of items whose marker belongs to a sentence: a dash or a number at the beginning of
/// a wrapped line. A line is an item if it begins its block or follows the end of a sentence, or if
/// another item of the same list precedes or follows it. A number after others must be the next one.
pub(super) fn keep_items(text: &str, lines: &[TextLine], shapes: &mut [LineShape]) {
    let markers: Vec<Option<ItemMarker>> = lines
        .iter()
        .zip(&*shapes)
        .map(|(line, shape)| {
            shape.is_item.then(|| ItemMarker::of(&text[line.span.clone()])).flatten()
        })
        .collect();
    // The marker of the last item of the block.
    let mut last: Option<ItemMarker> = None;
    for at in 0..lines.len() {
        if lines[at].begins_block {
            last = None;
        }
        let Some(marker) = markers[at] else {
            continue;
        };
        let in_block = |next: &usize| lines[at + 1..=*next].iter().all(|line| !line.begins_block);
        let next = (at + 1..lines.len()).take_while(in_block).find_map(|next| markers[next]);
        let has_sibling = last.is_some_and(|last| marker.follows(last))
            || next.is_some_and(|next| next.follows(marker));
        let follows_end = lines[at].begins_block || shapes[at - 1].ends_sentence();
        shapes[at].is_item = match marker {
            ItemMarker::Bullet => true,
            ItemMarker::Sign('–' | '—') => lines[at].begins_block || has_sibling && follows_end,
            ItemMarker::Sign(_) => follows_end || has_sibling,
            ItemMarker::Number(1) | ItemMarker::Letter(b'a') => follows_end || has_sibling,
            ItemMarker::Number(_) | ItemMarker::Letter(_) => lines[at].begins_block || has_sibling,
        };
        if shapes[at].is_item {
            last = Some(marker);
        }
    }
}
