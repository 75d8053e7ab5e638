//! HTML: line breaks, `pre`, styles and tables that part paragraphs; pages that keep their story.

use crate::common::{Verdict, adsift, stdout, verdicts};

const COUNCIL: &str =
    "The council voted to close the mill bridge for a year, officials said on Tuesday.";
const SOCKS: &str =
    "Warm socks! Get 20% off with code WARM20 and free shipping on every order today.";
const SHOPS: &str =
    "Shopkeepers said they feared losing half of their trade while the work goes on.";

/// The verdicts on a page, with their text.
fn judged(html: &str) -> Vec<Verdict> {
    let mut command = adsift();
    command.args(["classify", "--with-text", "--input-format", "html"]);
    verdicts(&stdout(command.write_stdin(html)))
}

fn texts(html: &str) -> Vec<String> {
    judged(html).into_iter().map(|verdict| verdict.text.unwrap()).collect()
}

fn clean(html: &str) -> String {
    let mut command = adsift();
    command.args(["classify", "-f", "clean", "--input-format", "html"]);
    stdout(command.write_stdin(html))
}

/// Checks that a page has the three paragraphs, that the ad is sponsored, and that the clean text has
/// the other two.
fn assert_parted(html: &str) {
    let found = judged(html);
    let of = |text: &str| {
        let mut with = found.iter().filter(|verdict| verdict.text.as_deref() == Some(text));
        with.next().unwrap_or_else(|| panic!("{text} is no paragraph of {html}"))
    };
    for (text, label) in [(COUNCIL, "news"), (SOCKS, "sponsored"), (SHOPS, "news")] {
        let verdict = of(text);
        assert_eq!((&*verdict.label, verdict.kind.as_deref()), (label, Some("text")), "{html}");
        assert_eq!(&html[verdict.start..verdict.end], text, "{html}");
    }
    let clean = clean(html);
    assert!(
        clean.contains(COUNCIL) && clean.contains(SHOPS) && !clean.contains("socks"),
        "{clean}"
    );
}

#[test]
fn ad_in_any_block_is_found() {
    for html in [
        format!(
            "<html><body><div><p>{COUNCIL}</p><div>{SOCKS}</div><p>{SHOPS}</p></div></body></html>"
        ),
        format!(
            "<table><tr><td>{COUNCIL}</td></tr><tr><td>{SOCKS}</td></tr><tr><td>{SHOPS}</td></tr></table>"
        ),
        format!(
            "<table><tr><td><table><tr><td>{COUNCIL}</td></tr></table></td></tr>\
             <tr><td><table><tr><td>{SOCKS}</td></tr></table></td></tr>\
             <tr><td><table><tr><td>{SHOPS}</td></tr></table></td></tr></table>"
        ),
        format!(
            "<html><body><div class=WordSection1><p class=MsoNormal>{COUNCIL}</p>\
             <p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>{SOCKS}</p>\
             <p class=MsoNormal>{SHOPS}</p></div></body></html>"
        ),
    ] {
        assert_parted(&html);
    }
}

#[test]
fn breaks_between_sentences_part_paragraphs() {
    for html in [
        format!(
            "<div><h1>Bridge shuts</h1>{COUNCIL}<br>{SOCKS}<br/>\n{SHOPS}<br>Tips: desk@bridge.example</div>"
        ),
        format!("<p>{COUNCIL}<br>&nbsp;<br>{SOCKS}<br>&nbsp;<br>{SHOPS}</p>"),
        format!("<td>{COUNCIL}<br><br>{SOCKS}<br><br>{SHOPS}</td>"),
        format!("<article>{COUNCIL}<br>{SOCKS}<br>{SHOPS}<br>Photo by Emil Jarrow</article>"),
    ] {
        assert_parted(&html);
    }
    let tips = judged(&format!("<div>{COUNCIL}<br>{SHOPS}<br>Tips: desk@bridge.example</div>"));
    assert_eq!(tips[2].kind.as_deref(), Some("boilerplate"));
}

#[test]
fn short_lines_stay_one_paragraph() {
    for whole in [
        "Mill Museum<br>12 River Street<br>Pennyfield",
        "The river ran, the river rose,<br>and no one knew<br>the way it goes",
        "Call us<br>on 555-0100",
    ] {
        assert_eq!(texts(&format!("<p>{whole}</p>")), [whole.replace("<br>", "\n")]);
    }
    assert_eq!(
        texts(
            "<h1>Bridge shuts for a year, and the shops fear<br>for their trade this winter.</h1>"
        )
        .len(),
        1
    );
}

