//! `Compression`: the compression of a file by its name.

/// The compression of a file, by the last extension of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not compressed.
    None,
    /// `.gz`.
    Gzip,
    /// `.zst`.
    Zstd,
}

impl Compression {
    /// Splits a file's name into the name without `.gz` or `.zst`, and its compression. Case is
    /// ignored.
    pub fn of_name(name: &str) -> (&str, Compression) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        if extension.eq_ignore_ascii_case("gz") {
            (stem, Compression::Gzip)
        } else if extension.eq_ignore_ascii_case("zst") {
            (stem, Compression::Zstd)
        } else {
            (name, Compression::None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compression_is_detected_ignoring_case() {
        assert_eq!(Compression::of_name("a.jsonl.GZ"), ("a.jsonl", Compression::Gzip));
        assert_eq!(Compression::of_name("a.zst"), ("a", Compression::Zstd));
        assert_eq!(Compression::of_name("gz"), ("gz", Compression::None));
    }
}
