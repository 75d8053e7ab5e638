//! Recognizes a mail by its header lines.

/// Names of header fields that only mail has.
const TECHNICAL: [&str; 13] = [
    "arc-seal",
    "authentication-results",
    "content-transfer-encoding",
    "content-type",
    "delivered-to",
    "dkim-signature",
    "list-unsubscribe",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "snapshot-content-location",
    "x-received",
];

/// Names of header fields that people write too. Two of these make a mail.
const PERSONAL: [&str; 7] = ["cc", "date", "from", "reply-to", "sent", "subject", "to"];

/// Whether an input begins with the header of a mail, or with that of a mailbox (`From `).
pub(super) fn is_mail(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
    let is_cut = !head.contains("\n\n") && !head.contains("\n\r\n");
    let mut lines =
        head.trim_start().split('\n').map(|line| line.trim_end_matches('\r')).peekable();
    let _ = lines.next_if(|line| is_mailbox_line(line));
    // Apple Mail writes the length first, and `curl -i` the status.
    let is_length =
        |line: &str| !line.is_empty() && line.trim_end().bytes().all(|byte| byte.is_ascii_digit());
    let _ = lines.next_if(|line| is_length(line) || is_status_line(line));
    let (mut technical, mut personal, mut fields) = (0, 0, 0);
    let mut has_end = false;
    while let Some(line) = lines.next() {
        if line.is_empty() {
            has_end = true;
            break;
        }
        if line.starts_with([' ', '\t']) && fields > 0 {
            continue;
        }
        let Some(name) = field_name(line) else {
            // The last line may be cut.
            if is_cut && lines.peek().is_none() && fields > 0 {
                break;
            }
            return false;
        };
        let name = name.to_ascii_lowercase();
        fields += 1;
        technical += usize::from(TECHNICAL.contains(&&*name));
        personal += usize::from(PERSONAL.contains(&&*name));
    }
    (technical > 0 || personal > 1) && fields > 1 && (has_end || is_cut)
}

/// Whether a message begins with a header that has a field of mail or of HTTP.
pub(crate) fn is_mail_header(message: &[u8]) -> bool {
    let mut has_known = false;
    for line in message.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            break;
        }
        let name = field_name(line).map(str::to_ascii_lowercase);
        let is_first = !has_known;
        match name {
            Some(name) => {
                has_known |= TECHNICAL.contains(&&*name) || PERSONAL.contains(&&*name);
            }
            None if line.starts_with([' ', '\t', '>']) || line.starts_with("From ") => {}
            None if is_first => return false,
            None => break,
        }
        if has_known {
            return true;
        }
    }
    has_known
}

/// Whether a line is the first of a server's response: `HTTP/1.1 200 OK`.
fn is_status_line(line: &str) -> bool {
    let mut words = line.strip_prefix("HTTP/").unwrap_or_default().split(' ').skip(1);
    words
        .next()
        .is_some_and(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a line parts the mails of a mailbox: `From anna@mill.example Tue Nov 25 09:00:00 2026`.
pub(crate) fn is_mailbox_line(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ") else {
        return false;
    };
    let words = rest.split_whitespace().count();
    // The time of day.
    let has_time = rest.split_whitespace().any(|word| {
        let mut parts = word.split(':');
        let is_part =
            |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.clone().count() >= 2 && parts.all(is_part)
    });
    words >= 4 && has_time
}

/// The name of a header field: `Subject` of `Subject: One.`
fn field_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (!name.is_empty() && name.len() <= 64 && name.bytes().all(is_part)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_of_a_mail_are_recognized() {
        for head in [
            "From: Anna <anna@mill.example>\nSubject: Bridge\n\nThe council met.",
            "Return-Path: <a@b.example>\r\nReceived: from b\r\n\tby c\r\n\r\nOne.",
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"x\"\r\n\r\n",
            "From anna@mill.example Tue Nov 25 09:00:00 2026\nFrom: a\nTo: b\n\nOne.",
            "Received: from b\nX-Long: y\nX-Cut",
        ] {
            assert!(is_mail(head.as_bytes()), "{head}");
        }
    }

    #[test]
    fn prose_is_not_a_mail() {
        for head in [
            "From: Anna\n\nDear council, the bridge is shut.",
            "From: the mayor's office\nThe council met on Tuesday.\n\nTwo.",
            "Question: Why?\nAnswer: Because.\n\nTwo.",
            "From Anna with love\n\nTwo.",
            "Subject: bridges\nSubject matters are many. To: none\n\n",
            "The bridge: a story\nDate: none\nTo: none\nbody",
            "",
        ] {
            assert!(!is_mail(head.as_bytes()), "{head}");
        }
    }
}
