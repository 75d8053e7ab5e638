//! The decision table of paragraphs, with samples as people have them.

use super::*;
use proptest::prelude::*;

fn texts(text: &str) -> Vec<&str> {
    split(text).into_iter().map(|span| &text[span]).collect()
}

/// Three paragraphs of news, ad and news.
const COUNCIL: &str = "The council voted on Tuesday to close the mill bridge for a year, officials \
                       said, after engineers found cracks in two of its piers and a rusted beam.";
const SOCKS: &str = "Warm socks! Get 20% off with code WARM20 and free shipping on every order, \
                     because your feet deserve wool from the farms of the Upper Valley this winter.";
const SHOPS: &str = "Shopkeepers on Mill Lane said they feared losing half of their trade while \
                     the work goes on, and asked the mayor for a date by which cars may return.";

/// Wraps a text greedily.
fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    let (mut out, mut line) = (String::new(), first.to_owned());
    let mut has_word = false;
    for word in text.split(' ') {
        if has_word && line.chars().count() + 1 + word.chars().count() > width {
            out.push_str(&line);
            out.push('\n');
            line = rest.to_owned();
            has_word = false;
        }
        if has_word {
            line.push(' ');
        }
        line.push_str(word);
        has_word = true;
    }
    out + &line
}

/// The words of each paragraph.
fn words(text: &str) -> Vec<String> {
    texts(text)
        .into_iter()
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn blank_lines_separate_paragraphs() {
    assert_eq!(texts("a\nb\n\nc\n \t\nd"), ["a\nb", "c", "d"]);
    assert_eq!(texts("a\r\nb\r\n\r\nc"), ["a\r\nb", "c"]);
    assert_eq!(texts("a\rb\r\rc"), ["a\rb", "c"]);
}

#[test]
fn without_blank_lines_each_line_is_a_paragraph() {
    assert_eq!(texts("A\n B \nC"), ["A", "B", "C"]);
    assert_eq!(texts("A\u{2029}B"), ["A", "B"]);
    assert_eq!(texts("One.\u{C}Two."), ["One.", "Two."]);
}

#[test]
fn blank_lines_around_the_text_are_ignored() {
    assert_eq!(texts("\n\nOne.\nTwo.\n\n"), ["One.", "Two."]);
}

#[test]
fn all_line_endings_may_be_mixed() {
    let text = "One.\nTwo.\u{2029}Three’s.\r\nFour — end.\rFive.";
    let lines = ["One.", "Two.", "Three’s.", "Four — end.", "Five."];
    assert_eq!(texts(text), lines);
}

#[test]
fn line_without_visible_characters_is_blank() {
    assert_eq!(texts("One.\n\u{200B}\u{3000}\u{FEFF}\nTwo."), ["One.", "Two."]);
    assert_eq!(texts("One\n \u{AD} \nTwo\nThree"), ["One", "Two\nThree"]);
    assert_eq!(texts("\u{200B}"), [""; 0]);
    assert_eq!(texts("\u{200B}One."), ["\u{200B}One."]);
    assert_eq!(texts("é\n\nOne."), ["é", "One."]);
}

#[test]
fn empty_text_has_no_paragraphs() {
    assert!(split("").is_empty());
    assert!(split(" \n\u{3000}\r\n").is_empty());
}

/// What Word, a browser's copy, WET files and most extractors give.
#[test]
fn lines_that_are_sentences_stand_for_themselves_after_a_title() {
    let expected = ["Bridge shuts", COUNCIL, SOCKS, SHOPS];
    for text in [
        format!("Bridge shuts\n\n{COUNCIL}\n{SOCKS}\n{SHOPS}\n"),
        format!("Bridge shuts\r\n\r\n{COUNCIL}\r\n{SOCKS}\r\n{SHOPS}"),
        format!("Bridge shuts\n{COUNCIL}\n{SOCKS}\n\n{SHOPS}\n"),
        format!("Bridge shuts\n{COUNCIL}\n{SOCKS}\n{SHOPS}\n"),
        format!("Bridge shuts\n\n\n{COUNCIL}\n\n{SOCKS}\n\n\n{SHOPS}\n"),
    ] {
        assert_eq!(texts(&text), expected);
    }
    let short = "Bridge shuts\n\nThe council voted to close the mill bridge for a year, officials \
                 said.\nWarm socks! Get 20% off with code WARM20 and free shipping on every \
                 order.\nShopkeepers said they feared losing half of their trade.\n";
    assert_eq!(texts(short).len(), 4);
}

#[test]
fn wrapped_lines_are_joined_at_any_width() {
    let expected = [COUNCIL, SOCKS, SHOPS];
    for width in [58, 65, 72, 100] {
        let paragraphs = expected.map(|text| wrapped(text, width, "", ""));
        assert_eq!(words(&paragraphs.join("\n\n")), expected, "{width}, blank lines");
        assert_eq!(words(&paragraphs.join("\n")), expected, "{width}, no blank lines");
        let titled = format!("Bridge shuts\n\n{}", paragraphs.join("\n"));
        assert_eq!(words(&titled)[1..], expected, "{width}, title");
        let labelled = format!("{}\nADVERTISEMENT\n{}", paragraphs[0], paragraphs[1]);
        assert_eq!(words(&labelled), [COUNCIL, "ADVERTISEMENT", SOCKS], "{width}, label");
    }
}

#[test]
fn indented_lines_begin_paragraphs() {
    let expected = [COUNCIL, SOCKS, SHOPS];
    for (first, rest) in
        [("    ", ""), ("\t", ""), ("  ", ""), ("\u{3000}\u{3000}", ""), ("", "    ")]
    {
        let wrapped = expected.map(|text| wrapped(text, 72, first, rest));
        assert_eq!(words(&wrapped.join("\n")), expected, "{first:?} {rest:?}");
        assert_eq!(words(&wrapped.join("\n\n")), expected, "{first:?} {rest:?}");
    }
    let lines = expected.map(|text| format!("    {text}"));
    assert_eq!(texts(&lines.join("\n")), expected);
    // A quotation that is indented as a whole.
    let quoted = expected.map(|text| wrapped(text, 60, "    ", "    "));
    assert_eq!(words(&quoted.join("\n\n")), expected);
}

#[test]
fn items_of_a_list_are_paragraphs_with_their_lines() {
    let text = "The plan:\n- Close the bridge in May.\n- Repair two piers, and paint the rails of the\n  \
                old walk.\n* Open in April\n1. First\n2) Second\n   goes on\n• Third";
    assert_eq!(
        words(text),
        [
            "The plan:",
            "- Close the bridge in May.",
            "- Repair two piers, and paint the rails of the old walk.",
            "* Open in April",
            "1. First",
            "2) Second goes on",
            "• Third"
        ]
    );
    let long = [COUNCIL, SOCKS].map(|text| wrapped(text, 60, "- ", ""));
    assert_eq!(words(&long.join("\n")), [format!("- {COUNCIL}"), format!("- {SOCKS}")]);
}

#[test]
fn headings_stand_alone_and_rules_are_no_text() {
    let text = format!(
        "# Bridge shuts\n{COUNCIL}\n-----\nSponsored\n{SOCKS}\n* * *\nLater\n=====\n{SHOPS}"
    );
    let expected = ["# Bridge shuts", COUNCIL, "Sponsored", SOCKS, "Later", SHOPS];
    assert_eq!(texts(&text), expected);
    assert_eq!(texts("One.\n\n---\n\nTwo."), ["One.", "Two."]);
}

#[test]
fn quoted_mail_is_split_as_without_its_quotes() {
    let quoted = |text: &str| wrapped(text, 66, "> ", "> ");
    let text = format!(
        "On Monday Ann wrote:\n{}\n>\n{}\n> > {}\nThanks, I agree.",
        quoted(COUNCIL),
        quoted(SOCKS),
        "What do you think of it?"
    );
    let found = words(&text);
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(found[0], "On Monday Ann wrote:");
    assert!(found[1].starts_with("The council voted") && found[1].ends_with("beam."));
    assert_eq!(found[3], "What do you think of it?");
    assert_eq!(found[4], "Thanks, I agree.");
}

#[test]
fn marks_of_quoted_lines_are_no_text() {
    let text = "> The council voted\n> to close it, and\n> > it did.\n\nThe poll of towns says more than\n> 12 percent of all people went to\nthe bridge on the day it closed.";
    let article = crate::Article::from_text("a".into(), text.to_owned());
    let found: Vec<&str> = article.texts().collect();
    assert_eq!(found[0], "The council voted\n  to close it, and");
    assert_eq!(found[1], "it did.");
    assert_eq!(
        words(text)[2],
        "The poll of towns says more than > 12 percent of all people went to the bridge on the day it closed."
    );
    assert_eq!(article.text.len(), text.len());
}

#[test]
fn dashes_and_numbers_in_sentences_are_no_items() {
    let text = "  The council voted to close the mill bridge for a year, and the men\n\
                — all of them from the county — spoke of the cost, the clerk said.\n  \
                Warm socks! Get 20% off with code WARM20 and free shipping on every\n\
                order at Brindlewool today.\n  \
                Shopkeepers said they feared losing half of all their trade by June\n\
                4. The work goes on until the leaves fall, said the clerk of works.";
    let found = words(text);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].ends_with("the clerk said.") && found[1].ends_with("Brindlewool today."));
    assert!(found[2].contains("by June 4. The work goes on"));
}

