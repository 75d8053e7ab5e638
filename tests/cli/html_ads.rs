//! HTML: what the publisher discloses by markup, labels and addresses, and how reports count it.

use crate::common::{Verdict, adsift, folder_with, repository, stdout, verdicts};

const COUNCIL: &str =
    "<p>The council voted to close the mill bridge for a year, officials said on Tuesday.</p>";
const SHOPS: &str =
    "<p>Shopkeepers said they feared losing half of their trade while the work goes on.</p>";
/// An ad without any word of an ad.
const QUIET: &str =
    "<p>Warm feet change winters. At Brindlewool we spin wool from 400 family farms.</p>";
const QUIET_TOO: &str = "<p>Our spinners know each farmer by name, and each flock by its hill.</p>";

/// Probability at which a paragraph is as good as certainly sponsored.
const CERTAIN: f64 = 0.95;

fn explained(html: &str) -> Vec<Verdict> {
    let mut command = adsift();
    command.args(["classify", "--with-text", "--explain", "--input-format", "html"]);
    verdicts(&stdout(command.write_stdin(html)))
}

/// Whether a verdict has a reason of this name.
fn has_reason(verdict: &Verdict, name: &str) -> bool {
    verdict.reasons.iter().flatten().any(|reason| reason.feature == name)
}

/// The verdicts on the paragraphs whose text begins like that.
fn beginning<'v>(found: &'v [Verdict], text: &str) -> Vec<&'v Verdict> {
    let is_it = |verdict: &&Verdict| verdict.text.as_deref().unwrap().starts_with(text);
    found.iter().filter(is_it).collect()
}

fn page(middle: &str) -> String {
    format!("<html><body><article>{COUNCIL}{middle}{SHOPS}</article></body></html>")
}

/// Checks that a quiet ad in the middle of a page is certain, for this reason, and the news is news.
fn assert_disclosed(html: &str, reason: &str) {
    let found = explained(html);
    let ads: Vec<&Verdict> =
        [beginning(&found, "Warm feet"), beginning(&found, "Our spinners")].concat();
    assert!(!ads.is_empty());
    for ad in ads {
        assert!(ad.probability > CERTAIN, "{html}: {}", ad.probability);
        assert!(has_reason(ad, reason), "{html}: {:?}", ad.reasons);
    }
    for news in [beginning(&found, "The council"), beginning(&found, "Shopkeepers")].concat() {
        assert!(news.probability < 0.3, "{html}: {}", news.probability);
    }
}

#[test]
fn names_of_ad_containers_disclose_their_box() {
    for (attributes, reason) in [
        ("class='box ad-slot'", "class ad-slot"),
        ("class=ad", "class ad"),
        ("class=ads", "class ads"),
        ("class=ad-container", "class ad-container"),
        ("class=full-bleed-ad", "class full-bleed-ad"),
        ("class=adsbygoogle", "class adsbygoogle"),
        ("class=dfp-ad", "class dfp-ad"),
        ("class=labs-content", "class labs-content"),
        ("class=paidcontent", "class paidcontent"),
        ("class=paid-post", "class paid-post"),
        ("class=anzeige", "class anzeige"),
        ("class=sponsored", "class sponsored"),
        ("class=advertisement", "class advertisement"),
        ("class=native-ad", "class native-ad"),
        ("class=taboola", "class taboola"),
        ("id=ad-1", "id ad-1"),
        ("id=sponsoredContent", "id sponsoredContent"),
        ("data-ad", "attribute data-ad"),
        ("data-ad-slot=12", "attribute data-ad-slot"),
        ("data-component='ad-slot'", "data-component ad-slot"),
        ("data-testid=sponsored", "data-testid sponsored"),
        ("aria-label=Advertisement", "aria-label Advertisement"),
        ("role=complementary aria-label=Sponsored", "aria-label Sponsored"),
        ("itemscope itemtype='https://schema.org/WPAdBlock'", "schema.org WPAdBlock"),
        ("typeof=WPAdBlock", "schema.org WPAdBlock"),
    ] {
        for name in ["div", "section", "aside", "span"] {
            let html = page(&format!("<{name} {attributes}>{QUIET}</{name}>"));
            assert_disclosed(&html, &format!("(markup: {reason})"));
        }
    }
    assert_disclosed(&page(&format!("<amp-ad>{QUIET}</amp-ad>")), "(markup: element amp-ad)");
    let nested =
        format!("<div class=ad-wrapper><div class=ad><div>{QUIET}{QUIET_TOO}</div></div></div>");
    assert_disclosed(&page(&nested), "(markup: class ad-wrapper)");
}

