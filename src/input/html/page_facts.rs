//! What the head of a page says about the whole page: language, address, paid content.

use lol_html::html_content::Element;
use serde_json::Value;

use super::ad_labels::{self, AdLabel};
use super::attribute_words::host;
use crate::article::{MarkStrength, PaidMark};

/// What a page says about itself.
#[derive(Debug, Clone, Default)]
pub(super) struct PageFacts {
    /// Host of the canonical link, in lower case; empty without such a link.
    pub(super) host: String,
    /// Whether the page declares a language other than English.
    pub(super) is_foreign: bool,
    /// The strongest mark of the whole page.
    pub(super) paid: Option<PaidMark>,
}

/// Sections of a publication whose pages are paid: parts of addresses and of `article:section`. The
/// words are separated by `-`.
const PAID_SECTIONS: &[&str] = &[
    "ad-feature",
    "ad-features",
    "advertisement-feature",
    "advertisement-features",
    "advertiser-content",
    "advertising-feature",
    "advertorial",
    "advertorials",
    "anzeige",
    "anzeigen",
    "brand-content",
    "brand-post",
    "brand-posts",
    "brandcontent",
    "branded-content",
    "brandedcontent",
    "brandpost",
    "brandposts",
    "brandvoice",
    "native-ad",
    "native-ads",
    "paid-content",
    "paid-partnership",
    "paid-post",
    "paid-posts",
    "paid-program",
    "paidcontent",
    "paidpost",
    "paidposts",
    "partner-content",
    "partner-post",
    "partner-posts",
    "partner-stories",
    "partnercontent",
    "paid-partner-content",
    "promoted",
    "promoted-content",
    "publireportage",
    "sponsor-content",
    "sponsored",
    "sponsored-article",
    "sponsored-articles",
    "sponsored-content",
    "sponsored-feature",
    "sponsored-post",
    "sponsored-posts",
    "sponsored-section",
    "sponsored-stories",
    "sponsored-story",
    "sponsorcontent",
    "sponsoredcontent",
];

/// Properties of `meta` whose content is the kind or the section of the page.
const SECTION_PROPERTIES: &[&str] = &[
    "article:section",
    "article-section",
    "content-type",
    "content_type",
    "contenttype",
    "dc.type",
    "og:type",
    "page-type",
    "pagetype",
    "parsely-section",
    "parsely-type",
    "section",
    "sailthru.section",
];

/// The property of schema.org for the section of an article.
const SECTION: &str = "articleSection";

/// Types of schema.org for paid content.
const PAID_TYPES: [&str; 2] = ["AdvertiserContentArticle", "WPAdBlock"];

impl PageFacts {
    /// Reads an element of the head.
    pub(super) fn read(&mut self, element: &Element<'_, '_>, name: &str) {
        let value = |key: &str| element.get_attribute(key).unwrap_or_default();
        match name {
            "html" => {
                let language = value("lang").to_ascii_lowercase();
                let language = language.split(['-', '_']).next().unwrap_or_default();
                self.is_foreign = !matches!(language.trim(), "" | "en");
                self.read_type(&value("itemtype"));
            }
            "link" if value("rel").eq_ignore_ascii_case("amphtml") => self.read_url(&value("href")),
            "link" if value("rel").eq_ignore_ascii_case("canonical") => {
                let href = value("href");
                self.host = host(&href).unwrap_or_default();
                self.read_url(&href);
            }
            "meta" => {
                let mut key = value("property");
                if key.is_empty() {
                    key = value("name");
                }
                self.read_meta(&key.to_ascii_lowercase(), &value("content"));
            }
            _ => {}
        }
    }

    /// Reads a property of the page.
    fn read_meta(&mut self, key: &str, content: &str) {
        if key == "og:url" {
            return self.read_url(content);
        }
        let is_paid = |name: &str| PAID_SECTIONS.contains(&slug(name).as_str());
        if SECTION_PROPERTIES.contains(&key) && is_paid(content) {
            self.mark(MarkStrength::Explicit, &format!("{key} {content}"));
        }
        if matches!(key, "keywords" | "news_keywords" | "parsely-tags" | "article:tag" | "robots") {
            // A story about sponsored content has such a keyword too.
            if let Some(keyword) = content.split(',').find(|keyword| is_paid(keyword)) {
                self.mark(MarkStrength::Hint, &format!("{key} {}", keyword.trim()));
            }
        }
    }

