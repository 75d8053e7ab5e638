//! Words in attributes that mark boilerplate, and the targets of paid links.

use super::elements::Inside;
use super::name_words::{WordList, for_each_word};

/// Words in names of page parts that do not belong to the article.
static FURNITURE: WordList = WordList::new(&[
    "author",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "caption",
    "captions",
    "comment",
    "comments",
    "complementary",
    "consent",
    "contentinfo",
    "cookie",
    "cookies",
    "copyright",
    "credit",
    "credits",
    "crumbs",
    "dateline",
    "disclaimer",
    "footer",
    "footnote",
    "gdpr",
    "hidden",
    "login",
    "masthead",
    "menu",
    "metadata",
    "modal",
    "more",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "pagination",
    "paywall",
    "popular",
    "popup",
    "print",
    "promo",
    "readmore",
    "recirc",
    "recommended",
    "related",
    "rights",
    "share",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "social",
    "sronly",
    "subscribe",
    "subscription",
    "tags",
    "taxonomy",
    "timestamp",
    "toolbar",
    "topics",
    "trending",
    "widget",
]);

/// Returns the flags of the text inside an element with this attribute value.
pub(super) fn inside(value: &str) -> Inside {
    let mut flags = Inside::empty();
    for_each_word(value, |word| {
        if FURNITURE.has(word) {
            flags |= Inside::FURNITURE;
        }
    });
    flags
}

/// Hosts of affiliate networks, which pay a site for the sales that follow from its links.
const AFFILIATE_HOSTS: &[&str] = &[
    "amzn.to",
    "anrdoezrs.net",
    "apmebf.com",
    "avantlink.com",
    "awin1.com",
    "click.linksynergy.com",
    "dpbolvw.net",
    "fave.co",
    "go.redirectingat.com",
    "go.skimresources.com",
    "goto.target.com",
    "goto.walmart.com",
    "howl.me",
    "howl.link",
    "jdoqocy.com",
    "kqzyfj.com",
    "linksynergy.walmart.com",
    "narrativ.com",
    "pntra.com",
    "pntrac.com",
    "pntrs.com",
    "prf.hn",
    "rstyle.me",
    "shareasale.com",
    "shop-links.co",
    "sovrn.co",
    "tkqlhce.com",
    "viglink.com",
];

/// Whether the target of a link pays the page's publisher: an affiliate network, a shop with a
/// partner's tag, or a host other than the page's `own_host` with the parameters that count a
/// campaign.
pub(super) fn pays(href: &str, own_host: &str) -> bool {
    let Some(host) = host(href) else {
        return false;
    };
    let has = |parameter: &str| {
        let mut found = href.match_indices(parameter);
        found.any(|(at, _)| href[..at].ends_with(['?', '&', ';']))
    };
    AFFILIATE_HOSTS.iter().any(|domain| is_within(&host, domain))
        || host.contains("amazon.") && has("tag=")
        || has("irclickid=")
        || href.contains("affiliate")
        || has("utm_") && !(is_within(&host, own_host) || is_within(own_host, &host))
}

/// Whether a host is this domain or a subdomain.
fn is_within(host: &str, domain: &str) -> bool {
    let sub = host.strip_suffix(domain);
    sub.is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

/// Returns the host of an absolute link, in lower case, without `www.`.
pub(super) fn host(href: &str) -> Option<String> {
    let (_, rest) = href.split_once("//")?;
    let host = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_list_is_sorted_for_binary_search() {
        assert!(FURNITURE.is_valid());
    }

    #[test]
    fn attribute_values_are_matched_word_by_word() {
        for name in ["site-nav", "authorBio", "photo-credit"] {
            assert_eq!(inside(name), Inside::FURNITURE, "{name}");
        }
        for name in ["", "story", "naval", "dealer", "nav".repeat(20).as_str()] {
            assert_eq!(inside(name), Inside::empty(), "{name}");
        }
    }

    #[test]
    fn affiliate_hosts_partner_tags_and_campaigns_mark_paid_links() {
        for href in [
            "https://amzn.to/1",
            "//go.skimresources.com/?id=1",
            "https://www.amazon.co.uk/dp/1?psc=1&amp;tag=a-21",
            "https://shop.example/?irclickid=1",
            "https://shop.example/?utm_source=news",
        ] {
            assert!(pays(href, "news.example"), "{href}");
        }
        for href in [
            "/?utm_source=news",
            "https://news.example/?utm_source=mail",
            "https://www.news.example/?utm_source=mail",
            "https://m.news.example/?utm_source=mail",
            "https://notamzn.to/1",
            "https://shop.example/tag=1",
        ] {
            assert!(!pays(href, "news.example"), "{href}");
        }
        // A host whose name merely ends like the page's host is another host.
        assert!(pays("https://ample.org/?utm_source=a", "example.org"));
    }
}