#[test]
fn names_without_an_ad_word_disclose_nothing() {
    let plain =
        beginning(&explained(&page(&format!("<div>{QUIET}</div>"))), "Warm feet")[0].probability;
    for attributes in [
        "class=download",
        "class=header",
        "class=adapt",
        "class=shadow",
        "class=partners-page",
        "class=has-ads",
        "class=no-ads",
        "class=ad-free",
        "class=with-ads",
        "data-ad=false",
        "data-ad-sticky=1",
        "data-title='Why the ad failed'",
        "aria-label='Read on'",
        "class=after-ad",
        "class=x3ad",
        "id=loading-pad",
    ] {
        let found = explained(&page(&format!("<div {attributes}>{QUIET}</div>")));
        let ad = beginning(&found, "Warm feet")[0];
        assert!(has_reason(ad, "(markup says nothing of pay)"), "{attributes}: {:?}", ad.reasons);
        assert!(ad.probability <= plain + 1e-6, "{attributes}");
    }
}

#[test]
fn hints_raise_the_probability_and_do_not_decide() {
    let probability = |attributes: &str| {
        let news = "<p>The mayor said on Thursday that the council had kept the ferry, and that it would run.</p>";
        let found = explained(&page(&format!("<div {attributes}>{news}</div>")));
        beginning(&found, "The mayor")[0].probability
    };
    let plain = probability("class=story");
    for hint in ["class=partner", "class=commercial", "class=supported-by", "class=deals"] {
        let hinted = probability(hint);
        assert!(hinted > plain && hinted < 0.5, "{hint}: {plain} {hinted}");
    }
}

#[test]
fn name_on_the_whole_page_is_no_disclosure() {
    for attributes in ["class=ad-layout", "id=dfp-wrapper", "class='site ads'", "data-ad-unit=x"] {
        for html in [
            format!("<html><body {attributes}><article>{COUNCIL}{SHOPS}</article></body></html>"),
            format!(
                "<html><body><div {attributes}><article><h1>Bridge shuts</h1>{COUNCIL}{SHOPS}</article></div></body></html>"
            ),
            format!(
                "<html><body><div {attributes}><main>{COUNCIL}{SHOPS}</main></div>{QUIET}</body></html>"
            ),
            format!("<article {attributes}>{COUNCIL}{SHOPS}</article>"),
            // A layout around an empty place that a script fills.
            format!(
                "{QUIET}<div {attributes}><div class=ad-slot></div>{COUNCIL}{SHOPS}</div>{QUIET}{QUIET_TOO}"
            ),
        ] {
            for news in beginning(&explained(&html), "The council") {
                assert!(news.probability < 0.3, "{html}: {}", news.probability);
            }
        }
    }
}

#[test]
fn label_discloses_the_box_that_it_heads_to_its_end() {
    for label in [
        "ADVERTISEMENT",
        "Advertisement",
        "Paid post",
        "Ad feature",
        "Presented by Brindlewool",
        "Sponsored",
        "A message from Brindlewool",
        "Promoted",
        "Paid partner content",
        "Anzeige",
        "Sponsored by Brindlewool",
        "Advertorial",
        "From our sponsor",
        "Werbung",
    ] {
        for head in [
            format!("<p>{label}</p>"),
            format!("<span>{label}</span>"),
            format!("<div><div><small>{label}</small></div></div>"),
            format!("<h4>{label}:</h4>"),
        ] {
            let html = page(&format!("<div class=box>{head}{QUIET}<div>{QUIET_TOO}</div></div>"));
            assert_disclosed(&html, &format!("(label: {label})"));
        }
    }
    let image = page(&format!("<div><img src=x alt=Sponsored>{QUIET}{QUIET_TOO}</div>"));
    assert_disclosed(&image, "(label: Sponsored)");
    let table = format!(
        "<table><tr><td>{COUNCIL}</td></tr><tr><td><table><tr><td>ADVERTISEMENT</td></tr>\
         <tr><td>{QUIET}</td></tr></table></td></tr><tr><td>{SHOPS}</td></tr></table>"
    );
    assert_disclosed(&table, "(label: ADVERTISEMENT)");
    let first = "<p><b>Sponsored</b> Warm feet change winters. At Brindlewool we spin wool.</p>";
    let found = explained(&page(first));
    assert!(beginning(&found, "Sponsored")[0].probability > CERTAIN);
    let line = "<p>ADVERTISEMENT<br>Warm feet change winters, and we at Brindlewool know it.</p>";
    assert_disclosed(&page(line), "(label: ADVERTISEMENT)");
}