    /// Reads an address of the page: a section of its path, or the first part of its host.
    pub(super) fn read_url(&mut self, url: &str) {
        let Some(host) = host(url) else {
            return;
        };
        let is_paid = |part: &&str| PAID_SECTIONS.contains(&slug(part).as_str());
        if let Some(part) = host.split('.').next().filter(is_paid) {
            return self.mark(MarkStrength::Explicit, &format!("URL {part}."));
        }
        let path = url.split_once("//").map_or(url, |(_, rest)| rest);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts: Vec<&str> =
            path.split('/').skip(1).filter(|part| !part.is_empty()).collect();
        // The last part names the page: an article about branded content has it too.
        parts.pop();
        if let Some(part) = parts.into_iter().find(is_paid) {
            self.mark(MarkStrength::Explicit, &format!("URL /{part}/"));
        }
    }

    /// Reads the address in the comment of a program that saved the page: of browsers `saved from
    /// url=(0042)https://…`, of SingleFile `url: https://…`.
    pub(super) fn read_comment(&mut self, comment: &str) {
        let comment = comment.trim_start();
        let url = if let Some(rest) = comment.strip_prefix("saved from url=(") {
            rest.split_once(')').map(|(_, url)| url)
        } else if comment.starts_with("Page saved with SingleFile") {
            comment.lines().find_map(|line| line.trim_start().strip_prefix("url: "))
        } else {
            None
        };
        if let Some(url) = url.and_then(|url| url.split_whitespace().next()) {
            self.read_url(url);
        }
    }

    /// Reads a type of schema.org of the whole page.
    pub(super) fn read_type(&mut self, name: &str) {
        if let Some(paid) = paid_type(name) {
            self.mark(MarkStrength::Explicit, &format!("schema.org {paid}"));
        }
    }

    /// Reads a script of JSON-LD, which describes the page or several parts of it.
    pub(super) fn read_json_ld(&mut self, script: &str) {
        // Most pages have none, and need no parser.
        let is_known =
            |name: &str| memchr::memmem::find(script.as_bytes(), name.as_bytes()).is_some();
        if !is_known(SECTION) && paid_type(script).is_none() {
            return;
        }
        let Ok(value) = serde_json::from_str::<Value>(script) else {
            return;
        };
        let own = match &value {
            Value::Array(parts) => parts.as_slice(),
            Value::Object(fields) => match fields.get("@graph") {
                Some(Value::Array(parts)) => parts.as_slice(),
                _ => std::slice::from_ref(&value),
            },
            _ => return,
        };
        // Several parts with a section are a list of other pages.
        let mut sections = own.iter().filter_map(|part| part.get(SECTION));
        if let (Some(section), None) = (sections.next(), sections.next()) {
            let names = section.as_array().map_or(std::slice::from_ref(section), Vec::as_slice);
            let is_paid = |name: &&str| PAID_SECTIONS.contains(&slug(name).as_str());
            if let Some(name) = names.iter().filter_map(Value::as_str).find(is_paid) {
                self.mark(MarkStrength::Explicit, &format!("{SECTION} {name}"));
            }
        }
        for part in own {
            match part.get("@type") {
                Some(Value::String(name)) => self.read_type(name),
                Some(Value::Array(names)) => {
                    names.iter().filter_map(Value::as_str).for_each(|name| self.read_type(name));
                }
                _ => {}
            }
        }
    }

    /// Adds a mark of the whole page; the first of the strongest ones stays.
    fn mark(&mut self, strength: MarkStrength, what: &str) {
        if self.paid.as_ref().is_none_or(|mark| mark.strength < strength) {
            let what: String = what.chars().take(80).collect();
            self.paid = Some(PaidMark { strength, name: format!("page: {what}").into() });
        }
    }
}

/// Returns the type of paid content that is in a list of types.
pub(super) fn paid_type(types: &str) -> Option<&'static str> {
    PAID_TYPES.into_iter().find(|name| types.contains(name))
}

/// Whether a value is a label of an advertisement, such as that of `aria-label` or `alt`.
pub(super) fn is_label(value: &str) -> bool {
    ad_labels::of_line(value).is_some_and(|label| {
        let is_name = label == AdLabel::Box && value.contains(' ') && value.contains(" by ");
        !is_name || value.len() < 60
    })
}

