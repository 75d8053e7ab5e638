//! Refuses binary files by their first bytes, with what to do instead.

use crate::error::Problem;

/// First bytes by which [`magic`] recognizes a format. So few that a slow pipe is not waited for.
pub(super) const MAGIC_BYTES: usize = 8;

/// First bytes of a zip file by which [`zip`] recognizes what it holds.
pub(super) const ZIP_BYTES: usize = 4 << 10;

const UNPACK: &str = "unpack it and name the files in it";
const SAVE_AS_TEXT: &str = "open it and save it as plain text or HTML";
const NAME_A_TEXT: &str = "name a file of text";
const NAME_A_TRANSCRIPT: &str = "name its subtitles or a transcript";

/// First bytes of formats that adsift does not read, with their names and repairs.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"adsift\x1A\n", "a model of adsift", "name a file of data"),
    (b"%PDF", "a PDF file", "convert it to text, for example with pdftotext"),
    (b"%!PS", "a PostScript file", "convert it to text, for example with ps2ascii"),
    (b"{\\rtf", "an RTF document", SAVE_AS_TEXT),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "a document of an old Office program (.doc, .xls, .ppt) or a mail of Outlook (.msg)",
        "open it and save it as plain text, HTML, CSV or .eml",
    ),
    (b"\xFD7zXZ\0", "a file compressed with xz", "decompress it first, for example with xz -d"),
    (b"BZh91AY&", "a file compressed with bzip2", "decompress it first, for example with bzip2 -d"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", UNPACK),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (
        b"\x04\x22\x4D\x18",
        "a file compressed with lz4",
        "decompress it first, for example with lz4 -d",
    ),
    (
        b"\x1F\x9D",
        "a file compressed with compress",
        "decompress it first, for example with gzip -d",
    ),
    (b"\x1F\x8B", "data compressed twice", "decompress it once, for example with gzip -d"),
    (b"\x28\xB5\x2F\xFD", "data compressed twice", "decompress it once, for example with zstd -d"),
    (b"\x89PNG\r\n", "a PNG image", NAME_A_TEXT),
    (b"\xFF\xD8\xFF", "a JPEG image", NAME_A_TEXT),
    (b"GIF87a", "a GIF image", NAME_A_TEXT),
    (b"GIF89a", "a GIF image", NAME_A_TEXT),
    (b"II*\0", "a TIFF image", NAME_A_TEXT),
    (b"MM\0*", "a TIFF image", NAME_A_TEXT),
    (b"ID3\x02", "an MP3 recording", NAME_A_TRANSCRIPT),
    (b"ID3\x03", "an MP3 recording", NAME_A_TRANSCRIPT),
    (b"ID3\x04", "an MP3 recording", NAME_A_TRANSCRIPT),
    (b"OggS\0", "an Ogg recording", NAME_A_TRANSCRIPT),
    (b"fLaC\0", "a FLAC recording", NAME_A_TRANSCRIPT),
    (b"\x1A\x45\xDF\xA3", "a video (Matroska or WebM)", NAME_A_TRANSCRIPT),
    (b"wOFF\0", "a font", NAME_A_TEXT),
    (b"wOF2\0", "a font", NAME_A_TEXT),
    (
        b"bplist00",
        "a page saved by Safari (.webarchive) or another property list",
        "save the page again as Page Source (HTML)",
    ),
    (b"SQLite f", "an SQLite database", "export a table of it as CSV"),
    (b"ARROW1\0\0", "an Arrow or Feather file", "write it as Parquet, CSV or JSON Lines"),
    (b"FEA1", "a Feather file", "write it as Parquet, CSV or JSON Lines"),
    (b"\x7FELF", "a program", NAME_A_TEXT),
    (b"MZ\x90\0", "a program", NAME_A_TEXT),
    (b"\0asm", "a program", NAME_A_TEXT),
];

/// Recognizes a format that adsift does not read by its magic number, [`MAGIC_BYTES`] long.
pub(super) fn magic(head: &[u8]) -> Option<Problem> {
    if head.starts_with(b"PAR1") {
        return Some(Problem::ParquetInput);
    }
    let found = MAGIC.iter().find(|(magic, ..)| head.starts_with(magic));
    if let Some((_, what, repair)) = found {
        return Some(Problem::OtherFormat { what, repair });
    }
    if head.get(4..8) == Some(b"ftyp") {
        let what = "a video, a recording or an image (MP4)";
        return Some(Problem::OtherFormat { what, repair: NAME_A_TRANSCRIPT });
    }
    None
}

/// Whether the first bytes are those of a zip file.
pub(super) fn is_zip(head: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(*magic))
}

