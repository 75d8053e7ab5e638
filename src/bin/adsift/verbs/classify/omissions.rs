//! Counts what is left out of clean articles, and articles without text.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use adsift::article::{Article, ParagraphKind};
use adsift::error::MAX_EXCERPT_CHARS;
use adsift::output::VerdictFormat;
use adsift::terminal::{Notation, escape, excerpt};
use adsift::{Result, Verdict};
use parking_lot::Mutex;

use crate::console;

/// Names of articles that a message lists; the others are counted.
const NAMES_LISTED: usize = 5;

/// Counts of a run. Many threads add to them.
#[derive(Debug, Default)]
pub struct Omissions {
    articles: AtomicU64,
    paragraphs: AtomicU64,
    paid: AtomicU64,
    boilerplate: AtomicU64,
    /// An article; the only one if there is one.
    last: Mutex<String>,
    /// Articles without a paragraph, and inputs without an article.
    empty: Mutex<Names>,
    /// Articles with paragraphs, all of which are boilerplate.
    all_boilerplate: Mutex<Names>,
    /// Articles with paragraphs, all of which are paid or boilerplate.
    nothing_left: Mutex<Names>,
}

/// Names by count. The first ones by the alphabet are listed, so that threads change no message.
#[derive(Debug, Default)]
struct Names {
    count: u64,
    listed: BTreeSet<String>,
}

impl Names {
    fn add(&mut self, name: String) {
        self.count += 1;
        self.listed.insert(name);
        if self.listed.len() > NAMES_LISTED {
            self.listed.pop_last();
        }
    }

    fn list(&self) -> String {
        let listed: Vec<&str> = self.listed.iter().map(String::as_str).collect();
        let others = self.count - listed.len() as u64;
        let rest = if others > 0 { format!(", and {others} more") } else { String::new() };
        listed.join(", ") + &rest
    }
}

impl Omissions {
    /// Adds an article and its verdicts.
    pub fn add(&self, article: &Article, verdicts: &[Verdict]) {
        let is_first = self.articles.fetch_add(1, Relaxed) == 0;
        let (mut paid, mut boilerplate, mut unpaid_boilerplate) = (0, 0, 0);
        for (paragraph, verdict) in verdicts.iter().enumerate() {
            let is_paid = verdict.label.is_sponsored();
            let is_boilerplate = article.kind(paragraph) == ParagraphKind::Boilerplate;
            paid += u64::from(is_paid);
            boilerplate += u64::from(is_boilerplate);
            unpaid_boilerplate += u64::from(is_boilerplate && !is_paid);
        }
        let paragraphs = verdicts.len() as u64;
        self.paragraphs.fetch_add(paragraphs, Relaxed);
        self.paid.fetch_add(paid, Relaxed);
        self.boilerplate.fetch_add(unpaid_boilerplate, Relaxed);
        let name = || excerpt(&article.id.to_string(), MAX_EXCERPT_CHARS);
        if is_first {
            *self.last.lock() = name();
        }
        if verdicts.is_empty() {
            self.empty.lock().add(name());
            return;
        }
        if boilerplate == paragraphs {
            self.all_boilerplate.lock().add(name());
        }
        if paid + unpaid_boilerplate == paragraphs {
            self.nothing_left.lock().add(name());
        }
    }

    /// Adds an input without an article.
    pub fn add_empty_input(&self, path: &str) {
        self.empty.lock().add(escape(path).into_owned());
    }

    /// Shows the counts on standard error: what was left out if the output is clean, and the
    /// articles without text in any format. `keeps_boilerplate` is whether boilerplate is part of
    /// the output.
    pub fn report(&self, is_clean: bool, keeps_boilerplate: bool) {
        let empty = self.empty.lock();
        match empty.count {
            0 => {}
            1 => console::info(&format!("{}: no text", empty.list())),
            count => console::info(&format!("{count} inputs without text: {}", empty.list())),
        }
        if is_clean {
            self.report_clean(keeps_boilerplate);
            return;
        }
        let all_boilerplate = self.all_boilerplate.lock();
        match all_boilerplate.count {
            0 => {}
            1 => console::info(&format!("{}: only boilerplate", all_boilerplate.list())),
            count => {
                console::info(&format!(
                    "{count} articles with only boilerplate: {}",
                    all_boilerplate.list()
                ));
            }
        }
    }

    fn report_clean(&self, keeps_boilerplate: bool) {
        let [articles, paragraphs, paid, boilerplate] =
            [&self.articles, &self.paragraphs, &self.paid, &self.boilerplate]
                .map(|count| count.load(Relaxed));
        let boilerplate = if keeps_boilerplate { 0 } else { boilerplate };
        let left_out = paid + boilerplate;
        let message = if articles == 1 {
            let paragraphs = counted(paragraphs, "paragraph");
            let boilerplate = if keeps_boilerplate {
                String::new()
            } else {
                format!(", {boilerplate} boilerplate")
            };
            let name = self.last.lock();
            format!("{name}: {left_out} of {paragraphs} left out: {paid} paid{boilerplate}")
        } else {
            let boilerplate = if keeps_boilerplate {
                String::new()
            } else {
                format!(", {boilerplate} as boilerplate")
            };
            let nothing_left = self.nothing_left.lock();
            let rest = match nothing_left.count {
                0 => String::new(),
                _ if keeps_boilerplate => String::new(),
                count => {
                    let articles = counted(count, "article");
                    format!("; nothing is left of {articles}: {}", nothing_left.list())
                }
            };
            format!(
                "{}, {}: {paid} left out as paid{boilerplate}{rest}",
                counted(articles, "article"),
                counted(paragraphs, "paragraph")
            )
        };
        if left_out > 0 {
            console::info(&message);
        } else if articles > 0 {
            console::verbose(|| message);
        }
    }
}

fn counted(count: u64, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}

/// A format whose articles are counted.
pub struct Counted<'a> {
    pub format: &'a dyn VerdictFormat,
    pub omissions: &'a Omissions,
}

impl VerdictFormat for Counted<'_> {
    fn header(&self) -> &[u8] {
        self.format.header()
    }

    fn separator_len(&self) -> usize {
        self.format.separator_len()
    }

    fn needs_explanations(&self) -> bool {
        self.format.needs_explanations()
    }

    fn notation(&self) -> Option<Notation> {
        self.format.notation()
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        self.omissions.add(article, verdicts);
        self.format.article(article, verdicts, out)
    }
}
