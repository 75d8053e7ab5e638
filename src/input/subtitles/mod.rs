//! Subtitles, WebVTT and SubRip: the text of all cues is one article.

mod cue_text;

use std::ops::Range;

use self::cue_text::CueText;
use super::source::Source;
use super::text::{checked, whole_text};
use crate::article::Article;
use crate::error::{Error, Place, Problem, Result};
use crate::limits::Limits;

/// A paragraph of at least this many bytes ends with its sentence. About four sentences.
const PARAGRAPH_BYTES: usize = 400;
/// A paragraph of this many bytes ends with its cue: automatic captions have no punctuation.
const MAX_PARAGRAPH_BYTES: usize = 1200;
/// A pause of this many milliseconds after a sentence ends a paragraph.
const PAUSE_MS: u64 = 3000;

/// Reads the article of a source.
///
/// # Errors
///
/// [`Problem::NoCues`], [`Problem::LineTooLong`] for more than [`Limits::record_bytes`], the limits
/// of an article, and the errors of reading.
pub(super) fn article(source: Source, limits: &Limits) -> Result<Article> {
    let (path, limit) = (source.path.clone(), limits.record_bytes);
    let subtitles = whole_text(source, limit, Problem::LineTooLong { limit })?;
    let Some(paragraphs) = paragraphs(&subtitles) else {
        return Err(Error::input(Place::file(path), Problem::NoCues));
    };
    checked(Article::from_paragraphs(path.as_str().into(), paragraphs), limits, &path)
}

/// Joins the cues to paragraphs: a paragraph ends where another person speaks, after a pause, and
/// after several sentences. Returns `None` if there is neither a cue nor the head of WebVTT.
fn paragraphs(subtitles: &str) -> Option<Vec<String>> {
    let subtitles = subtitles.trim_start_matches('\u{FEFF}');
    let mut found = subtitles.starts_with("WEBVTT").then(Vec::new);
    let (mut paragraph, mut last_line) = (String::new(), String::new());
    let mut speaker = None;
    let mut end: u64 = 0;
    let mut is_cue = false;
    let mut lines = subtitles.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let is_number = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && lines.peek().is_some_and(|next| times(next).is_some()) {
            continue;
        }
        if let Some(times) = times(line) {
            let paragraphs = found.get_or_insert_default();
            let pauses = times.start > end.saturating_add(PAUSE_MS) && ends_sentence(&paragraph);
            let is_long = paragraph.len() >= PARAGRAPH_BYTES && ends_sentence(&paragraph);
            if pauses || is_long || paragraph.len() >= MAX_PARAGRAPH_BYTES {
                push(paragraphs, &mut paragraph);
            }
            (end, is_cue) = (times.end, true);
            continue;
        }
        let Some(paragraphs) = found.as_mut().filter(|_| is_cue && !line.is_empty()) else {
            // A number or a name before the next cue, a note or a style.
            is_cue = false;
            continue;
        };
        let cue = CueText::of(line);
        let is_other = cue.speaker.is_some() && cue.speaker != speaker;
        if cue.changes_speaker || is_other {
            push(paragraphs, &mut paragraph);
        }
        speaker = cue.speaker.or(speaker);
        // Automatic captions repeat the line before while the next one appears.
        if cue.text.is_empty() || cue.text == last_line {
            continue;
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(&cue.text);
        last_line = cue.text;
    }
    if let Some(paragraphs) = &mut found {
        push(paragraphs, &mut paragraph);
    }
    found
}

fn push(paragraphs: &mut Vec<String>, paragraph: &mut String) {
    if !paragraph.is_empty() {
        paragraphs.push(std::mem::take(paragraph));
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '♪', ' '])
        .ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Reads the times of a cue in milliseconds: `00:01:02.000 --> 00:01:04.000 align:start`.
fn times(line: &str) -> Option<Range<u64>> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some(milliseconds(start.trim())?..milliseconds(end)?)
}