#[test]
fn advertisement_may_be_longer_than_the_news() {
    let ads = format!("{QUIET}{QUIET_TOO}").repeat(4);
    let named = format!("<html><body>{COUNCIL}<div class=ad-slot>{ads}</div></body></html>");
    assert_disclosed(&named, "(markup: class ad-slot)");
    let labelled = format!("<html><body>{COUNCIL}<div><p>Sponsored</p>{ads}</div></body></html>");
    assert_disclosed(&labelled, "(label: Sponsored)");
}

#[test]
fn label_of_an_empty_place_discloses_no_news() {
    for html in [
        format!("<article><div class=ad><p>ADVERTISEMENT</p></div>{COUNCIL}{SHOPS}</article>"),
        format!(
            "<html><body><div>Advertisement</div><h1>Bridge shuts</h1>{COUNCIL}{SHOPS}</body></html>"
        ),
        format!("<div><div class=ad-label>Advertisement</div>{COUNCIL}{SHOPS}</div>"),
        format!("<div>{COUNCIL}<p>ADVERTISEMENT</p>{COUNCIL}{SHOPS}</div>"),
        format!("<article>{COUNCIL}<ul><li>Sponsored</li><li>Weather</li></ul>{SHOPS}</article>"),
        format!("<nav><a href=/s>Sponsored content</a></nav><h1>Bridge shuts</h1>{COUNCIL}{SHOPS}"),
        format!("<article>{COUNCIL}<p>A message from the mayor</p>{SHOPS}</article>"),
    ] {
        let found = explained(&html);
        for news in [beginning(&found, "The council"), beginning(&found, "Shopkeepers")].concat() {
            assert!(news.probability < 0.66, "{html}: {} {:?}", news.probability, news.reasons);
            assert!(
                news.reasons.iter().flatten().all(|reason| !reason.feature.starts_with("(label"))
            );
        }
    }
}

#[test]
fn page_discloses_its_story() {
    let story = format!("<article><h1>Warm feet</h1>{QUIET}{QUIET_TOO}</article>");
    for (head, name) in [
        ("<link rel=canonical href='https://a.example/brandvoice/wool/socks'>", "URL /brandvoice/"),
        (
            "<meta property=og:url content='https://a.example/partner-content/socks'>",
            "URL /partner-content/",
        ),
        ("<meta property='article:section' content='Sponsored'>", "article:section Sponsored"),
        ("<meta name=parsely-section content='BrandVoice'>", "parsely-section BrandVoice"),
        ("<meta name=content-type content='paid-post'>", "content-type paid-post"),
        (
            "<script type='application/ld+json'>{\"@type\":\"AdvertiserContentArticle\"}</script>",
            "schema.org AdvertiserContentArticle",
        ),
        (
            "<script type='application/ld+json'>{\"articleSection\":\"Sponsored\"}</script>",
            "articleSection Sponsored",
        ),
        ("<link rel=amphtml href='https://a.example/sponsored/amp/socks'>", "URL /sponsored/"),
        ("<!-- saved from url=(0034)https://a.example/sponsored/socks -->", "URL /sponsored/"),
    ] {
        let html = format!(
            "<html><head>{head}</head><body><nav><a href=/>Home</a></nav>{story}</body></html>"
        );
        assert_disclosed(&html, &format!("(page: {name})"));
    }
    let own = format!(
        "<article itemtype=https://schema.org/AdvertiserContentArticle><h1>Warm feet</h1>{QUIET}{QUIET_TOO}</article>"
    );
    assert_disclosed(&own, "(markup: schema.org AdvertiserContentArticle)");
    for label in ["Paid Post", "Sponsored content", "Partner content by Brindlewool"] {
        for html in [
            format!(
                "<body><nav><a href=/>Home</a></nav><article><p>{label}</p><h1>Warm feet</h1>{QUIET}{QUIET_TOO}</article>"
            ),
            format!("<body><div><h1>Warm feet</h1><p>{label}</p>{QUIET}{QUIET_TOO}</div>"),
        ] {
            assert_disclosed(&html, &format!("(label: {label})"));
        }
    }
    for head in [
        "<link rel=canonical href='https://a.example/media/branded-content'>",
        "<meta property='article:section' content='Advertising'>",
        "<meta name=description content='Sponsored'>",
    ] {
        let html = format!(
            "<html><head>{head}</head><body><article><h1>Bridge shuts</h1>{COUNCIL}{SHOPS}</article></body></html>"
        );
        let found = explained(&html);
        assert!(found.iter().all(|verdict| verdict.label == "news"), "{head}");
    }
}

