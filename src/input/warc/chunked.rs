//! Decodes the chunks of an HTTP body.

/// The result of decoding a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Dechunked {
    /// The body, whole.
    Whole(Vec<u8>),
    /// The part of the body before its end is missing.
    CutShort(Vec<u8>),
    /// The body has no chunks: the crawler has decoded it, and kept the head.
    NotChunked,
}

/// Decodes a chunked body (RFC 9112, section 7.1).
pub(super) fn dechunked(body: &[u8]) -> Dechunked {
    let (mut decoded, mut rest) = (Vec::with_capacity(body.len()), body);
    let mut is_first = true;
    loop {
        let Some((length, after)) = size(rest) else {
            return if is_first { Dechunked::NotChunked } else { Dechunked::CutShort(decoded) };
        };
        if length == 0 {
            return Dechunked::Whole(decoded);
        }
        let chunk = &after[..length.min(after.len())];
        decoded.extend_from_slice(chunk);
        let Some(next) = after.get(length..) else {
            return Dechunked::CutShort(decoded);
        };
        rest = next.strip_prefix(b"\r\n").or_else(|| next.strip_prefix(b"\n")).unwrap_or(next);
        is_first = false;
    }
}

/// Reads the line with a chunk's size, in hexadecimal digits.
fn size(body: &[u8]) -> Option<(usize, &[u8])> {
    let head = &body[..body.len().min(1024)];
    let end = memchr::memchr(b'\n', head)?;
    let digits = head[..end].split(|byte| *byte == b';').next()?.trim_ascii();
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((size, &body[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        let body = b"5\r\n<p>On\r\n000A;x=1\r\ne.</p> two\r\n0\r\n\r\n";
        assert_eq!(dechunked(body), Dechunked::Whole(b"<p>One.</p> two".to_vec()));
        assert_eq!(dechunked(b"5\r\n<p>"), Dechunked::CutShort(b"<p>".to_vec()));
        assert_eq!(dechunked(b"1\r\n<\r\n"), Dechunked::CutShort(b"<".to_vec()));
        for body in [&b"<p>One.</p>\n"[..], b"", b"FFFFFFFFFFFFFFFFFF\r\n", b"\n"] {
            assert_eq!(dechunked(body), Dechunked::NotChunked);
        }
    }
}