#[test]
fn every_line_end_of_unicode_ends_a_line() {
    for end in ["\u{2028}", "\u{2029}", "\u{B}", "\u{C}", "\u{85}", "\r"] {
        let text = ["Bridge shuts", COUNCIL, SOCKS].join(end);
        assert_eq!(texts(&text), ["Bridge shuts", COUNCIL, SOCKS], "{end:?}");
    }
}

#[test]
fn verses_and_addresses_are_one_paragraph() {
    let verse = "The river ran below the mill,\nand no one heard it go;\nthe bridge was closed, the \
                 town was still,\nand it began to snow.";
    assert_eq!(texts(verse), [verse]);
    let song = format!("A song\n\n{verse}\n\n{verse}");
    assert_eq!(texts(&song), ["A song", verse, verse]);
    let address = "Milltown Gazette\n12 Mill Lane\nMilltown ML4 2AB";
    assert_eq!(
        texts(&format!("Write to us.\n\n{address}\n\nThank you.")),
        ["Write to us.", address, "Thank you."]
    );
    let alone = "Brindlewool Ltd\n12 Mill Lane\nBridgeton, VT 05401";
    assert_eq!(texts(alone), [alone]);
    let mail = "Yes, it did.\n\n-----Original Message-----\nFrom: Ann\n\nDid it close?";
    assert_eq!(texts(mail)[1..3], ["-----Original Message-----", "From: Ann"]);
    let headlines = "Council votes to close the old mill bridge\nBakery wins a prize for its rye bread\n\
                     Get 20% off all wool socks with code WARM20";
    assert_eq!(texts(&format!("Today\n\n{headlines}")).len(), 4);
}