#[test]
fn paid_boilerplate_is_shown_and_counted_alike_in_every_output() {
    let html = format!(
        "<html><body><nav><a href=/>Home</a></nav><main>{COUNCIL}{SHOPS}</main>\
         <footer class=ad-slot><ul><li><a href=/s>Warm socks</a></li></ul></footer></body></html>"
    );
    let (_folder, path) = folder_with("a.html", &html);
    let run = |format: &str| stdout(adsift().args(["classify", "-f", format]).arg(&path));
    let rows = verdicts(&run("jsonl"));
    let paid: Vec<_> = rows.iter().filter(|row| row.label == "sponsored").collect();
    assert_eq!(paid.len(), 1);
    assert_eq!(paid[0].kind.as_deref(), Some("boilerplate"));
    let table = run("table");
    assert!(table.contains("3 paragraphs, 1 sponsored (1 in boilerplate)"), "{table}");
    assert!(table.contains("1 paragraph of boilerplate not shown"), "{table}");
    assert!(table.contains("Warm socks") && !table.contains("Home"), "{table}");
    let csv = run("csv");
    assert_eq!(csv.lines().filter(|row| row.contains(",sponsored,")).count(), 1);
    let report = run("html");
    assert!(report.contains("data-paragraphs=\"3\" data-sponsored=\"1\""), "{report}");
    let clean = run("clean");
    assert!(clean.contains("Shopkeepers") && !clean.contains("socks") && !clean.contains("Home"));
}

#[test]
fn kind_is_in_every_line() {
    let (_folder, path) = folder_with("a.txt", "The council met on Tuesday.");
    let line = stdout(adsift().arg("classify").arg(&path));
    assert_eq!(verdicts(&line)[0].kind.as_deref(), Some("text"));
    let page = stdout(adsift().arg("classify").arg(repository("data/examples/harbor-brief.html")));
    assert!(verdicts(&page).iter().all(|verdict| verdict.kind.is_some()));
}

/// The number of paragraphs that are called sponsored, and of those that begin like the ad.
fn sponsored_of(html: &str) -> (usize, usize) {
    let found = explained(html);
    let paid = found.iter().filter(|verdict| verdict.label == "sponsored").count();
    let ads = found.iter().filter(|verdict| {
        let text = verdict.text.as_deref().unwrap();
        verdict.label == "sponsored"
            && (text.contains("Warm feet") || text.contains("Our spinners"))
    });
    (paid, ads.count())
}

#[test]
fn label_of_a_box_discloses_the_box_and_not_the_page() {
    let news =
        format!("{SHOPS}<p>A vote is set for June.</p><p>Buses run until then.</p>{COUNCIL}");
    let card = format!("<div><a>Paid post</a>{QUIET}</div>");
    for html in [
        format!("<article><h1>Bridge shuts</h1>{COUNCIL}{card}{news}</article>"),
        format!("<article><h1>Bridge shuts</h1>{card}{news}</article>"),
        format!("<article>{card}{news}</article>"),
        format!("<body>{card}<h1>Bridge shuts</h1>{news}</body>"),
        format!("<body><article>{card}<h1>Bridge shuts</h1>{news}</article></body>"),
        format!(
            "<table><tr><td><p>Sponsored content</p>{QUIET}</td></tr><tr><td>{news}</td></tr></table>"
        ),
        format!(
            "<div><div class=card><p>Partner content</p><h3>Wool</h3>{QUIET}</div><div class=card>{news}</div></div>"
        ),
        format!(
            "<h1>Today</h1><div><div><div>Sponsored story</div><div>{QUIET}</div></div><div>{news}</div></div>"
        ),
    ] {
        let (paid, ads) = sponsored_of(&html);
        assert_eq!(ads, 1, "{html}");
        assert!(paid <= 3, "{html}: {paid}");
        for verdict in explained(&html) {
            let text = verdict.text.as_deref().unwrap();
            let is_news = ["The council", "Shopkeepers", "A vote", "Buses"]
                .iter()
                .any(|news| text.starts_with(news));
            assert!(!is_news || verdict.label == "news", "{html}: {text}");
        }
    }
    for html in [
        format!(
            "<body><div class=bar><div>Home</div><div>Paid post</div><div>Sports</div></div><h1>Bridge shuts</h1>{news}</body>"
        ),
        format!("<body><a href=/s>Sponsored content</a><h1>Bridge shuts</h1>{news}</body>"),
    ] {
        for news in beginning(&explained(&html), "Shopkeepers") {
            assert!(news.probability < 0.3, "{html}: {}", news.probability);
        }
    }
    // The label of the story may have a box for itself and the sponsor's name.
    for head in [
        "<div><div>Paid post</div><div>Brindlewool</div></div><h1>Warm feet</h1>",
        "<header><span>Paid post</span><h1>Warm feet</h1></header>",
        "<h1>Warm feet</h1><div>By Brindlewool</div><div><span>Paid post</span></div>",
    ] {
        let html = format!("<body><article>{head}{QUIET}{QUIET_TOO}</article></body>");
        assert_eq!(sponsored_of(&html).1, 3, "{html}");
    }
}

