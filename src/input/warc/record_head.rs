//! `RecordHead`: the named fields at the beginning of a record.

/// The fields of a record that matter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecordHead {
    pub(super) kind: RecordKind,
    /// Length of the body in bytes.
    pub(super) length: u64,
    /// Address of the page.
    pub(super) target: Option<String>,
    /// Whether the crawler has cut the body.
    pub(super) is_truncated: bool,
}

/// What a record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    /// The response of a server.
    Response,
    /// A page of HTML without the response.
    Page,
    /// The text of a page.
    Text,
    /// A note of the crawler: requests, metadata.
    Note,
    /// Anything else.
    Other,
}

impl RecordHead {
    /// Parses the head of a record.
    ///
    /// # Errors
    ///
    /// The reason if the length is missing.
    pub(super) fn parse(head: &[u8]) -> Result<Self, String> {
        let value = |name| field(head, name);
        let length = value("content-length").and_then(|length| length.parse().ok());
        let length = length.ok_or("the record has no Content-Length")?;
        let content = value("content-type").unwrap_or_default().to_ascii_lowercase();
        let is = |kind: &str| content.split(';').next().unwrap_or_default().trim() == kind;
        let kind = match &*value("warc-type").unwrap_or_default().to_ascii_lowercase() {
            "response" => RecordKind::Response,
            "resource" if is("text/html") || is("application/xhtml+xml") => RecordKind::Page,
            "resource" if is("text/plain") => RecordKind::Text,
            "conversion" if is("text/plain") || content.is_empty() => RecordKind::Text,
            "conversion" if is("text/html") => RecordKind::Page,
            "warcinfo" | "request" | "metadata" => RecordKind::Note,
            _ => RecordKind::Other,
        };
        let target = value("warc-target-uri").map(|target| {
            // Some versions of wget write it as `<https://…>`.
            target.trim_start_matches('<').trim_end_matches('>').to_owned()
        });
        let is_truncated = value("warc-truncated").is_some();
        Ok(RecordHead { kind, length, target: target.filter(|t| !t.is_empty()), is_truncated })
    }
}

/// The value of the first field of this name, which is in lower case.
pub(super) fn field(head: &[u8], wanted: &str) -> Option<String> {
    let mut lines = head.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let Some(colon) = memchr::memchr(b':', line) else {
            continue;
        };
        if !line[..colon].trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()) {
            continue;
        }
        let mut value = String::from_utf8_lossy(line[colon + 1..].trim_ascii()).into_owned();
        // A long value goes on in the next line, which is indented.
        while let Some(next) =
            lines.next_if(|next| next.starts_with(b" ") || next.starts_with(b"\t"))
        {
            value.push(' ');
            value.push_str(&String::from_utf8_lossy(next.trim_ascii()));
        }
        return Some(value);
    }
    None
}
