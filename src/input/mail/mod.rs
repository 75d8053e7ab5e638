//! Mail: a message (`.eml`), a page that a browser saved as MHTML, or a mailbox of messages (mbox).

mod mail_bytes;
mod mail_text;
mod mailbox;

use std::collections::VecDeque;
use std::sync::Arc;

use self::mail_text::{MailText, MailTexts};
use self::mailbox::{MailBytes, Mailbox};
use super::articles::RawArticle;
use super::html::HtmlPage;
use super::source::Source;
use super::text_settings::TextSettings;
use crate::article::ArticleId;
use crate::error::{Error, Place, Problem, Result, guard};

/// The messages of a source, each an article. A page, a text or a mail that is attached to a message
/// is an article after it.
pub(super) struct Mails {
    mailbox: Mailbox,
    path: Arc<str>,
    texts: TextSettings,
    /// Articles of the last message that was read.
    pending: VecDeque<Result<RawArticle>>,
}

impl Mails {
    /// Creates a reader of the messages of a source.
    pub(super) fn new(source: Source, texts: TextSettings) -> Self {
        let path = source.path.as_str().into();
        let mailbox = Mailbox::new(source, texts.limits.record_bytes);
        Mails { mailbox, path, texts, pending: VecDeque::new() }
    }

    /// Reads the first message. Returns whether it is all that the source holds, and one article.
    pub(super) fn are_one_article(&mut self) -> bool {
        self.read_message();
        self.pending.len() <= 1 && !self.mailbox.is_of_several()
    }

    fn read_message(&mut self) {
        match self.mailbox.next_message() {
            Ok(Some(message)) => self.add_articles(&message),
            Ok(None) => {}
            Err(error) => self.pending.push_back(Err(error)),
        }
    }

    /// Reads the texts of a message: HTML, to be parsed by a worker, and plain text.
    fn add_articles(&mut self, message: &MailBytes) {
        let place = || match message.number {
            Some(_) => Place { byte: Some(message.start), ..Place::file(&*self.path) },
            None => Place::file(&*self.path),
        };
        let failed = |problem| Error::of_record(place(), problem, &message.bytes);
        let doing = || format!("reading the mail {}", self.path);
        let found = guard(doing, || Ok(MailTexts::of(&message.bytes)));
        let MailTexts { texts, is_cut } = match found.and_then(|found| found.map_err(failed)) {
            Ok(found) => found,
            Err(error) => return self.pending.push_back(Err(error)),
        };
        let mut articles = VecDeque::with_capacity(texts.len());
        for (at, text) in texts.into_iter().enumerate() {
            let mut id = self.path.to_string();
            if let Some(number) = message.number {
                id = format!("{id}:{number}");
            }
            if at > 0 {
                id = format!("{id}:{}", at + 1);
            }
            let id = ArticleId::Text(id);
            articles.push_back(match text {
                MailText::Html { bytes, encoding, url } => {
                    let page = HtmlPage::new(id, place(), bytes, encoding, self.texts.limits);
                    Ok(RawArticle::Page(page.with_url(url)))
                }
                MailText::Plain(text) => {
                    let article = self.texts.limits.article(id, text, self.texts.paragraphs);
                    article.map(RawArticle::Parsed).map_err(failed)
                }
            });
        }
        if is_cut {
            let problem = Problem::Mail("the mail is cut short".to_owned());
            articles.push_back(Err(failed(problem)));
        }
        self.pending = articles;
    }
}

impl Iterator for Mails {
    type Item = Result<RawArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.pending.is_empty() {
            self.read_message();
        }
        self.pending.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;
    use crate::limits::Limits;
    use proptest::prelude::*;

    fn read_within(mail: &str, record_bytes: usize) -> Vec<Result<Article, String>> {
        let source = Source::new("a.eml", trickle(mail.as_bytes()), &Reading::default()).unwrap();
        let limits = Limits { record_bytes, ..Limits::default() };
        let mails = Mails::new(source, TextSettings { limits, ..TextSettings::default() });
        mails
            .map(|mail| mail.and_then(RawArticle::parse).map_err(|error| error.to_string()))
            .collect()
    }