#[test]
fn names_hold_to_the_end_of_an_element_without_an_end_tag() {
    for html in [
        "<div><p>C<p class=ad>Q<p>S<p>C</div>",
        "<ul><li>C<li class=ad>Q<li>S</ul>",
        "<table><tr><td>C<tr class=ad><td>Q<tr><td>S</table>",
        "<table><tr><td>C<td class=ad>Q<td>S</table>",
        "<table><tbody><tr><td>C<tbody class=ad><tr><td>Q<tbody><tr><td>S</table>",
        "<dl><dt>One<dd>C<dt>Two<dd class=ad>Q<dt>Three<dd>S</dl>",
        "<dl><dd>C<dd>S<dd class=ad>Q</dl>",
        "<p>C<p class=ad>Q<h2>Shops fear</h2><p>S</p>",
        "<body><p class=ad>Q<div>C</div><div>S</div>",
        "<body><p class=ad>Q<table><tr><td>C<tr><td>S</table>",
        "<div><p class=ad>Q<ul><li>C<li>S</ul></div>",
    ] {
        let text = |html: &str| html.replace("<p>", "").replace("</p>", "");
        let mut filled = String::new();
        for c in html.chars() {
            match c {
                'C' => filled += &text(COUNCIL),
                'Q' => filled += &text(QUIET),
                'S' => filled += &text(SHOPS),
                c => filled.push(c),
            }
        }
        let found = explained(&filled);
        for (start, label) in
            [("The council", "news"), ("Warm feet", "sponsored"), ("Shopkeepers", "news")]
        {
            let found = beginning(&found, start);
            assert!(!found.is_empty(), "{html}: {start}");
            for verdict in found {
                assert_eq!(verdict.label, label, "{html}: {start} {:?}", verdict.reasons);
                assert!(label == "news" || verdict.probability > CERTAIN, "{html}: {verdict:?}");
            }
        }
    }
    let found = explained(&page(&format!(
        "<p>ADVERTISEMENT<p>{}<p>News again</p>",
        QUIET.trim_start_matches("<p>")
    )));
    assert!(beginning(&found, "The council")[0].probability < 0.3);
    assert!(beginning(&found, "Shopkeepers")[0].probability < 0.3);
}

#[test]
fn marked_sentence_within_a_paragraph_is_a_paragraph() {
    let text = |html: &str| html.replace("<p>", "").replace("</p>", "");
    let (council, quiet, shops) = (text(COUNCIL), text(QUIET), text(SHOPS));
    for html in [
        format!("<p>{council} <span class=ad>{quiet}</span> {shops}</p>"),
        format!(
            "<p>{council} <span class='sponsored'><b>Warm</b> {}</span>{shops}</p>",
            &quiet[5..]
        ),
        format!("<div>{council}<a class=ad-link>{quiet}</a></div><p>{shops}</p>"),
    ] {
        let found = explained(&html);
        for (start, label) in
            [("The council", "news"), ("Warm feet", "sponsored"), ("Shopkeepers", "news")]
        {
            let found = beginning(&found, start);
            assert_eq!(found.len(), 1, "{html}: {start}");
            assert_eq!(found[0].label, label, "{html}: {start}");
        }
    }
    let word = "<p>The council voted on <span class=ad>the mill bridge, officials said.</span></p>";
    assert_eq!(explained(word).len(), 1);
}