/// Reads a time: hours may be missing, and the fraction follows a point or a comma.
fn milliseconds(time: &str) -> Option<u64> {
    let (clock, fraction) = time.split_once(['.', ',']).unwrap_or((time, "0"));
    if !clock.contains(':') {
        return None;
    }
    let mut seconds: u64 = 0;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let fraction: u64 = fraction.parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(fraction.min(999))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;
    use proptest::prelude::*;

    fn read(subtitles: &str) -> Result<Article> {
        let source = Source::new("a.vtt", trickle(subtitles.as_bytes()), &Reading::default())?;
        article(source, &Limits::DEFAULT)
    }

    fn texts(subtitles: &str) -> Vec<String> {
        read(subtitles).unwrap().texts().map(str::to_owned).collect()
    }

    #[test]
    fn cues_are_joined_to_running_text() {
        let srt = "1\r\n00:00:01,000 --> 00:00:03,000\r\nThe council voted\r\nto close the bridge\r\n\
                   \r\n2\r\n00:00:03,000 --> 00:00:05,000\r\nfor a year.\r\n\r\n3\r\n\
                   00:00:05,100 --> 00:00:06,000\r\nIt was <i>close</i>.\r\n";
        let expected = "The council voted to close the bridge for a year. It was close.";
        assert_eq!(texts(srt), [expected]);
        let vtt = "WEBVTT Kind: captions\nLanguage: en\n\nNOTE made by hand\n\nSTYLE\n::cue {}\n\n\
                   intro\n00:01.000 --> 00:03.000 align:start position:0%\n\
                   The council voted<00:00:02.000><c> to close</c> the bridge\n\n\
                   00:03.000 --> 00:05.000\nthe bridge\n\n00:03.000 --> 00:05.000\nfor a year.\n\n\
                   00:05.000 --> 00:06.000\nIt was <b>close</b>.\n";
        let expected = "The council voted to close the bridge the bridge for a year. It was close.";
        assert_eq!(texts(vtt), [expected]);
    }

    #[test]
    fn speakers_pauses_and_several_sentences_end_a_paragraph() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>One.\n\n00:02.000 --> 00:03.000\n\
                   <v Anna>Two.\n\n00:03.000 --> 00:04.000\n<v Ben Lee>Three.</v>\n\n\
                   00:04.000 --> 00:05.000\nFour.\n\n00:09.000 --> 00:10.000\n>> Five.\n\n\
                   00:20.000 --> 00:21.000\nSix.\n";
        assert_eq!(texts(vtt), ["One. Two.", "Three. Four.", "Five.", "Six."]);
        let cue = |second: usize, text: &str| {
            format!("\n00:00:{second:02}.000 --> 00:00:{:02}.000\n{text}\n", second + 1)
        };
        let sentence = "The council met on the bridge and it voted on the budget of the town.";
        let cues = (0..20).map(|second| cue(second, &format!("{second} {sentence}")));
        let found = texts(&format!("WEBVTT\n{}", cues.collect::<String>()));
        assert_eq!(found.len(), 4);
        assert!(found[..3].iter().all(|text| text.len() > PARAGRAPH_BYTES));
        assert!(found.iter().all(|text| text.ends_with("town.")));
    }

    #[test]
    fn repeated_captions_are_read_once() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nthe council voted\n\n\
                   00:02.000 --> 00:03.000\nthe council voted\nto close the bridge\n\n\
                   00:03.000 --> 00:04.000\nto close the bridge\nfor a year\n";
        assert_eq!(texts(vtt), ["the council voted to close the bridge for a year"]);
    }

    #[test]
    fn text_without_cues_is_an_error() {
        assert!(matches!(
            read("The council met.").unwrap_err(),
            Error::Input { problem: Problem::NoCues, .. }
        ));
        assert!(texts("WEBVTT\n").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_an_article_or_an_error(text in "(WEBVTT|1|00:00:01|[.,]5| --> |\n|<v |>|é|999999999999999999999:1){0,20}") {
            let _ = read(&text);
        }
    }
}