    fn read(mail: &str) -> Vec<Result<Article, String>> {
        read_within(mail, 1 << 20)
    }

    fn texts(mail: &str) -> Vec<String> {
        let articles = read(mail).into_iter().map(Result::unwrap);
        articles.map(|article| article.texts().collect::<Vec<_>>().join(" | ")).collect()
    }

    const ALTERNATIVE: &str = "From: desk@mill.example\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=b1\r\n\r\n--b1\r\n\
        Content-Type: text/plain\r\n\r\nPlain.\r\n--b1\r\n\
        Content-Type: text/html; charset=iso-8859-1\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p>The caf=E9 is shut, offi=\r\ncials said.</p><p>Get 20% off.</p>\r\n--b1\r\n\
        Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=a.pdf\r\n\r\nJVBERi0x\r\n--b1--\r\n";

    #[test]
    fn html_part_is_preferred_and_decoded() {
        assert_eq!(texts(ALTERNATIVE), ["The café is shut, officials said. | Get 20% off."]);
        assert_eq!(read(ALTERNATIVE)[0].as_ref().unwrap().id, "a.eml".into());
    }

    #[test]
    fn plain_text_is_read_without_the_header() {
        let mail = "From: a\nSubject: Bridge\nContent-Type: text/plain; charset=utf-8\n\
                    Content-Transfer-Encoding: base64\n\nT25lIGJyaWRnZS4KClR3by4K\n";
        assert_eq!(texts(mail), ["One bridge. | Two."]);
        assert_eq!(texts("From: a\nTo: b\n\nOne.\n\nTwo.\n"), ["One. | Two."]);
    }

    #[test]
    fn saved_page_of_mhtml_is_its_first_page() {
        let mail = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\
            \r\n--x\r\nContent-Type: text/html\r\nContent-ID: <f@mhtml.blink>\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\
            Content-Location: https://mill.example/\r\n\r\n\
            <meta charset=3Dwindows-1252><p>The caf=E9 is shut.</p>\r\n--x\r\n\
            Content-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            p {}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>A frame.</p>\r\n--x--\r\n";
        assert_eq!(texts(mail), ["The café is shut."]);
    }

    #[test]
    fn forwarded_mails_and_attached_texts_are_further_articles() {
        let head = "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n";
        let inner = "Content-Type: message/rfc822\n\nFrom: b\nSubject: s\n\nOne.\n--x--\n";
        assert_eq!(texts(&format!("{head}{inner}")), ["One."]);
        let note = "Content-Type: text/plain\n\nSee it.\n--x\n";
        assert_eq!(texts(&format!("{head}{note}{inner}")), ["See it.", "One."]);
        let digest = "Content-Type: multipart/digest; boundary=y\n\n--y\n\n\
                      From: b\nSubject: s\n\nOne.\n--y\n\nFrom: c\nSubject: s\n\nTwo.\n--y--\n--x--\n";
        assert_eq!(texts(&format!("{head}{note}{digest}")), ["See it.", "One.", "Two."]);
        for named in [
            "Content-Type: text/html; name=story.html\nContent-Disposition: attachment",
            "Content-Type: text/html; name=story.html",
            "Content-Type: text/html\nContent-Disposition: attachment; filename=story.html",
        ] {
            let mail = format!(
                "{head}{note}{named}\n\n<p>One.</p>\n--x\nContent-Type: text/plain\n\
                 Content-Disposition: attachment; filename=a.txt\n\nTwo.\n--x\n\
                 Content-Type: text/css; name=a.css\n\np {{}}\n--x--\n"
            );
            assert_eq!(texts(&mail), ["See it.", "One.", "Two."], "{named}");
            assert_eq!(read(&mail)[2].as_ref().unwrap().id, "a.eml:3".into());
        }
    }