#[test]
fn preformatted_text_is_split_as_plain_text() {
    for (open, close) in [
        ("<pre>\n", "</pre>"),
        ("<article><pre>", "\n\nTips: desk@bridge.example</pre></article>"),
        ("<div style='white-space: pre-wrap'>", "</div>"),
        ("<div style=\"font:x;white-space:pre-line\">\n\n", "\n</div>"),
    ] {
        for gap in ["\n\n", "\r\n\r\n", "\n \n"] {
            assert_parted(&format!("{open}{COUNCIL}{gap}{SOCKS}{gap}{SHOPS}{close}"));
        }
    }
    let html = "<pre>Caf&eacute; <b>is</b> open.\n\n  It &amp; the bridge\n  are shut.</pre>";
    let found = judged(html);
    let places: Vec<&str> = found.iter().map(|found| &html[found.start..found.end]).collect();
    assert_eq!(places[0], "Caf&eacute; <b>is</b> open.");
    assert_eq!(found[0].text.as_deref(), Some("Café is open."));
    let rest: Vec<String> = places[1..].iter().map(|place| place.to_string()).collect();
    assert!(rest.join("\n").ends_with("are shut."), "{places:?}");
}

#[test]
fn spans_of_preformatted_text_are_those_of_the_source_in_any_encoding() {
    let latin = b"<pre>caf\xE9 \xE9t\xE9 one.\n\nth\xE9 two.\n</pre>";
    let mut command = adsift();
    command.args(["classify", "--with-text", "--input-format", "html"]);
    let found = verdicts(&stdout(command.write_stdin(&latin[..])));
    let places: Vec<&[u8]> = found.iter().map(|found| &latin[found.start..found.end]).collect();
    assert_eq!(places, [&b"caf\xE9 \xE9t\xE9 one."[..], b"th\xE9 two."]);
    assert_eq!(found[1].text.as_deref(), Some("thé two."));
}

#[test]
fn styles_make_blocks_of_spans() {
    for style in ["display:block", "color: red; Display : Block", "display:flex!important"] {
        let span = |text: &str| format!("<span style='{style}'>{text}</span>");
        assert_parted(&format!("<div>{}{}{}</div>", span(COUNCIL), span(SOCKS), span(SHOPS)));
    }
    assert_eq!(texts("<p>one <span style='display:inline'>two</span></p>"), ["one two"]);
}

#[test]
fn cue_of_boilerplate_weighs_by_its_share() {
    let story = format!(
        "{COUNCIL} {SHOPS} Write to desk@bridge.example with questions. The work begins in May, and the mayor expects it to end in spring."
    );
    for html in [
        format!("<div>{story}</div>"),
        format!("<html><body><main><div>{story}</div></main></body></html>"),
        format!("<p>{story} Sign up for our newsletter.</p>"),
    ] {
        assert_eq!(judged(&html)[0].kind.as_deref(), Some("text"), "{html}");
    }
    let ask = "Sign up for our newsletter and follow us.";
    let page = judged(&format!("<p>{COUNCIL}</p><div>{ask}</div><p>{SHOPS}</p>"));
    assert_eq!(page[1].kind.as_deref(), Some("boilerplate"));
}

#[test]
fn offer_is_never_boilerplate_for_asking() {
    for offer in [
        "Sign up today and get 20% off your first order with code WARM20.",
        "Subscribe now for $4.99 a month and save big on warm socks for all the family.",
        "Download our app to get free shipping on every order of warm socks this week.",
        "Join us for a free trial of the warm socks club, and cancel whenever you like.",
    ] {
        let page = judged(&format!("<div><p>{COUNCIL}</p><div>{offer}</div><p>{SHOPS}</p></div>"));
        assert_eq!(page[1].kind.as_deref(), Some("text"), "{offer}");
    }
}

