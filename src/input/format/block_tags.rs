//! Recognizes HTML that begins with words: by its tags of blocks.

/// Elements whose end tag only HTML has, not prose.
const BLOCKS: [&str; 25] = [
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "html",
    "li",
    "ol",
    "p",
    "section",
    "table",
    "td",
    "ul",
];

/// Fewest tags of `br` and `p` that make HTML of a text.
const FEWEST_BREAKS: usize = 2;

/// Whether a text has an end tag of a block, or several tags of `br` and `p`. Prose that mentions a
/// tag, and code in Markdown, do not count.
pub(super) fn has_block_tags(text: &[u8]) -> bool {
    let mut breaks = 0;
    for at in memchr::memchr_iter(b'<', text) {
        let inner = &text[at + 1..];
        let is_end = inner.first() == Some(&b'/');
        let inner = &inner[usize::from(is_end)..];
        let length = inner.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let (name, rest) = inner.split_at(length);
        let name = std::str::from_utf8(name).unwrap_or_default().to_ascii_lowercase();
        let is_block = BLOCKS.contains(&name.as_str());
        let is_break = !is_end && matches!(&*name, "br" | "p");
        if !(is_end && is_block || is_break) || !rest.starts_with(b">") && !has_attributes(rest) {
            continue;
        }
        if is_mentioned(text, at) {
            continue;
        }
        breaks += 1;
        if is_end || breaks == FEWEST_BREAKS {
            return memchr::memmem::find(&text[..at], b"```").is_none();
        }
    }
    false
}

/// Longest attributes of a tag that is recognized.
const LONGEST_ATTRIBUTES: usize = 1000;

/// Whether the rest of a tag after its name is white space, `/` or attributes, and `>`.
fn has_attributes(rest: &[u8]) -> bool {
    let rest = &rest[..rest.len().min(LONGEST_ATTRIBUTES)];
    let begins = rest.first().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/');
    begins
        && memchr::memchr2(b'>', b'<', rest).is_some_and(|end| {
            let inner = rest[..end].trim_ascii();
            rest[end] == b'>' && (inner.is_empty() || inner == b"/" || inner.contains(&b'='))
        })
}

/// Whether words mention the tag at `at`: `the <br> tag`, `"<br>"`.
fn is_mentioned(text: &[u8], at: usize) -> bool {
    match at.checked_sub(1).map(|before| text[before]) {
        Some(b'`' | b'"' | b'\'' | b'(') => true,
        Some(b' ') => {
            let end = memchr::memchr(b'>', &text[at..]).map_or(text.len(), |end| at + end + 1);
            let after = text[end..].iter().find(|byte| !b" ,.;:)".contains(byte));
            text.get(end).is_some_and(|byte| b" ,.;:)".contains(byte))
                && after.is_some_and(u8::is_ascii_lowercase)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_with_tags_of_blocks_are_html() {
        for html in [
            "One.<br><br>Two.<BR/>",
            "One. <br /> <br /> Two.",
            "MILLTOWN - <p>One.</p><p>Two.</p>",
            "&nbsp;<p class=a>One.<p style='x'>Two.",
            "[caption]x[/caption]<p>One.</p>",
            "One.<div>Two.</div >",
            "<my-element><p>One.</p></my-element>",
        ] {
            assert!(has_block_tags(html.as_bytes()), "{html}");
        }
    }

    #[test]
    fn prose_that_mentions_tags_is_none() {
        for text in [
            "",
            "One < two.",
            "The <br> tag breaks a line.",
            "The <br> tag and the <p> tag, and </p> too.",
            "Write \"<p>\" and \"</p>\" around it.",
            "Write `</div>`.",
            "Code:\n```\n<div>\n</div>\n```\n",
            "Anna <anna@mill.example> and <b>Bea</b> wrote.",
            "One.<br>Two.",
            "<p",
            "a <pause> b <pause>",
        ] {
            assert!(!has_block_tags(text.as_bytes()), "{text}");
        }
    }
}