#[test]
fn label_and_advertisement_may_share_a_block_or_a_list() {
    let quiet = QUIET.replace("<p>", "").replace("</p>", "");
    for (middle, label) in [
        (format!("<div><p>Paid post: {quiet}</p></div>"), "Paid post"),
        (format!("<p>Paid content: {quiet}</p>"), "Paid content"),
        (format!("<p>Anzeige: {quiet}</p>"), "Anzeige"),
        (format!("<p>Sponsored by Brindlewool: {quiet}</p>"), "Sponsored by Brindlewool"),
        (format!("<p><b>Advertisement:</b> {quiet}</p>"), "Advertisement"),
        (format!("<p>Sponsored | {quiet}</p>"), "Sponsored"),
        (format!("<fieldset><legend>Advertisement</legend>{QUIET}</fieldset>"), "Advertisement"),
        (format!("<dl><dt>Advertisement</dt><dd>{quiet}</dd></dl>"), "Advertisement"),
        (
            format!("<div><span>{quiet}</span><span>Brindlewool | Sponsored</span></div>"),
            "Brindlewool | Sponsored",
        ),
        (
            format!("<div><div>{quiet}</div><div>Brindlewool | Sponsored</div></div>"),
            "Brindlewool | Sponsored",
        ),
        (format!("<div><p>Gesponsert</p>{QUIET}</div>"), "Gesponsert"),
        (format!("<div><p>Annons</p>{QUIET}</div>"), "Annons"),
        (format!("<div><p>Reklama</p>{QUIET}</div>"), "Reklama"),
        (format!("<div><p>赞助内容</p>{QUIET}</div>"), "赞助内容"),
        (
            format!("<div><p>Special Advertising Section</p>{QUIET}</div>"),
            "Special Advertising Section",
        ),
        (
            format!("<div><p>Content from our partners</p>{QUIET}</div>"),
            "Content from our partners",
        ),
        (format!("<div><p>Thanks to our sponsor</p>{QUIET}</div>"), "Thanks to our sponsor"),
    ] {
        let html = page(&middle);
        let found = explained(&html);
        let ads: Vec<_> = found
            .iter()
            .filter(|verdict| verdict.text.as_deref().unwrap().contains("Warm feet"))
            .collect();
        assert_eq!(ads.len(), 1, "{html}");
        assert!(ads[0].probability > CERTAIN, "{html}: {}", ads[0].probability);
        assert!(has_reason(ads[0], &format!("(label: {label})")), "{html}: {:?}", ads[0].reasons);
        for news in [beginning(&found, "The council"), beginning(&found, "Shopkeepers")].concat() {
            assert!(news.probability < 0.3, "{html}: {}", news.probability);
        }
    }
    for (attributes, reason) in [
        ("data-label='Paid post'", "data-label Paid post"),
        ("title=Advertisement", "title Advertisement"),
        ("class=adthrive", "class adthrive"),
        ("class=reclame", "class reclame"),
        ("class=sponsorbox", "class sponsorbox"),
        ("class=trc_related_container", "class trc_related_container"),
    ] {
        let html = page(&format!("<div {attributes}>{QUIET}</div>"));
        assert_disclosed(&html, &format!("(markup: {reason})"));
    }
}

#[test]
fn names_of_subjects_of_news_decide_nothing() {
    for name in ["sponsored-bills", "promoted-players", "ad-astra", "ad-council-news", "ad-target"]
    {
        let found = explained(&page(&format!(
            "<div class={name}><p>The mayor said on Thursday that the council had kept the ferry.</p></div>"
        )));
        assert_eq!(beginning(&found, "The mayor")[0].label, "news", "{name}");
    }
    for text in [
        "Advertising: The council bans posters near schools from June.",
        "Sponsor: Councillor Ann Smith of Milltown, who wrote the bill.",
    ] {
        let found = explained(&page(&format!("<p>{text}</p>")));
        let reasons = &beginning(&found, text)[0].reasons;
        assert!(reasons.iter().flatten().all(|reason| !reason.feature.starts_with("(label")));
    }
}

#[test]
fn word_as_the_heading_of_a_section_is_no_label() {
    let html = "<article><h1>Milltown news</h1><section><h2>Promoted</h2><p>The council promoted Ann Smith to chief clerk on Tuesday, officials said.</p></section></article>";
    let found = explained(html);
    assert!(beginning(&found, "The council promoted")[0].probability < 0.3);
}
