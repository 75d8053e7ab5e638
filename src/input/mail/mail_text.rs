//! `MailText`: the text of a message, its HTML part or else its plain text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Encoding as TransferEncoding, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use crate::error::Problem;
use crate::limits::MAX_NESTED_MAILS;

/// The text of a message, decoded from quoted-printable and base64.
pub(super) enum MailText {
    /// A page. Without an encoding, the page declares it.
    Html { bytes: Vec<u8>, encoding: Option<&'static Encoding> },
    /// Plain text.
    Plain(String),
}

impl MailText {
    /// Reads the text of a message. Attachments are ignored.
    ///
    /// # Errors
    ///
    /// [`Problem::Mail`] for a message without text.
    pub(super) fn of(message: &[u8]) -> Result<Self, Problem> {
        if nested_mails(message) > MAX_NESTED_MAILS {
            return Err(Problem::Mail(format!("more than {MAX_NESTED_MAILS} mails within mails")));
        }
        let message = MessageParser::default().parse(message);
        let message = message.ok_or_else(|| Problem::Mail("it has no header".to_owned()))?;
        // A mail may be forwarded as the only part of another.
        let forwarded = message.parts.iter().filter_map(|part| match &part.body {
            PartType::Message(inner) => Some(inner),
            _ => None,
        });
        let mut messages = [&message].into_iter().chain(forwarded);
        let text = messages.find_map(MailText::of_parsed);
        text.ok_or_else(|| Problem::Mail("it has no text".to_owned()))
    }

    fn of_parsed(message: &Message<'_>) -> Option<Self> {
        let is_html = |part: &&MessagePart<'_>| matches!(part.body, PartType::Html(_));
        let bodies: Vec<&MessagePart<'_>> = message.html_bodies().collect();
        if bodies.iter().any(is_html) {
            return Some(match bodies[..] {
                [page] => page_of(message, page),
                // Apple Mail writes several parts, and mailing lists add one.
                _ => {
                    let bytes = bodies.into_iter().map(html_of).collect::<String>().into_bytes();
                    MailText::Html { bytes, encoding: Some(UTF_8) }
                }
            });
        }
        let first_page = message.parts.iter().find(|part| is_html(part) && !is_attached(part));
        if let Some(page) = first_page {
            return Some(page_of(message, page));
        }
        let texts = message.text_bodies().filter_map(|part| plain_of(message, part));
        let texts: Vec<String> = texts.collect();
        (!texts.is_empty()).then(|| MailText::Plain(texts.join("\n\n")))
    }
}

fn is_attached(part: &MessagePart<'_>) -> bool {
    part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment)
}

fn declares_charset(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.attribute("charset").is_some())
}

/// The page of a part. mail-parser has decoded it by its header; without a charset in the header,
/// the page declares its encoding.
fn page_of(message: &Message<'_>, part: &MessagePart<'_>) -> MailText {
    let text = part.text_contents().unwrap_or_default();
    if !declares_charset(part)
        && text.contains('\u{FFFD}')
        && let Some(bytes) = raw(message, part)
    {
        return MailText::Html { bytes: bytes.into_owned(), encoding: None };
    }
    MailText::Html { bytes: text.as_bytes().to_vec(), encoding: Some(UTF_8) }
}

/// A part as HTML, to be joined with others.
fn html_of(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Html(html) => format!("<div>{html}</div>\n"),
        PartType::Text(text) => {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            format!("<pre>{text}</pre>\n")
        }
        _ => String::new(),
    }
}

/// The text of a part. Without a charset it is UTF-8 or else windows-1252.
fn plain_of(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let PartType::Text(text) = &part.body else {
        return None;
    };
    if !declares_charset(part)
        && text.contains('\u{FFFD}')
        && let Some(bytes) = raw(message, part)
    {
        return Some(WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned());
    }
    Some(text.clone().into_owned())
}

/// The bytes of a part, decoded from quoted-printable and base64 only.
fn raw<'m>(message: &'m Message<'_>, part: &MessagePart<'_>) -> Option<Cow<'m, [u8]>> {
    let range = part.offset_body as usize..part.offset_end as usize;
    let bytes = message.raw_message.get(range)?;
    match part.encoding {
        TransferEncoding::None => Some(bytes.into()),
        TransferEncoding::QuotedPrintable => quoted_printable_decode(bytes).map(Cow::Owned),
        TransferEncoding::Base64 => base64_decode(bytes).map(Cow::Owned),
    }
}

/// Counts the header lines that can begin a mail within the mail.
fn nested_mails(message: &[u8]) -> usize {
    const FIELD: &[u8] = b"content-type";
    let is_start =
        |line: &[u8]| line.get(..FIELD.len()).is_some_and(|name| name.eq_ignore_ascii_case(FIELD));
    let mut starts = memchr::memchr_iter(b'\n', message).map(|at| at + 1).chain([0]);
    let mut count = 0;
    starts.by_ref().filter(|start| is_start(&message[*start..])).for_each(|start| {
        let value = &message[start..message.len().min(start + 200)];
        let value = value.to_ascii_lowercase();
        let has = |word: &[u8]| memchr::memmem::find(&value, word).is_some();
        count += usize::from(has(b"message") || has(b"digest"));
    });
    count
}