#[test]
fn pages_in_other_languages_and_scripts_keep_their_story() {
    for (language, sentences) in [
        (
            "zh",
            [
                "市议会周四以七比二的票数决定关闭旧桥十八个月，工程师将更换桥面，官员说。",
                "这项工程将耗资六百二十万美元，其中三分之二由州政府支付。",
                "店主们说，他们担心失去一半的生意。",
            ],
        ),
        (
            "ja",
            [
                "市議会は木曜日、古い橋を十八か月閉鎖することを七対二で決めた。",
                "工事には六百二十万ドルかかり、その三分の二を州が負担する。",
                "店主たちは売り上げの半分を失うと心配している。",
            ],
        ),
        (
            "de",
            [
                "Der Rat stimmte am Dienstag dafür, die alte Mühlenbrücke für ein Jahr zu sperren.",
                "Die Händler fürchten, während der Arbeiten die Hälfte ihres Umsatzes zu verlieren.",
                "Die Arbeiten beginnen im Mai und enden im Frühjahr.",
            ],
        ),
        (
            "ru",
            [
                "Совет проголосовал за закрытие старого моста на год, сообщили чиновники во вторник.",
                "Владельцы магазинов опасаются потерять половину выручки во время работ.",
                "Работы начнутся в мае и закончатся весной.",
            ],
        ),
        (
            "hi",
            [
                "परिषद ने पुराने पुल को एक साल के लिए बंद करने का फैसला किया, अधिकारियों ने कहा।",
                "दुकानदारों को डर है कि वे अपना आधा कारोबार खो देंगे।",
                "काम मई में शुरू होगा और वसंत में समाप्त होगा।",
            ],
        ),
        (
            "ar",
            [
                "صوت المجلس على إغلاق الجسر القديم لمدة عام، حسبما قال مسؤولون يوم الثلاثاء.",
                "قال أصحاب المتاجر إنهم يخشون فقدان نصف تجارتهم أثناء العمل.",
                "يبدأ العمل في مايو وينتهي في الربيع.",
            ],
        ),
    ] {
        for element in ["p", "div"] {
            let [a, b, c] = sentences.map(|text| format!("<{element}>{text}</{element}>"));
            let menu = "<nav><ul><li><a href=/>1</a></li><li><a href=/w>2</a></li></ul></nav>";
            for lang in [format!(" lang={language}"), String::new()] {
                let html = format!(
                    "<html{lang}><head><meta charset=utf-8></head><body>{menu}<div>{a}{b}{c}</div></body></html>"
                );
                let clean = clean(&html);
                assert_eq!(clean.trim().split("\n\n").collect::<Vec<_>>(), sentences, "{html}");
            }
        }
    }
}

#[test]
fn page_with_nothing_but_a_story_keeps_it() {
    for html in [
        "<p>Bridge shuts.</p>",
        "<div>The council met.</div>",
        "The council met.",
        "<html><body><div>Bridge shuts for a year<br>Tips: desk@a.example</div></body></html>",
        "<p>Bridge shuts.</p><p>Shops fear for their trade.</p>",
    ] {
        let clean = clean(html);
        assert!(
            clean.contains("Bridge shuts") || clean.contains("The council met."),
            "{html}: {clean}"
        );
    }
}

#[test]
fn blank_lines_of_the_source_part_paragraphs() {
    for html in [
        format!("<em>By Jane Dole</em>\n\n{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}"),
        format!("<strong>Bridge shuts</strong>\r\n\r\n{COUNCIL}\r\n\r\n{SOCKS}\r\n\r\n{SHOPS}\r\n"),
        format!("<img src=a.jpg />\n\n{COUNCIL}\n \n{SOCKS}\n\n{SHOPS}"),
        format!("<h2>Bridge shuts</h2>\n{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}"),
        format!("<div>{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}</div>"),
        format!("<p>{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}</p>"),
        format!("{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}"),
        format!("\u{FEFF}{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}"),
    ] {
        assert_parted(&html);
    }
    let lead = "<strong>Warm socks!</strong> Get 20% off with code WARM20 and free shipping.";
    let html = format!(
        "<em>By Jane Dole</em>\n\n{COUNCIL}\n\n{lead}\n\n<b>Shopkeepers</b> said they fear for their trade."
    );
    let expected = [
        "By Jane Dole",
        COUNCIL,
        "Warm socks! Get 20% off with code WARM20 and free shipping.",
        "Shopkeepers said they fear for their trade.",
    ];
    assert_eq!(texts(&html), expected);
}

#[test]
fn blank_lines_within_a_sentence_part_nothing() {
    let html =
        "<div>\n\n The <a>council</a>\n\n voted on Tuesday\n\n to close the bridge.\n\n</div>";
    assert_eq!(texts(html), ["The council voted on Tuesday to close the bridge."]);
    let html = "<p><b>Milltown</b>\n\n— The council voted on Tuesday to close the bridge.</p>";
    assert_eq!(texts(html), ["Milltown — The council voted on Tuesday to close the bridge."]);
}

#[test]
fn byte_order_mark_is_no_paragraph() {
    for html in
        [format!("\u{FEFF}<p>{COUNCIL}"), format!("<p>\u{FEFF}</p>&#65279;<p>{COUNCIL}</p>")]
    {
        assert_eq!(texts(&html), [COUNCIL]);
    }
}

