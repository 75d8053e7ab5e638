//! Label lines of advertisements: `ADVERTISEMENT`, `Paid post`, `Presented by Acme`.

/// What a label line above a text discloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AdLabel {
    /// The label of a box: `Advertisement`, `Presented by Acme`.
    Box,
    /// The label of an article, and also of a box: `Paid post`.
    Article,
}

/// Labels of [`AdLabel::Box`], in lower case.
const BOX: &[&str] = &[
    "a message from our advertiser",
    "a message from our advertisers",
    "a message from our partner",
    "a message from our partners",
    "a message from our sponsor",
    "a message from our sponsors",
    "a word from our sponsor",
    "a word from our sponsors",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertisements",
    "advertising",
    "adverts",
    "annonce",
    "anuncio",
    "anzeige",
    "anzeigen",
    "from our advertiser",
    "from our advertisers",
    "from our partner",
    "from our partners",
    "from our sponsor",
    "from our sponsors",
    "paid",
    "promoted",
    "pubblicità",
    "publicidad",
    "publicidade",
    "publicité",
    "reklam",
    "reklame",
    "sponsor",
    "sponsored",
    "sponsored link",
    "sponsored links",
    "sponsored message",
    "sponsorisé",
    "werbung",
    "広告",
    "广告",
    "廣告",
    "реклама",
];

/// Labels of [`AdLabel::Article`], in lower case.
const ARTICLE: &[&str] = &[
    "ad feature",
    "advertisement feature",
    "advertiser content",
    "advertising feature",
    "advertorial",
    "bezahlter inhalt",
    "brand content",
    "brand post",
    "branded content",
    "brandvoice",
    "commercial feature",
    "contenido patrocinado",
    "contenu sponsorisé",
    "native ad",
    "paid advertisement",
    "paid advertorial",
    "paid content",
    "paid feature",
    "paid partner content",
    "paid partnership",
    "paid post",
    "paid program",
    "paid programme",
    "paid promotion",
    "partner content",
    "partner message",
    "partner post",
    "promoted content",
    "promoted post",
    "promoted story",
    "publireportage",
    "publirreportaje",
    "sponsor content",
    "sponsor message",
    "sponsor post",
    "sponsored article",
    "sponsored by",
    "sponsored content",
    "sponsored feature",
    "sponsored post",
    "sponsored section",
    "sponsored story",
];

/// Beginnings of a label that the name of the payer follows, in lower case.
const BEFORE_NAME: &[(&str, AdLabel)] = &[
    ("a message from ", AdLabel::Box),
    ("a word from ", AdLabel::Box),
    ("ad by ", AdLabel::Box),
    ("ads by ", AdLabel::Box),
    ("advertisement by ", AdLabel::Box),
    ("advertorial by ", AdLabel::Article),
    ("brought to you by ", AdLabel::Box),
    ("content by ", AdLabel::Article),
    ("in paid partnership with ", AdLabel::Article),
    ("in partnership with ", AdLabel::Box),
    ("paid content by ", AdLabel::Article),
    ("paid content from ", AdLabel::Article),
    ("paid for and presented by ", AdLabel::Article),
    ("paid for by ", AdLabel::Article),
    ("paid partnership with ", AdLabel::Article),
    ("paid post by ", AdLabel::Article),
    ("paid post from ", AdLabel::Article),
    ("partner content by ", AdLabel::Article),
    ("partner content from ", AdLabel::Article),
    ("presented by ", AdLabel::Box),
    ("promoted by ", AdLabel::Box),
    ("sponsor content by ", AdLabel::Article),
    ("sponsored by ", AdLabel::Box),
    ("sponsored content by ", AdLabel::Article),
    ("sponsored content from ", AdLabel::Article),
    ("sponsored post by ", AdLabel::Article),
    ("together with ", AdLabel::Box),
];

/// Most bytes of a label line.
const LONGEST_LABEL: usize = 72;
/// Most words of the payer's name.
const NAME_WORDS: usize = 6;

/// Returns the label that a line consists of; `None` for any other line.
pub(super) fn of_line(line: &str) -> Option<AdLabel> {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    if line.is_empty() || line.len() > LONGEST_LABEL || !begins_like_label(line) {
        return None;
    }
    let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || c == '-').collect();
    let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let folded = words.to_lowercase();
    if ARTICLE.contains(&folded.as_str()) {
        return Some(AdLabel::Article);
    }
    if BOX.contains(&folded.as_str()) {
        return Some(AdLabel::Box);
    }
    let (start, label) = BEFORE_NAME.iter().find(|(start, _)| folded.starts_with(start))?;
    // The start is ASCII, and so has the same length before folding.
    is_name(words.get(start.len()..)?).then_some(*label)
}

/// Whether some label begins with these two characters; most lines fail this test.
fn begins_like_label(line: &str) -> bool {
    match line.as_bytes() {
        [first, second, ..] if second.is_ascii() => {
            let pair = [first | 0x20, second | 0x20];
            matches!(&pair, b"a " | b"ad" | b"an" | b"be" | b"br" | b"co" | b"fr" | b"in" | b"na")
                || matches!(&pair, b"pa" | b"pr" | b"pu" | b"re" | b"sp" | b"to" | b"we")
        }
        [first, ..] => !first.is_ascii(),
        [] => false,
    }
}

/// Whether a text can be the name of a payer: few words, the first of them capitalised, and no
/// sentence.
fn is_name(text: &str) -> bool {
    let is_short = text.split(' ').count() <= NAME_WORDS;
    let begins = text.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    is_short && begins && !text.contains(". ") && !text.to_lowercase().contains("editor")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_lines_are_found_in_any_case_and_punctuation() {
        for (line, label) in [
            ("ADVERTISEMENT", AdLabel::Box),
            ("– Advertisement –", AdLabel::Box),
            ("(Ad)", AdLabel::Box),
            ("Anzeige:", AdLabel::Box),
            ("Sponsored", AdLabel::Box),
            ("Presented by Brindlewool", AdLabel::Box),
            ("A message from Brindlewool & Sons:", AdLabel::Box),
            ("From our sponsor", AdLabel::Box),
            ("Paid post", AdLabel::Article),
            ("Ad feature", AdLabel::Article),
            ("Paid Partner Content", AdLabel::Article),
            ("SPONSORED  CONTENT", AdLabel::Article),
        ] {
            assert_eq!(of_line(line), Some(label), "{line}");
        }
    }

    #[test]
    fn every_label_passes_the_quick_test() {
        let starts = BEFORE_NAME.iter().map(|(start, _)| start);
        for label in BOX.iter().chain(ARTICLE).chain(starts) {
            assert!(begins_like_label(label), "{label}");
            assert!(begins_like_label(&label.to_uppercase()), "{label}");
        }
    }

    #[test]
    fn news_lines_and_house_notes_are_no_labels() {
        for line in [
            "",
            "—",
            "Ad spending falls",
            "Story continues below advertisement",
            "A message from the mayor",
            "A message from our editor",
            "Sponsored by the senator, the bill passed on Monday after a long debate in the house.",
            "Presented by students. Seen by all",
            "Supported by the Arno Foundation",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }
}
