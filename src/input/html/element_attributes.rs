//! Reads the attributes of an element: what they say about layout, about the page and about payment.

use lol_html::html_content::Element;

use super::ad_names::{self, AdName};
use super::attribute_words::{self, pays};
use super::elements::Inside;
use super::html_block::PaidLink;
use super::page_facts::{is_label, paid_type};

/// What the attributes of an element say.
#[derive(Debug, Default)]
pub(super) struct ElementAttributes {
    pub(super) inside: Inside,
    /// Whether a style makes a block of the element.
    pub(super) is_block: bool,
    /// Whether the element is a script of JSON-LD.
    pub(super) is_json_ld: bool,
    pub(super) paid_link: Option<PaidLink>,
    /// The strongest mark of payment, and the attribute that has it.
    pub(super) mark: Option<(AdName, String)>,
    /// The label of an advertisement that is the alternative text of an image.
    pub(super) image_label: Option<String>,
}

/// Most bytes of a value of `data-*` that can be a name.
const LONGEST_NAME: usize = 64;
/// Most characters of a value in the name of a mark.
const LONGEST_SHOWN: usize = 60;

/// Reads the attributes of the element `name` on a page of the host `own_host`.
pub(super) fn attributes(
    element: &Element<'_, '_>,
    name: &str,
    own_host: &str,
) -> ElementAttributes {
    let mut found = ElementAttributes::default();
    if name.contains('-') && ad_names::of(name).is_some() {
        found.mark(AdName::Stated, "element", name);
    }
    for attribute in element.attributes() {
        let key = attribute.name();
        match &*key {
            "class" | "id" => found.name(name, &key, &attribute.value()),
            "role" => found.inside |= attribute_words::inside(&attribute.value()),
            "hidden" => found.inside |= Inside::HIDDEN,
            "style" => found.style(&attribute.value()),
            "aria-label" => {
                let value = attribute.value();
                if is_label(&value) {
                    found.mark(AdName::Stated, &key, &value);
                }
            }
            // The title of a link or an image describes its target.
            "title" | "data-label" | "data-title"
                if !matches!(name, "a" | "abbr" | "img" | "iframe" | "link" | "option") =>
            {
                let value = attribute.value();
                if is_label(&value) {
                    found.mark(AdName::Stated, &key, &value);
                }
            }
            "itemtype" | "typeof" if name != "html" => {
                let value = attribute.value();
                if let Some(paid) = paid_type(&value) {
                    found.mark(AdName::Stated, "schema.org", paid);
                }
            }
            "type" if name == "script" => {
                found.is_json_ld = attribute.value().to_ascii_lowercase().contains("ld+json");
            }
            "alt" if name == "img" => {
                let value = attribute.value();
                found.image_label = is_label(&value).then_some(value);
            }
            "rel" if name == "a" => {
                let value = attribute.value();
                let mut words = value.split_ascii_whitespace();
                if words.any(|word| word.eq_ignore_ascii_case("sponsored")) {
                    found.paid_link = Some(PaidLink::Rel);
                }
            }
            "href" if name == "a" && found.paid_link.is_none() => {
                found.paid_link = pays(&attribute.value(), own_host).then_some(PaidLink::Target);
            }
            key if key.starts_with("data-") && !matches!(name, "html" | "body") => {
                found.data(key, &attribute.value());
            }
            _ => {}
        }
    }
    if let Some(link) = found.paid_link {
        // A link can be inside a block, and blocks can be inside a link.
        found.mark(AdName::Hint, "link", link.name());
    }
    found
}

impl ElementAttributes {
    /// Adds a mark; the first of the strongest ones stays.
    fn mark(&mut self, kind: AdName, key: &str, value: &str) {
        if self.mark.as_ref().is_none_or(|(known, _)| *known < kind) {
            let value: String = value.chars().take(LONGEST_SHOWN).collect();
            self.mark = Some((kind, format!("{key} {value}")));
        }
    }

    /// Reads a class or an id.
    fn name(&mut self, element: &str, key: &str, value: &str) {
        if !matches!(element, "html" | "body" | "main" | "article") {
            self.inside |= attribute_words::inside(value);
        }
        for name in value.split_ascii_whitespace() {
            if let Some(kind) = ad_names::of(name) {
                self.mark(kind, key, name);
            }
        }
    }

    /// Reads an attribute of the page's own programs.
    fn data(&mut self, key: &str, value: &str) {
        let value = value.trim();
        let is_off = matches!(value, "false" | "0" | "no" | "none" | "off" | "null");
        if is_off {
            return;
        }
        if let Some(kind) = ad_names::of_data(key) {
            self.mark(kind, "attribute", key);
        }
        let is_name = value.len() <= LONGEST_NAME
            && !value
                .contains(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'));
        if value.starts_with(['{', '[']) && ad_names::has_paid_word(value) {
            self.mark(AdName::Hint, "attribute", key);
        } else if is_name && let Some(kind) = ad_names::of(value) {
            self.mark(kind, key, value);
        }
    }

    /// Reads a style.
    fn style(&mut self, value: &str) {
        let style: String =
            value.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        for rule in style.split(';') {
            let Some((property, value)) = rule.split_once(':') else {
                continue;
            };
            let value = value.trim_end_matches("!important");
            match (property, value) {
                ("display", "none") | ("visibility", "hidden") => self.inside |= Inside::HIDDEN,
                (
                    "display",
                    "block" | "flex" | "grid" | "table" | "list-item" | "table-cell" | "table-row",
                ) => {
                    self.is_block = true;
                }
                ("white-space", "pre" | "pre-wrap" | "pre-line" | "break-spaces") => {
                    self.inside |= Inside::PRE;
                }
                _ => {}
            }
        }
    }
}