#[test]
fn html_that_begins_with_words_is_parted_in_files_and_records() {
    for html in [
        format!("{COUNCIL}<br><br>{SOCKS}<br /><br />{SHOPS}"),
        format!("MILLTOWN - <p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>"),
        format!("&nbsp;<p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>"),
        format!("<![CDATA[<p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>]]>"),
        format!("[caption]x[/caption]<p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>"),
        format!("<amp-img></amp-img><p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>"),
        format!("<svg><g></g></svg><p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>"),
        format!("<o:p></o:p><p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>"),
        format!("<my-element><p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p></my-element>"),
        format!("<wbr><p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>"),
        format!("\u{FEFF}{COUNCIL}<br><br>{SOCKS}<br /><br />{SHOPS}"),
    ] {
        assert_parted(&html);
        let record = format!("{}\n", serde_json::json!({ "id": "a", "text": html }));
        for input in [&html, &record] {
            let mut command = adsift();
            command.args(["classify", "--with-text"]);
            let found = verdicts(&stdout(command.write_stdin(input.as_str())));
            for (text, label) in [(COUNCIL, "news"), (SOCKS, "sponsored"), (SHOPS, "news")] {
                let mut same = found.iter().filter(|verdict| verdict.text.as_deref() == Some(text));
                assert_eq!(same.next().map(|verdict| &*verdict.label), Some(label), "{input}");
            }
            assert!(found.iter().all(|verdict| !verdict.text.as_deref().unwrap().contains("]]>")));
        }
    }
    let prose = "The clerk said that the <br> tag breaks a line on the page of the council.";
    let mut command = adsift();
    command.args(["classify", "--with-text"]);
    let found = verdicts(&stdout(command.write_stdin(prose)));
    assert_eq!(found[0].text.as_deref(), Some(prose));
}

#[test]
fn text_of_captions_fallbacks_and_examples_is_kept() {
    for html in [
        format!("<p>{COUNCIL}</p><fieldset><legend>{SOCKS}</legend><p>{SHOPS}</p></fieldset>"),
        format!("<p>{COUNCIL}</p><div><label>{SOCKS}</label></div><p>{SHOPS}</p>"),
        format!("<p>{COUNCIL}</p><div><output>{SOCKS}</output></div><p>{SHOPS}</p>"),
        format!("<p>{COUNCIL}</p><div><object data=a.svg>{SOCKS}</object></div><p>{SHOPS}</p>"),
        format!("<p>{COUNCIL}</p><xmp>{SOCKS}</xmp><p>{SHOPS}</p>"),
        format!("<xmp>{COUNCIL}\n\n{SOCKS}\n\n{SHOPS}</xmp>"),
    ] {
        assert_parted(&html);
    }
    let html =
        format!("<p>{COUNCIL}</p><button>{SOCKS}</button><style>a</style><noscript>b</noscript>");
    assert_eq!(texts(&html), [COUNCIL]);
}

#[test]
fn short_sentences_of_a_story_in_any_language_are_text() {
    for sentences in [
        ["The council shut the old mill bridge.", "Shops fear for their trade this year."],
        ["Kaupunginvaltuusto päätti sulkea myllysillan.", "Kauppiaat pelkäävät myynnin laskevan."],
        ["Belediye meclisi değirmen köprüsünü kapattı.", "Esnaf ticaretin azalmasından korkuyor."],
        ["מועצת העיר החליטה לסגור את גשר הטחנה.", "בעלי החנויות חוששים לפרנסתם השנה."],
        ["የከተማው ምክር ቤት ድልድዩን ለመዝጋት ወሰነ።", "ነጋዴዎች ለንግዳቸው በጣም ይፈራሉ ብለዋል።"],
        ["Το δημοτικό συμβούλιο έκλεισε τη γέφυρα.", "Οι έμποροι φοβούνται για τον τζίρο."],
    ] {
        let menu: String = (0..30).map(|_| "<li><a href=/x>Menu</a></li>").collect();
        let story: String = sentences.iter().map(|text| format!("<div>{text}</div>")).collect();
        let html =
            format!("<html><body><ul>{menu}</ul><div>{}</div></body></html>", story.repeat(3));
        let found = judged(&html);
        for text in sentences {
            let same = found.iter().filter(|verdict| verdict.text.as_deref() == Some(text));
            for verdict in same {
                assert_eq!(verdict.kind.as_deref(), Some("text"), "{text}");
            }
        }
    }
}

#[test]
fn fallback_without_scripts_is_read_on_an_empty_page_only() {
    let story = format!("<p>{COUNCIL}</p><p>{SOCKS}</p><p>{SHOPS}</p>");
    assert_parted(&format!(
        "<html><body><div id=root></div><NoScript>{story}</NOSCRIPT></body></html>"
    ));
    let asked = "<body><p>News</p><noscript>Please enable JavaScript.</noscript></body>";
    assert_eq!(texts(asked), ["News"]);
    let shown = format!("<body>{story}<noscript><p>{COUNCIL}</p></noscript></body>");
    assert_eq!(texts(&shown).len(), 3);
}
