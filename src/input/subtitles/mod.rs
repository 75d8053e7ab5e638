//! Subtitles, WebVTT and SubRip: the text of all cues is one article.

mod cue_paragraphs;
mod cue_text;

use std::ops::Range;

use self::cue_paragraphs::CueParagraphs;
use self::cue_text::CueText;
use super::source::Source;
use super::text::{checked, whole_text};
use crate::article::Article;
use crate::error::{Error, Place, Problem, Result};
use crate::limits::Limits;

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
    match paragraphs(&subtitles) {
        Ok(Some(paragraphs)) => {
            checked(Article::from_paragraphs(path.as_str().into(), paragraphs), limits, &path)
        }
        Ok(None) => Err(Error::input(Place::file(path), Problem::NoCues)),
        Err((number, line)) => {
            let place = Place { line: Some(number), ..Place::file(path) };
            Err(Error::of_record(place, Problem::CueTimes, line.as_bytes()))
        }
    }
}

/// Joins the cues to paragraphs: a paragraph ends at a change of speaker, after a pause, and
/// after several sentences. Returns `None` if there is neither a cue nor the head of WebVTT.
///
/// # Errors
///
/// The 1-based number of a line that begins like the times of a cue, and the line.
fn paragraphs(subtitles: &str) -> Result<Option<Vec<String>>, (u64, &str)> {
    let subtitles = subtitles.trim_start_matches('\u{FEFF}');
    let is_web = subtitles.starts_with("WEBVTT");
    let (mut has_cue, mut paragraphs) = (false, CueParagraphs::default());
    let mut last_line = String::new();
    let mut speaker = None;
    let mut end: u64 = 0;
    // The head of WebVTT ends with a blank line, as a note or a style does.
    let (mut is_hidden, mut after_blank) = (is_web, true);
    // Whether the cue has a text already.
    let mut has_text = false;
    let mut lines = (1..).zip(subtitles.lines().map(str::trim)).peekable();
    while let Some((number, line)) = lines.next() {
        if let Some(times) = times(line) {
            has_cue = true;
            paragraphs.end_cue();
            if times.start > end.saturating_add(PAUSE_MS) {
                paragraphs.pause();
            }
            (end, is_hidden, after_blank, has_text) = (times.end, false, false, false);
            continue;
        }
        if is_like_times(line) {
            return Err((number, line));
        }
        if line.is_empty() {
            (is_hidden, after_blank) = (false, true);
            continue;
        }
        let is_first = std::mem::take(&mut after_blank);
        let is_before_cue = lines.peek().is_some_and(|(_, next)| times(next).is_some());
        let is_number = line.bytes().all(|byte| byte.is_ascii_digit());
        // WebVTT has names of cues.
        if is_before_cue && (is_number || (is_web && is_first)) {
            continue;
        }
        is_hidden |= is_web && is_first && is_note(line);
        if is_hidden {
            continue;
        }
        // A line after a blank one is a text of the cue before it.
        let cue = CueText::of(line);
        let is_other = cue.speaker.is_some() && cue.speaker != speaker;
        if cue.changes_speaker || is_other {
            paragraphs.end_paragraph();
        } else if is_first && has_text {
            paragraphs.pause();
        }
        has_text = true;
        speaker = cue.speaker.or(speaker);
        // Automatic captions repeat the line before while the next one appears.
        if cue.text.is_empty() || cue.text == last_line {
            continue;
        }
        paragraphs.add(&cue.text);
        last_line = cue.text;
    }
    Ok((has_cue || is_web).then(|| paragraphs.finish()))
}

/// Whether a line begins a part of WebVTT that no viewer sees.
fn is_note(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    matches!(word, "NOTE" | "STYLE" | "REGION" | "STYLE:" | "REGION:")
}

/// Whether a line has the arrow of a cue after a time, or after what could be one.
fn is_like_times(line: &str) -> bool {
    line.starts_with(|first: char| first.is_ascii_digit())
        && line.split_once("-->").is_some_and(|(start, _)| start.contains(':'))
}

/// Reads the times of a cue in milliseconds: `00:01:02.000 --> 00:01:04.000 align:start`.
///
/// People write other arrows, `00:01:02 - 00:01:04`, and YouTube's SBV has
/// `0:01:02.000,0:01:04.000`.
fn times(line: &str) -> Option<Range<u64>> {
    if !line.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if let Some((start, rest)) = line.split_once("-->") {
        let end = rest.split_whitespace().next()?;
        return Some(milliseconds(start.trim())?..milliseconds(end)?);
    }
    let other =
        ["->", "=>", "→", "–", "—", "-"].into_iter().find_map(|arrow| line.split_once(arrow));
    let (start, end) = match other {
        Some((start, end)) => (start.trim(), end.trim()),
        None => line.split_once(',').filter(|(start, _)| start.contains('.'))?,
    };
    // A time of day has no seconds.
    let has_seconds = |time: &str| time.matches(':').count() == 2 || time.contains(['.', ',']);
    if !has_seconds(start) || !has_seconds(end) {
        return None;
    }
    Some(milliseconds(start)?..milliseconds(end)?)
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
        assert_eq!(found.len(), 7);
        assert!(found[..6].iter().all(|text| text.matches("town.").count() == 3));
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
    fn text_after_a_blank_line_is_a_text_of_the_cue() {
        for head in ["", "WEBVTT\n\nNOTE hidden\n\n"] {
            let subtitles = format!(
                "{head}1\n00:00:01,000-->00:00:02,000\nOne.\n\nTwo.\n\n2\n\
                 00:00:02,000 --> 00:00:03,000\n\nThree.\n3\n00:00:03 - 00:00:04\nFour at 10:30 - 11:00.\n"
            );
            assert_eq!(texts(&subtitles), ["One.", "Two. Three. Four at 10:30 - 11:00."], "{head}");
        }
        assert_eq!(
            texts("0:00:01.000,0:00:03.000\nOne.\n\n0:00:03.000,0:00:04.000\nTwo.\n"),
            ["One. Two."]
        );
    }

    #[test]
    fn line_that_is_like_the_times_of_a_cue_is_an_error_with_its_line() {
        let message =
            read("1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:xx --> 00:00:04\nTwo.\n");
        let message = message.unwrap_err().to_string();
        assert!(message.starts_with("a.vtt: line 6: not the times of a cue"), "{message}");
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
