//! What a line looks like: its width, its first letter, its end, and the marker that it begins with.

use super::item_marker::ItemMarker;
use super::text_line::TextLine;

/// The shape of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineShape {
    /// Number of characters, the indentation included.
    pub(super) width: usize,
    /// Number of words.
    pub(super) words: usize,
    /// Width of the first word.
    pub(super) first_word: usize,
    /// The first letter or digit, after quotes and brackets.
    pub(super) start: Start,
    /// The end of the line.
    pub(super) end: End,
    /// Number of `>` before the text, as in quoted mail.
    pub(super) depth: usize,
    /// Whether the line is a list item.
    pub(super) is_item: bool,
    /// Whether the line has a digit.
    pub(super) has_digit: bool,
    /// Whether the line has a price or a percentage.
    pub(super) has_price: bool,
    /// Whether the line is a heading of Markdown, or a line between dashes as above a forwarded mail.
    pub(super) is_heading: bool,
}

/// The first letter or digit of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// A lower-case letter.
    Lower,
    /// A letter of a script without case.
    Caseless,
    /// An upper-case letter, a digit or a sign.
    Other,
}

/// The end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The end of a sentence.
    Sentence,
    /// A comma or another sign after which a sentence goes on.
    Pause,
    /// Any other character.
    Open,
}

/// Returns the lines of a text that are not rules, and their shapes. The span of a quoted line begins
/// after the quote's markers; a quoted blank line separates blocks.
pub(super) fn of_lines(text: &str, lines: Vec<TextLine>) -> (Vec<TextLine>, Vec<LineShape>) {
    let quoted: Vec<bool> = (0..lines.len()).map(|at| is_quoted(text, &lines, at)).collect();
    let mut kept: Vec<TextLine> = Vec::with_capacity(lines.len());
    let mut shapes = Vec::with_capacity(lines.len());
    let mut begins_block = false;
    for (mut line, is_quoted) in lines.into_iter().zip(quoted) {
        let depth = if is_quoted { strip_quotes(text, &mut line) } else { 0 };
        let shown = &text[line.span.clone()];
        begins_block |= line.begins_block;
        if is_rule(shown) || shown.is_empty() {
            begins_block = true;
            continue;
        }
        line.begins_block = begins_block;
        begins_block = false;
        shapes.push(LineShape::of(shown, line.indent, depth));
        kept.push(line);
    }
    (kept, shapes)
}

/// Whether a line is quoted. A single line with a `>` in the middle of a sentence is not: "more than\n>
/// 12 percent of them".
fn is_quoted(text: &str, lines: &[TextLine], at: usize) -> bool {
    let has_marker = |at: usize| text[lines[at].span.clone()].starts_with('>');
    let is_in_sentence = || {
        let before = &text[lines[at - 1].span.clone()];
        !has_marker(at - 1) && end_of(before) == End::Open && !is_rule(before)
    };
    let is_followed =
        || lines.get(at + 1).is_some_and(|next| !next.begins_block) && has_marker(at + 1);
    has_marker(at) && (lines[at].begins_block || is_followed() || !is_in_sentence())
}

/// Moves the start of a quoted line behind its markers and returns their number.
fn strip_quotes(text: &str, line: &mut TextLine) -> usize {
    let mut depth = 0;
    let mut rest = &text[line.span.clone()];
    while let Some(inner) = rest.strip_prefix('>') {
        rest = inner.trim_start_matches(' ');
        depth += 1;
    }
    if depth > 0 {
        let inner = rest.trim_start();
        line.indent = rest.len() - inner.len();
        line.span.start = line.span.end - inner.len();
    }
    depth
}

