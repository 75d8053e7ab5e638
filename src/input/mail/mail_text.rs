//! `MailTexts`: the text of a message, its HTML part or else its plain text, and the texts that are
//! attached to it.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Encoding as TransferEncoding, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use super::mail_bytes;
use crate::error::Problem;
use crate::input::format::begins_with_tag;
use crate::limits::MAX_NESTED_MAILS;

/// The text of a message, decoded from quoted-printable and base64.
pub(super) enum MailText {
    /// A page. Without an encoding, the page declares it; the address is empty if there is none.
    Html { bytes: Vec<u8>, encoding: Option<&'static Encoding>, url: String },
    /// Plain text.
    Plain(String),
}

/// The texts of a message.
pub(super) struct MailTexts {
    /// The text of the message, then those of pages, texts and mails that are attached to it.
    pub(super) texts: Vec<MailText>,
    /// Whether the message is cut short.
    pub(super) is_cut: bool,
}

impl MailTexts {
    /// Reads the texts of a message. Attached files of other kinds are ignored.
    ///
    /// # Errors
    ///
    /// [`Problem::NoMailHeader`], and [`Problem::Mail`] for a message without text.
    pub(super) fn of(message: &[u8]) -> Result<Self, Problem> {
        let message = mail_bytes::from_header(message)?;
        if nested_mails(message) > MAX_NESTED_MAILS {
            return Err(Problem::Mail(format!("more than {MAX_NESTED_MAILS} mails within mails")));
        }
        let parsed = parsed(message)?;
        let completed = mail_bytes::completed(message, &parsed);
        let mut texts = Vec::new();
        match &completed {
            Some(completed) => add_texts(&self::parsed(completed)?, &mut texts),
            None => add_texts(&parsed, &mut texts),
        }
        let is_cut = completed.is_some();
        if texts.is_empty() && !is_cut {
            return Err(Problem::Mail("it has no text".to_owned()));
        }
        Ok(MailTexts { texts, is_cut })
    }
}

fn parsed(message: &[u8]) -> Result<Message<'_>, Problem> {
    MessageParser::default().parse(message).ok_or(Problem::NoMailHeader)
}

/// Adds the text of a message, and those of what is attached to it.
fn add_texts(message: &Message<'_>, texts: &mut Vec<MailText>) {
    texts.extend(MailText::of_parsed(message));
    // The numbers of the parts are in order.
    let is_body = |id: u32| {
        [&message.html_body, &message.text_body].iter().any(|list| list.binary_search(&id).is_ok())
    };
    for (id, part) in (0..).zip(&message.parts) {
        match &part.body {
            PartType::Message(inner) => add_texts(inner, texts),
            PartType::Html(_) if is_attached(part) && !is_body(id) => {
                texts.push(page_of(message, part));
            }
            PartType::Text(_) if is_attached(part) && !is_body(id) && is_plain(part) => {
                texts.extend(plain_of(message, part).map(MailText::Plain));
            }
            _ => {}
        }
    }
}

impl MailText {
    fn of_parsed(message: &Message<'_>) -> Option<Self> {
        let is_html = |part: &&MessagePart<'_>| matches!(&part.body, PartType::Html(html) if has_visible_text(html));
        let bodies: Vec<&MessagePart<'_>> = message.html_bodies().collect();
        if bodies.iter().any(is_html) {
            return Some(match bodies[..] {
                [page] => page_of(message, page),
                // Apple Mail writes several parts, and mailing lists add one.
                _ => {
                    let bytes = bodies.into_iter().map(html_of).collect::<String>().into_bytes();
                    MailText::Html { bytes, encoding: Some(UTF_8), url: String::new() }
                }
            });
        }
        let first_page = message.parts.iter().find(|part| is_html(part) && !is_attached(part));
        if let Some(page) = first_page {
            return Some(page_of(message, page));
        }
        let parts: Vec<&MessagePart<'_>> = message.text_bodies().collect();
        let texts = parts.iter().filter_map(|part| plain_of(message, part));
        let texts: Vec<String> = texts.collect();
        let (first, text) = (parts.first()?, texts.join("\n\n"));
        // Programs leave the type of a page out.
        if first.content_type().is_none() && begins_with_tag(&text) {
            let encoding = Some(UTF_8);
            return Some(MailText::Html { bytes: text.into_bytes(), encoding, url: String::new() });
        }
        (!texts.is_empty()).then_some(MailText::Plain(text))
    }
}

/// Whether a page has a letter outside of its tags, head, styles and scripts.
fn has_visible_text(html: &str) -> bool {
    let mut hidden_until = None;
    let mut rest = html;
    while !rest.is_empty() {
        let start = rest.find('<').unwrap_or(rest.len());
        if hidden_until.is_none()
            && rest[..start].replace("&nbsp;", "").contains(char::is_alphanumeric)
        {
            return true;
        }
        rest = &rest[start..];
        let end = if rest.starts_with("<!--") { rest.find("-->") } else { rest.find('>') };
        let Some(end) = end else {
            return false;
        };
        let tag = rest[1..end].trim_start();
        let name: &str = tag.split(|char: char| char.is_whitespace()).next().unwrap_or_default();
        let name = name.trim_end_matches('/');
        match hidden_until {
            Some(hidden) => {
                let is_end = name.strip_prefix('/').is_some_and(|n| n.eq_ignore_ascii_case(hidden));
                if is_end {
                    hidden_until = None;
                }
            }
            None => {
                let hidden = ["head", "style", "script", "title"];
                hidden_until = hidden.into_iter().find(|other| name.eq_ignore_ascii_case(other));
            }
        }
        rest = &rest[end + 1..];
    }
    false
}

/// The address of the page that a program saved as a mail.
fn url_of(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let of_message = message.header("Snapshot-Content-Location").and_then(|value| value.as_text());
    let of_part = part.content_location();
    let mut urls = [of_part, of_message].into_iter().flatten();
    let is_url = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
    urls.find(is_url).unwrap_or_default().to_owned()
}

/// Whether a part is a file that is attached to the message.
fn is_attached(part: &MessagePart<'_>) -> bool {
    part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment)
        || part.attachment_name().is_some()
}

fn is_plain(part: &MessagePart<'_>) -> bool {
    part.content_type().is_none() || part.is_content_type("text", "plain")
}

fn declares_charset(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.attribute("charset").is_some())
}

/// The page of a part. mail-parser has decoded it by its header; without a charset in the header,
/// the page declares its encoding.
fn page_of(message: &Message<'_>, part: &MessagePart<'_>) -> MailText {
    let text = part.text_contents().unwrap_or_default();
    let url = url_of(message, part);
    if !declares_charset(part)
        && text.contains('\u{FFFD}')
        && let Some(bytes) = raw(message, part)
    {
        return MailText::Html { bytes: bytes.into_owned(), encoding: None, url };
    }
    MailText::Html { bytes: text.as_bytes().to_vec(), encoding: Some(UTF_8), url }
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
