//! The encoding of a page that does not say it on the wire.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A page's declaration stands in its first bytes (HTML Standard, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;

/// The encoding of these bytes, whose byte order mark was taken off.
///
/// Bytes that are UTF-8 are: that happens by chance to no text of another encoding. Else what the page
/// declares, and where it declares nothing what browsers take then, windows-1252.
pub(super) fn of(html: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(html).is_ok() {
        return UTF_8;
    }
    let head = &html[..html.len().min(PRESCAN_BYTES)];
    declared(head).unwrap_or(WINDOWS_1252)
}

/// What `<meta charset=…>` or `<meta http-equiv content="…; charset=…">` names.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let mut metas = memchr::memmem::find_iter(&head, b"<meta").map(|at| &head[at..]);
    metas.find_map(|meta| {
        let tag = meta.split(|&byte| byte == b'>').next()?;
        let at = memchr::memmem::find(tag, b"charset")? + b"charset".len();
        let value = tag[at..]
            .trim_ascii_start()
            .strip_prefix(b"=")?
            .trim_ascii_start();
        let value = value
            .strip_prefix(b"\"")
            .or(value.strip_prefix(b"'"))
            .unwrap_or(value);
        let end = value.iter().position(|byte| b"\"'; \t\r\n/".contains(byte));
        let encoding = Encoding::for_label(&value[..end.unwrap_or(value.len())])?;
        // Whoever could read the declaration byte by byte does not read UTF-16.
        Some(encoding.output_encoding())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_before_declarations_and_declarations_before_the_default() {
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
