//! `CueText`: the text of a line of a cue, without tags and marks.

/// A line of a cue as a viewer reads it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CueText {
    pub(super) text: String,
    /// Whether a mark (`>>` or a dash) shows a change of speaker.
    pub(super) changes_speaker: bool,
    /// The person in a tag `<v Anna>`.
    pub(super) speaker: Option<String>,
}

impl CueText {
    /// Removes the tags of WebVTT and SubRip (`<v Anna>`, `<i>`, `<00:00:02.000>`, `{\an8}`) and
    /// reads character references.
    pub(super) fn of(line: &str) -> Self {
        let mut text = String::with_capacity(line.len());
        let mut speaker = None;
        let mut rest = line;
        // Without an end, a mark begins no tag; to search for one each time takes quadratic time.
        let (last_angle, last_brace) = (line.rfind('>'), line.rfind('}'));
        while let Some(at) = rest.find(['<', '{']) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let last = if rest.starts_with('<') { last_angle } else { last_brace };
            let can_end = last.is_some_and(|last| line.len() - rest.len() < last);
            match if can_end { tag(rest) } else { None } {
                Some((inner, after)) => {
                    if let Some(name) = inner.strip_prefix('v') {
                        // `<v.loud Anna>` has a class.
                        let name = name.split_once(' ').map(|(_, name)| name.trim().to_owned());
                        speaker = speaker.or(name.filter(|name| !name.is_empty()));
                    }
                    rest = after;
                }
                None => {
                    let first = rest.chars().next().map_or(0, char::len_utf8);
                    text.push_str(&rest[..first]);
                    rest = &rest[first..];
                }
            }
        }
        text.push_str(rest);
        let text = htmlize::unescape(text);
        let trimmed = text.trim();
        let unmarked = trimmed.strip_prefix(">>").map(|text| text.trim_start_matches('>'));
        let unmarked =
            unmarked.or_else(|| trimmed.strip_prefix("- ")).or_else(|| trimmed.strip_prefix("– "));
        CueText {
            text: unmarked.unwrap_or(trimmed).split_whitespace().collect::<Vec<_>>().join(" "),
            changes_speaker: unmarked.is_some(),
            speaker,
        }
    }
}

/// The inside of the tag with which the text begins, and the text after it.
fn tag(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix("{\\") {
        return inner.split_once('}');
    }
    let inner = text.strip_prefix('<')?;
    let first = inner.chars().next()?;
    if !(first.is_ascii_alphanumeric() || first == '/') {
        return None;
    }
    inner.split_once('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_not_text() {
        for (line, text, speaker) in [
            ("<v Anna Lee>One &amp; <i>two</i></v>", "One & two", Some("Anna Lee")),
            ("<v.loud Ben>One", "One", Some("Ben")),
            ("{\\an8}One<00:00:02.000><c.yellow> two</c>", "One two", None),
            ("One < two {three}", "One < two {three}", None),
            ("<font color=\"#fff\">One</font>", "One", None),
            ("<", "<", None),
        ] {
            let cue = CueText::of(line);
            assert_eq!((&*cue.text, cue.speaker.as_deref()), (text, speaker), "{line}");
        }
        let cue = CueText::of(">> One.");
        assert!(cue.changes_speaker && cue.text == "One.");
        assert!(
            CueText::of("- One.").changes_speaker && !CueText::of("-5 degrees").changes_speaker
        );
    }
}