    #[test]
    fn text_without_a_header_is_refused() {
        for text in ["One.\n\nTwo.\n\nThree.\n", "The council: one.\n\nTwo.\n", "a: b\n\nOne."] {
            let message = read(text).remove(0).unwrap_err();
            assert!(message.starts_with("a.eml: there is no header of a mail"), "{message}");
        }
        assert_eq!(texts("\n\nFrom: a\nSubject: b\n\nOne.\n"), ["One."]);
        assert_eq!(texts("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>One."), ["One."]);
    }

    #[test]
    fn content_decides_where_the_type_is_wrong_or_the_page_empty() {
        assert_eq!(texts("From: a\nSubject: b\n\n<p>One.</p><p>Two.</p>\n"), ["One. | Two."]);
        let empty = "From: a\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\
                     Content-Type: text/plain\n\nOne.\n--x\nContent-Type: text/html\n\n\
                     <html><head><title>T</title><style>p {}</style></head><body>&nbsp;<p></p></body></html>\n--x--\n";
        assert_eq!(texts(empty), ["One."]);
    }

    #[test]
    fn mail_that_is_cut_short_is_decoded_and_an_error_follows() {
        let base64 = "T25lIGJyaWRnZSBpcyBzaHV0Lgo";
        for head in [
            "From: a\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n",
            "From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\
             Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n",
            "From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\
             Content-Type: multipart/alternative; boundary=y\n\n--y\n\
             Content-Type: text/html\nContent-Transfer-Encoding: BASE64\n\n",
        ] {
            let found = read(&format!("{head}{base64}"));
            assert_eq!(found[0].as_ref().unwrap().text.trim(), "One bridge is shut", "{head}");
            let message = found[1].as_ref().unwrap_err();
            assert!(message.contains("(the mail is cut short)"), "{message}");
            assert_eq!(found.len(), 2);
        }
        let quoted = "From: a\nContent-Type: text/plain; charset=iso-8859-1\n\
                      Content-Transfer-Encoding: quoted-printable\n\nThe caf=E9 is sh=E";
        let found = read(quoted);
        assert_eq!(found[0].as_ref().unwrap().text.trim(), "The café is sh");
        assert!(found[1].is_err());
        let plain = "From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nOne.";
        assert!(matches!(&read(plain)[..], [Ok(one), Err(_)] if one.text == "One."));
    }

    #[test]
    fn messages_of_a_mailbox_are_articles() {
        let head = "From anna@mill.example Tue Nov 25 09:00:00 2026\nFrom: a\nSubject: s\n\n";
        let mailbox = format!("{head}One.\n\n>From the mill.\n\n{head}Two.\n");
        let found = read(&mailbox);
        assert_eq!(found[0].as_ref().unwrap().text.trim(), "One.\n\nFrom the mill.");
        assert_eq!(found[1].as_ref().unwrap().id, "a.eml:2".into());
        let long = format!("{head}{}\n\n{head}Two.\n", "long ".repeat(50));
        let found = read_within(&long, 200);
        assert_eq!(
            found[0].as_ref().unwrap_err(),
            "a.eml: byte 0: longer than 200 bytes; split it"
        );
        assert_eq!(found[1].as_ref().unwrap().text.trim(), "Two.");
    }

    #[test]
    fn mail_without_text_is_an_error() {
        let mail = "From: a\r\nMIME-Version: 1.0\r\nContent-Type: image/png\r\n\
                    Content-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n";
        let message = read(mail).remove(0).unwrap_err();
        assert!(
            message.starts_with("a.eml: cannot be read as a mail (it has no text)"),
            "{message}"
        );
        let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
        let message = read_within(&nested, 16 << 20).remove(0).unwrap_err();
        assert!(message.contains("mails within mails"), "{message}");
    }

    proptest! {
        #[test]
        fn any_text_is_articles_or_an_error(mail in "(From: a\n|From a b c 09:00\n|MIME-Version: 1\n|Content-Type: |multipart/mixed; boundary=b|text/html|message/rfc822|\n|--b|<p>|=E9|é){0,20}") {
            read(&mail);
        }
    }
}
