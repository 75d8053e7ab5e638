//! The bytes of a message as they must be read: without the lines before the header, and with the
//! end of a message that is cut short.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use crate::error::Problem;
use crate::input::format::is_mail_header;
use crate::limits::MAX_NESTED_MAILS;

/// Returns the message without blank lines, the number of Apple's `.emlx` and the status lines of
/// `curl -i` before it.
///
/// # Errors
///
/// [`Problem::NoMailHeader`] if the message does not begin with a header: the text before its first
/// blank line would be lost.
pub(super) fn from_header(message: &[u8]) -> Result<&[u8], Problem> {
    let message = message.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(message).trim_ascii_start();
    let message = of_emlx(message).unwrap_or(message);
    let message = of_http(message).unwrap_or(message);
    if is_mail_header(message) { Ok(message) } else { Err(Problem::NoMailHeader) }
}

/// The message of an `.emlx`: a line with its length, the message, and a list of properties.
fn of_emlx(file: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b'\n', file)?;
    let length: usize = std::str::from_utf8(&file[..end]).ok()?.trim().parse().ok()?;
    let message = &file[end + 1..];
    Some(&message[..length.min(message.len())])
}

/// The response of a server after its status line, and after the responses that only lead to it.
fn of_http(mut response: &[u8]) -> Option<&[u8]> {
    let mut after = None;
    while response.starts_with(b"HTTP/") {
        let header = &response[memchr::memchr(b'\n', response)? + 1..];
        after = Some(header);
        response = after_header(header)?;
    }
    after
}

/// The bytes after the blank line that ends a header.
fn after_header(message: &[u8]) -> Option<&[u8]> {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', message) {
        if message[start..end].trim_ascii().is_empty() {
            return Some(&message[end + 1..]);
        }
        start = end + 1;
    }
    None
}

/// Returns the bytes of a message that is cut short, with an end that makes its last part readable.
/// `None` if the message is whole.
pub(super) fn completed(bytes: &[u8], message: &Message<'_>) -> Option<Vec<u8>> {
    let mut open = Vec::new();
    let mut left = MAX_NESTED_MAILS;
    add_open_boundaries(bytes, message, &mut open, &mut left);
    let root = message.parts.first()?;
    let is_one_part = root.content_type().is_none_or(|kind| kind.ctype() != "multipart");
    let coded = last_coded_body(bytes);
    let cut = coded.map_or(0, |(coding, body)| surplus(coding, body));
    // The parts of a whole message may have odd ends.
    if open.is_empty() && !(is_one_part && cut > 0) {
        return None;
    }
    let mut completed = bytes[..bytes.len() - cut].to_vec();
    if after_header(bytes).is_none() {
        completed.extend_from_slice(b"\r\n\r\n");
    }
    for boundary in open.iter().rev() {
        completed.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    }
    Some(completed)
}

/// Adds the boundaries without an end, the outer ones first. `left` boundaries are searched: each
/// search takes the time of the whole message.
fn add_open_boundaries(
    bytes: &[u8],
    message: &Message<'_>,
    open: &mut Vec<String>,
    left: &mut usize,
) {
    for part in &message.parts {
        if let Some(boundary) = boundary_of(part).filter(|_| *left > 0) {
            *left -= 1;
            let end = format!("--{boundary}--");
            if memchr::memmem::find(bytes, end.as_bytes()).is_none() {
                open.push(boundary.to_owned());
            }
        }
        if let PartType::Message(inner) = &part.body {
            add_open_boundaries(bytes, inner, open, left);
        }
    }
}

fn boundary_of<'m>(part: &'m MessagePart<'_>) -> Option<&'m str> {
    let kind = part.content_type().filter(|kind| kind.ctype() == "multipart")?;
    kind.attribute("boundary")
}

/// How the bytes of a part are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Base64,
    QuotedPrintable,
}

/// The body of the last part that is written in base64 or quoted-printable.
fn last_coded_body(message: &[u8]) -> Option<(Coding, &[u8])> {
    const FIELD: &[u8] = b"content-transfer-encoding:";
    let mut end = message.len();
    loop {
        let start = memchr::memrchr(b'\n', &message[..end]).map_or(0, |at| at + 1);
        let line = &message[start..end];
        if line.get(..FIELD.len()).is_some_and(|name| name.eq_ignore_ascii_case(FIELD)) {
            let value = line[FIELD.len()..].trim_ascii().to_ascii_lowercase();
            let body = after_header(&message[start..])?;
            return match &*value {
                b"base64" => Some((Coding::Base64, body)),
                b"quoted-printable" => Some((Coding::QuotedPrintable, body)),
                _ => None,
            };
        }
        end = start.checked_sub(1)?;
    }
}

/// The number of bytes at the end of a body that are the start of a letter.
fn surplus(coding: Coding, body: &[u8]) -> usize {
    match coding {
        Coding::Base64 => {
            let is_code = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
            let mut codes: usize = 0;
            for byte in body {
                if is_code(byte) {
                    codes += 1;
                } else if !byte.is_ascii_whitespace() {
                    return 0;
                }
            }
            let surplus = codes % 4;
            let end = body.iter().rposition(is_code).map_or(0, |at| at + 1);
            if surplus == 0 || body[..end].ends_with(b"=") {
                return 0;
            }
            // The last letters may be on two lines.
            let mut left = surplus;
            let start = body.iter().rposition(|byte| {
                left -= usize::from(is_code(byte));
                left == 0
            });
            start.map_or(0, |start| body.len() - start)
        }
        Coding::QuotedPrintable => {
            let last = &body[body.len().saturating_sub(2)..];
            match memchr::memchr(b'=', last) {
                Some(at) if !last.contains(&b'\n') => last.len() - at,
                _ => 0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_header_is_left_out() {
        let mail = "From: a\nSubject: s\n\nOne.\n";
        for (file, expected) in [
            (format!("\r\n \n{mail}"), mail),
            (format!("{}\n{mail}<?xml version=\"1.0\"?>", mail.len()), mail),
            (
                "HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\nHTTP/2 200\r\nContent-Type: text/html\r\n\r\n<p>"
                    .to_owned(),
                "Content-Type: text/html\r\n\r\n<p>",
            ),
        ] {
            let found = from_header(file.as_bytes()).unwrap();
            assert_eq!(String::from_utf8_lossy(found), expected);
        }
        for text in
            ["One.\n\nTwo.", "", "The bridge: a story\n\nOne.", "Note: one.\n\nTwo.", "12\n"]
        {
            assert!(matches!(from_header(text.as_bytes()), Err(Problem::NoMailHeader)), "{text}");
        }
    }

    #[test]
    fn started_letters_at_the_end_are_counted() {
        for (coding, body, expected) in [
            (Coding::Base64, "VGhl", 0),
            (Coding::Base64, "VGhlI", 1),
            (Coding::Base64, "VGhl\r\nIG\r\n", 4),
            (Coding::Base64, "VGhlIGM\nv", 0),
            (Coding::Base64, "VGhlIA==", 0),
            (Coding::Base64, "VGhlI\n--b--", 0),
            (Coding::QuotedPrintable, "caf=E9", 0),
            (Coding::QuotedPrintable, "caf=E", 2),
            (Coding::QuotedPrintable, "caf=", 1),
            (Coding::QuotedPrintable, "caf=\n", 0),
        ] {
            assert_eq!(surplus(coding, body.as_bytes()), expected, "{body}");
        }
    }
}
