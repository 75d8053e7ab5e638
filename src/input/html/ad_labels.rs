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
    "advertentie",
    "advertenties",
    "advertisement",
    "advertisements",
    "advertising",
    "adverts",
    "annonce",
    "annons",
    "annonse",
    "anuncio",
    "anzeige",
    "anzeigen",
    "from our advertiser",
    "from our advertisers",
    "from our partner",
    "from our partners",
    "from our sponsor",
    "from our sponsors",
    "gesponserd",
    "gesponsert",
    "gesponsord",
    "mainos",
    "paid",
    "patrocinada",
    "patrocinado",
    "patrocinados",
    "promoted",
    "pubblicità",
    "publicidad",
    "publicidade",
    "publicité",
    "reklam",
    "reklama",
    "reklame",
    "reklamy",
    "reklám",
    "sponset",
    "sponsor",
    "sponsored",
    "sponsored link",
    "sponsored links",
    "sponsored message",
    "sponsorisé",
    "sponsorisée",
    "sponsorizzato",
    "sponsrad",
    "thanks to our sponsor",
    "thanks to our sponsors",
    "werbung",
    "реклама",
    "פרסומת",
    "إعلان",
    "スポンサー",
    "广告",
    "広告",
    "廣告",
    "推广",
    "推廣",
    "贊助",
    "赞助",
    "광고",
];

/// Labels of [`AdLabel::Article`], in lower case.
const ARTICLE: &[&str] = &[
    "ad feature",
    "advertisement feature",
    "advertiser content",
    "advertising feature",
    "advertorial",
    "annonsinnehåll",
    "artykuł sponsorowany",
    "artículo patrocinado",
    "betald annons",
    "bezahlter inhalt",
    "brand content",
    "brand post",
    "branded content",
    "brandvoice",
    "commercial feature",
    "contenido patrocinado",
    "content from our partner",
    "content from our partners",
    "content from our sponsor",
    "content from our sponsors",
    "contenu sponsorisé",
    "contenuto sponsorizzato",
    "conteúdo patrocinado",
    "gesponserter beitrag",
    "gesponserter inhalt",
    "gesponsorde content",
    "gesponsorde inhoud",
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
    "special advertising section",
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
    "スポンサードコンテンツ",
    "贊助內容",
    "赞助内容",
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

/// Labels that are also words of headlines, so that they disclose no text behind a colon, and no
/// section below a headline.
const WORDS: [&str; 12] = [
    "ad",
    "ads",
    "advert",
    "advertising",
    "adverts",
    "paid",
    "partner content",
    "promoted",
    "reklam",
    "reklama",
    "sponsor",
    "إعلان",
];

/// Returns the label with which a text begins, if a colon or a dash and a sentence follow: `Paid
/// post: Warm feet change winters.`
pub(super) fn before_sentence(text: &str) -> Option<(AdLabel, &str)> {
    if !begins_like_label(text.trim_start_matches(|c: char| !c.is_alphanumeric())) {
        return None;
    }
    let is_end = |c: char| matches!(c, ':' | '|' | '—' | '–' | '：' | '•' | '·');
    let (end, separator) = text.char_indices().take(LONGEST_LABEL).find(|(_, c)| is_end(*c))?;
    let label = text[..end].trim_end();
    let next = text[end + separator.len_utf8()..].trim_start();
    let next = next.trim_start_matches(|c: char| c != '$' && !c.is_alphanumeric());
    let is_next = next.len() >= SHORTEST_SENTENCE && !next.starts_with(char::is_lowercase);
    if !is_next || is_word(label) || label.to_lowercase().starts_with("together with ") {
        return None;
    }
    of_line(label).map(|kind| (kind, label))
}

/// Whether a label is also a word of headlines.
pub(super) fn is_word(label: &str) -> bool {
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    label.len() < SHORTEST_SENTENCE + 4 && WORDS.contains(&label.to_lowercase().as_str())
}

/// Fewest bytes of the text that a label before it discloses.
const SHORTEST_SENTENCE: usize = 12;

/// Returns the label with which the last text of a box ends, after a name: `Brindlewool | Sponsored`.
pub(super) fn after_name(line: &str) -> Option<AdLabel> {
    let (name, label) = line.rsplit_once(['|', '·', '•'])?;
    of_line(label).filter(|_| line.len() <= LONGEST_LABEL && is_name(name.trim()))
}

/// Whether some label begins with these two characters; most lines fail this test.
fn begins_like_label(line: &str) -> bool {
    match line.as_bytes() {
        [first, second, ..] if second.is_ascii() => {
            let pair = [first | 0x20, second | 0x20];
            matches!(&pair, b"a " | b"ad" | b"an" | b"ar" | b"be" | b"br" | b"co" | b"fr" | b"ge")
                || matches!(&pair, b"in" | b"ma" | b"na" | b"pa" | b"pr" | b"pu" | b"re" | b"sp")
                || matches!(&pair, b"th" | b"to" | b"we")
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
    fn label_before_a_sentence_is_found() {
        let found = |text: &'static str| before_sentence(text).map(|(_, label)| label);
        assert_eq!(found("Paid post: Warm feet change winters."), Some("Paid post"));
        assert_eq!(found("Anzeige: Warme Socken von Brindlewool."), Some("Anzeige"));
        assert_eq!(found("ADVERTISEMENT — Warm feet change winters."), Some("ADVERTISEMENT"));
        assert_eq!(
            found("Sponsored by Brindlewool: Warm feet change winters."),
            Some("Sponsored by Brindlewool")
        );
        for news in [
            "Advertising: the council bans posters.",
            "Sponsor: Councillor Ann Smith of Milltown",
            "Sponsored: who pays for the fair",
            "Sponsored content:",
            "The council: Paid posts are news.",
            "Paid: $4,000 for a bench by the river",
        ] {
            assert_eq!(found(news), None, "{news}");
        }
        assert_eq!(after_name("Brindlewool | Sponsored"), Some(AdLabel::Box));
        assert_eq!(after_name("The bill has a sponsor"), None);
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