/// Returns a name as a part of an address: lower case, the words separated by `-`.
fn slug(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(read: impl FnOnce(&mut PageFacts)) -> Option<(MarkStrength, String)> {
        let mut facts = PageFacts::default();
        read(&mut facts);
        facts.paid.map(|mark| (mark.strength, mark.name.to_string()))
    }

    #[test]
    fn sections_in_addresses_mark_the_page() {
        for (url, name) in [
            ("https://news.example/brandvoice/acme/socks", "page: URL /brandvoice/"),
            ("https://news.example/Sponsored/socks.html?x=/a/", "page: URL /Sponsored/"),
            ("//news.example/a/partner-content/socks", "page: URL /partner-content/"),
            ("https://paidpost.news.example/socks", "page: URL paidpost."),
        ] {
            let expected = Some((MarkStrength::Explicit, name.to_owned()));
            assert_eq!(marked(|facts| facts.read_url(url)), expected, "{url}");
        }
        for url in [
            "https://news.example/media/branded-content",
            "https://news.example/media/what-is-sponsored-content/",
            "https://news.example/?from=/sponsored/x",
            "/sponsored/x",
            "letters/sponsored/a.html",
            "",
        ] {
            assert_eq!(marked(|facts| facts.read_url(url)), None, "{url}");
        }
    }

    #[test]
    fn comments_of_saved_pages_have_the_address() {
        let expected = Some((MarkStrength::Explicit, "page: URL /sponsored/".to_owned()));
        for comment in [
            " saved from url=(0042)https://x.example/sponsored/socks.html ",
            "\n Page saved with SingleFile \n url: https://x.example/sponsored/socks \n saved date: Tue",
        ] {
            assert_eq!(marked(|facts| facts.read_comment(comment)), expected, "{comment}");
        }
        for comment in ["", " saved from url=(", "url: https://x.example/sponsored/socks"] {
            assert_eq!(marked(|facts| facts.read_comment(comment)), None, "{comment}");
        }
    }

    #[test]
    fn properties_and_json_ld_mark_the_page() {
        let section = marked(|facts| facts.read_meta("article:section", "Partner Content"));
        let name = "page: article:section Partner Content".to_owned();
        assert_eq!(section, Some((MarkStrength::Explicit, name)));
        let keyword = marked(|facts| facts.read_meta("keywords", "wool, Sponsored"));
        assert_eq!(keyword, Some((MarkStrength::Hint, "page: keywords Sponsored".to_owned())));
        assert_eq!(marked(|facts| facts.read_meta("article:section", "Advertising")), None);
        assert_eq!(marked(|facts| facts.read_meta("description", "Sponsored")), None);
        let paid =
            Some((MarkStrength::Explicit, "page: schema.org AdvertiserContentArticle".to_owned()));
        for script in [
            r#"{"@type":"AdvertiserContentArticle"}"#,
            r#"[{"@type":["Article","AdvertiserContentArticle"]}]"#,
            r#"{"@graph":[{"@type":"WebPage"},{"@type":"AdvertiserContentArticle"}]}"#,
        ] {
            assert_eq!(marked(|facts| facts.read_json_ld(script)), paid, "{script}");
        }
        for script in [
            r#"{"@type":"NewsArticle","articleSection":"Sponsored"}"#,
            r#"[{"@type":"NewsArticle","articleSection":["News","Sponsored"]}]"#,
        ] {
            let expected = (MarkStrength::Explicit, "page: articleSection Sponsored".to_owned());
            assert_eq!(marked(|facts| facts.read_json_ld(script)), Some(expected), "{script}");
        }
        for script in [
            r#"{"@type":"NewsArticle","articleSection":"Advertising"}"#,
            r#"[{"articleSection":"Sponsored"},{"articleSection":"News"}]"#,
            r#"{"@type":"ItemList","itemListElement":[{"@type":"AdvertiserContentArticle"}]}"#,
            r#"{"headline":"What is an AdvertiserContentArticle?"}"#,
            "AdvertiserContentArticle {",
        ] {
            assert_eq!(marked(|facts| facts.read_json_ld(script)), None, "{script}");
        }
    }
}
