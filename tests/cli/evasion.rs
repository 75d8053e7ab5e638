//! Evasion: invisible changes and look-alike letters change no label; look-alikes are reported.

use crate::common::{adsift, article, stdout, verdicts};
use adsift::{Article, Classifier, Label, Model};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

const PAGE: &str = "The council voted on Tuesday to close the café’s bridge, officials said.\n\n\
                    Order today and save 50% on your first crème brûlée box — it’s FREE!\n\n\
                    Sponsored by Zürich Versicherung\n\n\
                    Police said the 1,200 naïve protesters had left by 10:30.";

/// Labels and probabilities, to the last bit.
fn judged(classifier: &mut Classifier, page: &str) -> Vec<(Label, u64)> {
    let article = Article::from_text("a".into(), page.to_owned());
    let verdicts = classifier.classify(&article);
    verdicts.iter().map(|verdict| (verdict.label, verdict.probability.to_bits())).collect()
}

/// Inserts hidden characters at some places of a text.
fn strewn(text: &str, hidden: &str, places: &[prop::sample::Index]) -> String {
    let boundaries: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
    let mut places: Vec<usize> =
        places.iter().map(|place| boundaries[place.index(boundaries.len())]).collect();
    places.sort_unstable();
    let mut strewn = text.to_owned();
    for at in places.into_iter().rev() {
        strewn.insert_str(at, hidden);
    }
    strewn
}

proptest! {
    // Few cases, since a page takes milliseconds without optimisation.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn invisible_changes_do_not_change_a_label(
        words in "(order|free|council|Zürich|é|1,5|it’s|가|が|≠| ){1,12}",
        hidden in prop::sample::select(vec!["\u{200B}", "\u{AD}", "\u{2060}", "\u{FEFF}", "\u{200D}", "\u{202E}", "\u{FE0F}"]),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        blank in prop::sample::select(vec!["\n\n\n", "\n \t\n\n", "\r\n\r\n", "\n\n\u{200B}\n\n", "\n\u{3000}\n\n\n"]),
    ) {
        let model = Model::embedded().unwrap();
        let mut classifier = Classifier::new(model.clone());
        let page = format!("{PAGE}\n\nThe {words} end.");
        let plain = judged(&mut classifier, &page);
        prop_assert_eq!(&plain, &judged(&mut classifier, &strewn(&page, hidden, &places)));
        prop_assert_eq!(&plain, &judged(&mut classifier, &page.nfd().collect::<String>()));
        prop_assert_eq!(&plain, &judged(&mut classifier, &page.nfc().collect::<String>()));
        prop_assert_eq!(&plain, &judged(&mut classifier, &page.replace("\n\n", blank)));
        prop_assert_eq!(&plain, &judged(&mut classifier, &format!("\n\n{page}{blank}")));
    }
}

#[test]
fn look_alike_letters_change_no_label_and_are_reported() {
    let plain = "Order today and save 50% on your first box of paid subscription boxes!";
    // Cyrillic а, е, о, р and с.
    let disguise = |text: &str| {
        text.replace("save", "s\u{430}v\u{435}")
            .replace("box ", "b\u{43E}x ")
            .replace("paid", "\u{440}\u{430}id")
            .replace("subscription", "sub\u{441}ription")
            .replace("subсription", "subs\u{441}ription")
    };
    let input = article("plain", plain) + &article("disguised", &disguise(plain));
    let run = |format: &str| {
        let mut command = adsift();
        command.args(["classify", "--input-format", "jsonl", "-f", format]);
        stdout(command.write_stdin(input.clone()))
    };
    let found = verdicts(&run("jsonl"));
    assert_eq!(found[0].probability, found[1].probability);
    assert_eq!((found[0].disguised, found[0].reliable), (None, true));
    assert_eq!((found[1].disguised, found[1].reliable), (Some(4), false));
    assert!(run("csv").lines().nth(2).unwrap().ends_with(",false,text"));
    assert!(run("table").contains("1 paragraph, 1 sponsored, 1 with look-alike letters"));
}

#[test]
fn words_of_another_script_are_not_reported_as_disguised() {
    for text in
        ["Реклама: купите сейчас со скидкой", "Αγοράστε τώρα με έκπτωση", "a 5 μm film and Ωmega"]
    {
        let found = verdicts(&stdout(adsift().arg("classify").write_stdin(text)));
        assert_eq!(found[0].disguised, None, "{text}");
    }
}