/// Names a zip file by what it holds.
pub(super) fn zip(head: &[u8]) -> Problem {
    let has = |part: &[u8]| memchr::memmem::find(head, part).is_some();
    let (what, repair) = if has(b"word/") {
        ("a Word document (.docx)", SAVE_AS_TEXT)
    } else if has(b"xl/") {
        ("an Excel sheet (.xlsx)", "open it and save the sheet as CSV")
    } else if has(b"ppt/") {
        ("a PowerPoint presentation (.pptx)", SAVE_AS_TEXT)
    } else if has(b"application/epub+zip") {
        ("an e-book (.epub)", "unpack it and name the pages in it")
    } else if has(b"opendocument.spreadsheet") {
        ("a LibreOffice sheet (.ods)", "open it and save the sheet as CSV")
    } else if has(b"opendocument") {
        ("a LibreOffice document (.odt)", SAVE_AS_TEXT)
    } else if has(b"[Content_Types].xml") || has(b"docProps/") {
        (
            "an Office document (.docx, .xlsx or .pptx)",
            "open it and save it as plain text, HTML or CSV",
        )
    } else {
        ("a zip archive", UNPACK)
    };
    Problem::OtherFormat { what, repair }
}

/// Recognizes other binary data, in the place of text, by its NUL bytes.
pub(super) fn nuls(head: &[u8]) -> Option<Problem> {
    memchr::memchr(0, head)?;
    if head.get(257..262) == Some(b"ustar") {
        return Some(Problem::OtherFormat { what: "a tar archive", repair: UNPACK });
    }
    let riff = [(&b"WEBP"[..], "a WebP image"), (b"WAVE", "a recording"), (b"AVI ", "a video")];
    let of_riff =
        riff.iter().find(|(kind, _)| head.starts_with(b"RIFF") && head.get(8..12) == Some(*kind));
    if let Some((_, what)) = of_riff {
        return Some(Problem::OtherFormat { what, repair: NAME_A_TEXT });
    }
    if let Some(encoding) = utf_16_order(head) {
        return Some(Problem::Utf16 { encoding });
    }
    let what = "binary data, not text";
    Some(Problem::OtherFormat { what, repair: NAME_A_TEXT })
}

/// The byte order of UTF-16 if every second byte is NUL, as in text of Latin letters without a byte
/// order mark.
fn utf_16_order(head: &[u8]) -> Option<&'static str> {
    let mut nuls = [0, 0];
    head.iter().enumerate().filter(|(_, byte)| **byte == 0).for_each(|(at, _)| nuls[at % 2] += 1);
    let pairs = head.len() / 2;
    let (few, many) = (nuls[0].min(nuls[1]), nuls[0].max(nuls[1]));
    let order = if nuls[1] > nuls[0] { "utf-16le" } else { "utf-16be" };
    (pairs > 0 && 10 * many >= 7 * pairs && 20 * few <= pairs).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_numbers_are_named_with_a_repair() {
        for (head, what) in [
            (&b"%PDF-1.7"[..], "this is a PDF file; convert it to text"),
            (b"{\\rtf1\\a", "this is an RTF document; open it and save it"),
            (b"\x89PNG\r\n\x1A\n", "this is a PNG image; name a file of text"),
            (b"\xFD7zXZ\0\0\x04", "this is a file compressed with xz; decompress it first"),
            (b"PAR1\x15\x04\x15\x10", "this is a Parquet file"),
            (b"\0\0\0\x20ftyp", "this is a video"),
        ] {
            let problem = magic(head).unwrap().to_string();
            assert!(problem.starts_with(what), "{problem}");
        }
        for text in [&b"One."[..], b"%P", b"MZ said", b"RIFF raff", b"BZh is b", b"ID3 tags"] {
            assert!(magic(text).is_none() && !is_zip(text), "{}", text.escape_ascii());
        }
        assert!(MAGIC.iter().all(|(magic, ..)| magic.len() <= MAGIC_BYTES));
    }

    #[test]
    fn zip_is_named_by_what_it_holds() {
        for (inside, what) in [
            (&b"[Content_Types].xml....word/document.xml"[..], "a Word document"),
            (b"xl/workbook.xml", "an Excel sheet"),
            (b"mimetypeapplication/epub+zip", "an e-book"),
            (b"mimetypeapplication/vnd.oasis.opendocument.text", "a LibreOffice document"),
            (b"a.txt", "a zip archive"),
        ] {
            let head = [b"PK\x03\x04", inside].concat();
            assert!(is_zip(&head));
            assert!(zip(&head).to_string().starts_with(&format!("this is {what}")));
        }
    }

    #[test]
    fn nul_bytes_are_binary_data_and_every_second_one_is_utf_16() {
        assert!(nuls(b"One.").is_none());
        assert!(nuls(b"One.\0Two.").unwrap().to_string().starts_with("this is binary data"));
        assert!(matches!(nuls(b"O\0n\0e\0.\0"), Some(Problem::Utf16 { encoding: "utf-16le" })));
        assert!(matches!(nuls(b"\0O\0n\0e\0."), Some(Problem::Utf16 { encoding: "utf-16be" })));
        let tar = [&[b'a'; 9][..], &[0; 248], b"ustar\0"].concat();
        assert!(nuls(&tar).unwrap().to_string().starts_with("this is a tar archive"));
    }
}
