//! Mail: a message (`.eml`), a page that a browser saved as MHTML, or a mailbox of messages (mbox).

mod mail_text;
mod mailbox;

use std::sync::Arc;

use self::mail_text::MailText;
use self::mailbox::{MailBytes, Mailbox};
use super::articles::RawArticle;
use super::html::HtmlPage;
use super::source::Source;
use super::text_settings::TextSettings;
use crate::article::ArticleId;
use crate::error::{Error, Place, Result, guard};

/// The messages of a source, each an article.
pub(super) struct Mails {
    mailbox: Mailbox,
    path: Arc<str>,
    texts: TextSettings,
}

impl Mails {
    /// Creates a reader of the messages of a source.
    pub(super) fn new(source: Source, texts: TextSettings) -> Self {
        let path = source.path.as_str().into();
        Mails { mailbox: Mailbox::new(source, texts.limits.record_bytes), path, texts }
    }

    /// Reads the text of a message: its HTML, to be parsed by a worker, or else its plain text.
    fn article(&self, message: &MailBytes) -> Result<RawArticle> {
        let place = || match message.number {
            Some(_) => Place { byte: Some(message.start), ..Place::file(&*self.path) },
            None => Place::file(&*self.path),
        };
        let id = match message.number {
            Some(number) => ArticleId::Text(format!("{}:{number}", self.path)),
            None => ArticleId::from(&*self.path),
        };
        let failed = |problem| Error::of_record(place(), problem, &message.bytes);
        let doing = || format!("reading the mail {}", self.path);
        let text = guard(doing, || Ok(MailText::of(&message.bytes)))?.map_err(failed)?;
        match text {
            MailText::Html { bytes, encoding } => {
                let page = HtmlPage::new(id, place(), bytes, encoding, self.texts.limits);
                Ok(RawArticle::Page(page))
            }
            MailText::Plain(text) => {
                let rule = self.texts.paragraphs;
                let article = self.texts.limits.article(id, text, rule).map_err(failed)?;
                Ok(RawArticle::Parsed(article))
            }
        }
    }
}

impl Iterator for Mails {
    type Item = Result<RawArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        let message = self.mailbox.next_message().transpose()?;
        Some(message.and_then(|message| self.article(&message)))
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
    fn forwarded_mail_is_read_and_an_attached_page_is_not() {
        let head = "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n";
        let inner = "Content-Type: message/rfc822\n\nFrom: b\nSubject: s\n\nOne.\n--x--\n";
        assert_eq!(texts(&format!("{head}{inner}")), ["One."]);
        let attached = "Content-Type: text/plain\n\nSee it.\n--x\nContent-Type: text/html; \
                        name=a.html\nContent-Disposition: attachment; filename=a.html\n\n<p>No.</p>\n--x--\n";
        assert_eq!(texts(&format!("{head}{attached}")), ["See it."]);
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