#[test]
fn scripts_without_case_are_split_by_their_sentences() {
    let lines = [
        "桥梁关闭",
        "市议会周四以七比二的票数决定关闭旧桥十八个月。",
        "店主们担心会失去一半的生意，他们说。",
    ];
    assert_eq!(texts(&lines.join("\n")), lines);
    let titled = format!("{}\n\n{}\n{}", lines[0], lines[1], lines[2]);
    assert_eq!(texts(&titled), lines);
}

#[test]
fn rules_override_the_lines() {
    let text = "Title\n\nOne line.\nAnother line.";
    let by = |rule| split_by(text, rule).into_iter().map(|span| &text[span]).collect::<Vec<_>>();
    assert_eq!(by(ParagraphRule::Blank), ["Title", "One line.\nAnother line."]);
    assert_eq!(by(ParagraphRule::Line), ["Title", "One line.", "Another line."]);
    assert_eq!(by(ParagraphRule::Unwrap), ["Title", "One line.\nAnother line."]);
    for rule in ParagraphRule::ALL {
        assert_eq!(rule.as_str().parse(), Ok(rule));
    }
}

proptest! {
    #[test]
    fn spans_are_ordered_and_trimmed_and_cover_all_words(
        text in "([a\u{e9}A\u{2019}.,>1-]{1,3}|[ \n\r\t\u{2029}\u{3000}]|\n\n|- |> |# |市。){0,60}",
        rule in prop::sample::select(ParagraphRule::ALL.to_vec()),
    ) {
        let spans = split_by(&text, rule);
        let mut end = 0;
        let is_left_out = |gap: &str| !gap.contains(|c: char| c.is_alphanumeric());
        for span in &spans {
            prop_assert!(span.start >= end && span.start < span.end);
            prop_assert!(is_left_out(&text[end..span.start]));
            prop_assert_eq!(text[span.clone()].trim(), &text[span.clone()]);
            end = span.end;
        }
        prop_assert!(is_left_out(&text[end..]));
    }
}
