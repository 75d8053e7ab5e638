//! The format of an input by the extension of its file's name.

use super::compression::Compression;
use super::named_format::Format;
use crate::error::Problem;

/// What the name of a file says about its format.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NamedAs {
    /// The name decides.
    Format(Format),
    /// JSON of any form: the content decides which.
    Json,
    /// XML: the content decides whether it is a feed or a page.
    Xml,
    /// A format that adsift does not read, and what to do instead.
    Refused(&'static str, &'static str),
    /// The content decides.
    Unknown,
}

impl NamedAs {
    /// Reads the extension before a `.gz` or `.zst`, ignoring case.
    pub(super) fn of(path: &str) -> Self {
        let (name, compression) = Compression::of_name(path);
        let Some((_, extension)) = name.rsplit_once('.') else {
            return NamedAs::Unknown;
        };
        match &*extension.to_ascii_lowercase() {
            "csv" | "tsv" | "tab" | "psv" => NamedAs::Format(Format::Csv),
            "jsonl" | "ndjson" => NamedAs::Format(Format::Jsonl),
            "json" => NamedAs::Json,
            "html" | "htm" | "xhtml" | "xht" | "shtml" | "shtm" | "php" | "asp" | "aspx"
            | "jsp" => NamedAs::Format(Format::Html),
            "eml" | "emlx" | "mhtml" | "mht" | "mbox" => NamedAs::Format(Format::Mail),
            "rss" | "atom" | "rdf" => NamedAs::Format(Format::Feed),
            "xml" => NamedAs::Xml,
            "warc" | "wet" => NamedAs::Format(Format::Warc),
            "vtt" | "srt" | "sbv" => NamedAs::Format(Format::Subtitles),
            "ass" | "ssa" | "sub" | "ttml" | "dfxp" | "smi" => NamedAs::Refused(
                "a file of subtitles of another kind",
                "convert it to .srt, for example with ffmpeg",
            ),
            "md" | "markdown" => NamedAs::Format(Format::Markdown),
            "parquet" if compression == Compression::None => NamedAs::Format(Format::Parquet),
            "docx" | "doc" | "odt" | "pages" => {
                NamedAs::Refused("a word processor's document", SAVE_AS_TEXT)
            }
            "xlsx" | "xls" | "ods" => NamedAs::Refused("a spreadsheet", SAVE_AS_CSV),
            "pptx" | "ppt" | "odp" => NamedAs::Refused("a presentation", SAVE_AS_TEXT),
            "epub" | "mobi" | "azw3" => NamedAs::Refused("an e-book", CONVERT_TO_HTML),
            "pdf" | "ps" => NamedAs::Refused("a PDF file", CONVERT_TO_TEXT),
            "rtf" => NamedAs::Refused("an RTF document", SAVE_AS_TEXT),
            "css" => NamedAs::Refused("a style sheet", NAME_THE_PAGE),
            "tex" => NamedAs::Refused("a LaTeX source", CONVERT_TO_TEXT_OR_HTML),
            "py" | "ts" | "tsx" | "jsx" | "c" | "h" | "cpp" | "java" | "go" | "rs" | "rb"
            | "pl" | "sh" | "bat" | "sql" | "yaml" | "yml" | "toml" | "ini" => {
                NamedAs::Refused("the source of a program or its settings", NAME_A_TEXT)
            }
            "url" | "webloc" | "lnk" => {
                NamedAs::Refused("a shortcut", "download the page that it names")
            }
            "js" | "mjs" => NamedAs::Refused("a script", NAME_THE_PAGE),
            "zip" | "7z" | "rar" | "tar" | "tgz" | "xz" | "bz2" => {
                NamedAs::Refused("an archive", UNPACK)
            }
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "ico" | "tif" | "tiff" | "bmp"
            | "avif" | "heic" => NamedAs::Refused("an image", NAME_A_TEXT),
            "mp3" | "mp4" | "m4a" | "wav" | "ogg" | "webm" | "mov" | "avi" | "mkv" | "flac" => {
                NamedAs::Refused("a recording", NAME_A_TRANSCRIPT)
            }
            "woff" | "woff2" | "ttf" | "otf" => NamedAs::Refused("a font", NAME_A_TEXT),
            "arrow" | "feather" | "sqlite" | "db" => {
                NamedAs::Refused("a database or a table of columns", EXPORT)
            }
            _ => NamedAs::Unknown,
        }
    }

    /// The problem of a refused name.
    pub(super) fn problem(&self) -> Option<Problem> {
        match self {
            NamedAs::Refused(what, repair) => Some(Problem::OtherName { what, repair }),
            _ => None,
        }
    }
}

const SAVE_AS_TEXT: &str = "open it and save it as plain text or HTML";
const SAVE_AS_CSV: &str = "open it and save the sheet as CSV";
const CONVERT_TO_HTML: &str = "convert it to HTML or text";
const CONVERT_TO_TEXT_OR_HTML: &str = "convert it to text or HTML, for example with pandoc";
const CONVERT_TO_TEXT: &str = "convert it to text, for example with pdftotext";
const NAME_THE_PAGE: &str = "name the page that it belongs to";
const NAME_A_TEXT: &str = "name a file of text";
const NAME_A_TRANSCRIPT: &str = "name its subtitles or a transcript";
const UNPACK: &str = "unpack it and name the files in it";
const EXPORT: &str = "export it as CSV, JSON Lines or Parquet";