/// Whether a line is a rule: two dashes or more, or three or more signs of a rule.
pub(super) fn is_rule(line: &str) -> bool {
    let mut signs = 0;
    let is_of_signs = line.chars().all(|c| {
        signs += usize::from(c != ' ');
        matches!(
            c,
            ' ' | '-'
                | '='
                | '_'
                | '*'
                | '~'
                | '#'
                | '+'
                | '—'
                | '–'
                | '─'
                | '━'
                | '═'
                | '·'
                | '•'
                | '|'
                | ':'
        )
    });
    is_of_signs && (signs >= 3 || line == "--" || line == "#")
}

impl LineShape {
    fn of(line: &str, indent: usize, depth: usize) -> Self {
        LineShape {
            width: indent + line.chars().count(),
            words: line.split_whitespace().count(),
            first_word: line.split_whitespace().next().map_or(0, |word| word.chars().count()),
            start: start_of(line),
            end: end_of(line),
            depth,
            is_item: ItemMarker::of(line).is_some(),
            has_digit: line.bytes().any(|byte| byte.is_ascii_digit()),
            has_price: line.contains(['$', '€', '£', '%']),
            is_heading: is_heading(line),
        }
    }

    /// Whether the line ends a sentence.
    pub(super) fn ends_sentence(&self) -> bool {
        self.end == End::Sentence
    }
}

fn start_of(line: &str) -> Start {
    match line.chars().find(|c| c.is_alphanumeric() || !(is_opening(*c) || *c == ' ')) {
        // Georgian has capitals only in headlines.
        Some('\u{10D0}'..='\u{10FF}') => Start::Caseless,
        Some(c) if c.is_lowercase() => Start::Lower,
        Some(c) if c.is_alphabetic() && !c.is_uppercase() => Start::Caseless,
        _ => Start::Other,
    }
}

/// Whether a character can precede the first letter of a sentence.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '“' | '‘' | '«' | '„' | '(' | '[' | '「' | '『' | '*' | '_' | '-' | '–' | '—'
    )
}

/// Whether a character can follow the last sign of a sentence.
pub(super) fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '“' | ')' | ']' | '」' | '』' | '*' | '_')
}

/// Whether a character ends a sentence.
pub(super) fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '؟'
            | '।'
            | '॥'
            | '．'
            | '።'
            | '۔'
            | '។'
            | '။'
    )
}

fn end_of(line: &str) -> End {
    match line.trim_end_matches(is_closing).chars().next_back() {
        Some(c) if is_terminal(c) || c == ':' || c == '：' => End::Sentence,
        Some(',' | ';' | '-' | '–' | '—' | '，' | '；' | '、' | '&') => End::Pause,
        _ => End::Open,
    }
}

/// Whether a line is a heading of Markdown: up to six `#` and a space.
fn is_heading(line: &str) -> bool {
    let signs = line.bytes().take_while(|&byte| byte == b'#').count();
    let is_between_dashes = line.starts_with("---") && line.ends_with("---");
    is_between_dashes || (1..=6).contains(&signs) && line[signs..].starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_rules_are_found() {
        assert!(is_heading("# Title") && is_heading("###### Title"));
        assert!(!is_heading("#hashtag") && !is_heading("####### Title"));
        assert!(is_heading("-----Original Message-----"));
        for rule in ["|---|---|", "#", "---", "* * *", "=====", "--", "———", "•••", "- - - -"]
        {
            assert!(is_rule(rule), "{rule}");
        }
        for text in ["-", "**", "--x", "...", "1. 2."] {
            assert!(!is_rule(text), "{text}");
        }
    }

    #[test]
    fn starts_and_ends_are_seen_through_quotes() {
        let shape = |line| LineShape::of(line, 0, 0);
        assert_eq!(shape("“said he.”").start, Start::Lower);
        assert_eq!(shape("“said he.”").end, End::Sentence);
        assert_eq!(shape("(The end)").start, Start::Other);
        assert_eq!(shape("one, two,").end, End::Pause);
        assert_eq!(shape("桥梁关闭").start, Start::Caseless);
        assert_eq!(shape("官员说。").end, End::Sentence);
        assert_eq!((shape("über alles").width, shape("über alles").first_word), (10, 4));
    }
}
