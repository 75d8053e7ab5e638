//! Detects the encoding of a page: UTF-8, the declared encoding, or windows-1252.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// First bytes of a page that can declare its encoding (HTML Standard, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;

/// Detects the encoding of a page without a byte order mark.
///
/// Bytes that are valid UTF-8 are UTF-8, since text in another encoding is never valid UTF-8 by
/// chance. Other bytes have the encoding that the page declares, or the default of browsers,
/// windows-1252.
pub(super) fn of(html: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(html).is_ok() {
        return UTF_8;
    }
    let head = &html[..html.len().min(PRESCAN_BYTES)];
    declared(head).unwrap_or(WINDOWS_1252)
}

/// Returns the encoding in `<meta charset=…>` or `<meta http-equiv content="…; charset=…">`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let mut metas = memchr::memmem::find_iter(&head, b"<meta").map(|at| &head[at..]);
    metas.find_map(|meta| {
        let tag = meta.split(|&byte| byte == b'>').next()?;
        let at = memchr::memmem::find(tag, b"charset")? + b"charset".len();
        let value = tag[at..].trim_ascii_start().strip_prefix(b"=")?;
        let label = match value.trim_ascii_start() {
            [b'"' | b'\'', label @ ..] => label,
            label => label,
        };
        let end = label.iter().position(|byte| b"\"'; \t\r\n/".contains(byte));
        let encoding = Encoding::for_label(&label[..end.unwrap_or(label.len())])?;
        // A declaration that is readable as single bytes is not UTF-16.
        Some(encoding.output_encoding())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_utf_8_overrides_declarations_and_windows_1252_is_the_default() {
        let pages: [(&[u8], &str); 8] = [
            (b"<p>plain", "UTF-8"),
            ("<meta charset=latin1><p>é".as_bytes(), "UTF-8"),
            (b"<p>caf\xE9", "windows-1252"),
            (b"<META CHARSET='Shift_JIS'><p>\x93\x8C", "Shift_JIS"),
            (b"<meta http-equiv=content-type content=\"text/html; charset=windows-1251\"><p>\xE9", "windows-1251"),
            (b"<meta charset = \"koi8-r\" /><p>\xE9", "KOI8-R"),
            (b"<meta charset=utf-8><p>\xE9", "UTF-8"),
            (b"<meta charset=klingon><meta charset=utf-16><p>\xE9", "UTF-8"),
        ];
        for (html, name) in pages {
            assert_eq!(of(html).name(), name, "{}", html.escape_ascii());
        }
    }
}
